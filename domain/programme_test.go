package domain_test

import (
	"slices"
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
	if len(base.OtherTerms(same)) > 0 {
		t.Error("another name and the default spelled out are the same terms")
	}
	for pointer, change := range map[string]func(*domain.Programme){
		"/from":        func(p *domain.Programme) { p.From = 20210702 },
		"/to":          func(p *domain.Programme) { p.To = 20300101 },
		"/min_minutes": func(p *domain.Programme) { p.MinMinutes = 30 },
		"/kinds":       func(p *domain.Programme) { p.Kinds = nil },
		"/owners":      func(p *domain.Programme) { p.Owners = nil },
	} {
		other := base
		change(&other)
		if got := base.OtherTerms(other); !slices.Equal(got, []string{pointer}) {
			t.Errorf("other %s: terms %v differ", pointer, got)
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

func TestAnEndMovesOverTheDaysBetween(t *testing.T) {
	ends := func(to domain.Date) domain.Programme { return domain.Programme{To: to} }
	for _, c := range []struct {
		was, now domain.Date
		want     domain.Period
	}{
		{0, 20230101, domain.Period{From: 20230101}},
		{20230101, 0, domain.Period{From: 20230101}},
		{20230101, 20220101, domain.Period{From: 20220101, To: 20230101}},
		{20220101, 20230101, domain.Period{From: 20220101, To: 20230101}},
	} {
		if got := ends(c.now).Between(ends(c.was)); got != c.want {
			t.Errorf("from %s to %s: %+v, want %+v", c.was, c.now, got, c.want)
		}
	}
}
