package contract

import (
	"context"
	"errors"

	"outreach/domain"
	"outreach/repository"
)

func transactionChecks() []check {
	return []check{
		{"an error of the change takes everything back", errorTakesAllBack},
		{"a change reads its own writes", readsOwnWrites},
		{"a refused write leaves the rest of the change", refusedWriteLeavesRest},
		{"each of many has its own fate", ownFates},
		{"a caller who left changes nothing", leftChangesNothing},
		{"a shut store is unavailable", shutIsUnavailable},
	}
}

// stopError is what a change fails with.
type stopError struct{}

func (stopError) Error() string { return "stop" }

// writeAll writes one of everything, on top of what is there.
func writeAll(ctx context.Context, tx repository.Tx, n int) error {
	steps := []error{
		Put(nil, Session(ID(n)), domain.ActionCreate)(ctx, tx),
		tx.PutUser(ctx, domain.User{ID: name(n), Login: name(n), Revision: 1}),
		tx.PutPass(ctx, domain.Pass{Hash: name(n), Kind: domain.PassToken, ID: name(n), User: "li", CreatedAt: Morning}),
		tx.PutClosing(ctx, domain.Closing{Month: 202209, Area: 440000, At: Morning + domain.Instant(n), By: "wang"}),
		tx.PutEntry(ctx, repository.Entry{List: "programme", Code: name(n), Body: []byte("{}"), Revision: 1}),
	}
	return errors.Join(steps...)
}

func name(n int) string { return string(ID(n)) }

// contents is everything a store says it holds.
type contents struct {
	Items    []domain.Activity
	Total    []int64
	Users    []domain.User
	Passes   []domain.Pass
	Closings []domain.Closing
	Entries  []repository.Entry
	Events   []domain.Event
	Tallies  map[domain.TallyKey]domain.Sums
}

func (b *bench) contents() contents {
	b.Helper()
	var c contents
	var errs [4]error
	c.Items = b.pages(everything(domain.Statuses()...), 100)
	measures := domain.AdditiveMeasures()
	c.Total = b.answer(domain.Question{Filter: everything(domain.Statuses()...), Measures: measures[:]}).Totals
	c.Users, errs[0] = b.store.Users(b.ctx)
	c.Passes, errs[1] = b.store.Passes(b.ctx, "li", domain.PassToken)
	c.Closings, errs[2] = b.store.Closings(b.ctx)
	c.Entries, errs[3] = b.store.Entries(b.ctx, "")
	b.must(errors.Join(errs[:]...))
	c.Events = b.events(repository.EventFilter{Scope: domain.Scope{Everything: true}})
	c.Tallies = b.tallies()
	return c
}

func errorTakesAllBack(b *bench) {
	b.change(func(ctx context.Context, tx repository.Tx) error { return writeAll(ctx, tx, 1) })
	before := b.contents()
	for range 3 {
		err := b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error {
			old, err := tx.Activity(ctx, ID(1))
			if err != nil {
				return err
			}
			after, err := Approved(old)
			if err != nil {
				return err
			}
			_, err = tx.TakePass(ctx, name(1))
			opened := domain.Closing{Month: 202209, Area: 440000, At: Morning + 1, By: "wang", OpenedAt: 9}
			if err := errors.Join(err, writeAll(ctx, tx, 2), Put(&old, after, domain.ActionApprove)(ctx, tx),
				tx.PutUser(ctx, domain.User{ID: name(1), Login: "renamed", Revision: 2}), tx.PutClosing(ctx, opened)); err != nil {
				return err
			}
			return stopError{}
		})
		if !errors.Is(err, stopError{}) {
			b.Fatalf("the change's own error is lost: %v", err)
		}
		b.same(b.contents(), before)
	}
	_, err := b.store.Activity(b.ctx, ID(2))
	b.refused(err, domain.NotFound)
	b.same(len(b.history(ID(1))), 1)
	b.change(func(ctx context.Context, tx repository.Tx) error { return writeAll(ctx, tx, 2) })
	b.same(len(b.contents().Items), 2)
}

func readsOwnWrites(b *bench) {
	b.change(func(ctx context.Context, tx repository.Tx) error {
		if err := writeAll(ctx, tx, 1); err != nil {
			return err
		}
		a, err := tx.Activity(ctx, ID(1))
		if err != nil {
			return err
		}
		b.same(a, Session(ID(1)))
		after, err := Approved(a)
		if err := errors.Join(err, Put(&a, after, domain.ActionApprove)(ctx, tx)); err != nil {
			return err
		}
		steps, err1 := tx.Revisions(ctx, ID(1))
		u, err2 := tx.User(ctx, name(1))
		n, err3 := tx.UserCount(ctx)
		closed, err4 := tx.ClosingsOf(ctx, 202209)
		used, err5 := tx.ProgrammeUsed(ctx, "xinghai", domain.Period{})
		pass, err6 := tx.TakePass(ctx, name(1))
		b.same([]any{len(steps), u.Login, n, len(closed), used, pass.User}, []any{2, name(1), int64(1), 1, true, "li"})
		return errors.Join(err1, err2, err3, err4, err5, err6)
	})
	b.same(b.total(domain.MeasureAttendance), int64(45))
}

func refusedWriteLeavesRest(b *bench) {
	b.change(func(ctx context.Context, tx repository.Tx) error { return writeAll(ctx, tx, 1) })
	b.change(func(ctx context.Context, tx repository.Tx) error {
		for _, err := range []error{
			Put(nil, Session(ID(1)), domain.ActionCreate)(ctx, tx), tx.PutUser(ctx, domain.User{ID: "other", Login: name(1), Revision: 1}),
			tx.PutUser(ctx, domain.User{ID: name(1), Login: "x", Revision: 3}), tx.PutEntry(ctx, repository.Entry{List: "programme", Code: name(1), Revision: 1}),
		} {
			b.refused(err, domain.Conflict)
		}
		_, err := tx.TakePass(ctx, "no such")
		b.refused(err, domain.NotFound)
		return Put(nil, Session(ID(2)), domain.ActionCreate)(ctx, tx)
	})
	c := b.contents()
	b.same([]int{len(c.Items), len(c.Users), len(c.Events)}, []int{2, 1, 2})
	b.same(b.tallies(), b.recount())
}

func ownFates(b *bench) {
	approve := func(ctx context.Context, tx repository.Tx) error {
		a, err := tx.Activity(ctx, ID(1))
		if err != nil {
			return err
		}
		after, err := Approved(a)
		return errors.Join(err, Put(&a, after, domain.ActionApprove)(ctx, tx))
	}
	errs := b.store.InTxs(b.ctx, []repository.Change{
		Put(nil, Session(ID(1)), domain.ActionCreate),
		func(ctx context.Context, tx repository.Tx) error {
			return errors.Join(writeAll(ctx, tx, 2), stopError{})
		},
		Put(nil, Session(ID(1)), domain.ActionCreate), // the first one's
		approve,
		func(ctx context.Context, tx repository.Tx) error { return writeAll(ctx, tx, 3) },
	})
	if len(errs) != 5 || errs[0] != nil || !errors.Is(errs[1], stopError{}) || errs[3] != nil || errs[4] != nil {
		b.Fatal(errs)
	}
	b.refused(errs[2], domain.Conflict)
	c := b.contents()
	b.same(ids(c.Items), []domain.ID{ID(3), ID(1)})
	b.same(b.total(domain.MeasureActivities), int64(1))
	b.same(b.tallies(), b.recount())
	b.chain()
	b.same(len(b.store.InTxs(b.ctx, nil)), 0)
}

func leftChangesNothing(b *bench) {
	ctx, leave := context.WithCancel(b.ctx)
	leave()
	ran := false
	change := func(ctx context.Context, tx repository.Tx) error {
		ran = true
		return writeAll(ctx, tx, 1)
	}
	errs := append(b.store.InTxs(ctx, []repository.Change{change, change}), b.store.InTx(ctx, change))
	for _, err := range errs {
		b.refused(err, domain.Unavailable)
		if !errors.Is(err, context.Canceled) {
			b.Errorf("the cause is lost: %v", err)
		}
	}
	b.same([]any{len(errs), ran, len(b.contents().Items)}, []any{3, false, 0})
}

func shutIsUnavailable(b *bench) {
	b.put(Session(ID(1)))
	b.must(b.store.Ping(b.ctx))
	b.must(b.store.Close())
	b.must(b.store.Close())
	ctx, s := b.ctx, b.store
	errs := []error{s.InTx(ctx, Put(nil, Session(ID(2)), domain.ActionCreate)), s.Ping(ctx), s.Rebuild(ctx)}
	errs = append(errs, s.InTxs(ctx, []repository.Change{Put(nil, Session(ID(3)), domain.ActionCreate)})...)
	errs = append(errs, s.Inspect(ctx, func(repository.Inspection) error { return nil }))
	errs = append(errs, s.WalkActivities(ctx, everything(), func(domain.Activity) error { return nil }))
	for _, read := range []func() error{
		func() error { _, err := s.Activity(ctx, ID(1)); return err },
		func() error { _, err := s.ListActivities(ctx, everything(), repository.Page{Limit: 1}); return err },
		func() error { _, err := s.History(ctx, ID(1)); return err },
		func() error { _, err := s.Answer(ctx, domain.Question{Filter: everything()}); return err },
		func() error {
			_, err := s.Reach(ctx, domain.ReachQuestion{Filter: everything(), By: domain.ByCounty})
			return err
		},
		func() error { _, err := s.User(ctx, "u"); return err },
		func() error { _, err := s.UserByLogin(ctx, "u"); return err },
		func() error { _, err := s.Users(ctx); return err },
		func() error { _, err := s.Pass(ctx, "h"); return err },
		func() error { _, err := s.Passes(ctx, "u", domain.PassToken); return err },
		func() error { _, err := s.Closings(ctx); return err },
		func() error { _, err := s.Entries(ctx, ""); return err },
		func() error { _, err := s.Events(ctx, repository.EventFilter{}, repository.Page{Limit: 1}); return err },
	} {
		errs = append(errs, read())
	}
	for i, err := range errs {
		if domain.CodeOf(err) != domain.Unavailable {
			b.Errorf("use %d of a shut store: %v", i, err)
		}
	}
}
