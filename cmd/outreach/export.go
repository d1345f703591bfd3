package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/app/job"
	"outreach/reports"
)

func (p *program) export() *cobra.Command {
	c := p.command("export REPORT", one)
	c.Long = p.t("cli.export.long", "Reports", strings.Join(reports.List(), ", "))
	f := p.filterFlags(c)
	out := c.Flags().StringP("output", "o", "", p.t("cli.flag.output"))
	columns := c.Flags().StringSlice("columns", nil, p.t("cli.flag.columns"))
	c.RunE = func(c *cobra.Command, args []string) error {
		filter, err := f.filter()
		if err != nil {
			return err
		}
		if err := oneOf("REPORT", args[0], reports.List()...); err != nil {
			return err
		}
		wish := job.Wish{Report: args[0], Columns: *columns, Format: strings.TrimPrefix(strings.ToLower(filepath.Ext(*out)), ".")}
		if wish.Format != job.Workbook && wish.Format != job.CSV && wish.Format != job.JSON {
			return usageError{fmt.Errorf("--output %q: want a file that ends in .xlsx, .csv or .json", *out)}
		}
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			return p.exportFile(ctx, l, operator, *out, job.Request{Export: wish, Filter: filter, Text: p.text, Now: p.instant()})
		})
	}
	return c
}

// exportFile writes a file whole or not at all, and holds the records that were read to how many the ledger counts.
func (p *program) exportFile(ctx context.Context, l *ledger, operator *app.Caller, path string, r job.Request) error {
	show := p.progress(p.t("cli.export.progress"))
	r.Progress = func(done, total int64) error {
		if done < total { // a report may read once more; the end is told when the file is written
			show(int(done), int(total))
		}
		return ctx.Err()
	}
	var written job.Written
	err := create(path, func(w io.Writer) (err error) {
		if written, err = job.Write(ctx, l.App, operator, w, r); err != nil {
			return err
		}
		if written.Read != written.Counted {
			return errors.New(p.t("cli.export.differs", "File", path, "Records", grouped(written.Read), "Counted", grouped(written.Counted)))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if written.Counted > 0 {
		show(int(written.Read), int(written.Counted))
	}
	if written.Read == 0 { // made of sums that are kept
		p.say("cli.export.tallied", "File", path, "Rows", grouped(written.Rows))
		return nil
	}
	p.say("cli.export.done", "File", path, "Rows", grouped(written.Rows), "Records", grouped(written.Read))
	return nil
}

// create makes a file whole or not at all: it is written under another name and takes its own when it is done.
func create(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".outreach-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	w := bufio.NewWriterSize(f, 1<<18)
	if err := errors.Join(write(w), w.Flush(), f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
