package api_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"outreach/app/api"
	"outreach/domain"
)

// wantFaults wants a refusal with exactly these faults, "pointer key", each with a sentence in both languages.
func (w *world) wantFaults(code domain.ErrorCode, a ask, want ...string) {
	w.t.Helper()
	said := map[string]bool{}
	for _, lang := range []string{"zh", "en"} {
		header := map[string]string{"Accept-Language": lang}
		maps.Copy(header, a.header)
		p := w.wantProblem(code, ask{who: "alice", method: "PUT", path: a.path, body: a.body, header: header})
		got := []string{}
		for _, e := range p.Errors {
			got = append(got, e.Pointer+" "+e.Code)
			if e.Message == "" || e.Message == e.Code || said[e.Message] || strings.Contains(e.Message, "<no value>") {
				w.t.Errorf("%s: %s is said as %q in %s", a.path, e.Code, e.Message, lang)
			}
		}
		for _, e := range p.Errors {
			said[e.Message] = true
		}
		if strings.Join(got, ", ") != strings.Join(want, ", ") {
			w.t.Errorf("PUT %s = %v, want %v", a.path, got, want)
		}
	}
}

// but gives a copy of an entry with members set.
func but(entry map[string]any, pairs ...any) map[string]any { return with(maps.Clone(entry), pairs...) }

func TestEntriesThatWouldSpoilNamesOrCountingAreRefusedAtTheirFields(t *testing.T) {
	w := newWorld(t)
	good := map[string]any{"code": "x", "zh": "某名", "en": "A name"}
	campus := map[string]any{
		"code": "4111019999", "name": "某大学", "category": "regular", "level": "undergraduate", "province": "110000",
		"location": "北京市", "pinyin": "moudaxue", "initials": "mdx",
	}
	former := func(names ...any) map[string]any { return but(campus, "former", names) }
	for _, c := range []struct {
		path string
		body map[string]any
		want []string
	}{
		{"/programmes/x", but(good, "en", " "), []string{"/en fault.required"}},
		{"/programmes/x", map[string]any{"code": "x", "zh": "某名"}, []string{"/en fault.required"}},
		{"/programmes/x", but(good, "from", "2022-03-01", "to", "2022-03-01"), []string{"/to fault.period"}},
		{"/programmes/x", but(good, "from", "1022-03-01"), []string{"/from fault.date"}},
		{"/programmes/x", but(good, "kinds", []string{"visit", "visit"}), []string{"/kinds/1 fault.unique"}},
		{"/programmes/x", but(good, "owners", []string{"ledger", "nobody"}), []string{"/owners/1 error.not_found.organisation"}},
		{"/programmes/x", but(good, "areas", []string{"440000", "449999"}), []string{"/areas/1 fault.area.unknown"}},
		{"/programmes/a,b", but(good, "code", "a,b"), []string{"/code fault.code.form"}},
		{"/programmes/X", but(good, "code", "X"), []string{"/code fault.code.form"}},
		{"/campaigns/x", but(good, "from", "2022-03-02", "to", "2022-03-01"), []string{"/to fault.period"}},
		{"/campaigns/x", but(good, "programmes", []string{"nothing"}), []string{"/programmes/0 error.not_found.programme"}},
		{"/organisations/x", but(good, "type", "guild", "area", "449999"), []string{"/type fault.code.unknown", "/area fault.area.unknown"}},
		{"/organisations/x", but(good, "valid_from", "2022-03-02", "valid_to", "2022-03-01"), []string{"/valid_to fault.period"}},
		{"/campuses/4111019999", but(campus, "province", "990000"), []string{"/province fault.area.unknown"}},
		{"/campuses/4111019999", but(campus, "name", strings.Repeat("大", 201)), []string{"/name fault.max_length"}},
		{"/campuses/4111019999", but(campus, "level", ""), []string{"/level fault.oneof"}},
		{
			"/campuses/4111019999",
			former(map[string]any{"name": "甲", "until": "2020-01-01"}, map[string]any{"name": " ", "until": "2019-01-01"}, map[string]any{"name": "丙", "until": ""}),
			[]string{"/former/1/name fault.required", "/former/1/until fault.campus.former", "/former/2/until fault.required"},
		},
		{"/areas/449901", area("449901", "valid_from", "2022-03-01", "valid_to", "2022-03-01"), []string{"/valid_to fault.area.row"}},
		{"/areas/449901", area("449901", "parent", "330100"), []string{"/parent fault.area.parent"}},
		{"/areas/440303", area("440303", "valid_from", "2023-03-01"), []string{"/valid_from fault.area.overlap"}},
		{"/areas/449901", area("449901", "name", ""), []string{"/name fault.area.row"}},
	} {
		w.wantFaults(domain.Invalid, ask{path: c.path, body: c.body}, c.want...)
	}
	for path, body := range map[string]any{
		"/programmes/x": but(good, "kinds", []string{"visit"}, "from", "2022-03-01", "to", "2022-03-02", "areas", []string{"440000"}, "owners", []string{"ledger"}),
		"/campaigns/x":  but(good, "programmes", []string{"xinghai"}), "/organisations/x": but(good, "type", "bank", "area", "440000"),
		"/campuses/4111019999": former(map[string]any{"name": "甲", "until": "2020-01-01"}),
		"/areas/440398":        area("440398"),
	} {
		w.want(http.StatusCreated, ask{who: "alice", method: "PUT", path: path, body: body})
	}
}

func area(code string, set ...any) map[string]any {
	return with(map[string]any{
		"code": code, "name": "某区", "level": "county", "class": "district", "parent": code[:4] + "00", "leaf": true, "reachable": true,
		"pinyin": "mouqu", "initials": "mq",
	}, set...)
}

func TestATermEndsByADayAndIsNeverTakenOut(t *testing.T) {
	w := newWorld(t)
	list := func(name string) (domain.Vocabulary, map[string]string) {
		r := w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/vocabularies/" + name})
		return parse[domain.Vocabulary](t, r.body), map[string]string{"If-Match": r.Header.Get("ETag")}
	}
	form, match := list("form")
	put := func(change func(*domain.Vocabulary)) ask {
		next := form
		next.Terms = append([]domain.Term(nil), form.Terms...)
		change(&next)
		return ask{path: "/vocabularies/" + next.Name, body: next, header: match}
	}
	w.wantFaults(domain.Invalid, put(func(v *domain.Vocabulary) { v.Terms = v.Terms[1:] }), "/terms fault.term.left_out")
	w.wantFaults(domain.Invalid, put(func(v *domain.Vocabulary) { v.Terms[0].Code = "talk" }), "/terms fault.term.left_out")
	w.wantFaults(domain.Invalid, put(func(v *domain.Vocabulary) { v.Terms[1].Zh = " " }), "/terms/1/zh fault.required")
	w.wantFaults(domain.Invalid, put(func(v *domain.Vocabulary) { v.Fixed = true }), "/fixed fault.term.fixed")
	w.wantFaults(domain.Invalid, put(func(v *domain.Vocabulary) {
		v.Terms = append(v.Terms, domain.Term{Code: "lecture", Zh: "讲座二", En: "Lecture two"}, domain.Term{Code: "A B", Zh: "甲", En: "A", ValidFrom: 20220301, ValidTo: 20220301})
	}), "/terms/24/code fault.term.twice", "/terms/25/code fault.code.form", "/terms/25/valid_to fault.period")

	ended := put(func(v *domain.Vocabulary) { v.Terms[0].ValidTo = 20220901 })
	ended.who, ended.method = "alice", "PUT"
	id := w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + id, body: lesson()})
	w.want(http.StatusOK, ended)
	p := w.wantProblem(domain.Invalid, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: lesson()})
	if len(p.Errors) != 1 || p.Errors[0].Pointer != "/form" || p.Errors[0].Code != "rule.6" {
		t.Errorf("a record after the term's last day: %+v", p.Errors)
	}
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: with(lesson(), "date", "2022-08-31")})
	w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/activities/" + id})
	after := parse[domain.Vocabulary](t, w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/vocabularies/form"}).body)
	if term := after.Terms[0]; term.Zh != "讲座" || term.ValidTo != 20220901 {
		t.Errorf("the ended term: %+v", term)
	}
}

func TestWhatTheProgramKnowsByItsCodeKeepsIt(t *testing.T) {
	w := newWorld(t)
	at := func(name string, change func(*domain.Vocabulary)) ask {
		r := w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/vocabularies/" + name})
		v := parse[domain.Vocabulary](t, r.body)
		change(&v)
		return ask{who: "alice", method: "PUT", path: "/vocabularies/" + name, body: v, header: map[string]string{"If-Match": r.Header.Get("ETag")}}
	}
	fixed := func(pointer string) string { return pointer + " fault.term.fixed" }
	w.wantFaults(domain.Invalid, at("kind", func(v *domain.Vocabulary) { v.Terms[0].ValidTo = 20220901 }), fixed("/terms/0/valid_to"))
	w.wantFaults(domain.Invalid, at("kind", func(v *domain.Vocabulary) {
		v.Terms = append(v.Terms, domain.Term{Code: "party", Zh: "聚会", En: "Party"})
	}), fixed("/terms/3/code"))
	w.wantFaults(domain.Invalid, at("role", func(v *domain.Vocabulary) { v.Terms[0].ValidFrom = 20220901 }), fixed("/terms/0/valid_from"))
	w.wantFaults(domain.Invalid, at("role", func(v *domain.Vocabulary) { v.Terms[0].Fixed = false }), fixed("/terms/0/fixed"))
	w.want(http.StatusOK, at("role", func(v *domain.Vocabulary) { v.Terms[1].ValidTo = 20220901 }))
	w.want(http.StatusOK, at("kind", func(v *domain.Vocabulary) { v.Terms[0].Zh = "课堂" }))
}

func TestAProgrammeWithRecordsEndsAfterTheLastOfThem(t *testing.T) {
	w := newWorld(t)
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: lesson()})
	r := w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/programmes/xinghai"})
	held := parse[map[string]any](t, r.body)
	match := map[string]string{"If-Match": r.Header.Get("ETag")}
	const day = domain.Date(20220915)
	put := func(set ...any) ask {
		return ask{who: "alice", method: "PUT", path: "/programmes/xinghai", body: but(held, set...), header: match}
	}
	w.wantFaults(domain.Conflict, put("to", day), "/to fault.terms.end")
	w.wantFaults(domain.Conflict, put("from", "2021-07-02", "kinds", []string{"visit"}, "min_minutes", 30, "to", day.AddDays(1)),
		"/from fault.terms", "/min_minutes fault.terms", "/kinds fault.terms")
	done := w.want(http.StatusOK, put("to", day.AddDays(1)))
	match["If-Match"] = done.Header.Get("ETag")
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: with(lesson(), "date", day.AddDays(3))})
	w.wantFaults(domain.Conflict, put(), "/to fault.terms.end") // going on again would count the later one
	w.want(http.StatusOK, put("to", day.AddDays(2)))
}

func TestAnOlderVersionIsAConflictWhateverItSays(t *testing.T) {
	w := newWorld(t)
	r := w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/vocabularies/form"})
	v := parse[domain.Vocabulary](t, r.body)
	built := map[string]string{"If-Match": `"0"`}
	more := v
	more.Terms = append(append([]domain.Term(nil), v.Terms...), domain.Term{Code: "picnic", Zh: "野餐", En: "Picnic"})
	w.want(http.StatusOK, ask{who: "alice", method: "PUT", path: "/vocabularies/form", body: more, header: built})
	w.wantProblem(domain.Conflict, ask{who: "alice", method: "PUT", path: "/vocabularies/form", body: v, header: built})
}

func TestAnOrganisationIsNamedOnlyOnItsDays(t *testing.T) {
	w := newWorld(t)
	body := map[string]any{"code": "gone", "zh": "某行", "en": "Some bank", "valid_to": "2022-09-01"}
	w.want(http.StatusCreated, ask{who: "alice", method: "PUT", path: "/organisations/gone", body: body})
	led := func(date string) map[string]any {
		return with(lesson(), "date", date, "organisations", []any{map[string]any{"code": "gone", "role": "lead"}})
	}
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: led("2022-08-31")})
	p := w.wantProblem(domain.Invalid, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: led("2022-09-01")})
	if len(p.Errors) != 1 || p.Errors[0].Pointer != "/organisations/0/code" || p.Errors[0].Code != "rule.6" {
		t.Errorf("an organisation after its last day: %+v", p.Errors)
	}
}

func TestAnAreaTellsWhatItWasAndBecame(t *testing.T) {
	w := newWorld(t)
	get := func(code string) api.AreaPast {
		return parse[api.AreaPast](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/areas/" + code + "/history"}).body)
	}
	gone := get("320602")
	if len(gone.Items) != 1 || gone.Items[0].ValidTo != 20200605 || len(gone.Changes) != 1 {
		t.Fatalf("320602: %+v", gone)
	}
	if c := gone.Changes[0]; c.To != 320613 || c.On != 20200605 || c.Kind != domain.SuccessionMerge || !c.Whole || c.FromName != "崇川区" || c.ToName != "崇川区" {
		t.Errorf("merged: %+v", c)
	}
	if now := get("320613"); len(now.Changes) != 2 || now.Items[0].ValidFrom != 20200605 {
		t.Errorf("320613: %+v", now)
	}
	if steady := get("440303"); len(steady.Items) != 1 || len(steady.Changes) != 0 {
		t.Errorf("440303: %+v", steady)
	}
	w.wantProblem(domain.NotFound, ask{who: "chelsea", method: "GET", path: "/areas/999999/history"})
}
