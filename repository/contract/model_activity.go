package contract

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"outreach/domain"
	"outreach/repository"
)

// Activity gives a record whole.
func (m *Model) Activity(ctx context.Context, id domain.ID) (domain.Activity, error) {
	return read(ctx, m, func(s *state) (domain.Activity, error) { return s.Activity(ctx, id) })
}

// ListActivities sorts all that the filter takes and cuts the page out.
func (m *Model) ListActivities(ctx context.Context, f domain.Filter, p repository.Page) (repository.List[domain.Activity], error) {
	var list repository.List[domain.Activity]
	all, err := read(ctx, m, func(s *state) ([]domain.Activity, error) { return s.taken(&f), nil })
	if err != nil {
		return list, err
	}
	list.Total = int64(len(all))
	if p.Cursor != "" {
		after, err := parseCursor(p.Cursor)
		if err != nil {
			return list, err
		}
		all = slices.DeleteFunc(all, func(a domain.Activity) bool { return newestFirst(a, after) <= 0 })
	}
	for _, a := range all[:min(p.Limit, len(all))] {
		item, err := copied(a)
		if err != nil {
			return list, err
		}
		list.Items = append(list.Items, item)
	}
	if p.Limit < len(all) {
		list.Next = cursorOf(all[p.Limit-1])
	}
	return list, nil
}

// WalkActivities hands out what the filter took when it was called.
func (m *Model) WalkActivities(ctx context.Context, f domain.Filter, each func(domain.Activity) error) error {
	all, err := read(ctx, m, func(s *state) ([]domain.Activity, error) { return s.taken(&f), nil })
	if err != nil {
		return err
	}
	for _, a := range all {
		if err := handOut(a, each); err != nil {
			return err
		}
	}
	return nil
}

// History gives a record's revisions.
func (m *Model) History(ctx context.Context, id domain.ID) ([]domain.Revision, error) {
	return read(ctx, m, func(s *state) ([]domain.Revision, error) {
		if _, ok := s.activities[id]; !ok {
			return nil, notFound()
		}
		return s.Revisions(ctx, id)
	})
}

func (s *state) Activity(_ context.Context, id domain.ID) (domain.Activity, error) {
	a, ok := s.activities[id]
	if !ok {
		return a, notFound()
	}
	return copied(a)
}

func (s *state) Revisions(_ context.Context, id domain.ID) ([]domain.Revision, error) {
	var list []domain.Revision
	for _, r := range s.revisions[id] {
		v, err := copiedVersion(r.Version)
		if err != nil {
			return nil, err
		}
		r.Version = v
		list = append(list, r)
	}
	return list, nil
}

func (s *state) ProgrammeUsed(_ context.Context, code string, days domain.Period) (bool, error) {
	for _, a := range s.activities {
		if slices.ContainsFunc(a.Live(), func(v *domain.Version) bool { return v.Programme == code && days.Contains(v.Date) }) {
			return true, nil
		}
	}
	return false, nil
}

func (t *tx) PutActivity(_ context.Context, before *domain.Activity, after domain.Activity, step domain.Revision) error {
	stored, ok := t.activities[after.ID]
	if ok != (before != nil) || ok && stored.Revision != before.Revision {
		return conflict()
	}
	a, err := copied(after)
	if err != nil {
		return err
	}
	if step.Version, err = copiedVersion(step.Version); err != nil {
		return err
	}
	set(t, t.activities, a.ID, a)
	set(t, t.revisions, a.ID, append(slices.Clone(t.revisions[a.ID]), step))
	return nil
}

// taken gives the versions a filter takes, each as a record of its own, in the order of lists. They share
// memory with the model.
func (s *state) taken(f *domain.Filter) []domain.Activity {
	var list []domain.Activity
	for _, a := range s.activities {
		for _, v := range a.Live() {
			if f.Takes(&a, v) {
				list = append(list, a.Alone(v))
			}
		}
	}
	slices.SortFunc(list, newestFirst)
	return list
}

func newestFirst(a, b domain.Activity) int {
	return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(b.ID, a.ID), cmp.Compare(b.Revision, a.Revision))
}

func cursorOf(a domain.Activity) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s %d", a.Date, a.ID, a.Revision))
}

func parseCursor(cursor string) (domain.Activity, error) {
	var a domain.Activity
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		_, err = fmt.Sscanf(string(raw), "%d %s %d", &a.Date, &a.ID, &a.Revision)
	}
	if err != nil || cursorOf(a) != cursor {
		return a, &domain.Error{Code: domain.Malformed, Key: "error.cursor", Err: err}
	}
	return a, nil
}

// copied gives a record that shares no memory with a. Content goes through its JSON: what that cannot tell
// apart, no store needs to.
func copied(a domain.Activity) (domain.Activity, error) {
	var err error
	if a.Standing != nil {
		standing, err := copiedVersion(*a.Standing)
		if err != nil {
			return a, err
		}
		a.Standing = &standing
	}
	a.Version, err = copiedVersion(a.Version)
	return a, err
}

func copiedVersion(v domain.Version) (domain.Version, error) {
	raw, err := json.Marshal(v.Content)
	if err != nil {
		return v, err
	}
	v.Content = domain.Content{}
	v.Verdict.Because = slices.Clone(v.Verdict.Because)
	return v, json.Unmarshal(raw, &v.Content)
}

func handOut(a domain.Activity, each func(domain.Activity) error) error {
	item, err := copied(a)
	if err != nil {
		return err
	}
	return each(item)
}

// inspection is a state that nobody changes any more.
type inspection struct{ *state }

func (i inspection) Records(_ context.Context, each func(domain.Activity, error) error) error {
	for _, id := range slices.Sorted(maps.Keys(i.activities)) {
		if err := handOut(i.activities[id], func(a domain.Activity) error { return each(a, nil) }); err != nil {
			return err
		}
	}
	return nil
}

func (i inspection) Tallies(_ context.Context, each func(domain.TallyRow) error) error {
	byKey := map[domain.TallyKey]domain.Sums{}
	for _, a := range i.activities {
		for _, r := range domain.TallyRows(&a) {
			byKey[r.TallyKey] = byKey[r.TallyKey].Plus(r.Sums)
		}
	}
	for k, s := range byKey {
		if err := each(domain.TallyRow{TallyKey: k, Sums: s}); err != nil {
			return err
		}
	}
	return nil
}

func (i inspection) Revisions(ctx context.Context, each func(domain.Revision) error) error {
	for _, id := range slices.Sorted(maps.Keys(i.revisions)) {
		list, err := i.state.Revisions(ctx, id)
		if err != nil {
			return err
		}
		for _, r := range list {
			if err := each(r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (i inspection) Events(_ context.Context, each func(domain.Event) error) error {
	for _, e := range i.events {
		if err := each(e); err != nil {
			return err
		}
	}
	return nil
}

func (i inspection) Faults(context.Context) ([]string, error) { return nil, nil }

// Describe tells what a store in memory can: it takes no room.
func (i inspection) Describe(context.Context) (repository.Description, error) {
	return repository.Description{Engine: "memory", Version: "1", Schema: 1, Records: int64(len(i.activities))}, nil
}
