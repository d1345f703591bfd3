package main

import (
	"github.com/spf13/cobra"

	"outreach/domain"
)

// filterFlags are the flags that say which records are meant: the parameters of the API's lists.
type filterFlags struct {
	from, to, author, text                                         string
	areas, programmes, campaigns, kinds, statuses, deliveries      []string
	forms, venues, topics, audiences, organisations, campus, bases []string
	fit                                                            bool
	cmd                                                            *cobra.Command
}

func (p *program) filterFlags(c *cobra.Command) *filterFlags {
	f := &filterFlags{cmd: c}
	flags := c.Flags()
	for name, into := range map[string]*string{"from": &f.from, "to": &f.to, "author": &f.author, "text": &f.text} {
		flags.StringVar(into, name, "", p.t("cli.flag."+name))
	}
	for name, into := range map[string]*[]string{
		"area": &f.areas, "programme": &f.programmes, "campaign": &f.campaigns, "kind": &f.kinds, "status": &f.statuses,
		"delivery": &f.deliveries, "form": &f.forms, "venue": &f.venues, "topic": &f.topics, "audience": &f.audiences,
		"organisation": &f.organisations, "campus": &f.campus, "basis": &f.bases,
	} {
		flags.StringSliceVar(into, name, nil, p.t("cli.flag."+name))
	}
	flags.BoolVar(&f.fit, "fit", true, p.t("cli.flag.fit"))
	return f
}

// filter reads the flags; what no list knows is wrong usage.
func (f *filterFlags) filter() (domain.Filter, error) {
	out := domain.Filter{
		Programmes: f.programmes, Campaigns: f.campaigns, Kinds: typed[domain.Kind](f.kinds), Statuses: typed[domain.Status](f.statuses),
		Deliveries: typed[domain.Delivery](f.deliveries), Forms: f.forms, Venues: f.venues, Topics: f.topics, Audiences: f.audiences,
		Organisations: f.organisations, Campuses: f.campus, Bases: typed[domain.Basis](f.bases), Author: f.author, Text: f.text,
	}
	for _, d := range []struct {
		text string
		into *domain.Date
	}{{f.from, &out.Period.From}, {f.to, &out.Period.To}} {
		if err := d.into.UnmarshalText([]byte(d.text)); err != nil {
			return out, usageError{err}
		}
	}
	for _, text := range f.areas {
		code, err := domain.ParseAreaCode(text)
		if err != nil {
			return out, usageError{err}
		}
		out.Areas = append(out.Areas, code)
	}
	if f.cmd.Flags().Changed("fit") {
		out.Fit = &f.fit
	}
	for _, k := range []struct {
		flag  string
		given []string
		known []string
	}{
		{"kind", f.kinds, texts(domain.Kinds())},
		{"status", f.statuses, texts(domain.Statuses())},
		{"delivery", f.deliveries, []string{string(domain.InPerson), string(domain.Online)}},
		{"basis", f.bases, []string{string(domain.Counted), string(domain.Estimated), string(domain.Unknown)}},
	} {
		for _, v := range k.given {
			if err := oneOf(k.flag, v, k.known...); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

func typed[T ~string](list []string) []T {
	out := make([]T, len(list))
	for i, s := range list {
		out[i] = T(s)
	}
	return out
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}
