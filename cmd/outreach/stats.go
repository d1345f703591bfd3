package main

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"outreach/app"
	"outreach/configs"
	"outreach/domain"
)

// formats are the ways rows are printed.
func formats() []string { return []string{"table", "json", "csv"} }

func (p *program) stats() *cobra.Command {
	c := p.command("stats", none)
	f := p.filterFlags(c)
	flags := c.Flags()
	by := flags.StringSlice("by", nil, p.t("cli.flag.by"))
	measures := flags.StringSlice("measure", nil, p.t("cli.flag.measure"))
	format := flags.String("format", "table", p.t("cli.flag.format"))
	words := flags.Bool("words", false, p.t("cli.flag.words"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		q, err := question(f, *by, *measures)
		if err != nil {
			return err
		}
		if err := oneOf("format", *format, formats()...); err != nil {
			return err
		}
		return p.with(c.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
			s, err := l.Stats(ctx, operator, q)
			if err != nil {
				return err
			}
			switch *format {
			case "json":
				return writeStatement(p.out, &s)
			case "csv":
				t := p.statsTable(l, &s, func(n int64) (string, error) { return strconv.FormatInt(n, 10), nil })
				return t.csv(p.out)
			}
			return p.printStats(ctx, l, operator, &s, *words)
		})
	}
	return c
}

func question(f *filterFlags, by, measures []string) (domain.Question, error) {
	filter, err := f.filter()
	if err != nil {
		return domain.Question{}, err
	}
	for _, v := range by {
		if err := oneOf("by", v, texts(domain.Dimensions())...); err != nil {
			return domain.Question{}, err
		}
	}
	additive, distinct := domain.AdditiveMeasures(), domain.DistinctMeasures()
	for _, v := range measures {
		if err := oneOf("measure", v, append(texts(additive[:]), texts(distinct[:])...)...); err != nil {
			return domain.Question{}, err
		}
	}
	return domain.Question{Filter: filter, By: typed[domain.Dimension](by), Measures: typed[domain.Measure](measures)}, nil
}

// printStats prints the table with its totals, how and when it was made, and, by programme, the lines that a report
// would print.
func (p *program) printStats(ctx context.Context, l *ledger, operator *app.Caller, s *app.Statement, words bool) error {
	number := func(n int64) (string, error) { return grouped(n), nil }
	if words {
		figures, err := configs.Figures(p.text.Lang())
		if err != nil {
			return err
		}
		number = func(n int64) (string, error) { return figures.Print(n, domain.OverStep, stepOf(n)) }
	}
	t := p.statsTable(l, s, number)
	if t.err != nil {
		return t.err
	}
	t.write(p.out)
	p.say("cli.stats.made", "Method", string(s.Method), "AsOf", p.moment(s.AsOf),
		"Status", p.terms(l, "status", texts(s.Question.Statuses)), "Delivery", p.terms(l, "delivery", texts(s.Question.Deliveries)))
	if len(s.Question.By) == 1 && s.Question.By[0] == domain.ByProgramme {
		return p.printLines(ctx, l, operator, s)
	}
	return nil
}

// statsTable makes the rows with names beside codes, and the totals last.
func (p *program) statsTable(l *ledger, s *app.Statement, number func(int64) (string, error)) *table {
	q := &s.Question
	t := &table{}
	for _, d := range q.By {
		t.column(p.term(l, "dimension", string(d)), false)
	}
	for _, m := range q.Measures {
		t.column(p.term(l, "measure", string(m)), true)
	}
	row := func(keys []string, values []int64) {
		cells := append([]string{}, keys...)
		for _, v := range values {
			cell, err := number(v)
			if err != nil && t.err == nil {
				t.err = err
			}
			cells = append(cells, cell)
		}
		t.add(cells...)
	}
	for _, r := range s.Rows {
		keys := make([]string, len(r.Keys))
		for i, k := range r.Keys {
			keys[i] = p.keyName(l, q.By[i], k)
		}
		row(keys, r.Values)
	}
	if len(q.By) == 0 {
		row(nil, s.Totals)
		return t
	}
	total := make([]string, len(q.By))
	total[0] = p.t("cli.total")
	row(total, s.Totals)
	return t
}

// keyName names a dimension's code, with the code where the name alone says too little.
func (p *program) keyName(l *ledger, d domain.Dimension, code string) string {
	lang, cat := p.text.Lang(), l.Catalogue()
	switch d {
	case domain.ByProvince, domain.ByCity, domain.ByCounty:
		return code + " " + p.areaName(l, code)
	case domain.ByProgramme:
		if v, err := cat.Programme(code); err == nil {
			return v.Label(lang) + " " + code
		}
	case domain.ByCampaign:
		if v, err := cat.Campaign(code); err == nil {
			return v.Label(lang)
		}
	case domain.ByOrganisation:
		if v, err := cat.Organisation(code); err == nil {
			return v.Label(lang)
		}
	case domain.ByCampus:
		if v, err := cat.Campuses.ByCode(code); err == nil {
			return code + " " + v.Name
		}
	case domain.ByBasis:
		return p.term(l, "count_basis", code)
	case domain.ByKind, domain.ByForm, domain.ByVenue, domain.ByTopic, domain.ByAudience, domain.ByStatus, domain.ByDelivery:
		return p.term(l, string(d), code)
	}
	return code
}

func (p *program) term(l *ledger, list, code string) string {
	return l.Catalogue().Label(list, code, p.text.Lang())
}

// terms names a list of codes; an empty list restricts nothing.
func (p *program) terms(l *ledger, list string, codes []string) string {
	if len(codes) == 0 {
		return p.t("cli.any")
	}
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = p.term(l, list, code)
	}
	return strings.Join(names, ", ")
}

// areaName names an area as it stands today, or as it stood at the start of the list.
func (p *program) areaName(l *ledger, code string) string {
	c, err := domain.ParseAreaCode(code)
	if err != nil {
		return ""
	}
	for _, day := range []domain.Date{l.Today(), domain.ListStart} {
		if a, err := l.Catalogue().Gazetteer.At(c, day); err == nil {
			return a.Name
		}
	}
	return ""
}

// writeStatement prints what /stats answers: rows as objects with dimensions as codes and measures as integers.
func writeStatement(w io.Writer, s *app.Statement) error {
	q := &s.Question
	rows := make([]map[string]any, len(s.Rows))
	for i, r := range s.Rows {
		rows[i] = map[string]any{}
		for n, d := range q.By {
			rows[i][string(d)] = r.Keys[n]
		}
		for n, m := range q.Measures {
			rows[i][string(m)] = r.Values[n]
		}
	}
	totals := map[string]int64{}
	for n, m := range q.Measures {
		totals[string(m)] = s.Totals[n]
	}
	return writeJSON(w, struct {
		Rows       []map[string]any `json:"rows"`
		Totals     map[string]int64 `json:"totals"`
		AsOf       domain.Instant   `json:"as_of"`
		Method     domain.Method    `json:"method"`
		By         []string         `json:"by"`
		Measures   []string         `json:"measures"`
		Statuses   []string         `json:"statuses"`
		Deliveries []string         `json:"deliveries"`
	}{rows, totals, s.AsOf, s.Method, texts(q.By), texts(q.Measures), texts(q.Statuses), texts(q.Deliveries)})
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
