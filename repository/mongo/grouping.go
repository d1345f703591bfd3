package mongo

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/bson"

	"outreach/domain"
)

// group is the key of a group that the server made: fields by name.
type group bson.M

func (g group) text(field string) string {
	s, _ := g[field].(string)
	return s
}

func (g group) number(field string) int64 { return number(g[field]) }

// code gives the code of a dimension; "" for none.
func (g group) code(d domain.Dimension) string {
	switch d {
	case domain.ByDay:
		return domain.Date(g.number("day")).String()
	case domain.ByMonth, domain.ByQuarter, domain.ByHalf:
		return monthCode(domain.Month(g.number("month")), d)
	case domain.ByYear:
		if y := g.number("year"); y != 0 {
			return domain.Date(y * 10000).String()[:4]
		}
		return ""
	case domain.ByProvince, domain.ByCity:
		return domain.AreaCode(g.number(string(d))).String()
	case domain.ByCounty:
		if g.number("area") == g.number("city") {
			return ""
		}
		return domain.AreaCode(g.number("area")).String()
	default:
		return g.text(fields(d)[0])
	}
}

func monthCode(m domain.Month, d domain.Dimension) string {
	switch {
	case m == 0:
		return ""
	case d == domain.ByMonth:
		return m.String()
	case d == domain.ByQuarter:
		return m.Quarter()
	default:
		return m.Half()
	}
}

// thing gives what a distinct measure would count of the group; "" for nothing.
func (g group) thing(m domain.Measure) string {
	d := map[domain.Measure]domain.Dimension{
		domain.MeasureProvinces: domain.ByProvince, domain.MeasureCities: domain.ByCity, domain.MeasureCounties: domain.ByCounty,
		domain.MeasureCampuses: domain.ByCampus, domain.MeasureOrganisations: domain.ByOrganisation,
	}[m]
	if m != domain.MeasureOrganisations && g.text("delivery") != string(domain.InPerson) {
		return ""
	}
	return g.code(d)
}

// sum is an answer row at work.
type sum struct {
	keys   []string
	sums   map[domain.Measure]int64
	things map[domain.Measure]map[string]bool
}

func newSum(keys []string) *sum {
	return &sum{keys, map[domain.Measure]int64{}, map[domain.Measure]map[string]bool{}}
}

func (s *sum) take(g group, d bson.M, measures []domain.Measure) {
	taken := map[domain.Measure]bool{}
	for _, m := range measures {
		if taken[m] {
			continue
		}
		taken[m] = true
		if m.Additive() {
			s.sums[m] += number(d[string(m)])
			continue
		}
		if s.things[m] == nil {
			s.things[m] = map[string]bool{}
		}
		if thing := g.thing(m); thing != "" {
			s.things[m][thing] = true
		}
	}
}

func (s *sum) values(measures []domain.Measure) []int64 {
	values := make([]int64, len(measures))
	for i, m := range measures {
		if values[i] = s.sums[m]; !m.Additive() {
			values[i] = int64(len(s.things[m]))
		}
	}
	return values
}

// grouping collects answer rows and the totals over all of them.
type grouping struct {
	by     []domain.Dimension
	rows   map[string]*sum
	totals *sum
}

func newGrouping(by []domain.Dimension) *grouping {
	return &grouping{by, map[string]*sum{}, newSum(nil)}
}

func (g *grouping) take(key group, d bson.M, measures []domain.Measure) {
	g.totals.take(key, d, measures)
	if len(g.by) == 0 {
		return
	}
	keys := make([]string, len(g.by))
	var name strings.Builder
	for i, dimension := range g.by {
		keys[i] = key.code(dimension)
		name.WriteString(strconv.Quote(keys[i]))
	}
	row := g.rows[name.String()]
	if row == nil {
		row = newSum(keys)
		g.rows[name.String()] = row
	}
	row.take(key, d, measures)
}

// sorted gives the rows by their keys.
func (g *grouping) sorted(measures []domain.Measure) []domain.Row {
	list := slices.SortedFunc(maps.Values(g.rows), func(a, b *sum) int { return slices.Compare(a.keys, b.keys) })
	rows := make([]domain.Row, len(list))
	for i, s := range list {
		rows[i] = domain.Row{Keys: s.keys, Values: s.values(measures)}
	}
	return rows
}
