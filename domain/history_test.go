package domain_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
)

// told is a record with the history that led to it.
type told struct {
	domain.Activity
	steps []domain.Revision
	at    domain.Instant
}

func (h *told) step(t *testing.T, actor string, action domain.Action, after domain.Activity, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", action, err)
	}
	h.Activity = after
	h.steps = append(h.steps, domain.Revision{
		Activity: after.ID, Number: after.Revision, At: h.at, Actor: actor, Action: action, Version: after.Version,
		Reason: after.Reason, Text: after.Text, Field: after.Field, DuplicateOf: after.DuplicateOf,
	})
}

func submitted(t *testing.T) *told {
	t.Helper()
	h := &told{at: 1}
	a := activity(domain.Submitted)
	a.CreatedAt, a.UpdatedAt, a.SubmittedAt = 1, 1, 1
	h.step(t, a.Author, domain.ActionCreate, a, nil)
	return h
}

func (h *told) decide(t *testing.T, d domain.Decision) {
	t.Helper()
	h.at += 1000
	d.By, d.At = "wang", h.at
	action := domain.ActionReturn
	if d.Approve {
		action = domain.ActionApprove
	}
	after, err := h.Decided(d, judged(d.DuplicateOf == ""))
	h.step(t, d.By, action, after, err)
}

func (h *told) edit(t *testing.T, status domain.Status) {
	t.Helper()
	h.at += 1000
	after, err := h.Edited(next(status), h.at)
	h.step(t, h.Author, domain.ActionEdit, after, err)
}

func (h *told) undo(t *testing.T) {
	t.Helper()
	h.at += 1000
	after, err := h.Undone(h.steps, "wang", h.at)
	h.step(t, "wang", domain.ActionUndo, after, err)
}

func TestAnUndoneDecisionLeavesTheRecordAsItWas(t *testing.T) {
	for name, c := range map[string]func(*told){
		"waiting for the first time": func(*told) {},
		"beside an approved version": func(h *told) { h.decide(t, domain.Decision{Approve: true}); h.edit(t, domain.Submitted) },
		"beside a marked duplicate": func(h *told) {
			h.decide(t, domain.Decision{Approve: true, DuplicateOf: "x"})
			h.edit(t, domain.Submitted)
		},
		"returned once": func(h *told) {
			h.decide(t, domain.Decision{Reason: "count", Text: "again", Field: "/attendance"})
			h.edit(t, domain.Draft)
			h.edit(t, domain.Submitted)
		},
		"undone before": func(h *told) {
			h.decide(t, domain.Decision{Approve: true})
			h.edit(t, domain.Submitted)
			h.decide(t, domain.Decision{Approve: true})
			h.undo(t)
		},
	} {
		for _, d := range []domain.Decision{{Approve: true}, {Approve: true, DuplicateOf: "y"}, {Reason: "evidence", Field: "/evidence"}} {
			h := submitted(t)
			c(h)
			before := h.Activity
			h.decide(t, d)
			h.undo(t)
			before.Revision, before.UpdatedAt = before.Revision+2, h.at
			if diff := cmp.Diff(before, h.Activity); diff != "" {
				t.Errorf("%s, %+v:\n%s", name, d, diff)
			}
			replayed := domain.Replay(&h.Activity, h.steps)
			if diff := cmp.Diff(h.Activity, replayed[len(replayed)-1]); diff != "" {
				t.Errorf("%s, %+v, replayed:\n%s", name, d, diff)
			}
		}
	}
}

func TestOnlyTheLastDecisionIsUndoneByWhoMadeItAndSoon(t *testing.T) {
	h := submitted(t)
	refused := func(name string, by string, at domain.Instant, code domain.ErrorCode) {
		t.Helper()
		if got, err := h.Undone(h.steps, by, at); domain.CodeOf(err) != code || got.Revision != h.Revision {
			t.Errorf("%s: %v", name, err)
		}
	}
	refused("nothing was decided", "wang", h.at, domain.Conflict)
	h.decide(t, domain.Decision{Approve: true})
	late := h.at + domain.Instant(domain.UndoWithin/time.Millisecond)
	refused("by another", "zhao", h.at, domain.Forbidden)
	refused("too late", "wang", late+1, domain.Conflict)
	if after, err := h.Undone(h.steps, "wang", late); err != nil || after.Status != domain.Submitted {
		t.Errorf("just in time: %v", err)
	}
	approved := *h
	h.edit(t, domain.Submitted)
	refused("changed since", "wang", h.at, domain.Conflict)
	*h = approved
	h.undo(t)
	refused("undone already", "wang", h.at, domain.Conflict)
	after, err := h.Voided("mistake", "", "wang", h.at)
	h.step(t, "wang", domain.ActionVoid, after, err)
	refused("voided", "wang", h.at, domain.Conflict)
}
