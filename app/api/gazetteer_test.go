package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"

	"outreach/app/api"
	"outreach/domain"
	"outreach/repository/contract"
)

// areasOn reads an area history as its comment says, for one day.
func areasOn(h *api.AreaHistory, day int) map[domain.AreaCode]domain.Area {
	type row struct{ code, level, above int }
	rows, listed := make([]row, len(h.Names)), map[int]bool{}
	code := 0
	for i, step := range h.Steps {
		code += step
		listed[code] = true
		rows[i] = row{code: code}
	}
	for i := range rows {
		r := &rows[i]
		switch {
		case r.code%10000 == 0:
			r.level = 1
		case r.code%100 == 0:
			r.level, r.above = 2, r.code/10000*10000
		case listed[r.code/100*100]:
			r.level, r.above = 3, r.code/100*100
		default:
			r.level, r.above = 3, r.code/10000*10000
		}
	}
	for _, l := range h.Levels {
		rows[l[0]].level = l[1]
	}
	for _, p := range h.Parents {
		rows[p[0]].above = p[1]
	}
	gone := map[int]bool{}
	for _, d := range h.Days {
		gone[d[0]] = day < d[1] || d[2] != 0 && day >= d[2]
	}
	out, below := map[domain.AreaCode]domain.Area{}, map[int]bool{}
	for i, r := range rows {
		if !gone[i] {
			out[domain.AreaCode(r.code)] = domain.Area{Code: domain.AreaCode(r.code), Name: h.Names[i], Level: domain.Level(r.level), Parent: domain.AreaCode(r.above)}
			below[r.above] = true
		}
	}
	for c, a := range out {
		a.Leaf = a.Level == domain.LevelCounty || a.Level == domain.LevelCity && !below[int(c)]
		out[c] = a
	}
	return out
}

// listedOn gives the areas of a day as the gazetteer has them, with what a phone needs of them.
func listedOn(g *domain.Gazetteer, day domain.Date) map[domain.AreaCode]domain.Area {
	out := map[domain.AreaCode]domain.Area{}
	for l := domain.LevelProvince; l <= domain.LevelCounty; l++ {
		for _, a := range g.List(l, day) {
			out[a.Code] = domain.Area{Code: a.Code, Name: a.Name, Level: a.Level, Parent: a.Parent, Leaf: a.Leaf}
		}
	}
	return out
}

// days gives the first day of the list, every day on which it changed, the days before, and some at random.
func days(t testing.TB, g *domain.Gazetteer) []domain.Date {
	t.Helper()
	r := contract.Random(t)
	set := map[domain.Date]bool{domain.ListStart: true, 20221231: true}
	for _, a := range g.All() {
		for _, d := range []domain.Date{a.ValidFrom, a.ValidTo} {
			if d > domain.ListStart {
				set[d], set[d.AddDays(-1)] = true, true
			}
		}
	}
	for range contract.Budget(t, 20) {
		set[domain.ListStart.AddDays(r.IntN(2500))] = true
	}
	return slices.Sorted(maps.Keys(set))
}

func (w *world) wantSameAreas() *api.AreaHistory {
	w.t.Helper()
	h := parse[api.AreaHistory](w.t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/catalogue/areas"}).body)
	if h.Start != domain.ListStart || len(h.Names) != len(h.Steps) {
		w.t.Fatalf("start %s, %d names, %d steps", h.Start, len(h.Names), len(h.Steps))
	}
	g := w.app.Catalogue().Gazetteer
	for _, day := range days(w.t, g) {
		got, want := areasOn(&h, int(day)), listedOn(g, day)
		if !maps.Equal(got, want) {
			w.t.Errorf("on %s: %d areas, the gazetteer has %d", day, len(got), len(want))
		}
	}
	return &h
}

func TestAPhoneReadsTheAreasOfAnyDayAsTheGazetteerHasThem(t *testing.T) {
	w := newWorld(t)
	h := w.wantSameAreas()
	if len(h.Levels) != 0 || len(h.Parents) != 0 {
		t.Errorf("the digits of the official list tell level and parent, yet %v, %v", h.Levels, h.Parents)
	}
	for code, body := range map[string]string{
		"449001": `{"code":"449001","name":"直管市","level":"city","class":"prefecture_city","parent":"440000","leaf":true,"reachable":true,"pinyin":"z","initials":"z"}`,
		"440399": `{"code":"440399","name":"直管县","level":"county","class":"county","parent":"440000","valid_from":"2023-05-01","leaf":true,"reachable":true,"pinyin":"z","initials":"z"}`,
	} {
		w.want(http.StatusCreated, ask{who: "alice", method: "PUT", path: "/areas/" + code, body: body})
	}
	if h = w.wantSameAreas(); len(h.Levels) != 1 || len(h.Parents) != 1 {
		t.Errorf("exceptions: %v, %v", h.Levels, h.Parents)
	}
}

func TestTheAreasFitAPhonesBudget(t *testing.T) {
	w := newWorld(t)
	r := w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/catalogue/areas", header: map[string]string{"Accept-Encoding": "br"}})
	if n := len(r.body); r.Header.Get("Content-Encoding") != "br" || n > 20_000 {
		t.Errorf("%q, %d bytes, at most 20,000", r.Header.Get("Content-Encoding"), n)
	}
}

func TestAPhoneReadsTheCampusesAsTheRegisterHasThem(t *testing.T) {
	w := newWorld(t)
	w.want(http.StatusCreated, ask{who: "alice", method: "PUT", path: "/campuses/0000000042", body: `{"code":"0000000042","name":"新大学","former":[{"name":"旧学院","until":"2021-06-01"},` +
		`{"name":"中学院","until":"2022-06-01"}],"category":"regular","level":"undergraduate","province":"440000","location":"深圳市","valid_from":"2020-01-01","valid_to":"2030-01-01","pinyin":"xindaxue","initials":"xdx"}`})
	l := parse[api.CampusList](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/catalogue/campuses"}).body)
	all := w.app.Catalogue().Campuses.All()
	got, code := make([]domain.Campus, len(l.Steps)), int64(0)
	for i, step := range l.Steps {
		code += step
		got[i] = domain.Campus{Code: fmt.Sprintf("%010d", code), Name: l.Names[i], Initials: l.Initials[i], Province: domain.AreaCode(l.Provinces[i] * 10000), Location: l.Locations[i]}
	}
	for _, d := range l.Days {
		got[d[0]].ValidFrom, got[d[0]].ValidTo = domain.Date(d[1]), domain.Date(d[2])
	}
	for _, f := range l.Former {
		got[f.Row].Former = append(got[f.Row].Former, domain.FormerName{Name: f.Name, Until: domain.Date(f.Until)})
	}
	if len(got) != len(all) || len(l.Former) < 2 || len(l.Days) < 1 {
		t.Fatalf("%d campuses, the register has %d; %d former names, %d with days", len(got), len(all), len(l.Former), len(l.Days))
	}
	for i, c := range all {
		c.Category, c.Level, c.Pinyin = "", "", ""
		if fmt.Sprint(got[i]) != fmt.Sprint(c) {
			t.Errorf("%+v, the register has %+v", got[i], c)
		}
	}
}

func TestTheCatalogueInOneAnswerIsTheFourLists(t *testing.T) {
	w := newWorld(t)
	whole := parse[map[string]json.RawMessage](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/catalogue"}).body)
	for _, list := range []string{"programmes", "campaigns", "organisations", "vocabularies"} {
		alone := w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/" + list}).body
		if want := `{"items":` + string(whole[list]) + `}`; string(alone) != want || len(alone) < 200 {
			t.Errorf("%s alone is %.200s, in one answer %.200s", list, alone, whole[list])
		}
	}
	if len(whole) != 4 {
		t.Errorf("%d lists", len(whole))
	}
}
