package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/domain"
)

func (p *program) check() *cobra.Command {
	c := p.command("check", none)
	c.RunE = func(c *cobra.Command, _ []string) error {
		err := p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			show := p.progress(p.t("cli.check.progress"))
			r, err := l.Check(ctx, func(done, total int64) { show(int(done), int(total)) })
			if err != nil {
				return err
			}
			p.say("cli.check.seen", "Records", grouped(r.Records), "Revisions", grouped(r.Revisions), "Tallies", grouped(r.Tallies), "Events", grouped(r.Events))
			p.say("cli.check.photos", "Photos", grouped(r.Photos), "Unclaimed", grouped(r.Unclaimed))
			noted := l.NoteCheck(ctx, operator, r) // a ledger with faults may refuse that; what was found matters more
			if len(r.Faults) == 0 {
				p.say("cli.check.clean")
				return noted
			}
			for _, f := range r.Faults {
				fmt.Fprintf(p.out, "%s\t%s\t%s\n", f.Kind, f.Subject, f.Detail)
			}
			p.say("cli.check.found", "Count", len(r.Faults))
			return errFound
		})
		if e, ok := errors.AsType[*domain.Error](err); ok && e.Key == "error.store.corrupt" { // it cannot even be opened
			fmt.Fprintln(p.out, explained(p.text, err))
			return errFound
		}
		return err
	}
	return c
}

func (p *program) rebuild() *cobra.Command {
	c := p.command("rebuild", none)
	c.RunE = func(c *cobra.Command, _ []string) error {
		return p.with(c.Context(), func(ctx context.Context, l *ledger, _ *app.Caller) error {
			if err := l.Rebuild(ctx); err != nil {
				return err
			}
			p.say("cli.rebuild.done")
			return nil
		})
	}
	return c
}
