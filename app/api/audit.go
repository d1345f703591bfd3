package api

import (
	"context"
	"time"

	"outreach/domain"
	"outreach/repository"
)

type eventsInput struct {
	Actor   string    `query:"actor" json:"-" validate:"max=64"`
	Action  string    `query:"action" json:"-" validate:"max=64"`
	Subject string    `query:"subject" json:"-" validate:"max=200" description:"noun/id, such as activity/0190..."`
	From    time.Time `query:"from" json:"-" description:"first instant, RFC 3339"`
	To      time.Time `query:"to" json:"-" description:"instant after the last"`
	paging
}

func (s *Server) events(ctx context.Context, c *call, in *eventsInput) (Page[domain.Event], error) {
	list, err := s.app.Events(ctx, c.caller, repository.EventFilter{
		Actor: in.Actor, Action: in.Action, Subject: in.Subject, From: in.From, To: in.To,
	}, in.page())
	if err != nil {
		return Page[domain.Event]{}, err
	}
	return pageOf(list, func(e *domain.Event) domain.Event { return *e }), nil
}

// Health says that the ledger can read and write now.
type Health struct {
	Status  string `json:"status"`
	Version string `json:"version"`
}

func (s *Server) health(ctx context.Context, _ *call, _ *none) (Health, error) {
	if err := s.app.Ping(ctx); err != nil {
		return Health{}, &domain.Error{Code: domain.Unavailable, Err: err}
	}
	return Health{"ok", s.settings.Version}, nil
}
