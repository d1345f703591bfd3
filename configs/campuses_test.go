package configs_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/configs"
	"outreach/domain"
)

func keyOf(err error) string {
	if e, ok := errors.AsType[*domain.Error](err); ok {
		return e.Key
	}
	return ""
}

func paramsOf(err error) map[string]any {
	if e, ok := errors.AsType[*domain.Error](err); ok {
		return e.Params
	}
	return nil
}

func TestCampusesOf2022AreFoundByCodeNameAndLetters(t *testing.T) {
	r, err := configs.Campuses()
	if err != nil {
		t.Fatal(err)
	}
	list := r.List(20220301)
	level := map[domain.CampusLevel]int{}
	for _, c := range list {
		level[c.Level]++
		if c.Initials == "" || c.Pinyin == "" || c.Location == "" {
			t.Errorf("%s %s lacks letters or a place", c.Code, c.Name)
		}
	}
	if len(list) != 2756 || level[domain.CampusUndergraduate] != 1270 || level[domain.CampusVocational] != 1486 {
		t.Errorf("%d campuses, %v", len(list), level)
	}
	if c, err := r.ByName("北京大学"); err != nil || c.Code != "4111010001" {
		t.Errorf("%+v, %v", c, err)
	}
	for _, text := range []string{"bjdx", "BeijingDaXue", "4111010001", "北京大学"} {
		if found := r.Search(text, 20220301, 5); len(found) == 0 || found[0].Code != "4111010001" {
			t.Errorf("%s: %v", text, found)
		}
	}
	if c, err := r.ByCode("4111012802"); err != nil || c.Province != 510000 {
		t.Errorf("%+v, %v: the code's province is not the heading's", c, err)
	}
}

func TestCampusDenominatorIsOfTheListInForce(t *testing.T) {
	r, err := configs.Campuses()
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[domain.Date]domain.Denominator{
		20220530: {Count: 2756, ListDate: 20210930}, 20220531: {Count: 2759, ListDate: 20220531}, 20221231: {Count: 2759, ListDate: 20220531},
		20231231: {Count: 2820, ListDate: 20230615}, 20241231: {Count: 2868, ListDate: 20240620}, 20251231: {Count: 2919, ListDate: 20250620},
		20261124: {Count: 2952, ListDate: 20260617},
	} {
		want.Name = domain.DenominatorCampuses
		if got, err := r.Denominator(day); err != nil || got != want {
			t.Errorf("%s: %+v, %v", day, got, err)
		}
	}
	if _, err := r.Denominator(20210929); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("a day before every list: %v", err)
	}
}

func TestReadCampusListRefusesRowsOneByOne(t *testing.T) {
	f, err := os.Open("testdata/campus_list.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	campuses, refused, err := configs.ReadCampusList(f, 20270601)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, c := range campuses {
		names = append(names, c.Name)
	}
	if diff := cmp.Diff([]string{"北京大学", "云山科技职业大学", "青禾大学", "𠮷䶮职业学院", "晚晴成人学院"}, names); diff != "" {
		t.Error(diff)
	}
	got := map[int]string{}
	for _, r := range refused {
		for _, f := range r.Faults {
			got[r.Line] += f.Pointer + " " + f.Key + ";"
		}
	}
	want := map[int]string{
		7: "/code fault.campus.code;", 8: "/code fault.campus.twice;", 9: "/level fault.oneof;",
		10: "/category fault.oneof;", 11: "/province fault.area.level;",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadCampusListRefusesWhatIsNoList(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "no code": "name,level\nx,y\n", "ragged": "code,name\na,b,c\n",
	} {
		if _, _, err := configs.ReadCampusList(strings.NewReader(text), 20270601); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, _, err := configs.ReadCampusList(strings.NewReader("code\n"), 0); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("a list without a date: %v", err)
	}
	heading := "code,name,level,category,location,province\n"
	_, refused, err := configs.ReadCampusList(strings.NewReader("\ufeff"+heading+"4190099009,\xff,vocational,regular,x,51\n"), 20270601)
	if err != nil || len(refused) != 1 || len(refused[0].Faults) != 2 {
		t.Errorf("%+v, %v", refused, err)
	}
}

func TestANewerListKeepsFormerNamesAndEndsVanishedSchools(t *testing.T) {
	f, err := os.Open("testdata/campus_list.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, _, err := configs.ReadCampusList(f, 20270601)
	if err != nil {
		t.Fatal(err)
	}
	old, err := configs.Campuses()
	if err != nil {
		t.Fatal(err)
	}
	r, err := old.Merge(list, 20270601)
	if err != nil {
		t.Fatal(err)
	}
	if n, m := len(r.List(20270531)), len(r.List(20270601)); n != 2756 || m != 5 {
		t.Errorf("%d before, %d from the list's date", n, m)
	}
	c, err := r.ByName("北京电子科技职业学院")
	if err != nil || c.Name != "云山科技职业大学" || c.NameOn(20270531) != "北京电子科技职业学院" || c.NameOn(20270601) != c.Name {
		t.Errorf("%+v, %v", c, err)
	}
	if d, err := r.Denominator(20270601); err != nil || d.Count != 4 {
		t.Errorf("%+v, %v", d, err)
	}
}
