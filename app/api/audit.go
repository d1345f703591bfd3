package api

import (
	"context"
	"errors"
	"io"
	"time"

	"outreach/app/job"
	"outreach/domain"
	"outreach/reports"
	"outreach/repository"
)

type eventSelection struct {
	Actor   string    `query:"actor" json:"-" validate:"max=64"`
	Action  string    `query:"action" json:"-" validate:"max=64"`
	Noun    string    `query:"noun" json:"-" validate:"max=32" description:"what was acted on, such as activity"`
	Subject string    `query:"subject" json:"-" validate:"max=200" description:"noun/id, such as activity/0190..."`
	From    time.Time `query:"from" json:"-" description:"first instant, RFC 3339"`
	To      time.Time `query:"to" json:"-" description:"instant after the last"`
}

func (in *eventSelection) filter() repository.EventFilter {
	return repository.EventFilter{Actor: in.Actor, Action: in.Action, Noun: in.Noun, Subject: in.Subject, From: in.From, To: in.To}
}

type eventsInput struct {
	eventSelection
	paging
}

// Event is an entry of the audit log with the name of who acted.
type Event struct {
	domain.Event
	ActorName string `json:"actor_name,omitempty"` // no part of what the hash covers
}

func (s *Server) events(ctx context.Context, c *call, in *eventsInput) (Page[Event], error) {
	list, err := s.app.Events(ctx, c.caller, in.filter(), in.page())
	if err != nil {
		return Page[Event]{}, err
	}
	names, err := s.app.Names(ctx)
	return pageOf(list, func(e *domain.Event) Event { return Event{*e, names[e.Actor]} }), err
}

type auditFileInput struct {
	Lang string `query:"lang" json:"-" validate:"omitempty,oneof=zh en" description:"language of the headings; by Accept-Language where absent"`
	eventSelection
}

// auditCSV sends what /audit lists, newest first, as it is when it is asked for. That it was fetched is logged after
// its first page was read, and is no part of it.
func (s *Server) auditCSV(ctx context.Context, c *call, in *auditFileInput) (*file, error) {
	text := c.text
	if in.Lang != "" {
		text = s.texts.For(in.Lang)
	}
	done, err := s.downloads.begin(c.caller.User.ID)
	if err != nil {
		return nil, err
	}
	first, err := s.app.Events(ctx, c.caller, in.filter(), repository.Page{Limit: auditPage})
	names, err2 := s.app.Names(ctx)
	deed := job.Deed{Noun: "audit", ID: "csv", What: "fetch", Note: map[string]string{"query": c.query}}
	if err := errors.Join(err, err2); err != nil {
		done()
		return nil, err
	}
	if err := s.desk.Logged(ctx, c.caller, deed); err != nil {
		done()
		return nil, err
	}
	src := func(each func(*domain.Event, string) error) error {
		for list := first; ; {
			for i := range list.Items {
				if err := each(&list.Items[i], names[list.Items[i].Actor]); err != nil {
					return err
				}
			}
			if list.Next == "" {
				return nil
			}
			var err error
			if list, err = s.app.Events(ctx, c.caller, in.filter(), repository.Page{Limit: auditPage, Cursor: list.Next}); err != nil {
				return err
			}
		}
	}
	name := "audit-" + domain.At(s.now()).Day().String() + ".csv"
	return &file{name: name, media: mediaCSV, done: done, make: func(w io.Writer) error { return reports.AuditCSV(ctx, w, text, src) }}, nil
}

// auditPage is how many entries of a file are held at once.
const auditPage = 500

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
