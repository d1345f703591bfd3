package contract

import (
	"context"
	"errors"
	"slices"
	"sync"

	"outreach/domain"
	"outreach/repository"
)

const (
	workers = 8
	bumps   = 12
)

func raceChecks() []check {
	return []check{
		{"no bump of a record is lost", recordBumps},
		{"no bump of a user is lost", userBumps},
		{"no bump of an entry is lost", entryBumps},
		{"of many with one stale copy one wins", oneWins},
		{"a pass is taken once", passTakenOnce},
		{"nobody sees a half done change", noHalfDone},
	}
}

// atOnce runs work by as many workers at once and wants no error.
func (b *bench) atOnce(work func(worker int) error) {
	b.Helper()
	errs := make([]error, workers)
	var all sync.WaitGroup
	for i := range workers {
		all.Go(func() { errs[i] = work(i) })
	}
	all.Wait()
	b.must(errors.Join(errs...))
}

// bumped has every worker bump a counter and wants every value from 2 on written once, with no gap.
func (b *bench) bumped(bump func(ctx context.Context, tx repository.Tx) (int64, error)) {
	b.Helper()
	written := make([][]int64, workers)
	b.atOnce(func(worker int) error {
		for range bumps {
			var got int64
			if err := b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) (err error) {
				got, err = bump(ctx, tx)
				return err
			}); err != nil {
				return err
			}
			written[worker] = append(written[worker], got)
		}
		return nil
	})
	all := slices.Sorted(slices.Values(slices.Concat(written...)))
	for i, n := range all {
		if n != int64(i+2) {
			b.Fatalf("bump %d wrote %d", i, n)
		}
	}
	b.same(len(all), workers*bumps)
}

func recordBumps(b *bench) {
	b.put(Session(ID(1), func(a *domain.Activity) { a.Attendance = 1 }))
	b.bumped(func(ctx context.Context, tx repository.Tx) (int64, error) {
		a, err := tx.Activity(ctx, ID(1))
		if err != nil {
			return 0, err
		}
		after := a
		after.Attendance++
		after.Revision++
		return after.Revision, Put(&a, after, domain.ActionEdit)(ctx, tx)
	})
	a := b.activity(ID(1))
	b.same([]int64{int64(a.Attendance), a.Revision}, []int64{workers*bumps + 1, workers*bumps + 1})
	for i, step := range b.history(ID(1)) {
		b.same([]int64{step.Number, int64(step.Version.Attendance)}, []int64{int64(i + 1), int64(i + 1)})
	}
	b.same(len(b.history(ID(1))), workers*bumps+1)
	b.same(b.tallies(), b.recount())
	b.same(b.chain(), int64(workers*bumps+1))
}

func userBumps(b *bench) {
	b.change(func(ctx context.Context, tx repository.Tx) error {
		return tx.PutUser(ctx, domain.User{ID: "u", Login: "li", Revision: 1})
	})
	b.bumped(func(ctx context.Context, tx repository.Tx) (int64, error) {
		u, err := tx.User(ctx, "u")
		u.Revision++
		return u.Revision, errors.Join(err, tx.PutUser(ctx, u))
	})
	b.same(b.user("u").Revision, int64(workers*bumps+1))
}

func entryBumps(b *bench) {
	b.change(func(ctx context.Context, tx repository.Tx) error {
		return tx.PutEntry(ctx, repository.Entry{List: "programme", Code: "xinghai", Body: []byte("{}"), Revision: 1})
	})
	b.atOnce(func(int) error {
		for done := 0; done < bumps; {
			list, err := b.store.Entries(b.ctx, "programme")
			if err != nil {
				return err
			}
			e := list[0]
			e.Revision++
			err = b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error { return tx.PutEntry(ctx, e) })
			switch domain.CodeOf(err) {
			case "":
				done++
			case domain.Conflict: // somebody else was first
			default:
				return err
			}
		}
		return nil
	})
	list, err := b.store.Entries(b.ctx, "programme")
	b.must(err)
	b.same(list[0].Revision, int64(workers*bumps+1))
}

func oneWins(b *bench) {
	b.put(Session(ID(1)))
	for round := range bumps {
		before, won := b.activity(ID(1)), make([]bool, workers)
		b.atOnce(func(worker int) error {
			after := before
			after.Revision++
			after.Attendance = domain.PersonTimes(round*workers + worker)
			err := b.store.InTx(b.ctx, Put(&before, after, domain.ActionEdit))
			if won[worker] = err == nil; domain.CodeOf(err) == domain.Conflict {
				return nil
			}
			return err
		})
		winner := slices.Index(won, true)
		if winner < 0 || slices.Index(won[winner+1:], true) >= 0 {
			b.Fatalf("round %d: winners %v", round, won)
		}
		b.same(b.activity(ID(1)).Attendance, domain.PersonTimes(round*workers+winner))
	}
	b.same(b.tallies(), b.recount())
	b.same(b.chain(), int64(bumps+1))
}

func passTakenOnce(b *bench) {
	for round := range bumps {
		hash, got := name(round), make([]int, workers)
		b.change(func(ctx context.Context, tx repository.Tx) error {
			return tx.PutPass(ctx, domain.Pass{Hash: hash, Kind: domain.PassInvite, User: "li"})
		})
		b.atOnce(func(worker int) error {
			err := b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error {
				_, err := tx.TakePass(ctx, hash)
				return err
			})
			if err == nil {
				got[worker]++
			} else if domain.CodeOf(err) != domain.NotFound {
				return err
			}
			return nil
		})
		sum := 0
		for _, n := range got {
			sum += n
		}
		b.same(sum, 1)
	}
}

// noHalfDone moves person-times between two approved records in one change while others ask for the sum.
func noHalfDone(b *bench) {
	b.approved(Session(ID(1), func(a *domain.Activity) { a.Attendance = 500 }), Session(ID(2), func(a *domain.Activity) { a.Date = 20220801 }))
	move := func(ctx context.Context, tx repository.Tx) error {
		for id, by := range map[domain.ID]domain.PersonTimes{ID(1): -1, ID(2): 1} {
			a, err := tx.Activity(ctx, id)
			if err != nil {
				return err
			}
			after := a
			after.Revision++
			after.Attendance += by
			if err := Put(&a, after, domain.ActionEdit)(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	}
	questions := []domain.Question{
		{By: []domain.Dimension{domain.ByMonth}, Measures: []domain.Measure{domain.MeasureAttendance, domain.MeasureCounties}},
		{By: []domain.Dimension{domain.ByDay}, Measures: []domain.Measure{domain.MeasureAttendance}},
	}
	b.atOnce(func(worker int) error {
		for range bumps {
			if worker%2 == 0 {
				if err := b.store.InTx(b.ctx, move); err != nil {
					return err
				}
				continue
			}
			q := questions[worker/2%2]
			q.Filter = everything()
			answer, err := b.store.Answer(b.ctx, q)
			if err != nil {
				return err
			}
			if sum := answer.Rows[0].Values[0] + answer.Rows[1].Values[0]; sum != 545 || answer.Totals[0] != 545 {
				b.Errorf("rows add up to %d, total %d, want 545", sum, answer.Totals[0])
			}
		}
		return nil
	})
	b.same(b.total(domain.MeasureAttendance), int64(545))
}
