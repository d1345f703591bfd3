package reports

import (
	"slices"

	"outreach/domain"
)

// provinceMeasures are what R2 asks for, in printed order.
func provinceMeasures() []domain.Measure {
	return []domain.Measure{
		domain.MeasureCities, domain.MeasureCounties, domain.MeasureActivities, domain.MeasureAttendance, domain.MeasureElderly,
		domain.MeasureVolunteers, domain.MeasureVolunteerMinutes, domain.MeasureMaterials,
	}
}

// provinceRow is one province, or the total.
type provinceRow struct {
	name   string
	values []int64 // in the order of provinceMeasures
	before int64   // person-times of the same period a year before
	whole  int64   // person-times of all provinces
	rank   int     // by person-times; 0 for the total
}

func (p *provinceRow) of(m domain.Measure) int64 {
	return p.values[slices.Index(provinceMeasures(), m)]
}

// provinceFields are the columns of R2.
func provinceFields() []field[provinceRow] {
	measure := func(key string, m domain.Measure) field[provinceRow] {
		c := col(key, asWhole, 12).adds(m)
		if !m.Additive() {
			c = col(key, asWhole, 12).distinct(m)
		}
		return field[provinceRow]{c, func(_ *run, p *provinceRow) cell { return whole(p.of(m)) }}
	}
	return []field[provinceRow]{
		{col("province", asText, 22), func(_ *run, p *provinceRow) cell { return words(p.name) }},
		measure("cities", domain.MeasureCities),
		measure("counties", domain.MeasureCounties),
		measure("activities", domain.MeasureActivities),
		measure("attendance", domain.MeasureAttendance),
		measure("elderly_times", domain.MeasureElderly),
		measure("volunteers", domain.MeasureVolunteers),
		{col("hours", asDecimal, 12), func(_ *run, p *provinceRow) cell { return hours(p.of(domain.MeasureVolunteerMinutes)) }},
		measure("materials", domain.MeasureMaterials),
		{col("growth", asPercent, 10).shows(ifGrows), func(_ *run, p *provinceRow) cell { return growth(p.of(domain.MeasureAttendance), p.before) }},
		{col("share", asPercent, 10), func(_ *run, p *provinceRow) cell { return ratio(p.of(domain.MeasureAttendance), p.whole) }},
		{col("rank", asWhole, 8), func(_ *run, p *provinceRow) cell {
			if p.rank == 0 {
				return cell{}
			}
			return whole(p.rank)
		}},
	}
}

// provinceRows gives every province with figures by code, then the total as the source answers it.
func provinceRows(r *run, emit func(*provinceRow, bool) error) error {
	by := []domain.Dimension{domain.ByProvince}
	now, err := r.answer(r.figures.Period, by, provinceMeasures()...)
	if err != nil {
		return err
	}
	before, err := r.yearBefore(by)
	if err != nil {
		return err
	}
	at := slices.Index(provinceMeasures(), domain.MeasureAttendance)
	earlier := map[string]int64{}
	for _, row := range before.Rows {
		earlier[row.Keys[0]] = row.Values[0]
	}
	for _, row := range now.Rows {
		p := provinceRow{
			name: r.areaName(row.Keys[0]), values: row.Values, before: earlier[row.Keys[0]], whole: now.Totals[at],
			rank: 1 + above(now.Rows, at, row.Values[at]),
		}
		if err := emit(&p, false); err != nil {
			return err
		}
	}
	total := provinceRow{name: r.t("report.total"), values: now.Totals, whole: now.Totals[at]}
	if len(before.Totals) > 0 {
		total.before = before.Totals[0]
	}
	return emit(&total, true)
}

// above counts the rows with more than a value: equal values share a rank.
func above(rows []domain.Row, at int, value int64) int {
	n := 0
	for _, row := range rows {
		if row.Values[at] > value {
			n++
		}
	}
	return n
}

// yearBefore gives the person-times of the same days a year before; nothing where the period is open.
func (r *run) yearBefore(by []domain.Dimension) (domain.Answer, error) {
	p := r.figures.Period
	if p.From == 0 || p.To == 0 {
		return domain.Answer{}, nil
	}
	return r.answer(domain.Period{From: lastYear(p.From), To: lastYear(p.To)}, by, domain.MeasureAttendance)
}

// lastYear gives the same day a year before; 29 February becomes 1 March, so that periods still join up.
func lastYear(d domain.Date) domain.Date {
	t := d.Time()
	return domain.DateOf(t.AddDate(-1, 0, 0).Date())
}

// areaName names the area of a code as on the closing day.
func (r *run) areaName(code string) string {
	c, err := domain.ParseAreaCode(code)
	if err != nil {
		return r.t("report.no_place")
	}
	return r.area(c, r.closing()).Name
}

// sortedKeys gives the keys of groups in their order.
func sortedKeys[K comparable, V any](groups map[K]V, less func(a, b K) int) []K {
	keys := make([]K, 0, len(groups))
	for k := range groups {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, less)
	return keys
}
