package app_test

import (
	"strconv"
	"testing"
	"time"

	"outreach/domain"
	"outreach/repository"
)

func TestRefusedSignInsAreCountedFromADayAgoUntilNow(t *testing.T) {
	w := newWorld(t)
	refused := func(logins ...string) {
		t.Helper()
		for _, login := range logins {
			w.seq++ // an address of its own each
			_, _, err := w.app.SignIn(w.ctx, login, "wrong password", "192.0.2."+strconv.Itoa(w.seq))
			wantCode(t, err, domain.Unauthenticated)
		}
	}
	refused("bob")
	w.clock = w.clock.Add(time.Millisecond)
	refused("bob")
	w.clock = w.clock.Add(24 * time.Hour)
	refused("bob", "nobody", "chelsea")
	s, err := w.app.State(w.ctx, w.who["alice"])
	if err != nil {
		t.Fatal(err)
	}
	w.clock = w.clock.Add(time.Millisecond)
	refused("bob")
	f := repository.EventFilter{Action: "session.refuse", From: s.Since.Time(), To: s.Until.Time()}
	list, err := w.app.Events(w.ctx, w.who["alice"], f, repository.Page{Limit: 10})
	if err != nil || s.Refused != 3 || list.Total != s.Refused {
		t.Errorf("%d counted, %d listed, %v; want 3", s.Refused, list.Total, err)
	}
}
