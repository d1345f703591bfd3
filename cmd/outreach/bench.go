package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/app/demo"
	"outreach/domain"
	"outreach/repository"
)

// benchSeed is the seed of the generated records.
const benchSeed = 1

func (p *program) bench() *cobra.Command {
	c := p.command("bench", none)
	records := c.Flags().Int("records", 1_000_000, p.t("cli.flag.records"))
	seconds := c.Flags().Int("seconds", 10, p.t("cli.flag.seconds"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		if *records < 1 || *seconds < 1 {
			return usageError{errors.New("--records, --seconds: want at least 1")}
		}
		if p.flags.data == "" {
			p.flags.data = "data/bench"
		}
		b := &bench{program: p, length: time.Duration(*seconds) * time.Second}
		if err := p.with(c.Context(), func(ctx context.Context, l *ledger, _ *app.Caller) error {
			return b.prepare(ctx, l, *records)
		}); err != nil {
			return err
		}
		return b.run(c.Context())
	}
	return c
}

// bench is one run of all measurements.
type bench struct {
	*program
	length time.Duration // of one measurement
	held   int64         // records at the start
	token  string
	bodies *bodies
	server *child
	client *client
}

// prepare fills an empty folder, and makes a user with a token who may do everything.
func (b *bench) prepare(ctx context.Context, l *ledger, n int) error {
	held, err := recordCount(ctx, l)
	if err != nil {
		return err
	}
	if held == 0 {
		o := demo.Options{Seed: benchSeed, Progress: b.progress(b.t("cli.bench.progress"))}
		began := b.now()
		if err := demo.FillBulk(ctx, l.store, l.Catalogue(), n, o); err != nil {
			return err
		}
		fmt.Fprintf(b.err, "%d records made in %.0f s\n", n, b.now().Sub(began).Seconds())
		if held, err = recordCount(ctx, l); err != nil {
			return err
		}
	}
	b.held = held
	if b.token, err = b.account(ctx, l); err != nil {
		return err
	}
	contents, err := sample(l.Catalogue())
	if err != nil {
		return err
	}
	b.bodies, err = newBodies(contents, b.random)
	return err
}

func recordCount(ctx context.Context, l *ledger) (n int64, err error) {
	err = l.store.Inspect(ctx, func(in repository.Inspection) error {
		n, err = in.Counts(ctx)
		return err
	})
	return n, err
}

// account makes a user for this run, with a token that ends with the day.
func (b *bench) account(ctx context.Context, l *ledger) (string, error) {
	u, err := l.PutUser(ctx, app.OperatorCaller(), "", app.UserEntry{
		Login: fmt.Sprintf("bench-%d", b.now().UnixNano()), Name: "bench", Grants: []domain.Grant{{Role: domain.RoleManager}, {Role: domain.RoleAdmin}},
	})
	if err != nil {
		return "", err
	}
	secret, _, err := l.MakeToken(ctx, &app.Caller{User: u, Pass: domain.Pass{Kind: domain.PassSession, User: u.ID}}, "bench", 24*time.Hour)
	return secret, err
}

// sample gives contents to send.
func sample(cat *domain.Catalogue) ([]domain.Content, error) {
	items, failed, err := demo.Bulk(cat, benchSeed+1, 2000)
	if err != nil {
		return nil, err
	}
	var out []domain.Content
	for item := range items {
		if item.Plan != demo.Draft {
			out = append(out, item.Content)
		}
	}
	return out, failed()
}

// run starts the server, measures and prints the table.
func (b *bench) run(ctx context.Context) (err error) {
	data := b.flags.data
	if b.server, err = b.spawn(ctx, data); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.server.stop(syscall.SIGTERM)) }()
	b.client = newClient(b.server.address, b.token)
	fmt.Fprintf(b.out, "outreach %s, %s, %d CPUs, %s, %s records, %s a measurement\n\n", version, b.now().UTC().Format(time.DateOnly),
		runtime.NumCPU(), runtime.Version(), grouped(b.held), b.length)
	fmt.Fprintln(b.out, "| measure | aim | figure |\n|---|---|---|")
	b.row("start-up to /health", "< 300 ms", ms(b.server.started))
	for _, measure := range []func(context.Context) error{b.reads, b.files, b.writes} {
		if err := measure(ctx); err != nil {
			return err
		}
	}
	now, peak, err := b.server.memory()
	if err != nil {
		return err
	}
	b.row("resident memory after all of it", "< 256 MB", fmt.Sprintf("%.0f MB (highest %.0f MB)", now, peak))
	return nil
}

func (b *bench) row(what, aim, figure string) {
	fmt.Fprintf(b.out, "| %s | %s | %s |\n", what, aim, figure)
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// reads measures questions, one client after another's answer.
func (b *bench) reads(ctx context.Context) error {
	for _, q := range []struct{ what, aim, path string }{
		{"list page of 50", "p50 < 5 ms", "/activities?limit=50"},
		{"list page of 50, one province, approved", "p50 < 5 ms", "/activities?limit=50&area=440000&status=approved"},
		{"cube year × county × programme, whole answer", "p50 < 20 ms", "/stats?by=year,county,programme&measure=activities,attendance"},
		{"coverage of counties in a year", "p50 < 5 ms", "/coverage?level=county&from=2022-01-01&to=2023-01-01"},
		{"pivot province × quarter", "p50 < 5 ms", "/stats?by=province,quarter&from=2022-01-01&to=2023-01-01"},
		{"records question: form × topic of a year", "p50 < 1 s", "/stats?by=form,topic&from=2022-01-01&to=2023-01-01"},
	} {
		r, err := b.loop(ctx, 1, b.length/2, 0, func(ctx context.Context, _ int64) (int64, error) { return b.client.do(ctx, "GET", q.path, nil) })
		if err != nil {
			return err
		}
		b.row(q.what, q.aim, fmt.Sprintf("p50 %s, p95 %s (%s bytes)", ms(r.at(0.5)), ms(r.at(0.95)), grouped(r.bytes/int64(len(r.took)))))
	}
	return nil
}

// files measures a table of about 100,000 rows: half a year of a million records over five.
func (b *bench) files(ctx context.Context) error {
	r, err := b.loop(ctx, 1, b.length/2, 0, func(ctx context.Context, _ int64) (int64, error) {
		return b.client.do(ctx, "GET", "/exports/r1.csv?from=2022-01-01&to=2022-07-01", nil)
	})
	if err != nil {
		return err
	}
	b.row("half a year of records as CSV (100,000 rows of 1,000,000)", "< 0.5 s", fmt.Sprintf("p50 %s (%s bytes)", ms(r.at(0.5)), grouped(r.bytes/int64(len(r.took)))))
	return nil
}

// writes measures durable submits, phones and batches.
func (b *bench) writes(ctx context.Context) error {
	for _, clients := range []int{1, 8, 64} {
		r, err := b.loop(ctx, clients, b.length, 0, b.bodies.put(b.client))
		if err != nil {
			return err
		}
		aim := "—"
		if clients == 64 {
			aim = "≥ 2,000/s"
		}
		b.row(fmt.Sprintf("durable submits, %d clients", clients), aim, fmt.Sprintf("%.0f/s, p50 %s, p95 %s", r.rate(), ms(r.at(0.5)), ms(r.at(0.95))))
	}
	r, err := b.loop(ctx, 500, 2*b.length, 2*time.Second, b.bodies.put(b.client))
	if err != nil {
		return err
	}
	b.row("500 phones, a record every two seconds each", "p95 < 50 ms", fmt.Sprintf("%.0f/s, p50 %s, p95 %s", r.rate(), ms(r.at(0.5)), ms(r.at(0.95))))
	const size = 500
	if r, err = b.loop(ctx, 2, b.length, 0, b.bodies.batch(b.client, size)); err != nil {
		return err
	}
	b.row("batches of 500, 2 clients", "≥ 10,000 records/s", fmt.Sprintf("%.0f records/s, p50 %s", r.rate()*size, ms(r.at(0.5))))
	return nil
}

// quiet is a logger that nobody reads.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
