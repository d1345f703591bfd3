package domain_test

import (
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
