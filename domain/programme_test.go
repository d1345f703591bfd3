package domain_test

import (
	"testing"

	"outreach/domain"
)

func TestAProgrammeTakesItsKindsAndDays(t *testing.T) {
	p := domain.Programme{
		Code: "xinghai", Zh: "星海计划", En: "Xinghai Plan", Kinds: []domain.Kind{domain.KindSession}, From: 20210701, To: 20230101,
		Areas: []domain.AreaCode{440000},
	}
	elsewhere := domain.Placement{Area: 330106, Province: 330000}
	for _, c := range []struct {
		kind domain.Kind
		day  domain.Date
		want bool
	}{
		{domain.KindSession, 20210630, false},
		{domain.KindSession, 20210701, true},
		{domain.KindSession, 20221231, true},
		{domain.KindSession, 20230101, false},
		{domain.KindVisit, 20220101, false},
	} {
		if got := p.Takes(c.kind, c.day, elsewhere); got != c.want {
			t.Errorf("takes %s on %s = %v, want %v", c.kind, c.day, got, c.want)
		}
	}
	open := domain.Programme{}
	if !open.Takes(domain.KindDrive, 19990101, elsewhere) {
		t.Error("a programme without bounds takes everything")
	}
}

func TestProgrammesCountAlikeOnlyOnTheSameTerms(t *testing.T) {
	base := domain.Programme{Code: "a", Kinds: []domain.Kind{domain.KindSession}, From: 20210701, Owners: []string{"lead"}}
	same := base
	same.Zh, same.MinMinutes = "改名", domain.DefaultMinutes // the default, spelled out
	if !base.SameTerms(same) {
		t.Error("another name and the default spelled out are the same terms")
	}
	for name, change := range map[string]func(*domain.Programme){
		"first day":     func(p *domain.Programme) { p.From = 20210702 },
		"end":           func(p *domain.Programme) { p.To = 20300101 },
		"least minutes": func(p *domain.Programme) { p.MinMinutes = 30 },
		"kinds":         func(p *domain.Programme) { p.Kinds = nil },
		"owners":        func(p *domain.Programme) { p.Owners = nil },
	} {
		other := base
		change(&other)
		if base.SameTerms(other) {
			t.Errorf("other %s, yet the same terms", name)
		}
	}
}

func TestLeastMinutesDefaultToTwenty(t *testing.T) {
	if m := (domain.Programme{}).MinimumMinutes(); m != 20 {
		t.Errorf("default = %d", m)
	}
	if m := (domain.Programme{MinMinutes: 45}).MinimumMinutes(); m != 45 {
		t.Errorf("own = %d", m)
	}
}
