package domain

import "slices"

// User is a person who can sign in. Password is an argon2id string and never leaves the store and app.
type User struct {
	ID           string
	Login        string
	Name         string
	Organisation string
	Password     string
	Grants       []Grant
	Disabled     bool
	Revision     int64
	CreatedAt    Instant
}

// Has says whether the user holds a role anywhere.
func (u *User) Has(r Role) bool {
	return slices.ContainsFunc(u.Grants, func(g Grant) bool { return g.Role == r })
}

// May says whether the user holds a role over a place and programme.
func (u *User) May(r Role, p Placement, programme string) bool {
	return slices.ContainsFunc(u.Grants, func(g Grant) bool { return g.Role == r && g.Covers(p, programme) })
}

// ScopeAs gives what the user may see by the grants of one role alone.
func (u *User) ScopeAs(r Role) Scope {
	return ScopeOf(u.ID, slices.DeleteFunc(slices.Clone(u.Grants), func(g Grant) bool { return g.Role != r }))
}

// Scope gives what the user may see.
func (u *User) Scope() Scope { return ScopeOf(u.ID, u.Grants) }

// Pass is a way in besides the password: a signed-in session of a browser, an API token, or a
// single-use code. Only the SHA-256 of its secret is kept.
type Pass struct {
	Hash      string // hex SHA-256 of the secret
	Kind      PassKind
	ID        string // public name, to list and revoke
	User      string
	Name      string
	CreatedAt Instant
	UsedAt    Instant
	ExpiresAt Instant // absolute end; zero: none
	Preset    ID      // the one preset whose data it opens, and nothing else; "": all its user may
}

// PassKind says what a pass is for.
type PassKind string

// The kinds of pass.
const (
	PassSession PassKind = "session"
	PassToken   PassKind = "token"
	PassInvite  PassKind = "invite"
)
