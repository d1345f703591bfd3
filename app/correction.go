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

// fewest is how many revisions a record has that was changed after its approval: made, approved, changed.
const fewest = 3

// Corrections hands every field that was changed after its record had been approved to each, within scope: of records
// that the filter takes, and then, where a change took a record out of it, of those that it took before.
func (s Source) Corrections(ctx context.Context, f domain.Filter, each func(domain.Correction) error) error {
	r, err := s.register(ctx)
	if err != nil {
		return err
	}
	taken := map[domain.ID]bool{}
	err = s.WalkActivities(ctx, f, func(a domain.Activity) error {
		if a.Revision < fewest {
			return nil
		}
		taken[a.ID] = true
		list, err := r.amendments(ctx, &a)
		if err != nil {
			return err
		}
		return r.each(ctx, list, each)
	})
	if err != nil {
		return err
	}
	f.Scope = s.scope
	return r.edited(ctx, f.Period, func(a *domain.Activity) error {
		if taken[a.ID] {
			return nil
		}
		taken[a.ID] = true
		list, err := r.amendments(ctx, a)
		if err != nil {
			return err
		}
		return r.each(ctx, slices.DeleteFunc(list, func(m Amendment) bool {
			was := *a
			was.Standing = nil
			if m.Before != nil {
				was.Version = *m.Before
			}
			return m.Before == nil || !f.Takes(&was, &was.Version)
		}), each)
	})
}

// edited hands records that were changed since the first day of a period to each, latest change first, some of them
// more than once. Nothing of the period was changed before.
func (r *register) edited(ctx context.Context, days domain.Period, each func(*domain.Activity) error) error {
	const atOnce = 500
	for _, action := range []domain.Action{domain.ActionEdit, domain.ActionSubmit} {
		steps := repository.EventFilter{Scope: domain.Scope{Everything: true}, Noun: "activity", Action: "activity." + string(action)}
		if days.From != 0 {
			steps.From = days.From.Time()
		}
		for page := (repository.Page{Limit: atOnce}); ; {
			list, err := r.source.app.store.Events(ctx, steps, page)
			if err != nil {
				return err
			}
			for i := range list.Items {
				e := &list.Items[i]
				if e.Revision < fewest {
					continue
				}
				rec, err := r.source.app.store.Activity(ctx, domain.ID(strings.TrimPrefix(e.Subject, "activity/")))
				if err == nil {
					err = each(&rec)
				}
				if err != nil && !missing(err) {
					return err
				}
			}
			if page.Cursor = list.Next; page.Cursor == "" {
				break
			}
		}
	}
	return nil
}

func (r *register) each(ctx context.Context, list []Amendment, each func(domain.Correction) error) error {
	for i := range list {
		if err := r.fields(ctx, &list[i], each); err != nil {
			return err
		}
	}
	return nil
}

// AmendmentKind says how a step moved what had been approved.
type AmendmentKind string

// The kinds of amendment.
const (
	AmendmentChange AmendmentKind = "change" // an approved record says something else
	AmendmentLate   AmendmentKind = "late"   // a record was approved for the first time
	AmendmentVoid   AmendmentKind = "void"   // an approved record was taken out
)

// Side says which end of a change from one month, area or programme to another an amendment tells of.
type Side string

// The sides of a change; one that stays in its month, area and programme has none.
const (
	SideFrom Side = "from" // what the record is taken out of
	SideTo   Side = "to"   // where it goes
)

// Amendment is a step by which what is approved moved, or will when somebody approves it. A change that was
// replaced by a later one before anybody approved it is none. A change that takes a record to another month, area or
// programme is two: what is lost there, and what is gained here. Of one that takes it out of the scope only what is lost
// is told, once it is approved, and not what it says now.
type Amendment struct {
	Kind     AmendmentKind
	Side     Side
	Activity domain.ID
	Step     int64           // the revision by which figures moved; of a change that waits, the one that waits
	Number   int64           // the revision in which it was made; on the side that a record leaves, the one that counted there
	Version  *domain.Version // after it; of a void record and on the side that a record leaves, what was approved before
	Before   *domain.Version // of a change: what was approved before
	Changes  []Change
	Actor    string // who made it
	At       domain.Instant
	Decider  string // who approved it; "" while nobody has
	Decided  domain.Instant
	Reason   string          // what the decider or the one who voided it said: a code
	Text     string          // and words
	Effect   domain.Sums     // what it adds to figures, once approved: of a side, to those of that side
	Closing  *domain.Closing // the last one that had locked the record's month before it, or that of the other side; nil: none had
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
			if now.list, err = r.amend(a, now, rev); err != nil {
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
		now.list, err = r.amend(a, now, nil)
	}
	return now.list, err
}

// amend adds what was made since the last approval, approved by decision (nil: not yet).
func (r *register) amend(a *domain.Activity, now reading, decision *domain.Revision) ([]Amendment, error) {
	made := cmp.Or(now.made, decision)
	m := Amendment{
		Kind: AmendmentLate, Activity: made.Activity, Step: made.Number, Number: made.Number, Version: &made.Version, Actor: made.Actor, At: made.At,
	}
	moved := made.At
	if decision != nil {
		m.Step, m.Version, m.Decider, m.Decided, m.Reason, m.Text = decision.Number, &decision.Version, decision.Actor, decision.At, decision.Reason, decision.Text
		moved = decision.At
	}
	m.Effect = contribution(m.Version)
	seen := r.source.scope.Takes(a, m.Version)
	switch {
	case !seen && (now.approved == nil || decision == nil):
		return now.list, nil
	case now.approved == nil:
		m.Closing = r.closed(moved, m.Version)
		return append(now.list, m), nil
	}
	m.Kind, m.Before = AmendmentChange, &now.approved.Version
	before, err1 := flatten(m.Before)
	after, err2 := flatten(m.Version)
	m.Changes = slices.DeleteFunc(difference(before, after), func(c Change) bool { return c.Pointer == "/status" })
	net := m.Effect.Minus(contribution(m.Before))
	switch {
	case err1 != nil || err2 != nil:
		return now.list, errors.Join(err1, err2)
	case len(m.Changes) == 0 && net == (domain.Sums{}):
		return now.list, nil
	case seen && !apart(m.Before, m.Version):
		m.Effect, m.Closing = net, r.closed(moved, m.Version, m.Before)
		return append(now.list, m), nil
	}
	from, to := m, m
	from.Side, from.Number, from.Version, from.Effect = SideFrom, now.approved.Number, m.Before, domain.Sums{}.Minus(contribution(m.Before))
	to.Side = SideTo
	either := r.closed(moved, m.Version, m.Before)
	from.Closing, to.Closing = cmp.Or(r.closed(moved, from.Version), either), cmp.Or(r.closed(moved, to.Version), either)
	if !seen {
		from.Changes, from.Reason, from.Text = nil, "", ""
		from.Closing = r.closed(moved, from.Version)
		return append(now.list, from), nil
	}
	return append(now.list, from, to), nil
}

// apart says whether two versions of a record count in different months, areas or programmes.
func apart(a, b *domain.Version) bool {
	return a.Date.Month() != b.Date.Month() || a.Placed.Area != b.Placed.Area || a.Programme != b.Programme
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

// fields hands every field of a change to each, once where it has two sides.
func (r *register) fields(ctx context.Context, m *Amendment, each func(domain.Correction) error) error {
	if m.Kind != AmendmentChange || m.Side == SideFrom {
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

// Amended lists what moved in months after they had been closed, newest step first, within the caller's scope; what a
// record leaves before where it goes. A page may hold fewer than were asked for though there are more, and one more than
// one, as the sides of a step are not parted; its Total is not told.
func (a *App) Amended(ctx context.Context, caller *Caller, f AmendmentFilter, p repository.Page) (repository.List[Amendment], error) {
	var out repository.List[Amendment]
	r, err := a.Source(caller).register(ctx)
	if err != nil || len(r.closings) == 0 {
		return out, err
	}
	first := slices.MinFunc(r.closings, func(a, b domain.Closing) int { return cmp.Compare(a.At, b.At) }).At
	// Steps of everywhere: one that takes a record out of the caller's areas is logged where the record goes.
	steps := repository.EventFilter{Scope: domain.Scope{Everything: true}, Noun: "activity", From: first.Time()}
	known := map[domain.ID][]Amendment{}
	const sides = 2
	page := repository.Page{Limit: max(1, p.Limit/(2*sides)), Cursor: p.Cursor}
	for seen := 0; ; page.Cursor = out.Next {
		list, err := a.store.Events(ctx, steps, page)
		if err != nil {
			return out, err
		}
		for i := range list.Items {
			found, err := r.at(ctx, &list.Items[i], known)
			if err != nil {
				return out, err
			}
			for _, m := range found {
				if m.Closing != nil && f.takes(m.Version) {
					out.Items = append(out.Items, m)
				}
			}
		}
		out.Next = list.Next
		seen += len(list.Items)
		if out.Next == "" || seen >= mostLookedAt || len(out.Items)+sides*page.Limit > p.Limit {
			return out, nil
		}
	}
}

// at gives the amendments that the log knows as a step: none, one, or both sides of one.
func (r *register) at(ctx context.Context, e *domain.Event, known map[domain.ID][]Amendment) (found []Amendment, err error) {
	if e.Revision == 1 {
		return nil, nil
	}
	id := domain.ID(strings.TrimPrefix(e.Subject, "activity/"))
	list, read := known[id]
	if !read {
		rec, err := r.source.app.store.Activity(ctx, id)
		if err != nil && !missing(err) {
			return nil, err
		}
		if err == nil {
			if list, err = r.amendments(ctx, &rec); err != nil {
				return nil, err
			}
		}
		known[id] = list
	}
	for _, m := range list {
		if m.Step == e.Revision {
			found = append(found, m)
		}
	}
	return found, nil
}
