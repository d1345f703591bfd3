package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"outreach/domain"
	"outreach/repository"
)

// Entry is a record as somebody sends it: created where the id is new, else changed.
type Entry struct {
	ID      domain.ID
	Content domain.Content
	Status  domain.Status // draft or submitted
	IfMatch int64         // the revision the change was made from; 0: none named
}

// Outcome says what a write came to.
type Outcome string

// The outcomes. Same means that this very write was already there.
const (
	Created Outcome = "created"
	Changed Outcome = "changed"
	Same    Outcome = "same"
)

// ConflictError is a write that lost: it carries what is stored, as far as the caller may see it, beside what was sent.
type ConflictError struct {
	Err    *domain.Error
	Stored domain.Activity
	Sent   Entry
}

// Error tells the conflict.
func (e *ConflictError) Error() string { return e.Err.Error() }

// Unwrap gives the domain error.
func (e *ConflictError) Unwrap() error { return e.Err }

// PutActivity creates a record or changes it. The same write again is the same answer, however late;
// another content without the current revision is a ConflictError. A submitted record passes every
// rule of grade B, or all faults are named at once and nothing is written. A month that is closed for
// the place refuses (period_closed), for where the record was as for where it goes. Evidence that the record
// does not have yet, of a draft too, must be photos that the caller has put.
func (a *App) PutActivity(ctx context.Context, caller *Caller, e Entry) (Result, error) {
	w, err := a.prepare(caller, e)
	if err != nil {
		return Result{}, err
	}
	if err := a.store.InTx(ctx, w.run); err != nil {
		return Result{}, err
	}
	return w.result(), nil
}

// Result is what a write came to, with what the rules found in its content, all grades. Err is only set for an
// entry of a batch.
type Result struct {
	ID       domain.ID
	Outcome  Outcome
	Activity domain.Activity
	Findings []domain.Finding
	Err      error
}

// PutBatch puts many records, each with its own fate, in the order given. A batch over the limit is
// too_large and writes nothing.
func (a *App) PutBatch(ctx context.Context, caller *Caller, entries []Entry) ([]Result, error) {
	if len(entries) > a.settings.BatchLimit {
		return nil, domain.Refuse(domain.TooLarge, "error.batch", "Limit", a.settings.BatchLimit)
	}
	results := make([]Result, len(entries))
	var writes []*write
	var changes []repository.Change
	var at []int
	for i, e := range entries {
		results[i].ID = e.ID
		w, err := a.prepare(caller, e)
		if err != nil {
			results[i].Err = err
			continue
		}
		writes, changes, at = append(writes, w), append(changes, w.run), append(at, i)
	}
	for n, err := range a.store.InTxs(ctx, changes) {
		if err != nil {
			results[at[n]].Err = err
			continue
		}
		results[at[n]] = writes[n].result()
	}
	return results, nil
}

// CheckContent gives what the rules find in a content today, all grades.
func (a *App) CheckContent(c *domain.Content) []domain.Finding {
	return a.rules.CheckContent(c, a.Catalogue(), a.Today())
}

// write is one put on its way: what can be known before the transaction, and what it came to.
type write struct {
	caller  *Caller
	entry   Entry
	version domain.Version
	digest  string
	at      domain.Instant
	judge   func(*domain.Activity) domain.Verdict

	findings []domain.Finding

	after   domain.Activity
	outcome Outcome
}

func (w *write) result() Result {
	return Result{ID: w.entry.ID, Outcome: w.outcome, Activity: w.after, Findings: w.findings}
}

// prepare decides everything that needs no store: the id, the rules, the place, the right to record there.
func (a *App) prepare(caller *Caller, e Entry) (*write, error) {
	if _, err := domain.ParseID(string(e.ID)); err != nil {
		return nil, err
	}
	if e.Status != domain.Submitted && e.Status != domain.Draft {
		return nil, domain.RefuseFields(domain.FaultAt("/status", "fault.status"))
	}
	findings := a.CheckContent(&e.Content)
	if faults := domain.Blocking(findings); e.Status == domain.Submitted && len(faults) > 0 {
		return nil, domain.RefuseFields(faults...)
	}
	v := domain.Version{Content: e.Content, Status: e.Status}
	if v.Area != 0 && v.Date != 0 {
		placed, err := a.Catalogue().Gazetteer.Place(v.Area, v.Date)
		if err != nil {
			return nil, domain.RefuseFields(domain.FaultAt("/area", "rule.10", "Value", v.Area.String(), "Date", v.Date.String()))
		}
		v.Placed = placed
	}
	if !mayRecord(caller, &v) {
		return nil, domain.Refuse(domain.Forbidden, "error.forbidden.record")
	}
	digest, err := contentDigest(&v.Content)
	if err != nil {
		return nil, err
	}
	return &write{caller: caller, entry: e, version: v, digest: digest, at: a.instant(), judge: a.judge, findings: findings}, nil
}

// mayRecord says whether the caller may record there; a draft without a place or programme is let through.
func mayRecord(c *Caller, v *domain.Version) bool {
	for _, g := range c.User.Grants {
		if g.Role == domain.RoleAuthor {
			continue
		}
		if v.Placed.Area == 0 {
			g.Areas = nil
		}
		if v.Programme == "" {
			g.Programmes = nil
		}
		if g.Covers(v.Placed, v.Programme) {
			return true
		}
	}
	return false
}

// judge gives the verdict by the programme in force; a programme that is unknown takes nothing.
func (a *App) judge(rec *domain.Activity) domain.Verdict {
	p, err := a.Catalogue().Programme(rec.Programme)
	if err != nil {
		return domain.Verdict{Because: []domain.NotCounted{domain.NotForProgramme}}
	}
	return domain.Judge(&rec.Version, rec.DuplicateOf, p)
}

// run is the transaction. It may run again, so it starts from nothing each time.
func (w *write) run(ctx context.Context, tx repository.Tx) error {
	before, err := tx.Activity(ctx, w.entry.ID)
	if missing(err) {
		return w.create(ctx, tx)
	}
	if err != nil {
		return err
	}
	return w.change(ctx, tx, before)
}

func (w *write) create(ctx context.Context, tx repository.Tx) error {
	if w.entry.IfMatch != 0 {
		return domain.Refuse(domain.NotFound, "error.not_found.activity", "ID", string(w.entry.ID))
	}
	if err := w.evidenced(ctx, tx, nil); err != nil {
		return err
	}
	rec := domain.Activity{ID: w.entry.ID, Author: w.caller.id(), Version: w.version}
	rec.Revision, rec.CreatedAt, rec.UpdatedAt = 1, w.at, w.at
	if rec.Status == domain.Submitted {
		rec.SubmittedAt = w.at
	}
	rec.Verdict = w.judge(&rec)
	w.outcome = Created
	return w.put(ctx, tx, nil, rec, domain.ActionCreate)
}

func (w *write) change(ctx context.Context, tx repository.Tx, before domain.Activity) error {
	if before.Author != w.caller.id() && !w.caller.User.May(domain.RoleManager, before.Placed, before.Programme) {
		return domain.Refuse(domain.Forbidden, "error.forbidden.record")
	}
	same, err := w.repeated(ctx, tx, &before)
	if err != nil {
		return err
	}
	if same {
		w.after, w.outcome = before, Same
		return nil
	}
	if w.entry.IfMatch != before.Revision {
		return &ConflictError{
			Err:    domain.Refuse(domain.Conflict, "error.conflict.revision", "Revision", before.Revision),
			Stored: before, Sent: w.entry,
		}
	}
	rec, err := before.Edited(w.version, w.at)
	if err != nil {
		return err
	}
	if err := w.evidenced(ctx, tx, before.Live()); err != nil {
		return err
	}
	rec.Verdict = w.judge(&rec)
	action := domain.ActionEdit
	if rec.Status == domain.Submitted && before.Status != domain.Submitted {
		action = domain.ActionSubmit
	}
	w.outcome = Changed
	return w.put(ctx, tx, &before, rec, action)
}

// repeated says whether this write is already there: the same content in the same state, as it stands now
// or, for a write that repeats an earlier one of the same person late, as a step of the history.
func (w *write) repeated(ctx context.Context, tx repository.Tx, before *domain.Activity) (bool, error) {
	held, err := contentDigest(&before.Content)
	if err != nil {
		return false, err
	}
	stands := before.Status == w.entry.Status || before.Status == domain.Approved && w.entry.Status == domain.Submitted
	if held == w.digest && stands {
		return true, nil
	}
	if w.entry.IfMatch == before.Revision {
		return false, nil
	}
	steps, err := tx.Revisions(ctx, before.ID)
	if err != nil {
		return false, err
	}
	for i := range steps {
		s := &steps[i]
		late := w.entry.IfMatch == 0 || s.Number == w.entry.IfMatch+1
		if late && s.Actor == w.caller.id() && s.Digest == w.digest && s.Version.Status == w.entry.Status {
			return true, nil
		}
	}
	return false, nil
}

func (w *write) put(ctx context.Context, tx repository.Tx, before *domain.Activity, after domain.Activity, action domain.Action) error {
	w.after = after
	return putStep(ctx, tx, before, after, step{actor: w.caller.id(), at: w.at, action: action})
}

// step says who takes a record one revision on, when, how and why.
type step struct {
	actor  string
	at     domain.Instant
	action domain.Action
	reason string
	text   string
	field  string
}

// putStep writes a record's next revision with its history, its tallies and its audit entry, unless a month is
// closed where it takes something out or puts something in.
func putStep(ctx context.Context, tx repository.Tx, before *domain.Activity, after domain.Activity, s step) error {
	for _, v := range domain.Touched(before, &after) {
		if err := open(ctx, tx, v); err != nil {
			return err
		}
	}
	var held string
	if before != nil {
		var err error
		if held, err = contentDigest(&before.Content); err != nil {
			return err
		}
	}
	digest, err := contentDigest(&after.Content)
	if err != nil {
		return err
	}
	err = tx.PutActivity(ctx, before, after, domain.Revision{
		Activity: after.ID, Number: after.Revision, At: s.at, Actor: s.actor, Action: s.action,
		Version: after.Version, Reason: s.reason, Text: s.text, Field: s.field, Digest: digest,
		DuplicateOf: after.DuplicateOf,
	})
	if err != nil {
		return err
	}
	return tx.Log(ctx, domain.Event{
		At: s.at, Actor: s.actor, Action: "activity." + string(s.action), Subject: "activity/" + string(after.ID),
		Placed: after.Placed, Programme: after.Programme, Revision: after.Revision, Before: held, After: digest, Note: s.reason,
	})
}

// open refuses a version whose month is closed for its place.
func open(ctx context.Context, tx repository.Tx, v *domain.Version) error {
	if v.Date == 0 {
		return nil
	}
	closings, err := tx.ClosingsOf(ctx, v.Date.Month())
	if err != nil {
		return err
	}
	for _, c := range closings {
		if c.Locks(v.Date, v.Placed) {
			return lockedBy(ctx, tx, c)
		}
	}
	return nil
}

// lockedBy gives the refusal of a closing with the name of who closed the month.
func lockedBy(ctx context.Context, tx repository.PeopleTx, c domain.Closing) error {
	u, err := tx.User(ctx, c.By)
	if err != nil && !missing(err) {
		return err
	}
	c.By = cmp.Or(u.Name, c.By)
	return c.Refusal()
}

// contentDigest gives the SHA-256 of a content's JSON, whose map keys are sorted.
func contentDigest(c *domain.Content) (string, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("content of a record: %w", err)
	}
	return domain.Digest(raw), nil
}

func missing(err error) bool {
	e, ok := errors.AsType[*domain.Error](err)
	return ok && e.Code == domain.NotFound
}
