package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"outreach/configs"
	"outreach/domain"
)

// program is what all commands share.
type program struct {
	out, err io.Writer
	now      func() time.Time
	random   io.Reader
	environ  []string
	messages *configs.Messages
	text     domain.Text
	flags    shared
}

// shared are the flags of every command.
type shared struct {
	config string
	data   string
	lang   string
	listen string
}

// language finds the language before the commands are made, since their help is in it: --lang, else the
// environment's, else the first of the ledger.
func language(args, environ []string) string {
	for i, a := range args {
		if a == "--" {
			break
		}
		if v, ok := strings.CutPrefix(a, "--lang="); ok {
			return v
		}
		if a == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	for _, name := range []string{"OUTREACH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		for _, variable := range environ {
			if v, ok := strings.CutPrefix(variable, name+"="); ok && v != "" {
				v, _, _ = strings.Cut(v, "_")
				return strings.ToLower(v)
			}
		}
	}
	return configs.Languages()[0]
}

// root makes the command tree.
func (p *program) root() *cobra.Command {
	root := p.command("outreach", none)
	root.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	flags := root.PersistentFlags()
	flags.StringVar(&p.flags.config, "config", "", p.t("cli.flag.config"))
	flags.StringVar(&p.flags.data, "data", "", p.t("cli.flag.data"))
	flags.StringVar(&p.flags.lang, "lang", p.text.Lang(), p.t("cli.flag.lang"))
	flags.StringVar(&p.flags.listen, "listen", "", p.t("cli.flag.listen"))
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		return oneOf("lang", p.flags.lang, configs.Languages()...)
	}
	root.AddCommand(
		p.serve(), p.demo(), p.importing(), p.export(), p.stats(), p.coverage(), p.areas(), p.campuses(), p.check(), p.rebuild(), p.user(),
		p.jobs(), p.bench(), p.doctor(), p.migrate(), p.health(), p.version(),
	)
	return root
}

// command makes a command whose words are the messages of its path: "user add" reads cli.user.add.short.
func (p *program) command(use string, args func([]string) error) *cobra.Command {
	return p.subcommand("", use, args)
}

func (p *program) subcommand(above, use string, args func([]string) error) *cobra.Command {
	name, _, _ := strings.Cut(use, " ")
	key := "cli." + above + name
	c := &cobra.Command{
		Use: use, Short: p.t(key + ".short"), Long: p.t(key + ".long"), DisableFlagsInUseLine: false,
		Args: func(_ *cobra.Command, list []string) error { return args(list) },
	}
	if p.text.Has(key + ".example") {
		c.Example = p.t(key + ".example")
	}
	return c
}

// t gives a message; placeholders come as name, value pairs.
func (p *program) t(key string, pairs ...any) string {
	params := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			params[name] = pairs[i+1]
		}
	}
	return p.text.T(key, params)
}

// say prints a message as a line.
func (p *program) say(key string, pairs ...any) { fmt.Fprintln(p.out, p.t(key, pairs...)) }

// moment writes an instant as people here read it.
func (p *program) moment(i domain.Instant) string {
	return i.Time().In(domain.Shanghai()).Format("2006-01-02 15:04:05")
}
