package api

import (
	"context"

	"outreach/app"
	"outreach/domain"
)

// Users are all users, by login.
type Users struct {
	Items []User `json:"items"`
}

func (s *Server) users(ctx context.Context, c *call, _ *none) (Users, error) {
	list, err := s.app.Users(ctx, c.caller)
	out := Users{Items: make([]User, len(list))}
	for i := range list {
		out.Items[i] = userOf(&list[i])
	}
	return out, err
}

type userPath struct {
	ID string `path:"id" json:"-" validate:"required,max=64"`
}

func (s *Server) user(ctx context.Context, c *call, in *userPath) (User, error) {
	u, err := s.app.User(ctx, c.caller, in.ID)
	c.etag(entityTag(u.Revision))
	return userOf(&u), err
}

// UserEntry is a user as an admin sends it.
type UserEntry struct {
	Login        string         `json:"login" validate:"required,max=64"`
	Name         string         `json:"name" validate:"required,max=100"`
	Organisation string         `json:"organisation,omitempty" validate:"max=200"`
	Grants       []domain.Grant `json:"grants" validate:"max=100,dive"`
	Disabled     bool           `json:"disabled,omitempty"`
}

func (e *UserEntry) entry(revision int64) app.UserEntry {
	return app.UserEntry{Login: e.Login, Name: e.Name, Organisation: e.Organisation, Grants: e.Grants, Disabled: e.Disabled, Revision: revision}
}

func (s *Server) addUser(ctx context.Context, c *call, in *UserEntry) (User, error) {
	u, err := s.app.PutUser(ctx, c.caller, "", in.entry(0))
	c.created()
	c.etag(entityTag(u.Revision))
	return userOf(&u), err
}

type putUserInput struct {
	userPath
	changing
	UserEntry
}

func (s *Server) putUser(ctx context.Context, c *call, in *putUserInput) (User, error) {
	from, err := in.from()
	if err != nil {
		return User{}, err
	}
	u, err := s.app.PutUser(ctx, c.caller, in.ID, in.entry(from))
	c.etag(entityTag(u.Revision))
	return userOf(&u), err
}

// Invitation is a single-use code with which a user sets a password, told this once.
type Invitation struct {
	Code      string         `json:"code"`
	ExpiresAt domain.Instant `json:"expires_at"`
}

func (s *Server) invite(ctx context.Context, c *call, in *userPath) (Invitation, error) {
	i, err := s.app.Invite(ctx, c.caller, in.ID)
	return Invitation{i.Code, i.Expires}, err
}

// Entrance is how a user gets in, as an admin sees it.
type Entrance struct {
	Items        []Pass         `json:"items"`                  // sessions that are alive, oldest first
	SignedInAt   domain.Instant `json:"signed_in_at,omitzero"`  // absent: not that the log knows of
	InvitedUntil domain.Instant `json:"invited_until,omitzero"` // absent: no invitation waits
}

func (s *Server) entrance(ctx context.Context, c *call, in *userPath) (Entrance, error) {
	e, err := s.app.EntranceOf(ctx, c.caller, in.ID)
	return Entrance{passesOf(e.Sessions, c.caller).Items, e.SignedInAt, e.InvitedUntil}, err
}

type userSessionPath struct {
	userPath
	Session string `path:"session" json:"-" validate:"required,max=64"`
}

func (s *Server) endSessionOf(ctx context.Context, c *call, in *userSessionPath) (none, error) {
	return none{}, s.app.EndSessionsOf(ctx, c.caller, in.ID, in.Session)
}

func (s *Server) endSessionsOf(ctx context.Context, c *call, in *userPath) (none, error) {
	return none{}, s.app.EndSessionsOf(ctx, c.caller, in.ID, "")
}
