package reports

import (
	"cmp"

	"outreach/domain"
)

// findingRow is what one rule finds in a record as it stands.
type findingRow struct {
	*domain.Activity
	domain.Finding
	unit string
}

// findingFields are the columns of R13. Who is to act, and what came of it, is for people to fill in.
func findingFields() []field[findingRow] {
	blank := func(key string, f form, width float64, list string) field[findingRow] {
		return field[findingRow]{col(key, f, width).toFill(list), func(*run, *findingRow) cell { return cell{} }}
	}
	return []field[findingRow]{
		{col("rule", asWhole, 9), func(_ *run, f *findingRow) cell { return whole(f.Rule) }},
		{col("grade", asText, 9).shows(byGrade), func(_ *run, f *findingRow) cell { return words(string(f.Grade)) }},
		{col("id", asText, 38), func(_ *run, f *findingRow) cell { return words(string(f.ID)) }},
		{col("unit", asText, 42), func(_ *run, f *findingRow) cell { return words(f.unit) }},
		{col("date", asDate, 13), func(_ *run, f *findingRow) cell { return day(f.Date) }},
		{col("field", asText, 20), func(r *run, f *findingRow) cell { return words(r.fieldName(f.Fault.Pointer)) }},
		{col("problem", asText, 48), func(r *run, f *findingRow) cell { return words(r.req.Text.T(f.Fault.Key, f.Fault.Params)) }},
		{col("found", asDate, 13), func(_ *run, f *findingRow) cell { return day(f.UpdatedAt.Day()) }},
		blank("responsible", asText, 12, ""), blank("handling", asText, 16, "handling"), blank("explanation", asText, 30, ""),
		blank("closed_on", asDate, 13, ""), blank("overdue", asWhole, 11, ""),
	}
}

// findingRows gives what the rules find now in the newest version of every record that is not void.
func findingRows(r *run, emit func(*findingRow, bool) error) error {
	return r.src.WalkActivities(r.ctx, r.req.Filter, r.watched(func(a *domain.Activity) error {
		if a.Status == domain.Void {
			return nil
		}
		lead, _ := a.Lead()
		for _, f := range r.src.Findings(&a.Content) {
			row := findingRow{a, f, cmp.Or(r.organisation(lead), r.t("report.no_place"))}
			if err := emit(&row, false); err != nil {
				return err
			}
		}
		return nil
	}))
}

// fieldName names the field of a JSON Pointer by its column in R1; one without a column by the pointer.
func (r *run) fieldName(pointer string) string {
	for _, in := range inputs() {
		if in.pointer == pointer {
			return r.t("report.col." + in.key)
		}
	}
	return pointer
}
