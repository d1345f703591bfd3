package api

import (
	"context"
	"errors"
	"net/http"

	"outreach/app"
	"outreach/domain"
)

// Problem is a refusal as RFC 9457 has it, with every faulty field at once. Clients switch on code,
// never on text.
type Problem struct {
	Type      string       `json:"type"`
	Title     string       `json:"title"`
	Status    int          `json:"status"`
	Detail    string       `json:"detail,omitempty"`
	Code      string       `json:"code"`
	RequestID string       `json:"request_id,omitempty"`
	Errors    []FieldError `json:"errors,omitempty"`
	Stored    *Activity    `json:"stored,omitempty"` // of a conflict: what the ledger holds
	Sent      *Sent        `json:"sent,omitempty"`   // of a conflict: what was refused
}

// FieldError is one thing wrong with one field, or with one parameter by its name.
type FieldError struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Sent is a refused version of a record as it was sent.
type Sent struct {
	domain.Content
	Status  domain.Status `json:"status,omitempty"`
	IfMatch int64         `json:"if_match,omitempty"`
}

// StatusOf gives the HTTP status of a code; an unknown code is a fault of the server.
func StatusOf(code domain.ErrorCode) int {
	switch code {
	case domain.Invalid:
		return http.StatusUnprocessableEntity
	case domain.Malformed:
		return http.StatusBadRequest
	case domain.Unauthenticated:
		return http.StatusUnauthorized
	case domain.Forbidden:
		return http.StatusForbidden
	case domain.NotFound:
		return http.StatusNotFound
	case domain.MethodNotAllowed:
		return http.StatusMethodNotAllowed
	case domain.Conflict, domain.PeriodClosed:
		return http.StatusConflict
	case domain.Gone:
		return http.StatusGone
	case domain.TooLarge:
		return http.StatusRequestEntityTooLarge
	case domain.UnsupportedMedia:
		return http.StatusUnsupportedMediaType
	case domain.PreconditionRequired:
		return http.StatusPreconditionRequired
	case domain.RateLimited:
		return http.StatusTooManyRequests
	case domain.Unavailable:
		return http.StatusServiceUnavailable
	case domain.Internal:
	}
	return http.StatusInternalServerError
}

// refusal gives the domain error behind any error: one that is none is Internal, or Unavailable where
// time ran out.
func refusal(err error) *domain.Error {
	if e, ok := errors.AsType[*domain.Error](err); ok {
		return e
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &domain.Error{Code: domain.Unavailable, Key: "error.unavailable.time", Err: err}
	}
	return &domain.Error{Code: domain.Internal, Err: err}
}

// problemOf tells an error in a language. An internal error says nothing but that it happened.
func problemOf(err error, text domain.Text) Problem {
	e := refusal(err)
	key := e.Key
	if key == "" || e.Code == domain.Internal {
		key = "error." + string(e.Code)
	}
	p := Problem{
		Type: "/problems/" + string(e.Code), Code: string(e.Code), Status: StatusOf(e.Code),
		Title: text.T("problem."+string(e.Code), nil), Detail: text.T(key, e.Params),
	}
	if e.Code == domain.Internal {
		return p
	}
	for _, f := range e.Faults {
		p.Errors = append(p.Errors, FieldError{Pointer: f.Pointer, Code: f.Key, Message: text.T(f.Key, f.Params)})
	}
	if c, ok := errors.AsType[*app.ConflictError](err); ok {
		stored := activityOf(&c.Stored)
		p.Stored = &stored
		p.Sent = &Sent{Content: c.Sent.Content, Status: c.Sent.Status, IfMatch: c.Sent.IfMatch}
	}
	return p
}
