package app

import (
	"context"
	"encoding/json"
	"fmt"

	"outreach/domain"
	"outreach/repository"
)

// UserEntry is a user as an admin sends it. Revision is the one that was looked at, 0 for a new user.
type UserEntry struct {
	Login        string
	Name         string
	Organisation string
	Grants       []domain.Grant
	Disabled     bool
	Revision     int64
}

// Users lists all users by login; only an admin may.
func (a *App) Users(ctx context.Context, caller *Caller) ([]domain.User, error) {
	if err := admin(caller); err != nil {
		return nil, err
	}
	return a.store.Users(ctx)
}

// User gives a user; only an admin, or the user, may.
func (a *App) User(ctx context.Context, caller *Caller, id string) (domain.User, error) {
	if id != caller.id() {
		if err := admin(caller); err != nil {
			return domain.User{}, err
		}
	}
	return a.store.User(ctx, id)
}

// PutUser makes a user ("" as id) or changes one; only an admin may. Disabling ends every pass at once.
// An admin cannot disable themself or give up the last word: their own admin grant stays, and of two who take each
// other's at once, the later is refused. So there is always an admin.
func (a *App) PutUser(ctx context.Context, caller *Caller, id string, e UserEntry) (domain.User, error) {
	if err := admin(caller); err != nil {
		return domain.User{}, err
	}
	self := domain.User{Grants: e.Grants}
	if id == caller.id() && (e.Disabled || !self.Has(domain.RoleAdmin)) {
		return domain.User{}, domain.Refuse(domain.Conflict, "error.conflict.self")
	}
	return a.putUser(ctx, caller.id(), id, e, "")
}

// AddUser makes a user with a password, for the operator of the machine and for demonstrations.
func (a *App) AddUser(ctx context.Context, e UserEntry, password string) (domain.User, error) {
	if err := checkPassword(e.Login, password); err != nil {
		return domain.User{}, err
	}
	hashed, err := a.hash(ctx, password)
	if err != nil {
		return domain.User{}, err
	}
	return a.putUser(ctx, Operator, "", e, hashed)
}

// Operator is the actor that the audit log names for what is done on the machine itself.
const Operator = "operator"

// OperatorCaller gives the caller for commands run on the machine: it sees and may do everything.
func OperatorCaller() *Caller {
	return &Caller{User: domain.User{ID: Operator, Login: Operator, Grants: []domain.Grant{
		{Role: domain.RoleAdmin}, {Role: domain.RoleManager},
	}}}
}

func (a *App) putUser(ctx context.Context, actor, id string, e UserEntry, hashed string) (domain.User, error) {
	if err := checkUser(e); err != nil {
		return domain.User{}, err
	}
	fresh := id == ""
	if fresh {
		var err error
		if id, err = a.publicID(); err != nil {
			return domain.User{}, err
		}
	}
	var u domain.User
	err := a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		if err := stillAdmin(ctx, tx, actor); err != nil {
			return err
		}
		u = domain.User{ID: id, Password: hashed, CreatedAt: a.instant()}
		var before []byte
		if !fresh {
			held, err := tx.User(ctx, id)
			if err != nil {
				return err
			}
			u = held
			if before, err = userMembers(&held); err != nil {
				return err
			}
		}
		u.Login, u.Name, u.Organisation, u.Grants, u.Disabled = e.Login, e.Name, e.Organisation, e.Grants, e.Disabled
		u.Revision = e.Revision + 1
		if err := tx.PutUser(ctx, u); err != nil {
			return err
		}
		if u.Disabled {
			if err := endPasses(ctx, tx, id); err != nil {
				return err
			}
		}
		return a.logUser(ctx, tx, actor, before, &u)
	})
	a.names.Store(nil)
	return u, err
}

// logUser tells what a user was made of, or what was changed of one, who was before.
func (a *App) logUser(ctx context.Context, tx repository.Tx, actor string, before []byte, u *domain.User) error {
	after, err := userMembers(u)
	if err != nil {
		return err
	}
	e := domain.Event{At: a.instant(), Actor: actor, Action: "user.put", Subject: "user/" + u.ID, Revision: u.Revision}
	if e, err = told(e, before, after, 0); err != nil {
		return err
	}
	return tx.Log(ctx, e)
}

// userMembers gives what an admin decides about a user, as JSON.
func userMembers(u *domain.User) ([]byte, error) {
	grants := u.Grants
	if grants == nil {
		grants = []domain.Grant{}
	}
	raw, err := json.Marshal(struct {
		Login        string         `json:"login"`
		Name         string         `json:"name"`
		Organisation string         `json:"organisation,omitempty"`
		Grants       []domain.Grant `json:"grants"`
		Disabled     bool           `json:"disabled"`
	}{u.Login, u.Name, u.Organisation, grants, u.Disabled})
	if err != nil {
		return nil, fmt.Errorf("user %s: %w", u.ID, err)
	}
	return raw, nil
}

// stillAdmin refuses an actor who lost the right since they were let in.
func stillAdmin(ctx context.Context, tx repository.PeopleTx, actor string) error {
	if actor == Operator {
		return nil
	}
	u, err := tx.User(ctx, actor)
	if err == nil && u.Disabled {
		u.Grants = nil
	}
	if err != nil {
		return err
	}
	return admin(&Caller{User: u})
}

func checkUser(e UserEntry) error {
	var faults []domain.Fault
	if e.Login == "" {
		faults = append(faults, domain.FaultAt("/login", "fault.required"))
	}
	if e.Name == "" {
		faults = append(faults, domain.FaultAt("/name", "fault.required"))
	}
	if len(faults) > 0 {
		return domain.RefuseFields(faults...)
	}
	return nil
}

func endPasses(ctx context.Context, tx repository.Tx, user string) error {
	for _, k := range []domain.PassKind{domain.PassSession, domain.PassToken, domain.PassInvite} {
		if _, err := tx.DropPasses(ctx, user, k, ""); err != nil {
			return err
		}
	}
	return nil
}

// Invite makes a single-use code with which a user sets a password. The password they had and all their passes
// end, so that until then the code is the only way in; only an admin may, and not for themself. Nobody ever chooses
// another's password.
func (a *App) Invite(ctx context.Context, caller *Caller, id string) (Invitation, error) {
	if err := admin(caller); err != nil {
		return Invitation{}, err
	}
	if id == caller.id() {
		return Invitation{}, domain.Refuse(domain.Conflict, "error.conflict.invite_self")
	}
	return a.invite(ctx, caller.id(), id, nil)
}

// Invitation is a single-use code with its end.
type Invitation struct {
	Code    string
	Expires domain.Instant
}

func (a *App) invite(ctx context.Context, actor, id string, first *domain.User) (Invitation, error) {
	code, pass, err := a.newPass(domain.PassInvite, id, "", a.settings.InviteLife)
	if err != nil {
		return Invitation{}, err
	}
	return Invitation{code, pass.ExpiresAt}, a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		if first != nil {
			n, err := tx.UserCount(ctx)
			if err != nil {
				return err
			}
			if n > 0 {
				return domain.Refuse(domain.Conflict, "error.conflict.first_admin")
			}
			if err := tx.PutUser(ctx, *first); err != nil {
				return err
			}
		} else if err := forgetPassword(ctx, tx, id); err != nil {
			return err
		}
		if err := endPasses(ctx, tx, id); err != nil {
			return err
		}
		if err := tx.PutPass(ctx, pass); err != nil {
			return err
		}
		return tx.Log(ctx, domain.Event{At: pass.CreatedAt, Actor: actor, Action: "user.invite", Subject: "user/" + id})
	})
}

// forgetPassword leaves a user without a password, which none matches.
func forgetPassword(ctx context.Context, tx repository.PeopleTx, id string) error {
	u, err := tx.User(ctx, id)
	if err != nil || u.Password == "" {
		return err
	}
	u.Password = ""
	u.Revision++
	return tx.PutUser(ctx, u)
}

// FirstAdmin makes the first user, an admin called "admin", of a ledger that has none, and gives the
// single-use code that sets the password. Where there are users it is a conflict.
func (a *App) FirstAdmin(ctx context.Context) (login, code string, err error) {
	id, err := a.publicID()
	if err != nil {
		return "", "", err
	}
	u := domain.User{
		ID: id, Login: "admin", Name: "admin", Revision: 1, CreatedAt: a.instant(),
		Grants: []domain.Grant{{Role: domain.RoleAdmin}, {Role: domain.RoleManager}},
	}
	invited, err := a.invite(ctx, Operator, id, &u)
	return u.Login, invited.Code, err
}

// Redeem takes a single-use code and sets the password of its user. A code that is unknown, used or
// over is Gone; too many of those from an address are rate_limited for a while, together with its failed
// sign-ins.
func (a *App) Redeem(ctx context.Context, code, password, address string) (domain.User, error) {
	if err := a.notTooOften(ctx, address, "error.rate_limited.redeem"); err != nil {
		return domain.User{}, err
	}
	user, err := a.redeem(ctx, code, password)
	if domain.CodeOf(err) != domain.Gone {
		return user, err
	}
	counted := a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error { return a.failed(ctx, tx, address) })
	if counted != nil {
		return user, counted
	}
	return user, err
}

func (a *App) redeem(ctx context.Context, code, password string) (domain.User, error) {
	gone := domain.Refuse(domain.Gone, "error.gone.invite")
	pass, err := a.store.Pass(ctx, secretHash(code))
	if missing(err) || err == nil && pass.Kind != domain.PassInvite {
		return domain.User{}, gone
	}
	if err != nil {
		return domain.User{}, err
	}
	user, err := a.store.User(ctx, pass.User)
	if err != nil {
		return domain.User{}, err
	}
	if err := checkPassword(user.Login, password); err != nil {
		return domain.User{}, err
	}
	hashed, err := a.hash(ctx, password)
	if err != nil {
		return domain.User{}, err
	}
	err = a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		taken, err := tx.TakePass(ctx, pass.Hash)
		if missing(err) || err == nil && !a.now().Before(taken.ExpiresAt.Time()) {
			return gone
		}
		if err != nil {
			return err
		}
		user, err = a.setPassword(ctx, tx, taken.User, hashed)
		return err
	})
	return user, err
}

// SetPassword changes the caller's own password, given the old one, and ends their other sessions and
// all tokens.
func (a *App) SetPassword(ctx context.Context, caller *Caller, old, password string) error {
	ok, err := a.matches(ctx, caller.User.Password, old)
	if err != nil {
		return err
	}
	if !ok {
		return domain.RefuseFields(domain.FaultAt("/old", "fault.password.old"))
	}
	if err := checkPassword(caller.User.Login, password); err != nil {
		return err
	}
	hashed, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		if err := stillOpens(ctx, tx, &caller.User, "error.unauthenticated"); err != nil {
			return err
		}
		if _, err := a.setPassword(ctx, tx, caller.id(), hashed); err != nil {
			return err
		}
		if caller.Pass.Kind != domain.PassSession {
			return nil
		}
		return tx.PutPass(ctx, caller.Pass)
	})
}

// stillOpens refuses a password that was right when it was looked at and is no way in any more: its user was invited
// anew, disabled or has another one since.
func stillOpens(ctx context.Context, tx repository.PeopleTx, seen *domain.User, key string) error {
	u, err := tx.User(ctx, seen.ID)
	if err != nil {
		return err
	}
	if u.Disabled || u.Password != seen.Password {
		return domain.Refuse(domain.Unauthenticated, key)
	}
	return nil
}

func (a *App) setPassword(ctx context.Context, tx repository.Tx, id, hashed string) (domain.User, error) {
	u, err := tx.User(ctx, id)
	if err != nil {
		return u, err
	}
	u.Password = hashed
	u.Revision++
	if err := tx.PutUser(ctx, u); err != nil {
		return u, err
	}
	if err := endPasses(ctx, tx, id); err != nil {
		return u, err
	}
	return u, tx.Log(ctx, domain.Event{At: a.instant(), Actor: id, Action: "user.password", Subject: "user/" + id})
}

func admin(c *Caller) error {
	if !c.User.Has(domain.RoleAdmin) {
		return domain.Refuse(domain.Forbidden, "error.forbidden.admin")
	}
	return nil
}
