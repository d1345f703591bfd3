package api

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"outreach/app/job"
	"outreach/domain"
)

func (s *Server) presetCSV(ctx context.Context, c *call, in *jobPath) (*file, error) {
	return s.presetData(ctx, c, in.ID, job.CSV)
}

func (s *Server) presetJSON(ctx context.Context, c *call, in *jobPath) (*file, error) {
	return s.presetData(ctx, c, in.ID, job.JSON)
}

func (s *Server) presetWorkbook(ctx context.Context, c *call, in *jobPath) (*file, error) {
	return s.presetData(ctx, c, in.ID, job.Workbook)
}

// presetData sends what an export preset of the caller's means now.
func (s *Server) presetData(ctx context.Context, c *call, id domain.ID, format string) (*file, error) {
	preset, err := s.app.Preset(ctx, c.caller, id)
	if err != nil {
		return nil, err
	}
	if preset.Kind != domain.PresetExport {
		return nil, domain.Refuse(domain.NotFound, "error.not_found.preset", "ID", string(id))
	}
	var wish job.Wish
	if err := json.Unmarshal(preset.Body, &wish); err != nil {
		return nil, fmt.Errorf("preset %s: %w", id, err)
	}
	wish.Format = format
	if wish, err = wish.Checked(c.text.Lang(), s.app.Today()); err != nil {
		return nil, err
	}
	if err := s.refresh.pass(string(id), s.now()); err != nil {
		return nil, err
	}
	done, err := s.downloads.begin(c.caller.User.ID)
	if err != nil {
		return nil, err
	}
	if err := s.desk.Fetched(ctx, c.caller, "preset", id, wish); err != nil {
		done()
		return nil, err
	}
	return s.fileOf(ctx, c, job.Request{Export: wish, Filter: wish.Filter.Filter(), Text: s.texts.For(wish.Lang), Now: domain.At(s.now())}, done), nil
}

// Bounds of how often a preset's data is fetched from this process.
const (
	refreshes   = 60
	refreshTime = time.Hour
)

// pacer bounds how often something is done within a sliding hour. Safe for concurrent use.
type pacer struct {
	mu sync.Mutex
	at map[string][]time.Time
}

// pass lets one more by, or refuses it.
func (p *pacer) pass(key string, now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.at) > maxPaced {
		maps.DeleteFunc(p.at, func(_ string, list []time.Time) bool { return now.Sub(list[len(list)-1]) >= refreshTime })
	}
	list := slices.DeleteFunc(p.at[key], func(t time.Time) bool { return now.Sub(t) >= refreshTime })
	if len(list) >= refreshes {
		return domain.Refuse(domain.RateLimited, "error.rate_limited.preset", "Seconds", int(refreshTime.Seconds()-now.Sub(list[0]).Seconds())+1)
	}
	p.at[key] = append(list, now)
	return nil
}

// maxPaced is how many keys are remembered before those that are over are forgotten.
const maxPaced = 10_000
