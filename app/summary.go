package app

import (
	"cmp"
	"context"
	"slices"

	"outreach/domain"
)

// Summary splits the records that a filter takes into those that count and those that do not: each once.
type Summary struct {
	Counts Counted
	Rest   []LeftOut // in the order of reasons, then of states
	AsOf   domain.Instant
}

// Counted is a number of records with their person-times.
type Counted struct {
	Activities domain.Count
	Attendance domain.PersonTimes
}

// LeftOut is the records of one state that are in no total for one reason, their first.
type LeftOut struct {
	Because domain.NotCounted
	Status  domain.Status
	Counted
}

// Total gives the number of all records.
func (s *Summary) Total() domain.Count {
	n := s.Counts.Activities
	for i := range s.Rest {
		n += s.Rest[i].Activities
	}
	return n
}

// Summary tells how many records a filter takes of those the caller may see, in person and online, and which
// of them count: the figures that Stats gives for approved ones. A record is told by its approved version where
// the filter takes that one, else by its newest. Void records are in no part and cannot be asked for.
func (a *App) Summary(ctx context.Context, caller *Caller, f domain.Filter) (Summary, error) {
	if err := a.complete(caller, &f, domain.ByStatus, domain.ByDelivery); err != nil {
		return Summary{}, err
	}
	t := telling{approved: map[domain.ID]bool{}, waiting: map[domain.ID]LeftOut{}, parts: map[reason]Counted{}}
	if err := a.store.WalkActivities(ctx, f, t.take); err != nil {
		return Summary{}, err
	}
	return t.summary(a.instant()), nil
}

// telling is a summary in the making. The versions of one record come apart from each other where they are of
// different days, so whose approved version came is known only at the end.
type telling struct {
	approved map[domain.ID]bool
	waiting  map[domain.ID]LeftOut // newest versions that nobody has approved
	parts    map[reason]Counted    // what counts is under the zero reason
}

type reason struct {
	because domain.NotCounted
	status  domain.Status
}

func (t *telling) take(a domain.Activity) error {
	counts, because := a.Counts()
	one := Counted{1, a.Attendance}
	switch {
	case counts:
		t.add(reason{}, one)
	case a.Status == domain.Approved:
		t.add(reason{because[0], a.Status}, one)
	default:
		t.waiting[a.ID] = LeftOut{because[0], a.Status, one}
		return nil
	}
	t.approved[a.ID] = true
	return nil
}

func (t *telling) add(r reason, c Counted) {
	sum := t.parts[r]
	t.parts[r] = Counted{sum.Activities + c.Activities, sum.Attendance + c.Attendance}
}

func (t *telling) summary(asOf domain.Instant) Summary {
	for id, w := range t.waiting {
		if !t.approved[id] {
			t.add(reason{w.Because, w.Status}, w.Counted)
		}
	}
	s := Summary{Counts: t.parts[reason{}], AsOf: asOf}
	delete(t.parts, reason{})
	reasons := []domain.NotCounted{domain.NotForStatus, domain.NotForMinutes, domain.NotForJoint, domain.NotForDuplicate, domain.NotForProgramme}
	states := domain.Statuses()
	for r, c := range t.parts {
		s.Rest = append(s.Rest, LeftOut{r.because, r.status, c})
	}
	slices.SortFunc(s.Rest, func(x, y LeftOut) int {
		return cmp.Or(slices.Index(reasons, x.Because)-slices.Index(reasons, y.Because), slices.Index(states, x.Status)-slices.Index(states, y.Status))
	})
	return s
}
