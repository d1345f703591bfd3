package demo

import (
	"time"

	"outreach/domain"
)

// Plan says what becomes of a record in the end.
type Plan string

// The plans. A record whose plan is Pending is approved and counts, with a later edit waiting for a decision.
const (
	Draft     Plan = "draft"
	Submitted Plan = "submitted"
	Returned  Plan = "returned"
	Approved  Plan = "approved"
	Pending   Plan = "pending"
	Void      Plan = "void"
)

// Item is one made-up record and what becomes of it.
type Item struct {
	ID       domain.ID
	Author   int // number of the recorder, from 0
	Reviewer int // number of the reviewer, from 0
	Content  domain.Content
	Edit     *domain.Content // what a Pending record was changed to
	Plan     Plan
	// DuplicateOf names the record that an approved one repeats.
	DuplicateOf domain.ID
	Reason      string // the reviewer's code and words on a record that was returned, once or for good, or voided
	Text        string
	Detour      Detour
	Created     domain.Instant
	Decided     domain.Instant
}

// Detour is a way a record took before its end.
type Detour int

// The detours: none, a draft first, returned once and handed in again.
const (
	Straight Detour = iota
	FromDraft
	OnceReturned
)

// Recorders and Reviewers are how many people made the records, and decided about them.
const (
	Recorders = 36
	Reviewers = 6
)

// item makes an item of a content: who recorded it when, and who decides about it when.
func (g *generator) item(c domain.Content, plan Plan) Item {
	created := domain.At(c.Date.AddDays(g.between(0, 5)).Time().Add(time.Duration(g.between(0, 12*3600_000)) * time.Millisecond))
	item := Item{
		Content: c, Plan: plan, Created: created, ID: g.id(created), Author: g.IntN(Recorders), Reviewer: g.IntN(Reviewers),
		Decided: domain.At(created.Time().Add(time.Duration(g.between(6, 15*24)) * time.Hour)),
	}
	if item.Reviewer == regional && c.Area.Province() != regionalProvince {
		item.Reviewer = 0
	}
	switch {
	case plan == Returned:
		item.Reason, item.Text = pick(g.dice, g.codes.ReturnReasons), pick(g.dice, g.words.Returns)
	case plan == Void:
		item.Reason, item.Text = pick(g.dice, g.codes.VoidReasons), pick(g.dice, g.words.Voids)
	case g.chance(0.25):
		item.Detour = FromDraft
	case g.chance(0.03):
		item.Detour, item.Reason, item.Text = OnceReturned, pick(g.dice, g.codes.ReturnReasons), pick(g.dice, g.words.Returns)
	}
	return item
}

// The reviewer who manages one province only.
const (
	regional                         = 1
	regionalProvince domain.AreaCode = 440000
)
