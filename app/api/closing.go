package api

import (
	"context"

	"outreach/domain"
)

// Closings are all closings ever made, in force or opened again.
type Closings struct {
	Items []domain.Closing `json:"items"`
}

func (s *Server) closings(ctx context.Context, c *call, _ *none) (Closings, error) {
	list, err := s.app.Closings(ctx, c.caller)
	if list == nil {
		list = []domain.Closing{}
	}
	return Closings{list}, err
}

type closingInput struct {
	Area   domain.AreaCode `json:"area,omitzero" validate:"area" description:"absent: everywhere"`
	Month  domain.Month    `json:"month" validate:"required"`
	Reason string          `json:"reason" validate:"required,max=1000"`
}

func (s *Server) closeMonth(ctx context.Context, c *call, in *closingInput) (domain.Closing, error) {
	return s.app.CloseMonth(ctx, c.caller, in.Area, in.Month, in.Reason)
}

func (s *Server) openMonth(ctx context.Context, c *call, in *closingInput) (domain.Closing, error) {
	return s.app.OpenMonth(ctx, c.caller, in.Area, in.Month, in.Reason)
}
