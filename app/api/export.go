package api

import (
	"context"
	"io"
	"slices"
	"sync"

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

type exportInput struct {
	Report string `path:"report" json:"-" validate:"max=16" description:"r1, r2, r3, r4, r9, r10 or all"`
	Lang   string `query:"lang" json:"-" validate:"omitempty,oneof=zh en" description:"language of the sheets; by Accept-Language where absent"`
	selection
}

func (s *Server) workbook(ctx context.Context, c *call, in *exportInput) (*file, error) {
	return s.export(c, in, ".xlsx", mediaWorkbook, func(w io.Writer, req reports.Request) error {
		return reports.Workbook(ctx, w, in.Report, s.app.Source(c.caller), req)
	})
}

func (s *Server) csv(ctx context.Context, c *call, in *exportInput) (*file, error) {
	return s.export(c, in, ".csv", mediaCSV, func(w io.Writer, req reports.Request) error {
		return reports.CSV(ctx, w, in.Report, s.app.Source(c.caller), req)
	})
}

func (s *Server) export(c *call, in *exportInput, ext, media string, write func(io.Writer, reports.Request) error) (*file, error) {
	if !slices.Contains(reports.List(), in.Report) && in.Report != reports.All {
		return nil, domain.Refuse(domain.NotFound, "error.not_found.report", "Value", in.Report)
	}
	filter := in.filter()
	if err := filter.Period.Check(); err != nil {
		return nil, err
	}
	done, err := s.downloads.begin(c.caller.User.ID)
	if err != nil {
		return nil, err
	}
	text := c.text
	if in.Lang != "" {
		text = s.texts.For(in.Lang)
	}
	now := domain.At(s.now())
	req := reports.Request{Filter: filter, Text: text, Catalogue: s.app.Catalogue(), Now: now, Actor: c.caller.User.Name}
	return &file{
		name: reports.Title(text, in.Report) + "-" + now.Day().String() + ext, media: media, done: done,
		make: func(w io.Writer) error { return write(w, req) },
	}, nil
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
