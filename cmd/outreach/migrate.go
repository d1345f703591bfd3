package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/configs"
)

// migrate copies a ledger from one store to the other.
func (p *program) migrate() *cobra.Command {
	c := p.command("migrate", none)
	from := c.Flags().String("from", "", p.t("cli.flag.from_store"))
	to := c.Flags().String("to", "", p.t("cli.flag.to_store"))
	c.RunE = func(c *cobra.Command, _ []string) (err error) {
		if *from == "" || *to == "" || *from == *to {
			return usageError{errors.New(p.t("cli.migrate.both"))}
		}
		config, err := p.configuration()
		if err != nil {
			return err
		}
		source, closeSource, err := p.place(c.Context(), config, *from)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, closeSource()) }()
		target, closeTarget, err := p.place(c.Context(), config, *to)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, closeTarget()) }()
		show := p.progress(p.t("cli.migrate.progress"))
		digest, err := app.Migrate(c.Context(), source, target, func(done, total int64) { show(int(done), int(total)) })
		if err == nil {
			p.say("cli.migrate.done", "Digest", digest)
		}
		return err
	}
	return c
}

// place opens a store of the given name beside what the configuration says of the rest.
func (p *program) place(ctx context.Context, config configs.Config, name string) (app.Place, func() error, error) {
	config.Store = name
	if name != "sqlite" && !config.OnMongo() {
		return app.Place{}, nil, usageError{errors.New(p.t("cli.migrate.both"))}
	}
	kept, err := p.openStore(ctx, config, quiet())
	if err != nil {
		return app.Place{}, nil, err
	}
	return app.Place{Store: kept.store, Photos: kept.photos}, kept.store.Close, nil
}
