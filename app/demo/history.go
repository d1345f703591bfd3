package demo

import (
	"encoding/json"
	"fmt"
	"time"

	"outreach/domain"
)

// step is one revision of a record on its way: what was, what is, and what history and audit say of it.
type step struct {
	before   *domain.Activity
	after    domain.Activity
	revision domain.Revision
	event    domain.Event
}

// historian gives items their history by the domain's own state changes.
type historian struct {
	cat       *domain.Catalogue
	recorders []string
	reviewers []string
}

// life is one record growing a history.
type life struct {
	*historian
	rec    domain.Activity
	digest string
	steps  []step
	at     domain.Instant
}

// steps gives every revision of an item, oldest first.
func (h *historian) steps(item *Item) ([]step, error) {
	placed, err := h.cat.Gazetteer.Place(item.Content.Area, item.Content.Date)
	if err != nil {
		return nil, fmt.Errorf("demo: %s: %w", item.ID, err)
	}
	v := domain.Version{Content: item.Content, Placed: placed, Status: domain.Submitted, Revision: 1}
	if item.Plan == Draft || item.Detour == FromDraft {
		v.Status = domain.Draft
	}
	l := &life{historian: h, at: item.Created}
	l.rec = domain.Activity{ID: item.ID, Author: h.recorders[item.Author], Version: v}
	l.rec.CreatedAt, l.rec.UpdatedAt = l.at, l.at
	if v.Status == domain.Submitted {
		l.rec.SubmittedAt = l.at
	}
	l.rec.Verdict = l.judge(&l.rec)
	if err := l.write(nil, l.rec.Author, domain.ActionCreate, ""); err != nil {
		return nil, err
	}
	if item.Plan == Draft {
		return l.steps, nil
	}
	return l.steps, l.live(item)
}

// live takes a record from its creation to its end.
func (l *life) live(item *Item) error {
	if l.rec.Status == domain.Draft {
		l.later(time.Hour)
		if err := l.edit(item.Content, domain.ActionSubmit); err != nil {
			return err
		}
	}
	if item.Plan == Submitted {
		return nil
	}
	l.at = max(item.Decided, l.at+1)
	reviewer := l.reviewers[item.Reviewer]
	if item.Plan == Returned || item.Detour == OnceReturned {
		if err := l.decide(domain.Decision{Reason: item.Reason, Text: item.Text, By: reviewer}, domain.ActionReturn); err != nil || item.Plan == Returned {
			return err
		}
		l.later(20 * time.Hour)
		if err := l.edit(item.Content, domain.ActionSubmit); err != nil {
			return err
		}
		l.later(9 * time.Hour)
	}
	if item.Plan == Void {
		return l.void(item, reviewer)
	}
	if err := l.decide(domain.Decision{Approve: true, DuplicateOf: item.DuplicateOf, By: reviewer}, domain.ActionApprove); err != nil || item.Edit == nil {
		return err
	}
	l.later(52 * time.Hour)
	return l.edit(*item.Edit, domain.ActionSubmit)
}

func (l *life) later(d time.Duration) { l.at += domain.Instant(d / time.Millisecond) }

func (l *life) edit(c domain.Content, action domain.Action) error {
	before := l.rec
	v := domain.Version{Content: c, Placed: before.Placed, Status: domain.Submitted}
	after, err := before.Edited(v, l.at)
	if err != nil {
		return err
	}
	after.Verdict = l.judge(&after)
	l.rec = after
	return l.write(&before, before.Author, action, "")
}

func (l *life) decide(d domain.Decision, action domain.Action) error {
	before := l.rec
	d.At = l.at
	after, err := before.Decided(d, l.judge)
	if err != nil {
		return err
	}
	l.rec = after
	return l.write(&before, d.By, action, d.Reason)
}

func (l *life) void(item *Item, by string) error {
	before := l.rec
	after, err := before.Voided(item.Reason, item.Text, by, l.at)
	if err != nil {
		return err
	}
	l.rec = after
	return l.write(&before, by, domain.ActionVoid, item.Reason)
}

func (l *life) judge(rec *domain.Activity) domain.Verdict {
	p, err := l.cat.Programme(rec.Programme)
	if err != nil {
		return domain.Verdict{Because: []domain.NotCounted{domain.NotForProgramme}}
	}
	return domain.Judge(&rec.Version, rec.DuplicateOf, p)
}

// write notes the step that led to the record as it now is.
func (l *life) write(before *domain.Activity, actor string, action domain.Action, reason string) error {
	held := l.digest
	if before == nil || action == domain.ActionSubmit {
		raw, err := json.Marshal(l.rec.Content)
		if err != nil {
			return fmt.Errorf("demo: %s: %w", l.rec.ID, err)
		}
		l.digest = domain.Digest(raw)
	}
	text := ""
	if reason != "" {
		text = l.rec.Text
	}
	l.steps = append(l.steps, step{
		before: before, after: l.rec,
		revision: domain.Revision{
			Activity: l.rec.ID, Number: l.rec.Revision, At: l.at, Actor: actor, Action: action, Version: l.rec.Version,
			Reason: reason, Text: text, Digest: l.digest, DuplicateOf: l.rec.DuplicateOf,
		},
		event: domain.Event{
			At: l.at, Actor: actor, Action: "activity." + string(action), Subject: "activity/" + string(l.rec.ID),
			Placed: l.rec.Placed, Programme: l.rec.Programme, Revision: l.rec.Revision, Before: held, After: l.digest, Note: reason,
		},
	})
	return nil
}
