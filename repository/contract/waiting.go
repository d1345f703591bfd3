package contract

import (
	"slices"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

func waitingChecks() []check {
	return []check{
		{"longest first, ties by id, in pages", longestWaitFirst},
		{"what is decided leaves, what is undone comes back to its place", decidedLeave},
		{"an edit of an approved record waits and its standing version does not", editsWait},
		{"a record beside which another looks alike is marked", alikeAreMarked},
		{"a strange cursor is malformed", strangeTurn},
	}
}

// queue lists what waits of what a filter takes, page by page, and holds every page to its promises.
func (b *bench) queue(f domain.Filter, limit int) []domain.Waiting {
	b.Helper()
	var all []domain.Waiting
	for page := (repository.Page{Limit: limit}); ; {
		list, err := b.store.ListWaiting(b.ctx, f, page)
		b.must(err)
		if limit > 0 && (len(list.Items) > limit || list.Next != "" && len(list.Items) < limit) {
			b.Fatalf("a page of %d has %d items and next %q", limit, len(list.Items), list.Next)
		}
		all = append(all, list.Items...)
		if page.Cursor = list.Next; page.Cursor == "" {
			b.same(list.Total, int64(len(all)))
			return all
		}
	}
}

func queued(list []domain.Waiting) []domain.ID {
	out := make([]domain.ID, len(list))
	for i, w := range list {
		out[i] = w.ID
	}
	return out
}

// sent gives a session submitted some milliseconds after Morning, at a place of its own.
func sent(n int, after domain.Instant, changes ...func(*domain.Activity)) domain.Activity {
	changes = append([]func(*domain.Activity){func(a *domain.Activity) {
		a.SubmittedAt, a.Place = Morning+after, name(n)
	}}, changes...)
	return Session(ID(n), changes...)
}

func longestWaitFirst(b *bench) {
	draft := func(a *domain.Activity) { a.Status, a.SubmittedAt = domain.Draft, 0 }
	wang := func(a *domain.Activity) {
		a.Author, a.Programme, a.Area, a.Placed.Area = "wang", "campus", 440305, 440305
	}
	b.put(sent(1, 30), sent(2, 10), sent(3, 20, wang), sent(4, 10), sent(5, 0, draft))
	for _, limit := range []int{0, 1, 2, 3, 4, 5} {
		b.same(queued(b.queue(everything(), limit)), []domain.ID{ID(2), ID(4), ID(3), ID(1)})
		b.same(queued(b.queue(everything(domain.Approved), limit)), []domain.ID{ID(2), ID(4), ID(3), ID(1)})
	}
	b.same(b.queue(everything(), 0)[2], domain.Waiting{ID: ID(3), Revision: 1, Since: Morning + 20, Area: 440305, Programme: "campus"})
	for _, c := range []struct {
		filter domain.Filter
		want   []domain.ID
	}{
		{domain.Filter{Scope: domain.Scope{Everything: true}, Author: "wang"}, []domain.ID{ID(3)}},
		{domain.Filter{Scope: domain.Scope{Everything: true}, Except: "wang"}, []domain.ID{ID(2), ID(4), ID(1)}},
		{domain.Filter{Scope: domain.Scope{Everything: true}, Except: "nobody"}, []domain.ID{ID(2), ID(4), ID(3), ID(1)}},
		{domain.Filter{Scope: domain.Scope{Clauses: []domain.Clause{{Areas: []domain.AreaCode{440305}}}}}, []domain.ID{ID(3)}},
		{domain.Filter{Scope: domain.Scope{Clauses: []domain.Clause{{Approved: true}}}}, nil},
		{domain.Filter{}, nil},
	} {
		b.same(queued(b.queue(c.filter, 2)), c.want)
	}
}

func decidedLeave(b *bench) {
	b.put(sent(1, 10), sent(2, 20), sent(3, 30))
	first, err := b.store.ListWaiting(b.ctx, everything(), repository.Page{Limit: 1})
	b.must(err)
	second := b.approve(b.activity(ID(2)))
	rest, err := b.store.ListWaiting(b.ctx, everything(), repository.Page{Limit: 5, Cursor: first.Next})
	b.must(err)
	b.same(queued(rest.Items), []domain.ID{ID(3)})
	b.same(rest.Total, int64(2))
	undone, err := second.Undone(b.history(ID(2)), second.DecidedBy, second.UpdatedAt+1)
	b.must(err)
	b.move(second, undone, domain.ActionUndo)
	b.same(queued(b.queue(everything(), 2)), []domain.ID{ID(1), ID(2), ID(3)})
	a := b.activity(ID(1))
	gone, err := a.Voided("mistake", "", "boss", Morning+9)
	b.must(err)
	b.move(a, gone, domain.ActionVoid)
	b.same(queued(b.queue(everything(), 2)), []domain.ID{ID(2), ID(3)})
}

func editsWait(b *bench) {
	b.put(Session(ID(1)))
	a := b.edited(b.approve(Session(ID(1))))
	b.same(b.queue(everything(), 5), []domain.Waiting{{ID: ID(1), Revision: 3, Since: a.SubmittedAt, Area: 440303, Programme: "xinghai"}})
}

func alikeAreMarked(b *bench) {
	at := func(n int, changes ...func(*domain.Activity)) domain.Activity {
		return sent(n, domain.Instant(n), append([]func(*domain.Activity){func(a *domain.Activity) { a.Place = "hall" }}, changes...)...)
	}
	b.put(
		at(1), at(2, func(a *domain.Activity) { a.Title, a.Attendance = "the same", 46 }),
		at(3, func(a *domain.Activity) { a.Date = 20220914 }), at(4, func(a *domain.Activity) { a.Topics = []string{"loans"} }),
		at(5, func(a *domain.Activity) { a.Programme = "campus" }), at(6, func(a *domain.Activity) { a.Organisations[0].Code = "bank" }),
		at(7, func(a *domain.Activity) { a.Area, a.Placed.Area = 440305, 440305 }), at(8, func(a *domain.Activity) { a.Place = "square" }),
		at(9, func(a *domain.Activity) { a.Date, a.Status = 20220914, domain.Draft }),
	)
	marked := func() (list []domain.ID) {
		for _, w := range b.queue(everything(), 3) {
			if w.Alike {
				list = append(list, w.ID)
			}
		}
		return list
	}
	b.same(marked(), []domain.ID{ID(1), ID(2)})
	second := b.approve(b.activity(ID(2)))
	b.same(marked(), []domain.ID{ID(1)})
	gone, err := second.Voided("mistake", "", "boss", Morning+9)
	b.must(err)
	b.move(second, gone, domain.ActionVoid)
	b.same(marked(), []domain.ID(nil))
}

func strangeTurn(b *bench) {
	b.put(sent(1, 10), sent(2, 20))
	page, err := b.store.ListWaiting(b.ctx, everything(), repository.Page{Limit: 1})
	b.must(err)
	for _, cursor := range slices.Concat([]string{"x", "!!!!", " ", "\x00", strings.Repeat("A", 5000)}, []string{page.Next + "A", page.Next[1:], page.Next[:len(page.Next)-2]}) {
		_, err := b.store.ListWaiting(b.ctx, everything(), repository.Page{Limit: 1, Cursor: cursor})
		b.refused(err, domain.Malformed)
	}
}
