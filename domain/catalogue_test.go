package domain_test

import (
	"errors"
	"slices"
	"testing"

	"outreach/domain"
)

func TestACatalogueFindsByCodeAndSaysWhatIsMissing(t *testing.T) {
	c := &domain.Catalogue{
		Vocabularies:  map[string]domain.Vocabulary{"form": {Terms: []domain.Term{{Code: "lecture", Zh: "讲座", En: "Lecture"}}}},
		Programmes:    map[string]domain.Programme{"xinghai": {Code: "xinghai", Zh: "星海计划", En: "Xinghai Plan"}},
		Campaigns:     map[string]domain.Campaign{"week": {Code: "week", Zh: "宣传周", En: "Week"}},
		Organisations: map[string]domain.Organisation{"bank": {Code: "bank", Zh: "银行", En: "Bank"}},
	}
	for _, find := range []struct {
		noun, code, zh, en string
		by                 func(string) (interface{ Label(string) string }, error)
	}{
		{"programme", "xinghai", "星海计划", "Xinghai Plan", func(s string) (interface{ Label(string) string }, error) { return c.Programme(s) }},
		{"campaign", "week", "宣传周", "Week", func(s string) (interface{ Label(string) string }, error) { return c.Campaign(s) }},
		{"organisation", "bank", "银行", "Bank", func(s string) (interface{ Label(string) string }, error) { return c.Organisation(s) }},
	} {
		found, err := find.by(find.code)
		if err != nil || found.Label("zh") != find.zh || found.Label("en") != find.en {
			t.Errorf("%s = %+v, %v", find.noun, found, err)
		}
		_, err = find.by("nope")
		if domain.CodeOf(err) != domain.NotFound || !hasKey(err, "error.not_found."+find.noun) {
			t.Errorf("%s nope: %v", find.noun, err)
		}
	}
	if got := c.Label("form", "lecture", "en"); got != "Lecture" {
		t.Errorf("label = %q", got)
	}
	if got := c.Label("nolist", "lecture", "en"); got != "lecture" {
		t.Errorf("label in an unknown list = %q, want the code", got)
	}
}

func hasKey(err error, key string) bool {
	e, ok := errors.AsType[*domain.Error](err)
	return ok && e.Key == key
}

// places gives the pointer and key of faults.
func places(faults []domain.Fault) []string {
	out := []string{}
	for _, f := range faults {
		out = append(out, f.Pointer+" "+f.Key)
	}
	return out
}

func TestEntriesAreHeldToWhatCountingAndNamesNeed(t *testing.T) {
	g, err := domain.NewGazetteer([]domain.Area{{Code: 440000, Name: "广东省", Level: domain.LevelProvince}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &domain.Catalogue{
		Gazetteer:     g,
		Vocabularies:  map[string]domain.Vocabulary{"organisation_type": {Name: "organisation_type", Terms: []domain.Term{{Code: "bank"}}}},
		Programmes:    map[string]domain.Programme{"xinghai": {}},
		Organisations: map[string]domain.Organisation{"lead": {}},
	}
	programme := func(set func(*domain.Programme)) []domain.Fault {
		p := domain.Programme{Code: "plan-2", Zh: "甲", En: "A", From: 20220101, Areas: []domain.AreaCode{440000}, Owners: []string{"lead"}}
		set(&p)
		return c.CheckProgramme(p, p.Code == "Old")
	}
	organisation := func(o domain.Organisation) []domain.Fault {
		o.Code, o.Zh, o.En = "o", "甲", "A"
		return c.CheckOrganisation(o, false)
	}
	campaign := func(v domain.Campaign) []domain.Fault {
		v.Code, v.Zh, v.En = "c", "甲", "A"
		return c.CheckCampaign(v, false)
	}
	for _, check := range []struct {
		got  []domain.Fault
		want []string
	}{
		{programme(func(*domain.Programme) {}), []string{}},
		{programme(func(p *domain.Programme) { p.Code = "Old" }), []string{}}, // stands from before the rule
		{programme(func(p *domain.Programme) { p.Code, p.Zh = "Ä", "\t" }), []string{"/code fault.code.form", "/zh fault.required"}},
		{programme(func(p *domain.Programme) { p.To = 20220101 }), []string{"/to fault.period"}},
		{programme(func(p *domain.Programme) { p.Areas, p.Owners = []domain.AreaCode{440000, 440000}, []string{"who"} }), []string{"/areas/1 fault.unique", "/owners/0 error.not_found.organisation"}},
		{campaign(domain.Campaign{Programmes: []string{"xinghai"}}), []string{}},
		{campaign(domain.Campaign{Programmes: []string{"x"}, From: 2, To: 1}), []string{"/to fault.period", "/programmes/0 error.not_found.programme"}},
		{organisation(domain.Organisation{Type: "bank", Area: 440000, ValidTo: 20220101}), []string{}},
		{organisation(domain.Organisation{Type: "guild", Area: 450000}), []string{"/type fault.code.unknown", "/area fault.area.unknown"}},
	} {
		if got := places(check.got); !slices.Equal(got, check.want) {
			t.Errorf("faults %v, want %v", got, check.want)
		}
	}
}

func TestAnOrganisationStandsOnItsDays(t *testing.T) {
	o := domain.Organisation{ValidFrom: 20200101, ValidTo: 20210101}
	for day, want := range map[domain.Date]bool{20191231: false, 20200101: true, 20201231: true, 20210101: false} {
		if o.ValidOn(day) != want || !(domain.Organisation{}).ValidOn(day) {
			t.Errorf("on %s: %v, want %v", day, o.ValidOn(day), want)
		}
	}
}
