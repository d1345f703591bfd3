package api

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"strconv"
	"strings"

	"outreach/app/job"
	"outreach/domain"
)

// Export is an export as a job: what was asked, how far it is, and what it made.
type Export struct {
	Job
	Wish *job.Wish   `json:"export,omitempty"` // absent of another's job
	File *ExportFile `json:"file,omitempty"`   // once it is done
}

// ExportFile says what an export made.
type ExportFile struct {
	Name   string         `json:"name"`
	Rows   int64          `json:"rows"` // in all sheets together, headings and totals left out
	Sheets []job.Sheet    `json:"sheets"`
	Bytes  int64          `json:"bytes"`
	SHA256 string         `json:"sha256"`
	AsOf   domain.Instant `json:"as_of"`
}

// Exports are a user's exports, newest first.
type Exports struct {
	Items []Export `json:"items"`
}

func (s *Server) exportOf(j *domain.Job, text domain.Text) (Export, error) {
	out := Export{Job: s.jobOf(j, text)}
	if len(j.Spec) > 0 {
		if err := json.Unmarshal(j.Spec, &out.Wish); err != nil {
			return out, fmt.Errorf("spec of job %s: %w", j.ID, err)
		}
	}
	if j.State != domain.JobDone || len(j.Result) == 0 {
		return out, nil
	}
	made, err := job.Result(j)
	out.File = &ExportFile{Name: made.Name, Rows: made.Rows, Sheets: made.Sheets, Bytes: made.Bytes, SHA256: made.SHA256, AsOf: made.AsOf}
	return out, err
}

func (s *Server) addExport(ctx context.Context, c *call, in *job.Wish) (Export, error) {
	j, err := s.desk.BeginExport(ctx, c.caller, *in, c.text.Lang())
	return s.taken(c, j, err)
}

func (s *Server) exportAgain(ctx context.Context, c *call, in *jobPath) (Export, error) {
	j, err := s.desk.Again(ctx, c.caller, in.ID)
	return s.taken(c, j, err)
}

// taken tells of a job that has just been taken, and where it is looked up.
func (s *Server) taken(c *call, j domain.Job, err error) (Export, error) {
	if err != nil {
		return Export{}, err
	}
	c.header("Location", Base+"/exports/"+string(j.ID))
	return s.exportOf(&j, c.text)
}

func (s *Server) exports(ctx context.Context, c *call, in *jobsInput) (Exports, error) {
	list, err := s.jobs(ctx, c, domain.JobExport, in.Everybody)
	if err != nil {
		return Exports{}, err
	}
	out := Exports{Items: make([]Export, len(list))}
	for i := range list {
		if out.Items[i], err = s.exportOf(&list[i], c.text); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (s *Server) exportJob(ctx context.Context, c *call, in *jobPath) (Export, error) {
	j, err := s.desk.Job(ctx, c.caller, domain.JobExport, in.ID)
	if err != nil {
		return Export{}, err
	}
	return s.exportOf(&j, c.text)
}

func (s *Server) cancelExport(ctx context.Context, c *call, in *jobPath) (none, error) {
	return none{}, s.desk.Cancel(ctx, c.caller, domain.JobExport, in.ID)
}

// feedInput names the job of an event stream. A browser that comes again says what it saw last: it gets the whole
// state anyhow, or none where it has seen the end.
type feedInput struct {
	jobPath
	Last string `header:"Last-Event-ID" json:"-" validate:"max=100" description:"revision that a reader saw last"`
}

func (s *Server) exportEvents(ctx context.Context, c *call, in *feedInput) (*feed, error) {
	return s.follow(ctx, c, domain.JobExport, in, func(j *domain.Job) (any, error) { return s.exportOf(j, c.text) })
}

type fileInput struct {
	jobPath
	Range   string `header:"Range" json:"-" validate:"max=200" description:"bytes=first-last, one range"`
	IfRange string `header:"If-Range" json:"-" validate:"max=200" description:"ETag for which the range is wanted"`
}

func (s *Server) exportFile(ctx context.Context, c *call, in *fileInput) (*keptFile, error) {
	file, made, err := s.desk.File(ctx, c.caller, in.ID)
	if err != nil {
		return nil, err
	}
	note := map[string]any{"rows": made.Rows, "bytes": made.Bytes, "sha256": made.SHA256}
	if err := s.desk.Fetched(ctx, c.caller, "export", in.ID, note); err != nil {
		return nil, closing(file, err)
	}
	return &keptFile{File: file, name: made.Name, media: mediaOf(strings.TrimPrefix(path.Ext(made.File), ".")), etag: strconv.Quote(made.SHA256), ranged: in.Range, ifRange: in.IfRange}, nil
}
