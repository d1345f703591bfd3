package main

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/configs"
	"outreach/domain"
)

func (p *program) campuses() *cobra.Command {
	c := p.command("campuses FILE", one)
	date := c.Flags().String("list-date", "", p.t("cli.flag.list_date"))
	dry := c.Flags().Bool("dry-run", false, p.t("cli.flag.dry_run"))
	c.RunE = func(c *cobra.Command, args []string) error {
		day, err := domain.ParseDate(*date)
		if err != nil {
			return usageError{err}
		}
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			return p.follow(ctx, l, operator, campusList{args[0], day, *dry})
		})
	}
	return c
}

// campusList is a list of the ministry to follow, or with dry only to look at.
type campusList struct {
	path string
	day  domain.Date
	dry  bool
}

// follow brings the register up to the list. Rows at fault are told and left out.
func (p *program) follow(ctx context.Context, l *ledger, operator *app.Caller, list campusList) (err error) {
	f, err := os.Open(list.path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	campuses, refused, err := configs.ReadCampusList(f, list.day)
	if err != nil {
		return err
	}
	for _, r := range refused {
		p.say("cli.import.row", "Row", r.Line, "Text", explained(p.text, domain.RefuseFields(r.Faults...)))
	}
	newer, err := l.Catalogue().Campuses.Merge(campuses, list.day)
	if err != nil {
		return err
	}
	d, err := newer.Denominator(list.day)
	if err != nil {
		return err
	}
	changed, _ := newer.Since(l.Catalogue().Campuses)
	p.say("cli.campuses.summary", "Read", len(campuses), "Refused", len(refused), "Regular", d.Count, "Changed", len(changed))
	if list.dry {
		p.say("cli.import.preview")
		return nil
	}
	_, err = l.PutCampuses(ctx, operator, newer)
	return err
}
