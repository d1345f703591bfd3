package configs_test

import (
	"slices"
	"strings"
	"testing"

	"outreach/configs"
	"outreach/domain"
)

// wholeCatalogue is the catalogue a new ledger starts with.
func wholeCatalogue(t *testing.T) *domain.Catalogue {
	t.Helper()
	c, err := configs.WholeCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return &c
}

func TestEveryTermHasBothLanguagesAndACodeOfItsOwn(t *testing.T) {
	c := wholeCatalogue(t)
	for name, v := range c.Vocabularies {
		if len(v.Terms) == 0 {
			t.Errorf("%s is empty", name)
		}
		seen := map[string]bool{}
		for _, term := range v.Terms {
			if term.Code == "" || term.Zh == "" || term.En == "" || seen[term.Code] {
				t.Errorf("%s: %+v lacks a label or stands twice", name, term)
			}
			seen[term.Code] = true
			if strings.ContainsFunc(term.En, han) || !strings.ContainsFunc(term.Zh, han) {
				t.Errorf("%s.%s: a label is in the wrong language", name, term.Code)
			}
		}
	}
}

// What the code knows by name has a label in the data, and the data lists nothing that the code lacks.
func TestVocabulariesOfTheCodeAreComplete(t *testing.T) {
	c := wholeCatalogue(t)
	additive, distinct := domain.AdditiveMeasures(), domain.DistinctMeasures()
	for name, want := range map[string][]string{
		"kind":          codes(domain.Kinds()),
		"status":        codes(domain.Statuses()),
		"delivery":      codes([]domain.Delivery{domain.InPerson, domain.Online}),
		"count_basis":   codes([]domain.Basis{domain.Counted, domain.Estimated, domain.Unknown}),
		"grant_role":    codes(domain.Roles()),
		"dimension":     codes(domain.Dimensions()),
		"measure":       codes(append(additive[:], distinct[:]...)),
		"method":        codes([]domain.Method{domain.FromTallies, domain.FromRecords}),
		"level":         {domain.LevelProvince.String(), domain.LevelCity.String(), domain.LevelCounty.String()},
		"not_counted":   codes([]domain.NotCounted{domain.NotForStatus, domain.NotForMinutes, domain.NotForJoint, domain.NotForDuplicate, domain.NotForProgramme}),
		"denominator":   {domain.DenominatorProvinces, domain.DenominatorPrefectures, domain.DenominatorCountyLevel, domain.DenominatorCountyRegions, domain.DenominatorCampuses},
		"finding_grade": codes([]domain.Grade{domain.GradeB, domain.GradeA, domain.GradeW, domain.GradeI}),
	} {
		var got []string
		for _, term := range c.Vocabularies[name].Terms {
			got = append(got, term.Code)
		}
		if !slices.Equal(got, want) || !c.Vocabularies[name].Fixed {
			t.Errorf("%s = %v, fixed %v; want %v, fixed", name, got, c.Vocabularies[name].Fixed, want)
		}
	}
	for list, known := range map[string][]string{
		"role":     {domain.RoleLead, domain.RolePolice},
		"audience": {domain.AudienceElderly, domain.AudienceMinor, domain.AudienceStudents},
	} {
		for _, code := range known {
			if term, err := c.Vocabularies[list].Find(code); err != nil || !term.Fixed {
				t.Errorf("%s lacks %s, or would let it end", list, code)
			}
		}
	}
	if other, err := c.Vocabularies["venue"].Find("other"); err != nil || !other.NeedsText {
		t.Errorf("venue other = %+v, %v: wants words", other, err)
	}
}

func TestProgrammesAndCampaignsStandTogether(t *testing.T) {
	c := wholeCatalogue(t)
	kinds := map[string][]domain.Kind{
		"xinghai": {domain.KindSession}, "campus": {domain.KindDrive}, "bluevest": {domain.KindVisit, domain.KindSession},
	}
	for code, want := range kinds {
		p, err := c.Programme(code)
		if err != nil || !slices.Equal(p.Kinds, want) || p.MinimumMinutes() != domain.DefaultMinutes {
			t.Errorf("programme %s = %+v, %v", code, p, err)
		}
	}
	if len(c.Programmes) != len(kinds) {
		t.Errorf("%d programmes, want %d", len(c.Programmes), len(kinds))
	}
	for code, campaign := range c.Campaigns {
		p := domain.Period{From: campaign.From, To: campaign.To}
		if err := p.Check(); err != nil || campaign.From == 0 || campaign.To == 0 || campaign.Zh == "" || campaign.En == "" {
			t.Errorf("campaign %s: %+v, %v", code, campaign, err)
		}
		for _, owner := range campaign.Programmes {
			if _, err := c.Programme(owner); err != nil {
				t.Errorf("campaign %s: %v", code, err)
			}
		}
	}
	// 14–20 March 2022, as the regulator of Shanxi printed it.
	if week, err := c.Campaign("week315_2022"); err != nil || week.From != 20220314 || week.To != 20220321 {
		t.Errorf("consumer week of 2022 = %+v, %v", week, err)
	}
}

func TestOrganisationsAreMarkedAsMadeUp(t *testing.T) {
	c := wholeCatalogue(t)
	police := map[domain.AreaCode]bool{}
	for code, o := range c.Organisations {
		if !strings.HasSuffix(o.Zh, "（演示）") || !strings.HasSuffix(o.En, "(demo)") {
			t.Errorf("organisation %s is not marked: %s, %s", code, o.Zh, o.En)
		}
		if _, err := c.Vocabularies["organisation_type"].Find(o.Type); err != nil {
			t.Errorf("organisation %s: %v", code, err)
		}
		if o.Type == "police" {
			police[o.Area] = true
		}
	}
	if len(police) != 31 {
		t.Errorf("police units in %d provinces, want 31", len(police))
	}
}

func TestFigureWordsOfAnUnknownLanguageAreRefused(t *testing.T) {
	if _, err := configs.Figures("fr"); err == nil {
		t.Error("no error for fr")
	}
}

func TestPublishedFiguresReadAsPrinted(t *testing.T) {
	for _, f := range []struct {
		exact  int64
		word   domain.RoundingWord
		step   int64
		zh, en string
	}{
		{8537, domain.OverStep, 100, "8,500余", "over 8,500"},
		{8500, domain.OverStep, 100, "8,500", "8,500"},
		{312, domain.OverStep, 100, "300余", "over 300"},
		{4012345, domain.OverStep, 1_000_000, "400余万", "over 4 million"},
		{99_999_999, domain.OverStep, 10_000, "9,999余万", "over 99.99 million"},
		{43_210, domain.OverStep, 1_000, "4.3万余", "over 43,000"},
		{512_345_678, domain.OverStep, 100_000_000, "5亿余", "over 500 million"},
		{104, domain.Over, 100, "超过100", "more than 100"},
		{452_318, domain.Over, 10_000, "超45万", "more than 450,000"},
		{2_050_000, domain.Over, 1_000_000, "超200万", "more than 2 million"},
		{43_000, domain.Exactly, 1, "4.3万", "43,000"},
		{500_000_000, domain.Exactly, 1, "5亿", "500 million"},
		{13_613, domain.Exactly, 1, "13,613", "13,613"},
		{0, domain.Exactly, 1, "0", "0"},
		{9_940, domain.Near, 1_000, "近1万", "nearly 10,000"},
		{98_760, domain.About, 1_000, "约9.9万", "about 99,000"},
		{2_005_000_000, domain.OverStep, 10_000_000, "20亿余", "over 2 billion"},
	} {
		for lang, want := range map[string]string{"zh": f.zh, "en": f.en} {
			words, err := configs.Figures(lang)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := words.Print(f.exact, f.word, f.step); err != nil || got != want {
				t.Errorf("%s: %d %q at %d = %q, %v; want %q", lang, f.exact, f.word, f.step, got, err, want)
			}
		}
	}
}

func codes[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

func han(r rune) bool { return r >= 0x2e80 }

// What a new ledger starts with could be put by an admin.
func TestTheBuiltInCatalogueKeepsItsOwnRules(t *testing.T) {
	c := wholeCatalogue(t)
	var faults []domain.Fault
	for _, p := range c.Programmes {
		faults = append(faults, c.CheckProgramme(p, false)...)
	}
	for _, v := range c.Campaigns {
		faults = append(faults, c.CheckCampaign(v, false)...)
	}
	for _, o := range c.Organisations {
		faults = append(faults, c.CheckOrganisation(o, false)...)
	}
	for _, v := range c.Vocabularies {
		faults = append(faults, v.CheckOver(v)...)
	}
	if len(faults) > 0 {
		t.Errorf("%+v", faults)
	}
}
