package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"outreach/domain"
)

// Findings gives what the rules find in a content today.
func (s Source) Findings(c *domain.Content) []domain.Finding { return s.app.CheckContent(c) }

// Corrections hands every field that was changed after its record had been approved to each, within scope.
func (s Source) Corrections(ctx context.Context, f domain.Filter, each func(domain.Correction) error) error {
	closings, err := s.app.store.Closings(ctx)
	if err != nil {
		return err
	}
	r := register{source: s, closings: closings, logins: map[string]string{}}
	return s.WalkActivities(ctx, f, func(a domain.Activity) error {
		const fewest = 3 // revisions of a record that was changed after its approval: made, approved, changed
		if a.Revision < fewest {
			return nil
		}
		list, err := r.of(ctx, &a)
		if err != nil {
			return err
		}
		for _, c := range list {
			if err := each(c); err != nil {
				return err
			}
		}
		return nil
	})
}

// register reads corrections out of histories.
type register struct {
	source   Source
	closings []domain.Closing
	logins   map[string]string // by user
}

// of gives a record's corrections, oldest first: each revision beside what had last been approved.
func (r *register) of(ctx context.Context, a *domain.Activity) ([]domain.Correction, error) {
	revisions, err := r.source.app.store.History(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	var list []domain.Correction
	var approved, held map[string]any // what was last approved, and what before that
	pending := 0                      // corrections that nobody has approved yet
	settled := 0                      // corrections that the last approval settled
	for i := range revisions {
		rev := &revisions[i]
		if !r.source.scope.Takes(a, &rev.Version) {
			continue
		}
		fields, err := flatten(&rev.Version)
		if err != nil {
			return nil, err
		}
		switch rev.Action {
		case domain.ActionApprove:
			approver, err := r.login(ctx, rev.Actor)
			if err != nil {
				return nil, err
			}
			for k := len(list) - pending; k < len(list); k++ {
				list[k].Approver, list[k].Reason = approver, wordsOf(rev)
			}
			held, approved, settled, pending = approved, fields, pending, 0
		case domain.ActionEdit, domain.ActionSubmit, domain.ActionCreate:
			if approved == nil {
				continue
			}
			list = list[:len(list)-pending] // a later change replaces one that nobody approved
			changed, err := r.changes(ctx, rev, difference(approved, fields))
			if err != nil {
				return nil, err
			}
			list, pending = append(list, changed...), len(changed)
		case domain.ActionUndo:
			if revisions[i-1].Action != domain.ActionApprove {
				continue
			}
			approved, pending = held, settled
			for k := len(list) - pending; k < len(list); k++ {
				list[k].Approver, list[k].Reason = "", ""
			}
		case domain.ActionReturn, domain.ActionVoid:
		}
	}
	return list, nil
}

func (r *register) changes(ctx context.Context, rev *domain.Revision, diff []Change) ([]domain.Correction, error) {
	actor, err := r.login(ctx, rev.Actor)
	if err != nil {
		return nil, err
	}
	lead, _ := rev.Version.Lead()
	list := make([]domain.Correction, 0, len(diff))
	for _, d := range diff {
		if d.Pointer == "/status" {
			continue
		}
		list = append(list, domain.Correction{
			Activity: rev.Activity, Number: rev.Number, Date: rev.Version.Date, Lead: lead, Pointer: d.Pointer, Before: printed(d.Before), After: printed(d.After),
			Actor: actor, At: rev.At, Closed: r.closed(rev), Counts: counting(d.Pointer),
		})
	}
	return list, nil
}

// closed says whether the month of a revision was closed when it was written.
func (r *register) closed(rev *domain.Revision) bool {
	return slices.ContainsFunc(r.closings, func(c domain.Closing) bool {
		before := c
		before.OpenedAt = 0
		return c.At <= rev.At && (c.OpenedAt == 0 || c.OpenedAt > rev.At) && before.Locks(rev.Version.Date, rev.Version.Placed)
	})
}

// login gives a user's login; of one that is not there any more the id.
func (r *register) login(ctx context.Context, id string) (string, error) {
	if known, ok := r.logins[id]; ok {
		return known, nil
	}
	u, err := r.source.app.store.User(ctx, id)
	switch {
	case missing(err):
		u.Login = id
	case err != nil:
		return "", err
	}
	r.logins[id] = u.Login
	return u.Login, nil
}

func wordsOf(rev *domain.Revision) string {
	return strings.TrimSpace(rev.Reason + " " + rev.Text)
}

// printed gives a leaf of a content as text; "" for one that is absent.
func printed(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return fmt.Sprint(v)
	}
}

// counting says whether a figure or a coverage can move by a field: all can but those that only describe.
func counting(pointer string) bool {
	top, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	return !slices.Contains([]string{"title", "place", "venue_text", "notes", "evidence", "location", "count_method", "online"}, top)
}
