package domain

import "time"

// UndoWithin is how long after a decision its reviewer may take it back.
const UndoWithin = 30 * time.Minute

// Revision is one step of a record's history: the whole content as it was after the step.
type Revision struct {
	Activity ID
	Number   int64
	At       Instant
	Actor    string
	Action   Action
	Version  Version
	Reason   string
	Text     string
	Field    string // JSON Pointer of what the reason is about
	Digest   string // SHA-256 of the content, hex: how a repeated write is recognised
	// DuplicateOf names what the record counts as a duplicate of after the step.
	DuplicateOf ID
}

// Replay gives a record as it was after each step of its history, oldest first. Only id and author are taken from a.
func Replay(a *Activity, steps []Revision) []Activity {
	list := make([]Activity, len(steps))
	for i := range steps {
		s := &steps[i]
		now := Activity{ID: a.ID, Author: a.Author, Trail: Trail{CreatedAt: s.At}}
		switch {
		case i > 1 && s.Action == ActionUndo:
			now.Trail, now.Standing, now.Stood = list[i-2].Trail, list[i-2].Standing, list[i-2].Stood
		case i > 0:
			now.Trail = list[i-1].Trail
			now.Standing, now.Stood = list[i-1].stands()
		}
		now.Version, now.UpdatedAt, now.DuplicateOf = s.Version, s.At, s.DuplicateOf
		switch s.Action {
		case ActionApprove, ActionReturn, ActionVoid:
			now.DecidedAt, now.DecidedBy = s.At, s.Actor
			now.Reason, now.Text, now.Field = s.Reason, s.Text, s.Field
		case ActionCreate, ActionEdit, ActionSubmit:
			if s.Version.Status == Submitted {
				now.SubmittedAt = s.At
			}
		case ActionUndo:
		}
		if now.Status == Approved || now.Status == Void {
			now.Standing, now.Stood = nil, Trail{}
		}
		list[i] = now
	}
	return list
}

// Undone gives the record as it was before its last decision, one revision on: waiting again since it was
// submitted, beside whichever version stood then. steps is its history. Whoever decided may undo it, within
// UndoWithin and while nothing else has happened to the record.
func (a Activity) Undone(steps []Revision, by string, at Instant) (Activity, error) {
	last := len(steps) - 1
	if last < 1 || steps[last].Number != a.Revision || steps[last].Action != ActionApprove && steps[last].Action != ActionReturn {
		return a, Refuse(Conflict, "error.undo.changed")
	}
	if steps[last].Actor != by {
		return a, Refuse(Forbidden, "error.undo.another")
	}
	if at > steps[last].At+Instant(UndoWithin.Milliseconds()) {
		return a, Refuse(Conflict, "error.undo.late", "Minutes", int(UndoWithin.Minutes()))
	}
	before := Replay(&a, steps[:last])[last-1]
	before.Revision, before.UpdatedAt = a.Revision+1, at
	before.CreatedAt, before.SubmittedAt = a.CreatedAt, a.SubmittedAt
	if before.Standing != nil {
		before.Stood.CreatedAt = a.CreatedAt
	}
	return before, nil
}
