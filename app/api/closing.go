package api

import (
	"context"

	"outreach/domain"
)

// Closing is a closing with the names of who made and who ended it.
type Closing struct {
	domain.Closing
	ByName       string `json:"by_name,omitempty"`
	OpenedByName string `json:"opened_by_name,omitempty"`
}

func closingOf(c *domain.Closing, names map[string]string) Closing {
	return Closing{*c, names[c.By], names[c.OpenedBy]}
}

// Closings are all closings ever made, in force or opened again.
type Closings struct {
	Items []Closing `json:"items"`
}

func (s *Server) closings(ctx context.Context, c *call, _ *none) (Closings, error) {
	list, err := s.app.Closings(ctx, c.caller)
	if err != nil {
		return Closings{}, err
	}
	names, err := s.app.Names(ctx)
	out := Closings{Items: make([]Closing, len(list))}
	for i := range list {
		out.Items[i] = closingOf(&list[i], names)
	}
	return out, err
}

type closingInput struct {
	Area   domain.AreaCode `json:"area,omitzero" validate:"area" description:"absent: everywhere"`
	Month  domain.Month    `json:"month" validate:"required"`
	Reason string          `json:"reason" validate:"required,max=1000"`
}

func (s *Server) closeMonth(ctx context.Context, c *call, in *closingInput) (Closing, error) {
	closed, err := s.app.CloseMonth(ctx, c.caller, in.Area, in.Month, in.Reason)
	return s.closing(ctx, closed, err)
}

func (s *Server) openMonth(ctx context.Context, c *call, in *closingInput) (Closing, error) {
	opened, err := s.app.OpenMonth(ctx, c.caller, in.Area, in.Month, in.Reason)
	return s.closing(ctx, opened, err)
}

// closing adds the names to a closing that was made, unless it failed.
func (s *Server) closing(ctx context.Context, made domain.Closing, err error) (Closing, error) {
	if err != nil {
		return Closing{}, err
	}
	names, err := s.app.Names(ctx)
	return closingOf(&made, names), err
}
