package reports

import (
	"cmp"
	"slices"

	"outreach/domain"
)

// audienceRow is what the activities with one group present came to.
type audienceRow struct {
	code                string
	activities          domain.Count
	heads               domain.PersonTimes
	whole               domain.PersonTimes // person-times of all activities
	headMinutes         int64              // minutes × heads
	answered, satisfied domain.Persons
}

// audienceFields are the columns of R4.
func audienceFields() []field[audienceRow] {
	return []field[audienceRow]{
		{col("audience", asText, 20), func(r *run, a *audienceRow) cell { return words(r.term("audience", a.code)) }},
		{col("activities", asWhole, 11), func(_ *run, a *audienceRow) cell { return whole(a.activities) }},
		{col("heads", asWhole, 18), func(_ *run, a *audienceRow) cell { return whole(a.heads) }},
		{col("share", asPercent, 10), func(_ *run, a *audienceRow) cell { return ratio(int64(a.heads), int64(a.whole)) }},
		{col("mean_minutes", asDecimal, 14), func(_ *run, a *audienceRow) cell { return ratio(a.headMinutes, int64(a.heads)) }},
		{col("satisfaction", asPercent, 12), func(_ *run, a *audienceRow) cell { return ratio(int64(a.satisfied), int64(a.answered)) }},
		{col("answered", asWhole, 15), func(_ *run, a *audienceRow) cell { return whole(a.answered) }},
	}
}

// audienceRows gives the groups in the vocabulary's order. There is no total: one person may belong to many.
func audienceRows(r *run, emit func(*audienceRow, bool) error) error {
	groups := map[string]*audienceRow{}
	var all domain.PersonTimes
	err := r.walk("", func(a *domain.Activity) error {
		all += a.Attendance
		for code, heads := range a.Content.Heads() {
			g := groups[code]
			if g == nil {
				g = &audienceRow{code: code}
				groups[code] = g
			}
			g.add(a, heads)
		}
		return nil
	})
	if err != nil {
		return err
	}
	order := r.req.Catalogue.Vocabularies["audience"].Terms
	place := func(code string) int {
		if i := slices.IndexFunc(order, func(t domain.Term) bool { return t.Code == code }); i >= 0 {
			return i
		}
		return len(order)
	}
	for _, code := range sortedKeys(groups, func(a, b string) int { return cmp.Or(place(a)-place(b), cmp.Compare(a, b)) }) {
		groups[code].whole = all
		if err := emit(groups[code], false); err != nil {
			return err
		}
	}
	return nil
}

func (g *audienceRow) add(a *domain.Activity, heads domain.PersonTimes) {
	g.activities++
	g.heads += heads
	g.headMinutes += int64(a.Minutes) * int64(heads)
	if a.Session != nil && a.Session.Satisfaction != nil {
		g.answered += a.Session.Satisfaction.Answered
		g.satisfied += a.Session.Satisfaction.Satisfied
	}
}
