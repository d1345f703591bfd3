package domain_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outreach/domain"
)

func TestTallyRowsStandAtEveryGrain(t *testing.T) {
	a := activity(domain.Approved)
	key := domain.TallyKey{Programme: "xinghai", Kind: domain.KindSession, Delivery: domain.InPerson, Status: domain.Approved, Fit: true}
	var want []domain.TallyRow
	for _, at := range []struct {
		grain  domain.Grain
		period int32
		area   domain.AreaCode
	}{{domain.GrainMonthArea, 202209, 440303}, {domain.GrainYearArea, 2022, 440303}, {domain.GrainMonthProvince, 202209, 440000}} {
		k := key
		k.Grain, k.Period, k.Area = at.grain, at.period, at.area
		want = append(want, domain.TallyRow{TallyKey: k, Sums: a.Sums()})
	}
	if diff := cmp.Diff(want, domain.TallyRows(&a)); diff != "" || len(domain.Grains()) != 3 {
		t.Error(diff)
	}
	waiting, err := a.Edited(next(domain.Submitted), 9)
	if err != nil {
		t.Fatal(err)
	}
	rows := domain.TallyRows(&waiting)
	if len(rows) != 6 || rows[0].Status != domain.Submitted || !cmp.Equal(rows[3:], want) {
		t.Errorf("beside a standing version: %+v", rows)
	}
}

// someActivity draws a record that may have a standing version.
func someActivity(t *rapid.T) *domain.Activity {
	draw := func() domain.Version {
		v := activity(rapid.SampledFrom(domain.Statuses()).Draw(t, "status")).Version
		v.Date = rapid.SampledFrom([]domain.Date{0, 20211231, 20220101, 20220131, 20220201}).Draw(t, "date")
		v.Kind = rapid.SampledFrom(domain.Kinds()).Draw(t, "kind")
		v.Programme = rapid.SampledFrom([]string{"xinghai", "campus"}).Draw(t, "programme")
		v.Delivery = rapid.SampledFrom([]domain.Delivery{domain.InPerson, domain.Online}).Draw(t, "delivery")
		v.Placed = rapid.SampledFrom([]domain.Placement{luohu(), {Area: 469001, Province: 460000}}).Draw(t, "place")
		v.Attendance = domain.PersonTimes(rapid.IntRange(0, 3).Draw(t, "attendance"))
		v.Verdict.Fit = rapid.Bool().Draw(t, "fit")
		return v
	}
	a := &domain.Activity{Version: draw()}
	if rapid.Bool().Draw(t, "stands") {
		standing := draw()
		a.Standing = &standing
	}
	return a
}

func added(rows ...domain.TallyRow) map[domain.TallyKey]domain.Sums {
	sums := map[domain.TallyKey]domain.Sums{}
	for _, r := range rows {
		if sums[r.TallyKey] = sums[r.TallyKey].Plus(r.Sums); sums[r.TallyKey] == (domain.Sums{}) {
			delete(sums, r.TallyKey)
		}
	}
	return sums
}

func TestTallyChangeLeadsFromBeforeToAfter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := someActivity(t), someActivity(t)
		for from, rows := range map[*domain.Activity][]domain.TallyRow{before: domain.TallyRows(before), nil: nil} {
			change := domain.TallyChange(from, after)
			if diff := cmp.Diff(added(domain.TallyRows(after)...), added(append(rows, change...)...)); diff != "" {
				t.Fatal(diff)
			}
			if len(added(change...)) != len(change) {
				t.Fatalf("a row twice, or one of nothing: %+v", change)
			}
			for range 3 {
				if !slices.Equal(change, domain.TallyChange(from, after)) {
					t.Fatal("the order changes from call to call")
				}
			}
		}
		if change := domain.TallyChange(before, before); len(change) != 0 {
			t.Fatalf("nothing changed, yet %+v", change)
		}
	})
}

func TestGrainForIsTheCoarsestThatHoldsTheQuestion(t *testing.T) {
	year, fit, unfit := domain.YearPeriod(2022), true, false
	months := domain.Period{From: 20220201, To: 20220501}
	attendance := []domain.Measure{domain.MeasureAttendance}
	for _, c := range []struct {
		name string
		q    domain.Question
		want domain.Grain
	}{
		{"nothing", domain.Question{}, domain.GrainMonthProvince},
		{"provinces", domain.Question{Filter: domain.Filter{Period: year, Areas: []domain.AreaCode{440000}}, By: []domain.Dimension{domain.ByMonth, domain.ByProvince}}, domain.GrainMonthProvince},
		{"a year by county", domain.Question{Filter: domain.Filter{Period: year}, By: []domain.Dimension{domain.ByCounty, domain.ByProgramme, domain.ByYear}, Measures: attendance}, domain.GrainYearArea},
		{"all years by city", domain.Question{By: []domain.Dimension{domain.ByCity, domain.ByStatus}}, domain.GrainYearArea},
		{"a year by county and month", domain.Question{Filter: domain.Filter{Period: year}, By: []domain.Dimension{domain.ByCounty, domain.ByQuarter}}, domain.GrainMonthArea},
		{"months by county", domain.Question{Filter: domain.Filter{Period: months}, By: []domain.Dimension{domain.ByCounty}}, domain.GrainMonthArea},
		{"months in a city", domain.Question{Filter: domain.Filter{Period: months, Areas: []domain.AreaCode{440300}}}, domain.GrainMonthArea},
		{"counties reached", domain.Question{Filter: domain.Filter{Period: months}, Measures: []domain.Measure{domain.MeasureCounties}}, domain.GrainMonthArea},
		{"cities reached", domain.Question{Measures: []domain.Measure{domain.MeasureCities}}, domain.GrainYearArea},
		{"provinces reached", domain.Question{Measures: []domain.Measure{domain.MeasureProvinces}}, domain.GrainMonthProvince},
		{"a manager of a county", domain.Question{Filter: domain.Filter{Scope: domain.Scope{Clauses: []domain.Clause{{Areas: []domain.AreaCode{440303}}}}}}, domain.GrainYearArea},
		{"an author", domain.Question{Filter: domain.Filter{Scope: domain.Scope{Clauses: []domain.Clause{{Approved: true}}}}}, domain.GrainMonthProvince},
		{"fit", domain.Question{Filter: domain.Filter{Fit: &fit}}, domain.GrainMonthProvince},
		{"not fit", domain.Question{Filter: domain.Filter{Fit: &unfit}}, domain.GrainNone},
		{"within a month", domain.Question{Filter: domain.Filter{Period: domain.Period{From: 20220115}}}, domain.GrainNone},
		{"up to within a month", domain.Question{Filter: domain.Filter{Period: domain.Period{To: 20220115}}}, domain.GrainNone},
		{"a volunteer", domain.Question{Filter: domain.Filter{Scope: domain.Scope{Clauses: []domain.Clause{{Author: "li"}}}}}, domain.GrainNone},
		{"one author", domain.Question{Filter: domain.Filter{Author: "li"}}, domain.GrainNone},
		{"text", domain.Question{Filter: domain.Filter{Text: "x"}}, domain.GrainNone},
		{"campaign", domain.Question{Filter: domain.Filter{Campaigns: []string{""}}}, domain.GrainNone},
		{"form", domain.Question{Filter: domain.Filter{Forms: []string{"x"}}}, domain.GrainNone},
		{"venue", domain.Question{Filter: domain.Filter{Venues: []string{"x"}}}, domain.GrainNone},
		{"topic", domain.Question{Filter: domain.Filter{Topics: []string{"x"}}}, domain.GrainNone},
		{"audience", domain.Question{Filter: domain.Filter{Audiences: []string{"x"}}}, domain.GrainNone},
		{"lead", domain.Question{Filter: domain.Filter{Organisations: []string{"x"}}}, domain.GrainNone},
		{"campus", domain.Question{Filter: domain.Filter{Campuses: []string{"x"}}}, domain.GrainNone},
		{"basis", domain.Question{Filter: domain.Filter{Bases: []domain.Basis{"x"}}}, domain.GrainNone},
		{"by day", domain.Question{By: []domain.Dimension{domain.ByYear, domain.ByDay}}, domain.GrainNone},
		{"by topic", domain.Question{By: []domain.Dimension{domain.ByTopic}}, domain.GrainNone},
		{"campuses", domain.Question{Measures: []domain.Measure{domain.MeasureActivities, domain.MeasureCampuses}}, domain.GrainNone},
		{"organisations", domain.Question{Measures: []domain.Measure{domain.MeasureOrganisations}}, domain.GrainNone},
	} {
		if got := domain.GrainFor(&c.q); got != c.want {
			t.Errorf("%s: grain %d, want %d", c.name, got, c.want)
		}
	}
}

func TestTallyChangeIsSortedByItsWholeKey(t *testing.T) {
	base := activity(domain.Approved)
	for name, change := range map[string]func(*domain.Version){
		"period": func(v *domain.Version) { v.Date = 20231001 }, "area": func(v *domain.Version) { v.Placed = domain.Placement{Area: 460107, Province: 460000} },
		"programme": func(v *domain.Version) { v.Programme = "z" }, "kind": func(v *domain.Version) { v.Kind = domain.KindVisit },
		"delivery": func(v *domain.Version) { v.Delivery = domain.Online }, "status": func(v *domain.Version) { v.Status = domain.Submitted },
		"fit": func(v *domain.Version) { v.Verdict.Fit = false },
	} {
		other := base
		change(&other.Version)
		low, high := domain.TallyChange(&base, &other), domain.TallyChange(&other, &base)
		for i := range low {
			if low[i].TallyKey != high[i].TallyKey || low[i].Sums != (domain.Sums{}).Minus(high[i].Sums) {
				t.Errorf("%s: %+v and back %+v", name, low[i], high[i])
			}
		}
		if len(low) != 6 || len(high) != 6 {
			t.Errorf("%s: %d and %d rows", name, len(low), len(high))
		}
	}
}
