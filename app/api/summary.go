package api

import (
	"context"

	"outreach/domain"
)

// Summary tells a volunteer what counts and what does not, over the records a filter takes: every record that is
// not void is in it once, the same numbers as GET /stats says and the rest by its first reason.
type Summary struct {
	// Activities and Attendance are what counts, in person and online.
	Activities domain.Count       `json:"activities"`
	Attendance domain.PersonTimes `json:"attendance"`
	// NotCounted is the rest, in the order of reasons and then of states.
	NotCounted []NotCountedRow `json:"not_counted"`
	// Total is the number of records: counted and not.
	Total domain.Count   `json:"total"`
	AsOf  domain.Instant `json:"as_of"`
}

// NotCountedRow is the records that are left out for one reason. Because is status for those that no reviewer has
// approved, which then tells draft, submitted and returned apart; for approved ones it is the first of the
// others.
type NotCountedRow struct {
	Because    domain.NotCounted  `json:"because"`
	Status     domain.Status      `json:"status"`
	Activities domain.Count       `json:"activities"`
	Attendance domain.PersonTimes `json:"attendance"`
}

func (s *Server) summary(ctx context.Context, c *call, in *selection) (Summary, error) {
	told, err := s.app.Summary(ctx, c.caller, in.filter())
	out := Summary{
		Activities: told.Counts.Activities, Attendance: told.Counts.Attendance, Total: told.Total(), AsOf: told.AsOf,
		NotCounted: make([]NotCountedRow, len(told.Rest)),
	}
	for i, r := range told.Rest {
		out.NotCounted[i] = NotCountedRow{r.Because, r.Status, r.Activities, r.Attendance}
	}
	return out, err
}
