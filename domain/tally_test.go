package domain_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

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
