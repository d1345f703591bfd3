package configs_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"outreach/configs"
	"outreach/domain"
)

// The vectors are shared with the browser: what the server prints and refuses, the statistics page does.
func TestFiguresReadAsTheSharedVectorsSay(t *testing.T) {
	var file struct {
		Print []struct {
			Exact, Step, Cut int64
			Word             domain.RoundingWord
			Zh, En, Refused  string
		}
		Check []struct {
			Word                 domain.RoundingWord
			Exact, Printed, Step int64
			Refused              string
		}
	}
	raw, err := os.ReadFile("testdata/figure_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Print) < 250 || len(file.Check) < 100 {
		t.Fatalf("%d to print, %d to check", len(file.Print), len(file.Check))
	}
	for _, v := range file.Print {
		if cut := v.Word.Cut(v.Exact, v.Step); cut != v.Cut {
			t.Errorf("%q cuts %d at %d to %d, want %d", v.Word, v.Exact, v.Step, cut, v.Cut)
		}
		for lang, want := range map[string]string{"zh": v.Zh, "en": v.En} {
			words, err := configs.Figures(lang)
			if err != nil {
				t.Fatal(err)
			}
			got, err := words.Print(v.Exact, v.Word, v.Step)
			if got != want || reason(err) != v.Refused {
				t.Errorf("%s: %d %q at %d = %q, %v; want %q, refused %q", lang, v.Exact, v.Word, v.Step, got, err, want, v.Refused)
			}
		}
	}
	for _, v := range file.Check {
		if err := v.Word.Check(v.Exact, v.Printed, v.Step); reason(err) != v.Refused {
			t.Errorf("%q: exact %d, printed %d, step %d: %v, want %q", v.Word, v.Exact, v.Printed, v.Step, err, v.Refused)
		}
	}
}

// reason gives why a figure is refused: range, word, step or unknown.
func reason(err error) string {
	if e, ok := errors.AsType[*domain.Error](err); ok {
		return strings.TrimPrefix(e.Key, "error.figure.")
	}
	return ""
}
