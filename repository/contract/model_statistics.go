package contract

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"outreach/domain"
)

// Answer groups what the question's filter takes and adds up. It never reads tallies; Method says which way
// a store that has them would have gone.
func (m *Model) Answer(ctx context.Context, q domain.Question) (domain.Answer, error) {
	all, err := read(ctx, m, func(s *state) ([]domain.Activity, error) { return s.countable(q.Filter), nil })
	if err != nil {
		return domain.Answer{}, err
	}
	answer := domain.Answer{Totals: measured(all, q.Measures, ""), Method: domain.FromRecords}
	if domain.GrainFor(&q) != domain.GrainNone {
		answer.Method = domain.FromTallies
	}
	if len(q.By) == 0 {
		return answer, nil
	}
	type group struct {
		keys []string
		list []domain.Activity
	}
	groups := map[string]group{}
	for _, a := range all {
		for _, keys := range keysOf(&a, q.By) {
			name := fmt.Sprintf("%q", keys)
			groups[name] = group{keys, append(groups[name].list, a)}
		}
	}
	for _, g := range groups {
		audience := ""
		if i := slices.Index(q.By, domain.ByAudience); i >= 0 {
			audience = g.keys[i]
		}
		answer.Rows = append(answer.Rows, domain.Row{Keys: g.keys, Values: measured(g.list, q.Measures, audience)})
	}
	slices.SortFunc(answer.Rows, func(a, b domain.Row) int { return slices.Compare(a.Keys, b.Keys) })
	return answer, nil
}

// Reach groups what in-person activities reached.
func (m *Model) Reach(ctx context.Context, q domain.ReachQuestion) ([]domain.Reached, error) {
	all, err := read(ctx, m, func(s *state) ([]domain.Activity, error) { return s.countable(q.Filter), nil })
	if err != nil {
		return nil, err
	}
	byKey := map[string]domain.Reached{}
	for _, a := range all {
		key := keyOf(&a, q.By)
		if key == "" || a.Delivery != domain.InPerson {
			continue
		}
		r, ok := byKey[key]
		if !ok {
			r = domain.Reached{First: a.Date, Last: a.Date}
		}
		switch q.By {
		case domain.ByCampus:
			r.Campus = key
		case domain.ByProvince:
			r.Area = a.Placed.Province
		case domain.ByCity:
			r.Area = a.Placed.City
		default:
			r.Area = a.Placed.Area
		}
		r.Sums, r.First, r.Last = r.Plus(a.Sums()), min(r.First, a.Date), max(r.Last, a.Date)
		byKey[key] = r
	}
	list := slices.SortedFunc(maps.Values(byKey), func(a, b domain.Reached) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Campus, b.Campus))
	})
	for i := range list {
		if !q.WithDays {
			list[i].First, list[i].Last = 0, 0
		}
	}
	return list, nil
}

// countable gives the fit versions a filter takes that are not void; no status means approved.
func (s *state) countable(f domain.Filter) []domain.Activity {
	if len(f.Statuses) == 0 {
		f.Statuses = []domain.Status{domain.Approved}
	}
	return slices.DeleteFunc(s.taken(&f), func(a domain.Activity) bool {
		return !a.Verdict.Fit || a.Status == domain.Void
	})
}

// keysOf gives the rows an activity falls under: one, or with ByAudience one for each audience it has.
func keysOf(a *domain.Activity, by []domain.Dimension) [][]string {
	key := make([]string, len(by))
	for i, d := range by {
		key[i] = keyOf(a, d)
	}
	i := slices.Index(by, domain.ByAudience)
	if i < 0 {
		return [][]string{key}
	}
	var keys [][]string
	for audience, heads := range a.Heads() {
		if heads > 0 {
			of := slices.Clone(key)
			of[i] = audience
			keys = append(keys, of)
		}
	}
	return keys
}

// keyOf gives the code of an activity in a dimension, "" where it has none.
func keyOf(a *domain.Activity, d domain.Dimension) string {
	lead, _ := a.Lead()
	switch d {
	case domain.ByDay, domain.ByMonth, domain.ByQuarter, domain.ByHalf, domain.ByYear:
		return periodOf(a.Date, d)
	case domain.ByProvince, domain.ByCity, domain.ByCounty:
		return areaOf(a.Placed, d).String()
	default:
		return map[domain.Dimension]string{
			domain.ByProgramme: a.Programme, domain.ByCampaign: a.Campaign, domain.ByKind: string(a.Kind), domain.ByForm: a.Form,
			domain.ByVenue: a.Venue, domain.ByTopic: a.PrimaryTopic(), domain.ByOrganisation: lead.Code, domain.ByCampus: a.Campus(),
			domain.ByBasis: string(a.CountBasis), domain.ByStatus: string(a.Status), domain.ByDelivery: string(a.Delivery),
		}[d]
	}
}

func periodOf(day domain.Date, d domain.Dimension) string {
	switch {
	case day == 0:
		return ""
	case d == domain.ByDay:
		return day.String()
	case d == domain.ByMonth:
		return day.Month().String()
	case d == domain.ByQuarter:
		return day.Month().Quarter()
	case d == domain.ByHalf:
		return day.Month().Half()
	default:
		return day.String()[:4]
	}
}

func areaOf(p domain.Placement, d domain.Dimension) domain.AreaCode {
	switch {
	case d == domain.ByProvince:
		return p.Province
	case d == domain.ByCity:
		return p.City
	case p.Area == p.City: // a city without counties
		return 0
	default:
		return p.Area
	}
}

// measured works measures out over activities. For a row of an audience, attendance is that audience's, and of
// the other additive measures only activities says anything.
func measured(list []domain.Activity, measures []domain.Measure, audience string) []int64 {
	var sums domain.Sums
	things := map[domain.Measure]map[string]bool{}
	for _, d := range domain.DistinctMeasures() {
		things[d] = map[string]bool{}
	}
	for _, a := range list {
		add := a.Sums()
		if audience != "" {
			add = domain.Sums{Activities: 1, Attendance: a.Heads()[audience]}
		}
		sums = sums.Plus(add)
		things[domain.MeasureOrganisations][keyOf(&a, domain.ByOrganisation)] = true
		if a.Delivery == domain.InPerson {
			things[domain.MeasureProvinces][keyOf(&a, domain.ByProvince)] = true
			things[domain.MeasureCities][keyOf(&a, domain.ByCity)] = true
			things[domain.MeasureCounties][keyOf(&a, domain.ByCounty)] = true
			things[domain.MeasureCampuses][keyOf(&a, domain.ByCampus)] = true
		}
	}
	values := make([]int64, len(measures))
	for i, m := range measures {
		values[i] = sums.Of(m)
		if !m.Additive() {
			delete(things[m], "")
			values[i] = int64(len(things[m]))
		}
	}
	return values
}
