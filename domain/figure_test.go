package domain_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"outreach/domain"
)

// roundingWords lists the words from the most exact claim to the weakest.
func roundingWords() []domain.RoundingWord {
	return []domain.RoundingWord{domain.Exactly, domain.OverStep, domain.Over, domain.Near, domain.About}
}

func TestARoundingWordHoldsOrIsRefused(t *testing.T) {
	for _, c := range []struct {
		word                 domain.RoundingWord
		exact, printed, step int64
		holds                bool
	}{
		{domain.Exactly, 8500, 8500, 1, true},
		{domain.Exactly, 8501, 8500, 1, false},
		{domain.OverStep, 8537, 8500, 100, true},
		{domain.OverStep, 8500, 8500, 100, true},
		{domain.OverStep, 8599, 8500, 100, true},
		{domain.OverStep, 8600, 8500, 100, false},
		{domain.OverStep, 8480, 8500, 100, false}, // what a correction from 8,503 breaks
		{domain.Over, 104, 100, 100, true},
		{domain.Over, 100, 100, 100, false},
		{domain.Near, 950, 1000, 100, true},
		{domain.Near, 949, 1000, 100, false},
		{domain.Near, 1000, 1000, 100, false},
		{domain.About, 1050, 1000, 100, true},
		{domain.About, 950, 1000, 100, true},
		{domain.About, 1051, 1000, 100, false},
		{domain.About, 949, 1000, 100, false},
		{domain.Near, math.MaxInt64 - 1, math.MaxInt64, 1, true},
		{domain.OverStep, math.MaxInt64, math.MaxInt64 - 5, 10, true},
		{domain.Exactly, -1, -1, 1, false},
		{domain.Over, 5, -1, 1, false},
		{domain.Over, 5, 4, 0, false},
		{"roughly", 5, 5, 1, false},
	} {
		err := c.word.Check(c.exact, c.printed, c.step)
		if (err == nil) != c.holds {
			t.Errorf("%q: exact %d, printed %d, step %d: %v, want holds = %v", c.word, c.exact, c.printed, c.step, err, c.holds)
		}
		if err != nil && domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q: code %s, want invalid", c.word, domain.CodeOf(err))
		}
	}
}

// Whatever the number, the word and the step, what is printed is true, and is the nearest such number.
func TestACutFigureIsAlwaysTrueOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		exact := rapid.Int64Range(0, math.MaxInt64).Draw(t, "exact")
		step := rapid.SampledFrom([]int64{1, 10, 100, 1000, 10_000, 1_000_000, 100_000_000, 250, math.MaxInt64}).Draw(t, "step")
		word := rapid.SampledFrom(roundingWords()).Draw(t, "word")
		printed := word.Cut(exact, step)
		err := word.Check(exact, printed, step)
		switch word {
		case domain.Exactly:
			if printed != exact || err != nil {
				t.Fatalf("printed %d, %v", printed, err)
			}
		case domain.OverStep:
			if printed > exact || exact-printed >= step || printed%step != 0 || err != nil {
				t.Fatalf("printed %d, %v", printed, err)
			}
		case domain.Over:
			if (err == nil) != (exact > printed) || printed > exact || exact-printed >= step {
				t.Fatalf("printed %d, %v", printed, err)
			}
		case domain.Near:
			if printed < exact || printed-exact >= step || err == nil && float64(exact) < 0.95*float64(printed)-1 {
				t.Fatalf("printed %d, %v", printed, err)
			}
		case domain.About:
			if err == nil && math.Abs(float64(exact)-float64(printed)) > 0.05*float64(printed)+1 {
				t.Fatalf("printed %d", printed)
			}
		}
	})
}

// A printed figure read back by hand: its digits with its unit, and no word where nothing was cut.
func TestAPrintedFigureReadsBack(t *testing.T) {
	words := domain.FigureWords{
		OverStep: "+", OverStepAfter: true, Over: ">", OverUnit: "»", Near: "<", About: "~",
		Units: []domain.FigureUnit{{Size: 100_000_000, Name: "E"}, {Size: 10_000, Name: "W"}},
	}
	rapid.Check(t, func(t *rapid.T) {
		exact := rapid.Int64Range(0, 1e13).Draw(t, "exact")
		step := rapid.SampledFrom([]int64{1, 10, 100, 1000, 10_000, 1_000_000, 100_000_000}).Draw(t, "step")
		word := rapid.SampledFrom(roundingWords()).Draw(t, "word")
		s, err := words.Print(exact, word, step)
		printed := word.Cut(exact, step)
		if err != nil {
			if word.Check(exact, printed, step) == nil && printed > 0 {
				t.Fatalf("refused although true: %v", err)
			}
			return
		}
		if got := readBack(s); got != printed {
			t.Fatalf("%q reads %d, want %d", s, got, printed)
		}
		if marked := strings.ContainsAny(s, "+>»<~"); marked != (printed != exact) {
			t.Fatalf("%q for %d: a word stands exactly where the number was cut", s, exact)
		}
	})
}

// readBack gives the number of a figure printed with the units E and W.
func readBack(s string) int64 {
	var n, scale int64 = 0, 1
	decimals, fraction := false, int64(1)
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			n = n*10 + int64(r-'0')
			if decimals {
				fraction *= 10
			}
		case r == '.':
			decimals = true
		case r == 'E':
			scale = 100_000_000
		case r == 'W':
			scale = 10_000
		}
	}
	return n * (scale / fraction)
}

func TestAFigureThatCannotBePrintedIsRefused(t *testing.T) {
	words := domain.FigureWords{Over: ">", Near: "<", About: "~", OverStep: "+"}
	for name, c := range map[string]struct {
		exact int64
		word  domain.RoundingWord
		step  int64
	}{
		"a step above the number":       {37, domain.OverStep, 100},
		"near, but more than 5 % below": {8_100, domain.Near, 1_000},
		"about, but more than 5 % off":  {1_400, domain.About, 1_000},
		"a negative number":             {-1, domain.Exactly, 1},
		"a word that is none":           {8_537, "roughly", 100},
	} {
		s, err := words.Print(c.exact, c.word, c.step)
		if domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%s: %q, %v: want invalid", name, s, err)
		}
	}
	// Without a shorter word for large units the plain one serves.
	words.Units = []domain.FigureUnit{{Size: 1_000_000, Name: "M"}}
	if s, err := words.Print(4_012_345, domain.Over, 1_000_000); err != nil || s != ">4M" {
		t.Errorf("got %q, %v", s, err)
	}
	// A word of a language that puts it before the number.
	if s, err := words.Print(8_537, domain.OverStep, 100); err != nil || s != "+8,500" {
		t.Errorf("got %q, %v", s, err)
	}
}
