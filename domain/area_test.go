package domain_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outreach/domain"
)

func TestAreaCodeIsSixDigitsAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := domain.AreaCode(rapid.Int32Range(100000, 999999).Draw(t, "code"))
		text, err := want.MarshalText()
		var got domain.AreaCode
		if err != nil || got.UnmarshalText(text) != nil || got != want || len(text) != 6 {
			t.Fatalf("%s read back as %s", text, got)
		}
		if p := want.Province(); p%10000 != 0 || p > want || want-p >= 10000 {
			t.Fatalf("province of %s is %s", want, p)
		}
	})
	for _, s := range []string{"", "44030", "4403000", "044030", "44030a", "+40300", "-40300", " 44030", "44 300", "４４０３００"} {
		var c domain.AreaCode = 440300
		if err := c.UnmarshalText([]byte(s)); domain.CodeOf(err) != domain.Invalid || c != 440300 {
			t.Errorf("%q was read as %s, %v", s, c, err)
		}
	}
	if s := domain.AreaCode(0).String(); s != "" {
		t.Errorf("no code is written %q", s)
	}
}

func TestLevelIsOneOfThreeWords(t *testing.T) {
	for level, word := range map[domain.Level]string{domain.LevelProvince: "province", domain.LevelCity: "city", domain.LevelCounty: "county"} {
		text, err := level.MarshalText()
		var got domain.Level
		if err != nil || string(text) != word || got.UnmarshalText(text) != nil || got != level {
			t.Errorf("%s read back as %s", text, got)
		}
	}
	for _, s := range []string{"", "town", "County"} {
		var l domain.Level
		if err := l.UnmarshalText([]byte(s)); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q was read as %s", s, l)
		}
	}
	if s := domain.Level(9).String(); s != "" {
		t.Errorf("level 9 is written %q", s)
	}
}

func TestAreaIsServedWithTextsForCodesAndDays(t *testing.T) {
	raw, err := json.Marshal(domain.Area{Code: 330103, Name: "下城区", Level: domain.LevelCounty, Class: "district", Parent: 330100, ValidTo: 20210311, Reachable: true})
	want := `{"code":"330103","name":"下城区","level":"county","class":"district","parent":"330100","valid_to":"2021-03-11","leaf":false,"reachable":true,"pinyin":"","initials":""}`
	if diff := cmp.Diff(want, string(raw)); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}
