package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/app"
	"outreach/app/api"
	"outreach/domain"
)

// turn closes or opens September 2022 in Guangdong.
func (w *world) turn(who, path string) api.Closing {
	w.t.Helper()
	status := http.StatusCreated
	if path != "/closings" {
		status = http.StatusOK
	}
	body := map[string]any{"area": "440000", "month": "2022-09", "reason": "九月结清"}
	return parse[api.Closing](w.t, w.want(status, ask{who: who, method: "POST", path: path, body: body}).body)
}

// recorded puts a lesson and has it approved.
func (w *world) recorded(entry map[string]any) string {
	w.t.Helper()
	path := "/activities/" + w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: entry})
	w.want(http.StatusOK, ask{who: "erin", method: "POST", path: path + "/review", body: `{"decision":"approve","text":"seen"}`})
	return path
}

func (w *world) corrections(who, query string) api.Amendments {
	w.t.Helper()
	return parse[api.Amendments](w.t, w.want(http.StatusOK, ask{who: who, method: "GET", path: "/corrections" + query}).body)
}

func TestClosingsTellWhoByName(t *testing.T) {
	w := newWorld(t)
	if c := w.turn("bob", "/closings"); c.ByName != "bob" || c.OpenedByName != "" || c.Month != 202209 {
		t.Errorf("%+v", c)
	}
	body := map[string]any{"area": "330000", "month": "2022-09", "reason": "越权"}
	w.wantProblem(domain.Forbidden, ask{who: "bob", method: "POST", path: "/closings", body: body})
	for _, path := range []string{"/closings", "/closings/reopen"} {
		blank := map[string]any{"area": "440000", "month": "2022-08", "reason": " \t　\n"}
		if p := w.wantProblem(domain.Invalid, ask{who: "bob", method: "POST", path: path, body: blank}); len(p.Errors) != 1 || p.Errors[0].Pointer != "/reason" {
			t.Errorf("%s without a word why: %+v", path, p.Errors)
		}
	}
	padded := map[string]any{"area": "440000", "month": "2022-08", "reason": " 八月结清\n"}
	if c := parse[api.Closing](t, w.want(http.StatusCreated, ask{who: "bob", method: "POST", path: "/closings", body: padded}).body); c.Reason != "八月结清" {
		t.Errorf("reason %q", c.Reason)
	}
	if c := parse[api.Closing](t, w.want(http.StatusOK, ask{who: "bob", method: "POST", path: "/closings/reopen", body: padded}).body); c.OpenedBecause != "八月结清" {
		t.Errorf("opened because %q", c.OpenedBecause)
	}
	if p := w.wantProblem(domain.PeriodClosed, ask{who: "bob", method: "POST", path: "/closings", body: with(body, "area", "440000")}); !strings.Contains(p.Detail, "bob") {
		t.Errorf("who closed it is not told by name: %s", p.Detail)
	}
	w.turn("erin", "/closings/reopen")
	list := parse[api.Closings](t, w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/closings"}).body).Items
	if len(list) != 2 || list[1].ByName != "bob" || list[1].OpenedByName != "erin" {
		t.Errorf("%+v", list)
	}
}

func TestWhatMovesAfterACloseIsListedWithItsEffect(t *testing.T) {
	w := newWorld(t)
	changed, voided := w.recorded(lesson()), w.recorded(lesson())
	w.recorded(with(lesson(), "date", "2022-08-15")) // in a month that nobody closed
	if list := w.corrections("erin", ""); len(list.Items) > 0 {
		t.Fatalf("nothing was closed: %+v", list)
	}
	w.turn("bob", "/closings")
	w.session("dan") // signing in takes longer than the clock's smallest step
	edit := ask{who: "chelsea", method: "PUT", path: changed, body: with(lesson(), "attendance", 52), header: map[string]string{"If-Match": `"2"`}}
	w.wantProblem(domain.PeriodClosed, edit)
	w.turn("erin", "/closings/reopen")
	w.want(http.StatusOK, edit)
	if list := w.corrections("bob", "").Items; len(list) != 1 || list[0].Decider != "" || list[0].Effect[domain.MeasureAttendance] != 7 {
		t.Fatalf("what waits: %+v", list)
	}
	if list := w.corrections("dan", "").Items; len(list) > 0 {
		t.Errorf("an author sees what nobody has approved: %+v", list)
	}
	w.want(http.StatusOK, ask{who: "erin", method: "POST", path: changed + "/review", body: `{"decision":"approve","text":"seen"}`})
	w.want(http.StatusOK, ask{who: "erin", method: "POST", path: voided + "/void", body: `{"reason":"duplicate","text":"重复"}`})
	w.recorded(with(lesson(), "attendance", 30))

	list := w.corrections("dan", "?month=2022-09&area=440000&programme=xinghai").Items
	if len(list) != 3 {
		t.Fatalf("%+v", list)
	}
	late, void, change := list[0], list[1], list[2]
	if late.Kind != app.AmendmentLate || late.Effect[domain.MeasureAttendance] != 30 || late.Effect[domain.MeasureActivities] != 1 {
		t.Errorf("late: %+v", late)
	}
	if void.Kind != app.AmendmentVoid || void.Effect[domain.MeasureAttendance] != -45 || void.Reason != "duplicate" || void.DeciderName != "erin" {
		t.Errorf("void: %+v", void)
	}
	if change.Kind != app.AmendmentChange || len(change.Changes) != 1 || change.Changes[0].Pointer != "/attendance" || change.ActorName != "chelsea" ||
		change.DeciderName != "erin" || change.Effect[domain.MeasureAttendance] != 7 || len(change.Effect) != 1 || change.Closing.ByName != "bob" {
		t.Errorf("change: %+v", change)
	}
	for query, want := range map[string]int{"?month=2022-08": 0, "?area=330000": 0, "?programme=campus": 0, "?area=440300": 3} {
		if n := len(w.corrections("erin", query).Items); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	first := w.corrections("erin", "?limit=1")
	if len(first.Items) != 1 || first.Next == "" {
		t.Fatalf("a page of one: %+v", first)
	}
	rest := 0
	for next := first.Next; next != ""; {
		page := w.corrections("erin", "?limit=1&cursor="+next)
		rest, next = rest+len(page.Items), page.Next
	}
	if rest != 2 {
		t.Errorf("%d on later pages, want 2", rest)
	}
	w.wantProblem(domain.Forbidden, ask{who: "chelsea", method: "GET", path: "/corrections"})
	w.wantProblem(domain.Malformed, ask{who: "erin", method: "GET", path: "/corrections?cursor=x"})
}

func TestCorrectionsKeepToTheGrants(t *testing.T) {
	w := newWorld(t)
	elsewhere := w.recorded(with(lesson(), "area", "330106"))
	body := map[string]any{"month": "2022-09", "reason": "全部结清"}
	w.session("dan") // signing in takes longer than the clock's smallest step
	w.want(http.StatusCreated, ask{who: "erin", method: "POST", path: "/closings", body: body})
	w.session("bob")
	w.want(http.StatusOK, ask{who: "erin", method: "POST", path: "/closings/reopen", body: body})
	w.want(http.StatusOK, ask{who: "erin", method: "POST", path: elsewhere + "/void", body: `{"reason":"duplicate"}`})
	if list := w.corrections("bob", "").Items; len(list) > 0 {
		t.Errorf("another province's manager sees %+v", list)
	}
	if list := w.corrections("erin", "").Items; len(list) != 1 {
		t.Errorf("%+v", list)
	}
}

// TestWhatLeavesAClosedMonthIsListedWhereItIsLostAndWhereItIsGained by month and by area, before and after a decision.
func TestWhatLeavesAClosedMonthIsListedWhereItIsLostAndWhereItIsGained(t *testing.T) {
	w := newWorld(t)
	later, away, both := w.recorded(lesson()), w.recorded(lesson()), w.recorded(lesson())
	w.session("bob")
	w.turn("bob", "/closings")
	w.session("dan") // signing in takes longer than the clock's smallest step
	w.turn("bob", "/closings/reopen")
	edit := func(path string, pairs ...any) {
		t.Helper()
		w.want(http.StatusOK, ask{who: "chelsea", method: "PUT", path: path, body: with(lesson(), pairs...), header: map[string]string{"If-Match": `"2"`}})
	}
	edit(later, "date", "2022-10-10", "attendance", 50)
	edit(away, "area", "330106")
	edit(both, "programme", "bluevest")

	type line struct {
		Side       app.Side
		Revision   int64
		Month      domain.Month
		Area       domain.AreaCode
		Programme  string
		Attendance int64
		Activities int64
		Changes    int
	}
	lines := func(who, query, path string) (list []line) {
		t.Helper()
		for _, a := range w.corrections(who, query).Items {
			if "/activities/"+string(a.Activity) == path {
				list = append(list, line{
					a.Side, a.Revision, a.Date.Month(), a.Area, a.Programme, a.Effect[domain.MeasureAttendance], a.Effect[domain.MeasureActivities], len(a.Changes),
				})
			}
			if a.Closing.ByName != "bob" || a.Closing.Month != 202209 {
				t.Errorf("%s: %+v", query, a.Closing)
			}
		}
		return list
	}
	lost := line{app.SideFrom, 2, 202209, 440303, "xinghai", -45, -1, 1}
	lostLater := lost
	lostLater.Changes = 2
	october := line{app.SideTo, 3, 202210, 440303, "xinghai", 50, 1, 2}
	zhejiang := line{app.SideTo, 3, 202209, 330106, "xinghai", 45, 1, 1}
	bluevest := line{app.SideTo, 3, 202209, 440303, "bluevest", 45, 1, 1}
	unseen := lost
	unseen.Changes = 0 // what it says now is Zhejiang's
	check := func(decided bool) {
		t.Helper()
		for _, c := range []struct {
			who, query, path string
			want             []line
		}{
			{"erin", "", later, []line{lostLater, october}},
			{"erin", "?month=2022-09", later, []line{lostLater}},
			{"erin", "?month=2022-10", later, []line{october}},
			{"erin", "?month=2022-08", later, nil},
			{"bob", "", later, []line{lostLater, october}},
			{"erin", "", away, []line{lost, zhejiang}},
			{"erin", "?area=440000&month=2022-09", away, []line{lost}},
			{"erin", "?area=330000", away, []line{zhejiang}},
			{"bob", "", away, map[bool][]line{true: {unseen}}[decided]},
			{"erin", "?programme=xinghai", both, []line{lost}},
			{"erin", "?programme=bluevest", both, []line{bluevest}},
			{"dan", "", both, map[bool][]line{true: {lost, bluevest}}[decided]},
		} {
			if diff := cmp.Diff(c.want, lines(c.who, c.query, c.path)); diff != "" {
				t.Errorf("decided %v, %s sees of %s by %q (-want +got):\n%s", decided, c.who, c.path, c.query, diff)
			}
		}
	}
	check(false)
	for _, path := range []string{later, away, both} {
		w.want(http.StatusOK, ask{who: "erin", method: "POST", path: path + "/review", body: `{"decision":"approve","text":"只说给看得见的人"}`})
	}
	check(true)
	for _, a := range w.corrections("bob", "").Items {
		if hidden := "/activities/"+string(a.Activity) == away; hidden != (a.Text == "") || a.DeciderName != "erin" {
			t.Errorf("a manager who lost a record is told %+v", a)
		}
	}
	sides := 0
	for query := "?limit=3"; query != ""; {
		page := w.corrections("erin", query)
		if len(page.Items) > 3 {
			t.Errorf("%d on a page of 3", len(page.Items))
		}
		sides += len(page.Items)
		if query = ""; page.Next != "" {
			query = "?limit=3&cursor=" + page.Next
		}
	}
	if sides != 6 {
		t.Errorf("%d on all pages, want both sides of 3", sides)
	}
}
