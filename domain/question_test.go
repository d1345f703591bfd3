package domain_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
)

func TestFilterTakesAndLeavesByEveryField(t *testing.T) {
	a := activity(domain.Approved)
	a.Drive = &domain.DrivePart{Campus: "4144010590"}
	yes, no := true, false
	for name, c := range map[string]struct{ takes, leaves domain.Filter }{
		"period":        {domain.Filter{Period: domain.Period{From: 20220915, To: 20220916}}, domain.Filter{Period: domain.Period{To: 20220915}}},
		"area":          {domain.Filter{Areas: []domain.AreaCode{110000, 440300}}, domain.Filter{Areas: []domain.AreaCode{440304}}},
		"programme":     {domain.Filter{Programmes: []string{"campus", "xinghai"}}, domain.Filter{Programmes: []string{"campus"}}},
		"campaign":      {domain.Filter{Campaigns: []string{"month2022"}}, domain.Filter{Campaigns: []string{""}}},
		"kind":          {domain.Filter{Kinds: []domain.Kind{domain.KindSession}}, domain.Filter{Kinds: []domain.Kind{domain.KindVisit}}},
		"status":        {domain.Filter{Statuses: []domain.Status{domain.Void, domain.Approved}}, domain.Filter{Statuses: []domain.Status{domain.Submitted}}},
		"delivery":      {domain.Filter{Deliveries: []domain.Delivery{domain.InPerson}}, domain.Filter{Deliveries: []domain.Delivery{domain.Online}}},
		"form":          {domain.Filter{Forms: []string{"lecture"}}, domain.Filter{Forms: []string{"game"}}},
		"venue":         {domain.Filter{Venues: []string{"community"}}, domain.Filter{Venues: []string{"campus"}}},
		"primary topic": {domain.Filter{Topics: []string{"fraud"}}, domain.Filter{Topics: []string{"loans"}}},
		"audience":      {domain.Filter{Audiences: []string{"farmer", "elderly"}}, domain.Filter{Audiences: []string{"farmer", "rural"}}},
		"lead":          {domain.Filter{Organisations: []string{"antgroup"}}, domain.Filter{Organisations: []string{"bank"}}},
		"campus":        {domain.Filter{Campuses: []string{"4144010590"}}, domain.Filter{Campuses: []string{"4111010001"}}},
		"basis":         {domain.Filter{Bases: []domain.Basis{domain.Counted}}, domain.Filter{Bases: []domain.Basis{domain.Unknown}}},
		"author":        {domain.Filter{Author: "li"}, domain.Filter{Author: "Li"}},
		"title":         {domain.Filter{Text: "las"}, domain.Filter{Text: "CLASS"}},
		"place":         {domain.Filter{Text: "Gui"}, domain.Filter{Text: "%"}},
		"fit":           {domain.Filter{Fit: &yes}, domain.Filter{Fit: &no}},
	} {
		c.takes.Scope, c.leaves.Scope = domain.Scope{Everything: true}, domain.Scope{Everything: true}
		if !c.takes.Takes(&a, &a.Version) {
			t.Errorf("%s is left", name)
		}
		if c.leaves.Takes(&a, &a.Version) {
			t.Errorf("another %s is taken", name)
		}
		c.takes.Scope = domain.Scope{}
		if c.takes.Takes(&a, &a.Version) {
			t.Errorf("%s is taken out of scope", name)
		}
	}
}

func TestWithoutStatusesOnlyTheNewestVersionIsMeant(t *testing.T) {
	a, err := activity(domain.Approved).Edited(next(domain.Submitted), 9)
	if err != nil {
		t.Fatal(err)
	}
	f := domain.Filter{Scope: domain.Scope{Everything: true}}
	if !f.Takes(&a, &a.Version) || f.Takes(&a, a.Standing) {
		t.Error("without statuses")
	}
	f.Statuses = []domain.Status{domain.Approved}
	if f.Takes(&a, &a.Version) || !f.Takes(&a, a.Standing) {
		t.Error("the standing version by its status")
	}
}

func TestDimensionsAreListedOnce(t *testing.T) {
	seen := map[domain.Dimension]bool{}
	for _, d := range domain.Dimensions() {
		if seen[d] || d == "" {
			t.Errorf("%q twice", d)
		}
		seen[d] = true
	}
	if len(seen) != 20 {
		t.Errorf("%d dimensions", len(seen))
	}
}

func TestSilenceMeansApprovedAndInPerson(t *testing.T) {
	approved, live := []domain.Status{domain.Approved}, []domain.Status{domain.Draft, domain.Submitted, domain.Returned, domain.Approved}
	inPerson, online := []domain.Delivery{domain.InPerson}, []domain.Delivery{domain.Online}
	for _, c := range []struct {
		given domain.Filter
		by    []domain.Dimension
		want  domain.Filter
	}{
		{domain.Filter{Author: "li"}, nil, domain.Filter{Author: "li", Statuses: approved, Deliveries: inPerson}},
		{domain.Filter{}, []domain.Dimension{domain.ByMonth, domain.ByStatus}, domain.Filter{Statuses: live, Deliveries: inPerson}},
		{domain.Filter{}, []domain.Dimension{domain.ByDelivery}, domain.Filter{Statuses: approved}},
		{domain.Filter{Statuses: live[1:2], Deliveries: online}, []domain.Dimension{domain.ByStatus}, domain.Filter{Statuses: live[1:2], Deliveries: online}},
	} {
		if diff := cmp.Diff(c.want, c.given.Settled(c.by...)); diff != "" {
			t.Errorf("%v: %s", c.by, diff)
		}
	}
}
