package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/domain"
)

func (p *program) user() *cobra.Command {
	c := p.command("user", none)
	c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	c.AddCommand(p.userAdd(), p.userInvite(), p.userList(), p.userDisable())
	return c
}

func (p *program) userAdd() *cobra.Command {
	c := p.subcommand("user.", "add LOGIN", one)
	flags := c.Flags()
	name := flags.String("name", "", p.t("cli.flag.name"))
	role := flags.String("role", string(domain.RoleVolunteer), p.t("cli.flag.role"))
	organisation := flags.String("organisation", "", p.t("cli.flag.user_organisation"))
	areas := flags.StringSlice("area", nil, p.t("cli.flag.grant_area"))
	programmes := flags.StringSlice("programme", nil, p.t("cli.flag.grant_programme"))
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := oneOf("role", *role, texts(domain.Roles())...); err != nil {
			return err
		}
		g := domain.Grant{Role: domain.Role(*role), Programmes: *programmes}
		for _, text := range *areas {
			code, err := domain.ParseAreaCode(text)
			if err != nil {
				return usageError{err}
			}
			g.Areas = append(g.Areas, code)
		}
		if *name == "" {
			*name = args[0]
		}
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			u, err := l.PutUser(ctx, operator, "", app.UserEntry{Login: args[0], Name: *name, Organisation: *organisation, Grants: []domain.Grant{g}})
			if err != nil {
				return err
			}
			return p.invite(ctx, l, operator, u)
		})
	}
	return c
}

func (p *program) userInvite() *cobra.Command {
	c := p.subcommand("user.", "invite LOGIN", one)
	c.RunE = func(c *cobra.Command, args []string) error {
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			u, err := p.userByLogin(ctx, l, operator, args[0])
			if err != nil {
				return err
			}
			return p.invite(ctx, l, operator, u)
		})
	}
	return c
}

func (p *program) invite(ctx context.Context, l *ledger, operator *app.Caller, u domain.User) error {
	invited, err := l.Invite(ctx, operator, u.ID)
	if err != nil {
		return err
	}
	p.say("cli.user.code", "Login", u.Login, "Code", invited.Code)
	return nil
}

func (p *program) userList() *cobra.Command {
	c := p.subcommand("user.", "list", none)
	c.RunE = func(c *cobra.Command, _ []string) error {
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			list, err := l.Users(ctx, operator)
			if err != nil {
				return err
			}
			t := &table{}
			for _, head := range []string{"login", "name", "role", "disabled"} {
				t.column(p.t("cli.column."+head), false)
			}
			for _, u := range list {
				roles := make([]string, len(u.Grants))
				for i, g := range u.Grants {
					roles[i] = p.term(l, "grant_role", string(g.Role))
				}
				t.add(u.Login, u.Name, strings.Join(roles, ", "), strconv.FormatBool(u.Disabled))
			}
			t.write(p.out)
			return nil
		})
	}
	return c
}

func (p *program) userDisable() *cobra.Command {
	c := p.subcommand("user.", "disable LOGIN", one)
	c.RunE = func(c *cobra.Command, args []string) error {
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			u, err := p.userByLogin(ctx, l, operator, args[0])
			if err != nil {
				return err
			}
			_, err = l.PutUser(ctx, operator, u.ID, app.UserEntry{
				Login: u.Login, Name: u.Name, Organisation: u.Organisation, Grants: u.Grants, Disabled: true, Revision: u.Revision,
			})
			if err != nil {
				return err
			}
			p.say("cli.user.disabled", "Login", u.Login)
			return nil
		})
	}
	return c
}

func (p *program) userByLogin(ctx context.Context, l *ledger, operator *app.Caller, login string) (domain.User, error) {
	list, err := l.Users(ctx, operator)
	if err != nil {
		return domain.User{}, err
	}
	for _, u := range list {
		if u.Login == login {
			return u, nil
		}
	}
	return domain.User{}, errors.New(p.t("cli.import.no_user", "Login", login))
}
