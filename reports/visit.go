package reports

import (
	"cmp"

	"outreach/domain"
)

// The codes of help that R10 has columns for.
const (
	helpInstalls  = "app_installs"
	helpPrevented = "prevented"
	helpReferred  = "referred"
)

// doorstep is one community on one day.
type doorstep struct {
	day               domain.Date
	placed            domain.Placement
	street, community string
}

// visitRow is what the visits of a day and community came to, or the total.
type visitRow struct {
	doorstep
	name                          string // of the total
	households                    domain.HouseholdCounts
	elderly                       domain.PersonTimes
	materials                     domain.Copies
	installs, prevented, referred domain.Count
	visitors                      domain.PersonTimes
}

// visitFields are the columns of R10, with the areas above because street names repeat.
func visitFields() []field[visitRow] {
	number := func(key string, value func(*visitRow) int64) field[visitRow] {
		return field[visitRow]{col(key, asWhole, 12), func(_ *run, v *visitRow) cell { return whole(value(v)) }}
	}
	return []field[visitRow]{
		{col("day", asDate, 13), func(_ *run, v *visitRow) cell {
			if v.name != "" {
				return words(v.name)
			}
			return day(v.day)
		}},
		{col("province", asText, 16), func(r *run, v *visitRow) cell { return words(r.area(v.placed.Province, v.day).Name) }},
		{col("city", asText, 16), func(r *run, v *visitRow) cell { return words(r.area(v.placed.City, v.day).Name) }},
		{col("county", asText, 18), func(_ *run, v *visitRow) cell { return words(countyOf(v.placed)) }},
		{col("street", asText, 20), func(_ *run, v *visitRow) cell { return words(v.street) }},
		{col("community", asText, 20), func(_ *run, v *visitRow) cell { return words(v.community) }},
		number("knocked", func(v *visitRow) int64 { return int64(v.households.Knocked) }),
		number("talked", func(v *visitRow) int64 { return int64(v.households.Talked) }),
		number("refused", func(v *visitRow) int64 { return int64(v.households.Refused) }),
		number("visit_elderly", func(v *visitRow) int64 { return int64(v.elderly) }),
		number("visit_materials", func(v *visitRow) int64 { return int64(v.materials) }),
		number("installs", func(v *visitRow) int64 { return int64(v.installs) }),
		number("prevented", func(v *visitRow) int64 { return int64(v.prevented) }),
		number("referred", func(v *visitRow) int64 { return int64(v.referred) }),
		number("visitors", func(v *visitRow) int64 { return int64(v.visitors) }),
	}
}

// visitRows gives a row a day and community, by day and place, and the total.
func visitRows(r *run, emit func(*visitRow, bool) error) error {
	groups := map[doorstep]*visitRow{}
	total := visitRow{name: r.t("report.total")}
	err := r.walk(domain.KindVisit, func(a *domain.Activity) error {
		if a.Visit == nil {
			return nil
		}
		k := doorstep{a.Date, a.Placed, a.Visit.Street, a.Visit.Community}
		g := groups[k]
		if g == nil {
			g = &visitRow{doorstep: k}
			groups[k] = g
		}
		g.add(a)
		total.add(a)
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range sortedKeys(groups, func(a, b doorstep) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.placed.Area, b.placed.Area),
			cmp.Compare(a.street, b.street), cmp.Compare(a.community, b.community))
	}) {
		if err := emit(groups[k], false); err != nil {
			return err
		}
	}
	return emit(&total, true)
}

func (v *visitRow) add(a *domain.Activity) {
	h := a.Visit.Households
	v.households.Knocked += h.Knocked
	v.households.Talked += h.Talked
	v.households.Refused += h.Refused
	v.elderly += a.Elderly()
	v.materials += a.Materials
	v.installs += a.Visit.Help[helpInstalls]
	v.prevented += a.Visit.Help[helpPrevented]
	v.referred += a.Visit.Help[helpReferred]
	v.visitors += domain.PersonTimes(len(a.Volunteers)) + a.Staff
}
