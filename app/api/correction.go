package api

import (
	"context"

	"outreach/app"
	"outreach/domain"
)

// Amendment is a step by which what is approved moved, or will, in a month that had been closed.
type Amendment struct {
	Kind app.AmendmentKind `json:"kind"` // change, late or void
	// Side tells apart the two amendments of a change that takes a record to another month, area or programme: from is
	// what it leaves, as it was approved there, and to where it goes. Absent where it stays.
	Side        app.Side        `json:"side,omitempty" description:"of a change to another month, area or programme, which is listed twice: from tells what is lost where the record was approved before, to what is gained where it goes"`
	Activity    domain.ID       `json:"activity"`
	Revision    int64           `json:"revision"` // in which it was made; from a side, the one that counted there
	Title       string          `json:"title"`
	Date        domain.Date     `json:"date"`
	Programme   string          `json:"programme"`
	Area        domain.AreaCode `json:"area,omitzero"`
	AreaName    string          `json:"area_name,omitempty"`
	Province    domain.AreaCode `json:"province,omitzero"`
	Changes     []FieldChange   `json:"changes"`
	Actor       string          `json:"actor"`
	ActorName   string          `json:"actor_name,omitempty"`
	At          domain.Instant  `json:"at"`
	Decider     string          `json:"decider,omitempty"` // absent: nobody has approved it yet, and no figure has moved
	DeciderName string          `json:"decider_name,omitempty"`
	DecidedAt   domain.Instant  `json:"decided_at,omitzero"`
	Reason      string          `json:"reason,omitempty"`
	Text        string          `json:"text,omitempty"`
	// Effect is what figures gain, or lose, by it, on its side; measures that do not move are absent.
	Effect  map[domain.Measure]int64 `json:"effect" description:"what figures gain, or lose, by it, on its side; measures that do not move are absent"`
	Closing Closing                  `json:"closing"` // the last one that had locked the month before, or the month of the other side
}

// Amendments are one page of amendments: next is the cursor of the following one, absent at the end. A page may hold
// fewer than were asked for though there are more. Both sides of one step are on one page, even on a page of one.
type Amendments struct {
	Items []Amendment `json:"items"`
	Next  string      `json:"next,omitempty"`
}

type amendmentsInput struct {
	Areas      []domain.AreaCode `query:"area" json:"-" collectionFormat:"csv" validate:"max=500" description:"six digits, of any level"`
	Programmes []string          `query:"programme" json:"-" collectionFormat:"csv" validate:"max=100,dive,max=64"`
	Month      domain.Month      `query:"month" json:"-" description:"of the record, or of what it left, such as 2022-09"`
	paging
}

func (s *Server) amendments(ctx context.Context, c *call, in *amendmentsInput) (Amendments, error) {
	list, err := s.app.Amended(ctx, c.caller, app.AmendmentFilter{Areas: in.Areas, Programmes: in.Programmes, Month: in.Month}, in.page())
	if err != nil {
		return Amendments{}, err
	}
	names, err := s.app.Names(ctx)
	out := Amendments{Items: make([]Amendment, len(list.Items)), Next: list.Next}
	for i := range list.Items {
		out.Items[i] = amendmentOf(&list.Items[i], names)
	}
	return out, err
}

func amendmentOf(m *app.Amendment, names map[string]string) Amendment {
	v := m.Version
	out := Amendment{
		Kind: m.Kind, Side: m.Side, Activity: m.Activity, Revision: m.Number, Title: v.Title, Date: v.Date, Programme: v.Programme, Area: v.Placed.Area,
		AreaName: v.Placed.Name, Province: v.Placed.Province, Changes: make([]FieldChange, len(m.Changes)), Actor: m.Actor, ActorName: names[m.Actor],
		At: m.At, Decider: m.Decider, DeciderName: names[m.Decider], DecidedAt: m.Decided, Reason: m.Reason, Text: m.Text,
		Effect: map[domain.Measure]int64{}, Closing: closingOf(m.Closing, names),
	}
	for i, change := range m.Changes {
		out.Changes[i] = FieldChange(change)
	}
	values := m.Effect.Values()
	for i, measure := range domain.AdditiveMeasures() {
		if values[i] != 0 {
			out.Effect[measure] = values[i]
		}
	}
	return out
}
