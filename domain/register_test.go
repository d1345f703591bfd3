package domain_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
)

func school(code, name, initials string) domain.Campus {
	return domain.Campus{
		Code: code, Name: name, Category: domain.CampusRegular, Level: domain.CampusVocational,
		Province: 330000, Location: "杭州市", Initials: initials, Pinyin: initials + "x",
	}
}

func register(t *testing.T, campuses ...domain.Campus) *domain.CampusRegister {
	t.Helper()
	r, err := domain.NewCampusRegister(campuses, []domain.CampusTotal{{ListDate: 20220531, All: 5, Regular: 4}, {ListDate: 20210930, All: 4, Regular: 3}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func namesOf(campuses []domain.Campus) []string {
	list := []string{}
	for _, c := range campuses {
		list = append(list, c.Name)
	}
	return list
}

func TestCampusCheckNamesEveryFaultyField(t *testing.T) {
	bad := domain.Campus{Code: "41330103x5", Category: "private", Level: "doctoral", Province: 330100, ValidFrom: 20220101, ValidTo: 20220101}
	got := []string{}
	for _, f := range bad.Check() {
		got = append(got, f.Pointer)
	}
	if diff := cmp.Diff([]string{"/code", "/name", "/category", "/level", "/province", "/valid_to"}, got); diff != "" {
		t.Error(diff)
	}
	adult := school("4233000001", "成人学院", "crxy")
	adult.Category, adult.Level = domain.CampusAdult, ""
	if f := adult.Check(); len(f) != 0 {
		t.Errorf("an adult institution has no level: %v", f)
	}
	adult.Category = domain.CampusRegular
	if f := adult.Check(); len(f) != 1 {
		t.Errorf("a regular one has: %v", f)
	}
}

func TestARegisterThatContradictsItselfIsRefused(t *testing.T) {
	a := school("4133000001", "甲", "j")
	for name, c := range map[string]struct {
		campuses []domain.Campus
		totals   []domain.CampusTotal
	}{
		"a code twice":          {[]domain.Campus{a, a}, nil},
		"a faulty campus":       {[]domain.Campus{{}}, nil},
		"a total twice":         {nil, []domain.CampusTotal{{ListDate: 20220101}, {ListDate: 20220101}}},
		"a total of no day":     {nil, []domain.CampusTotal{{All: 1}}},
		"more regular than all": {nil, []domain.CampusTotal{{ListDate: 20220101, Regular: 1}}},
	} {
		if _, err := domain.NewCampusRegister(c.campuses, c.totals); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%s was taken: %v", name, err)
		}
	}
}

func TestCampusesAreFoundByNameFormerNameLettersAndCode(t *testing.T) {
	named := school("4133000002", "云山大学", "ysdx")
	named.Former = []domain.FormerName{{Name: "云山师专", Until: 20200101}, {Name: "云山学院", Until: 20220101}}
	closed := school("4133000003", "旧山学院", "jsxy")
	closed.ValidTo = 20220101
	r := register(t, school("4133000004", "山外云山学院", "swysxy"), named, closed, school("4133000001", "𠮷䶮学院", "jyxy"))
	for text, want := range map[string][]string{
		"云山": {"云山大学", "山外云山学院"}, "师专": {"云山大学"}, "YSDX": {"云山大学"}, " 𠮷䶮 ": {"𠮷䶮学院"}, "jyxyx": {"𠮷䶮学院"},
		"4133000004": {"山外云山学院"}, "旧山": {}, "": {"𠮷䶮学院", "云山大学", "山外云山学院"},
	} {
		if diff := cmp.Diff(want, namesOf(r.Search(text, 20220301, 10))); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	if n := len(r.Search("", 20220301, 2)) + len(r.Search("", 20220301, -1)); n != 2 {
		t.Errorf("limits 2 and -1 gave %d", n)
	}
	for _, name := range []string{"云山大学", "云山学院", "云山师专"} {
		if c, err := r.ByName(name); err != nil || c.Code != named.Code {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	for day, name := range map[domain.Date]string{20191231: "云山师专", 20200101: "云山学院", 20211231: "云山学院", 20220101: "云山大学"} {
		if got := named.NameOn(day); got != name {
			t.Errorf("%s: %s, want %s", day, got, name)
		}
	}
	if c, err := r.ByCode("4133000003"); err != nil || c.Name != "旧山学院" {
		t.Errorf("a closed campus: %+v, %v", c, err)
	}
	for _, find := range []func(string) (domain.Campus, error){r.ByCode, r.ByName} {
		if _, err := find("云"); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("%v, want not_found", err)
		}
	}
}

func TestTheDenominatorOfCampusesIsTheListInForce(t *testing.T) {
	r := register(t)
	for day, want := range map[domain.Date]domain.Denominator{
		20220530: {Name: "campuses", Count: 3, ListDate: 20210930}, 20220531: {Name: "campuses", Count: 4, ListDate: 20220531},
	} {
		if got, err := r.Denominator(day); err != nil || got != want {
			t.Errorf("%s: %+v, %v", day, got, err)
		}
	}
	if _, err := r.Denominator(20210929); !hasKeyIn(err, "fault.denominator.day") {
		t.Errorf("before the first list: %v", err)
	}
}

func TestMergeKeepsFormerNamesAndEndsOnlyWhatTheListCovers(t *testing.T) {
	adult := school("4233000009", "夜校", "yx")
	adult.Category = domain.CampusAdult
	stays, goes := school("4133000001", "甲学院", "jxy"), school("4133000002", "乙学院", "yxy")
	r := register(t, stays, goes, adult)
	renamed := stays
	renamed.Name, renamed.Initials = "甲大学", ""
	first, err := r.Merge([]domain.Campus{renamed, school("4133000003", "丙学院", "bxy")}, 20220531)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"甲大学", "丙学院", "夜校"}, namesOf(first.List(20220531))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"甲大学", "乙学院", "夜校"}, namesOf(first.List(20220530))); diff != "" {
		t.Error(diff)
	}
	if c, err := first.ByName("甲学院"); err != nil || c.Name != "甲大学" || c.Initials != "" {
		t.Errorf("%+v, %v", c, err)
	}
	if d, _ := first.Denominator(20220531); d.Count != 4 {
		t.Errorf("the announced total gave way: %+v", d)
	}
	same := school("4133000003", "丙学院", "")
	second, err := first.Merge([]domain.Campus{same, adult}, 20230615)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := second.ByCode("4133000003"); err != nil || c.Initials != "bxy" || c.ValidFrom != 20220531 || len(c.Former) != 0 {
		t.Errorf("%+v, %v: letters and days of an unchanged name stay", c, err)
	}
	if d, _ := second.Denominator(20230615); d.Count != 1 || d.ListDate != 20230615 {
		t.Errorf("a list without announced total is counted: %+v", d)
	}
	for _, day := range []domain.Date{0, 20210930, 20220531} {
		if _, err := first.Merge(nil, day); !hasKeyIn(err, "fault.campus.list_date") {
			t.Errorf("a list of %q was merged again: %v", day, err)
		}
	}
}

func TestCampusesPutInReplaceTheirLike(t *testing.T) {
	r := register(t, school("4133000001", "甲学院", "jxy"))
	with, err := r.With([]domain.Campus{school("4133000001", "甲改", "jg"), school("4133000002", "乙学院", "yxy")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"甲改", "乙学院"}, namesOf(with.List(20220101))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"甲学院"}, namesOf(r.List(20220101))); diff != "" {
		t.Error(diff)
	}
}
