package mongo_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/mongo"
)

// did is an acknowledged write of a record.
type did struct {
	before *domain.Activity
	after  domain.Activity
	action domain.Action
}

// hand is one of many writers with records in common.
type hand struct {
	*rand.Rand
	ids  []domain.ID // common to all
	done []did
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func (h *hand) vary(a *domain.Activity) {
	a.Date = pick(h.Rand, domain.Date(20211231), 20220101, 20220131, 20220915, 20221231)
	a.Programme, a.Attendance = pick(h.Rand, "xinghai", "campus"), domain.PersonTimes(h.IntN(300))
	a.Placed = pick(h.Rand,
		domain.Placement{Area: 440303, Name: "Luohu", City: 440300, Province: 440000},
		domain.Placement{Area: 441900, Name: "Dongguan", City: 441900, Province: 440000},
		domain.Placement{Area: 469001, Name: "Wuzhishan", Province: 460000},
	)
	a.Area, a.Verdict.Fit = a.Placed.Area, h.IntN(4) > 0
}

// write makes one random write of a record that others may be writing too. A refusal is as good as a success.
func (h *hand) write(ctx context.Context, s repository.Store) error {
	id, dice := pick(h.Rand, h.ids...), h.IntN(10)
	var varied domain.Activity
	h.vary(&varied)
	var last did
	err := s.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		before, err := tx.Activity(ctx, id)
		if domain.CodeOf(err) == domain.NotFound {
			last = did{nil, contract.Session(id, func(a *domain.Activity) {
				a.Date, a.Placed, a.Area, a.Verdict, a.Attendance = varied.Date, varied.Placed, varied.Area, varied.Verdict, varied.Attendance
			}), domain.ActionCreate}
			return contract.Put(nil, last.after, last.action)(ctx, tx)
		}
		if err != nil {
			return err
		}
		last = did{before: &before}
		switch {
		case dice == 0:
			last.action = domain.ActionVoid
			last.after, err = before.Voided("mistake", "", "boss", before.UpdatedAt+1)
		case dice < 5:
			last.action = domain.ActionApprove
			last.after, err = contract.Approved(before)
		default:
			v := before.Version
			v.Status, v.Date, v.Placed, v.Area, v.Attendance, v.Programme = domain.Submitted, varied.Date, varied.Placed, varied.Area, varied.Attendance, varied.Programme
			last.action = domain.ActionEdit
			last.after, err = before.Edited(v, before.UpdatedAt+1)
		}
		if err != nil {
			return err
		}
		return contract.Put(&before, last.after, last.action)(ctx, tx)
	})
	switch domain.CodeOf(err) {
	case "":
		h.done = append(h.done, last)
		return nil
	case domain.Conflict, domain.Gone:
		return nil
	default:
		return err
	}
}

// TestWritersInManyProcessesAgreeWithTheModel lets 16 writers in three stores, as three processes have, write random
// histories of records in common, while a reader holds every snapshot against a recount. In the end the store
// is what a model is that was told the acknowledged writes in the order of their revisions.
func TestWritersInManyProcessesAgreeWithTheModel(t *testing.T) {
	const writers = 16
	random, uri := contract.Random(t), server.URI(t)
	var stores []*mongo.Store
	for range 3 {
		stores = append(stores, openAt(t, uri))
	}
	ids := make([]domain.ID, 60)
	for i := range ids {
		ids[i] = contract.ID(i)
	}
	hands, errs := make([]*hand, writers), make([]error, writers)
	var all sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	rounds := contract.Budget(t, 20)
	for i := range hands {
		hands[i] = &hand{Rand: rand.New(rand.NewPCG(random.Uint64(), 1)), ids: ids}
		all.Go(func() {
			for range rounds {
				if errs[i] = hands[i].write(ctx, stores[i%len(stores)]); errs[i] != nil {
					return
				}
			}
		})
	}
	looks, watched := 0, make(chan error, 1)
	go func() {
		for ctx.Err() == nil {
			if err := looksRight(context.WithoutCancel(ctx), stores[looks%len(stores)]); err != nil {
				watched <- err
				return
			}
			looks++
		}
		watched <- nil
	}()
	all.Wait()
	stop()
	if err := errors.Join(errors.Join(errs...), <-watched); err != nil {
		t.Fatal(err)
	}
	model, n := contract.NewModel(), 0
	var done []did
	for _, h := range hands {
		done = append(done, h.done...)
	}
	slices.SortFunc(done, func(a, b did) int {
		return cmp.Or(cmp.Compare(a.after.ID, b.after.ID), cmp.Compare(a.after.Revision, b.after.Revision))
	})
	for _, d := range done {
		if err := model.InTx(t.Context(), contract.Put(d.before, d.after, d.action)); err != nil {
			t.Fatalf("acknowledged, though it cannot be: %s revision %d: %v", d.after.ID, d.after.Revision, err)
		}
		n++
	}
	agree(t, stores[0], model)
	askBoth(t, stores[1], model)
	t.Logf("%d writes of %d acknowledged, %d snapshots looked at", n, writers*rounds, looks)
}

// looksRight holds a snapshot's tallies, records, history and audit log against one another.
func looksRight(ctx context.Context, s repository.Store) error {
	return s.Inspect(ctx, func(i repository.Inspection) error {
		tallied, counted := map[domain.TallyKey]domain.Sums{}, map[domain.TallyKey]domain.Sums{}
		var revisions, steps, seq int64
		var prev string
		err := errors.Join(
			i.Tallies(ctx, func(r domain.TallyRow) error { tallied[r.TallyKey] = r.Sums; return nil }),
			i.Records(ctx, func(a domain.Activity, mismatch error) error {
				revisions += a.Revision
				for _, r := range domain.TallyRows(&a) {
					counted[r.TallyKey] = counted[r.TallyKey].Plus(r.Sums)
				}
				return mismatch
			}),
			i.Revisions(ctx, func(domain.Revision) error { steps++; return nil }),
			i.Events(ctx, func(e domain.Event) error {
				err := e.Follows(seq, prev)
				seq, prev = e.Seq, e.Hash
				return err
			}),
		)
		if err == nil && (revisions != steps || revisions != seq || fmt.Sprint(tallied) != fmt.Sprint(counted)) {
			err = fmt.Errorf("%d revisions, %d steps, %d audit entries; tallies\n%v\nrecount\n%v", revisions, steps, seq, tallied, counted)
		}
		return err
	})
}

// askBoth asks a store and a model the common questions.
func askBoth(t *testing.T, s repository.Store, model *contract.Model) {
	t.Helper()
	additive, distinct := domain.AdditiveMeasures(), domain.DistinctMeasures()
	f := domain.Filter{Scope: domain.Scope{Everything: true}}
	for _, by := range [][]domain.Dimension{{domain.ByYear, domain.ByCounty, domain.ByProgramme}, {domain.ByMonth, domain.ByProvince}, {domain.ByDay}, nil} {
		for _, measures := range [][]domain.Measure{additive[:], distinct[:]} {
			q := domain.Question{Filter: f, By: by, Measures: measures}
			got, err1 := s.Answer(t.Context(), q)
			want, err2 := model.Answer(t.Context(), q)
			if err := errors.Join(err1, err2); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%v: %v, want %v (%v)", by, got, want, err)
			}
		}
	}
	r := domain.ReachQuestion{Filter: f, By: domain.ByCounty, WithDays: true}
	got, err1 := s.Reach(t.Context(), r)
	want, err2 := model.Reach(t.Context(), r)
	if err := errors.Join(err1, err2); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("reach: %v, want %v (%v)", got, want, err)
	}
}
