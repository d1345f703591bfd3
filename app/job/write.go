package job

import (
	"cmp"
	"context"
	"io"
	"sync/atomic"

	"outreach/app"
	"outreach/domain"
	"outreach/reports"
	"outreach/repository"
)

// Request is one file to be written: what, in whose words, as of when.
type Request struct {
	Export   Wish // its filter and language are not looked at
	Filter   domain.Filter
	Text     domain.Text
	Now      domain.Instant
	Cube     *reports.Cube                 // of reports.Stats
	Progress func(done, total int64) error // hears of records read; nil: nobody listens
}

// Written says what a file holds.
type Written struct {
	Rows   int64 // in all sheets together, headings and totals left out
	Sheets []Sheet
	// Read is how many records were read for it, and Counted how many the store said there were to be read; 0 where
	// nobody listened to the progress. They differ where records changed between the two.
	Read, Counted int64
}

// Sheet is one report of a file. One of more rows than a sheet can hold has further sheets.
type Sheet struct {
	Report string `json:"report"`
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
}

// Write writes a file as a caller may see it and says what it holds.
func Write(ctx context.Context, a *app.App, caller *app.Caller, w io.Writer, r Request) (Written, error) {
	src := &counted{Source: a.Source(caller), app: a, caller: caller, tell: r.Progress}
	names, err := a.Names(ctx)
	if err != nil {
		return Written{}, err
	}
	var written Written
	req := reports.Request{
		Filter: r.Filter, Text: r.Text, Catalogue: a.Catalogue(), Now: r.Now, Cube: r.Cube, Actor: cmp.Or(caller.User.Name, caller.User.Login),
		Columns: r.Export.Columns, Names: names,
		Wrote: func(id string, rows int64) {
			written.Rows += rows
			written.Sheets = append(written.Sheets, Sheet{id, reports.Title(r.Text, id), rows})
		},
	}
	write := reports.Workbook
	switch r.Export.Format {
	case CSV:
		write = reports.CSV
	case JSON:
		write = reports.JSON
	}
	err = write(ctx, w, r.Export.Report, src, req)
	written.Read, written.Counted = src.done.Load(), src.total.Load()
	return written, err
}

// tellRows is how many records are read between two words on the progress.
const tellRows = 256

// counted is a source that tells how many records have been read, of how many.
type counted struct {
	app.Source
	app         *app.App
	caller      *app.Caller
	tell        func(done, total int64) error
	done, total atomic.Int64
}

// WalkActivities counts what it will hand out, then tells as it does.
func (c *counted) WalkActivities(ctx context.Context, f domain.Filter, each func(domain.Activity) error) error {
	if c.tell == nil {
		return c.Source.WalkActivities(ctx, f, each)
	}
	list, err := c.app.ListActivities(ctx, c.caller, f, repository.Page{Limit: 1})
	if err != nil {
		return err
	}
	if err := c.tell(c.done.Load(), c.total.Add(list.Total)); err != nil {
		return err
	}
	err = c.Source.WalkActivities(ctx, f, func(a domain.Activity) error {
		if n := c.done.Add(1); n%tellRows == 0 {
			if err := c.tell(n, c.total.Load()); err != nil {
				return err
			}
		}
		return each(a)
	})
	if err != nil {
		return err
	}
	return c.tell(c.done.Load(), c.total.Load())
}
