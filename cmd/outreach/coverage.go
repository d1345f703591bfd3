package main

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/domain"
)

func (p *program) coverage() *cobra.Command {
	c := p.command("coverage", none)
	f := p.filterFlags(c)
	flags := c.Flags()
	level := flags.String("level", "county", p.t("cli.flag.level"))
	regions := flags.Bool("regions", false, p.t("cli.flag.regions"))
	on := flags.String("on", "", p.t("cli.flag.on"))
	rows := flags.Bool("rows", false, p.t("cli.flag.rows"))
	unreached := flags.Bool("unreached", false, p.t("cli.flag.unreached"))
	format := flags.String("format", "table", p.t("cli.flag.format"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		filter, err := f.filter()
		if err != nil {
			return err
		}
		if err := oneOf("level", *level, "province", "city", "county", "campus"); err != nil {
			return err
		}
		if err := oneOf("format", *format, formats()...); err != nil {
			return err
		}
		q := app.CoverageQuestion{Filter: filter, By: domain.Dimension(*level), Regions: *regions}
		if err := q.ListDay.UnmarshalText([]byte(*on)); err != nil {
			return usageError{err}
		}
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			s, err := l.Coverage(ctx, operator, q)
			if err != nil {
				return err
			}
			switch *format {
			case "json":
				return writeJSON(p.out, p.reachOf(l, *level, &s))
			case "csv":
				return p.reachTable(l, &s).csv(p.out)
			}
			p.say("cli.coverage.line", "Reached", len(s.Rows), "Count", grouped(int64(s.Denominator.Count)),
				"Rate", strconv.FormatFloat(s.Rate()*100, 'f', 1, 64), "Date", s.Denominator.ListDate.String(),
				"List", p.term(l, "denominator", s.Denominator.Name), "AsOf", p.moment(s.AsOf))
			if len(s.Unplaced) > 0 {
				p.say("cli.coverage.unplaced", "Count", len(s.Unplaced))
			}
			if *rows {
				p.reachTable(l, &s).write(p.out)
			}
			if *unreached {
				p.areaTable(l, s.Unreached).write(p.out)
			}
			return nil
		})
	}
	return c
}

// place is a reached area or campus as it is printed.
type place struct {
	Code       string             `json:"code"`
	Name       string             `json:"name"`
	Activities domain.Count       `json:"activities"`
	Attendance domain.PersonTimes `json:"attendance"`
	Elderly    domain.PersonTimes `json:"elderly"`
}

// reach is a coverage as it is printed: the members of /coverage that people at a terminal ask for.
type reach struct {
	Level       string             `json:"level"`
	Reached     int                `json:"reached"`
	Denominator domain.Denominator `json:"denominator"`
	Rate        float64            `json:"rate"`
	ListDay     domain.Date        `json:"list_day"`
	Rows        []place            `json:"rows"`
	Unreached   []named            `json:"unreached"`
	Unplaced    []place            `json:"unplaced"`
	AsOf        domain.Instant     `json:"as_of"`
}

type named struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

func (p *program) reachOf(l *ledger, level string, s *app.CoverageStatement) reach {
	r := reach{
		Level: level, Reached: len(s.Rows), Denominator: s.Denominator, Rate: s.Rate(), ListDay: s.ListDay, AsOf: s.AsOf,
		Rows: p.places(l, s.Rows), Unplaced: p.places(l, s.Unplaced), Unreached: []named{},
	}
	for _, a := range s.Unreached {
		r.Unreached = append(r.Unreached, named{a.Code.String(), a.Name})
	}
	return r
}

func (p *program) places(l *ledger, list []domain.Reached) []place {
	out := make([]place, len(list))
	for i, r := range list {
		out[i] = place{r.Area.String(), p.areaName(l, r.Area.String()), r.Activities, r.Attendance, r.Elderly}
		if r.Campus == "" {
			continue
		}
		out[i].Code, out[i].Name = r.Campus, r.Campus
		if c, err := l.Catalogue().Campuses.ByCode(r.Campus); err == nil {
			out[i].Name = c.Name
		}
	}
	return out
}

func (p *program) reachTable(l *ledger, s *app.CoverageStatement) *table {
	t := &table{}
	t.column(p.t("cli.column.code"), false)
	t.column(p.t("cli.column.name"), false)
	for _, m := range []domain.Measure{domain.MeasureActivities, domain.MeasureAttendance, domain.MeasureElderly} {
		t.column(p.term(l, "measure", string(m)), true)
	}
	for _, r := range p.places(l, s.Rows) {
		t.add(r.Code, r.Name, grouped(int64(r.Activities)), grouped(int64(r.Attendance)), grouped(int64(r.Elderly)))
	}
	return t
}
