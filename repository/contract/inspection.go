package contract

import (
	"context"
	"errors"
	"slices"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

func inspectionChecks() []check {
	return []check{
		{"everything in order", inspectedInOrder},
		{"one snapshot while writers run", inspectedWhileWriting},
		{"the looker's error comes back", lookersError},
		{"rebuilding changes no tally", rebuiltTallies},
		{"it tells of itself", toldOfItself},
	}
}

func (b *bench) inspect(look func(repository.Inspection) error) {
	b.Helper()
	b.must(b.store.Inspect(b.ctx, look))
}

// tallies gives the store's tallies; every row once and none of nothing.
func (b *bench) tallies() map[domain.TallyKey]domain.Sums {
	b.Helper()
	rows := map[domain.TallyKey]domain.Sums{}
	b.inspect(func(i repository.Inspection) error { return readTallies(b, i, rows) })
	return rows
}

func readTallies(b *bench, i repository.Inspection, rows map[domain.TallyKey]domain.Sums) error {
	return i.Tallies(b.ctx, func(r domain.TallyRow) error {
		if _, twice := rows[r.TallyKey]; twice || r.Sums == (domain.Sums{}) {
			b.Errorf("tally row %+v comes twice or holds nothing", r)
		}
		rows[r.TallyKey] = r.Sums
		return nil
	})
}

// recount gives what the tallies must be, from the records.
func (b *bench) recount() map[domain.TallyKey]domain.Sums {
	b.Helper()
	rows := map[domain.TallyKey]domain.Sums{}
	b.inspect(func(i repository.Inspection) error { return readRecords(b, i, rows) })
	return rows
}

func readRecords(b *bench, i repository.Inspection, rows map[domain.TallyKey]domain.Sums) error {
	return i.Records(b.ctx, func(a domain.Activity, mismatch error) error {
		for _, r := range domain.TallyRows(&a) {
			rows[r.TallyKey] = rows[r.TallyKey].Plus(r.Sums)
		}
		return mismatch
	})
}

func inspectedInOrder(b *bench) {
	b.put(crowd(9)...)
	standing := b.edited(b.approve(Session(ID(4), func(a *domain.Activity) { a.Date = b.activity(ID(4)).Date })))
	b.inspect(func(i repository.Inspection) error {
		var seen []domain.ID
		var steps []domain.Revision
		err1 := i.Records(b.ctx, func(a domain.Activity, mismatch error) error {
			if a.ID == standing.ID {
				b.same(a, standing)
			}
			seen = append(seen, a.ID)
			return mismatch
		})
		err2 := i.Revisions(b.ctx, func(r domain.Revision) error {
			steps = append(steps, r)
			return nil
		})
		d, err3 := i.Describe(b.ctx)
		faults, err4 := i.Faults(b.ctx)
		b.same([]any{len(seen), d.Records, len(steps), len(faults)}, []any{9, int64(9), 11, 0})
		b.same(slices.IsSorted(seen), true)
		b.same(slices.IsSortedFunc(steps, func(x, y domain.Revision) int {
			if x.Activity != y.Activity {
				return strings.Compare(string(x.Activity), string(y.Activity))
			}
			return int(x.Number - y.Number)
		}), true)
		return errors.Join(err1, err2, err3, err4)
	})
	b.same(b.tallies(), b.recount())
	b.same(b.chain(), int64(11))
}

// inspectedWhileWriting compares what was counted in one inspection while others write, three times over.
func inspectedWhileWriting(b *bench) {
	b.put(Session(ID(1)))
	look := func(i repository.Inspection) error { return looksStill(b, i) }
	b.atOnce(func(worker int) error {
		if worker == 0 {
			return errors.Join(b.store.Inspect(b.ctx, look), b.store.Inspect(b.ctx, look), b.store.Inspect(b.ctx, look))
		}
		for n := range bumps {
			if err := b.store.InTx(b.ctx, Put(nil, Visit(ID(worker*1000+n)), domain.ActionCreate)); err != nil {
				return err
			}
		}
		return nil
	})
	b.inspect(look)
}

func looksStill(b *bench, i repository.Inspection) error {
	counted, tallied := map[domain.TallyKey]domain.Sums{}, map[domain.TallyKey]domain.Sums{}
	var steps, events int64
	before, err1 := i.Describe(b.ctx)
	err2 := readTallies(b, i, tallied)
	err3 := b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error { // unseen from here
		n, err := tx.UserCount(ctx)
		return errors.Join(err, tx.PutUser(ctx, domain.User{ID: name(int(n)), Login: name(int(n)), Revision: 1}), tx.Log(ctx, domain.Event{Actor: "late"}))
	})
	err4 := readRecords(b, i, counted)
	err5 := i.Revisions(b.ctx, func(domain.Revision) error { steps++; return nil })
	err6 := i.Events(b.ctx, func(e domain.Event) error {
		if e.Actor != "late" {
			events++
		}
		return nil
	})
	after, err7 := i.Describe(b.ctx)
	if before.Records != after.Records || steps != after.Records || events != after.Records {
		b.Errorf("%d records, %d steps, %d entries, %d records", before.Records, steps, events, after.Records)
	}
	b.same(tallied, counted)
	return errors.Join(err1, err2, err3, err4, err5, err6, err7)
}

func lookersError(b *bench) {
	b.put(Session(ID(1)))
	for _, look := range []func(repository.Inspection) error{
		func(repository.Inspection) error { return stopError{} },
		func(i repository.Inspection) error {
			return i.Records(b.ctx, func(domain.Activity, error) error { return stopError{} })
		},
		func(i repository.Inspection) error {
			return i.Tallies(b.ctx, func(domain.TallyRow) error { return stopError{} })
		},
		func(i repository.Inspection) error {
			return i.Revisions(b.ctx, func(domain.Revision) error { return stopError{} })
		},
		func(i repository.Inspection) error {
			return i.Events(b.ctx, func(domain.Event) error { return stopError{} })
		},
	} {
		if err := b.store.Inspect(b.ctx, look); !errors.Is(err, stopError{}) {
			b.Errorf("lost: %v", err)
		}
	}
	b.put(Session(ID(2))) // nothing stays held
}

func rebuiltTallies(b *bench) {
	b.approved(crowd(5)...)
	b.edited(b.activity(ID(2)))
	before := b.tallies()
	b.must(b.store.Rebuild(b.ctx))
	b.same(b.tallies(), before)
	b.put(Visit(ID(50)))
	b.same(b.tallies(), b.recount())
	b.same(b.total(domain.MeasureActivities), int64(5))
}

func toldOfItself(b *bench) {
	b.put(crowd(3)...)
	b.edited(b.activity(ID(1)))
	b.inspect(func(i repository.Inspection) error {
		d, err := i.Describe(b.ctx)
		if d.Engine == "" || d.Version == "" || d.Schema < 1 || d.Records != 3 || d.Bytes < 0 {
			b.Errorf("%+v", d)
		}
		return err
	})
}
