package reports

import (
	"cmp"

	"outreach/domain"
)

// correctionRow is one field that was changed after its record had been approved.
type correctionRow struct {
	domain.Correction
	unit string
}

// correctionFields are the columns of R14.
func correctionFields() []field[correctionRow] {
	text := func(key string, width float64, value func(*run, *correctionRow) string) field[correctionRow] {
		return field[correctionRow]{col(key, asText, width), func(r *run, c *correctionRow) cell { return words(value(r, c)) }}
	}
	return []field[correctionRow]{
		text("id", 38, func(_ *run, c *correctionRow) string { return string(c.Activity) }),
		{col("revision", asWhole, 9), func(_ *run, c *correctionRow) cell { return whole(c.Number) }},
		{col("date", asDate, 13), func(_ *run, c *correctionRow) cell { return day(c.Date) }},
		text("unit", 28, func(_ *run, c *correctionRow) string { return c.unit }),
		text("field", 20, func(r *run, c *correctionRow) string { return r.fieldName(c.Pointer) }),
		text("before", 26, func(_ *run, c *correctionRow) string { return c.Before }),
		text("after", 26, func(_ *run, c *correctionRow) string { return c.After }),
		{col("reason", asText, 30).toFill(""), func(_ *run, c *correctionRow) cell { return words(c.Reason) }},
		text("applicant", 18, func(_ *run, c *correctionRow) string { return c.Actor }),
		{col("corrected", asDate, 13), func(_ *run, c *correctionRow) cell { return day(c.At.Day()) }},
		text("approver", 18, func(_ *run, c *correctionRow) string { return c.Approver }),
		text("closed_month", 13, func(r *run, c *correctionRow) string { return r.yes(c.Closed) }),
		text("moves_figures", 16, func(r *run, c *correctionRow) string { return r.yes(c.Counts) }),
	}
}

// correctionRows gives every change to what had been approved, record by record, newest day first, and then the changes
// that took a record out of what is asked for.
func correctionRows(r *run, emit func(*correctionRow, bool) error) error {
	return r.src.Corrections(r.ctx, r.req.Filter, func(c domain.Correction) error {
		row := correctionRow{c, cmp.Or(r.organisation(c.Lead), r.t("report.no_place"))}
		return emit(&row, false)
	})
}

func (r *run) yes(b bool) string {
	if b {
		return r.word("yes", "true")
	}
	return r.word("yes", "false")
}
