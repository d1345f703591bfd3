package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"outreach/app"
	"outreach/app/rehearsal"
	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/photofile"
)

// world is a ledger with everybody but fay in it.
type world struct {
	t      *testing.T
	ctx    context.Context
	app    *app.App
	clock  time.Time
	seq    int
	who    map[string]*app.Caller
	photos string // the folder that holds them
}

const password = rehearsal.Password

func newWorld(t *testing.T) *world {
	t.Helper()
	return worldOver(t, contract.NewModel())
}

// worldOver is a world over a store of its own, which it closes.
func worldOver(t *testing.T, store repository.Store) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), clock: time.Date(2022, 12, 31, 4, 0, 0, 0, time.UTC)}
	w.photos = t.TempDir()
	photos, err := photofile.Open(w.photos)
	if err != nil {
		t.Fatal(err)
	}
	w.app, w.who = rehearsal.Open(t, app.Parts{
		Store: store, Photos: photos, Now: func() time.Time { return w.clock }, Random: rand.NewChaCha8([32]byte{7}),
	}, rehearsal.Cast("alice", "bob", "chelsea", "dan", "erin"))
	return w
}

// id makes the next UUIDv7-shaped id.
func (w *world) id() domain.ID {
	w.seq++
	return domain.ID(fmt.Sprintf("01900000-0000-7000-8000-%012x", w.seq))
}

// session gives a submitted education session in Shenzhen that passes every rule.
func (w *world) session() app.Entry {
	return app.Entry{ID: w.id(), Status: domain.Submitted, Content: domain.Content{
		Kind: domain.KindSession, Programme: "xinghai", Title: "金融教育课堂", Date: 20220915, Minutes: 60, Area: 440303, Place: "桂园街道",
		Venue: "community", Delivery: domain.InPerson, Form: "lecture", Topics: []string{"telecom_fraud"}, Attendance: 45,
		CountBasis: domain.Counted, Organisations: []domain.Party{{Name: "某公司", Role: domain.RoleLead}},
	}}
}

func (w *world) put(who string, e app.Entry) domain.Activity {
	w.t.Helper()
	put, err := w.app.PutActivity(w.ctx, w.who[who], e)
	rec := put.Activity
	if err != nil {
		w.t.Fatal(err)
	}
	return rec
}

func (w *world) approve(who string, id domain.ID) domain.Activity {
	w.t.Helper()
	rec, err := w.app.Review(w.ctx, w.who[who], id, app.ReviewEntry{Approve: true, Text: "看过"})
	if err != nil {
		w.t.Fatal(err)
	}
	return rec
}

// total gives one measure over what a caller may see.
func (w *world) total(who string, m domain.Measure, f domain.Filter) int64 {
	w.t.Helper()
	s, err := w.app.Stats(w.ctx, w.who[who], domain.Question{Filter: f, Measures: []domain.Measure{m}})
	if err != nil {
		w.t.Fatal(err)
	}
	return s.Totals[0]
}

func wantCode(t *testing.T, err error, code domain.ErrorCode) {
	t.Helper()
	if got := domain.CodeOf(err); got != code {
		t.Fatalf("code = %q (%v), want %q", got, err, code)
	}
}
