package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/app/api"
	"outreach/domain"
)

func TestAManagersQueueTellsWhatToLookAt(t *testing.T) {
	w := newWorld(t)
	one, two := w.id(), w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + one, body: lesson()})
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + two, body: with(lesson(), "date", "2021-01-01")})
	w.want(http.StatusCreated, ask{who: "bob", method: "PUT", path: "/activities/" + w.id(), body: with(lesson(), "place", "别处")})
	w.wantProblem(domain.Forbidden, ask{who: "alice", method: "GET", path: "/review"})
	w.wantProblem(domain.Forbidden, ask{who: "chelsea", method: "GET", path: "/review"})
	w.wantProblem(domain.Invalid, ask{who: "bob", method: "GET", path: "/review?order=worst"})
	w.wantProblem(domain.Invalid, ask{who: "bob", method: "GET", path: "/review?findings=X"})
	w.wantProblem(domain.Malformed, ask{who: "bob", method: "GET", path: "/review?cursor=x"})
	w.wantProblem(domain.Malformed, ask{who: "bob", method: "GET", path: "/review?order=area&cursor=x"})

	page := func(query, lang string) api.Queue {
		t.Helper()
		return parse[api.Queue](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/review" + query, header: map[string]string{"Accept-Language": lang}}).body)
	}
	first := page("?order=findings&limit=1", "en")
	if first.Total != 2 || first.Own != 1 || len(first.Items) != 1 || first.Items[0].ID != domain.ID(two) || first.Items[0].Worst != domain.GradeA {
		t.Fatalf("worst first: %+v", first)
	}
	if f := first.Items[0].Findings[0]; f.Rule != 13 || f.Pointer != "/date" || !strings.Contains(f.Message, "outside the programme") {
		t.Errorf("finding: %+v", f)
	}
	rest := page("?order=findings&limit=1&cursor="+first.Next, "zh")
	if len(rest.Items) != 1 || rest.Items[0].ID != domain.ID(one) || rest.Next != "" || rest.Items[0].AuthorName != "chelsea" || !strings.Contains(rest.Items[0].Findings[1].Message, "照片") {
		t.Errorf("the rest: %+v", rest)
	}
	if got := page("?findings=A,B", "zh"); got.Total != 1 || len(got.Items) != 1 {
		t.Errorf("of grade A: %+v", got)
	}
	if got := page("?findings=none", "zh"); got.Total != 0 || got.Items == nil {
		t.Errorf("without findings: %+v", got)
	}
	found := parse[api.Findings](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/activities/" + two + "/findings"}).body)
	if len(found.Items) == 0 || found.Items[0].Rule != 13 {
		t.Errorf("findings: %+v", found)
	}
	beside := parse[api.Beside](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/activities/" + one + "/beside"}).body)
	if len(beside.Items) != 1 || beside.Items[0].Alike || beside.More != 0 {
		t.Errorf("beside: %+v", beside)
	}
	w.wantProblem(domain.NotFound, ask{who: "bob", method: "GET", path: "/activities/" + w.id() + "/beside"})
}

func TestManyAreApprovedAtOnceEachWithItsFate(t *testing.T) {
	w := newWorld(t)
	good, faulty := w.id(), w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + good, body: lesson()})
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + faulty, body: with(lesson(), "date", "2021-01-01")})
	body := map[string]any{"items": []any{
		map[string]any{"id": good, "revision": 1}, map[string]any{"id": faulty, "revision": 1}, map[string]any{"id": good, "revision": 9},
	}}
	w.wantProblem(domain.Forbidden, ask{who: "chelsea", method: "POST", path: "/activities/review/batch", body: body})
	answer := parse[api.BatchAnswer](t, w.want(http.StatusOK, ask{who: "bob", method: "POST", path: "/activities/review/batch", body: body}).body)
	if r := answer.Items[0]; r.Outcome != "changed" || r.Status != domain.Approved || r.Revision != 2 {
		t.Errorf("approved: %+v", r)
	}
	if r := answer.Items[1]; r.Outcome != "refused" || r.Problem.Errors[0].Pointer != "/date" || r.ID != domain.ID(faulty) {
		t.Errorf("refused: %+v", r)
	}
	if r := answer.Items[2]; r.Problem == nil || r.Problem.Code != "conflict" || r.Problem.Stored == nil {
		t.Errorf("stale: %+v", r)
	}
	p := w.wantProblem(domain.Invalid, ask{who: "bob", method: "POST", path: "/activities/review/batch", body: map[string]any{"items": []any{map[string]any{"id": "x"}}}})
	if len(p.Errors) != 2 {
		t.Errorf("every fault at once: %+v", p.Errors)
	}
}

// TestWhatIsSaidOfANewerVersionIsToldToThoseAloneWhoMaySeeIt: an author reads the approved version with the trail
// that it was approved with, one by one, in lists, and beside a conflict.
func TestWhatIsSaidOfANewerVersionIsToldToThoseAloneWhoMaySeeIt(t *testing.T) {
	w := newWorld(t)
	path := w.recorded(lesson())
	approved := parse[api.Activity](t, w.want(http.StatusOK, ask{who: "dan", method: "GET", path: path}).body)
	edit := with(lesson(), "attendance", 52)
	w.want(http.StatusOK, ask{who: "chelsea", method: "PUT", path: path, body: edit, header: map[string]string{"If-Match": `"2"`}})
	secret := map[string]string{"decision": "return", "reason": "evidence", "text": "秘而不宣", "field": "/evidence"}
	w.want(http.StatusOK, ask{who: "bob", method: "POST", path: path + "/review", body: secret})

	if own := parse[api.Activity](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: path}).body); own.Text != "秘而不宣" || own.Standing != 2 {
		t.Errorf("the volunteer is not told why: %+v", own)
	}
	list := func(who string) api.Activity {
		t.Helper()
		page := parse[api.Page[api.Activity]](t, w.want(http.StatusOK, ask{who: who, method: "GET", path: "/activities?status=approved"}).body)
		if len(page.Items) != 1 {
			t.Fatalf("%d records", len(page.Items))
		}
		return page.Items[0]
	}
	one := parse[api.Activity](t, w.want(http.StatusOK, ask{who: "dan", method: "GET", path: path}).body)
	for what, got := range map[string]api.Activity{"alone": one, "in a list": list("dan"), "in a manager's list": list("bob")} {
		if diff := cmp.Diff(approved, got); diff != "" || approved.Text != "seen" || approved.DecidedByName != "erin" {
			t.Errorf("%s the approved version is told otherwise than before (-before +now):\n%s", what, diff)
		}
	}

	moved := w.recorded(lesson())
	w.want(http.StatusOK, ask{who: "chelsea", method: "PUT", path: moved, body: with(lesson(), "area", "330106"), header: map[string]string{"If-Match": `"2"`}})
	for _, a := range []ask{{path: moved + "/review", body: secret}, {path: moved + "/void", body: `{"reason":"mistake"}`}} {
		a.who, a.method, a.header = "bob", "POST", map[string]string{"If-Match": `"1"`}
		if p := w.wantProblem(domain.Conflict, a); p.Stored == nil || p.Stored.Area != 440303 || p.Stored.Revision != 2 {
			t.Errorf("%s: a manager of another province is told %+v", a.path, p.Stored)
		}
	}
}
