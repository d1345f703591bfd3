package main

import (
	"context"
	"log/slog"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/app/job"
	"outreach/domain"
)

// desk makes the desk of a ledger that is served.
func (p *program) desk(l *ledger, log *slog.Logger) (*job.Desk, error) {
	return job.New(job.Parts{
		App: l.App, Store: l.store, Files: l.files, Texts: p.messages, Now: p.now, Random: p.random, Log: log,
		Settings: job.Settings{AtOnce: l.config.Limits.Exports, Alone: !l.config.OnMongo()},
	})
}

// jobs lists what goes on by itself, or did lately.
func (p *program) jobs() *cobra.Command {
	c := p.command("jobs", none)
	format := c.Flags().String("format", "table", p.t("cli.flag.format"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := oneOf("format", *format, "table", "csv"); err != nil {
			return err
		}
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			t, err := p.jobTable(ctx, l, operator)
			if err != nil {
				return err
			}
			if *format == "csv" {
				return t.csv(p.out)
			}
			t.write(p.out)
			return nil
		})
	}
	return c
}

func (p *program) jobTable(ctx context.Context, l *ledger, operator *app.Caller) (*table, error) {
	desk, err := p.desk(l, quiet())
	if err != nil {
		return nil, err
	}
	t := &table{}
	for _, head := range []string{"id", "kind", "owner", "state", "done", "total", "begun", "created", "reason"} {
		t.column(p.t("cli.jobs."+head), head == "done" || head == "total" || head == "begun")
	}
	for _, kind := range domain.JobKinds() {
		list, err := desk.All(ctx, operator, kind)
		if err != nil {
			return nil, err
		}
		for i := range list {
			t.add(p.jobRow(ctx, l, &list[i])...)
		}
	}
	return t, nil
}

func (p *program) jobRow(ctx context.Context, l *ledger, j *domain.Job) []string {
	owner := j.Owner
	if u, err := l.store.User(ctx, j.Owner); err == nil {
		owner = u.Login
	}
	reason := ""
	if j.Fault != nil {
		reason = strings.Join(strings.Fields(explained(p.text, j.Fault)), " ")
	}
	return []string{
		string(j.ID), string(j.Kind), owner, p.t("job.state." + string(j.State)), grouped(j.Done), grouped(j.Total),
		strconv.Itoa(j.Attempt), p.moment(j.CreatedAt), reason,
	}
}
