package contract

import (
	"outreach/domain"
)

func statisticsChecks() []check {
	return []check{
		{"nothing comes to nothing", nothingCounts},
		{"every measure adds up", everyMeasure},
		{"what is not fit or not in person", fitAndInPerson},
		{"audiences are of which", audiencesOfWhich},
		{"places without a county or a city", oddPlaces},
		{"reach tells first and last days", reachDays},
	}
}

func measures() []domain.Measure {
	additive, distinct := domain.AdditiveMeasures(), domain.DistinctMeasures()
	return append(additive[:], distinct[:]...)
}

// places gives the places of random records: districts, a city without counties, a county without a city.
func places() []domain.Placement {
	return []domain.Placement{
		{Area: 440303, Name: "Luohu", City: 440300, Province: 440000},
		{Area: 440304, Name: "Futian", City: 440300, Province: 440000},
		{Area: 441900, Name: "Dongguan", City: 441900, Province: 440000},
		{Area: 469001, Name: "Wuzhishan", Province: 460000},
		{Area: 110101, Name: "Dongcheng", City: 110100, Province: 110000},
		{Area: 659001, Name: "Shihezi", Province: 650000},
	}
}

func at(p domain.Placement) func(*domain.Activity) {
	return func(a *domain.Activity) { a.Placed, a.Area = p, p.Area }
}

func nothingCounts(b *bench) {
	for _, by := range [][]domain.Dimension{nil, {domain.ByMonth}, {domain.ByAudience, domain.ByTopic}} {
		answer := b.answer(domain.Question{Filter: everything(), By: by, Measures: measures()})
		b.same(answer.Rows, []domain.Row(nil))
		b.same(answer.Totals, make([]int64, len(measures())))
	}
	list, err := b.store.Reach(b.ctx, domain.ReachQuestion{Filter: everything(), By: domain.ByCounty})
	b.must(err)
	b.same(len(list), 0)
}

func everyMeasure(b *bench) {
	b.approved(Session(ID(1)), Visit(ID(2)), Drive(ID(3)))
	b.put(Session(ID(4))) // waits: not in totals
	answer := b.answer(domain.Question{Filter: everything(), By: []domain.Dimension{domain.ByKind}, Measures: measures()})
	b.same(answer.Rows, []domain.Row{
		{Keys: []string{"drive"}, Values: []int64{1, 820, 0, 0, 800, 0, 0, 0, 0, 4, 0, 1, 1, 1, 1, 1}},
		{Keys: []string{"session"}, Values: []int64{1, 45, 30, 2, 0, 2, 150, 40, 0, 0, 7, 1, 1, 1, 0, 1}},
		{Keys: []string{"visit"}, Values: []int64{1, 18, 9, 0, 0, 0, 0, 0, 12, 0, 0, 1, 1, 1, 0, 1}},
	})
	b.same(answer.Totals, []int64{3, 883, 39, 2, 800, 2, 150, 40, 12, 4, 7, 1, 1, 1, 1, 2})
	tallied := b.answer(domain.Question{Filter: everything(), By: []domain.Dimension{domain.ByKind}, Measures: measures()[:14]})
	for i, row := range tallied.Rows {
		b.same(row.Values, answer.Rows[i].Values[:14])
	}
	b.same([]domain.Method{answer.Method, tallied.Method}, []domain.Method{domain.FromRecords, domain.FromTallies})
}

func fitAndInPerson(b *bench) {
	b.approved(
		Drive(ID(1), func(a *domain.Activity) {
			a.Verdict = domain.Verdict{Because: []domain.NotCounted{domain.NotForMinutes}}
		}),
		Drive(ID(2), func(a *domain.Activity) { a.Delivery = domain.Online }), Drive(ID(3), at(places()[4])),
		Drive(ID(4), func(a *domain.Activity) { a.Delivery, a.Drive.Campus = domain.Online, "4111010001" }),
	)
	list := []domain.Measure{domain.MeasureActivities, domain.MeasureProvinces, domain.MeasureCounties, domain.MeasureCampuses, domain.MeasureOrganisations}
	b.same(b.answer(domain.Question{Filter: everything(), Measures: list}).Totals, []int64{3, 1, 1, 1, 1})
	unfit, fit := everything(), everything()
	no, yes := false, true
	unfit.Fit, fit.Fit = &no, &yes
	b.same(b.answer(domain.Question{Filter: unfit, Measures: list}).Totals, []int64{0, 0, 0, 0, 0})
	b.same(b.answer(domain.Question{Filter: fit, Measures: list}).Totals, []int64{3, 1, 1, 1, 1})
	b.same(ids(b.pages(unfit, 9)), []domain.ID{ID(1)})
}

func audiencesOfWhich(b *bench) {
	b.approved(
		Session(ID(1)), Visit(ID(2)),
		Session(ID(3), func(a *domain.Activity) { a.Audiences = map[string]domain.PersonTimes{"elderly": 5, "farmer": 0} }),
	)
	answer := b.answer(domain.Question{Filter: everything(), By: []domain.Dimension{domain.ByAudience}, Measures: []domain.Measure{
		domain.MeasureActivities, domain.MeasureAttendance, domain.MeasureElderly, domain.MeasureMaterials, domain.MeasureCounties,
	}})
	b.same(answer, domain.Answer{Method: domain.FromRecords, Totals: []int64{3, 108, 44, 80, 1}, Rows: []domain.Row{
		{Keys: []string{"elderly"}, Values: []int64{3, 44, 0, 0, 1}}, {Keys: []string{"minor"}, Values: []int64{1, 2, 0, 0, 1}},
	}})
}

func oddPlaces(b *bench) {
	for i, p := range places() {
		b.approved(Session(ID(i), at(p)))
	}
	b.approved(Session(ID(9), at(domain.Placement{})))
	count := []domain.Measure{domain.MeasureActivities, domain.MeasureProvinces, domain.MeasureCities, domain.MeasureCounties}
	b.same(b.answer(domain.Question{Filter: everything(), Measures: count}).Totals, []int64{7, 4, 3, 5})
	for d, keys := range map[domain.Dimension][]string{
		domain.ByCounty:   {"", "110101", "440303", "440304", "469001", "659001"},
		domain.ByCity:     {"", "110100", "440300", "441900"},
		domain.ByProvince: {"", "110000", "440000", "460000", "650000"},
	} {
		var got, reached []string
		for _, row := range b.answer(domain.Question{Filter: everything(), By: []domain.Dimension{d}, Measures: count[:1]}).Rows {
			got = append(got, row.Keys[0])
		}
		b.same(got, keys)
		list, err := b.store.Reach(b.ctx, domain.ReachQuestion{Filter: everything(), By: d})
		b.must(err)
		for _, r := range list {
			reached = append(reached, r.Area.String())
		}
		b.same(reached, keys[1:])
	}
}

func reachDays(b *bench) {
	day := func(d domain.Date) func(*domain.Activity) { return func(a *domain.Activity) { a.Date = d } }
	b.approved(Drive(ID(1), day(20220301)), Drive(ID(2), day(20220105)), Drive(ID(3), day(20221130)), Session(ID(4), day(20221231)))
	b.put(Drive(ID(5), day(20220101)))
	f := everything()
	f.Period = domain.Period{From: 20220102, To: 20221231}
	list, err := b.store.Reach(b.ctx, domain.ReachQuestion{Filter: f, By: domain.ByCampus, WithDays: true})
	b.must(err)
	want := domain.Reached{Campus: "4144010590", First: 20220105, Last: 20221130, Sums: domain.Sums{Activities: 3, Attendance: 2460, Students: 2400, Officers: 12}}
	b.same(list, []domain.Reached{want})
	list, err = b.store.Reach(b.ctx, domain.ReachQuestion{Filter: f, By: domain.ByCounty})
	b.must(err)
	want.Area, want.Campus, want.First, want.Last = 440303, "", 0, 0
	b.same(list, []domain.Reached{want})
	online := func(a *domain.Activity) { a.Delivery, a.Date, a.Placed = domain.Online, 20220601, places()[4] }
	b.approved(Drive(ID(6), online), Drive(ID(7), online, func(a *domain.Activity) { a.Drive.Campus = "4111010001" }))
	list, err = b.store.Reach(b.ctx, domain.ReachQuestion{Filter: f, By: domain.ByCounty})
	b.must(err)
	b.same(list, []domain.Reached{want})
	f.Deliveries = []domain.Delivery{domain.Online}
	list, err = b.store.Reach(b.ctx, domain.ReachQuestion{Filter: f, By: domain.ByCounty})
	b.must(err)
	b.same(len(list), 0)
}
