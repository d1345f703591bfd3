package app

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"outreach/domain"
	"outreach/repository"
)

// touchEvery bounds how often a pass's last use is written down.
const touchEvery = time.Minute

// SignIn gives a new session for a login and password. A wrong login and a wrong password are told apart
// by nothing. Too many failures from an address, for whatever logins, are rate_limited for a while; a right password
// from a clean address still works then, so nobody can be locked out by others.
func (a *App) SignIn(ctx context.Context, login, password, address string) (string, *Caller, error) {
	if err := a.notTooOften(ctx, address, "error.rate_limited.sign_in"); err != nil {
		return "", nil, err
	}
	user, err := a.store.UserByLogin(ctx, login)
	if err != nil && !missing(err) {
		return "", nil, err
	}
	ok, herr := a.matches(ctx, user.Password, password)
	if herr != nil {
		return "", nil, herr
	}
	if !ok || user.Disabled {
		return "", nil, a.refuseSignIn(ctx, user, address)
	}
	secret, pass, err := a.newPass(domain.PassSession, user.ID, "", a.settings.SessionAbsolute)
	if err != nil {
		return "", nil, err
	}
	err = a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		if err := stillOpens(ctx, tx, &user, "error.unauthenticated.sign_in"); err != nil {
			return err
		}
		if err := tx.PutPass(ctx, pass); err != nil {
			return err
		}
		return tx.Log(ctx, domain.Event{At: pass.CreatedAt, Actor: user.ID, Action: "session.begin", Subject: "user/" + user.ID})
	})
	return secret, &Caller{user, pass}, err
}

// refuseSignIn counts a failed sign-in, logs it where the user is known, and gives the one refusal for all cases.
func (a *App) refuseSignIn(ctx context.Context, user domain.User, address string) error {
	err := a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		if err := a.failed(ctx, tx, address); err != nil || user.ID == "" {
			return err
		}
		return tx.Log(ctx, domain.Event{At: a.instant(), Actor: user.ID, Action: "session.refuse", Subject: "user/" + user.ID})
	})
	if err != nil {
		return err
	}
	return domain.Refuse(domain.Unauthenticated, "error.unauthenticated.sign_in")
}

// Authenticate gives the caller behind a session's or token's secret: one that is unknown, ended, idle too
// long, or of a disabled user is unauthenticated, and so is a token that opens one preset alone.
func (a *App) Authenticate(ctx context.Context, secret string, kind domain.PassKind) (*Caller, error) {
	caller, err := a.authenticate(ctx, secret, kind)
	if err == nil && caller.Pass.Preset != "" {
		return nil, domain.Refuse(domain.Unauthenticated, "error.unauthenticated.preset")
	}
	return caller, err
}

func (a *App) authenticate(ctx context.Context, secret string, kind domain.PassKind) (*Caller, error) {
	refused := domain.Refuse(domain.Unauthenticated, "error.unauthenticated")
	pass, err := a.store.Pass(ctx, secretHash(secret))
	if missing(err) {
		return nil, refused
	}
	if err != nil {
		return nil, err
	}
	if pass.Kind != kind || pass.Kind == domain.PassInvite || a.over(pass) {
		return nil, refused
	}
	user, err := a.store.User(ctx, pass.User)
	if err != nil && !missing(err) {
		return nil, err
	}
	if err != nil || user.Disabled {
		return nil, refused
	}
	if now := a.now(); now.Sub(pass.UsedAt.Time()) > touchEvery {
		if err := a.touch(ctx, pass, domain.At(now)); err != nil {
			return nil, err
		}
	}
	return &Caller{user, pass}, nil
}

// touch writes down a pass's use, unless it was ended meanwhile.
func (a *App) touch(ctx context.Context, pass domain.Pass, at domain.Instant) error {
	err := a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		held, err := tx.TakePass(ctx, pass.Hash)
		if err != nil {
			return err
		}
		held.UsedAt = at
		return tx.PutPass(ctx, held)
	})
	if missing(err) {
		return domain.Refuse(domain.Unauthenticated, "error.unauthenticated")
	}
	return err
}

// SignOut ends the session the caller came with.
func (a *App) SignOut(ctx context.Context, caller *Caller) error {
	return a.EndSession(ctx, caller, caller.Pass.ID)
}

// Sessions lists the caller's sessions, oldest first.
func (a *App) Sessions(ctx context.Context, caller *Caller) ([]domain.Pass, error) {
	return a.store.Passes(ctx, caller.id(), domain.PassSession)
}

// EndSession ends one of the caller's sessions by its public id.
func (a *App) EndSession(ctx context.Context, caller *Caller, id string) error {
	return a.dropPass(ctx, caller, domain.PassSession, id)
}

// Entrance is how a user gets in: the sessions that are alive, oldest first, when they last signed in (0: the log
// knows of no time), and until when an invitation can be redeemed (0: there is none).
type Entrance struct {
	Sessions     []domain.Pass
	SignedInAt   domain.Instant
	InvitedUntil domain.Instant
}

// EntranceOf tells how a user gets in; only an admin may ask.
func (a *App) EntranceOf(ctx context.Context, caller *Caller, id string) (Entrance, error) {
	if err := admin(caller); err != nil {
		return Entrance{}, err
	}
	if _, err := a.store.User(ctx, id); err != nil {
		return Entrance{}, err
	}
	sessions, err1 := a.store.Passes(ctx, id, domain.PassSession)
	invited, err2 := a.store.Passes(ctx, id, domain.PassInvite)
	begun, err3 := a.store.Events(ctx, repository.EventFilter{
		Scope: domain.Scope{Everything: true}, Actor: id, Action: "session.begin",
	}, repository.Page{Limit: 1})
	e := Entrance{Sessions: slices.DeleteFunc(sessions, a.over)}
	for _, p := range slices.DeleteFunc(invited, a.over) {
		e.InvitedUntil = p.ExpiresAt
	}
	for _, b := range begun.Items {
		e.SignedInAt = b.At
	}
	return e, errors.Join(err1, err2, err3)
}

// over says whether a pass lets nobody in any more.
func (a *App) over(p domain.Pass) bool {
	now := a.now()
	idle := p.Kind == domain.PassSession && now.Sub(p.UsedAt.Time()) > a.settings.SessionIdle
	return idle || p.ExpiresAt != 0 && !now.Before(p.ExpiresAt.Time())
}

// EndSessionsOf ends a user's session by its public id, or all of them (""); only an admin may. One that is not
// there is NotFound; that all of none end is no error.
func (a *App) EndSessionsOf(ctx context.Context, caller *Caller, user, id string) error {
	if err := admin(caller); err != nil {
		return err
	}
	return a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		if _, err := tx.User(ctx, user); err != nil {
			return err
		}
		n, err := tx.DropPasses(ctx, user, domain.PassSession, id)
		if err != nil {
			return err
		}
		if n == 0 && id != "" {
			return domain.Refuse(domain.NotFound, "error.not_found.pass")
		}
		return tx.Log(ctx, domain.Event{
			At: a.instant(), Actor: caller.id(), Action: "session.end", Subject: "user/" + user, Note: strconv.Itoa(n),
		})
	})
}

// Tokens lists the caller's API tokens, oldest first.
func (a *App) Tokens(ctx context.Context, caller *Caller) ([]domain.Pass, error) {
	return a.store.Passes(ctx, caller.id(), domain.PassToken)
}

// MakeToken makes an API token with the caller's own grants; its secret is given this once. A zero life
// never ends. Only a session can make one, never another token.
func (a *App) MakeToken(ctx context.Context, caller *Caller, name string, life time.Duration) (string, domain.Pass, error) {
	if caller.Pass.Kind != domain.PassSession {
		return "", domain.Pass{}, domain.Refuse(domain.Forbidden, "error.forbidden.token")
	}
	secret, pass, err := a.newPass(domain.PassToken, caller.id(), name, life)
	if err != nil {
		return "", pass, err
	}
	err = a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		if err := tx.PutPass(ctx, pass); err != nil {
			return err
		}
		return tx.Log(ctx, domain.Event{At: pass.CreatedAt, Actor: caller.id(), Action: "token.make", Subject: "token/" + pass.ID})
	})
	return secret, pass, err
}

// RevokeToken ends one of the caller's API tokens by its public id.
func (a *App) RevokeToken(ctx context.Context, caller *Caller, id string) error {
	return a.dropPass(ctx, caller, domain.PassToken, id)
}

func (a *App) dropPass(ctx context.Context, caller *Caller, kind domain.PassKind, id string) error {
	return a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		n, err := tx.DropPasses(ctx, caller.id(), kind, id)
		if err != nil {
			return err
		}
		if n == 0 || id == "" {
			return domain.Refuse(domain.NotFound, "error.not_found.pass")
		}
		return tx.Log(ctx, domain.Event{At: a.instant(), Actor: caller.id(), Action: string(kind) + ".end", Subject: string(kind) + "/" + id})
	})
}

func (a *App) newPass(kind domain.PassKind, user, name string, life time.Duration) (string, domain.Pass, error) {
	secret, hash, err := a.secret()
	if err != nil {
		return "", domain.Pass{}, err
	}
	id, err := a.publicID()
	at := a.instant()
	p := domain.Pass{Hash: hash, Kind: kind, ID: id, User: user, Name: name, CreatedAt: at, UsedAt: at}
	if life > 0 {
		p.ExpiresAt = domain.At(at.Time().Add(life))
	}
	return secret, p, err
}
