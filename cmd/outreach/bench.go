package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/app/demo"
	"outreach/app/load"
	"outreach/domain"
	"outreach/repository"
)

// benchSeed is the seed of the records that fill the folder; those sent are of the next.
const benchSeed = 1

func (p *program) bench() *cobra.Command {
	c := p.command("bench", none)
	records := c.Flags().Int("records", 1_000_000, p.t("cli.flag.records"))
	seconds := c.Flags().Int("seconds", 5, p.t("cli.flag.seconds"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		if *records < 1 || *seconds < 1 {
			return usageError{errors.New("--records, --seconds: want at least 1")}
		}
		if p.flags.data == "" {
			p.flags.data = "data/bench"
		}
		b := &bench{program: p, wanted: *records, length: time.Duration(*seconds) * time.Second}
		if err := p.with(c.Context(), b.prepare); err != nil {
			return err
		}
		return b.run(c.Context())
	}
	return c
}

// bench is one run of all measurements.
type bench struct {
	*program
	wanted int           // records that fill an empty folder
	length time.Duration // of one measurement
	held   int64         // records at the start
	store  string        // what keeps them
	token  string
	sent   *submissions
	server *child
	client *load.Client
	rows   []measured
}

// measured is a row of the printed table.
type measured struct {
	question, figure, aim string
	met                   verdict
}

type verdict string

// The verdicts; a figure without an aim has none.
const (
	unaimed verdict = ""
	met     verdict = "met"
	missed  verdict = "missed"
)

func judged(ok bool) verdict {
	if ok {
		return met
	}
	return missed
}

// prepare fills an empty folder, and makes a user with a token who may record and read everything.
func (b *bench) prepare(ctx context.Context, l *ledger, operator *app.Caller) error {
	held, err := recordCount(ctx, l)
	if err != nil {
		return err
	}
	if held == 0 {
		o := demo.Options{Seed: benchSeed, Progress: b.progress(b.t("cli.bench.progress"))}
		if err := demo.FillBulk(ctx, l.store, l.Catalogue(), b.wanted, o); err != nil {
			return err
		}
		if held, err = recordCount(ctx, l); err != nil {
			return err
		}
	}
	if held < int64(b.wanted) {
		return errors.New(b.t("cli.bench.smaller", "Dir", l.config.Data, "Held", grouped(held), "Wanted", grouped(int64(b.wanted))))
	}
	b.held = held
	if b.store, err = b.storeName(ctx, l.config); err != nil {
		return err
	}
	u, err := l.PutUser(ctx, operator, "", app.UserEntry{
		Login: fmt.Sprintf("bench-%d", b.now().UnixNano()), Name: "bench", Grants: []domain.Grant{{Role: domain.RoleManager}},
	})
	if err != nil {
		return err
	}
	caller := &app.Caller{User: u, Pass: domain.Pass{Kind: domain.PassSession, User: u.ID}}
	if b.token, _, err = l.MakeToken(ctx, caller, "bench", 24*time.Hour); err != nil {
		return err
	}
	b.sent, err = newSubmissions(l.Catalogue(), benchSeed+1, b.random)
	return err
}

func recordCount(ctx context.Context, l *ledger) (n int64, err error) {
	err = l.store.Inspect(ctx, func(in repository.Inspection) error {
		d, err := in.Describe(ctx)
		n = d.Records
		return err
	})
	return n, err
}

// run starts the server, measures, stops it and prints the table. The data only grows in the last measurements,
// so that a run says nothing about the next.
func (b *bench) run(ctx context.Context) error {
	began := b.now()
	var err error
	if b.server, err = b.spawn(ctx, b.flags.data); err != nil {
		return err
	}
	if err := errors.Join(b.measure(ctx), b.server.stop()); err != nil {
		return err
	}
	b.say("cli.bench.head", "Date", b.moment(domain.At(began)), "CPUs", runtime.NumCPU(), "Records", grouped(b.held),
		"Version", version, "Go", runtime.Version(), "Seed", benchSeed, "Seconds", int(b.length.Seconds()), "Store", b.store)
	fmt.Fprintf(b.out, "\n| %s | %s | %s | %s |\n|---|---|---|---|\n",
		b.t("cli.bench.question"), b.t("cli.bench.figure"), b.t("cli.bench.aim"), b.t("cli.bench.verdict"))
	for _, r := range b.rows {
		verdict := "—"
		if r.met != unaimed {
			verdict = b.t("cli.bench." + string(r.met))
		}
		fmt.Fprintf(b.out, "| %s | %s | %s | %s |\n", r.question, r.figure, r.aim, verdict)
	}
	return nil
}

func (b *bench) measure(ctx context.Context) (err error) {
	if b.client, err = load.NewClient("http://"+b.server.address, b.token, phones); err != nil {
		return err
	}
	defer b.client.Close()
	b.add(measured{b.t("cli.bench.start"), milliseconds(b.server.started), "< 300 ms", judged(b.server.started < 300*time.Millisecond)})
	for _, group := range []func(context.Context) error{b.reads, b.file, b.memory, b.submits, b.phones, b.batches, b.memoryAfter} {
		if err := group(ctx); err != nil {
			return err
		}
	}
	return nil
}

// add notes a row, and shows on standard error how far the run has come.
func (b *bench) add(r measured) {
	b.rows = append(b.rows, r)
	fmt.Fprintf(b.err, "%s: %s\n", r.question, r.figure)
}

// milliseconds writes a duration with as many digits as it is worth.
func milliseconds(d time.Duration) string {
	digits := 2
	if d >= 100*time.Millisecond {
		digits = 0
	}
	return fmt.Sprintf("%.*f ms", digits, float64(d.Microseconds())/1000)
}

// quiet is a logger that nobody reads.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
