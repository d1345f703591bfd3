package api

import (
	"context"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"outreach/app"
	"outreach/app/job"
	"outreach/domain"
	"outreach/reports"
)

type statsInput struct {
	selection
	By       []string `query:"by" json:"-" collectionFormat:"csv" validate:"max=4,unique,dive,oneof=day month quarter half year province city county programme campaign kind form venue topic audience organisation campus basis status delivery" description:"dimensions, in the order of the answer's members"`
	Measures []string `query:"measure" json:"-" collectionFormat:"csv" validate:"max=16,unique,dive,oneof=activities attendance elderly minors students volunteers volunteer_minutes materials households officers questions provinces cities counties campuses organisations" description:"activities and attendance where absent"`
}

// Statistics documents what stats answers: each row holds its dimensions as codes and its measures as
// integers, each under its own name. The server writes it by appending bytes (see writeStatement).
type Statistics struct {
	Rows       []map[string]any   `json:"rows"`
	Totals     map[string]int64   `json:"totals"`
	AsOf       domain.Instant     `json:"as_of"`
	Method     domain.Method      `json:"method"`
	By         []domain.Dimension `json:"by"`
	Measures   []domain.Measure   `json:"measures"`
	Statuses   []domain.Status    `json:"statuses"`
	Deliveries []domain.Delivery  `json:"deliveries"` // empty: every delivery
}

func (in *statsInput) question() domain.Question {
	return domain.Question{Filter: in.filter(), By: typed[domain.Dimension](in.By), Measures: typed[domain.Measure](in.Measures)}
}

func (s *Server) stats(ctx context.Context, c *call, in *statsInput) (written, error) {
	statement, err := s.app.Stats(ctx, c.caller, in.question())
	if err != nil {
		return nil, err
	}
	return writeStatement(&statement), nil
}

type statsFileInput struct {
	statsInput
	Lang string `query:"lang" json:"-" validate:"omitempty,oneof=zh en" description:"language of the sheets; by Accept-Language where absent"`
}

func (s *Server) statsWorkbook(ctx context.Context, c *call, in *statsFileInput) (*file, error) {
	return s.statsFile(ctx, c, in, job.Workbook)
}

func (s *Server) statsCSV(ctx context.Context, c *call, in *statsFileInput) (*file, error) {
	return s.statsFile(ctx, c, in, job.CSV)
}

// statsFile gives an answer as a file. The question is answered before the file begins: its numbers are those of one
// moment, and a refusal is a problem.
func (s *Server) statsFile(ctx context.Context, c *call, in *statsFileInput, format string) (_ *file, err error) {
	done, err := s.downloads.begin(c.caller.User.ID)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			done()
		}
	}()
	q := in.question()
	statement, err := s.app.Stats(ctx, c.caller, q)
	if err != nil {
		return nil, err
	}
	q = statement.Question
	r := job.Request{
		Export: job.Wish{Report: reports.Stats, Format: format}, Filter: q.Filter, Text: c.text, Now: statement.AsOf,
		Cube: &reports.Cube{By: q.By, Measures: q.Measures, Answer: statement.Answer},
	}
	if in.Lang != "" {
		r.Text = s.texts.For(in.Lang)
	}
	deed := job.Deed{Noun: "report", ID: reports.Stats, What: "fetch", Note: map[string]string{"format": format, "query": c.query}}
	if err := s.desk.Logged(ctx, c.caller, deed); err != nil {
		return nil, err
	}
	return s.fileOf(ctx, c, r, done), nil
}

// writeStatement writes a statement as JSON. A cube has some 14,000 rows, so member names are quoted once
// and rows are appended without reflection.
func writeStatement(s *app.Statement) []byte {
	q := &s.Question
	keys, values := names(q.By), names(q.Measures)
	b := make([]byte, 0, 256+len(s.Rows)*(24*len(keys)+28*len(values)))
	b = append(b, `{"rows":[`...)
	for i := range s.Rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendRow(b, &s.Rows[i], keys, values)
	}
	b = append(b, `],"totals":`...)
	b = appendRow(b, &domain.Row{Values: s.Totals}, nil, values)
	b = append(b, `,"as_of":`...)
	b = quoted(b, s.AsOf)
	b = append(b, `,"method":`...)
	b = quote(b, string(s.Method))
	b = append(b, `,"by":`...)
	b = quoteList(b, q.By)
	b = append(b, `,"measures":`...)
	b = quoteList(b, q.Measures)
	b = append(b, `,"statuses":`...)
	b = quoteList(b, q.Statuses)
	b = append(b, `,"deliveries":`...)
	b = quoteList(b, q.Deliveries)
	return append(b, '}')
}

// names gives each name as a JSON member's beginning: "name":
func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = string(append(quote(nil, string(n)), ':'))
	}
	return out
}

func appendRow(b []byte, r *domain.Row, keys, values []string) []byte {
	b = append(b, '{')
	first := true
	for i, name := range keys {
		b = separate(b, &first)
		b = append(b, name...)
		b = quote(b, r.Keys[i])
	}
	for i, name := range values {
		b = separate(b, &first)
		b = append(b, name...)
		b = strconv.AppendInt(b, r.Values[i], 10)
	}
	return append(b, '}')
}

func separate(b []byte, first *bool) []byte {
	if *first {
		*first = false
		return b
	}
	return append(b, ',')
}

// quote appends a JSON string. Stored text is valid UTF-8, so the quoting cannot fail; if it ever did,
// the text is cleaned first.
func quote(b []byte, s string) []byte {
	out, err := jsontext.AppendQuote(b, s)
	if err != nil {
		return strconv.AppendQuoteToASCII(b, s)
	}
	return out
}

func quoted(b []byte, i domain.Instant) []byte {
	text, err := i.MarshalText()
	if err != nil {
		return append(b, `""`...)
	}
	return quote(b, string(text))
}

func quoteList[T ~string](b []byte, list []T) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = quote(b, string(v))
	}
	return append(b, ']')
}

type coverageInput struct {
	selection
	Level   string      `query:"level" json:"-" validate:"omitempty,oneof=province city county campus" description:"county where absent"`
	Regions bool        `query:"regions" json:"-" description:"county regions only: counties without districts of cities"`
	Only    string      `query:"only" json:"-" validate:"omitempty,oneof=reached unreached" description:"leave the other list empty"`
	On      domain.Date `query:"on" json:"-" validate:"date" description:"day of the list; the period's last day where absent"`
}

// Coverage is what was reached, over what there was on the list's day.
type Coverage struct {
	Level       string             `json:"level"`
	Reached     int                `json:"reached"`
	Denominator domain.Denominator `json:"denominator"`
	Rate        float64            `json:"rate"` // from 0 to 1
	ListDay     domain.Date        `json:"list_day"`
	Rows        []ReachedRow       `json:"rows"`
	Unreached   []UnreachedRow     `json:"unreached"`
	Unplaced    []ReachedRow       `json:"unplaced"` // under a code that no longer stands and cannot be restated whole
	AsOf        domain.Instant     `json:"as_of"`
}

// ReachedRow is a place that was reached, with its additive measures.
type ReachedRow struct {
	Code             string             `json:"code"`
	Name             string             `json:"name"`
	Activities       domain.Count       `json:"activities"`
	Attendance       domain.PersonTimes `json:"attendance"`
	Elderly          domain.PersonTimes `json:"elderly"`
	Minors           domain.PersonTimes `json:"minors"`
	Students         domain.PersonTimes `json:"students"`
	Volunteers       domain.PersonTimes `json:"volunteers"`
	VolunteerMinutes domain.Minutes     `json:"volunteer_minutes"`
	Materials        domain.Copies      `json:"materials"`
	Households       domain.Households  `json:"households"`
	Officers         domain.PersonTimes `json:"officers"`
	Questions        domain.Count       `json:"questions"`
	First            domain.Date        `json:"first,omitzero"`
	Last             domain.Date        `json:"last,omitzero"`
}

// UnreachedRow is a place on the list that was not reached.
type UnreachedRow struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Class  string `json:"class"`
	Parent string `json:"parent,omitempty"`
}

func (s *Server) coverage(ctx context.Context, c *call, in *coverageInput) (Coverage, error) {
	if in.Level == "" {
		in.Level = string(domain.ByCounty)
	}
	st, err := s.app.Coverage(ctx, c.caller, app.CoverageQuestion{
		Filter: in.filter(), By: domain.Dimension(in.Level), Regions: in.Regions, ListDay: in.On,
	})
	if err != nil {
		return Coverage{}, err
	}
	out := Coverage{
		Level: in.Level, Reached: len(st.Rows), Denominator: st.Denominator, Rate: st.Rate(), ListDay: st.ListDay, AsOf: st.AsOf,
		Rows: []ReachedRow{}, Unplaced: []ReachedRow{}, Unreached: []UnreachedRow{},
	}
	if in.Only != "unreached" {
		out.Rows, out.Unplaced = s.reached(st.Rows, st.ListDay), s.reached(st.Unplaced, st.ListDay)
	}
	if in.Only != "reached" {
		for _, a := range st.Unreached {
			out.Unreached = append(out.Unreached, UnreachedRow{a.Code.String(), a.Name, a.Class, a.Parent.String()})
		}
	}
	return out, nil
}

func (s *Server) reached(list []domain.Reached, day domain.Date) []ReachedRow {
	cat := s.app.Catalogue()
	out := make([]ReachedRow, len(list))
	for i := range list {
		r := &list[i]
		out[i] = ReachedRow{
			Code: r.Area.String(), Activities: r.Activities, Attendance: r.Attendance, Elderly: r.Elderly, Minors: r.Minors, Students: r.Students,
			Volunteers: r.Volunteers, VolunteerMinutes: r.VolunteerMinutes, Materials: r.Materials, Households: r.Households,
			Officers: r.Officers, Questions: r.Questions, First: r.First, Last: r.Last,
		}
		if r.Campus != "" {
			out[i].Code, out[i].Name = r.Campus, r.Campus
			if campus, err := cat.Campuses.ByCode(r.Campus); err == nil {
				out[i].Name = campus.Name
			}
			continue
		}
		area, _ := cat.Gazetteer.Last(r.Area, day)
		out[i].Name = area.Name
	}
	return out
}
