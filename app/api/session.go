package api

import (
	"context"
	"time"

	"outreach/app"
	"outreach/domain"
)

// User is a person who can sign in, as others see them.
type User struct {
	ID           string         `json:"id"`
	Login        string         `json:"login"`
	Name         string         `json:"name"`
	Organisation string         `json:"organisation,omitempty"`
	Grants       []domain.Grant `json:"grants"`
	Disabled     bool           `json:"disabled"`
	Revision     int64          `json:"revision"`
	CreatedAt    domain.Instant `json:"created_at,omitzero"`
}

func userOf(u *domain.User) User {
	grants := u.Grants
	if grants == nil {
		grants = []domain.Grant{}
	}
	return User{u.ID, u.Login, u.Name, u.Organisation, grants, u.Disabled, u.Revision, u.CreatedAt}
}

// Pass is a session or token without its secret.
type Pass struct {
	ID        string         `json:"id"`
	Name      string         `json:"name,omitempty"`
	Current   bool           `json:"current"`
	CreatedAt domain.Instant `json:"created_at"`
	UsedAt    domain.Instant `json:"used_at,omitzero"`
	ExpiresAt domain.Instant `json:"expires_at,omitzero"`
	Preset    domain.ID      `json:"preset,omitempty"` // the one preset whose data it opens, and nothing else
}

// Passes are the caller's sessions or tokens, oldest first.
type Passes struct {
	Items []Pass `json:"items"`
}

func passOf(p *domain.Pass, caller *app.Caller) Pass {
	return Pass{p.ID, p.Name, caller.Pass.ID == p.ID, p.CreatedAt, p.UsedAt, p.ExpiresAt, p.Preset}
}

func passesOf(list []domain.Pass, caller *app.Caller) Passes {
	out := Passes{Items: make([]Pass, len(list))}
	for i := range list {
		out.Items[i] = passOf(&list[i], caller)
	}
	return out
}

// Session says who is signed in, since when, and with what grants.
type Session struct {
	User    User          `json:"user"`
	Roles   []domain.Role `json:"roles"`
	Session Pass          `json:"session"`
	Today   domain.Date   `json:"today"` // the ledger's day, Asia/Shanghai
	// Build is the web app's build that this server holds, "" where it holds none; an app of another build is out of date.
	Build string `json:"build"`
}

func (s *Server) sessionOf(c *app.Caller) Session {
	out := Session{User: userOf(&c.User), Roles: []domain.Role{}, Session: passOf(&c.Pass, c), Today: s.app.Today(), Build: s.site.Build}
	for _, r := range domain.Roles() {
		if c.User.Has(r) {
			out.Roles = append(out.Roles, r)
		}
	}
	return out
}

type signInInput struct {
	Login    string `json:"login" validate:"required,max=64"`
	Password string `json:"password" validate:"required,max=1024"`
}

func (s *Server) signIn(ctx context.Context, c *call, in *signInInput) (Session, error) {
	if c.bearer {
		return Session{}, domain.Refuse(domain.Forbidden, "error.forbidden.token")
	}
	secret, caller, err := s.app.SignIn(ctx, in.Login, in.Password, c.address)
	if err != nil {
		return Session{}, err
	}
	c.answer.cookie = &cookie{secret: secret, expires: caller.Pass.ExpiresAt.Time()}
	c.created()
	return s.sessionOf(caller), nil
}

func (s *Server) whoAmI(_ context.Context, c *call, _ *none) (Session, error) {
	return s.sessionOf(c.caller), nil
}

func (s *Server) signOut(ctx context.Context, c *call, _ *none) (none, error) {
	if c.bearer {
		return none{}, domain.Refuse(domain.Forbidden, "error.forbidden.token")
	}
	c.answer.cookie = &cookie{}
	return none{}, s.app.SignOut(ctx, c.caller)
}

func (s *Server) sessions(ctx context.Context, c *call, _ *none) (Passes, error) {
	list, err := s.app.Sessions(ctx, c.caller)
	return passesOf(list, c.caller), err
}

type passInput struct {
	ID string `path:"id" json:"-" validate:"required,max=64"`
}

func (s *Server) endSession(ctx context.Context, c *call, in *passInput) (none, error) {
	return none{}, s.app.EndSession(ctx, c.caller, in.ID)
}

func (s *Server) tokens(ctx context.Context, c *call, _ *none) (Passes, error) {
	list, err := s.app.Tokens(ctx, c.caller)
	return passesOf(list, c.caller), err
}

type makeTokenInput struct {
	Name string `json:"name" validate:"required,max=100"`
	Days int    `json:"days" validate:"min=1,max=366" description:"how long the token lives"`
}

// Token is a new token with its secret, told this once.
type Token struct {
	Pass
	Secret string `json:"secret"`
}

func (s *Server) makeToken(ctx context.Context, c *call, in *makeTokenInput) (Token, error) {
	secret, pass, err := s.app.MakeToken(ctx, c.caller, in.Name, time.Duration(in.Days)*24*time.Hour)
	return Token{passOf(&pass, c.caller), secret}, err
}

func (s *Server) revokeToken(ctx context.Context, c *call, in *passInput) (none, error) {
	return none{}, s.app.RevokeToken(ctx, c.caller, in.ID)
}

type passwordInput struct {
	Old string `json:"old" validate:"required,max=1024"`
	New string `json:"new" validate:"required,max=1024"`
}

func (s *Server) setPassword(ctx context.Context, c *call, in *passwordInput) (none, error) {
	return none{}, s.app.SetPassword(ctx, c.caller, in.Old, in.New)
}

type redeemInput struct {
	Code     string `json:"code" validate:"required,max=200"`
	Password string `json:"password" validate:"required,max=1024"`
}

// Redeemed names the login whose password was set.
type Redeemed struct {
	Login string `json:"login"`
}

func (s *Server) redeem(ctx context.Context, c *call, in *redeemInput) (Redeemed, error) {
	u, err := s.app.Redeem(ctx, in.Code, in.Password, c.address)
	return Redeemed{u.Login}, err
}
