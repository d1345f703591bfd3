package domain_test

import (
	"errors"
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
