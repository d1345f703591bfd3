package main

import (
	"context"
	"errors"
	"log/slog"

	"outreach/app"
	"outreach/configs"
	"outreach/domain"
	"outreach/repository"
)

// ledger is an open data folder with the use cases over it.
type ledger struct {
	*app.App
	store  repository.Store
	files  repository.JobFiles
	config configs.Config
	warm   func(context.Context)
}

// configuration reads the file, the environment and the flags.
func (p *program) configuration() (configs.Config, error) {
	flags := map[string]any{}
	for setting, value := range map[string]string{"data": p.flags.data, "listen": p.flags.listen} {
		if value != "" {
			flags[setting] = value
		}
	}
	return configs.Load(p.flags.config, p.environ, flags)
}

// open opens the data folder of the configuration. The caller closes it.
func (p *program) open(ctx context.Context, log *slog.Logger) (*ledger, error) {
	config, err := p.configuration()
	if err != nil {
		return nil, err
	}
	return p.openAt(ctx, config, log)
}

func (p *program) openAt(ctx context.Context, config configs.Config, log *slog.Logger) (*ledger, error) {
	catalogue, err := configs.WholeCatalogue()
	if err != nil {
		return nil, err
	}
	rules, err := configs.Rules()
	if err != nil {
		return nil, err
	}
	kept, err := p.openStore(ctx, config, log)
	if err != nil {
		return nil, err
	}
	a, err := app.New(ctx, app.Parts{
		Store: kept.store, Photos: kept.photos, Catalogue: catalogue, Rules: rules, Now: p.now, Random: p.random, Settings: settings(config),
	})
	if err != nil {
		return nil, errors.Join(err, kept.store.Close())
	}
	return &ledger{a, kept.store, kept.files, config, kept.warm}, nil
}

func settings(c configs.Config) app.Settings {
	return app.Settings{
		SessionIdle: c.Session.Idle, SessionAbsolute: c.Session.Absolute, InviteLife: c.Session.Invite,
		SignInAttempts: c.Limits.SignInAttempts, SignInWindow: c.Limits.SignInWindow, PhotosPerHour: c.Limits.PhotosPerHour, BatchLimit: c.Limits.Batch,
	}
}

// with opens the ledger, does something as its operator, and closes it.
func (p *program) with(ctx context.Context, do func(ctx context.Context, l *ledger, operator *app.Caller) error) (err error) {
	l, err := p.open(ctx, quiet())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.store.Close()) }()
	return do(ctx, l, app.OperatorCaller())
}

// instant is the moment now.
func (p *program) instant() domain.Instant { return domain.At(p.now()) }
