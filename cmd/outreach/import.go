package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/configs"
	"outreach/domain"
	"outreach/reports"
)

func (p *program) importing() *cobra.Command {
	c := p.command("import FILE", one)
	login := c.Flags().String("user", "", p.t("cli.flag.user"))
	dry := c.Flags().Bool("dry-run", false, p.t("cli.flag.dry_run"))
	c.RunE = func(c *cobra.Command, args []string) error {
		if *login == "" {
			return usageError{errors.New("--user: required")}
		}
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			caller, err := p.userByLogin(ctx, l, operator, *login)
			if err != nil {
				return err
			}
			i := &importer{program: p, ledger: l, caller: &app.Caller{User: caller}, seen: map[string]int{}}
			if err := i.read(ctx, args[0]); err != nil {
				return err
			}
			if !*dry {
				if err := i.write(ctx); err != nil {
					return err
				}
			}
			return i.report(*dry)
		})
	}
	return c
}

// importer is one import: what was read, and what became of it.
type importer struct {
	*program
	ledger *ledger
	caller *app.Caller

	seen                  map[string]int // rows without an id, by content
	entries               []app.Entry
	rows                  []int // of the entries
	fresh, changed, equal int
	refused               []string
}

// read takes every row of a file; nothing is written before the whole file was read without an error.
func (i *importer) read(ctx context.Context, path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var both []domain.Text // whatever language is spoken here, tables come in either
	for _, lang := range configs.Languages() {
		both = append(both, i.messages.For(lang))
	}
	req := reports.Request{Text: i.text, Languages: both, Catalogue: i.ledger.Catalogue(), Now: i.instant(), Actor: i.caller.User.Login}
	for e, err := range reports.ReadActivities(ctx, f, info.Size(), req, reports.ReadOptions{}) {
		if err != nil {
			return err
		}
		if err := i.take(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// take decides what one row asks for.
func (i *importer) take(ctx context.Context, e reports.Entry) error {
	if len(e.Faults) > 0 {
		i.refuse(e.Row, domain.RefuseFields(e.Faults...))
		return nil
	}
	entry := app.Entry{ID: e.ID, Content: e.Content, Status: domain.Submitted}
	if e.Status == domain.Draft {
		entry.Status = domain.Draft
	}
	if e.ID == "" {
		id, err := i.derive(e.Content)
		if err != nil {
			return err
		}
		entry.ID = id
	}
	held, err := i.ledger.Activity(ctx, i.caller, entry.ID)
	if domain.CodeOf(err) == domain.NotFound {
		return i.add(e.Row, entry, &i.fresh)
	}
	if err != nil {
		return err
	}
	if e.ID == "" { // this very row came before
		i.equal++
		return nil
	}
	content, faults := e.Onto(held.Content)
	switch {
	case len(faults) > 0:
		i.refuse(e.Row, domain.RefuseFields(faults...))
	case reflect.DeepEqual(content, held.Content):
		i.equal++
	default:
		entry.Content, entry.IfMatch = content, held.Revision
		return i.add(e.Row, entry, &i.changed)
	}
	return nil
}

// derive gives a row without an id one of its own: the same each time the row comes, and another for each of
// several equal rows of a file.
func (i *importer) derive(c domain.Content) (domain.ID, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	n := i.seen[string(raw)]
	i.seen[string(raw)] = n + 1
	return domain.DerivedID(c.Date, strconv.AppendInt(raw, int64(n), 10)), nil
}

// add keeps an entry that passes the rules.
func (i *importer) add(row int, e app.Entry, counted *int) error {
	if e.Status == domain.Submitted {
		if faults := domain.Blocking(i.ledger.CheckContent(&e.Content)); len(faults) > 0 {
			i.refuse(row, domain.RefuseFields(faults...))
			return nil
		}
	}
	*counted++
	i.entries, i.rows = append(i.entries, e), append(i.rows, row)
	return nil
}

func (i *importer) refuse(row int, err error) {
	i.refused = append(i.refused, i.t("cli.import.row", "Row", row, "Text", explained(i.text, err)))
}

// write puts the entries in batches; what the ledger refuses now joins the refused.
func (i *importer) write(ctx context.Context) error {
	i.fresh, i.changed = 0, 0
	limit, total := i.ledger.config.Limits.Batch, len(i.entries)
	show := i.progress(i.t("cli.import.progress"))
	for at := 0; at < total; at += limit {
		end := min(at+limit, total)
		results, err := i.ledger.PutBatch(ctx, i.caller, i.entries[at:end])
		if err != nil {
			return err
		}
		for n, r := range results {
			switch {
			case r.Err != nil:
				i.refuse(i.rows[at+n], r.Err)
			case r.Outcome == app.Created:
				i.fresh++
			case r.Outcome == app.Changed:
				i.changed++
			default:
				i.equal++
			}
		}
		show(end, total)
	}
	return nil
}

func (i *importer) report(dry bool) error {
	for _, line := range i.refused {
		fmt.Fprintln(i.out, line)
	}
	i.say("cli.import.summary", "New", i.fresh, "Changed", i.changed, "Same", i.equal, "Refused", len(i.refused))
	if dry {
		i.say("cli.import.preview")
	}
	if len(i.refused) > 0 {
		return errFound
	}
	return nil
}
