package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/app/api"
	"outreach/app/job"
	"outreach/configs"
	"outreach/domain"
	"outreach/reports"
)

// importFlags say how a table is brought in.
type importFlags struct {
	login, only, mapping, refused string
	dry, preview                  bool
}

func (p *program) importing() *cobra.Command {
	c := p.command("import FILE", one)
	var f importFlags
	flags := c.Flags()
	flags.StringVar(&f.login, "user", "", p.t("cli.flag.user"))
	flags.BoolVar(&f.dry, "dry-run", false, p.t("cli.flag.dry_run"))
	flags.BoolVar(&f.preview, "preview", false, p.t("cli.flag.preview"))
	flags.StringVar(&f.only, "only", string(job.Listed), p.t("cli.flag.only"))
	flags.StringVar(&f.mapping, "mapping", "", p.t("cli.flag.mapping"))
	flags.StringVar(&f.refused, "refused", "", p.t("cli.flag.refused"))
	c.RunE = func(c *cobra.Command, args []string) error {
		if f.login == "" {
			return usageError{errors.New("--user: required")}
		}
		if err := oneOf("only", f.only, string(job.Listed), string(job.All)); err != nil {
			return err
		}
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			caller, err := p.userByLogin(ctx, l, operator, f.login)
			if err != nil {
				return err
			}
			return p.importTable(ctx, l, &app.Caller{User: caller}, args[0], f)
		})
	}
	return c
}

// readMapping reads a JSON object that gives the field of a column by its heading or letter. Without a file it is
// nil: every heading must be known.
func readMapping(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no mapping is one
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	m := map[string]string{}
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, usageError{fmt.Errorf("--mapping %s: %w", path, err)}
	}
	return m, nil
}

// importTable brings in one file; nothing is written before the whole file was read without an error.
func (p *program) importTable(ctx context.Context, l *ledger, caller *app.Caller, path string, flags importFlags) (err error) {
	mapping, err := readMapping(flags.mapping)
	if err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	check, err := api.ContentCheck()
	if err != nil {
		return err
	}
	aliases, err := configs.Headings()
	if err != nil {
		return err
	}
	var both []domain.Text // whatever language is spoken here, tables come in either
	for _, lang := range configs.Languages() {
		both = append(both, p.messages.For(lang))
	}
	i := &importer{program: p, flags: flags, Import: job.Import{
		App: l.App, Caller: caller, Check: check, Table: file, Size: info.Size(),
		Request: reports.Request{Text: p.text, Languages: both, Catalogue: l.Catalogue(), Now: p.instant(), Actor: caller.User.Login},
		Options: reports.ReadOptions{Mapping: mapping, Aliases: aliases},
	}}
	if err := i.run(ctx); err != nil {
		return err
	}
	return i.report(ctx)
}

// importer is one import and what became of its rows.
type importer struct {
	*program
	job.Import
	flags importFlags

	sum  job.Summary
	rows *job.Rows
}

// run makes the preview and, unless no more was asked for, applies it.
func (i *importer) run(ctx context.Context) error {
	told := i.told(i.t("cli.import.reading"))
	if err := i.keep(func(w io.Writer) (job.Summary, error) { return i.Preview(ctx, w, told) }); err != nil {
		return err
	}
	i.sum.HeldBack = i.flags.only == string(job.All) && i.sum.Counts[job.FateRefused] > 0
	if i.flags.dry || i.flags.preview || i.sum.HeldBack {
		return nil
	}
	told = i.told(i.t("cli.import.progress"))
	return i.keep(func(w io.Writer) (job.Summary, error) { return i.Apply(ctx, i.rows, w, told) })
}

// keep takes over the rows that some step tells of.
func (i *importer) keep(step func(io.Writer) (job.Summary, error)) (err error) {
	var out bytes.Buffer
	if i.sum, err = step(&out); err != nil {
		return err
	}
	i.rows, err = job.OpenRows(bytes.NewReader(out.Bytes()), int64(out.Len()))
	return err
}

func (i *importer) told(what string) job.Told {
	show := i.progress(what)
	return func(done, total int64) error {
		if total > 0 {
			show(int(done), int(total))
		}
		return nil
	}
}

func (i *importer) report(ctx context.Context) error {
	for row, err := range i.rows.Each(job.FateRefused) {
		if err != nil {
			return err
		}
		i.say("cli.import.row", "Row", row.Row, "Text", explained(i.text, row.Refusal()))
	}
	if i.flags.refused != "" {
		if err := create(i.flags.refused, func(w io.Writer) error { return i.Refused(ctx, i.rows, i.text, w) }); err != nil {
			return err
		}
	}
	c := i.sum.Counts
	i.say("cli.import.summary", "New", c[job.FateNew], "Changed", c[job.FateChanged], "Same", c[job.FateSame], "Refused", c[job.FateRefused])
	switch {
	case i.sum.HeldBack:
		i.say("cli.import.held_back")
	case !i.sum.Applied:
		i.say("cli.import.preview")
	}
	if c[job.FateRefused] > 0 {
		return errFound
	}
	return nil
}
