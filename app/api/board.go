package api

import (
	"context"

	"outreach/app"
	"outreach/domain"
)

type boardInput struct {
	selection
	Level   string `query:"level" json:"-" validate:"omitempty,oneof=province city county" description:"what reached and listed count in the rows; county where absent"`
	Regions bool   `query:"regions" json:"-" description:"county regions only: counties without districts of cities"`
}

// Board is how far areas are covered, and the areas in which it lies: the provinces, the areas directly below the one
// chosen, or the several chosen. Rows add up to the totals.
type Board struct {
	// Way is the one chosen area with those above it, from the province down.
	Way    []BoardArea  `json:"way"`
	Levels []BoardLevel `json:"levels"`
	Rows   []BoardRow   `json:"rows"`
	Counts BoardSums    `json:"counts"`
	// Submitted waits for review and is in no other number; 0 where states were asked for.
	Submitted BoardSums      `json:"submitted"`
	ListDay   domain.Date    `json:"list_day"`
	AsOf      domain.Instant `json:"as_of"`
}

// BoardArea names an area.
type BoardArea struct {
	Code  string       `json:"code"`
	Name  string       `json:"name"`
	Level domain.Level `json:"level"`
}

// BoardSums are activities and person-times.
type BoardSums struct {
	Activities domain.Count       `json:"activities"`
	Attendance domain.PersonTimes `json:"attendance"`
}

// BoardLevel is a coverage in numbers.
type BoardLevel struct {
	Level       domain.Dimension   `json:"level"`
	Regions     bool               `json:"regions"`
	Reached     int                `json:"reached"`
	Denominator domain.Denominator `json:"denominator"`
	// Submitted is how many areas the submitted records would reach by themselves.
	Submitted int `json:"submitted"`
}

// BoardRow is an area.
type BoardRow struct {
	BoardArea
	// Stands says whether the area is on the list's day.
	Stands bool `json:"stands"`
	// Codes are those that its records bear beside its own, from before a whole succession.
	Codes []domain.AreaCode `json:"codes,omitempty"`
	// Reached of Listed areas of the level asked for lie here. Listed is 0 outside what official totals count.
	Reached   int       `json:"reached"`
	Listed    int       `json:"listed"`
	Counts    BoardSums `json:"counts"`
	Submitted BoardSums `json:"submitted"`
}

func (s *Server) board(ctx context.Context, c *call, in *boardInput) (Board, error) {
	if in.Level == "" {
		in.Level = string(domain.ByCounty)
	}
	b, err := s.app.Board(ctx, c.caller, app.BoardQuestion{Filter: in.filter(), By: domain.Dimension(in.Level), Regions: in.Regions})
	if err != nil {
		return Board{}, err
	}
	out := Board{
		Way: make([]BoardArea, len(b.Way)), Levels: make([]BoardLevel, len(b.Levels)), Rows: make([]BoardRow, len(b.Rows)),
		Counts: BoardSums(b.Counts), Submitted: BoardSums(b.Submitted), ListDay: b.ListDay, AsOf: b.AsOf,
	}
	for i := range b.Way {
		out.Way[i] = boardArea(&b.Way[i])
	}
	for i, l := range b.Levels {
		out.Levels[i] = BoardLevel{l.By, l.Regions, l.Reached, l.Denominator, l.Submitted}
	}
	for i := range b.Rows {
		r := &b.Rows[i]
		out.Rows[i] = BoardRow{boardArea(&r.Area), r.Stands, r.Codes, r.Reached, r.Listed, BoardSums(r.Counts), BoardSums(r.Submitted)}
	}
	return out, nil
}

func boardArea(a *domain.Area) BoardArea { return BoardArea{a.Code.String(), a.Name, a.Level} }
