package app_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"outreach/app"
	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/photofile"
)

var errCut = errors.New("cut")

// cut is a store that fails for good after so many writes.
type cut struct {
	repository.Store
	left int
}

func (c *cut) InTx(ctx context.Context, change repository.Change) error {
	if c.left--; c.left < 0 {
		return errCut
	}
	return c.Store.InTx(ctx, change)
}

func (c *cut) InTxs(ctx context.Context, changes []repository.Change) []error {
	errs := make([]error, len(changes))
	for i, change := range changes {
		errs[i] = c.InTx(ctx, change)
	}
	return errs
}

// lived fills a store with records in every state, people, closings, entries, photos and their audit entries.
func lived(t *testing.T, p app.Place) {
	t.Helper()
	ctx := t.Context()
	do := func(change repository.Change) {
		t.Helper()
		if err := p.Store.InTx(ctx, change); err != nil {
			t.Fatal(err)
		}
	}
	move := func(a domain.Activity, action domain.Action, next domain.Activity, err error) domain.Activity {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		do(contract.Put(&a, next, action))
		return next
	}
	for n := range 12 {
		a := contract.Session(contract.ID(n))
		do(contract.Put(nil, a, domain.ActionCreate))
		for step := range n % 6 {
			switch step {
			case 0, 3:
				next, err := contract.Approved(a)
				a = move(a, domain.ActionApprove, next, err)
			case 1:
				v := a.Version
				v.Status, v.Attendance = domain.Submitted, 99
				next, err := a.Edited(v, a.UpdatedAt+1)
				a = move(a, domain.ActionEdit, next, err)
			case 2:
				next, err := contract.Returned(a)
				a = move(a, domain.ActionReturn, next, err)
				v := a.Version
				v.Status, v.Attendance = domain.Submitted, 100
				next, err = a.Edited(v, a.UpdatedAt+1)
				a = move(a, domain.ActionEdit, next, err)
			default:
				next, err := a.Voided("mistake", "twice", "boss", a.UpdatedAt+1)
				a = move(a, domain.ActionVoid, next, err)
			}
		}
	}
	body := []byte("a picture")
	for _, size := range []domain.PhotoSize{domain.PhotoFull, domain.PhotoThumb} {
		if err := p.Photos.Put(ctx, domain.Digest(body), size, body); err != nil {
			t.Fatal(err)
		}
	}
	for revision := range int64(3) {
		do(func(ctx context.Context, tx repository.Tx) error {
			return errors.Join(
				tx.PutUser(ctx, domain.User{ID: "u", Login: "li", Revision: revision + 1}),
				tx.PutPreset(ctx, domain.Preset{ID: contract.ID(7), Owner: "u", Kind: domain.PresetExport, Name: "\u6708", Body: []byte("{}"), Revision: revision + 1}),
				tx.PutPass(ctx, domain.Pass{Hash: "h", Kind: domain.PassToken, ID: "p", User: "u", Preset: contract.ID(7)}),
				tx.PutAttempt(ctx, domain.Attempt{Key: "k", At: 1}, 0),
				tx.PutEntry(ctx, repository.Entry{List: "programme", Code: "x", Body: []byte("{}"), Revision: revision + 1}),
				tx.PutClosing(ctx, domain.Closing{Month: 202101, At: domain.Instant(revision + 1), By: "u", OpenedAt: 5}),
				tx.Log(ctx, domain.Event{At: 1, Actor: "u", Action: "user.put", Note: "\U00020BB7"}),
			)
		})
	}
	do(func(ctx context.Context, tx repository.Tx) error {
		return tx.PutJob(ctx, domain.Job{ID: contract.ID(800), Kind: domain.JobExport, Owner: "u", State: domain.JobDone, Revision: 1}) // stays behind
	})
	do(func(ctx context.Context, tx repository.Tx) error {
		return tx.PutPhoto(ctx, domain.Photo{SHA256: domain.Digest(body), User: "u", At: 3, Bytes: 9, Width: 4, Height: 3})
	})
}

func emptyPlace(t *testing.T) app.Place {
	t.Helper()
	photos, err := photofile.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return app.Place{Store: contract.NewModel(), Photos: photos}
}

func dump(t *testing.T, p app.Place) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Dump(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A migration that is cut after any write goes on where it was, and ends with the same bytes.
func TestAMigrationCutAnywhereGoesOn(t *testing.T) {
	from := emptyPlace(t)
	lived(t, from)
	want := dump(t, from)
	if !bytes.Contains(want, []byte(`["preset",`)) || bytes.Contains(want, []byte(contract.ID(800))) {
		t.Error("presets move, jobs do not")
	}
	for writes := 0; ; writes++ {
		to := emptyPlace(t)
		_, err := app.Migrate(t.Context(), from, app.Place{Store: &cut{to.Store, writes}, Photos: to.Photos}, func(int64, int64) {})
		if err != nil && !errors.Is(err, errCut) {
			t.Fatalf("cut after %d writes: %v", writes, err)
		}
		through := err == nil
		if _, err := app.Migrate(t.Context(), from, to, func(int64, int64) {}); err != nil {
			t.Fatalf("after a cut at write %d: %v", writes, err)
		}
		if !bytes.Equal(dump(t, to), want) {
			t.Fatalf("cut after %d writes: the dumps differ", writes)
		}
		if !through {
			continue
		}
		if writes < 20 {
			t.Errorf("only %d writes", writes)
		}
		return
	}
}

func TestAMigrationIntoSomethingElseIsAConflict(t *testing.T) {
	from, to := emptyPlace(t), emptyPlace(t)
	lived(t, from)
	if err := to.Store.InTx(t.Context(), contract.Put(nil, contract.Session(contract.ID(500)), domain.ActionCreate)); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Migrate(t.Context(), from, to, func(int64, int64) {}); domain.CodeOf(err) != domain.Conflict {
		t.Error(err)
	}
}
