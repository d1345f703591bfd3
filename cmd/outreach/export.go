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
	"outreach/reports"
)

func (p *program) export() *cobra.Command {
	c := p.command("export REPORT", one)
	c.Long = p.t("cli.export.long", "Reports", strings.Join(reports.List(), ", "))
	f := p.filterFlags(c)
	out := c.Flags().StringP("output", "o", "", p.t("cli.flag.output"))
	c.RunE = func(c *cobra.Command, args []string) error {
		filter, err := f.filter()
		if err != nil {
			return err
		}
		if err := oneOf("REPORT", args[0], reports.List()...); err != nil {
			return err
		}
		write := reports.Workbook
		switch ext := strings.ToLower(filepath.Ext(*out)); ext {
		case ".xlsx":
		case ".csv":
			write = reports.CSV
		default:
			return usageError{fmt.Errorf("--output %q: want a file that ends in .xlsx or .csv", *out)}
		}
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			req := reports.Request{Filter: filter, Text: p.text, Catalogue: l.Catalogue(), Now: p.instant(), Actor: operator.User.Login}
			if err := create(*out, func(w io.Writer) error { return write(ctx, w, args[0], l.Source(operator), req) }); err != nil {
				return err
			}
			p.say("cli.export.done", "File", *out)
			return nil
		})
	}
	return c
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
