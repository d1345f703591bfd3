package domain

import "slices"

// Role is what a grant lets its holder do.
type Role string

// The roles: volunteers see and change their own records; managers review, close and export in their
// areas and programmes; authors read approved figures; admins keep catalogue and users.
const (
	RoleVolunteer Role = "volunteer"
	RoleManager   Role = "manager"
	RoleAuthor    Role = "author"
	RoleAdmin     Role = "admin"
)

// Roles lists the roles from least to most.
func Roles() []Role { return []Role{RoleVolunteer, RoleManager, RoleAuthor, RoleAdmin} }

// Grant gives a role in some areas and programmes; no areas means everywhere, no programmes means all.
type Grant struct {
	Role       Role       `json:"role" validate:"required,oneof=volunteer manager author admin"`
	Areas      []AreaCode `json:"areas,omitempty" validate:"max=100"`
	Programmes []string   `json:"programmes,omitempty" validate:"max=100,dive,required,max=64"`
}

// Covers says whether the grant reaches a place and programme.
func (g Grant) Covers(p Placement, programme string) bool {
	return p.In(g.Areas) && coversCode(g.Programmes, programme)
}

func coversCode(codes []string, code string) bool {
	return len(codes) == 0 || slices.Contains(codes, code)
}

// Scope is what a caller may see: a record is in scope when any clause takes it. The zero Scope
// takes nothing. Stores apply it inside every filter; only the app makes it.
type Scope struct {
	Everything bool
	Clauses    []Clause
}

// Clause takes records of some areas and programmes (empty: all), of one author (empty: any) and,
// where Approved is set, only in their approved version.
type Clause struct {
	Areas      []AreaCode
	Programmes []string
	Author     string
	Approved   bool
}

// Takes says whether a clause takes one version of a record.
func (c Clause) Takes(a *Activity, v *Version) bool {
	return v.Placed.In(c.Areas) && coversCode(c.Programmes, v.Programme) &&
		(c.Author == "" || c.Author == a.Author) && (!c.Approved || v.Status == Approved)
}

// Takes says whether the scope takes one version of a record.
func (s Scope) Takes(a *Activity, v *Version) bool {
	return s.Everything || slices.ContainsFunc(s.Clauses, func(c Clause) bool { return c.Takes(a, v) })
}

// Sees says whether the scope takes any live version of a record.
func (s Scope) Sees(a *Activity) bool {
	return slices.ContainsFunc(a.Live(), func(v *Version) bool { return s.Takes(a, v) })
}

// ScopeOf gives the scope of a person's grants: admins and unlimited managers see everything. A role that is
// none of the four sees nothing.
func ScopeOf(user string, grants []Grant) Scope {
	var s Scope
	for _, g := range grants {
		c := Clause{Areas: g.Areas, Programmes: g.Programmes}
		switch g.Role {
		case RoleAdmin:
			return Scope{Everything: true}
		case RoleManager:
			if len(g.Areas) == 0 && len(g.Programmes) == 0 {
				return Scope{Everything: true}
			}
		case RoleAuthor:
			c.Approved = true
		case RoleVolunteer:
			c = Clause{Author: user}
		default:
			continue
		}
		s.Clauses = append(s.Clauses, c)
	}
	return s
}
