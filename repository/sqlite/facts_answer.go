package sqlite

import (
	"context"
	"slices"

	"outreach/domain"
	"outreach/repository/columns"
)

// answer answers a question from facts. By audience a record falls under each one it has heads of.
func (v *factsView) answer(ctx context.Context, a *asker) (rows []domain.Row, totals []int64, err error) {
	q := a.q
	cut, whole := newGrouping(q.By, q.Measures), newGrouping(nil, q.Measures)
	cut.audiences = v.audiences
	r := factsReader{view: v, q: q, by: make([][]int64, len(q.By)), measures: make([][]int64, len(q.Measures))}
	err = v.Scan(ctx, v.taken(&q.Filter), func(taken *columns.Rows) error {
		r.read(taken)
		if len(q.By) == 0 || !a.addsUp() {
			whole.takeAll(taken.Len(), nil, r.measures, nil)
		}
		switch {
		case slices.Contains(q.By, domain.ByAudience):
			r.eachAudience(taken, cut)
		case len(q.By) > 0:
			cut.takeAll(taken.Len(), r.by, r.measures, nil)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if len(q.By) > 0 {
		rows = cut.rows(a)
	}
	if len(q.By) > 0 && a.addsUp() {
		return rows, added(rows, len(q.Measures)), nil
	}
	return rows, whole.total(), nil
}

// factsReader turns the rows of a scan into what a question groups by and what it adds up or counts.
type factsReader struct {
	view         *factsView
	q            *domain.Question
	by, measures [][]int64 // by dimension and measure: a number for each row
	heads        []int64   // of an audience
	deliveries   []int64
}

func (r *factsReader) read(taken *columns.Rows) {
	for i, d := range r.q.By {
		if d != domain.ByAudience {
			r.by[i] = r.view.cut(taken, d, r.by[i])
		}
	}
	for i, m := range r.q.Measures {
		if m.Additive() {
			r.measures[i] = taken.Column(sumColumn(m), r.measures[i])
		} else {
			r.measures[i] = r.things(taken, m, r.measures[i])
		}
	}
}

// sumColumn gives the column of an additive measure.
func sumColumn(m domain.Measure) int {
	sums := domain.AdditiveMeasures()
	return factSums + slices.Index(sums[:], m)
}

// things gives what a measure counts different ones of, 0 for none: those on the map by in-person activities only.
func (r *factsReader) things(taken *columns.Rows, m domain.Measure, into []int64) []int64 {
	if m == domain.MeasureOrganisations {
		return taken.Column(factLead, into)
	}
	into = r.view.cut(taken, thingOf(m), into)
	inPerson := r.view.words.find(string(domain.InPerson))
	r.deliveries = taken.Column(factDelivery, r.deliveries)
	for i, delivery := range r.deliveries {
		if delivery != inPerson {
			into[i] = 0
		}
	}
	return into
}

// thingOf gives the dimension whose different values a measure counts.
func thingOf(m domain.Measure) domain.Dimension {
	return map[domain.Measure]domain.Dimension{
		domain.MeasureProvinces: domain.ByProvince, domain.MeasureCities: domain.ByCity, domain.MeasureCounties: domain.ByCounty,
		domain.MeasureCampuses: domain.ByCampus, domain.MeasureOrganisations: domain.ByOrganisation,
	}[m]
}

// eachAudience adds, for each audience, the rows that have heads of it.
func (r *factsReader) eachAudience(taken *columns.Rows, cut *grouping) {
	at := slices.Index(r.q.By, domain.ByAudience)
	for n := range r.view.audiences {
		if taken.Zero(factAudiences + n) {
			continue
		}
		r.heads = taken.Column(factAudiences+n, r.heads)
		r.by[at] = filled(r.by[at], int64(n), taken.Len())
		for i, m := range r.q.Measures {
			switch {
			case m == domain.MeasureAttendance:
				r.measures[i] = append(r.measures[i][:0], r.heads...)
			case m.Additive() && m != domain.MeasureActivities:
				r.measures[i] = filled(r.measures[i], 0, taken.Len())
			}
		}
		cut.takeAll(taken.Len(), r.by, r.measures, r.heads)
	}
}

// filled gives a number a count of times, written over list.
func filled(list []int64, n int64, count int) []int64 {
	list = slices.Grow(list[:0], count)[:count]
	for i := range list {
		list[i] = n
	}
	return list
}

// cut gives the numbers of a dimension, 0 for none, that asker.text tells the codes of.
func (v *factsView) cut(taken *columns.Rows, d domain.Dimension, into []int64) []int64 {
	switch d {
	case domain.ByDay, domain.ByMonth, domain.ByQuarter, domain.ByHalf, domain.ByYear:
		return cutDays(taken.Column(factDay, into), d)
	case domain.ByProvince, domain.ByCity, domain.ByCounty:
		return v.cutPlaces(taken.Column(factPlace, into), d)
	default:
		return taken.Column(map[domain.Dimension]int{
			domain.ByProgramme: factProgramme, domain.ByCampaign: factCampaign, domain.ByKind: factKind, domain.ByForm: factForm,
			domain.ByVenue: factVenue, domain.ByTopic: factTopic, domain.ByOrganisation: factLead, domain.ByCampus: factCampus,
			domain.ByBasis: factBasis, domain.ByStatus: factStatus, domain.ByDelivery: factDelivery,
		}[d], into)
	}
}

// cutDays turns days into periods.
func cutDays(days []int64, d domain.Dimension) []int64 {
	if d == domain.ByDay {
		return days
	}
	for i, day := range days {
		days[i] = timeCut(d, day/10000, day/100%100)
	}
	return days
}

// timeCut numbers periods so that they sort by time: yyyymm, yyyyq, yyyyh, yyyy.
func timeCut(d domain.Dimension, year, month int64) int64 {
	switch d {
	case domain.ByMonth:
		return year*100 + month
	case domain.ByQuarter:
		return year*10 + (month+2)/3
	case domain.ByHalf:
		return year*10 + (month+5)/6
	default:
		return year
	}
}

// cutPlaces turns numbers of places into codes. A city without counties is none.
func (v *factsView) cutPlaces(places []int64, d domain.Dimension) []int64 {
	for i, n := range places {
		place := &v.places[n]
		switch {
		case d == domain.ByProvince:
			places[i] = int64(place.Province)
		case d == domain.ByCity:
			places[i] = int64(place.City)
		case place.Area == place.City:
			places[i] = 0
		default:
			places[i] = int64(place.Area)
		}
	}
	return places
}

// reach gives the areas or campuses that records reached.
func (v *factsView) reach(ctx context.Context, ask *domain.ReachQuestion) ([]domain.Reached, error) {
	measures := domain.AdditiveMeasures()
	q := domain.Question{Filter: ask.Filter, By: []domain.Dimension{ask.By}, Measures: measures[:]}
	r := factsReader{view: v, q: &q, by: make([][]int64, 1), measures: make([][]int64, len(measures))}
	cut := newGrouping(q.By, q.Measures)
	var days []int64
	var spans []domain.Period // by row of cut: first and last day
	err := v.Scan(ctx, v.taken(&q.Filter), func(taken *columns.Rows) error {
		r.read(taken)
		cut.takeAll(taken.Len(), r.by, r.measures, nil)
		days = taken.Column(factDay, days)
		for i, row := range cut.at {
			day := domain.Date(days[i])
			if row == len(spans) {
				spans = append(spans, domain.Period{From: day, To: day})
			}
			spans[row] = domain.Period{From: min(spans[row].From, day), To: max(spans[row].To, day)}
		}
		return nil
	})
	list := make([]domain.Reached, 0, len(spans))
	for row, span := range spans {
		reached := domain.Reached{Sums: domain.SumsOf([len(measures)]int64(cut.values[row*len(measures):]))}
		switch key := cut.numbers[row]; {
		case key == 0:
			continue
		case ask.By == domain.ByCampus:
			reached.Campus = v.words.word(key)
		default:
			reached.Area = domain.AreaCode(key)
		}
		if ask.WithDays {
			reached.First, reached.Last = span.From, span.To
		}
		list = append(list, reached)
	}
	return list, err
}
