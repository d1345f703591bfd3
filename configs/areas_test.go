package configs_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outreach/configs"
	"outreach/domain"
)

func gazetteer(t *testing.T) *domain.Gazetteer {
	t.Helper()
	g, err := configs.Gazetteer()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// The official table of county-level divisions at year ends, class by class; 2026 as the year stands.
func TestYearEndTotalsAreTheOfficialOnes(t *testing.T) {
	g := gazetteer(t)
	classes := []string{"district", "county_city", "county", "autonomous_county", "banner", "autonomous_banner", "special_district", "forest_district"}
	for year, want := range map[int]struct {
		counties, regions int
		classes           []int
	}{
		2019: {2846, 1881, []int{965, 387, 1323, 117, 49, 3, 1, 1}},
		2020: {2844, 1871, []int{973, 388, 1312, 117, 49, 3, 1, 1}},
		2021: {2843, 1866, []int{977, 394, 1301, 117, 49, 3, 1, 1}},
		2022: {2843, 1866, []int{977, 394, 1301, 117, 49, 3, 1, 1}},
		2023: {2844, 1867, []int{977, 397, 1299, 117, 49, 3, 1, 1}},
		2024: {2846, 1869, []int{977, 397, 1301, 117, 49, 3, 1, 1}},
		2025: {2845, 1869, []int{976, 397, 1301, 117, 49, 3, 1, 1}},
		2026: {2847, 1871, []int{976, 398, 1302, 117, 49, 3, 1, 1}},
	} {
		day := domain.DateOf(year, time.December, 31)
		for name, count := range map[string]int{
			domain.DenominatorCountyLevel: want.counties, domain.DenominatorCountyRegions: want.regions,
			domain.DenominatorPrefectures: 333, domain.DenominatorProvinces: 31,
		} {
			d, err := g.Denominator(name, day)
			if diff := cmp.Diff(domain.Denominator{Name: name, Count: count, ListDate: day}, d); diff != "" || err != nil {
				t.Errorf("%d: %v %s", year, err, diff)
			}
		}
		if n := g.Count(domain.LevelProvince, day); n != 34 {
			t.Errorf("%d: %d provinces are shown, want 34", year, n)
		}
		byClass := map[string]int{}
		for _, a := range g.Counties(day) {
			byClass[a.Class]++
		}
		got := make([]int, 0, len(classes))
		for _, c := range classes {
			got = append(got, byClass[c])
		}
		if diff := cmp.Diff(want.classes, got); diff != "" {
			t.Errorf("%d by class: %s", year, diff)
		}
	}
}

func TestTheOddOnesHoldRecords(t *testing.T) {
	g := gazetteer(t)
	for _, c := range []struct {
		code, city domain.AreaCode
		on         domain.Date
	}{
		{419001, 0, 20220301},
		{429021, 0, 20220301},
		{469005, 0, 20220301},
		{659001, 0, 20220301},
		{659013, 0, 20260417},
		{110101, 0, 20220301},
		{500229, 0, 20220301},
		{310115, 0, 20220301},
		{460302, 460300, 20220301},
		{350527, 350500, 20220301},
		{441900, 441900, 20220301},
		{442000, 442000, 20220301},
		{460400, 460400, 20220301},
		{620200, 620200, 20220301},
		{460300, 460300, 20200417},
	} {
		p, err := g.Place(c.code, c.on)
		if err != nil || p.City != c.city || p.Province != c.code.Province() || p.Area != c.code || p.Name == "" {
			t.Errorf("%s on %s: %+v, %v", c.code, c.on, p, err)
		}
	}
	for _, c := range []struct {
		code domain.AreaCode
		on   domain.Date
		key  string
	}{
		{330000, 20220301, "fault.area.level"},
		{330100, 20220301, "fault.area.level"},
		{460300, 20200418, "fault.area.level"},
		{710000, 20220301, "fault.area.level"},
		{810000, 20220301, "fault.area.level"},
		{820000, 20220301, "fault.area.level"},
		{659013, 20260416, "fault.area.dates"},
		{330103, 20210311, "fault.area.dates"},
		{999999, 20220301, "fault.area.unknown"},
	} {
		_, err := g.Place(c.code, c.on)
		if keyOf(err) != c.key || domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%s on %s: %v, want %s", c.code, c.on, err, c.key)
		}
	}
	if a, err := g.At(350527, 20221231); err != nil || a.Reachable {
		t.Errorf("%+v, %v: counted, but out of reach", a, err)
	}
}

func TestHangzhouOf2021AndSanmingRestate(t *testing.T) {
	g := gazetteer(t)
	for _, c := range []struct {
		code, want domain.AreaCode
		whole      bool
		from, to   domain.Date
	}{
		{330103, 330105, true, 20200601, 20221231},  // merged
		{330104, 0, false, 20200601, 20221231},      // divided between two
		{330110, 330110, false, 20200601, 20221231}, // Linping was split off
		{330109, 330109, true, 20200601, 20221231},  // gave streets away and goes on
		{330102, 330102, true, 20200601, 20221231},
		{350402, 350404, true, 20200601, 20221231},
		{350403, 350404, true, 20200601, 20221231},
		{220381, 220184, true, 20200101, 20260101},
		{130502, 130502, true, 20200101, 20221231},
		{130521, 0, false, 20200101, 20221231},
		{500105, 500157, true, 20220601, 20251231},
		{500112, 0, false, 20220601, 20251231},
		{410223, 410223, true, 20220101, 20221231},
	} {
		if got, whole := g.Restate(c.code, c.from, c.to); got != c.want || whole != c.whole {
			t.Errorf("%s: %s %v, want %s %v", c.code, got, whole, c.want, c.whole)
		}
	}
	_, err := g.Place(330104, 20220301)
	if p := paramsOf(err)["Successors"]; p != "330102 上城区, 330114 钱塘区" {
		t.Errorf("successors offered: %v", p)
	}
}

func TestEverySuccessionJoinsAreasThatStandAndEveryNewCodeHasOne(t *testing.T) {
	g := gazetteer(t)
	into := map[domain.AreaCode]bool{}
	for _, s := range g.Successions() {
		into[s.To] = true
		if _, err := g.At(s.To, s.On); err != nil {
			t.Errorf("%+v: %v", s, err)
		}
		if _, err := g.At(s.From, s.On.AddDays(-1)); s.On > domain.ListStart.AddDays(1) && err != nil {
			t.Errorf("%+v: %v", s, err)
		}
		if s.Notice == "" {
			t.Errorf("%+v has no notice", s)
		}
	}
	for _, a := range g.Counties(20261231) {
		if a.ValidFrom != 0 && !into[a.Code] {
			t.Errorf("%s %s came from nowhere", a.Code, a.Name)
		}
	}
}

// Every area of the first day, restated to every later month, is on that month's list or is 0; every
// parent stands whenever its child does; no code comes twice.
func TestTheListHoldsTogetherMonthByMonth(t *testing.T) {
	g := gazetteer(t)
	first := g.Counties(domain.ListStart)
	for m := domain.Month(202001); m <= 202612; m = m.Next() {
		day := m.First()
		seen := map[domain.AreaCode]bool{}
		for _, level := range []domain.Level{domain.LevelProvince, domain.LevelCity, domain.LevelCounty} {
			for _, a := range g.List(level, day) {
				if seen[a.Code] {
					t.Fatalf("%s twice on %s", a.Code, day)
				}
				seen[a.Code] = true
				if p, err := g.At(a.Parent, day); a.Parent != 0 && (err != nil || p.Level >= a.Level) {
					t.Fatalf("%s on %s: parent %v %v", a.Code, day, p, err)
				}
				if a.Pinyin == "" || len(a.Initials) != len([]rune(a.Name)) {
					t.Fatalf("%s %s: %q %q", a.Code, a.Name, a.Pinyin, a.Initials)
				}
			}
		}
		for _, a := range first {
			to, whole := g.Restate(a.Code, domain.ListStart, day)
			if whole && to == 0 || to != 0 && !seen[to] {
				t.Fatalf("%s restated to %s on %s", a.Code, to, day)
			}
		}
	}
}

func TestRareCharactersOfAreaNamesSurvive(t *testing.T) {
	g := gazetteer(t)
	for code, name := range map[domain.AreaCode]string{
		340210: "湾沚区", 341302: "埇桥区", 410304: "瀍河回族区", 411502: "浉河区", 420104: "硚口区", 420505: "猇亭区", 610118: "鄠邑区",
	} {
		if a, err := g.At(code, 20221231); err != nil || a.Name != name {
			t.Errorf("%s: %q, %v", code, a.Name, err)
		}
	}
}

// A board asks for the days of those counties alone of which this says that days matter.
func TestARecordFallsUnderTheSameCountyWhateverItsDayWhereDaysDoNotMatter(t *testing.T) {
	g := gazetteer(t)
	var days []domain.Date
	for _, s := range g.Successions() {
		days = append(days, s.On.AddDays(-1), s.On)
	}
	slices.Sort(days)
	days = slices.Compact(days)
	dated := 0
	for _, until := range []domain.Date{20201231, 20221231, 20261031} {
		for _, after := range []domain.Date{0, 20200101, 20220101} {
			for _, county := range g.All() {
				if county.Level != domain.LevelCounty {
					continue
				}
				if g.Dated(county.Code, after, until) {
					dated++
					continue
				}
				checkDays(t, g, county.Code, after, until, days)
			}
		}
	}
	if dated == 0 {
		t.Error("days matter for none")
	}
}

// checkDays holds what a code falls under from any day against what it does from the last on which it stood.
func checkDays(t *testing.T, g *domain.Gazetteer, code domain.AreaCode, after, until domain.Date, days []domain.Date) {
	t.Helper()
	area, stands := g.Last(code, until)
	last := until
	if !stands {
		last = area.ValidTo.AddDays(-1)
	}
	want, whole := g.Restate(code, last, until)
	for _, day := range days {
		if _, err := g.At(code, day); err != nil || day <= after || day > until {
			continue
		}
		if got, also := g.Restate(code, day, until); also != whole || whole && got != want {
			t.Errorf("%s of %s on %s: %s, %t, want %s, %t", code, day, until, got, also, want, whole)
		}
	}
}
