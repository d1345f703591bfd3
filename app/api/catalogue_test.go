package api_test

import (
	"net/http"
	"strings"
	"testing"

	"outreach/app/api"
	"outreach/domain"
)

func TestListsOfTheCatalogueCarryAnETag(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/programmes", "/campaigns", "/organisations", "/vocabularies", "/areas?on=2022-12-31&level=county", "/campuses?q=北京&on=2022-12-31"} {
		r := w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: path})
		tag := r.Header.Get("ETag")
		if tag == "" || len(r.body) < 50 {
			t.Errorf("%s: ETag %q, %s", path, tag, r.body)
		}
		same := w.want(http.StatusNotModified, ask{who: "chelsea", method: "GET", path: path, header: map[string]string{"If-None-Match": `"x", W/` + tag}})
		if len(same.body) != 0 || same.Header.Get("ETag") != tag {
			t.Errorf("%s unchanged: %d bytes, ETag %q", path, len(same.body), same.Header.Get("ETag"))
		}
		w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: path, header: map[string]string{"If-None-Match": `"x"`}})
	}
}

func TestAreasAnswerForTheirDay(t *testing.T) {
	w := newWorld(t)
	for query, want := range map[string]int{
		"on=2022-12-31&level=county": 2843, "on=2024-12-31&level=county": 2846, "on=2022-12-31&level=province": 31,
		"on=2022-12-31&parent=440300": 9, "on=2022-12-31&q=%E7%BD%97%E6%B9%96": 1, "on=2022-12-31&q=440303": 1,
	} {
		got := parse[api.Areas](t, w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/areas?" + query}).body)
		if n := len(got.Items); n != want && (want != 31 || n != 34) {
			t.Errorf("%s = %d areas, want %d", query, n, want)
		}
	}
	w.wantProblem(domain.NotFound, ask{who: "dan", method: "GET", path: "/areas/449999"})
	w.wantProblem(domain.NotFound, ask{who: "dan", method: "GET", path: "/areas/x"})
}

func TestAnEntryThatStandsChangesOnlyWithItsRevision(t *testing.T) {
	w := newWorld(t)
	fresh := map[string]any{"code": "newplan", "zh": "新项目", "en": "New plan"}
	put := func(body any, header map[string]string) ask {
		return ask{who: "alice", method: "PUT", path: "/programmes/newplan", body: body, header: header}
	}
	r := w.want(http.StatusCreated, put(fresh, nil))
	if r.Header.Get("ETag") != `"1"` {
		t.Errorf("ETag %s", r.Header.Get("ETag"))
	}
	w.wantProblem(domain.PreconditionRequired, put(fresh, nil))
	w.wantProblem(domain.Conflict, put(fresh, map[string]string{"If-Match": `"7"`}))
	w.want(http.StatusOK, put(with(fresh, "en", "Newer plan"), map[string]string{"If-Match": `"1"`}))
	got := w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/programmes/newplan"})
	if p := parse[domain.Programme](t, got.body); p.En != "Newer plan" || got.Header.Get("ETag") != `"2"` {
		t.Errorf("%+v %s", p, got.Header.Get("ETag"))
	}

	builtin := w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/programmes/xinghai"})
	w.wantProblem(domain.PreconditionRequired, ask{who: "alice", method: "PUT", path: "/programmes/xinghai", body: builtin.body})
	w.want(http.StatusOK, ask{who: "alice", method: "PUT", path: "/programmes/xinghai", body: builtin.body, header: map[string]string{"If-Match": builtin.Header.Get("ETag")}})

	p := w.wantProblem(domain.Invalid, ask{who: "alice", method: "PUT", path: "/programmes/other", body: fresh})
	if len(p.Errors) != 1 || p.Errors[0].Pointer != "/code" {
		t.Errorf("another code in the path: %+v", p.Errors)
	}
	p = w.wantProblem(domain.Invalid, ask{who: "alice", method: "PUT", path: "/programmes/newplan", body: `{"code":"newplan","kinds":["party"]}`})
	if len(p.Errors) != 3 || p.Errors[1].Pointer != "/kinds/0" {
		t.Errorf("faults of shape: %+v", p.Errors)
	}
	w.wantProblem(domain.Malformed, ask{who: "alice", method: "PUT", path: "/programmes/newplan", body: `{"code":"newplan","nonsense":1}`})
}

func TestTheOtherListsTakeEntriesToo(t *testing.T) {
	w := newWorld(t)
	for path, body := range map[string]any{
		"/campaigns/spring":     map[string]any{"code": "spring", "zh": "春季宣传", "en": "Spring"},
		"/organisations/branch": map[string]any{"code": "branch", "zh": "某支行", "en": "A branch"},
		"/vocabularies/colour":  map[string]any{"name": "colour", "terms": []any{map[string]any{"code": "red", "zh": "红", "en": "red"}}},
	} {
		w.want(http.StatusCreated, ask{who: "alice", method: "PUT", path: path, body: body})
		w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: path})
	}
	for _, path := range []string{"/campaigns/x", "/organisations/x", "/vocabularies/x", "/campuses/x", "/programmes/x"} {
		w.wantProblem(domain.NotFound, ask{who: "chelsea", method: "GET", path: path})
	}
}

func TestAClosedMonthSaysWhoClosedItWhenAndWhy(t *testing.T) {
	w := newWorld(t)
	closing := map[string]any{"area": "440000", "month": "2022-09", "reason": "年报口径"}
	w.want(http.StatusCreated, ask{who: "bob", method: "POST", path: "/closings", body: closing})
	w.wantProblem(domain.PeriodClosed, ask{who: "bob", method: "POST", path: "/closings", body: closing})
	p := w.wantProblem(domain.PeriodClosed, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: lesson()})
	if !strings.Contains(p.Detail, "年报口径") || !strings.Contains(p.Detail, "2022-09") {
		t.Errorf("detail: %s", p.Detail)
	}
	w.wantProblem(domain.Forbidden, ask{who: "bob", method: "POST", path: "/closings", body: with(map[string]any{}, "month", "2022-08", "reason", "x")})
	w.want(http.StatusOK, ask{who: "bob", method: "POST", path: "/closings/reopen", body: closing})
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: lesson()})
	list := parse[api.Closings](t, w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/closings"}).body)
	if len(list.Items) != 1 || list.Items[0].OpenedBecause == "" {
		t.Errorf("closings: %+v", list)
	}
}

func TestTheAuditLogIsReadByPageWithinScope(t *testing.T) {
	w := newWorld(t)
	w.fill()
	first := parse[api.Page[domain.Event]](t, w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/audit?action=activity.create&limit=2"}).body)
	if len(first.Items) != 2 || first.Total != 5 || first.Next == "" {
		t.Fatalf("first page: %+v", first)
	}
	second := parse[api.Page[domain.Event]](t, w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/audit?action=activity.create&limit=2&cursor=" + first.Next}).body)
	if len(second.Items) != 2 || second.Items[0].Seq >= first.Items[1].Seq {
		t.Errorf("second page: %+v", second)
	}
	w.wantProblem(domain.Forbidden, ask{who: "chelsea", method: "GET", path: "/audit"})
	w.wantProblem(domain.Invalid, ask{who: "alice", method: "GET", path: "/audit?from=yesterday"})
	w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/audit?from=2022-01-01T00:00:00Z&to=2024-01-01T00:00:00%2B08:00"})
}
