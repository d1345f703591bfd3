package contract

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"outreach/domain"
	"outreach/repository"
)

// Opener opens an empty store of a test's own and sees to its closing.
type Opener func(t *testing.T) repository.Store

// check is one promise of the contract, kept by an empty store.
type check struct {
	name string
	keep func(b *bench)
}

// bench is an empty store under test.
type bench struct {
	*testing.T
	ctx   context.Context
	open  Opener
	store repository.Store
}

// Run checks every promise of package repository against stores from open.
func Run(t *testing.T, open Opener) {
	t.Helper()
	for _, noun := range []struct {
		name   string
		checks []check
	}{
		{"activities", activityChecks()},
		{"lists", listChecks()},
		{"queues", waitingChecks()},
		{"texts", textChecks()},
		{"versions", versionChecks()},
		{"transactions", transactionChecks()},
		{"races", raceChecks()},
		{"people", peopleChecks()},
		{"photos", photoChecks()},
		{"jobs", jobChecks()},
		{"presets", presetChecks()},
		{"attempts", attemptChecks()},
		{"ledger", ledgerChecks()},
		{"audit", auditChecks()},
		{"statistics", statisticsChecks()},
		{"inspection", inspectionChecks()},
		{"histories", historyChecks()},
	} {
		t.Run(noun.name, func(t *testing.T) {
			for _, c := range noun.checks {
				t.Run(c.name, func(t *testing.T) {
					c.keep(&bench{T: t, ctx: t.Context(), open: open, store: open(t)})
				})
			}
		})
	}
}

// must ends the test on an error.
func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// refused wants an error of a code. Like same it goes on after a failure: changes run where the store likes,
// and a test may only be ended from its own goroutine.
func (b *bench) refused(err error, code domain.ErrorCode) {
	b.Helper()
	if got := domain.CodeOf(err); got != code {
		b.Errorf("code %q (%v), want %q", got, err, code)
	}
}

// same wants two values to be alike. Nil and empty lists and maps are: JSON does not tell them apart here.
func (b *bench) same(got, want any) {
	b.Helper()
	if !alike(got, want) {
		b.Errorf("-want +got\n%s", cmp.Diff(want, got, cmpopts.EquateEmpty()))
	}
}

func alike(got, want any) bool { return cmp.Equal(want, got, cmpopts.EquateEmpty()) }

func (b *bench) change(change repository.Change) {
	b.Helper()
	b.must(b.store.InTx(b.ctx, change))
}

// put writes new records.
func (b *bench) put(list ...domain.Activity) {
	b.Helper()
	for _, a := range list {
		b.change(Put(nil, a, domain.ActionCreate))
	}
}

// move writes the next state of a record.
func (b *bench) move(before, after domain.Activity, action domain.Action) domain.Activity {
	b.Helper()
	b.change(Put(&before, after, action))
	return after
}

// approve approves a submitted record.
func (b *bench) approve(a domain.Activity) domain.Activity {
	b.Helper()
	after, err := Approved(a)
	b.must(err)
	return b.move(a, after, domain.ActionApprove)
}

// approved writes new records and approves them.
func (b *bench) approved(list ...domain.Activity) {
	b.Helper()
	for _, a := range list {
		b.put(a)
		b.approve(a)
	}
}

func (b *bench) activity(id domain.ID) domain.Activity {
	b.Helper()
	a, err := b.store.Activity(b.ctx, id)
	b.must(err)
	return a
}

func (b *bench) history(id domain.ID) []domain.Revision {
	b.Helper()
	list, err := b.store.History(b.ctx, id)
	b.must(err)
	return list
}

func (b *bench) answer(q domain.Question) domain.Answer {
	b.Helper()
	a, err := b.store.Answer(b.ctx, q)
	b.must(err)
	return a
}

// total gives one measure over everything approved.
func (b *bench) total(m domain.Measure) int64 {
	b.Helper()
	return b.answer(domain.Question{Filter: everything(), Measures: []domain.Measure{m}}).Totals[0]
}

// pages lists everything a filter takes, page by page.
func (b *bench) pages(f domain.Filter, limit int) []domain.Activity {
	b.Helper()
	var all []domain.Activity
	for page := (repository.Page{Limit: limit}); ; {
		list, err := b.store.ListActivities(b.ctx, f, page)
		b.must(err)
		if len(list.Items) > limit || list.Next != "" && len(list.Items) < limit {
			b.Fatalf("a page of %d has %d items and next %q", limit, len(list.Items), list.Next)
		}
		all = append(all, list.Items...)
		if page.Cursor = list.Next; page.Cursor == "" {
			return all
		}
	}
}

func (b *bench) events(f repository.EventFilter) []domain.Event {
	b.Helper()
	list, err := b.store.Events(b.ctx, f, repository.Page{Limit: 1000})
	b.must(err)
	return list.Items
}

func (b *bench) user(id string) domain.User {
	b.Helper()
	u, err := b.store.User(b.ctx, id)
	b.must(err)
	return u
}

// everything is the filter of a caller who may see all.
func everything(statuses ...domain.Status) domain.Filter {
	return domain.Filter{Scope: domain.Scope{Everything: true}, Statuses: statuses}
}

// ids gives the ids of records in their order.
func ids(list []domain.Activity) []domain.ID {
	out := make([]domain.ID, len(list))
	for i, a := range list {
		out[i] = a.ID
	}
	return out
}
