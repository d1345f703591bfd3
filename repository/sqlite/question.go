package sqlite

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"outreach/domain"
)

// Answer is repository.Statistics'. With ByAudience a record falls under each audience it has; such a row
// counts activities and that audience's attendance, its other additive measures are 0, and totals are
// those of all activities taken, not the sum of the rows.
func (s *Store) Answer(ctx context.Context, q domain.Question) (domain.Answer, error) {
	a := asker{words: s.codes, q: &q, grain: domain.GrainFor(&q)}
	countable(&q.Filter)
	if a.grain == domain.GrainNone {
		answer := domain.Answer{Method: domain.FromRecords}
		err := s.remembered(ctx, func(v *factsView) (err error) {
			answer.Rows, answer.Totals, err = v.answer(ctx, &a)
			return err
		})
		return answer, err
	}
	answer := domain.Answer{Method: domain.FromTallies}
	err := s.snapshot(ctx, func(from *snapshot) (err error) {
		if len(q.By) > 0 {
			if answer.Rows, err = a.rows(ctx, from); err != nil {
				return err
			}
		}
		if len(q.By) > 0 && a.addsUp() {
			answer.Totals = added(answer.Rows, len(q.Measures))
			return nil
		}
		answer.Totals, err = a.totals(ctx, from)
		return err
	})
	return answer, err
}

// countable narrows a filter to what questions count: fit, not void, and approved where no status is asked.
func countable(f *domain.Filter) {
	if len(f.Statuses) == 0 {
		f.Statuses = []domain.Status{domain.Approved}
	}
	f.Statuses = slices.DeleteFunc(slices.Clone(f.Statuses), func(s domain.Status) bool { return s == domain.Void })
	if len(f.Statuses) == 0 { // void alone was asked for: nothing
		f.Scope = domain.Scope{}
		f.Statuses = []domain.Status{domain.Void}
	}
	fit := true
	if f.Fit != nil && !*f.Fit {
		f.Scope = domain.Scope{}
	}
	f.Fit = &fit
}

// asker turns a question into SQL over a grain's table.
type asker struct {
	words *codes
	q     *domain.Question
	grain domain.Grain
}

// addsUp says whether the rows part what the filter takes, so that they add up to the totals.
func (a *asker) addsUp() bool {
	return !slices.Contains(a.q.By, domain.ByAudience) && a.additive()
}

// additive says whether all measures add up.
func (a *asker) additive() bool {
	return !slices.ContainsFunc(a.q.Measures, func(m domain.Measure) bool { return !m.Additive() })
}

func added(rows []domain.Row, measures int) []int64 {
	totals := make([]int64, measures)
	for _, r := range rows {
		for i, v := range r.Values {
			totals[i] += v
		}
	}
	return totals
}

// from gives the table and the condition.
func (a *asker) from() (string, *where) {
	return tallyTable(a.grain), talliesWhere(&a.q.Filter, a.grain, a.words)
}

// totals adds up all that the filter takes.
func (a *asker) totals(ctx context.Context, from *snapshot) ([]int64, error) {
	table, w := a.from()
	values := make([]int64, len(a.q.Measures))
	columns := a.measures()
	if !a.additive() {
		whole := newGrouping(nil, a.q.Measures)
		err := from.each(ctx, whole.take, `SELECT `+strings.Join(columns, `, `)+` FROM `+table+` WHERE `+w.String(), w.args...)
		return whole.total(), err
	}
	if len(values) == 0 {
		return values, nil
	}
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	err := one(ctx, from, into, `SELECT `+strings.Join(summed(columns), `, `)+` FROM `+table+` WHERE `+w.String(), w.args...)
	return values, err
}

func (a *asker) rows(ctx context.Context, from *snapshot) ([]domain.Row, error) {
	g := newGrouping(a.q.By, a.q.Measures)
	query, args, width := a.rowsQuery()
	take := g.take
	if a.addsUp() {
		take = a.folding(g, width)
	}
	if err := from.each(ctx, take, query, args...); err != nil {
		return nil, err
	}
	return g.rows(a), nil
}

// rowsQuery gives the query that rows are made of, and how many columns its dimensions take. Rows that the filter takes are
// grouped here, as the engine would sort them first, but for those of a tally that lie in the order of their groups.
func (a *asker) rowsQuery() (query string, args []any, width int) {
	table, w := a.from()
	columns, measures, group := make([]string, len(a.q.By)), a.measures(), ``
	for i, d := range a.q.By {
		columns[i] = a.cut(d)
	}
	if a.addsUp() {
		columns = a.keyPrefix()
		if !slices.Contains(columns, `programme`) {
			measures, group = summed(measures), ` GROUP BY `+strings.Join(columns, `, `)
		}
	}
	return `SELECT ` + strings.Join(slices.Concat(columns, measures), `, `) + ` FROM ` + table + ` WHERE ` + w.String() + group, w.args, len(columns)
}

// measures gives what a single row has of the measures: a number to add up, or the thing to count, 0 for none.
func (a *asker) measures() []string {
	list := make([]string, len(a.q.Measures))
	for i, m := range a.q.Measures {
		list[i] = string(m)
		if !m.Additive() {
			list[i] = `iif(delivery = ` + strconv.FormatInt(a.words.find(string(domain.InPerson)), 10) + `, ` + a.cut(thingOf(m)) + `, 0)`
		}
	}
	return list
}

func summed(columns []string) []string {
	list := make([]string, len(columns))
	for i, column := range columns {
		list[i] = `coalesce(sum(` + column + `), 0)`
	}
	return list
}

// cut gives the expression of a dimension: a number, 0 for none.
func (a *asker) cut(d domain.Dimension) string {
	switch d {
	case domain.ByMonth, domain.ByQuarter, domain.ByHalf, domain.ByYear:
		return a.timeCut(d)
	case domain.ByProvince:
		if a.grain == domain.GrainMonthProvince {
			return `area`
		}
		return `(area / 10000 * 10000)`
	case domain.ByCounty: // a city without counties is none
		return `iif(area = city, 0, area)`
	default:
		return string(d)
	}
}

// timeCut numbers the periods as the function of that name does.
func (a *asker) timeCut(d domain.Dimension) string {
	month, year := `period`, `period / 100`
	if a.grain == domain.GrainYearArea {
		year = `period`
	}
	switch d {
	case domain.ByMonth:
		return month
	case domain.ByQuarter:
		return `(` + year + ` * 10 + (` + month + ` % 100 + 2) / 3)`
	case domain.ByHalf:
		return `(` + year + ` * 10 + (` + month + ` % 100 + 5) / 6)`
	default:
		return year
	}
}

// text gives the code of a dimension's number.
func (a *asker) text(d domain.Dimension, n int64) string {
	if n == 0 {
		return ""
	}
	switch d {
	case domain.ByDay:
		return domain.Date(n).String()
	case domain.ByMonth:
		return domain.Month(n).String()
	case domain.ByQuarter:
		return domain.Month(n/10*100 + n%10*3).Quarter()
	case domain.ByHalf:
		return domain.Month(n/10*100 + n%10*6).Half()
	case domain.ByYear:
		return domain.Date(n * 10000).String()[:4]
	case domain.ByProvince, domain.ByCity, domain.ByCounty:
		return domain.AreaCode(n).String()
	default:
		return a.words.word(n)
	}
}
