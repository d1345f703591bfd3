package app

import (
	"context"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

// ReviewEntry is a reviewer's decision as it is sent.
type ReviewEntry struct {
	Approve     bool
	Reason      string // a code of return_reason; needed to return
	Text        string
	Field       string    // JSON Pointer of the field a return is about; "": the record as a whole
	DuplicateOf domain.ID // approves the record as a true one that another already counts, or will: submitted or approved, and no duplicate itself
	IfMatch     int64     // the revision that was looked at; 0: whichever stands
}

// Review approves or returns a submitted record. Only a manager over its place and programme may, and
// never its author. What rules of grade A or B find fault with is approved only with a text that says why, or as the duplicate
// of another; else it is Invalid, with all faults.
func (a *App) Review(ctx context.Context, caller *Caller, id domain.ID, e ReviewEntry) (domain.Activity, error) {
	if !e.Approve {
		if err := a.reason("return_reason", "/reason", e.Reason); err != nil {
			return domain.Activity{}, err
		}
	}
	if e.DuplicateOf != "" && (!e.Approve || e.DuplicateOf == id) {
		return domain.Activity{}, domain.RefuseFields(domain.FaultAt("/duplicate_of", "fault.duplicate_of"))
	}
	if e.Approve && e.DuplicateOf == "" && strings.TrimSpace(e.Text) == "" {
		if err := a.unexplained(ctx, caller, seen{id, e.IfMatch}); err != nil {
			return domain.Activity{}, err
		}
	}
	s := step{actor: caller.id(), at: a.instant(), action: domain.ActionReturn, reason: e.Reason, text: e.Text, field: e.Field}
	if e.Approve {
		s.action = domain.ActionApprove
	}
	return a.decide(ctx, caller, seen{id, e.IfMatch}, s, a.judgement(caller, e, s.at))
}

// unexplained refuses what must not be approved without a word. Whatever else is wrong the decision itself refuses.
func (a *App) unexplained(ctx context.Context, caller *Caller, s seen) error {
	rec, err := a.Activity(ctx, caller, s.id)
	if err != nil || s.ifMatch != 0 && rec.Revision != s.ifMatch || !waitsFor(caller, &rec) {
		return err
	}
	faults, err := a.hindrances(ctx, caller, &rec)
	if err != nil || len(faults) == 0 {
		return err
	}
	return domain.RefuseFields(append([]domain.Fault{domain.FaultAt("/text", "fault.approve.text")}, faults...)...)
}

// waitsFor says whether a record waits for a decision that the caller may make.
func waitsFor(caller *Caller, rec *domain.Activity) bool {
	return rec.Status == domain.Submitted && rec.Author != caller.id() && caller.User.May(domain.RoleManager, rec.Placed, rec.Programme)
}

// hindrances gives what stops an approval that nobody has thought about.
func (a *App) hindrances(ctx context.Context, caller *Caller, rec *domain.Activity) ([]domain.Fault, error) {
	alike, err := a.alike(ctx, caller, rec)
	return domain.Hindering(a.checkRecord(rec, alike)), err
}

// judgement is the change that a reviewer's decision makes.
func (a *App) judgement(caller *Caller, e ReviewEntry, at domain.Instant) change {
	return func(ctx context.Context, tx repository.Tx, rec domain.Activity) (domain.Activity, error) {
		if !caller.User.May(domain.RoleManager, rec.Placed, rec.Programme) {
			return rec, domain.Refuse(domain.Forbidden, "error.forbidden.review")
		}
		if e.DuplicateOf != "" {
			if err := original(ctx, tx, caller, e.DuplicateOf); err != nil {
				return rec, err
			}
		}
		return rec.Decided(domain.Decision{
			Approve: e.Approve, Reason: e.Reason, Text: e.Text, Field: e.Field, DuplicateOf: e.DuplicateOf, By: caller.id(), At: at,
		}, a.judge)
	}
}

// Approval names a record to approve, and the revision of it that was looked at.
type Approval struct {
	ID       domain.ID
	Revision int64
}

// ApproveBatch approves many submitted records, each with its own fate, in the order given: all that can be are
// approved. One that rules of grade A or B find fault with is Invalid, with all faults: that wants a look of its
// own. One that the caller has just approved is Same. A batch over the limit is too_large and approves nothing.
func (a *App) ApproveBatch(ctx context.Context, caller *Caller, list []Approval) ([]Result, error) {
	if len(list) > a.settings.BatchLimit {
		return nil, domain.Refuse(domain.TooLarge, "error.batch", "Limit", a.settings.BatchLimit)
	}
	results := make([]Result, len(list))
	var changes []repository.Change
	var at []int
	for i, e := range list {
		r := &results[i]
		r.ID, r.Outcome = e.ID, Changed
		if done, err := a.approvable(ctx, caller, e, r); done || err != nil {
			r.Err = err
			continue
		}
		s := step{actor: caller.id(), at: a.instant(), action: domain.ActionApprove}
		changes = append(changes, a.decision(caller, seen{e.ID, e.Revision}, s, a.judgement(caller, ReviewEntry{Approve: true}, s.at), &r.Activity))
		at = append(at, i)
	}
	for n, err := range a.store.InTxs(ctx, changes) {
		results[at[n]].Err = err
	}
	return results, nil
}

// approvable refuses what must not be approved unseen; done says that the caller has approved it already. Whatever else
// is wrong the decision itself refuses.
func (a *App) approvable(ctx context.Context, caller *Caller, e Approval, r *Result) (done bool, err error) {
	rec, err := a.Activity(ctx, caller, e.ID)
	if err != nil {
		return false, err
	}
	if rec.Revision == e.Revision+1 && rec.Status == domain.Approved && rec.DecidedBy == caller.id() {
		r.Activity, r.Outcome = rec, Same
		return true, nil
	}
	if rec.Revision != e.Revision || !waitsFor(caller, &rec) {
		return false, nil
	}
	faults, err := a.hindrances(ctx, caller, &rec)
	if err == nil && len(faults) > 0 {
		err = domain.RefuseFields(faults...)
	}
	return false, err
}

// UndoReview takes the caller's own decision on a record back, soon after it and while nothing else has happened to
// the record (domain.Activity.Undone), nor to the one that it was a duplicate of before: a step of its own, after which
// the record waits again. What it was decided as stays in the history. ifMatch is the revision that was looked at; 0: whichever stands.
func (a *App) UndoReview(ctx context.Context, caller *Caller, id domain.ID, ifMatch int64) (domain.Activity, error) {
	s := step{actor: caller.id(), at: a.instant(), action: domain.ActionUndo}
	return a.decide(ctx, caller, seen{id, ifMatch}, s, func(ctx context.Context, tx repository.Tx, rec domain.Activity) (domain.Activity, error) {
		if !caller.User.May(domain.RoleManager, rec.Placed, rec.Programme) {
			return rec, domain.Refuse(domain.Forbidden, "error.forbidden.review")
		}
		steps, err := tx.Revisions(ctx, id)
		if err != nil {
			return rec, err
		}
		after, err := rec.Undone(steps, caller.id(), s.at)
		if err != nil || after.DuplicateOf == "" || after.DuplicateOf == rec.DuplicateOf {
			return after, err
		}
		if err = original(ctx, tx, caller, after.DuplicateOf); domain.CodeOf(err) == domain.Invalid {
			err = domain.Refuse(domain.Conflict, "error.undo.duplicate")
		}
		return after, err
	})
}

// VoidEntry is a voiding as it is sent.
type VoidEntry struct {
	Reason  string // a code of void_reason
	Text    string
	IfMatch int64 // the revision that was looked at; 0: whichever stands
}

// Void takes a record out of every total and keeps it, with a reason. A manager over its place and
// programme may; its author too, while it was never approved. One that others count through, being approved as its
// duplicates, is a conflict that names them.
func (a *App) Void(ctx context.Context, caller *Caller, id domain.ID, e VoidEntry) (domain.Activity, error) {
	if err := a.reason("void_reason", "/reason", e.Reason); err != nil {
		return domain.Activity{}, err
	}
	rec, err := a.Activity(ctx, caller, id)
	if err != nil {
		return domain.Activity{}, err
	}
	if rec.Status != domain.Void && mayVoid(caller, &rec) {
		if err := a.unneeded(ctx, caller, id); err != nil {
			return domain.Activity{}, err
		}
	}
	s := step{actor: caller.id(), at: a.instant(), action: domain.ActionVoid, reason: e.Reason, text: e.Text}
	return a.decide(ctx, caller, seen{id, e.IfMatch}, s, func(_ context.Context, _ repository.Tx, rec domain.Activity) (domain.Activity, error) {
		if !mayVoid(caller, &rec) {
			return rec, domain.Refuse(domain.Forbidden, "error.forbidden.void")
		}
		return rec.Voided(e.Reason, e.Text, caller.id(), s.at)
	})
}

func mayVoid(caller *Caller, rec *domain.Activity) bool {
	own := rec.Author == caller.id() && rec.Status != domain.Approved && rec.Standing == nil
	return own || caller.User.May(domain.RoleManager, rec.Placed, rec.Programme)
}

// seen names a record and the revision of it that was looked at; 0: whichever stands.
type seen struct {
	id      domain.ID
	ifMatch int64
}

type change func(ctx context.Context, tx repository.Tx, rec domain.Activity) (domain.Activity, error)

// decide changes a record the caller can see and writes the step.
func (a *App) decide(ctx context.Context, caller *Caller, of seen, s step, fn change) (domain.Activity, error) {
	var after domain.Activity
	if err := a.store.InTx(ctx, a.decision(caller, of, s, fn, &after)); err != nil {
		return domain.Activity{}, err
	}
	return after, nil
}

// decision is the transaction of decide, which leaves what came of it in after. A conflict tells what the caller may see.
func (a *App) decision(caller *Caller, of seen, s step, fn change, after *domain.Activity) repository.Change {
	return func(ctx context.Context, tx repository.Tx) error {
		before, err := tx.Activity(ctx, of.id)
		if err != nil {
			return err
		}
		visible, err := seenBy(caller, before)
		if err != nil {
			return err
		}
		if of.ifMatch != 0 && of.ifMatch != before.Revision {
			return &ConflictError{
				Err:    domain.Refuse(domain.Conflict, "error.conflict.revision", "Revision", before.Revision),
				Stored: visible, Sent: Entry{ID: of.id, IfMatch: of.ifMatch},
			}
		}
		if *after, err = fn(ctx, tx, before); err != nil {
			return err
		}
		return putStep(ctx, tx, &before, *after, s)
	}
}

// reason refuses a reason code that is empty or not in its vocabulary.
func (a *App) reason(list, pointer, code string) error {
	if code == "" {
		return domain.RefuseFields(domain.FaultAt(pointer, "fault.required"))
	}
	if !a.Catalogue().Vocabularies[list].Active(code, a.Today()) {
		return domain.RefuseFields(domain.FaultAt(pointer, "fault.code.unknown", "Value", code))
	}
	return nil
}
