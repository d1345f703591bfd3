package domain

import (
	"cmp"
	"slices"
)

// Coverage is what was reached of everything there was on a day: distinct areas or campuses, each
// once over the whole period, over a denominator of a dated list.
type Coverage struct {
	Rows        []Reached   // restated to the list's day, sorted by code
	Denominator Denominator // what there was on the list's day
	Unreached   []Area      // areas on the list that were not reached, sorted by code; empty for campuses
	Unplaced    []Reached   // reached under a code that no longer stands and cannot be restated whole
}

// Rate gives reached ÷ denominator, from 0 to 1; 0 where there is nothing to reach.
func (c *Coverage) Rate() float64 {
	if c.Denominator.Count == 0 {
		return 0
	}
	return float64(len(c.Rows)) / float64(c.Denominator.Count)
}

// CoverAreas restates reached areas to the list of a day and compares them with it. Only whole successions
// are followed (merge, recode, rename); what a split or transfer left unclear is Unplaced and not
// counted, so coverage never passes its denominator. Where days of reaching are not known, a code that still
// stands is taken as it stands. Listed areas are those keep takes.
func CoverAreas(reached []Reached, g *Gazetteer, level Level, day Date, keep func(Area) bool) Coverage {
	var listed []Area
	on := map[AreaCode]bool{}
	for _, a := range g.List(level, day) {
		if keep(a) {
			listed = append(listed, a)
			on[a.Code] = true
		}
	}
	var c Coverage
	byCode := map[AreaCode]Reached{}
	for _, r := range reached {
		code := r.Area
		if level == LevelCounty {
			from := r.Last
			if from == 0 {
				from = g.lastDay(code, day)
			}
			now, whole := g.Restate(code, from, day)
			if !whole {
				c.Unplaced = append(c.Unplaced, r)
				continue
			}
			code = now
		}
		if on[code] {
			byCode[code] = merged(byCode[code], r, code)
		}
	}
	for _, a := range listed {
		if r, ok := byCode[a.Code]; ok {
			c.Rows = append(c.Rows, r)
		} else {
			c.Unreached = append(c.Unreached, a)
		}
	}
	slices.SortFunc(c.Rows, func(a, b Reached) int { return cmp.Compare(a.Area, b.Area) })
	return c
}

// lastDay gives the last day up to a given one on which a code stood; the given day where it never did.
func (g *Gazetteer) lastDay(code AreaCode, day Date) Date {
	s := g.versions[code]
	for i := s.to - 1; i >= s.from; i-- {
		if a := g.areas[i]; a.ValidFrom <= day {
			if a.ValidOn(day) {
				return day
			}
			return a.ValidTo.AddDays(-1)
		}
	}
	return day
}

// Last gives the area of a code as it stands on a day or, with false, as it last stood before. Of a code that came
// later or was never in the list only the code is known.
func (g *Gazetteer) Last(code AreaCode, day Date) (Area, bool) {
	last := g.lastDay(code, day)
	area, ok := g.find(code, last)
	if !ok {
		return Area{Code: code}, false
	}
	area.Leaf = g.leaf(area, last)
	return area, last == day
}

// Way gives the area of a code and those above it on a day, from the province down; nothing where it does not stand.
func (g *Gazetteer) Way(code AreaCode, day Date) []Area {
	area, stands := g.Last(code, day)
	if !stands {
		return nil
	}
	return append(g.Way(area.Parent, day), area)
}

func merged(a, b Reached, code AreaCode) Reached {
	if a.Area == 0 {
		b.Area = code
		return b
	}
	a.Sums = a.Plus(b.Sums)
	a.First, a.Last = min(a.First, b.First), max(a.Last, b.Last)
	return a
}

// Mainland says whether an area belongs to the 31 provinces that official totals count; Taiwan, Hong Kong
// and Macao are on the list at province level but outside its totals.
func (c AreaCode) Mainland() bool {
	switch c.Province() {
	case 710000, 810000, 820000:
		return false
	}
	return true
}
