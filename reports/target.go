package reports

import (
	"cmp"
	"slices"

	"outreach/domain"
)

// lateAfter is how many days after its day a record may be handed over before it is late, as in rule 47 of the rules
// of quality, which wants an explanation then.
const lateAfter = 30

// targetRow is how one lead organisation stands.
type targetRow struct {
	unit                           string
	done, rank                     int64
	handed, returned, late, issues int64 // records handed over, of them returned, late; findings in them now
}

// targetFields are the columns of R15. Targets and the rate of completion are filled in until targets are kept here.
func targetFields() []field[targetRow] {
	number := func(key string, width float64, value func(*targetRow) int64) field[targetRow] {
		return field[targetRow]{col(key, asWhole, width).adds(""), func(_ *run, t *targetRow) cell { return whole(value(t)) }}
	}
	done := number("done", 12, func(t *targetRow) int64 { return t.done })
	done.column = done.adds(domain.MeasureActivities)
	return []field[targetRow]{
		{col("unit", asText, 42), func(_ *run, t *targetRow) cell { return words(t.unit) }},
		{col("quarter_target", asWhole, 14).toFill(""), func(*run, *targetRow) cell { return cell{} }},
		done,
		{col("completion", asPercent, 12).toFill("").shows(ifMet), func(*run, *targetRow) cell { return cell{} }},
		{col("rank", asWhole, 9), func(_ *run, t *targetRow) cell {
			if t.rank == 0 {
				return cell{}
			}
			return whole(t.rank)
		}},
		number("handed", 14, func(t *targetRow) int64 { return t.handed }),
		{col("return_rate", asPercent, 12), func(_ *run, t *targetRow) cell { return ratio(t.returned, t.handed) }},
		{col("late_rate", asPercent, 12), func(_ *run, t *targetRow) cell { return ratio(t.late, t.handed) }},
		number("issues", 16, func(t *targetRow) int64 { return t.issues }),
	}
}

// targetRows gives the lead organisations by what they have done, most first, and the total.
func targetRows(r *run, emit func(*targetRow, bool) error) error {
	done, err := r.answer(r.figures.Period, []domain.Dimension{domain.ByOrganisation}, domain.MeasureActivities)
	if err != nil {
		return err
	}
	groups := map[string]*targetRow{}
	group := func(code string) *targetRow {
		g := groups[code]
		if g == nil {
			g = &targetRow{unit: cmp.Or(r.organisation(domain.Party{Code: code}), r.t("report.no_place"))}
			groups[code] = g
		}
		return g
	}
	for _, row := range done.Rows {
		g := group(row.Keys[0])
		g.done, g.rank = row.Values[0], int64(1+above(done.Rows, 0, row.Values[0]))
	}
	total := targetRow{unit: r.total(), done: done.Totals[0]}
	err = r.src.WalkActivities(r.ctx, r.req.Filter, r.watched(func(a *domain.Activity) error {
		if a.Status == domain.Void || a.Status == domain.Draft || !slices.Contains(r.figures.Deliveries, a.Delivery) {
			return nil
		}
		lead, _ := a.Lead()
		issues := int64(len(r.src.Findings(&a.Content)))
		group(lead.Code).take(a, issues)
		total.take(a, issues)
		return nil
	}))
	if err != nil {
		return err
	}
	for _, code := range sortedKeys(groups, func(a, b string) int {
		return cmp.Or(cmp.Compare(groups[b].done, groups[a].done), cmp.Compare(a, b))
	}) {
		if err := emit(groups[code], false); err != nil {
			return err
		}
	}
	return emit(&total, true)
}

// take counts a record that was handed over.
func (t *targetRow) take(a *domain.Activity, issues int64) {
	t.handed++
	t.issues += issues
	if a.Status == domain.Returned {
		t.returned++
	}
	if a.SubmittedAt != 0 && a.SubmittedAt.Day().DaysSince(a.Date) > lateAfter {
		t.late++
	}
}
