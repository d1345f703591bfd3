package domain

import "slices"

// TallyKey names one tally row: a grain's period and area, and the dimensions all grains share.
type TallyKey struct {
	Grain     Grain
	Period    int32 // yyyymm or yyyy
	Area      AreaCode
	Programme string
	Kind      Kind
	Delivery  Delivery
	Status    Status
	Fit       bool // fit to count; rows that are not serve list totals only
}

// Grain is one of the fixed cuts at which tallies are kept.
type Grain uint8

// The grains (decision 0003): the common questions of managers and authors need no others.
const (
	GrainNone Grain = iota
	GrainMonthArea
	GrainYearArea
	GrainMonthProvince
)

// Grains lists the grains.
func Grains() []Grain { return []Grain{GrainMonthArea, GrainYearArea, GrainMonthProvince} }

// TallyRow is what one version adds to one tally row.
type TallyRow struct {
	TallyKey
	Sums
}

// TallyRows gives what a record adds to the tallies: every live version adds its sums under its own
// status and fitness at each grain. It is the only function from an activity to its tally rows; stores
// and the recount both use it. Questions read fit rows that are not void; list totals read them all.
func TallyRows(a *Activity) []TallyRow {
	var rows []TallyRow
	for _, v := range a.Live() {
		key := TallyKey{Programme: v.Programme, Kind: v.Kind, Delivery: v.Delivery, Status: v.Status, Fit: v.Verdict.Fit}
		month, sums := v.Date.Month(), v.Sums()
		for _, g := range Grains() {
			k := key
			k.Grain, k.Period, k.Area = g, int32(month), v.Placed.Area
			switch g {
			case GrainYearArea:
				k.Period = int32(month.Year())
			case GrainMonthProvince:
				k.Area = v.Placed.Province
			}
			rows = append(rows, TallyRow{k, sums})
		}
	}
	return rows
}

// GrainFor gives the coarsest grain that answers a question exactly, or GrainNone where only the
// records can: a period that cuts inside a month, a dimension, filter or distinct measure no tally holds.
func GrainFor(q *Question) Grain {
	if !tallied(q) {
		return GrainNone
	}
	fine := areaCut(q)
	if !fine {
		return GrainMonthProvince
	}
	if q.Period.WholeYears() && !slices.ContainsFunc(q.By, func(d Dimension) bool {
		return d == ByMonth || d == ByQuarter || d == ByHalf
	}) {
		return GrainYearArea
	}
	return GrainMonthArea
}

// tallied says whether every part of the question is held by some grain.
func tallied(q *Question) bool {
	f := &q.Filter
	if !f.Period.WholeMonths() || f.Author != "" || f.Except != "" || f.Text != "" || f.Fit != nil && !*f.Fit {
		return false
	}
	for _, list := range [][]string{f.Campaigns, f.Forms, f.Venues, f.Topics, f.Audiences, f.Organisations, f.Campuses} {
		if len(list) > 0 {
			return false
		}
	}
	if len(f.Bases) > 0 || slices.ContainsFunc(f.Scope.Clauses, func(c Clause) bool { return c.Author != "" }) {
		return false
	}
	held := []Dimension{ByMonth, ByQuarter, ByHalf, ByYear, ByProvince, ByCity, ByCounty, ByProgramme, ByKind, ByStatus, ByDelivery}
	return !slices.ContainsFunc(q.By, func(d Dimension) bool { return !slices.Contains(held, d) }) &&
		!slices.ContainsFunc(q.Measures, func(m Measure) bool { return m == MeasureCampuses || m == MeasureOrganisations })
}

// areaCut says whether a question looks below provinces.
func areaCut(q *Question) bool {
	below := func(a AreaCode) bool { return a != a.Province() }
	return slices.ContainsFunc(q.By, func(d Dimension) bool { return d == ByCity || d == ByCounty }) ||
		slices.ContainsFunc(q.Measures, func(m Measure) bool { return m == MeasureCities || m == MeasureCounties }) ||
		slices.ContainsFunc(q.Areas, below) ||
		slices.ContainsFunc(q.Scope.Clauses, func(c Clause) bool { return slices.ContainsFunc(c.Areas, below) })
}
