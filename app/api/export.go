package api

import (
	"context"
	"io"
	"slices"
	"sync"

	"outreach/app/job"
	"outreach/domain"
	"outreach/reports"
)

// file is an answer that is written while it is sent. make writes it; name is what it is saved under.
type file struct {
	name  string
	media string
	make  func(io.Writer) error
	done  func() // once it is made, or failed
}

// Media types of files.
const (
	mediaWorkbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mediaCSV      = "text/csv; charset=utf-8"
)

// Reports are the reports there are, and the languages of their sheets.
type Reports struct {
	Items     []reports.Offer `json:"items"`
	Languages []string        `json:"languages"`
}

func (s *Server) reports(_ context.Context, c *call, _ *none) (Reports, error) {
	return Reports{reports.Offers(c.text), []string{"zh", "en"}}, nil
}

type exportInput struct {
	Report  string   `path:"report" json:"-" validate:"max=16" description:"r1 to r15 or all"`
	Lang    string   `query:"lang" json:"-" validate:"omitempty,oneof=zh en" description:"language of the sheets; by Accept-Language where absent"`
	Columns []string `query:"columns" json:"-" collectionFormat:"csv" validate:"max=100,unique,dive,max=64" description:"keys of the report's columns; all that it usually has where absent"`
	selection
}

func (s *Server) workbook(ctx context.Context, c *call, in *exportInput) (*file, error) {
	return s.export(ctx, c, in, job.Workbook)
}

func (s *Server) csv(ctx context.Context, c *call, in *exportInput) (*file, error) {
	return s.export(ctx, c, in, job.CSV)
}

func (s *Server) export(ctx context.Context, c *call, in *exportInput, format string) (*file, error) {
	if !slices.Contains(reports.List(), in.Report) {
		return nil, domain.Refuse(domain.NotFound, "error.not_found.report", "Value", in.Report)
	}
	r := job.Request{Export: job.Wish{Report: in.Report, Format: format, Columns: in.Columns}, Filter: in.filter(), Text: c.text, Now: domain.At(s.now())}
	if err := r.Filter.Period.Check(); err != nil {
		return nil, err
	}
	if err := reports.CheckColumns(in.Report, in.Columns); err != nil {
		return nil, err
	}
	if in.Lang != "" {
		r.Text = s.texts.For(in.Lang)
	}
	done, err := s.downloads.begin(c.caller.User.ID)
	if err != nil {
		return nil, err
	}
	deed := job.Deed{Noun: "report", ID: domain.ID(in.Report), What: "fetch", Note: map[string]string{"format": format, "query": c.query}}
	if err := s.desk.Logged(ctx, c.caller, deed); err != nil {
		done()
		return nil, err
	}
	return s.fileOf(ctx, c, r, done), nil
}

// fileOf gives a file that is made while it is sent; done frees the place it takes.
func (s *Server) fileOf(ctx context.Context, c *call, r job.Request, done func()) *file {
	return &file{
		name: job.SaveName(r.Text, r.Export.Report, r.Now, r.Export.Format), media: mediaOf(r.Export.Format), done: done,
		make: func(w io.Writer) error {
			_, err := job.Write(ctx, s.app, c.caller, w, r)
			return err
		},
	}
}

// mediaOf gives the media type of a format.
func mediaOf(format string) string {
	switch format {
	case job.CSV:
		return mediaCSV
	case job.JSON:
		return "application/json"
	}
	return mediaWorkbook
}

// downloads bounds the files being made: one of each caller, so many in all.
type downloads struct {
	limit int
	mu    sync.Mutex
	by    map[string]bool
}

func newDownloads(limit int) *downloads {
	if limit <= 0 {
		limit = 2
	}
	return &downloads{limit: limit, by: map[string]bool{}}
}

// begin takes a place; the function it gives frees it, once.
func (d *downloads) begin(caller string) (func(), error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.by[caller] || len(d.by) >= d.limit {
		return nil, domain.Refuse(domain.RateLimited, "error.rate_limited.export", "Seconds", 5)
	}
	d.by[caller] = true
	return sync.OnceFunc(func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.by, caller)
	}), nil
}
