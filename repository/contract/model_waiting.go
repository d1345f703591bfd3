package contract

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"slices"

	"outreach/domain"
	"outreach/repository"
)

// ListWaiting compares everything with everything and cuts the page out.
func (m *Model) ListWaiting(ctx context.Context, f domain.Filter, p repository.Page) (repository.List[domain.Waiting], error) {
	f.Statuses = []domain.Status{domain.Submitted}
	var list repository.List[domain.Waiting]
	all, err := read(ctx, m, func(s *state) ([]domain.Waiting, error) { return s.waiting(&f), nil })
	if err != nil {
		return list, err
	}
	list.Total = int64(len(all))
	if p.Cursor != "" {
		after, err := parseTurn(p.Cursor)
		if err != nil {
			return list, err
		}
		all = slices.DeleteFunc(all, func(w domain.Waiting) bool { return longestFirst(w, after) <= 0 })
	}
	if p.Limit > 0 && p.Limit < len(all) {
		all = all[:p.Limit]
		list.Next = turnOf(all[p.Limit-1])
	}
	list.Items = all
	return list, nil
}

func (s *state) waiting(f *domain.Filter) []domain.Waiting {
	var list []domain.Waiting
	for _, a := range s.activities {
		if f.Takes(&a, &a.Version) {
			list = append(list, domain.Waiting{
				ID: a.ID, Revision: a.Revision, Since: a.SubmittedAt, Area: a.Placed.Area, Programme: a.Programme, Alike: s.alike(&a),
			})
		}
	}
	slices.SortFunc(list, longestFirst)
	return list
}

// alike says whether another record looks like the newest version of one.
func (s *state) alike(a *domain.Activity) bool {
	for id, other := range s.activities {
		if id != a.ID && slices.ContainsFunc(other.Live(), func(v *domain.Version) bool {
			return slices.Contains(domain.SentIn(), v.Status) && v.Looks() == a.Looks()
		}) {
			return true
		}
	}
	return false
}

func longestFirst(a, b domain.Waiting) int {
	return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.ID, b.ID))
}

func turnOf(w domain.Waiting) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s", w.Since, w.ID))
}

func parseTurn(cursor string) (domain.Waiting, error) {
	var w domain.Waiting
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		_, err = fmt.Sscanf(string(raw), "%d %s", &w.Since, &w.ID)
	}
	if err == nil {
		_, err = domain.ParseID(string(w.ID))
	}
	if err != nil || turnOf(w) != cursor {
		return w, &domain.Error{Code: domain.Malformed, Key: "error.cursor", Err: err}
	}
	return w, nil
}
