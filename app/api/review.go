package api

import (
	"cmp"
	"context"

	"outreach/app"
	"outreach/domain"
)

type queueInput struct {
	cut
	Findings []string `query:"findings" json:"-" collectionFormat:"csv" validate:"max=5,dive,oneof=A B W I none" description:"the worst finding's grade; none: without findings"`
	Order    string   `query:"order" json:"-" validate:"omitempty,oneof=age findings area programme" description:"age, the longest waiting first, where absent; findings has the worst first; ties by age"`
	paging
}

// Waiting is a record that waits for review, with what the rules find in it.
type Waiting struct {
	Activity
	Worst domain.Grade `json:"worst,omitempty"` // of its findings
	Days  int          `json:"days"`            // since it was submitted
}

// Queue is a page of what waits for the caller's review. Total is what waits now; own is what the caller recorded
// of it, which is not listed and which others review.
type Queue struct {
	Page[Waiting]
	Own int64 `json:"own"`
}

func (s *Server) queue(ctx context.Context, c *call, in *queueInput) (Queue, error) {
	q := app.QueueQuery{Filter: in.filter(), Order: app.Order(cmp.Or(in.Order, string(app.ByAge))), Page: in.page()}
	for _, g := range in.Findings {
		if g == "none" {
			g = ""
		}
		q.Grades = append(q.Grades, domain.Grade(g))
	}
	list, err := s.app.Queue(ctx, c.caller, q)
	if err != nil {
		return Queue{}, err
	}
	names, err := s.app.Names(ctx)
	out := Queue{Page: Page[Waiting]{Items: make([]Waiting, len(list.Items)), Next: list.Next, Total: list.Total}, Own: list.Own}
	for i := range list.Items {
		item := &list.Items[i]
		w := Waiting{Activity: withNames(&item.Activity, names), Worst: domain.Worst(item.Findings), Days: item.Days}
		w.Findings = told(c, item.Findings)
		out.Items[i] = w
	}
	return out, err
}

// Findings are what the rules find in a record today.
type Findings struct {
	Items []Finding `json:"items"`
}

func (s *Server) findings(ctx context.Context, c *call, in *idInput) (Findings, error) {
	found, err := s.app.RecordFindings(ctx, c.caller, in.ID)
	return Findings{append([]Finding{}, told(c, found)...)}, err
}

// Neighbour is a record of the same day and place as another.
type Neighbour struct {
	Activity
	Alike bool `json:"alike"` // programme, place, topic and lead are the same too: perhaps the same event
}

// Beside is what else happened that day at that place; more counts what is not listed.
type Beside struct {
	Items []Neighbour `json:"items"`
	More  int64       `json:"more"`
}

func (s *Server) beside(ctx context.Context, c *call, in *idInput) (Beside, error) {
	list, err := s.app.Beside(ctx, c.caller, in.ID)
	if err != nil {
		return Beside{}, err
	}
	names, err := s.app.Names(ctx)
	out := Beside{Items: make([]Neighbour, len(list.Items)), More: list.More}
	for i := range list.Items {
		out.Items[i] = Neighbour{withNames(&list.Items[i].Activity, names), list.Items[i].Alike}
	}
	return out, err
}

// Approval names a record to approve and the revision of it that was looked at.
type Approval struct {
	ID       domain.ID `json:"id" validate:"required,uuid7"`
	Revision int64     `json:"revision" validate:"required,min=1"`
}

// Approvals is the body of an approval of many.
type Approvals struct {
	Items []Approval `json:"items" validate:"required,dive"`
}

func (s *Server) approveBatch(ctx context.Context, c *call, in *Approvals) (BatchAnswer, error) {
	list := make([]app.Approval, len(in.Items))
	for i, e := range in.Items {
		list[i] = app.Approval(e)
	}
	results, err := s.app.ApproveBatch(ctx, c.caller, list)
	out := BatchAnswer{Items: make([]BatchResult, len(results))}
	for i := range results {
		out.Items[i].tell(s, c, &results[i])
	}
	return out, err
}
