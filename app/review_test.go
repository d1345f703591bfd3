package app_test

import (
	"errors"
	"testing"
	"time"

	"outreach/app"
	"outreach/domain"
)

func TestNobodyReviewsTheirOwnRecord(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("erin", e)
	_, err := w.app.Review(w.ctx, w.who["erin"], e.ID, app.ReviewEntry{Approve: true})
	wantCode(t, err, domain.Forbidden)
	if refusal, _ := errors.AsType[*domain.Error](err); refusal.Key != "rule.53" {
		t.Errorf("refused by %q, want rule 53", refusal.Key)
	}
	if rec := w.approve("bob", e.ID); rec.Status != domain.Approved || rec.DecidedBy != w.who["bob"].User.ID {
		t.Errorf("another manager's approval gave %s by %s", rec.Status, rec.DecidedBy)
	}
}

func TestReviewNeedsAManagerOverThePlace(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	e.Content.Area, e.Content.Date = 110101, 20210101 // a rule stops it, which is told to those alone who may decide
	w.put("chelsea", e)
	for who, code := range map[string]domain.ErrorCode{
		"bob": domain.NotFound, "dan": domain.NotFound, "alice": domain.Forbidden, "chelsea": domain.Forbidden,
	} {
		_, err := w.app.Review(w.ctx, w.who[who], e.ID, app.ReviewEntry{Approve: true})
		if got := domain.CodeOf(err); got != code {
			t.Errorf("%s gets %q (%v), want %q", who, got, err, code)
		}
	}
	_, err := w.app.Review(w.ctx, w.who["erin"], w.id(), app.ReviewEntry{Approve: true})
	wantCode(t, err, domain.NotFound)
}

func TestReturningNeedsAKnownReason(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("chelsea", e)
	for _, reason := range []string{"", "because"} {
		_, err := w.app.Review(w.ctx, w.who["erin"], e.ID, app.ReviewEntry{Reason: reason})
		wantCode(t, err, domain.Invalid)
	}
	rec, err := w.app.Review(w.ctx, w.who["erin"], e.ID, app.ReviewEntry{Reason: "evidence", Text: "请补签到表", Field: "/evidence"})
	if err != nil || rec.Status != domain.Returned || rec.Reason != "evidence" || rec.Text != "请补签到表" || rec.Field != "/evidence" {
		t.Fatalf("returned: %+v, %v", rec.Trail, err)
	}
	_, err = w.app.Review(w.ctx, w.who["erin"], e.ID, app.ReviewEntry{Approve: true})
	wantCode(t, err, domain.Conflict)
}

func TestAReviewOfAnOlderRevisionIsAConflict(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("chelsea", e)
	e.IfMatch, e.Content.Attendance = 1, 46
	w.put("chelsea", e)
	_, err := w.app.Review(w.ctx, w.who["erin"], e.ID, app.ReviewEntry{Approve: true, IfMatch: 1})
	wantCode(t, err, domain.Conflict)
}

func TestADuplicateIsApprovedButNotCounted(t *testing.T) {
	w := newWorld(t)
	one, two := w.session(), w.session()
	w.put("chelsea", one)
	w.put("chelsea", two)
	w.approve("erin", one.ID)
	for _, wrong := range []domain.ID{two.ID, w.id()} {
		_, err := w.app.Review(w.ctx, w.who["erin"], two.ID, app.ReviewEntry{Approve: true, DuplicateOf: wrong})
		wantCode(t, err, domain.Invalid)
	}
	rec, err := w.app.Review(w.ctx, w.who["erin"], two.ID, app.ReviewEntry{Approve: true, DuplicateOf: one.ID})
	if err != nil {
		t.Fatal(err)
	}
	counts, because := rec.Counts()
	if counts || len(because) != 1 || because[0] != domain.NotForDuplicate {
		t.Errorf("a duplicate counts=%v because %v", counts, because)
	}
	if n := w.total("dan", domain.MeasureActivities, domain.Filter{}); n != 1 {
		t.Errorf("approved = %d, want 1", n)
	}
}

func TestWhatDoesNotCountSaysWhy(t *testing.T) {
	w := newWorld(t)
	owner := w.put("chelsea", w.session())
	for name, c := range map[string]struct {
		mend func(*domain.Content)
		why  domain.NotCounted
	}{
		"under twenty minutes":    {func(c *domain.Content) { c.Minutes = 19 }, domain.NotForMinutes},
		"a partner's joint entry": {func(c *domain.Content) { c.JointOf = owner.ID }, domain.NotForJoint},
		"before the programme":    {func(c *domain.Content) { c.Date = 20210101 }, domain.NotForProgramme},
	} {
		t.Run(name, func(t *testing.T) {
			e := w.session()
			c.mend(&e.Content)
			w.put("chelsea", e)
			rec := w.approve("erin", e.ID)
			counts, because := rec.Counts()
			if counts || len(because) != 1 || because[0] != c.why {
				t.Errorf("counts=%v because %v, want %s", counts, because, c.why)
			}
		})
	}
	if n := w.total("dan", domain.MeasureActivities, domain.Filter{}); n != 0 {
		t.Errorf("approved and fit = %d, want 0", n)
	}
}

func TestVoidKeepsTheRecordOutOfEveryTotal(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("chelsea", e)
	w.approve("erin", e.ID)
	_, err := w.app.Void(w.ctx, w.who["chelsea"], e.ID, app.VoidEntry{Reason: "mistake", IfMatch: 0})
	wantCode(t, err, domain.Forbidden)
	_, err = w.app.Void(w.ctx, w.who["erin"], e.ID, app.VoidEntry{Reason: "", IfMatch: 0})
	wantCode(t, err, domain.Invalid)
	rec, err := w.app.Void(w.ctx, w.who["erin"], e.ID, app.VoidEntry{Reason: "mistake", IfMatch: 2})
	if err != nil || rec.Status != domain.Void {
		t.Fatalf("void: %s, %v", rec.Status, err)
	}
	if n := w.total("erin", domain.MeasureActivities, domain.Filter{}); n != 0 {
		t.Errorf("approved = %d, want 0", n)
	}
	_, err = w.app.Void(w.ctx, w.who["erin"], e.ID, app.VoidEntry{Reason: "mistake", IfMatch: 0})
	wantCode(t, err, domain.Gone)
	e.IfMatch, e.Content.Attendance = 3, 50
	_, err = w.app.PutActivity(w.ctx, w.who["chelsea"], e)
	wantCode(t, err, domain.Gone)
	_, err = w.app.Stats(w.ctx, w.who["erin"], domain.Question{Filter: domain.Filter{Statuses: []domain.Status{domain.Void}}})
	wantCode(t, err, domain.Invalid)
}

func TestAClosedMonthRefusesAndSaysWhoWhenAndWhy(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("chelsea", e)
	_, err := w.app.CloseMonth(w.ctx, w.who["bob"], 0, 202209, "季度关账")
	wantCode(t, err, domain.Forbidden)
	_, err = w.app.CloseMonth(w.ctx, w.who["bob"], 440000, 202301, "未来")
	wantCode(t, err, domain.Invalid)
	if _, err := w.app.CloseMonth(w.ctx, w.who["bob"], 440000, 202209, "季度关账"); err != nil {
		t.Fatal(err)
	}
	_, err = w.app.CloseMonth(w.ctx, w.who["bob"], 440000, 202209, "再关一次")
	wantCode(t, err, domain.PeriodClosed)

	_, err = w.app.Review(w.ctx, w.who["erin"], e.ID, app.ReviewEntry{Approve: true})
	wantCode(t, err, domain.PeriodClosed)
	refusal, _ := errors.AsType[*domain.Error](err)
	if refusal.Params["By"] != w.who["bob"].User.Name || refusal.Params["Reason"] != "季度关账" || refusal.Params["At"] == "" {
		t.Errorf("refusal tells %v", refusal.Params)
	}
	_, err = w.app.PutActivity(w.ctx, w.who["chelsea"], w.session())
	wantCode(t, err, domain.PeriodClosed)
	october, beijing := w.session(), w.session()
	october.Content.Date, beijing.Content.Area = 20221015, 110101
	w.put("chelsea", october)
	w.put("chelsea", beijing)
	october.IfMatch, october.Content.Date = 1, 20220930
	_, err = w.app.PutActivity(w.ctx, w.who["chelsea"], october)
	wantCode(t, err, domain.PeriodClosed)

	if _, err := w.app.OpenMonth(w.ctx, w.who["bob"], 440000, 202209, "补录"); err != nil {
		t.Fatal(err)
	}
	w.approve("erin", e.ID)
	list, err := w.app.Closings(w.ctx, w.who["bob"])
	if err != nil || len(list) != 1 || list[0].OpenedBecause != "补录" {
		t.Errorf("closings = %+v (%v), want the one with both reasons", list, err)
	}
	elsewhere := &app.Caller{User: domain.User{ID: "frank", Grants: []domain.Grant{{Role: domain.RoleManager, Areas: []domain.AreaCode{110000}}}}}
	if list, err := w.app.Closings(w.ctx, elsewhere); err != nil || len(list) != 0 {
		t.Errorf("a manager of Beijing sees %+v (%v), want none of Guangdong", list, err)
	}
	_, err = w.app.OpenMonth(w.ctx, w.who["bob"], 440000, 202209, "再开")
	wantCode(t, err, domain.NotFound)
}

func TestAReviewIsUndoneByItsReviewerSoonAfter(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("chelsea", e)
	w.approve("erin", e.ID)
	_, err := w.app.UndoReview(w.ctx, w.who["bob"], e.ID, 0)
	wantCode(t, err, domain.Forbidden)
	_, err = w.app.UndoReview(w.ctx, w.who["chelsea"], e.ID, 0)
	wantCode(t, err, domain.Forbidden)
	_, err = w.app.UndoReview(w.ctx, w.who["erin"], e.ID, 1)
	wantCode(t, err, domain.Conflict)
	rec, err := w.app.UndoReview(w.ctx, w.who["erin"], e.ID, 2)
	if err != nil || rec.Status != domain.Submitted || rec.Revision != 3 || rec.DecidedBy != "" {
		t.Fatalf("undone: %+v, %v", rec, err)
	}
	if n := w.total("erin", domain.MeasureActivities, domain.Filter{}); n != 0 {
		t.Errorf("approved = %d, want 0", n)
	}
	steps, err := w.app.History(w.ctx, w.who["erin"], e.ID)
	if err != nil || len(steps) != 3 || steps[1].Action != domain.ActionApprove || steps[2].Action != domain.ActionUndo || steps[2].Actor != w.who["erin"].User.ID {
		t.Errorf("history: %+v, %v", steps, err)
	}
	w.approve("bob", e.ID)
	w.clock = w.clock.Add(domain.UndoWithin + time.Millisecond)
	_, err = w.app.UndoReview(w.ctx, w.who["bob"], e.ID, 0)
	wantCode(t, err, domain.Conflict)
	if report, err := w.app.Check(w.ctx, nil); err != nil || len(report.Faults) > 0 {
		t.Errorf("check: %+v, %v", report.Faults, err)
	}
}

func TestAClosedMonthKeepsItsDecisions(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("chelsea", e)
	w.approve("erin", e.ID)
	if _, err := w.app.CloseMonth(w.ctx, w.who["erin"], 0, 202209, "季度关账"); err != nil {
		t.Fatal(err)
	}
	_, err := w.app.UndoReview(w.ctx, w.who["erin"], e.ID, 0)
	wantCode(t, err, domain.PeriodClosed)
}

// TestAClosedMonthKeepsWhatCountsInItWhileItsChangeWaitsElsewhere: the version that stands in a closed month is
// neither replaced, nor taken out, nor brought back by deciding on a change that lies in an open one.
func TestAClosedMonthKeepsWhatCountsInItWhileItsChangeWaitsElsewhere(t *testing.T) {
	september := domain.Filter{Period: domain.Period{From: 20220901, To: 20221001}, Areas: []domain.AreaCode{440000}}
	for name, move := range map[string]func(*domain.Content){
		"to another month": func(c *domain.Content) { c.Date = 20221010 },
		"to another area":  func(c *domain.Content) { c.Area = 110101 },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			moved := func() app.Entry {
				t.Helper()
				e := w.session()
				w.put("chelsea", e)
				w.approve("erin", e.ID)
				e.IfMatch = 2
				move(&e.Content)
				w.put("chelsea", e)
				return e
			}
			waits, undone, returned := moved(), moved(), moved()
			w.approve("erin", undone.ID)
			if _, err := w.app.CloseMonth(w.ctx, w.who["bob"], 440000, 202209, "季度关账"); err != nil {
				t.Fatal(err)
			}
			held := w.total("erin", domain.MeasureActivities, september)

			_, approved := w.app.Review(w.ctx, w.who["erin"], waits.ID, app.ReviewEntry{Approve: true, Text: "看过"})
			_, voided := w.app.Void(w.ctx, w.who["erin"], waits.ID, app.VoidEntry{Reason: "mistake"})
			_, undo := w.app.UndoReview(w.ctx, w.who["erin"], undone.ID, 0)
			for what, err := range map[string]error{"approve": approved, "void": voided, "undo": undo} {
				if got := domain.CodeOf(err); got != domain.PeriodClosed {
					t.Errorf("%s: %q (%v), want period_closed", what, got, err)
				}
			}
			if _, err := w.app.Review(w.ctx, w.who["erin"], returned.ID, app.ReviewEntry{Reason: "evidence"}); err != nil {
				t.Errorf("a return moves nothing that counts: %v", err)
			}
			waits.IfMatch, waits.Content.Attendance = 3, 46
			w.put("chelsea", waits)
			if n := w.total("erin", domain.MeasureActivities, september); n != held || held != 2 {
				t.Errorf("the closed month went from %d to %d, want 2", held, n)
			}
			if _, err := w.app.OpenMonth(w.ctx, w.who["bob"], 440000, 202209, "补录"); err != nil {
				t.Fatal(err)
			}
			w.approve("erin", waits.ID)
			if _, err := w.app.UndoReview(w.ctx, w.who["erin"], undone.ID, 0); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatARuleStopsIsApprovedOnlyWithAWordWhy(t *testing.T) {
	w := newWorld(t)
	early := w.send(func(c *domain.Content) { c.Date = 20210101 })
	twins := []domain.ID{w.send(func(c *domain.Content) { c.Place = "同处" }), w.send(func(c *domain.Content) { c.Place = "同处" })}
	for _, id := range append(twins, early) {
		_, err := w.app.Review(w.ctx, w.who["bob"], id, app.ReviewEntry{Approve: true, Text: " "})
		e, ok := errors.AsType[*domain.Error](err)
		if !ok || e.Code != domain.Invalid || e.Faults[0].Pointer != "/text" || len(e.Faults) < 2 {
			t.Errorf("%v", err)
		}
	}
	for _, e := range []app.ReviewEntry{{Approve: true, Text: "两场分别有签到表"}, {Approve: true, DuplicateOf: twins[0]}} {
		id := map[bool]domain.ID{true: twins[0], false: twins[1]}[e.DuplicateOf == ""]
		if rec, err := w.app.Review(w.ctx, w.who["bob"], id, e); err != nil || rec.Status != domain.Approved {
			t.Errorf("with a word: %v", err)
		}
	}
	_, err := w.app.Review(w.ctx, w.who["bob"], early, app.ReviewEntry{Approve: true, IfMatch: 7})
	wantCode(t, err, domain.Conflict)
	if rec, err := w.app.Review(w.ctx, w.who["bob"], w.send(), app.ReviewEntry{Approve: true}); err != nil || rec.Status != domain.Approved {
		t.Errorf("where nothing stops it: %v", err)
	}
}
