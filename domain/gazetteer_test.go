package domain_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
)

func province(code domain.AreaCode, name string) domain.Area {
	return domain.Area{Code: code, Name: name, Level: domain.LevelProvince, Class: "province", Reachable: true}
}

func city(code, parent domain.AreaCode, from, to domain.Date) domain.Area {
	return domain.Area{Code: code, Name: "市" + code.String(), Level: domain.LevelCity, Parent: parent, ValidFrom: from, ValidTo: to}
}

func county(code, parent domain.AreaCode, from, to domain.Date) domain.Area {
	return domain.Area{Code: code, Name: "县" + code.String(), Level: domain.LevelCounty, Class: "county", Parent: parent, ValidFrom: from, ValidTo: to}
}

// world has a county merged twice, one divided, one renamed, one a piece was cut from, a city that gets
// its first county, a county under the province, and a province outside the totals.
func world() ([]domain.Area, []domain.Succession) {
	district := county(330111, 330100, 20200601, 0)
	district.Class = domain.ClassDistrict
	renamed := county(330112, 330100, 20200601, 0)
	renamed.Name = "新名"
	areas := []domain.Area{
		province(330000, "浙"), province(710000, "台"), city(330100, 330000, 0, 0), city(330200, 330000, 0, 0),
		county(330101, 330100, 0, 20200601), district, county(330113, 330100, 20210601, 0),
		county(330102, 330100, 0, 20210601), county(330112, 330100, 0, 20200601), renamed, county(330201, 330200, 20220101, 0), county(339001, 330000, 0, 0),
		county(330103, 330100, 0, 20200601), county(330104, 330100, 0, 0), county(330114, 330100, 20220101, 0),
	}
	areas[5].ValidTo = 20210601
	return areas, []domain.Succession{
		{From: 330101, To: 330111, On: 20200601, Kind: domain.SuccessionRecode, Whole: true},
		{From: 330111, To: 330113, On: 20210601, Kind: domain.SuccessionMerge, Whole: true},
		{From: 330102, To: 330113, On: 20210601, Kind: domain.SuccessionMerge, Whole: true},
		{From: 330112, To: 330112, On: 20200601, Kind: domain.SuccessionRename, Whole: true},
		{From: 330103, To: 330111, On: 20200601, Kind: domain.SuccessionSplit},
		{From: 330103, To: 330112, On: 20200601, Kind: domain.SuccessionSplit},
		{From: 330104, To: 330114, On: 20220101, Kind: domain.SuccessionSplit},
		{From: 330200, To: 330201, On: 20220101, Kind: domain.SuccessionSplit},
		{From: 330112, To: 330113, On: 20220101, Kind: domain.SuccessionTransfer},
	}
}

func made(t *testing.T) *domain.Gazetteer {
	t.Helper()
	g, err := domain.NewGazetteer(world())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func codes(areas []domain.Area) []domain.AreaCode {
	list := []domain.AreaCode{}
	for _, a := range areas {
		list = append(list, a.Code)
	}
	return list
}

func paramOf(err error, name string) any {
	if e, ok := errors.AsType[*domain.Error](err); ok {
		return e.Params[name]
	}
	return nil
}

func TestAGazetteerThatContradictsItselfIsRefused(t *testing.T) {
	for key, broken := range map[string][]domain.Area{
		"fault.area.overlap":    {county(330102, 330100, 20210101, 0)},
		"fault.area.row":        {county(33, 330100, 0, 0)},
		"fault.area.level_name": {{Code: 330199, Name: "x", Parent: 330100}},
		"fault.area.parent":     {county(330199, 330900, 0, 0)},
	} {
		areas, successions := world()
		if _, err := domain.NewGazetteer(append(areas, broken...), successions); !hasKeyIn(err, key) {
			t.Errorf("%s: %v", key, err)
		}
	}
	unnamed, ended := county(330199, 330100, 0, 0), county(330199, 330100, 20210101, 20210101)
	unnamed.Name = ""
	stray := province(330001, "x")
	for name, broken := range map[string][]domain.Area{
		"no name": {unnamed}, "ends as it begins": {ended}, "a province within one": {stray},
		"a city below a city": {city(330300, 330100, 0, 0)}, "a county below a county": {county(330199, 330102, 0, 20210101)},
		"another province": {county(440301, 330100, 0, 0)}, "a child older than its parent": {city(330300, 330000, 20210101, 0), county(330301, 330300, 0, 0)},
		"a child that outlives its parent": {city(330300, 330000, 0, 20210101), county(330301, 330300, 0, 0)},
	} {
		areas, successions := world()
		if _, err := domain.NewGazetteer(append(areas, broken...), successions); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%s was taken: %v", name, err)
		}
	}
	for _, s := range []domain.Succession{{From: 330102, To: 330113, On: 20210602}, {From: 330102, To: 330104, On: 20200101}, {From: 330104, To: 330114, On: 20210101}} {
		areas, _ := world()
		_, err := domain.NewGazetteer(areas, []domain.Succession{s})
		if wrong := s.To != 330104 && !hasKeyIn(err, "fault.area.succession"); wrong || (s.To == 330104 && err != nil) {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

func hasKeyIn(err error, key string) bool {
	e, ok := errors.AsType[*domain.Error](err)
	return ok && e.Key == key && e.Code == domain.Invalid
}

func TestAParentMayBeRenamedUnderItsChildren(t *testing.T) {
	later := city(330300, 330000, 20210101, 0)
	later.Name = "新市"
	areas := []domain.Area{province(330000, "浙"), city(330300, 330000, 0, 20210101), later, county(330301, 330300, 0, 0)}
	g, err := domain.NewGazetteer(areas, nil)
	if err != nil {
		t.Fatal(err)
	}
	for day, name := range map[domain.Date]string{20201231: "市330300", 20210101: "新市"} {
		if a, err := g.At(330300, day); err != nil || a.Name != name {
			t.Errorf("%s: %+v, %v", day, a, err)
		}
	}
}

func TestPlaceTakesOnlyWhatCanHoldRecordsThatDay(t *testing.T) {
	g := made(t)
	for _, c := range []struct {
		code domain.AreaCode
		day  domain.Date
		want domain.Placement
		key  string
	}{
		{330102, 20200101, domain.Placement{Area: 330102, Name: "县330102", City: 330100, Province: 330000}, ""},
		{339001, 20200101, domain.Placement{Area: 339001, Name: "县339001", Province: 330000}, ""},
		{330200, 20211231, domain.Placement{Area: 330200, Name: "市330200", City: 330200, Province: 330000}, ""},
		{330200, 20220101, domain.Placement{}, "fault.area.level"},
		{330000, 20220101, domain.Placement{}, "fault.area.level"},
		{710000, 20220101, domain.Placement{}, "fault.area.level"},
		{330102, 20210601, domain.Placement{}, "fault.area.dates"},
		{330102, 20191230, domain.Placement{}, "fault.area.dates"},
		{330999, 20210601, domain.Placement{}, "fault.area.unknown"},
		{0, 20210601, domain.Placement{}, "fault.area.unknown"},
	} {
		got, err := g.Place(c.code, c.day)
		if got != c.want || (c.key != "" && !hasKeyIn(err, c.key)) || (c.key == "" && err != nil) {
			t.Errorf("%s on %s: %+v, %v", c.code, c.day, got, err)
		}
	}
	if _, err := g.At(330999, 20210601); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("an unknown code looked up: %v", err)
	}
}

func TestACodeOutsideItsDaysNamesWhoHoldsItsPlace(t *testing.T) {
	g := made(t)
	for _, c := range []struct {
		code domain.AreaCode
		day  domain.Date
		want string
	}{
		{330101, 20200601, "330111 县330111"},
		{330101, 20210601, "330113 县330113"},
		{330103, 20210601, "330112 新名, 330113 县330113"},
		{330113, 20200101, "330101 县330101, 330102 县330102, 330103 县330103, 330112 县330112"},
		{330114, 20211231, "330104 县330104"},
	} {
		_, err := g.At(c.code, c.day)
		if got := paramOf(err, "Successors"); got != c.want {
			t.Errorf("%s on %s: %v, want %s", c.code, c.day, got, c.want)
		}
	}
	if list := g.Successors(330104, 20220101); len(list) != 0 {
		t.Errorf("a standing area has successors: %v", list)
	}
	if list := g.Successors(999999, 20220101); len(list) != 0 {
		t.Errorf("an unknown code has successors: %v", list)
	}
}

func TestListsComeByCodeForTheDayAsked(t *testing.T) {
	g := made(t)
	if diff := cmp.Diff([]domain.AreaCode{330101, 330102, 330103, 330104, 330112, 339001}, codes(g.Counties(20200101))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]domain.AreaCode{330102, 330104, 330112, 339001}, codes(g.CountyRegions(20200601))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]domain.AreaCode{330100, 330200, 339001}, codes(g.Children(330000, 20200101))); diff != "" {
		t.Error(diff)
	}
	for _, a := range g.List(domain.LevelCity, 20220101) {
		if a.Leaf {
			t.Errorf("%s has counties and is a leaf", a.Code)
		}
	}
	if n := g.Count(domain.LevelProvince, 20220101); n != 2 {
		t.Errorf("%d provinces", n)
	}
	if len(g.Successions()) != 9 || g.Successions()[0].On != 20200601 {
		t.Errorf("successions: %v", g.Successions())
	}
}

func TestDenominatorsAreOfTheMainlandAndNameTheirDay(t *testing.T) {
	g := made(t)
	for name, count := range map[string]int{
		domain.DenominatorProvinces: 1, domain.DenominatorPrefectures: 2,
		domain.DenominatorCountyLevel: 5, domain.DenominatorCountyRegions: 4,
	} {
		d, err := g.Denominator(name, 20200601)
		if want := (domain.Denominator{Name: name, Count: count, ListDate: 20200601}); d != want || err != nil {
			t.Errorf("%+v, %v, want %+v", d, err, want)
		}
	}
	if _, err := g.Denominator(domain.DenominatorCampuses, 20200601); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("campuses are not the gazetteer's: %v", err)
	}
	if _, err := g.Denominator(domain.DenominatorProvinces, 20191230); !hasKeyIn(err, "fault.denominator.day") {
		t.Errorf("a day before the list: %v", err)
	}
}

func TestRestateFollowsWholeSuccessionsOnly(t *testing.T) {
	g := made(t)
	for _, c := range []struct {
		code     domain.AreaCode
		from, to domain.Date
		want     domain.AreaCode
		whole    bool
	}{
		{330101, 20200101, 20200531, 330101, true},
		{330101, 20200101, 20200601, 330111, true},
		{330101, 20200101, 20210601, 330113, true}, // two hops
		{330103, 20200101, 20210601, 0, false},     // divided
		{330112, 20200101, 20230101, 330112, true}, // renamed, then its border moved
		{330104, 20200101, 20211231, 330104, true},
		{330104, 20200101, 20220101, 330104, false}, // another was split off
		{330104, 20220101, 20230101, 330104, true},
		{330200, 20200101, 20220101, 0, false}, // got counties: which one is not known
		{330100, 20200101, 20220101, 330100, true},
		{330113, 20220101, 20210601, 330113, true}, // backward within one version
		{330112, 20220101, 20200101, 0, false},
		{330113, 20220101, 20200101, 0, false},
		{330101, 20210101, 20220101, 0, false}, // not in force on the first day
		{999999, 20210101, 20220101, 0, false},
	} {
		if got, whole := g.Restate(c.code, c.from, c.to); got != c.want || whole != c.whole {
			t.Errorf("%s from %s to %s: %s %v, want %s %v", c.code, c.from, c.to, got, whole, c.want, c.whole)
		}
	}
}

func TestAreasPutInReplaceTheirLikeAndLeaveTheOldListAlone(t *testing.T) {
	g := made(t)
	changed := county(339001, 330000, 0, 0)
	changed.Name = "改"
	with, err := g.With([]domain.Area{changed, county(339002, 330000, 20230101, 0)})
	if err != nil {
		t.Fatal(err)
	}
	before, _ := g.At(339001, 20230101)
	after, _ := with.At(339001, 20230101)
	if before.Name != "县339001" || after.Name != "改" || with.Count(domain.LevelCounty, 20230101) != g.Count(domain.LevelCounty, 20230101)+1 {
		t.Errorf("%+v became %+v", before, after)
	}
	if _, err := g.With([]domain.Area{county(330102, 330100, 20210101, 0)}); !hasKeyIn(err, "fault.area.overlap") {
		t.Errorf("an overlap was put in: %v", err)
	}
}
