package app_test

import (
	"errors"
	"fmt"
	"testing"

	"outreach/app"
	"outreach/domain"
	"outreach/repository/contract"
)

// repeats approves a record as the duplicate of another.
func (w *world) repeats(who string, id, of domain.ID) error {
	_, err := w.app.Review(w.ctx, w.who[who], id, app.ReviewEntry{Approve: true, DuplicateOf: of})
	return err
}

func TestAnEventCountsOnceHoweverItsRecordsAreMarked(t *testing.T) {
	w := newWorld(t)
	beijing := func(c *domain.Content) { c.Area = 110105 }
	one, two, third, draft, gone, away := w.send(), w.send(), w.send(), w.send(), w.send(), w.send(beijing)
	if _, err := w.app.Void(w.ctx, w.who["erin"], gone, app.VoidEntry{Reason: "mistake"}); err != nil {
		t.Fatal(err)
	}
	back := w.session()
	back.ID, back.IfMatch, back.Status, back.Content.Place = draft, 1, domain.Draft, "别处"
	w.put("chelsea", back)
	if err := w.repeats("bob", one, two); err != nil { // while the other waits
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		id, of domain.ID
		key    string
	}{
		"itself":                {two, two, "fault.duplicate_of"},
		"one that is not":       {two, w.id(), "fault.duplicate_of"},
		"one of elsewhere":      {two, away, "fault.duplicate_of"},
		"a void one":            {two, gone, "fault.duplicate_of.status"},
		"a draft":               {two, draft, "fault.duplicate_of.status"},
		"its own duplicate":     {two, one, "fault.duplicate_of.itself"},
		"another's duplicate":   {third, one, "fault.duplicate_of.itself"},
		"something not an id":   {two, "x", "fault.duplicate_of"},
		"a void one's likeness": {gone, two, ""},
	} {
		err := w.repeats("bob", c.id, c.of)
		e, ok := errors.AsType[*domain.Error](err)
		if c.key == "" {
			wantCode(t, err, domain.Gone)
		} else if !ok || e.Code != domain.Invalid || len(e.Faults) != 1 || e.Faults[0].Pointer != "/duplicate_of" || e.Faults[0].Key != c.key {
			t.Errorf("%s: %v, want %s", what, err, c.key)
		}
	}
	w.approve("bob", two)
	if n := w.total("dan", domain.MeasureActivities, domain.Filter{}); n != 1 {
		t.Errorf("one event counts %d times", n)
	}
}

func TestWhatOthersCountThroughIsNotVoided(t *testing.T) {
	w := newWorld(t)
	one, two := w.send(), w.send()
	if err := w.repeats("bob", two, one); err != nil {
		t.Fatal(err)
	}
	for who, named := range map[string]string{"bob": string(two), "chelsea": string(two)} {
		_, err := w.app.Void(w.ctx, w.who[who], one, app.VoidEntry{Reason: "mistake"})
		e, ok := errors.AsType[*domain.Error](err)
		if !ok || e.Code != domain.Conflict || e.Key != "error.void.original" || e.Params["Count"] != 1 || e.Params["Records"] != named {
			t.Errorf("%s: %v", who, err)
		}
	}
	_, err := w.app.Void(w.ctx, w.who["dan"], two, app.VoidEntry{Reason: "mistake"})
	wantCode(t, err, domain.Forbidden)
	w.approve("bob", one)
	e := w.session() // the duplicate is sent again, and still counts through the other until somebody decides
	e.ID, e.IfMatch, e.Content.Place = two, 2, "另一处"
	w.put("chelsea", e)
	_, err = w.app.Void(w.ctx, w.who["bob"], one, app.VoidEntry{Reason: "mistake"})
	wantCode(t, err, domain.Conflict)
	w.approve("bob", two)
	if _, err := w.app.Void(w.ctx, w.who["bob"], one, app.VoidEntry{Reason: "mistake"}); err != nil {
		t.Error(err)
	}
	if n := w.total("dan", domain.MeasureActivities, domain.Filter{}); n != 1 {
		t.Errorf("one event counts %d times", n)
	}
}

func TestAnUndoneDecisionClosesNoCircle(t *testing.T) {
	w := newWorld(t)
	one, two := w.send(), w.send()
	if err := w.repeats("bob", one, two); err != nil {
		t.Fatal(err)
	}
	e := w.session()
	e.ID, e.IfMatch, e.Content.Place = one, 2, "另一处"
	w.put("chelsea", e)
	w.approve("bob", one) // as one that counts on its own
	if err := w.repeats("bob", two, one); err != nil {
		t.Fatal(err)
	}
	_, err := w.app.UndoReview(w.ctx, w.who["bob"], one, 0)
	if e, ok := errors.AsType[*domain.Error](err); !ok || e.Code != domain.Conflict || e.Key != "error.undo.duplicate" {
		t.Errorf("%v", err)
	}
	for _, id := range []domain.ID{two, one} {
		if _, err := w.app.UndoReview(w.ctx, w.who["bob"], id, 0); err != nil {
			t.Error(err)
		}
	}
}

// TestCheckNamesDuplicatesThatCountNowhere: ledgers of before may hold some.
func TestCheckNamesDuplicatesThatCountNowhere(t *testing.T) {
	store := contract.NewModel()
	w := worldOver(t, store)
	put := func(n int, of domain.ID, void bool) {
		t.Helper()
		a := contract.Session(contract.ID(n), func(a *domain.Activity) { a.Author = "li" })
		if err := store.InTx(w.ctx, contract.Put(nil, a, domain.ActionCreate)); err != nil {
			t.Fatal(err)
		}
		d := domain.Decision{Approve: true, DuplicateOf: of, By: "wang", At: a.UpdatedAt + 1}
		after, err := a.Decided(d, func(a *domain.Activity) domain.Verdict { return domain.Verdict{Fit: a.DuplicateOf == ""} })
		if void {
			after, err = a.Voided("mistake", "", "wang", a.UpdatedAt+1)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := store.InTx(w.ctx, contract.Put(&a, after, domain.ActionApprove)); err != nil {
			t.Fatal(err)
		}
	}
	put(1, contract.ID(2), false)
	put(2, contract.ID(1), false)
	put(3, "", true)
	put(4, contract.ID(3), false)
	put(5, contract.ID(99), false)
	put(6, contract.ID(4), false)
	put(7, "", false)
	put(8, contract.ID(7), false)
	report, err := w.app.Check(w.ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, f := range report.Faults {
		if f.Kind != "duplicate" {
			t.Errorf("%+v", f)
		}
		named[f.Subject] = true
	}
	want := map[string]bool{}
	for _, n := range []int{1, 2, 4, 6} {
		want[string(contract.ID(n))] = true
	}
	if fmt.Sprint(named) != fmt.Sprint(want) {
		t.Errorf("named %v, want %v", named, want)
	}
}
