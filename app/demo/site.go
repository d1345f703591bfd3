package demo

import (
	"fmt"

	"outreach/domain"
)

// site is where an activity can be: an area, and for drives a campus in it.
type site struct {
	area   domain.AreaCode
	campus domain.Campus
}

// leaf gives the site of a county or of a city without counties on a day.
func (g *generator) leaves(parent domain.AreaCode, day domain.Date) []domain.AreaCode {
	key := leafKey{parent, day.Month()}
	if list, ok := g.leafCache[key]; ok {
		return list
	}
	var list []domain.AreaCode
	for _, a := range g.cat.Gazetteer.Children(parent, day.Month().First()) {
		if a.Leaf && a.Reachable {
			list = append(list, a.Code)
		}
	}
	if len(list) == 0 {
		list = []domain.AreaCode{parent}
	}
	g.leafCache[key] = list
	return list
}

type leafKey struct {
	parent domain.AreaCode
	month  domain.Month
}

// placed gives the placement of an area that stood on a day; what changed inside the month falls back on
// the successor.
func (g *generator) placed(code domain.AreaCode, day domain.Date) (domain.Placement, error) {
	p, err := g.cat.Gazetteer.Place(code, day)
	if err == nil {
		return p, nil
	}
	for _, next := range g.cat.Gazetteer.Successors(code, day) {
		if p, err := g.cat.Gazetteer.Place(next.Code, day); err == nil {
			return p, nil
		}
	}
	return p, fmt.Errorf("demo: nowhere to put %s on %s: %w", code, day, err)
}

// counties chooses n counties that stood all the year in some provinces, as evenly as may be; those named
// come first.
func (g *generator) counties(provinces []domain.AreaCode, n int, named []domain.AreaCode, day domain.Date) []site {
	var out []site
	taken := map[domain.AreaCode]bool{}
	quota := map[domain.AreaCode]int{}
	for i, p := range provinces {
		quota[p] = n / len(provinces)
		if i < n%len(provinces) {
			quota[p]++
		}
	}
	take := func(code domain.AreaCode) {
		if !taken[code] && quota[code.Province()] > 0 {
			taken[code] = true
			quota[code.Province()]--
			out = append(out, site{area: code})
		}
	}
	for _, code := range named {
		take(code)
	}
	all := g.cat.Gazetteer.List(domain.LevelCounty, day)
	for _, i := range g.Perm(len(all)) {
		if all[i].Reachable {
			take(all[i].Code)
		}
	}
	return out
}

// outside gives the reachable counties of a day that are not among the sites.
func (g *generator) outside(sites []site, day domain.Date) []site {
	inside := map[domain.AreaCode]bool{}
	for _, s := range sites {
		inside[s.area] = true
	}
	var out []site
	for _, a := range g.cat.Gazetteer.List(domain.LevelCounty, day) {
		if !inside[a.Code] && a.Reachable && a.Code.Mainland() {
			out = append(out, site{area: a.Code})
		}
	}
	return out
}

// cities gives the cities of a day in a drawn order, those named first.
func (g *generator) cities(named []domain.AreaCode, day domain.Date) []domain.AreaCode {
	out := append([]domain.AreaCode{}, named...)
	taken := map[domain.AreaCode]bool{}
	for _, c := range named {
		taken[c] = true
	}
	all := g.cat.Gazetteer.List(domain.LevelCity, day)
	for _, i := range g.Perm(len(all)) {
		if !taken[all[i].Code] {
			out = append(out, all[i].Code)
		}
	}
	return out
}

// campuses gives the regular universities of a day whose place the list of areas knows, in a drawn order.
func (g *generator) campuses(day domain.Date) []site {
	byName := map[string]domain.AreaCode{}
	for _, l := range []domain.Level{domain.LevelCounty, domain.LevelCity, domain.LevelProvince} {
		for _, a := range g.cat.Gazetteer.List(l, day) {
			byName[a.Name] = a.Code
		}
	}
	var out []site
	for _, c := range g.cat.Campuses.List(day) {
		code, ok := byName[c.Location]
		if !ok || c.Category != domain.CampusRegular {
			continue
		}
		out = append(out, site{area: pick(g.dice, g.leaves(code, day)), campus: c})
	}
	g.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}
