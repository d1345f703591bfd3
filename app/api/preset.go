package api

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"outreach/app"
	"outreach/app/job"
	"outreach/domain"
)

// Preset is something set up once and wanted again; the member of its kind holds it.
type Preset struct {
	ID       domain.ID         `json:"id"`
	Kind     domain.PresetKind `json:"kind"`
	Name     string            `json:"name"`
	Export   *job.Wish         `json:"export,omitempty"`
	Mapping  map[string]string `json:"mapping,omitempty"` // heading to field
	View     *View             `json:"view,omitempty"`
	Changed  domain.Instant    `json:"changed_at"`
	Revision int64             `json:"revision"`
}

// View is a page of the app with the filter that was set there.
type View struct {
	Page   string          `json:"page" validate:"required,max=64"`
	Filter job.SavedFilter `json:"filter,omitzero"`
	By     []string        `json:"by,omitempty" validate:"max=4,dive,max=32"`
	Sort   string          `json:"sort,omitempty" validate:"max=64"`
	// Columns are those that the page showed; absent: its usual ones.
	Columns []string `json:"columns,omitempty" validate:"max=100,unique,dive,max=64"`
	Default bool     `json:"default,omitempty" description:"what the page opens with where nothing else is asked"`
}

// Presets are the caller's presets by name.
type Presets struct {
	Items []Preset `json:"items"`
}

func presetOf(p *domain.Preset) (Preset, error) {
	out := Preset{ID: p.ID, Kind: p.Kind, Name: p.Name, Changed: p.ChangedAt, Revision: p.Revision}
	var into any = &out.Export
	switch p.Kind {
	case domain.PresetMapping:
		into = &out.Mapping
	case domain.PresetView:
		into = &out.View
	case domain.PresetExport:
	}
	if err := json.Unmarshal(p.Body, into); err != nil {
		return out, fmt.Errorf("preset %s: %w", p.ID, err)
	}
	return out, nil
}

// PresetEntry is a preset as it is sent: the member of its kind, and no other, says what it sets.
type PresetEntry struct {
	Kind    domain.PresetKind `json:"kind" validate:"required,oneof=export mapping view"`
	Name    string            `json:"name" validate:"required,max=100"`
	Export  *job.Wish         `json:"export,omitempty"`
	Mapping map[string]string `json:"mapping,omitempty" validate:"max=200,dive,keys,required,max=200,endkeys,required,max=64" description:"heading to field"`
	View    *View             `json:"view,omitempty"`
}

// entry gives the body of the preset's kind. A member that is missing, or of another kind, is refused.
func (e *PresetEntry) entry(today domain.Date, revision int64) (app.PresetEntry, error) {
	var faults []domain.Fault
	for _, m := range []struct {
		kind  domain.PresetKind
		given bool
	}{{domain.PresetExport, e.Export != nil}, {domain.PresetMapping, e.Mapping != nil}, {domain.PresetView, e.View != nil}} {
		switch {
		case m.kind == e.Kind && !m.given:
			faults = append(faults, domain.FaultAt("/"+string(m.kind), "fault.required"))
		case m.kind != e.Kind && m.given:
			faults = append(faults, domain.FaultAt("/"+string(m.kind), "fault.preset.other"))
		}
	}
	if len(faults) > 0 {
		return app.PresetEntry{}, domain.RefuseFields(faults...)
	}
	var body any = e.Mapping
	var err error
	switch e.Kind {
	case domain.PresetExport:
		body = e.Export
		_, err = e.Export.Checked("", today)
	case domain.PresetView:
		body = e.View
		_, err = e.View.Filter.On(today)
	case domain.PresetMapping:
	}
	if err != nil {
		return app.PresetEntry{}, err
	}
	raw, err := json.Marshal(body)
	return app.PresetEntry{Kind: e.Kind, Name: e.Name, Body: raw, Revision: revision}, err
}

type presetsInput struct {
	Kind string `query:"kind" json:"-" validate:"omitempty,oneof=export mapping view"`
}

func (s *Server) presets(ctx context.Context, c *call, in *presetsInput) (Presets, error) {
	list, err := s.app.Presets(ctx, c.caller, domain.PresetKind(in.Kind))
	if err != nil {
		return Presets{}, err
	}
	out := Presets{Items: make([]Preset, len(list))}
	for i := range list {
		if out.Items[i], err = presetOf(&list[i]); err != nil {
			return out, err
		}
	}
	return out, nil
}

// shown gives a preset with its revision as the tag.
func shown(c *call, p *domain.Preset, err error) (Preset, error) {
	if err != nil {
		return Preset{}, err
	}
	c.etag(entityTag(p.Revision))
	return presetOf(p)
}

func (s *Server) preset(ctx context.Context, c *call, in *jobPath) (Preset, error) {
	p, err := s.app.Preset(ctx, c.caller, in.ID)
	return shown(c, &p, err)
}

func (s *Server) addPreset(ctx context.Context, c *call, in *PresetEntry) (Preset, error) {
	entry, err := in.entry(s.app.Today(), 0)
	if err != nil {
		return Preset{}, err
	}
	p, err := s.app.AddPreset(ctx, c.caller, entry)
	return shown(c, &p, err)
}

type putPresetInput struct {
	jobPath
	changing
	PresetEntry
}

func (s *Server) putPreset(ctx context.Context, c *call, in *putPresetInput) (Preset, error) {
	from, err := in.from()
	if err != nil {
		return Preset{}, err
	}
	entry, err := in.entry(s.app.Today(), from)
	if err != nil {
		return Preset{}, err
	}
	p, err := s.app.ChangePreset(ctx, c.caller, in.ID, entry)
	return shown(c, &p, err)
}

func (s *Server) dropPreset(ctx context.Context, c *call, in *jobPath) (none, error) {
	return none{}, s.app.DropPreset(ctx, c.caller, in.ID)
}

type presetTokenInput struct {
	jobPath
	Days int `json:"days" validate:"min=1,max=366" description:"how long the token lives"`
}

func (s *Server) presetToken(ctx context.Context, c *call, in *presetTokenInput) (Token, error) {
	secret, pass, err := s.app.MakePresetToken(ctx, c.caller, in.ID, time.Duration(in.Days)*24*time.Hour)
	return Token{passOf(&pass, c.caller), secret}, err
}
