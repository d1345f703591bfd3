package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"outreach/domain"
	"outreach/repository"
)

// moveBatch is how many changes, or audit entries, go in one commit.
const moveBatch = 200

// Migrate copies everything that a ledger holds, but jobs, to an empty place, or goes on where it was cut before, and compares
// both by their canonical dumps. Nobody may write to either meanwhile. show hears how many records are copied.
// It gives the dumps' common SHA-256; Conflict where the place holds, or now holds, something else.
func Migrate(ctx context.Context, from, to Place, show func(done, total int64)) (digest string, err error) {
	m := mover{from, to, show}
	for _, step := range []func(context.Context) error{m.people, m.ledger, m.files, m.records, m.photos, m.events} {
		if err := step(ctx); err != nil {
			return "", err
		}
	}
	held, err := from.digest(ctx)
	if err != nil {
		return "", err
	}
	copied, err := to.digest(ctx)
	if err == nil && held != copied {
		err = domain.Refuse(domain.Conflict, "error.conflict.migration")
	}
	return held, err
}

func (p Place) digest(ctx context.Context) (string, error) {
	sum := sha256.New()
	err := p.Dump(ctx, sum)
	return hex.EncodeToString(sum.Sum(nil)), err
}

type mover struct {
	from, to Place
	show     func(done, total int64)
}

// people copies users, revision by revision as a store wants them, with their presets and passes.
func (m mover) people(ctx context.Context) error {
	users, err := m.from.Store.Users(ctx)
	if err != nil {
		return err
	}
	for _, u := range users {
		held, err := m.to.Store.User(ctx, u.ID)
		if err != nil && !missing(err) {
			return err
		}
		err = m.to.Store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
			for next := held.Revision + 1; next <= u.Revision; next++ {
				step := u
				step.Revision = next
				if err := tx.PutUser(ctx, step); err != nil {
					return err
				}
			}
			return errors.Join(m.presets(ctx, tx, u.ID), m.passes(ctx, tx, u.ID))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m mover) presets(ctx context.Context, tx repository.Tx, user string) error {
	list, err := m.from.Store.Presets(ctx, user, "")
	for _, p := range list {
		held, e := tx.Preset(ctx, p.ID)
		if e != nil && !missing(e) {
			return errors.Join(err, e)
		}
		for next := held.Revision + 1; next <= p.Revision; next++ {
			step := p
			step.Revision = next
			err = errors.Join(err, tx.PutPreset(ctx, step))
		}
	}
	return err
}

func (m mover) passes(ctx context.Context, tx repository.Tx, user string) error {
	for _, kind := range passKinds() {
		passes, err := m.from.Store.Passes(ctx, user, kind)
		if err != nil {
			return err
		}
		for _, p := range passes {
			if err := tx.PutPass(ctx, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// ledger copies closings and catalogue entries.
func (m mover) ledger(ctx context.Context) error {
	closings, err1 := m.from.Store.Closings(ctx)
	entries, err2 := m.from.Store.Entries(ctx, "")
	there, err3 := m.to.Store.Entries(ctx, "")
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	revisions := map[[2]string]int64{}
	for _, e := range there {
		revisions[[2]string{e.List, e.Code}] = e.Revision
	}
	var changes []repository.Change
	for _, c := range closings {
		changes = append(changes, func(ctx context.Context, tx repository.Tx) error { return tx.PutClosing(ctx, c) })
	}
	for _, e := range entries {
		for next := revisions[[2]string{e.List, e.Code}] + 1; next <= e.Revision; next++ {
			step := e
			step.Revision = next
			changes = append(changes, func(ctx context.Context, tx repository.Tx) error { return tx.PutEntry(ctx, step) })
		}
	}
	return m.put(ctx, changes)
}

// put makes changes in batches, in order.
func (m mover) put(ctx context.Context, changes []repository.Change) error {
	for len(changes) > 0 {
		n := min(moveBatch, len(changes))
		if err := errors.Join(m.to.Store.InTxs(ctx, changes[:n])...); err != nil {
			return err
		}
		changes = changes[n:]
	}
	return nil
}

// files copies the bytes of photos, before the rows that name them.
func (m mover) files(ctx context.Context) error {
	return m.from.Photos.Walk(ctx, func(sha256 string) error {
		for _, size := range photoSizes() {
			body, err := m.from.Photos.Get(ctx, sha256, size)
			if missing(err) {
				continue
			}
			if err != nil {
				return err
			}
			if there, err := m.to.Photos.Get(ctx, sha256, size); err == nil && bytes.Equal(there, body) {
				continue
			}
			if err := m.to.Photos.Put(ctx, sha256, size, body); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m mover) photos(ctx context.Context) error {
	var changes []repository.Change
	err := m.from.Store.Inspect(ctx, func(i repository.Inspection) error {
		return i.Photos(ctx, func(p domain.Photo) error {
			if _, err := m.to.Store.Photo(ctx, p.SHA256, p.User); !missing(err) {
				return err
			}
			changes = append(changes, func(ctx context.Context, tx repository.Tx) error { return tx.PutPhoto(ctx, p) })
			return nil
		})
	})
	if err != nil {
		return err
	}
	return m.put(ctx, changes)
}

// records copies records by living their histories again. Their ids are read first: writing takes longer than a
// store may let a snapshot live.
func (m mover) records(ctx context.Context) error {
	var ids []domain.ID
	err := m.from.Store.Inspect(ctx, func(i repository.Inspection) error {
		return i.Records(ctx, func(a domain.Activity, mismatch error) error {
			if mismatch != nil {
				return fmt.Errorf("record %s: %w", a.ID, mismatch)
			}
			ids = append(ids, a.ID)
			return nil
		})
	})
	if err != nil {
		return err
	}
	var waiting []repository.Change
	for n, id := range ids {
		changes, err := m.record(ctx, id)
		if err != nil {
			return err
		}
		if waiting = append(waiting, changes...); len(waiting) < moveBatch && n+1 < len(ids) {
			continue
		}
		if err := m.put(ctx, waiting); err != nil {
			return err
		}
		waiting = nil
		m.show(int64(n+1), int64(len(ids)))
	}
	return nil
}

// record gives the changes that bring a record from where the place has it to where it is.
func (m mover) record(ctx context.Context, id domain.ID) ([]repository.Change, error) {
	a, err1 := m.from.Store.Activity(ctx, id)
	steps, err2 := m.from.Store.History(ctx, id)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	held, err := m.to.Store.Activity(ctx, id)
	if err != nil && !missing(err) {
		return nil, err
	}
	var changes []repository.Change
	var before *domain.Activity
	for i, state := range states(a, steps) {
		if steps[i].Number > held.Revision {
			was := before
			changes = append(changes, func(ctx context.Context, tx repository.Tx) error { return tx.PutActivity(ctx, was, state, steps[i]) })
		}
		before = &state
	}
	return changes, nil
}

// states gives a record as it was after each step of its history, and as it is.
func states(a domain.Activity, steps []domain.Revision) []domain.Activity {
	list := domain.Replay(&a, steps)
	if len(list) > 0 {
		list[len(list)-1] = a
	}
	return list
}

// eventsAtOnce is how many audit entries are held in memory.
const eventsAtOnce = 50_000

var errEnough = errors.New("enough audit entries")

// events logs what the place's audit log lacks; chained anew in the same order, entries get the same hashes.
func (m mover) events(ctx context.Context) error {
	there, err := m.to.Store.Events(ctx, repository.EventFilter{Scope: domain.Scope{Everything: true}}, repository.Page{Limit: 1})
	if err != nil {
		return err
	}
	for done := there.Total; ; {
		var list []domain.Event
		err := m.from.Store.Inspect(ctx, func(i repository.Inspection) error {
			return i.Events(ctx, func(e domain.Event) error {
				if e.Seq > done {
					list = append(list, e)
				}
				if len(list) == eventsAtOnce {
					return errEnough
				}
				return nil
			})
		})
		if err != nil && !errors.Is(err, errEnough) {
			return err
		}
		for batch := range slices.Chunk(list, moveBatch) {
			if err := m.log(ctx, batch); err != nil {
				return err
			}
		}
		if done += int64(len(list)); err == nil {
			return nil
		}
	}
}

func (m mover) log(ctx context.Context, list []domain.Event) error {
	return m.to.Store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		for _, e := range list {
			if err := tx.Log(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}
