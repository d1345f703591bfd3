package app_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/app"
	"outreach/domain"
)

// corrections gives what a caller's register of 2022 holds.
func (w *world) corrections(who string) []domain.Correction {
	w.t.Helper()
	var list []domain.Correction
	err := w.app.Source(w.who[who]).Corrections(w.ctx, domain.Filter{Period: domain.YearPeriod(2022)}, func(c domain.Correction) error {
		list = append(list, c)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func (w *world) edit(who string, e app.Entry, revision int64, heads domain.PersonTimes, place string) {
	w.t.Helper()
	e.IfMatch, e.Content.Attendance, e.Content.Place = revision, heads, place
	w.put(who, e)
}

func TestWhatChangedAfterApprovalIsRegistered(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	w.put("chelsea", e)
	w.edit("chelsea", e, 1, 46, e.Content.Place) // before anybody approved it
	w.approve("erin", e.ID)
	if list := w.corrections("erin"); len(list) > 0 {
		t.Fatalf("nothing was corrected yet: %+v", list)
	}
	w.edit("chelsea", e, 3, 50, e.Content.Place)
	w.edit("chelsea", e, 4, 52, "人民桥社区") // replaces the change that nobody approved
	pending := w.corrections("erin")
	w.approve("erin", e.ID)
	approved := w.corrections("erin")
	type line struct {
		Number                           int64
		Pointer, Before, After, Approver string
		Counts                           bool
	}
	lines := func(list []domain.Correction) (out []line) {
		for _, c := range list {
			if c.Activity != e.ID || c.Actor != "chelsea" || c.Date != e.Content.Date || c.Closed {
				t.Errorf("%+v", c)
			}
			out = append(out, line{c.Number, c.Pointer, c.Before, c.After, c.Approver, c.Counts})
		}
		return out
	}
	want := []line{{5, "/attendance", "46", "52", "", true}, {5, "/place", "桂园街道", "人民桥社区", "", false}}
	if diff := cmp.Diff(want, lines(pending)); diff != "" {
		t.Error(diff)
	}
	if _, err := w.app.UndoReview(w.ctx, w.who["erin"], e.ID, 0); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, lines(w.corrections("erin"))); diff != "" {
		t.Errorf("after the approval was undone: %s", diff)
	}
	w.approve("erin", e.ID)
	if diff := cmp.Diff(lines(approved), lines(w.corrections("erin"))); diff != "" {
		t.Errorf("approved again: %s", diff)
	}
	want[0].Approver, want[1].Approver = "erin", "erin"
	if diff := cmp.Diff(want, lines(approved)); diff != "" {
		t.Error(diff)
	}
}

func TestARegisterOfCorrectionsKeepsToGrantsAndStops(t *testing.T) {
	w := newWorld(t)
	e := w.session()
	e.Content.Area = 330106 // outside Guangdong
	w.put("chelsea", e)
	w.approve("erin", e.ID)
	w.edit("chelsea", e, 2, 50, e.Content.Place)
	if list := w.corrections("bob"); len(list) > 0 {
		t.Errorf("another province's manager sees %+v", list)
	}
	if list := w.corrections("dan"); len(list) > 0 {
		t.Errorf("an author sees what nobody has approved: %+v", list)
	}
	if list := w.corrections("erin"); len(list) != 1 {
		t.Errorf("%d corrections, want 1", len(list))
	}
	stop := errors.New("enough")
	err := w.app.Source(w.who["erin"]).Corrections(w.ctx, domain.Filter{}, func(domain.Correction) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("%v, want what each gave", err)
	}
}

func TestFindingsAreThoseOfTheRuleBook(t *testing.T) {
	w := newWorld(t)
	bad := w.session().Content
	bad.Attendance, bad.Minutes = 0, 0
	good := w.session().Content
	src := w.app.Source(w.who["erin"])
	if got := src.Findings(&good); len(got) > 0 {
		t.Errorf("a record that passes: %v", got)
	}
	if got := src.Findings(&bad); len(got) == 0 {
		t.Error("nothing found in a record without minutes and people")
	}
}

// TestTheRegisterOfAMonthHoldsWhatLeftIt: a month's sheet lists the change that took a record out of it, once, as the
// sheets of the month it went to and of both do.
func TestTheRegisterOfAMonthHoldsWhatLeftIt(t *testing.T) {
	w := newWorld(t)
	e, stays := w.session(), w.session()
	for _, each := range []*app.Entry{&e, &stays} {
		w.put("chelsea", *each)
		w.approve("erin", each.ID)
	}
	w.edit("chelsea", stays, 2, 50, stays.Content.Place)
	e.IfMatch, e.Content.Date = 2, 20221010
	w.put("chelsea", e)
	w.approve("erin", e.ID)
	for name, c := range map[string]struct {
		f    domain.Filter
		want []string
	}{
		"where it was":   {domain.Filter{Period: domain.Period{From: 20220901, To: 20221001}}, []string{"/attendance", "/date"}},
		"where it is":    {domain.Filter{Period: domain.Period{From: 20221001, To: 20221101}}, []string{"/date"}},
		"both":           {domain.Filter{Period: domain.YearPeriod(2022)}, []string{"/date", "/attendance"}},
		"neither":        {domain.Filter{Period: domain.Period{From: 20220801, To: 20220901}}, nil},
		"another place":  {domain.Filter{Period: domain.Period{From: 20220901, To: 20221001}, Areas: []domain.AreaCode{330000}}, nil},
		"without bounds": {domain.Filter{}, []string{"/date", "/attendance"}},
	} {
		var got []string
		err := w.app.Source(w.who["erin"]).Corrections(w.ctx, c.f, func(c domain.Correction) error {
			got = append(got, c.Pointer)
			return nil
		})
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
}
