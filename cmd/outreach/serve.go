package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/spf13/cobra"

	"outreach/app/api"
	"outreach/app/job"
	"outreach/app/web"
	"outreach/configs"
	"outreach/domain"
)

// stopTime is how long a stopping server lets answers under way come to their end.
const stopTime = 20 * time.Second

func (p *program) serve() *cobra.Command {
	c := p.command("serve", none)
	c.RunE = func(c *cobra.Command, _ []string) error {
		return p.serveOnce(c.Context(), func(ctx context.Context, l *ledger) (bool, error) { return true, p.firstAdmin(ctx, l) })
	}
	return c
}

// serveOnce opens the ledger and serves it once it is ready, unless ready says that this was all.
func (p *program) serveOnce(ctx context.Context, ready func(context.Context, *ledger) (bool, error)) (err error) {
	config, err := p.configuration()
	if err != nil {
		return err
	}
	log := p.logger(config)
	l, err := p.openAt(ctx, config, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.store.Close()) }()
	if on, err := ready(ctx, l); err != nil || !on {
		return err
	}
	return p.serveLedger(ctx, l, log)
}

func (p *program) logger(config configs.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(config.Log.Level)); err != nil {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(p.err, &slog.HandlerOptions{Level: level}))
}

// firstAdmin makes the first user of an empty ledger and prints its single-use code, once.
func (p *program) firstAdmin(ctx context.Context, l *ledger) error {
	login, code, err := l.FirstAdmin(ctx)
	if domain.CodeOf(err) == domain.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	p.say("cli.serve.first", "Login", login, "Code", code)
	return nil
}

// serveLedger serves until ctx ends, then lets what is under way finish.
func (p *program) serveLedger(ctx context.Context, l *ledger, log *slog.Logger) error {
	if err := p.refusePublic(l.config); err != nil {
		return err
	}
	desk, err := p.desk(l, log)
	if err != nil {
		return err
	}
	server, registry, err := p.server(l, desk, log) //nolint:contextcheck // requests bring contexts of their own
	if err != nil {
		return err
	}
	operator, err := p.operator(ctx, l.config.MetricsListen, registry)
	if err != nil {
		return err
	}
	ln, err := listen(ctx, l.config)
	if err != nil {
		return errors.Join(err, operator.Close())
	}
	scheme := "http"
	if l.config.TLS.Cert != "" {
		scheme = "https"
	}
	p.say("cli.serve.address", "URL", scheme+"://"+ln.Addr().String())
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	ended, worked := make(chan error, 1), make(chan error, 1)
	go func() { ended <- server.Listen(ln) }()
	go func() { worked <- desk.Run(ctx) }()
	go l.prepare(ctx, log)
	if l.config.OnMongo() {
		go again(ctx, log, "the catalogue was not read again", l.Refresh)
	}
	select {
	case err := <-ended:
		leave()
		return errors.Join(err, <-worked, operator.Close())
	case <-ctx.Done():
	}
	stopping, stop := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer stop()
	err = server.Shutdown(stopping)
	if e := ln.Close(); !errors.Is(e, net.ErrClosed) { // told to stop before it began to listen, it would never end
		err = errors.Join(err, e)
	}
	return errors.Join(err, <-ended, <-worked, operator.Close())
}

// refreshTime is how soon a process sees what another put into the catalogue, and judges what waits for review by a new one.
const refreshTime = 5 * time.Second

// prepare does beforehand what requests would wait for.
func (l *ledger) prepare(ctx context.Context, log *slog.Logger) {
	l.warm(ctx)
	again(ctx, log, "what waits was not judged beforehand", func(ctx context.Context) error {
		paceGarbage()
		return l.JudgeQueue(ctx)
	})
}

// litter is how many bytes of garbage may lie about.
const litter = 32 << 20

// paceGarbage has garbage collected before it doubles the memory, as is usual, where what stays is much: a million records take
// 80 MB.
func paceGarbage() {
	debug.SetGCPercent(100) // the next collection is then due at twice what stayed at the last
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	stays := max(1, m.NextGC/2)
	debug.SetGCPercent(int(min(100, max(20, litter*100/stays))))
}

// again does something every refreshTime until the context ends, and logs where it failed.
func again(ctx context.Context, log *slog.Logger, failed string, do func(context.Context) error) {
	tick := time.NewTicker(refreshTime)
	defer tick.Stop()
	for {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			log.Warn(failed, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (p *program) server(l *ledger, desk *job.Desk, log *slog.Logger) (*api.Server, *prometheus.Registry, error) {
	registry := prometheus.NewRegistry()
	if err := errors.Join(
		registry.Register(collectors.NewGoCollector()), registry.Register(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})),
	); err != nil {
		return nil, nil, err
	}
	site, err := web.Load()
	if err != nil {
		return nil, nil, err
	}
	in, err := imports(desk, l.config)
	if err != nil {
		return nil, nil, err
	}
	server, err := api.New(api.Parts{
		App: l.App, Desk: desk, Imports: in, Texts: p.messages, Site: site, Logger: log, Metrics: registry, Random: p.random, Now: p.now,
		Settings: api.Settings{
			Version: version, TLS: l.config.Secure(), Proxies: l.config.TrustedProxies(), Origins: l.config.Origins,
			Exports: l.config.Limits.Exports, Connections: l.config.Limits.Connections,
		},
	})
	return server, registry, err
}

// listen takes the address, plain or with the certificate of the configuration.
func listen(ctx context.Context, config configs.Config) (net.Listener, error) {
	secure := config.TLS.Cert != ""
	if err := api.CheckListen(config.Listen, secure, config.AllowPlainHTTP || config.Secure()); err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", config.Listen)
	if err != nil || !secure {
		return ln, err
	}
	safe, err := api.Secure(ln, config.TLS.Cert, config.TLS.Key)
	if err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	return safe, nil
}

// operator serves metrics and profiles on their own address; where none is configured it serves nothing.
func (p *program) operator(ctx context.Context, address string, registry *prometheus.Registry) (*http.Server, error) {
	s := &http.Server{Handler: api.Operator(registry), ReadHeaderTimeout: 5 * time.Second}
	if address == "" {
		return s, nil
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	go func() {
		if err := s.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(p.err, "metrics:", err)
		}
	}()
	return s, nil
}
