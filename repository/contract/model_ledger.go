package contract

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

// Closings lists every closing.
func (m *Model) Closings(ctx context.Context) ([]domain.Closing, error) {
	return read(ctx, m, func(s *state) ([]domain.Closing, error) { return s.closingsIn(0), nil })
}

// Entries lists the entries of a list, or of all.
func (m *Model) Entries(ctx context.Context, list string) ([]repository.Entry, error) {
	return read(ctx, m, func(s *state) ([]repository.Entry, error) {
		var entries []repository.Entry
		for _, e := range s.entries {
			if list == "" || e.List == list {
				e.Body = bytes.Clone(e.Body)
				entries = append(entries, e)
			}
		}
		slices.SortFunc(entries, func(a, b repository.Entry) int {
			return cmp.Or(cmp.Compare(a.List, b.List), cmp.Compare(a.Code, b.Code))
		})
		return entries, nil
	})
}

// Events walks the audit log backwards from the cursor, which is the number of the last entry seen.
func (m *Model) Events(ctx context.Context, f repository.EventFilter, p repository.Page) (repository.List[domain.Event], error) {
	return read(ctx, m, func(s *state) (repository.List[domain.Event], error) {
		var list repository.List[domain.Event]
		before := int64(len(s.events)) + 1
		if p.Cursor != "" {
			var err error
			if before, err = strconv.ParseInt(p.Cursor, 10, 64); err != nil || before < 1 {
				return list, &domain.Error{Code: domain.Malformed, Key: "error.cursor", Err: err}
			}
		}
		for _, e := range slices.Backward(s.events) {
			if !takesEvent(&f, &e) {
				continue
			}
			list.Total++
			switch {
			case e.Seq >= before:
			case len(list.Items) < p.Limit:
				list.Items = append(list.Items, e)
			case list.Next == "" && len(list.Items) > 0:
				list.Next = strconv.FormatInt(list.Items[len(list.Items)-1].Seq, 10)
			}
		}
		return list, nil
	})
}

func takesEvent(f *repository.EventFilter, e *domain.Event) bool {
	at := e.At.Time()
	return takesPlace(f.Scope, e) && (f.Actor == "" || f.Actor == e.Actor) && (f.Action == "" || f.Action == e.Action) &&
		(f.Noun == "" || strings.HasPrefix(e.Subject, f.Noun+"/")) && (f.Subject == "" || f.Subject == e.Subject) && !at.Before(f.From) && (f.To.IsZero() || at.Before(f.To))
}

func takesPlace(s domain.Scope, e *domain.Event) bool {
	return s.Everything || slices.ContainsFunc(s.Clauses, func(c domain.Clause) bool {
		g := domain.Grant{Areas: c.Areas, Programmes: c.Programmes}
		return g.Covers(e.Placed, e.Programme) && (c.Author == "" || c.Author == e.Actor)
	})
}

// closingsIn gives the closings of a month, or all (0), in their order.
func (s *state) closingsIn(m domain.Month) []domain.Closing {
	list := slices.SortedFunc(maps.Values(s.closings), func(a, b domain.Closing) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Area, b.Area), cmp.Compare(a.At, b.At))
	})
	return slices.DeleteFunc(list, func(c domain.Closing) bool { return m != 0 && c.Month != m })
}

func (s *state) ClosingsOf(_ context.Context, m domain.Month) ([]domain.Closing, error) {
	return slices.DeleteFunc(s.closingsIn(m), func(c domain.Closing) bool { return !c.Closed() }), nil
}

func (t *tx) PutClosing(_ context.Context, c domain.Closing) error {
	set(t, t.closings, closingKey{c.Month, c.Area, c.At}, c)
	return nil
}

func (t *tx) PutEntry(_ context.Context, e repository.Entry) error {
	key := entryKey{e.List, e.Code}
	if e.Revision != t.entries[key].Revision+1 {
		return conflict()
	}
	e.Body = bytes.Clone(e.Body)
	set(t, t.entries, key, e)
	return nil
}

func (t *tx) Log(_ context.Context, e domain.Event) error {
	n, prev := len(t.events), ""
	if n > 0 {
		prev = t.events[n-1].Hash
	}
	t.events = append(t.events, e.Chained(int64(n), prev))
	t.undo = append(t.undo, func() { t.events = t.events[:n] })
	return nil
}
