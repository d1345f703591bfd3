package reports

import (
	"cmp"
	"strings"

	"outreach/domain"
)

// volunteerRow is what one volunteer did. Records hold codes, never names.
type volunteerRow struct {
	code, unit string
	turnOuts   int64
	minutes    domain.Minutes
	last       domain.Date
}

// volunteerFields are the columns of R8.
func volunteerFields() []field[volunteerRow] {
	return []field[volunteerRow]{
		{col("volunteer", asText, 22), func(_ *run, v *volunteerRow) cell { return words(v.code) }},
		{col("volunteer_name", asText, 14).toFill(""), func(*run, *volunteerRow) cell { return cell{} }},
		{col("volunteer_unit", asText, 30), func(_ *run, v *volunteerRow) cell { return words(v.unit) }},
		{col("turn_outs", asWhole, 12).adds(domain.MeasureVolunteers), func(_ *run, v *volunteerRow) cell { return whole(v.turnOuts) }},
		{col("hours", asDecimal, 14).adds(domain.MeasureVolunteerMinutes), func(_ *run, v *volunteerRow) cell { return hours(int64(v.minutes)) }},
		{col("training", asText, 14).toFill(""), func(*run, *volunteerRow) cell { return cell{} }},
		{col("last_service", asDate, 14), func(_ *run, v *volunteerRow) cell { return day(v.last) }},
	}
}

// volunteerRows gives every code that served, by code, those that a table only counted in one row, and the source's
// own totals. A volunteer's unit is the one that led the newest activity.
func volunteerRows(r *run, emit func(*volunteerRow, bool) error) error {
	groups := map[string]*volunteerRow{}
	err := r.walk("", func(a *domain.Activity) error {
		if len(a.Volunteers) == 0 {
			return nil
		}
		lead, _ := a.Lead()
		unit := r.organisation(lead)
		for _, v := range a.Volunteers {
			code := v.Code
			if strings.HasPrefix(code, unnamedVolunteer) {
				code = ""
			}
			g := groups[code]
			if g == nil {
				g = &volunteerRow{code: cmp.Or(code, r.t("report.unnamed")), last: a.Date}
				if code != "" {
					g.unit = unit
				}
				groups[code] = g
			}
			g.turnOuts++
			g.minutes += v.Minutes
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, code := range sortedKeys(groups, cmp.Compare[string]) {
		if err := emit(groups[code], false); err != nil {
			return err
		}
	}
	all, err := r.answer(r.figures.Period, nil, domain.MeasureVolunteers, domain.MeasureVolunteerMinutes)
	if err != nil {
		return err
	}
	return emit(&volunteerRow{code: r.total(), turnOuts: all.Totals[0], minutes: domain.Minutes(all.Totals[1])}, true)
}
