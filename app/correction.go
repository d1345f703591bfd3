package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

// Findings gives what the rules find in a content today.
func (s Source) Findings(c *domain.Content) []domain.Finding { return s.app.CheckContent(c) }

// Corrections hands every field that was changed after its record had been approved to each, within scope.
func (s Source) Corrections(ctx context.Context, f domain.Filter, each func(domain.Correction) error) error {
	r, err := s.register(ctx)
	if err != nil {
		return err
	}
	return s.WalkActivities(ctx, f, func(a domain.Activity) error {
		const fewest = 3 // revisions of a record that was changed after its approval: made, approved, changed
		if a.Revision < fewest {
			return nil
		}
		list, err := r.amendments(ctx, &a)
		if err != nil {
			return err
		}
		for i := range list {
			if err := r.fields(ctx, &list[i], each); err != nil {
				return err
			}
		}
		return nil
	})
}

// AmendmentKind says how a step moved what had been approved.
type AmendmentKind string

// The kinds of amendment.
const (
	AmendmentChange AmendmentKind = "change" // an approved record says something else
	AmendmentLate   AmendmentKind = "late"   // a record was approved for the first time
	AmendmentVoid   AmendmentKind = "void"   // an approved record was taken out
)

// Amendment is a step by which what is approved moved, or will when somebody approves it. A change that was
// replaced by a later one before anybody approved it is none.
type Amendment struct {
	Kind     AmendmentKind
	Activity domain.ID
	Step     int64           // the revision by which figures moved; of a change that waits, the one that waits
	Number   int64           // the revision in which it was made
	Version  *domain.Version // after it; of a void record, what it said before
	Changes  []Change
	Actor    string // who made it
	At       domain.Instant
	Decider  string // who approved it; "" while nobody has
	Decided  domain.Instant
	Reason   string          // what the decider or the one who voided it said: a code
	Text     string          // and words
	Effect   domain.Sums     // what it adds to figures, once approved
	Closing  *domain.Closing // the last one that had locked the record's month before it; nil: none had
}

// register reads amendments out of histories.
type register struct {
	source   Source
	closings []domain.Closing
	logins   map[string]string // by user
}

func (s Source) register(ctx context.Context) (*register, error) {
	closings, err := s.app.store.Closings(ctx)
	return &register{source: s, closings: closings, logins: map[string]string{}}, err
}

// reading is how far a history was read.
type reading struct {
	list     []Amendment
	approved *domain.Revision // what was last approved, as far as it is in scope
	made     *domain.Revision // what was made since
}

// amendments gives a record's amendments within scope, oldest first.
func (r *register) amendments(ctx context.Context, a *domain.Activity) ([]Amendment, error) {
	revisions, err := r.source.app.store.History(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	var now, before reading // the last approval
	for i := range revisions {
		rev := &revisions[i]
		switch rev.Action {
		case domain.ActionEdit, domain.ActionSubmit, domain.ActionCreate:
			now.made = rev
		case domain.ActionApprove:
			before = now
			if now.list, err = r.amend(now.list, now.approved, now.made, rev); err != nil {
				return nil, err
			}
			now.approved, now.made = nil, nil
			if r.source.scope.Takes(a, &rev.Version) {
				now.approved = rev
			}
		case domain.ActionUndo:
			if revisions[i-1].Action == domain.ActionApprove {
				now = before
			}
		case domain.ActionVoid:
			if now.approved != nil {
				now.list = append(now.list, r.voided(now.approved, rev))
			}
			now.approved, now.made = nil, nil
		case domain.ActionReturn:
		}
	}
	if now.approved != nil && now.made != nil {
		now.list, err = r.amend(now.list, now.approved, now.made, nil)
	}
	return slices.DeleteFunc(now.list, func(m Amendment) bool { return !r.source.scope.Takes(a, m.Version) }), err
}

// amend adds what was made since the last approval, approved by decision (nil: not yet).
func (r *register) amend(list []Amendment, approved, made, decision *domain.Revision) ([]Amendment, error) {
	if made == nil {
		made = decision
	}
	m := Amendment{
		Kind: AmendmentLate, Activity: made.Activity, Step: made.Number, Number: made.Number, Version: &made.Version, Actor: made.Actor, At: made.At,
		Effect: contribution(&made.Version),
	}
	moved := made.At
	if decision != nil {
		m.Step, m.Version, m.Decider, m.Decided, m.Reason, m.Text = decision.Number, &decision.Version, decision.Actor, decision.At, decision.Reason, decision.Text
		m.Effect, moved = contribution(m.Version), decision.At
	}
	places := []*domain.Version{m.Version}
	if approved != nil {
		before, err1 := flatten(&approved.Version)
		after, err2 := flatten(m.Version)
		if err := errors.Join(err1, err2); err != nil {
			return list, err
		}
		m.Kind, m.Changes = AmendmentChange, slices.DeleteFunc(difference(before, after), func(c Change) bool { return c.Pointer == "/status" })
		m.Effect = m.Effect.Minus(contribution(&approved.Version))
		places = append(places, &approved.Version)
		if len(m.Changes) == 0 {
			return list, nil
		}
	}
	m.Closing = r.closed(moved, places...)
	return append(list, m), nil
}

// voided is the amendment of a record that was taken out.
func (r *register) voided(approved, rev *domain.Revision) Amendment {
	return Amendment{
		Kind: AmendmentVoid, Activity: rev.Activity, Step: rev.Number, Number: rev.Number, Version: &approved.Version, Actor: rev.Actor, At: rev.At,
		Decider: rev.Actor, Decided: rev.At, Reason: rev.Reason, Text: rev.Text,
		Effect: domain.Sums{}.Minus(contribution(&approved.Version)), Closing: r.closed(rev.At, &approved.Version),
	}
}

// contribution is what an approved version adds to figures.
func contribution(v *domain.Version) domain.Sums {
	if !v.Verdict.Fit {
		return domain.Sums{}
	}
	return v.Sums()
}

// fields hands every field of a change to each.
func (r *register) fields(ctx context.Context, m *Amendment, each func(domain.Correction) error) error {
	if m.Kind != AmendmentChange {
		return nil
	}
	actor, err1 := r.login(ctx, m.Actor)
	decider, err2 := r.login(ctx, m.Decider)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	lead, _ := m.Version.Lead()
	for _, d := range m.Changes {
		err := each(domain.Correction{
			Activity: m.Activity, Number: m.Number, Date: m.Version.Date, Lead: lead, Pointer: d.Pointer, Before: printed(d.Before), After: printed(d.After),
			Reason: strings.TrimSpace(m.Reason + " " + m.Text), Actor: actor, Approver: decider, At: m.At, Closed: m.Closing != nil, Counts: counting(d.Pointer),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// closed gives the last closing that had locked a version's month before a moment, whether or not it was opened
// since: nothing changes in a month that is closed still.
func (r *register) closed(at domain.Instant, versions ...*domain.Version) *domain.Closing {
	var last *domain.Closing
	for i := range r.closings {
		c := r.closings[i]
		c.OpenedAt = 0 // as it was
		locked := slices.ContainsFunc(versions, func(v *domain.Version) bool { return c.Locks(v.Date, v.Placed) })
		if locked && c.At < at && (last == nil || c.At > last.At) {
			last = &r.closings[i]
		}
	}
	return last
}

// login gives a user's login; of one that is not there any more the id.
func (r *register) login(ctx context.Context, id string) (string, error) {
	if known, ok := r.logins[id]; ok || id == "" {
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

// AmendmentFilter narrows a list of amendments to records of areas, programmes and a month; empty fields do not.
type AmendmentFilter struct {
	Areas      []domain.AreaCode
	Programmes []string
	Month      domain.Month
}

func (f *AmendmentFilter) takes(v *domain.Version) bool {
	g := domain.Grant{Areas: f.Areas, Programmes: f.Programmes}
	return g.Covers(v.Placed, v.Programme) && (f.Month == 0 || f.Month == v.Date.Month())
}

// mostLookedAt bounds how many steps one page of amendments looks through.
const mostLookedAt = 1000

// Amended lists what moved in months after they had been closed, newest step first, within the caller's scope. A
// page may hold fewer than were asked for though there are more; its Total is not told.
func (a *App) Amended(ctx context.Context, caller *Caller, f AmendmentFilter, p repository.Page) (repository.List[Amendment], error) {
	var out repository.List[Amendment]
	r, err := a.Source(caller).register(ctx)
	if err != nil {
		return out, err
	}
	r.closings = slices.DeleteFunc(r.closings, func(c domain.Closing) bool { return f.Month != 0 && c.Month != f.Month })
	if len(r.closings) == 0 {
		return out, nil
	}
	first := slices.MinFunc(r.closings, func(a, b domain.Closing) int { return cmp.Compare(a.At, b.At) }).At
	steps := repository.EventFilter{Scope: caller.Scope(), Noun: "activity", From: first.Time()}
	known := map[domain.ID][]Amendment{}
	page := repository.Page{Limit: max(1, p.Limit/2), Cursor: p.Cursor}
	for seen := 0; ; page.Cursor = out.Next {
		list, err := a.store.Events(ctx, steps, page)
		if err != nil {
			return out, err
		}
		for i := range list.Items {
			m, found, err := r.at(ctx, &list.Items[i], known)
			if err != nil {
				return out, err
			}
			if found && m.Closing != nil && f.takes(m.Version) {
				out.Items = append(out.Items, m)
			}
		}
		out.Next = list.Next
		seen += len(list.Items)
		if out.Next == "" || seen >= mostLookedAt || len(out.Items)+page.Limit > p.Limit {
			return out, nil
		}
	}
}

// at gives the amendment that the log knows as a step, if it is one.
func (r *register) at(ctx context.Context, e *domain.Event, known map[domain.ID][]Amendment) (m Amendment, found bool, err error) {
	id := domain.ID(strings.TrimPrefix(e.Subject, "activity/"))
	list, read := known[id]
	if !read {
		rec, err := r.source.app.store.Activity(ctx, id)
		if err != nil && !missing(err) {
			return m, false, err
		}
		if err == nil {
			if list, err = r.amendments(ctx, &rec); err != nil {
				return m, false, err
			}
		}
		known[id] = list
	}
	i := slices.IndexFunc(list, func(m Amendment) bool { return m.Step == e.Revision })
	if i < 0 {
		return m, false, nil
	}
	return list[i], true, nil
}
