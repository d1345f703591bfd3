package api_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/app/api"
	"outreach/domain"
)

func TestARecordIsCreatedOnceHoweverOftenItIsSent(t *testing.T) {
	w := newWorld(t)
	path := "/activities/" + w.id()
	first := w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: lesson()})
	again := w.want(http.StatusOK, ask{who: "chelsea", method: "PUT", path: path, body: lesson()})
	for _, r := range []reply{first, again} {
		rec := parse[api.Activity](t, r.body)
		if r.Header.Get("ETag") != `"1"` || rec.Revision != 1 || rec.Title != "金融教育课堂 𠀀" || rec.Area != 440303 || rec.AreaName != "罗湖区" || rec.City != 440300 {
			t.Errorf("got %s %+v", r.Header.Get("ETag"), rec)
		}
	}
	if a, b := first.Header.Get("Outreach-Outcome"), again.Header.Get("Outreach-Outcome"); a != "created" || b != "same" {
		t.Errorf("outcomes %q, %q", a, b)
	}
	page := parse[api.Page[api.Activity]](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/activities"}).body)
	if page.Total != 1 || len(page.Items) != 1 {
		t.Errorf("list has %d of %d", len(page.Items), page.Total)
	}
}

func TestAChangeNeedsTheRevisionItWasMadeFrom(t *testing.T) {
	w := newWorld(t)
	path := "/activities/" + w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: lesson()})
	other := with(lesson(), "attendance", 46)
	for name, header := range map[string]map[string]string{"none": nil, "stale": {"If-Match": `"7"`}} {
		p := w.wantProblem(domain.Conflict, ask{who: "chelsea", method: "PUT", path: path, body: other, header: header})
		if p.Stored == nil || p.Stored.Attendance != 45 || p.Sent == nil || p.Sent.Attendance != 46 {
			t.Errorf("%s: both versions are not told: %+v", name, p)
		}
	}
	for _, tag := range []string{"*", "1", `W/"1"`, `"1", "2"`, `"x"`, `"-1"`} {
		p := w.wantProblem(domain.Invalid, ask{who: "chelsea", method: "PUT", path: path, body: other, header: map[string]string{"If-Match": tag}})
		if len(p.Errors) != 1 || p.Errors[0].Pointer != "/If-Match" {
			t.Errorf("If-Match %s: %+v", tag, p.Errors)
		}
	}
	r := w.want(http.StatusOK, ask{who: "chelsea", method: "PUT", path: path, body: other, header: map[string]string{"If-Match": `"1"`}})
	if r.Header.Get("ETag") != `"2"` || r.Header.Get("Outreach-Outcome") != "changed" {
		t.Errorf("after the change: %v", r.Header)
	}
	steps := parse[api.Steps](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: path + "/history"}).body)
	if len(steps.Items) != 2 || len(steps.Items[1].Changes) != 1 || steps.Items[1].Changes[0].Pointer != "/attendance" {
		t.Errorf("history: %+v", steps.Items)
	}
}

func TestEveryFaultIsToldAtOnceByPointer(t *testing.T) {
	w := newWorld(t)
	body := with(lesson(), "attendance", -1, "kind", "party", "date", "2023-01-01", "title", "", "materials", 100000001,
		"audiences", map[string]any{"a/b~c]": 100000001, "elderly": 50}, "organisations", []any{map[string]any{"name": "x"}},
		"volunteers", []any{map[string]any{"code": "", "minutes": 5}})
	p := w.wantProblem(domain.Invalid, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: body})
	got := map[string]string{}
	for _, e := range p.Errors {
		got[e.Pointer] += e.Code + " "
	}
	for pointer, code := range map[string]string{
		"/kind": "fault.oneof ", "/title": "rule.1 ", "/date": "rule.2 ", "/attendance": "rule.4 ", "/materials": "fault.max ",
		"/organisations/0/role": "fault.required ", "/volunteers/0/code": "fault.required ",
	} {
		if got[pointer] != code {
			t.Errorf("%s: %q, want %q (all: %v)", pointer, got[pointer], code, got)
		}
	}
}

func TestABadIDIsRefused(t *testing.T) {
	w := newWorld(t)
	for _, id := range []string{"1", "01900000-0000-4000-8000-000000000001", "01900000-0000-7000-8000-00000000000G", "%2e%2e"} {
		w.wantProblem(domain.Invalid, ask{who: "chelsea", method: "PUT", path: "/activities/" + id, body: lesson()})
	}
}

func TestReviewMovesARecordIntoTheTotals(t *testing.T) {
	w := newWorld(t)
	path := "/activities/" + w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: lesson()})
	w.wantProblem(domain.Forbidden, ask{who: "chelsea", method: "POST", path: path + "/review", body: map[string]string{"decision": "approve"}})
	w.wantProblem(domain.Invalid, ask{who: "bob", method: "POST", path: path + "/review", body: map[string]string{"decision": "return"}})
	w.wantProblem(domain.Conflict, ask{who: "bob", method: "POST", path: path + "/review", body: map[string]string{"decision": "approve"}, header: map[string]string{"If-Match": `"9"`}})
	rec := parse[api.Activity](t, w.want(http.StatusOK, ask{who: "bob", method: "POST", path: path + "/review", body: map[string]string{"decision": "approve"}}).body)
	if !rec.Counts || rec.Status != domain.Approved || len(rec.NotCountedBecause) != 0 {
		t.Errorf("after review: %+v", rec)
	}
	void := map[string]string{"reason": "no_such_reason"}
	w.wantProblem(domain.Invalid, ask{who: "bob", method: "POST", path: path + "/void", body: void})
}

func TestARecordTellsWhoRecordedItAndWhoDecidedByTheNamesOfNow(t *testing.T) {
	w := newWorld(t)
	path := "/activities/" + w.id()
	if rec := parse[api.Activity](t, w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: lesson()}).body); rec.AuthorName != "chelsea" || rec.DecidedByName != "" {
		t.Errorf("put: %q, %q", rec.AuthorName, rec.DecidedByName)
	}
	w.want(http.StatusOK, ask{who: "bob", method: "POST", path: path + "/review", body: map[string]string{"decision": "approve"}})
	told := func(author, decider string) {
		t.Helper()
		one := parse[api.Activity](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: path}).body)
		page := parse[api.Page[api.Activity]](t, w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/activities"}).body)
		steps := parse[api.Steps](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: path + "/history"}).body)
		if len(page.Items) != 1 || len(steps.Items) != 2 {
			t.Fatalf("%d records, %d steps", len(page.Items), len(steps.Items))
		}
		for _, rec := range []api.Activity{one, page.Items[0]} {
			if rec.AuthorName != author || rec.DecidedByName != decider {
				t.Errorf("%q, %q, want %q, %q", rec.AuthorName, rec.DecidedByName, author, decider)
			}
		}
		if steps.Items[0].Name != author || steps.Items[1].Name != decider {
			t.Errorf("steps by %q and %q", steps.Items[0].Name, steps.Items[1].Name)
		}
	}
	told("chelsea", "bob")
	users := parse[api.Users](t, w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/users"}).body)
	for _, u := range users.Items {
		if u.Login == "bob" {
			body := map[string]any{"login": u.Login, "name": "鲍勃 𠀀", "grants": u.Grants}
			w.want(http.StatusOK, ask{who: "alice", method: "PUT", path: "/users/" + u.ID, body: body, header: map[string]string{"If-Match": `"1"`}})
		}
	}
	told("chelsea", "鲍勃 𠀀")
}

func TestADecisionAnswersAsTheRecordIsReadAfterwards(t *testing.T) {
	w := newWorld(t)
	path := "/activities/" + w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: lesson()})
	for _, a := range []ask{
		{path: "/review", body: `{"decision":"approve"}`},
		{path: "/review", body: `{"decision":"undo"}`},
		{path: "/review", body: `{"decision":"return","reason":"evidence"}`},
		{path: "/review", body: `{"decision":"undo"}`},
		{path: "/void", body: `{"reason":"mistake"}`},
	} {
		answer := parse[api.Activity](t, w.want(http.StatusOK, ask{who: "bob", method: "POST", path: path + a.path, body: a.body}).body)
		read := parse[api.Activity](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: path}).body)
		if diff := cmp.Diff(read, answer); diff != "" || answer.AuthorName != "chelsea" {
			t.Errorf("%s %s (-read +answered):\n%s", a.path, a.body, diff)
		}
	}
}

func TestABatchGivesEveryEntryItsOwnFate(t *testing.T) {
	w := newWorld(t)
	id, other := w.id(), w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + other, body: lesson()})
	items := []any{
		with(lesson(), "id", id),
		with(lesson(), "id", "not an id"),
		with(lesson(), "id", w.id(), "nonsense", 1),
		with(lesson(), "id", other, "attendance", 99),
		with(lesson(), "id", other),
		with(lesson(), "id", w.id(), "attendance", -4, "kind", "party"),
	}
	r := w.want(http.StatusOK, ask{who: "chelsea", method: "POST", path: "/activities/batch", body: map[string]any{"items": items}})
	answer := parse[api.BatchAnswer](t, r.body)
	wantCodes := []string{"created", "invalid", "malformed", "conflict", "same", "invalid"}
	for i, want := range wantCodes {
		got := answer.Items[i].Outcome
		if p := answer.Items[i].Problem; p != nil {
			got = p.Code
		}
		if got != want {
			t.Errorf("entry %d: %s, want %s: %+v", i, got, want, answer.Items[i])
		}
	}
	if answer.Items[3].Problem.Stored == nil || answer.Items[5].Problem.Errors[0].Pointer != "/attendance" {
		t.Errorf("problems of entries: %s", r.body)
	}
	many := make([]any, 501)
	for i := range many {
		many[i] = with(lesson(), "id", w.id())
	}
	w.wantProblem(domain.TooLarge, ask{who: "chelsea", method: "POST", path: "/activities/batch", body: map[string]any{"items": many}})
}

func TestAReviewerUndoesADecisionAndTheHistorySaysSo(t *testing.T) {
	w := newWorld(t)
	path := "/activities/" + w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: lesson()})
	undo := map[string]string{"decision": "undo"}
	w.wantProblem(domain.Conflict, ask{who: "bob", method: "POST", path: path + "/review", body: undo})
	w.want(http.StatusOK, ask{who: "bob", method: "POST", path: path + "/review", body: map[string]string{"decision": "return", "reason": "evidence", "field": "/evidence"}})
	w.wantProblem(domain.Forbidden, ask{who: "erin", method: "POST", path: path + "/review", body: undo})
	w.wantProblem(domain.Conflict, ask{who: "bob", method: "POST", path: path + "/review", body: undo, header: map[string]string{"If-Match": `"1"`}})
	r := w.want(http.StatusOK, ask{who: "bob", method: "POST", path: path + "/review", body: undo, header: map[string]string{"If-Match": `"2"`}})
	if rec := parse[api.Activity](t, r.body); rec.Status != domain.Submitted || rec.Reason != "" || rec.Field != "" || r.Header.Get("ETag") != `"3"` {
		t.Errorf("undone: %+v", rec)
	}
	steps := parse[api.Steps](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: path + "/history"}).body)
	if len(steps.Items) != 3 || steps.Items[1].Reason != "evidence" || steps.Items[2].Action != domain.ActionUndo {
		t.Errorf("history: %+v", steps.Items)
	}
}
