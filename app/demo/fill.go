package demo

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"outreach/domain"
	"outreach/repository"
)

// Options say how a store is filled.
type Options struct {
	Seed uint64
	// Every keeps one record in so many of the example: a small one for tests, whose figures do not hold.
	// Zero keeps all.
	Every int
	// Volunteer, Manager and Regional are the ids of accounts that some of the records are by, or were decided
	// by; empty ones are people without a password.
	Volunteer, Manager, Regional string
	// Progress hears how many records are durable, of how many.
	Progress func(done, total int)
}

// slice is how many records share a call of the store.
const slice = 200

// Fill puts the worked example into an empty store.
func Fill(ctx context.Context, store repository.Store, cat *domain.Catalogue, o Options) error {
	items, err := Example(cat, o.Seed)
	if err != nil {
		return err
	}
	if o.Every > 1 {
		n := 0
		items = slices.DeleteFunc(items, func(Item) bool { n++; return n%o.Every != 0 })
	}
	return load(ctx, store, cat, supply{slices.Values(items), len(items)}, o)
}

// FillBulk puts n records of Bulk into an empty store.
func FillBulk(ctx context.Context, store repository.Store, cat *domain.Catalogue, n int, o Options) error {
	items, failed, err := Bulk(cat, o.Seed, n)
	if err != nil {
		return err
	}
	return errors.Join(load(ctx, store, cat, supply{items, n}, o), failed())
}

// supply is items and how many there are.
type supply struct {
	items iter.Seq[Item]
	total int
}

// load writes items with their histories, a slice at a time, while the next slice is being made.
func load(ctx context.Context, store repository.Store, cat *domain.Catalogue, b supply, o Options) error {
	h := &historian{cat: cat}
	var err error
	if h.recorders, h.reviewers, err = people(ctx, store, o); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	slices := make(chan []repository.Change, 2)
	made := make(chan error, 1)
	go func() { made <- h.changes(ctx, b.items, slices) }()
	done := 0
	for list := range slices {
		for _, err := range store.InTxs(ctx, list) {
			if err != nil {
				stop()
				for range slices { // let the maker end
				}
				return errors.Join(err, <-made)
			}
		}
		done += len(list)
		if o.Progress != nil {
			o.Progress(done, b.total)
		}
	}
	return <-made
}

// changes makes one change an item, in slices.
func (h *historian) changes(ctx context.Context, items iter.Seq[Item], out chan<- []repository.Change) error {
	defer close(out)
	var list []repository.Change
	send := func() error {
		select {
		case out <- list:
			list = nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for item := range items {
		steps, err := h.steps(&item)
		if err != nil {
			return err
		}
		list = append(list, func(ctx context.Context, tx repository.Tx) error { return put(ctx, tx, steps) })
		if len(list) == slice {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if len(list) == 0 {
		return nil
	}
	return send()
}

func put(ctx context.Context, tx repository.Tx, steps []step) error {
	for i := range steps {
		s := &steps[i]
		if err := tx.PutActivity(ctx, s.before, s.after, s.revision); err != nil {
			return err
		}
		if err := tx.Log(ctx, s.event); err != nil {
			return err
		}
	}
	return nil
}

// people makes the recorders and reviewers who are no accounts: they are named in the records and cannot
// sign in.
func people(ctx context.Context, store repository.Store, o Options) (recorders, reviewers []string, err error) {
	w, err := loadWords()
	if err != nil {
		return nil, nil, err
	}
	recorders, reviewers = make([]string, Recorders), make([]string, Reviewers)
	recorders[0], reviewers[0], reviewers[regional] = o.Volunteer, o.Manager, o.Regional
	at := domain.At(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	err = store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		for _, group := range []struct {
			ids    []string
			prefix string
			name   string
			role   domain.Role
		}{{recorders, "recorder", w.People.Recorder, domain.RoleVolunteer}, {reviewers, "reviewer", w.People.Reviewer, domain.RoleManager}} {
			for i, id := range group.ids {
				if id != "" {
					continue
				}
				n := strconv.Itoa(i + 1)
				u := domain.User{
					ID: "demo-" + group.prefix + "-" + n, Login: "demo-" + group.prefix + "-" + n, Name: filled(group.name, "n", n),
					Grants: []domain.Grant{{Role: group.role}}, Revision: 1, CreatedAt: at,
				}
				if err := tx.PutUser(ctx, u); err != nil {
					return fmt.Errorf("demo: %s: %w", u.ID, err)
				}
				group.ids[i] = u.ID
			}
		}
		return nil
	})
	return recorders, reviewers, err
}
