package contract

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"outreach/domain"
	"outreach/repository"
)

func ledgerChecks() []check {
	return []check{{"closings are listed in order and opened again", closingsKept}, {"entries go up by one and keep their bytes", entriesKept}}
}

func auditChecks() []check {
	return []check{
		{"the chain is whole and in order", chainWhole},
		{"entries are found by every filter", eventsFiltered},
		{"pages are steady while entries come in", eventPages},
		{"scope takes by place, programme and actor", eventsScoped},
	}
}

func closingsKept(b *bench) {
	first := domain.Closing{Month: 202208, Area: 440000, At: Morning, By: "wang", Reason: "done"}
	want := []domain.Closing{
		{Month: 202208, At: Morning, By: "root"},
		first,
		{Month: 202208, Area: 440000, At: Morning + 1, By: "wang"},
		{Month: 202208, Area: 440303, At: Morning, By: "li"},
		{Month: 202209, At: Morning - 1, By: "wang"},
	}
	b.change(func(ctx context.Context, tx repository.Tx) error {
		for i := range want {
			if err := tx.PutClosing(ctx, want[len(want)-1-i]); err != nil {
				return err
			}
		}
		return nil
	})
	opened := first
	opened.OpenedBy, opened.OpenedAt, opened.OpenedBecause = "root", Morning+2, "late record"
	want[1] = opened
	b.change(func(ctx context.Context, tx repository.Tx) error {
		err := tx.PutClosing(ctx, opened)
		if err != nil {
			return err
		}
		for month, left := range map[domain.Month][]domain.Closing{202208: {want[0], want[2], want[3]}, 202209: {want[4]}, 202210: nil} {
			got, err := tx.ClosingsOf(ctx, month)
			if err != nil {
				return err
			}
			b.same(got, left)
		}
		return nil
	})
	got, err := b.store.Closings(b.ctx)
	b.must(err)
	b.same(got, want)
}

func entriesKept(b *bench) {
	put := func(e repository.Entry) error {
		return b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error { return tx.PutEntry(ctx, e) })
	}
	long := append([]byte(`{ "zh" : "`), append(bytes.Repeat([]byte("\U00020BB7"), 50_000), `" }`...)...)
	want := []repository.Entry{
		{List: "area", Code: "440303", Body: []byte(`{"b":1, "a":2.0}`), Revision: 1},
		{List: "programme", Code: "Xinghai", Body: []byte{}, Revision: 1},
		{List: "programme", Code: "bluevest", Body: long, Revision: 1},
		{List: "programme", Code: "xinghai", Body: []byte("null"), Revision: 1},
	}
	for i := range want {
		b.must(put(want[len(want)-1-i]))
	}
	for list, part := range map[string][]repository.Entry{"": want, "programme": want[1:], "area": want[:1], "Area": nil} {
		got, err := b.store.Entries(b.ctx, list)
		b.must(err)
		b.same(got, part)
	}
	for _, revision := range []int64{0, 1, 3} {
		b.refused(put(repository.Entry{List: "area", Code: "440303", Revision: revision}), domain.Conflict)
	}
	b.refused(put(repository.Entry{List: "area", Code: "440304", Revision: 2}), domain.Conflict)
	want[0].Revision, want[0].Body = 2, []byte("{}")
	b.must(put(want[0]))
	got, err := b.store.Entries(b.ctx, "area")
	b.must(err)
	b.same(got, want[:1])
}

// chain walks the audit log, wants it intact and gives its length.
func (b *bench) chain() int64 {
	b.Helper()
	var seq int64
	var prev string
	b.inspect(func(i repository.Inspection) error {
		return i.Events(b.ctx, func(e domain.Event) error {
			err := e.Follows(seq, prev)
			seq, prev = e.Seq, e.Hash
			return err
		})
	})
	return seq
}

func (b *bench) log(list ...domain.Event) {
	b.Helper()
	b.change(func(ctx context.Context, tx repository.Tx) error {
		for _, e := range list {
			if err := tx.Log(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

func chainWhole(b *bench) {
	full := domain.Event{
		Seq: 99, At: Morning, Actor: "li", Action: "activity.edit", Subject: "activity/1", Programme: "xinghai", Revision: 7, Note: "why",
		Placed: domain.Placement{Area: 440303, Name: "Luohu", City: 440300, Province: 440000}, Before: domain.Digest(nil), After: "not a digest",
		Prev: "made up", Hash: "made up",
	}
	b.log(full, domain.Event{At: Morning - 5}, full)
	b.refused(b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error {
		return errors.Join(tx.Log(ctx, full), stopError{})
	}), domain.Internal)
	b.log(domain.Event{}, domain.Event{Before: strings.Repeat("AB", 32), After: strings.Repeat("0", 64)})
	b.same(b.chain(), int64(5))
	got := b.events(repository.EventFilter{Scope: domain.Scope{Everything: true}})
	first := full.Chained(0, "")
	second := domain.Event{At: Morning - 5}.Chained(1, first.Hash)
	b.same(got[2:], []domain.Event{full.Chained(2, second.Hash), second, first})
}

func eventsFiltered(b *bench) {
	at := func(ms int) time.Time { return (Morning + domain.Instant(ms)).Time() }
	b.log(
		domain.Event{At: Morning, Actor: "li", Action: "sign_in", Subject: "user/li"},
		domain.Event{At: Morning + 1, Actor: "li", Action: "activity.edit", Subject: "activity/1"},
		domain.Event{At: Morning + 2, Actor: "wang", Action: "activity.edit", Subject: "activity/1"},
		domain.Event{At: Morning + 3, Actor: "wang", Action: "activity.void", Subject: "activity/2"},
	)
	for _, c := range []struct {
		want string
		repository.EventFilter
	}{
		{"4321", repository.EventFilter{}},
		{"21", repository.EventFilter{Actor: "li"}},
		{"32", repository.EventFilter{Action: "activity.edit"}},
		{"3", repository.EventFilter{Actor: "wang", Subject: "activity/1"}},
		{"43", repository.EventFilter{From: at(2)}},
		{"21", repository.EventFilter{To: at(2)}},
		{"32", repository.EventFilter{From: at(1), To: at(3)}},
		{"", repository.EventFilter{Actor: "nobody"}},
		{"", repository.EventFilter{Action: "activity"}},
		{"", repository.EventFilter{Subject: "activity/"}},
		{"432", repository.EventFilter{Noun: "activity"}},
		{"4", repository.EventFilter{Noun: "activity", Action: "activity.void"}},
		{"", repository.EventFilter{Noun: "activ"}},
		{"", repository.EventFilter{Noun: "%"}},
		{"", repository.EventFilter{From: at(4)}},
		{"4", repository.EventFilter{From: at(3).In(time.FixedZone("", 8*60*60))}},
	} {
		c.Scope.Everything = true
		b.same(sequence(b.events(c.EventFilter)), c.want)
	}
}

// sequence writes the numbers of entries one after the other.
func sequence(list []domain.Event) string {
	var s strings.Builder
	for _, e := range list {
		s.WriteByte('0' + byte(e.Seq))
	}
	return s.String()
}

func eventPages(b *bench) {
	all := repository.EventFilter{Scope: domain.Scope{Everything: true}, Actor: "li"}
	for range 4 {
		b.log(domain.Event{Actor: "li"}, domain.Event{Actor: "wang"})
	}
	var seen []domain.Event
	for page := (repository.Page{Limit: 3}); ; {
		list, err := b.store.Events(b.ctx, all, page)
		b.must(err)
		if page.Cursor == "" {
			b.same(list.Total, int64(4))
		}
		seen = append(seen, list.Items...)
		if page.Cursor = list.Next; page.Cursor == "" {
			break
		}
		b.log(domain.Event{Actor: "li"})
	}
	b.same(sequence(seen), "7531")
	for _, cursor := range []string{"x", "!!", "-1", "\x00", strings.Repeat("9", 100)} {
		_, err := b.store.Events(b.ctx, all, repository.Page{Limit: 1, Cursor: cursor})
		b.refused(err, domain.Malformed)
	}
	exact, err := b.store.Events(b.ctx, all, repository.Page{Limit: 5})
	b.must(err)
	b.same([]any{len(exact.Items), exact.Next}, []any{5, ""})
}

func eventsScoped(b *bench) {
	luohu := domain.Placement{Area: 440303, Name: "Luohu", City: 440300, Province: 440000}
	b.log(
		domain.Event{Actor: "li", Placed: luohu, Programme: "xinghai"}, domain.Event{Actor: "wang", Placed: luohu, Programme: "campus"},
		domain.Event{Actor: "li", Placed: domain.Placement{Area: 469001, Province: 460000}, Programme: "xinghai"}, domain.Event{Actor: "root"},
	)
	for _, c := range []struct {
		want    string
		clauses []domain.Clause
	}{
		{"", nil},
		{"4321", []domain.Clause{{}}},
		{"21", []domain.Clause{{Areas: []domain.AreaCode{440303}}}},
		{"21", []domain.Clause{{Areas: []domain.AreaCode{440300}}}},
		{"321", []domain.Clause{{Areas: []domain.AreaCode{460000, 440000}}}},
		{"31", []domain.Clause{{Programmes: []string{"xinghai"}}}},
		{"1", []domain.Clause{{Areas: []domain.AreaCode{440000}, Programmes: []string{"xinghai"}}}},
		{"31", []domain.Clause{{Author: "li"}}},
		{"431", []domain.Clause{{Author: "li"}, {Author: "root"}}},
		{"2", []domain.Clause{{Programmes: []string{"campus"}, Approved: true}}},
		{"1", []domain.Clause{{Areas: []domain.AreaCode{440000}, Author: "li"}}},
	} {
		f := repository.EventFilter{Scope: domain.Scope{Clauses: c.clauses}}
		b.same(sequence(b.events(f)), c.want)
	}
	both := repository.EventFilter{Scope: domain.Scope{Clauses: []domain.Clause{{Author: "li"}}}, Actor: "root"}
	b.same(len(b.events(both)), 0)
}
