package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"outreach/app"
	"outreach/configs"
	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/photofile"
)

// world is a ledger with four people: alice keeps it, bob manages Guangdong, chelsea volunteers, dan
// writes the annual report; erin manages everything.
type world struct {
	t      *testing.T
	ctx    context.Context
	app    *app.App
	clock  time.Time
	seq    int
	who    map[string]*app.Caller
	photos string // the folder that holds them
}

const password = "correct horse 电池"

func newWorld(t *testing.T) *world {
	t.Helper()
	return worldOver(t, contract.NewModel())
}

// worldOver is a world over a store of its own, which it closes.
func worldOver(t *testing.T, store repository.Store) *world {
	t.Helper()
	catalogue, err := configs.WholeCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := configs.Rules()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, ctx: t.Context(), clock: time.Date(2022, 12, 31, 4, 0, 0, 0, time.UTC), who: map[string]*app.Caller{}}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	w.photos = t.TempDir()
	photos, err := photofile.Open(w.photos)
	if err != nil {
		t.Fatal(err)
	}
	w.app, err = app.New(w.ctx, app.Parts{
		Store: store, Photos: photos, Catalogue: catalogue, Rules: rules, Now: func() time.Time { return w.clock }, Random: rand.NewChaCha8([32]byte{7}),
		Settings: app.Settings{
			SessionIdle: time.Hour, SessionAbsolute: 8 * time.Hour, InviteLife: time.Hour, SignInAttempts: 5, SignInWindow: 10 * time.Minute, PhotosPerHour: 20, BatchLimit: 500,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for login, grants := range map[string][]domain.Grant{
		"alice":   {{Role: domain.RoleAdmin}},
		"bob":     {{Role: domain.RoleManager, Areas: []domain.AreaCode{440000}}},
		"chelsea": {{Role: domain.RoleVolunteer}},
		"dan":     {{Role: domain.RoleAuthor}},
		"erin":    {{Role: domain.RoleManager}},
	} {
		u, err := w.app.AddUser(w.ctx, app.UserEntry{Login: login, Name: login, Grants: grants}, password)
		if err != nil {
			t.Fatal(err)
		}
		w.who[login] = &app.Caller{User: u}
	}
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
	rec, err := w.app.Review(w.ctx, w.who[who], id, app.ReviewEntry{Approve: true})
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
