package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/app/api"
	"outreach/app/demo"
	"outreach/configs"
	"outreach/domain"
	"outreach/repository"
)

// The files that demo leaves in a folder it filled whole: the mark, and the accounts where their passwords are public.
const (
	demoMark     = "demonstration"
	demoAccounts = "demonstration-accounts"
)

// demoSeed is the seed of the example that is shown to everybody.
const demoSeed = 20221231

func (p *program) demo() *cobra.Command {
	c := p.command("demo", none)
	flags := c.Flags()
	only := flags.Bool("fill-only", false, p.t("cli.flag.fill_only"))
	seed := flags.Uint64("seed", demoSeed, p.t("cli.flag.seed"))
	every := flags.Int("every", 1, p.t("cli.flag.every"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		return p.serveOnce(c.Context(), func(ctx context.Context, l *ledger) (bool, error) {
			return !*only, p.fill(ctx, l, demo.Options{Seed: *seed, Every: *every})
		})
	}
	return c
}

// fill puts the worked example into an empty folder; one that it filled before is left as it is.
func (p *program) fill(ctx context.Context, l *ledger, o demo.Options) error {
	if filled, err := p.filled(l.config.Data); filled || err != nil {
		return err
	}
	passwords, err := p.passwords(l)
	if err != nil {
		return err
	}
	if err := p.vacant(ctx, l); err != nil {
		return err
	}
	accounts, err := demo.Accounts()
	if err != nil {
		return err
	}
	var note strings.Builder
	for i, a := range accounts {
		u, err := l.AddUser(ctx, app.UserEntry{Login: a.Login, Name: a.Name, Organisation: a.Organisation, Grants: a.Grants}, passwords[i])
		if err != nil {
			return err
		}
		o = o.Known(a.Login, u.ID)
		note.WriteString(p.t("cli.demo.account", "Login", a.Login, "Password", passwords[i], "Name", a.Name) + "\n")
	}
	o.Progress = p.progress(p.t("cli.demo.progress"))
	if err := demo.Fill(ctx, l.store, l.Catalogue(), o); err != nil {
		return err
	}
	if api.Loopback(l.config.Listen) {
		note.WriteString(p.t("cli.demo.fixed") + "\n")
		if err := os.WriteFile(filepath.Join(l.config.Data, demoAccounts), []byte(note.String()), 0o600); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(l.config.Data, demoMark), nil, 0o600); err != nil {
		return err
	}
	p.say("cli.demo.filled", "Dir", l.config.Data)
	_, err = io.WriteString(p.out, note.String())
	return err
}

// filled says whether demo filled the folder before, and then prints the accounts it may print.
func (p *program) filled(dir string) (bool, error) {
	if _, err := os.Stat(filepath.Join(dir, demoMark)); errors.Is(err, os.ErrNotExist) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	p.say("cli.demo.there", "Dir", dir)
	raw, err := os.ReadFile(filepath.Join(dir, demoAccounts))
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return true, err
	}
	_, err = p.out.Write(raw)
	return true, err
}

// refusePublic keeps a demonstration with public passwords on this machine.
func (p *program) refusePublic(config configs.Config) error {
	if api.Loopback(config.Listen) {
		return nil
	}
	_, err := os.Stat(filepath.Join(config.Data, demoAccounts))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return errors.Join(err, errors.New(p.t("cli.serve.demo_only", "Listen", config.Listen)))
}

// vacant refuses a folder that holds records or users of its own: a demonstration is never mixed with work.
func (p *program) vacant(ctx context.Context, l *ledger) error {
	users, err := l.store.Users(ctx)
	if err != nil {
		return err
	}
	list, err := l.store.ListActivities(ctx, domain.Filter{Scope: domain.Scope{Everything: true}}, repository.Page{Limit: 1})
	if err != nil {
		return err
	}
	if len(users) > 0 || list.Total > 0 {
		return errors.New(p.t("cli.demo.occupied", "Dir", l.config.Data))
	}
	return nil
}

// passwords gives the accounts' passwords: known ones where nobody beyond this machine can sign in, else drawn.
func (p *program) passwords(l *ledger) ([]string, error) {
	accounts, err := demo.Accounts()
	if err != nil {
		return nil, err
	}
	out := make([]string, len(accounts))
	for i := range out {
		out[i] = fmt.Sprintf("outreach-2022-%d", i+1)
		if api.Loopback(l.config.Listen) {
			continue
		}
		raw := make([]byte, 12)
		if _, err := io.ReadFull(p.random, raw); err != nil {
			return nil, err
		}
		out[i] = fmt.Sprintf("%x", raw)
	}
	return out, nil
}
