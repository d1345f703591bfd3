package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"outreach/configs"
	"outreach/repository"
	"outreach/repository/jobfile"
	"outreach/repository/mongo"
	"outreach/repository/photofile"
	"outreach/repository/sqlite"
)

// storage is where everything is kept: what is asked about, and the bytes of photos and of jobs.
type storage struct {
	store  repository.Store
	photos repository.PhotoFiles
	files  repository.JobFiles
	warm   func(context.Context) // has a server's first questions answered like later ones
}

// openStore opens what the configuration names. The store's end closes it all.
func (p *program) openStore(ctx context.Context, config configs.Config, log *slog.Logger) (storage, error) {
	if config.OnMongo() {
		if err := os.MkdirAll(config.Data, 0o700); err != nil { // exports are made there
			return storage{}, fmt.Errorf("data folder: %w", err)
		}
		store, err := mongo.Open(ctx, p.mongoOptions(config, log))
		if err != nil {
			return storage{}, err
		}
		return storage{store, store.PhotoFiles(), store.JobFiles(), func(context.Context) {}}, nil
	}
	store, err := sqlite.Open(ctx, sqlite.Options{Dir: config.Data, Readers: config.Limits.Readers, Logger: log})
	if err != nil {
		return storage{}, err
	}
	photos, err1 := photofile.Open(config.Data)
	files, err2 := jobfile.Open(config.Data)
	if err := errors.Join(err1, err2); err != nil {
		return storage{}, errors.Join(err, store.Close())
	}
	return storage{store, photos, files, store.Warm}, nil
}

// storeName says what keeps the records, without the address's secrets.
func (p *program) storeName(ctx context.Context, config configs.Config) (string, error) {
	if !config.OnMongo() {
		return "SQLite", nil
	}
	r, err := mongo.Examine(ctx, p.mongoOptions(config, quiet()))
	return fmt.Sprintf("MongoDB %s, %s", r.Version, r.Topology), err
}

func (p *program) mongoOptions(config configs.Config, log *slog.Logger) mongo.Options {
	return mongo.Options{URI: config.Store, AllowPlain: config.AllowPlainStore, Now: p.now, Random: p.random, Logger: log}
}

// doctor tells what the configured store can do, and whether the ledger would use it.
func (p *program) doctor() *cobra.Command {
	c := p.command("doctor", none)
	c.RunE = func(c *cobra.Command, _ []string) error {
		config, err := p.configuration()
		if err != nil {
			return err
		}
		if !config.OnMongo() {
			p.say("cli.doctor.embedded", "Dir", config.Data)
			return nil
		}
		r, err := mongo.Examine(c.Context(), p.mongoOptions(config, quiet()))
		if err != nil {
			return err
		}
		for _, line := range [][2]string{
			{"database", r.Database},
			{"version", r.Version},
			{"topology", strings.TrimSpace(r.Topology + " " + r.Set)},
			{"hosts", strings.Join(r.Hosts, " ")},
			{"wire", fmt.Sprint(r.WireVersion)},
			{"sessions", fmt.Sprint(r.Sessions)},
			{"retryable_writes", fmt.Sprint(r.Sessions && r.Topology != "standalone")},
			{"transactions", fmt.Sprint(r.Transactions)},
			{"tls", fmt.Sprint(r.TLS)},
		} {
			fmt.Fprintf(p.out, "%s\t%s\n", line[0], line[1])
		}
		for _, problem := range r.Problems {
			fmt.Fprintf(p.out, "problem\t%s\n", problem)
		}
		if len(r.Problems) > 0 {
			p.say("cli.doctor.refused")
			return errFound
		}
		p.say("cli.doctor.well")
		return nil
	}
	return c
}
