package app_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"outreach/app"
	"outreach/configs"
	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/photofile"
)

// heard is a store that tells which keys attempts were counted under.
type heard struct {
	repository.Store
	keys []string
}

func (h *heard) Attempts(ctx context.Context, key string, since domain.Instant) (int, error) {
	h.keys = append(h.keys, key)
	return h.Store.Attempts(ctx, key, since)
}

// beside is a world in another process over the same store and photos, a while later.
func (w *world) beside(store repository.Store) *world {
	w.t.Helper()
	catalogue, err := configs.WholeCatalogue()
	if err != nil {
		w.t.Fatal(err)
	}
	photos, err := photofile.Open(w.photos)
	if err != nil {
		w.t.Fatal(err)
	}
	other := &world{t: w.t, ctx: w.ctx, clock: w.clock, who: w.who, photos: w.photos}
	other.app, err = app.New(w.ctx, app.Parts{
		Store: store, Photos: photos, Catalogue: catalogue, Now: func() time.Time { return other.clock }, Random: rand.NewChaCha8([32]byte{8}),
		Settings: app.Settings{SessionIdle: time.Hour, SessionAbsolute: 8 * time.Hour, SignInAttempts: 5, SignInWindow: 10 * time.Minute, PhotosPerHour: 20},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return other
}

func TestWhatIsLimitedIsCountedByAllProcessesTogether(t *testing.T) {
	store := &heard{Store: contract.NewModel()}
	a := worldOver(t, store)
	b := a.beside(store)
	const attacker = "203.0.113.9"
	for n := range 5 { // in turns
		w := []*world{a, b}[n%2]
		_, _, err := w.app.SignIn(w.ctx, []string{"chelsea", "nobody"}[n%2], "wrong password", attacker)
		wantCode(t, err, domain.Unauthenticated)
	}
	for _, w := range []*world{a, b} {
		_, _, err := w.app.SignIn(w.ctx, "chelsea", password, attacker)
		wantCode(t, err, domain.RateLimited)
		_, err = w.app.Redeem(w.ctx, "guess", password, attacker)
		wantCode(t, err, domain.RateLimited)
		if _, _, err := w.app.SignIn(w.ctx, "chelsea", password, "192.0.2.7"); err != nil {
			t.Errorf("from a clean address: %v", err)
		}
	}
	for _, key := range store.keys {
		if len(key) != 64 || strings.Contains(key, attacker) {
			t.Errorf("counted under %q", key)
		}
	}
	store.keys = nil
	if _, _, err := b.app.SignIn(b.ctx, "bob", password, "192.0.2.8"); err != nil || len(store.keys) != 1 {
		t.Errorf("%d reads more for a sign-in that succeeds, %v", len(store.keys), err)
	}

	for seed := range uint8(20) {
		[]*world{a, b}[seed%2].photograph("chelsea", seed)
	}
	sha256, body := picture(t, 20, 64, 48)
	for _, w := range []*world{a, b} {
		_, _, err := w.app.PutPhoto(w.ctx, w.who["chelsea"], sha256, body)
		wantCode(t, err, domain.RateLimited)
	}
	b.clock = b.clock.Add(61 * time.Minute)
	if _, outcome, err := b.app.PutPhoto(b.ctx, b.who["chelsea"], sha256, body); err != nil || outcome != app.Created {
		t.Errorf("an hour later: %v, %v", outcome, err)
	}
}
