package domain_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
)

func luohu() domain.Placement {
	return domain.Placement{Area: 440303, Name: "Luohu", City: 440300, Province: 440000}
}

func TestClosingLocksItsMonthAndEverythingBelowItsArea(t *testing.T) {
	for _, area := range []domain.AreaCode{0, 440000, 440300, 440303} {
		c := domain.Closing{Month: 202209, Area: area}
		if !c.Locks(20220901, luohu()) || !c.Locks(20220930, luohu()) {
			t.Errorf("%s does not lock its month", area)
		}
		if c.Locks(20220831, luohu()) || c.Locks(20221001, luohu()) {
			t.Errorf("%s locks other months", area)
		}
		if opened := (domain.Closing{Month: 202209, Area: area, OpenedAt: 1}); opened.Closed() || opened.Locks(20220901, luohu()) {
			t.Errorf("%s locks after it was opened again", area)
		}
	}
	for _, area := range []domain.AreaCode{440304, 440100, 460000} {
		if (domain.Closing{Month: 202209, Area: area}).Locks(20220901, luohu()) {
			t.Errorf("%s locks Luohu", area)
		}
	}
	if (domain.Closing{Month: 202209, Area: 440300}).Locks(20220901, domain.Placement{Area: 469001, Province: 460000}) {
		t.Error("a city locks a county that has none")
	}
}

func TestClosingRefusalSaysWhoWhenAndWhy(t *testing.T) {
	c := domain.Closing{Month: 202209, Area: 440300, By: "wang", At: domain.At(time.Date(2022, 10, 8, 1, 30, 0, 0, time.UTC)), Reason: "reported"}
	err := c.Refusal()
	want := map[string]any{"Month": "2022-09", "Area": "440300", "By": "wang", "At": "2022-10-08 09:30", "Reason": "reported"}
	if diff := cmp.Diff(want, err.Params); diff != "" || err.Code != domain.PeriodClosed || err.Key != "error.period_closed.month" {
		t.Errorf("%v %s", err, diff)
	}
}
