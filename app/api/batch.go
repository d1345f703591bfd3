package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"outreach/app"
	"outreach/domain"
)

// BatchEntry is one record of a batch.
type BatchEntry struct {
	ID      domain.ID `json:"id" validate:"required,uuid7"`
	IfMatch int64     `json:"if_match,omitempty" validate:"min=0"`
	ActivityEntry
}

// entry is a BatchEntry or what is wrong with it: one that cannot be read has a fate of its own.
type entry struct {
	BatchEntry
	err error
}

// UnmarshalJSONFrom reads one entry strictly and keeps its fault for the answer.
func (e *entry) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	raw, err := d.ReadValue()
	if err != nil {
		return err
	}
	e.err = decode(raw, &e.BatchEntry)
	return nil
}

// Batch is the body of a batch.
type Batch struct {
	Items []entry `json:"items" validate:"required"`
}

// BatchResult is the fate of one entry, in the order sent.
type BatchResult struct {
	ID       domain.ID     `json:"id,omitempty"`
	Outcome  string        `json:"outcome" description:"created, changed, same or refused"`
	Revision int64         `json:"revision,omitempty"`
	Status   domain.Status `json:"status,omitempty"`
	Problem  *Problem      `json:"problem,omitempty"`
}

// BatchAnswer tells the fate of every entry.
type BatchAnswer struct {
	Items []BatchResult `json:"items"`
}

func (s *Server) putBatch(ctx context.Context, c *call, in *Batch) (BatchAnswer, error) {
	out := BatchAnswer{Items: make([]BatchResult, len(in.Items))}
	var entries []app.Entry
	var at []int
	for i := range in.Items {
		e := &in.Items[i]
		out.Items[i].ID = e.ID
		if err := e.check(s); err != nil {
			out.Items[i].refuse(s, c, err)
			continue
		}
		entries = append(entries, app.Entry{ID: e.ID, Content: e.Content, Status: e.ActivityEntry.Status, IfMatch: e.IfMatch})
		at = append(at, i)
	}
	results, err := s.app.PutBatch(ctx, c.caller, entries)
	if err != nil {
		return BatchAnswer{}, err
	}
	for n := range results {
		out.Items[at[n]].tell(s, c, &results[n])
	}
	return out, nil
}

// tell fills in what one entry came to.
func (r *BatchResult) tell(s *Server, c *call, from *app.Result) {
	r.ID = from.ID
	if from.Err != nil {
		r.refuse(s, c, from.Err)
		return
	}
	r.Outcome, r.Revision, r.Status = string(from.Outcome), from.Activity.Revision, from.Activity.Status
}

func (e *entry) check(s *Server) error {
	if e.err != nil {
		return e.err
	}
	faults := s.validator.faults(&e.BatchEntry)
	if len(faults) == 0 {
		return nil
	}
	return domain.RefuseFields(tidy(append(faults, e.found(s)...))...)
}

func (r *BatchResult) refuse(s *Server, c *call, err error) {
	p := problemOf(err, c.text)
	r.Outcome, r.Problem = "refused", &p
	if errors.Is(err, context.DeadlineExceeded) || p.Status >= http.StatusInternalServerError {
		s.log.Error("batch entry", "error", err.Error())
	}
}
