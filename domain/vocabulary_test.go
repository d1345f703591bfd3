package domain_test

import (
	"slices"
	"testing"

	"outreach/domain"
)

func TestATermIsFoundEvenAfterItsTime(t *testing.T) {
	v := domain.Vocabulary{Name: "form", Terms: []domain.Term{
		{Code: "lecture", Zh: "讲座", En: "Lecture"},
		{Code: "fax", Zh: "传真", ValidFrom: 20200101, ValidTo: 20210101},
	}}
	if term, err := v.Find("fax"); err != nil || term.Code != "fax" {
		t.Errorf("fax = %+v, %v", term, err)
	}
	if _, err := v.Find("seance"); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("err = %v, want not found", err)
	}
	for day, want := range map[domain.Date]bool{20191231: false, 20200101: true, 20201231: true, 20210101: false} {
		if got := v.Active("fax", day); got != want {
			t.Errorf("fax in use on %s = %v, want %v", day, got, want)
		}
	}
	if v.Active("seance", 20220101) || !v.Active("lecture", 20220101) {
		t.Error("an unknown code is never in use, an undated one always")
	}
	for _, c := range []struct{ code, lang, want string }{
		{"lecture", "en", "Lecture"},
		{"lecture", "zh", "讲座"},
		{"fax", "en", "传真"}, // no English label: the Chinese one is better than none
		{"seance", "en", "seance"},
	} {
		if got := v.Label(c.code, c.lang); got != c.want {
			t.Errorf("label of %s in %s = %q, want %q", c.code, c.lang, got, c.want)
		}
	}
}

func TestAVocabularyFollowsAnotherWithoutLosingACode(t *testing.T) {
	held := domain.Vocabulary{Name: "role", Terms: []domain.Term{
		{Code: "lead", Zh: "主办", En: "Lead", Fixed: true}, {Code: "Old Way", Zh: "旧", En: "Old"},
	}}
	own := domain.Vocabulary{Name: "kind", Fixed: true, Terms: []domain.Term{{Code: "visit", Zh: "走访", En: "Visit"}}}
	change := func(held domain.Vocabulary, set func(*domain.Vocabulary)) []string {
		v := held
		v.Terms = slices.Clone(held.Terms)
		set(&v)
		return places(v.CheckOver(held))
	}
	fresh := domain.Term{Code: "guest", Zh: "客", En: "Guest"}
	for _, c := range []struct{ got, want []string }{
		{change(held, func(v *domain.Vocabulary) {
			slices.Reverse(v.Terms)
			v.Terms[0].ValidTo = 20220101
			v.Terms[1].En = "Leads"
		}), []string{}},
		{change(held, func(v *domain.Vocabulary) { v.Terms = append(v.Terms, fresh) }), []string{}},
		{change(held, func(v *domain.Vocabulary) { v.Terms = append(v.Terms, fresh, fresh) }), []string{"/terms/3/code fault.term.twice"}},
		{change(held, func(v *domain.Vocabulary) { v.Terms = v.Terms[:1] }), []string{"/terms fault.term.left_out"}},
		{change(held, func(v *domain.Vocabulary) { v.Terms[0].ValidFrom, v.Terms[0].Fixed = 20220101, false }), []string{"/terms/0/fixed fault.term.fixed", "/terms/0/valid_from fault.term.fixed"}},
		{change(held, func(v *domain.Vocabulary) { v.Terms[1].ValidFrom, v.Terms[1].ValidTo = 20220102, 20220102 }), []string{"/terms/1/valid_to fault.period"}},
		{change(own, func(v *domain.Vocabulary) { v.Terms[0].Zh = "家访" }), []string{}},
		{change(own, func(v *domain.Vocabulary) { v.Terms = append(v.Terms, fresh); v.Fixed = false }), []string{"/fixed fault.term.fixed", "/terms/1/code fault.term.fixed"}},
		{change(domain.Vocabulary{}, func(v *domain.Vocabulary) { v.Name = "My list" }), []string{"/name fault.code.form"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("faults %v, want %v", c.got, c.want)
		}
	}
}

func TestMarksOfTheProgramComeFromTheBuiltInList(t *testing.T) {
	builtIn := domain.Vocabulary{Name: "role", Fixed: true, Terms: []domain.Term{{Code: "lead", Fixed: true}}}
	put := domain.Vocabulary{Name: "role", Terms: []domain.Term{{Code: "lead", Zh: "牵头"}, {Code: "guest", Fixed: true}}}
	got := put.Marked(builtIn)
	if !got.Fixed || !got.Terms[0].Fixed || got.Terms[0].Zh != "牵头" || got.Terms[1].Fixed || put.Fixed {
		t.Errorf("%+v", got)
	}
}
