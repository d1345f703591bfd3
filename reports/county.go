package reports

import (
	"slices"

	"outreach/domain"
)

// countyRow is one county-level division of the closing day's list, the places beside the list, or the total.
type countyRow struct {
	label          string // of the total
	area           domain.Area
	name           string
	target         string
	reason         string
	first, last    domain.Date
	period, toDate domain.Sums
}

// countyFields are the columns of R3, with province and city because county names repeat.
func countyFields() []field[countyRow] {
	number := func(key string, value func(*countyRow) int64) field[countyRow] {
		return field[countyRow]{col(key, asWhole, 12), func(_ *run, c *countyRow) cell { return whole(value(c)) }}
	}
	return []field[countyRow]{
		{col("area", asText, 13), func(_ *run, c *countyRow) cell { return words(c.label + c.area.Code.String()) }},
		{col("province", asText, 18), func(r *run, c *countyRow) cell { return words(r.area(c.area.Code.Province(), r.closing()).Name) }},
		{col("city", asText, 18), cityOf},
		{col("county", asText, 22), func(_ *run, c *countyRow) cell { return words(c.name) }},
		{col("target", asText, 11), func(_ *run, c *countyRow) cell { return words(c.target) }},
		{col("first", asDate, 13), func(_ *run, c *countyRow) cell { return day(c.first) }},
		{col("last", asDate, 13), func(_ *run, c *countyRow) cell { return day(c.last) }},
		{col("period_activities", asWhole, 12).shows(ifReached), func(_ *run, c *countyRow) cell { return whole(c.period.Activities) }},
		number("total_activities", func(c *countyRow) int64 { return int64(c.toDate.Activities) }),
		number("period_attendance", func(c *countyRow) int64 { return int64(c.period.Attendance) }),
		number("total_attendance", func(c *countyRow) int64 { return int64(c.toDate.Attendance) }),
		{col("unreached", asText, 36).toFill(""), func(_ *run, c *countyRow) cell { return words(c.reason) }},
	}
}

func cityOf(r *run, c *countyRow) cell {
	if c.area.Parent == c.area.Code.Province() {
		return cell{}
	}
	return words(r.area(c.area.Parent, r.closing()).Name)
}

// countyRows gives every county on the closing day's list within the areas asked for, reached or not; then
// what in-person activities did beside the list, so that the total is the source's own.
func countyRows(r *run, emit func(*countyRow, bool) error) error {
	period, err := r.reached(r.figures.Period)
	if err != nil {
		return err
	}
	toDate, err := r.reached(domain.Period{To: r.figures.Period.To})
	if err != nil {
		return err
	}
	var listed countyRow
	for _, area := range r.req.Catalogue.Gazetteer.List(domain.LevelCounty, r.closing()) {
		if !r.wanted(area) {
			continue
		}
		c := countyRow{area: area, name: area.Name, target: r.target(area), period: printed(period[area.Code].Sums)}
		all := toDate[area.Code]
		c.toDate, c.first, c.last = printed(all.Sums), all.First, all.Last
		listed.period, listed.toDate = listed.period.Plus(c.period), listed.toDate.Plus(c.toDate)
		if err := emit(&c, false); err != nil {
			return err
		}
	}
	total := countyRow{label: r.t("report.total")}
	if total.period, err = r.inPerson(r.figures.Period); err != nil {
		return err
	}
	if total.toDate, err = r.inPerson(domain.Period{To: r.figures.Period.To}); err != nil {
		return err
	}
	other := countyRow{
		name: r.t("report.other_places"), reason: r.t("report.other_reason"),
		period: total.period.Minus(listed.period), toDate: total.toDate.Minus(listed.toDate),
	}
	if other.toDate != (domain.Sums{}) {
		if err := emit(&other, false); err != nil {
			return err
		}
	}
	return emit(&total, true)
}

// printed keeps the measures that R3 prints.
func printed(s domain.Sums) domain.Sums {
	return domain.Sums{Activities: s.Activities, Attendance: s.Attendance}
}

// reached gives what was reached in a period by code, restated to the closing day.
func (r *run) reached(p domain.Period) (map[domain.AreaCode]domain.Reached, error) {
	q := domain.ReachQuestion{Filter: r.figures, By: domain.ByCounty, WithDays: true}
	q.Period = p
	list, err := r.src.Reach(r.ctx, q)
	if err != nil {
		return nil, err
	}
	c := domain.CoverAreas(list, r.req.Catalogue.Gazetteer, domain.LevelCounty, r.closing(), r.wanted)
	byCode := make(map[domain.AreaCode]domain.Reached, len(c.Rows))
	for _, row := range c.Rows {
		byCode[row.Area] = row
	}
	return byCode, nil
}

// wanted says whether an area lies in the areas asked for.
func (r *run) wanted(a domain.Area) bool {
	areas := r.req.Filter.Areas
	return len(areas) == 0 || slices.ContainsFunc(areas, func(c domain.AreaCode) bool { return within(a, c) })
}

func within(a domain.Area, code domain.AreaCode) bool {
	return code == a.Code || code == a.Parent || code == a.Code.Province()
}

// target says whether the chosen programmes, or any where none is chosen, aim at a county.
func (r *run) target(a domain.Area) string {
	for code, p := range r.req.Catalogue.Programmes {
		if chosen := r.req.Filter.Programmes; len(chosen) > 0 && !slices.Contains(chosen, code) {
			continue
		}
		if len(p.Areas) == 0 || slices.ContainsFunc(p.Areas, func(c domain.AreaCode) bool { return within(a, c) }) {
			return r.word("yes", "true")
		}
	}
	return r.word("yes", "false")
}

// inPerson gives the sums of a period's in-person activities.
func (r *run) inPerson(p domain.Period) (domain.Sums, error) {
	f := r.figures
	if len(f.Deliveries) > 0 && !slices.Contains(f.Deliveries, domain.InPerson) {
		return domain.Sums{}, nil
	}
	f.Period, f.Deliveries = p, []domain.Delivery{domain.InPerson}
	a, err := r.src.Answer(r.ctx, domain.Question{Filter: f, Measures: []domain.Measure{domain.MeasureActivities, domain.MeasureAttendance}})
	if err != nil {
		return domain.Sums{}, err
	}
	return domain.Sums{Activities: domain.Count(a.Totals[0]), Attendance: domain.PersonTimes(a.Totals[1])}, nil
}
