package app_test

import (
	"errors"
	"testing"

	"outreach/app"
	"outreach/domain"
	"outreach/repository"
)

func TestTheSameWriteAgainIsTheSameAnswer(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	first := w.put("chelsea", e)
	for range 3 {
		put, err := w.app.PutActivity(w.ctx, w.who["chelsea"], e)
		again, outcome := put.Activity, put.Outcome
		if err != nil || outcome != app.Same || again.Revision != first.Revision {
			t.Fatalf("again: %v, %v, revision %d; want the same record", err, outcome, again.Revision)
		}
	}
	if n := w.total("erin", domain.MeasureActivities, domain.Filter{Statuses: []domain.Status{domain.Submitted}}); n != 1 {
		t.Errorf("submitted = %d, want 1", n)
	}
}

func TestALateRepeatAfterADecisionChangesNothing(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("chelsea", e)
	if _, err := w.app.Review(w.ctx, w.who["erin"], e.ID, app.ReviewEntry{Reason: "incomplete"}); err != nil {
		t.Fatal(err)
	}
	put, err := w.app.PutActivity(w.ctx, w.who["chelsea"], e)
	rec, outcome := put.Activity, put.Outcome
	if err != nil || outcome != app.Same || rec.Status != domain.Returned {
		t.Fatalf("late repeat: %v, %v, %s; want the returned record", err, outcome, rec.Status)
	}
	resend := e
	resend.IfMatch = rec.Revision
	put, err = w.app.PutActivity(w.ctx, w.who["chelsea"], resend)
	rec, outcome = put.Activity, put.Outcome
	if err != nil || outcome != app.Changed || rec.Status != domain.Submitted {
		t.Fatalf("resend of what was looked at: %v, %v, %s; want submitted again", err, outcome, rec.Status)
	}
}

func TestOtherContentWithoutTheRevisionIsAConflictWithBothVersions(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("chelsea", e)
	other := e
	other.Content.Attendance = 46
	for _, match := range []int64{0, 7} {
		other.IfMatch = match
		_, err := w.app.PutActivity(w.ctx, w.who["chelsea"], other)
		wantCode(t, err, domain.Conflict)
		lost, ok := errors.AsType[*app.ConflictError](err)
		if !ok || lost.Stored.Attendance != 45 || lost.Sent.Content.Attendance != 46 {
			t.Fatalf("conflict = %+v, want both versions", lost)
		}
	}
	other.IfMatch = 1
	rec := w.put("chelsea", other)
	if rec.Revision != 2 || rec.Attendance != 46 {
		t.Fatalf("with the revision: %d, %d; want 2, 46", rec.Revision, rec.Attendance)
	}
	put, err := w.app.PutActivity(w.ctx, w.who["chelsea"], other)
	again, outcome := put.Activity, put.Outcome
	if err != nil || outcome != app.Same || again.Revision != 2 {
		t.Fatalf("the edit again: %v, %v, %d; want the same answer", err, outcome, again.Revision)
	}
}

func TestASubmitNamesEveryFaultAtOnceAndWritesNothing(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	e.Content.Title, e.Content.Attendance, e.Content.Form = "", 0, "seance"
	_, err := w.app.PutActivity(w.ctx, w.who["chelsea"], e)
	wantCode(t, err, domain.Invalid)
	refusal, _ := errors.AsType[*domain.Error](err)
	if len(refusal.Faults) != 3 {
		t.Fatalf("faults = %v, want three", refusal.Faults)
	}
	_, err = w.app.Activity(w.ctx, w.who["erin"], e.ID)
	wantCode(t, err, domain.NotFound)
	e.Status = domain.Draft
	if rec := w.put("chelsea", e); rec.Status != domain.Draft {
		t.Errorf("a draft may be unfinished; got %s", rec.Status)
	}
}

func TestShapesThatNeverPass(t *testing.T) {
	w := newWorld(t)
	for name, mend := range map[string]func(*app.Entry){
		"an id of another version":   func(e *app.Entry) { e.ID = "01900000-0000-4000-8000-000000000001" },
		"a status only review gives": func(e *app.Entry) { e.Status = domain.Approved },
		"a draft in no real area":    func(e *app.Entry) { e.Status, e.Content.Area = domain.Draft, 999999 },
	} {
		t.Run(name, func(t *testing.T) {
			e := w.session()
			mend(&e)
			_, err := w.app.PutActivity(w.ctx, w.who["chelsea"], e)
			wantCode(t, err, domain.Invalid)
		})
	}
	e := w.session()
	e.IfMatch = 3
	_, err := w.app.PutActivity(w.ctx, w.who["chelsea"], e)
	wantCode(t, err, domain.NotFound)
}

func TestPeopleRecordOnlyWhereTheirGrantsReach(t *testing.T) {
	w := newWorld(t)
	beijing := w.session()
	beijing.Content.Area = 110101
	_, err := w.app.PutActivity(w.ctx, w.who["bob"], beijing)
	wantCode(t, err, domain.Forbidden)
	_, err = w.app.PutActivity(w.ctx, w.who["dan"], w.session())
	wantCode(t, err, domain.Forbidden)

	e := w.session()
	w.put("chelsea", e)
	e.IfMatch, e.Content.Attendance = 1, 50
	w.who["mallory"] = &app.Caller{User: domain.User{ID: "mallory", Grants: []domain.Grant{{Role: domain.RoleVolunteer}}}}
	_, err = w.app.PutActivity(w.ctx, w.who["mallory"], e)
	wantCode(t, err, domain.Forbidden)
	if rec := w.put("bob", e); rec.Author != w.who["chelsea"].User.ID || rec.Attendance != 50 {
		t.Errorf("a manager's correction changed the author to %s", rec.Author)
	}
}

func TestABatchGivesEveryEntryItsOwnFate(t *testing.T) {
	w := newWorld(t)
	good, bad, twice := w.session(), w.session(), w.session()
	bad.Content.Attendance = 0
	other := twice
	other.Content.Attendance = 99
	results, err := w.app.PutBatch(w.ctx, w.who["chelsea"], []app.Entry{good, bad, twice, twice, other})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range results {
		got = append(got, string(r.Outcome)+string(domain.CodeOf(r.Err)))
	}
	want := []string{"created", "invalid", "created", "same", "conflict"}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("results = %v, want %v", got, want)
		}
	}
	_, err = w.app.PutBatch(w.ctx, w.who["chelsea"], make([]app.Entry, 501))
	wantCode(t, err, domain.TooLarge)
}

func TestAnEditAfterApprovalWaitsWhileTheApprovedOneCounts(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("chelsea", e)
	w.approve("erin", e.ID)
	e.Content.Attendance, e.IfMatch = 60, 2
	w.put("chelsea", e)
	if n := w.total("dan", domain.MeasureAttendance, domain.Filter{}); n != 45 {
		t.Errorf("approved attendance while the edit waits = %d, want 45", n)
	}
	seen, err := w.app.Activity(w.ctx, w.who["dan"], e.ID)
	if err != nil || seen.Attendance != 45 || seen.Status != domain.Approved {
		t.Errorf("an author sees %d %s (%v), want the approved version", seen.Attendance, seen.Status, err)
	}
	w.approve("erin", e.ID)
	if n := w.total("dan", domain.MeasureAttendance, domain.Filter{}); n != 60 {
		t.Errorf("approved attendance after the decision = %d, want 60", n)
	}
}

func TestHistoryTellsEachStepFieldByField(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("chelsea", e)
	e.IfMatch, e.Content.Attendance, e.Content.Materials = 1, 50, 20
	w.put("chelsea", e)
	w.approve("erin", e.ID)
	steps, err := w.app.History(w.ctx, w.who["chelsea"], e.ID)
	if err != nil || len(steps) != 3 {
		t.Fatalf("steps = %d (%v), want 3", len(steps), err)
	}
	want := []app.Change{{Pointer: "/attendance", Before: 45.0, After: 50.0}, {Pointer: "/materials", Before: nil, After: 20.0}}
	if got := steps[1].Changes; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("changes = %v, want %v", got, want)
	}
	if got := steps[2].Changes; len(got) != 1 || got[0].Pointer != "/status" || steps[2].Actor != w.who["erin"].User.ID {
		t.Errorf("the approval changed %v by %s", got, steps[2].Actor)
	}
	_, err = w.app.History(w.ctx, w.who["dan"], w.put("chelsea", w.session()).ID)
	wantCode(t, err, domain.NotFound)
}

func TestListsHoldOnlyWhatGrantsAllow(t *testing.T) {
	w := newWorld(t)
	here, there := w.session(), w.session()
	there.Content.Area = 110101
	w.put("chelsea", here)
	w.put("erin", there)
	for who, want := range map[string]int64{"alice": 2, "bob": 1, "chelsea": 1, "dan": 0, "erin": 2} {
		list, err := w.app.ListActivities(w.ctx, w.who[who], domain.Filter{}, repository.Page{Limit: 10})
		if err != nil || list.Total != want || int64(len(list.Items)) != want {
			t.Errorf("%s sees %d of %d (%v), want %d", who, len(list.Items), list.Total, err, want)
		}
	}
	_, err := w.app.ListActivities(w.ctx, w.who["erin"], domain.Filter{Period: domain.Period{From: 20220201, To: 20220101}}, repository.Page{Limit: 10})
	wantCode(t, err, domain.Invalid)
}
