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
	IfMatch *revision `header:"If-Match" json:"-" description:"quoted revision the change was made from"`
	UserEntry
}

func (s *Server) putUser(ctx context.Context, c *call, in *putUserInput) (User, error) {
	if in.IfMatch == nil {
		return User{}, domain.Refuse(domain.PreconditionRequired, "")
	}
	u, err := s.app.PutUser(ctx, c.caller, in.ID, in.entry(int64(*in.IfMatch)))
	c.etag(entityTag(u.Revision))
	return userOf(&u), err
}

// Invitation is a single-use code with which a user sets a password, told this once.
type Invitation struct {
	Code string `json:"code"`
}

func (s *Server) invite(ctx context.Context, c *call, in *userPath) (Invitation, error) {
	code, err := s.app.Invite(ctx, c.caller, in.ID)
	return Invitation{code}, err
}
