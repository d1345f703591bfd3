package domain

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ListStart is the first day the list of areas answers for; the end of 2019 is the first total kept.
const ListStart Date = 20191231

// Gazetteer is the list of areas over time: it answers for any day from ListStart. It never changes
// once made and is safe for concurrent reads.
type Gazetteer struct {
	areas       []Area            // by code, then by first day
	versions    map[AreaCode]span // where in areas a code stands
	children    map[AreaCode][]int
	successions []Succession              // by day
	out, in     map[AreaCode][]Succession // changes from and to a code, by day
}

// span is the half-open range of one code in the areas.
type span struct{ from, to int }

// NewGazetteer checks and indexes the areas. Refused are a code valid twice on one day, an area whose
// parent is missing on any of its days, is in another province or does not stand above it, and a
// succession whose ends do not stand where it says.
func NewGazetteer(areas []Area, successions []Succession) (*Gazetteer, error) {
	g := &Gazetteer{
		areas:       slices.Clone(areas),
		versions:    make(map[AreaCode]span, len(areas)),
		children:    make(map[AreaCode][]int),
		successions: slices.Clone(successions),
		out:         make(map[AreaCode][]Succession),
		in:          make(map[AreaCode][]Succession),
	}
	slices.SortFunc(g.areas, func(a, b Area) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.ValidFrom, b.ValidFrom))
	})
	for i, a := range g.areas {
		s, known := g.versions[a.Code]
		if !known {
			s.from = i
		}
		s.to = i + 1
		g.versions[a.Code] = s
		if a.Parent != 0 {
			g.children[a.Parent] = append(g.children[a.Parent], i)
		}
	}
	for i, a := range g.areas {
		if err := g.checkArea(i); err != nil {
			return nil, fmt.Errorf("area %s from %q: %w", a.Code, a.ValidFrom, err)
		}
	}
	return g, g.indexSuccessions()
}

func (g *Gazetteer) checkArea(i int) error {
	a := g.areas[i]
	switch {
	case a.Code < 100000 || a.Code > 999999:
		return refuseAt("/code", "fault.area.row")
	case a.Name == "":
		return refuseAt("/name", "fault.area.row")
	case a.ValidTo != 0 && a.ValidTo <= a.ValidFrom:
		return refuseAt("/valid_to", "fault.area.row")
	case i > 0 && g.areas[i-1].Code == a.Code && g.areas[i-1].ValidOn(a.ValidFrom):
		return refuseAt("/valid_from", "fault.area.overlap")
	}
	switch a.Level {
	case LevelProvince:
		if a.Parent != 0 || a.Code.Province() != a.Code {
			return refuseAt("/parent", "fault.area.parent")
		}
		return nil
	case LevelCity, LevelCounty:
		return g.checkParent(a)
	default:
		return refuseAt("/level", "fault.area.level_name", "Value", a.Level)
	}
}

// refuseAt makes an Invalid error whose sentence is that of its one fault.
func refuseAt(pointer, key string, params ...any) *Error {
	e := Refuse(Invalid, key, params...)
	e.Faults = []Fault{{Pointer: pointer, Key: key, Params: e.Params}}
	return e
}

// checkParent walks through the days of an area and asks for a parent above it on each of them.
func (g *Gazetteer) checkParent(a Area) error {
	for day := a.ValidFrom; ; {
		p, ok := g.find(a.Parent, day)
		if !ok || p.Level >= a.Level || p.Code.Province() != a.Code.Province() {
			return refuseAt("/parent", "fault.area.parent", "Code", a.Parent, "Day", day)
		}
		if p.ValidTo == 0 || (a.ValidTo != 0 && p.ValidTo >= a.ValidTo) {
			return nil
		}
		day = p.ValidTo
	}
}

func (g *Gazetteer) indexSuccessions() error {
	slices.SortStableFunc(g.successions, func(a, b Succession) int { return cmp.Compare(a.On, b.On) })
	for _, s := range g.successions {
		_, from := g.find(s.From, s.On.AddDays(-1))
		_, to := g.find(s.To, s.On)
		if !from || !to {
			return Refuse(Invalid, "fault.area.succession", "From", s.From, "To", s.To, "On", s.On)
		}
		g.out[s.From] = append(g.out[s.From], s)
		g.in[s.To] = append(g.in[s.To], s)
	}
	return nil
}

// find gives the area of a code on a day as it was given to the gazetteer.
func (g *Gazetteer) find(code AreaCode, day Date) (Area, bool) {
	s := g.versions[code]
	for i := s.from; i < s.to; i++ {
		if g.areas[i].ValidOn(day) {
			return g.areas[i], true
		}
	}
	return Area{}, false
}

// leaf says whether records may be placed in an area on a day.
func (g *Gazetteer) leaf(a Area, day Date) bool {
	if a.Level != LevelCity {
		return a.Level == LevelCounty
	}
	return !slices.ContainsFunc(g.children[a.Code], func(i int) bool { return g.areas[i].ValidOn(day) })
}

// At gives the area of a code on a day. A code that was never in the list is NotFound; one outside its
// days is Invalid, with the parameter Successors naming the areas that hold its place on the day.
func (g *Gazetteer) At(code AreaCode, day Date) (Area, error) {
	if a, ok := g.find(code, day); ok && day >= ListStart {
		a.Leaf = g.leaf(a, day)
		return a, nil
	}
	s, known := g.versions[code]
	if !known {
		return Area{}, Refuse(NotFound, "fault.area.unknown", "Code", code.String())
	}
	names := make([]string, 0, 2)
	for _, a := range g.Successors(code, day) {
		names = append(names, a.Code.String()+" "+a.Name)
	}
	return Area{}, Refuse(Invalid, "fault.area.dates", "Code", code.String(), "Name", g.areas[s.to-1].Name,
		"Day", day.String(), "Successors", strings.Join(names, ", "))
}

// Place gives the area of a code on a day with the areas above it. Every refusal is Invalid: an area
// that cannot hold records (fault.area.level), a code never in the list (fault.area.unknown) or outside
// its days (fault.area.dates).
func (g *Gazetteer) Place(code AreaCode, day Date) (Placement, error) {
	a, err := g.At(code, day)
	if err != nil {
		if refusal, ok := errors.AsType[*Error](err); ok {
			refusal.Code = Invalid
		}
		return Placement{}, err
	}
	if !a.Leaf {
		return Placement{}, Refuse(Invalid, "fault.area.level", "Code", code.String(), "Name", a.Name)
	}
	p := Placement{Area: code, Name: a.Name, Province: code.Province()}
	switch {
	case a.Level == LevelCity:
		p.City = code
	case a.Parent != p.Province:
		p.City = a.Parent
	}
	return p, nil
}

// List gives the areas of a level on a day, by code.
func (g *Gazetteer) List(level Level, day Date) []Area {
	return g.collect(day, func(a Area) bool { return a.Level == level })
}

// All gives every area there ever was, by code, then by first day. Leaf is not filled: it belongs to a day.
func (g *Gazetteer) All() []Area { return slices.Clone(g.areas) }

// Counties gives the areas of level county on a day, by code.
func (g *Gazetteer) Counties(day Date) []Area { return g.List(LevelCounty, day) }

// CountyRegions gives the areas of level county on a day that are not districts of a city, by code.
func (g *Gazetteer) CountyRegions(day Date) []Area {
	return g.collect(day, Area.countyRegion)
}

func (a Area) countyRegion() bool { return a.Level == LevelCounty && a.Class != ClassDistrict }

func (g *Gazetteer) collect(day Date, keep func(Area) bool) []Area {
	var list []Area
	for _, a := range g.areas {
		if a.ValidOn(day) && keep(a) {
			a.Leaf = g.leaf(a, day)
			list = append(list, a)
		}
	}
	return list
}

// Children gives the areas directly below a code on a day, by code: the counties that hang on a
// province come among its cities.
func (g *Gazetteer) Children(code AreaCode, day Date) []Area {
	var list []Area
	for _, i := range g.children[code] {
		if a := g.areas[i]; a.ValidOn(day) {
			a.Leaf = g.leaf(a, day)
			list = append(list, a)
		}
	}
	return list
}

// Count gives the number of areas of a level on a day; provinces outside the denominators count too.
func (g *Gazetteer) Count(level Level, day Date) int {
	return g.count(day, func(a Area) bool { return a.Level == level })
}

func (g *Gazetteer) count(day Date, keep func(Area) bool) int {
	n := 0
	for i := range g.areas {
		if g.areas[i].ValidOn(day) && keep(g.areas[i]) {
			n++
		}
	}
	return n
}

// Denominator gives the official number behind a coverage on a day, of the mainland only. A name the
// gazetteer does not keep is NotFound, a day before ListStart is Invalid.
func (g *Gazetteer) Denominator(name string, day Date) (Denominator, error) {
	var keep func(Area) bool
	switch name {
	case DenominatorProvinces:
		keep = func(a Area) bool { return a.Level == LevelProvince }
	case DenominatorPrefectures:
		keep = func(a Area) bool { return a.Level == LevelCity }
	case DenominatorCountyLevel:
		keep = func(a Area) bool { return a.Level == LevelCounty }
	case DenominatorCountyRegions:
		keep = Area.countyRegion
	default:
		return Denominator{}, Refuse(NotFound, "fault.denominator", "Value", name)
	}
	if day < ListStart {
		return Denominator{}, Refuse(Invalid, "fault.denominator.day", "Day", day.String(), "First", ListStart.String())
	}
	n := g.count(day, func(a Area) bool { return keep(a) && a.Code.Mainland() })
	return Denominator{Name: name, Count: n, ListDate: day}, nil
}
