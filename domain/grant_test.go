package domain_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
)

func TestGrantCoversItsAreasAndProgrammes(t *testing.T) {
	hainan := domain.Placement{Area: 469001, Province: 460000}
	for _, c := range []struct {
		areas      []domain.AreaCode
		programmes []string
		place      domain.Placement
		want       bool
	}{
		{nil, nil, luohu(), true},
		{nil, nil, domain.Placement{}, true},
		{[]domain.AreaCode{440303}, nil, luohu(), true},
		{[]domain.AreaCode{440300}, nil, luohu(), true},
		{[]domain.AreaCode{440000, 110000}, []string{"a", "xinghai"}, luohu(), true},
		{[]domain.AreaCode{440304}, nil, luohu(), false},
		{[]domain.AreaCode{440303}, []string{"campus"}, luohu(), false},
		{[]domain.AreaCode{440000}, nil, hainan, false},
		{[]domain.AreaCode{460000}, nil, hainan, true},
		{[]domain.AreaCode{440000}, nil, domain.Placement{}, false},
	} {
		g := domain.Grant{Role: domain.RoleManager, Areas: c.areas, Programmes: c.programmes}
		if g.Covers(c.place, "xinghai") != c.want {
			t.Errorf("%v covers %v: %v", g, c.place, !c.want)
		}
		u := domain.User{Grants: []domain.Grant{{Role: domain.RoleAuthor}, g}}
		if u.May(domain.RoleManager, c.place, "xinghai") != c.want || u.May(domain.RoleAdmin, c.place, "xinghai") || !u.Has(domain.RoleManager) || u.Has(domain.RoleAdmin) {
			t.Errorf("what a holder of %v may", g)
		}
	}
}

func TestScopeOfGrants(t *testing.T) {
	everything, areas, programmes := domain.Scope{Everything: true}, []domain.AreaCode{440000}, []string{"xinghai"}
	for _, c := range []struct {
		grants []domain.Grant
		want   domain.Scope
	}{
		{nil, domain.Scope{}},
		{[]domain.Grant{{Role: "owner"}, {Role: ""}}, domain.Scope{}},
		{[]domain.Grant{{Role: domain.RoleVolunteer, Areas: areas}, {Role: domain.RoleAdmin, Areas: areas}}, everything},
		{[]domain.Grant{{Role: domain.RoleManager}}, everything},
		{[]domain.Grant{{Role: domain.RoleManager, Areas: areas}}, domain.Scope{Clauses: []domain.Clause{{Areas: areas}}}},
		{[]domain.Grant{{Role: domain.RoleManager, Programmes: programmes}}, domain.Scope{Clauses: []domain.Clause{{Programmes: programmes}}}},
		{[]domain.Grant{{Role: domain.RoleVolunteer, Areas: areas}}, domain.Scope{Clauses: []domain.Clause{{Author: "li"}}}},
		{[]domain.Grant{{Role: domain.RoleAuthor}, {Role: domain.RoleVolunteer}}, domain.Scope{Clauses: []domain.Clause{{Approved: true}, {Author: "li"}}}},
	} {
		u := domain.User{ID: "li", Grants: c.grants}
		if diff := cmp.Diff(c.want, u.Scope()); diff != "" {
			t.Errorf("%v: %s", c.grants, diff)
		}
	}
	if roles := domain.Roles(); len(roles) != 4 || !slices.Contains(roles, domain.RoleVolunteer) {
		t.Error(roles)
	}
}

func TestScopeTakesByClause(t *testing.T) {
	approved := activity(domain.Approved)
	waiting, err := approved.Edited(domain.Version{Content: approved.Content, Placed: approved.Placed, Status: domain.Submitted}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		scope          domain.Scope
		head, standing bool
	}{
		{domain.Scope{}, false, false},
		{domain.Scope{Everything: true}, true, true},
		{domain.Scope{Clauses: []domain.Clause{{Approved: true}}}, false, true},
		{domain.Scope{Clauses: []domain.Clause{{Author: "wang"}}}, false, false},
		{domain.Scope{Clauses: []domain.Clause{{Author: "wang"}, {Author: "li"}}}, true, true},
		{domain.Scope{Clauses: []domain.Clause{{Areas: []domain.AreaCode{110000}, Author: "li"}}}, false, false},
		{domain.Scope{Clauses: []domain.Clause{{Areas: []domain.AreaCode{440000}, Programmes: []string{"xinghai"}}}}, true, true},
	} {
		if c.scope.Takes(&waiting, &waiting.Version) != c.head || c.scope.Takes(&waiting, waiting.Standing) != c.standing || c.scope.Sees(&waiting) != (c.head || c.standing) {
			t.Errorf("%+v", c.scope)
		}
	}
}
