package app

import (
	"context"
	"slices"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

// original refuses to mark a record as a duplicate of one that the caller cannot see, that is not sent in, or that is
// a duplicate itself: the event would count nowhere, the last two of them in a circle.
func original(ctx context.Context, tx repository.Tx, caller *Caller, of domain.ID) error {
	rec, err := tx.Activity(ctx, of)
	if err == nil {
		rec, err = seenBy(caller, rec)
	}
	switch {
	case missing(err):
		return domain.RefuseFields(domain.FaultAt("/duplicate_of", "fault.duplicate_of"))
	case err != nil:
		return err
	case rec.DuplicateOf != "":
		return domain.RefuseFields(domain.FaultAt("/duplicate_of", "fault.duplicate_of.itself", "ID", string(rec.DuplicateOf)))
	case !countable(&rec):
		return domain.RefuseFields(domain.FaultAt("/duplicate_of", "fault.duplicate_of.status"))
	}
	return nil
}

// countable says whether a record counts, or may once it is decided on.
func countable(rec *domain.Activity) bool {
	return slices.ContainsFunc(rec.Live(), func(v *domain.Version) bool { return v.Status == domain.Submitted || v.Status == domain.Approved })
}

// mostNamed bounds how many records one refusal names.
const mostNamed = 5

// unneeded refuses to take a record out that others count through. Of those it names the ones that the caller may see.
func (a *App) unneeded(ctx context.Context, caller *Caller, id domain.ID) error {
	no := false
	all := domain.Filter{Scope: domain.Scope{Everything: true}, Statuses: []domain.Status{domain.Approved}, Fit: &no}
	var count int
	var named []string
	err := a.store.WalkActivities(ctx, all, func(rec domain.Activity) error {
		if rec.DuplicateOf != id {
			return nil
		}
		count++
		if scope := caller.Scope(); len(named) < mostNamed && scope.Takes(&rec, &rec.Version) {
			named = append(named, string(rec.ID))
		}
		return nil
	})
	if err != nil || count == 0 {
		return err
	}
	return domain.Refuse(domain.Conflict, "error.void.original", "Count", count, "Records", strings.Join(named, ", "))
}
