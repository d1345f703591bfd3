package contract

import (
	"errors"
	"slices"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

func listChecks() []check {
	return []check{
		{"newest first, ties by id downwards", newestAndTies},
		{"pages are steady while rows come in", steadyPages},
		{"a strange cursor is malformed", strangeCursor},
		{"a walk is one snapshot and stops when told", walkIsOneSnapshot},
		{"nothing taken is an empty page", emptyPage},
	}
}

// crowd gives n sessions on few days, shuffled by their numbers.
func crowd(n int) []domain.Activity {
	list := make([]domain.Activity, n)
	for i := range list {
		list[i] = Session(ID((i*37+11)%n), func(a *domain.Activity) { a.Date = domain.Date(20220901 + i%3) })
	}
	return list
}

func newestAndTies(b *bench) {
	list := append(crowd(24), Session(ID(24), func(a *domain.Activity) { a.Date = 0 }))
	b.put(list...)
	slices.SortFunc(list, func(x, y domain.Activity) int {
		if x.Date != y.Date {
			return int(y.Date - x.Date)
		}
		return strings.Compare(string(y.ID), string(x.ID))
	})
	for _, limit := range []int{1, 2, 7, 24, 25, 26} {
		b.same(b.pages(everything(), limit), list)
	}
	var walked []domain.Activity
	b.must(b.store.WalkActivities(b.ctx, everything(), func(a domain.Activity) error {
		walked = append(walked, a)
		return nil
	}))
	b.same(walked, list)
	first, err := b.store.ListActivities(b.ctx, everything(), repository.Page{Limit: 2})
	b.must(err)
	b.same(first.Total, int64(25))
	exact, err := b.store.ListActivities(b.ctx, everything(), repository.Page{Limit: 25})
	b.must(err)
	b.same(exact.Next, "")
}

func steadyPages(b *bench) {
	list := crowd(12)
	b.put(list...)
	page, err := b.store.ListActivities(b.ctx, everything(), repository.Page{Limit: 5})
	b.must(err)
	seen := page.Items
	for i := 0; page.Next != ""; i++ {
		b.put(Session(ID(100+i), func(a *domain.Activity) { a.Date = 20221231 })) // before every cursor
		page, err = b.store.ListActivities(b.ctx, everything(), repository.Page{Limit: 3, Cursor: page.Next})
		b.must(err)
		seen = append(seen, page.Items...)
	}
	got, want := ids(seen), ids(list)
	slices.Sort(got)
	slices.Sort(want)
	b.same(got, want)

	page, err = b.store.ListActivities(b.ctx, everything(), repository.Page{Limit: 1})
	b.must(err)
	b.put(Session(ID(500), func(a *domain.Activity) { a.Date = 20220902 })) // after this one
	rest, err := b.store.ListActivities(b.ctx, everything(), repository.Page{Limit: 100, Cursor: page.Next})
	b.must(err)
	if !slices.Contains(ids(rest.Items), ID(500)) {
		b.Error("a row that came in behind the cursor is left out")
	}
}

func strangeCursor(b *bench) {
	b.put(crowd(3)...)
	page, err := b.store.ListActivities(b.ctx, everything(), repository.Page{Limit: 1})
	b.must(err)
	for _, cursor := range []string{
		"x", "1", "!!!!", " ", "\x00", page.Next + "A", page.Next[1:], page.Next[:len(page.Next)-2], strings.Repeat("A", 5000), "\U00020BB7",
	} {
		_, err := b.store.ListActivities(b.ctx, everything(), repository.Page{Limit: 1, Cursor: cursor})
		b.refused(err, domain.Malformed)
	}
}

func walkIsOneSnapshot(b *bench) {
	b.put(crowd(6)...)
	n := 0
	b.must(b.store.WalkActivities(b.ctx, everything(), func(domain.Activity) error {
		n++
		return b.store.InTx(b.ctx, Put(nil, Session(ID(100+n), func(a *domain.Activity) { a.Date = 20200101 }), domain.ActionCreate))
	}))
	b.same(n, 6)
	enough, n := errors.New("enough"), 0
	err := b.store.WalkActivities(b.ctx, everything(), func(domain.Activity) error {
		if n++; n == 4 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 4 {
		b.Fatalf("after %d: %v", n, err)
	}
}

func emptyPage(b *bench) {
	b.put(crowd(3)...)
	for _, f := range []domain.Filter{{}, everything(domain.Approved), {Scope: domain.Scope{Clauses: []domain.Clause{{Author: "nobody"}}}}} {
		page, err := b.store.ListActivities(b.ctx, f, repository.Page{Limit: 5})
		b.must(err)
		b.same(page, repository.List[domain.Activity]{})
	}
}
