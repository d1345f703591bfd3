package main

import (
	"github.com/spf13/cobra"

	"outreach/configs"
	"outreach/domain"
)

func (p *program) areas() *cobra.Command {
	c := p.command("areas", none)
	flags := c.Flags()
	on := flags.String("on", "", p.t("cli.flag.on"))
	level := flags.String("level", "county", p.t("cli.flag.level"))
	count := flags.Bool("count", false, p.t("cli.flag.count"))
	format := flags.String("format", "table", p.t("cli.flag.format"))
	c.RunE = func(*cobra.Command, []string) error {
		if err := oneOf("format", *format, formats()...); err != nil {
			return err
		}
		l, err := domain.ParseLevel(*level)
		if err != nil {
			return usageError{err}
		}
		day := domain.DayOf(p.now())
		if *on != "" {
			if day, err = domain.ParseDate(*on); err != nil {
				return usageError{err}
			}
		}
		catalogue, err := configs.WholeCatalogue()
		if err != nil {
			return err
		}
		return p.printAreas(&catalogue, l, day, *count, *format)
	}
	return c
}

func (p *program) printAreas(cat *domain.Catalogue, level domain.Level, day domain.Date, count bool, format string) error {
	var list []domain.Area
	for _, a := range cat.Gazetteer.List(level, day) {
		if a.Code.Mainland() {
			list = append(list, a)
		}
	}
	t := p.areaRows(cat, list)
	switch {
	case count:
		p.say("cli.areas.count", "Count", grouped(int64(len(list))), "Date", day.String(), "Level", cat.Label("level", level.String(), p.text.Lang()))
		return nil
	case format == "json":
		return writeJSON(p.out, list)
	case format == "csv":
		return t.csv(p.out)
	}
	t.write(p.out)
	p.say("cli.areas.count", "Count", grouped(int64(len(list))), "Date", day.String(), "Level", cat.Label("level", level.String(), p.text.Lang()))
	return nil
}

func (p *program) areaTable(l *ledger, list []domain.Area) *table {
	return p.areaRows(l.Catalogue(), list)
}

func (p *program) areaRows(cat *domain.Catalogue, list []domain.Area) *table {
	t := &table{}
	for _, head := range []string{"code", "name", "class", "parent", "from", "to"} {
		t.column(p.t("cli.column."+head), false)
	}
	for _, a := range list {
		t.add(a.Code.String(), a.Name, cat.Label("area_class", a.Class, p.text.Lang()), a.Parent.String(), a.ValidFrom.String(), a.ValidTo.String())
	}
	return t
}
