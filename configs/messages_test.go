package configs_test

import (
	"bufio"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/configs"
	"outreach/domain"
)

func messageFile(t *testing.T, lang string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("messages/" + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]string
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func messages(t *testing.T, lang string) domain.Text {
	t.Helper()
	m, err := configs.LoadMessages()
	if err != nil {
		t.Fatal(err)
	}
	return m.For(lang)
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	zh, en := messageFile(t, "zh"), messageFile(t, "en")
	if d := cmp.Diff(slices.Sorted(maps.Keys(zh)), slices.Sorted(maps.Keys(en))); d != "" {
		t.Errorf("keys (-zh +en):\n%s", d)
	}
	for key, text := range zh {
		if d := cmp.Diff(placeholders(text), placeholders(en[key])); d != "" {
			t.Errorf("placeholders of %s (-zh +en):\n%s", key, d)
		}
		if text == "" || en[key] == "" {
			t.Errorf("%s is empty", key)
		}
		if strings.ContainsFunc(en[key], func(r rune) bool { return r >= 0x2e80 }) {
			t.Errorf("%s is not English: %s", key, en[key])
		}
	}
}

// Many hands append to the files: one key a line, in order, each once.
func TestMessageFilesAreSortedAKeyALine(t *testing.T) {
	line := regexp.MustCompile(`^  ("[^"]+"): ".*",?$`)
	for _, lang := range configs.Languages() {
		f, err := os.Open("messages/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		last := ""
		for s := bufio.NewScanner(f); s.Scan(); {
			if s.Text() == "{" || s.Text() == "}" {
				continue
			}
			m := line.FindStringSubmatch(s.Text())
			switch {
			case m == nil:
				t.Errorf("%s: not one key and text: %s", lang, s.Text())
			case m[1] <= last:
				t.Errorf("%s: %s stands after %s", lang, m[1], last)
			default:
				last = m[1]
			}
		}
	}
}

// Every message that the code names exists; a literal that ends in a dot, which the code completes, begins
// at least one.
func TestEveryMessageTheCodeNamesExists(t *testing.T) {
	known := messageFile(t, "zh")
	literal := regexp.MustCompile(`"((?:error|fault|rule|report|cli|problem)\.[a-z0-9_.]*)"`)
	found := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != ".." || d.Name() == "tools" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
			found++
			if _, ok := known[m[1]]; !ok && !begins(known, m[1]) {
				t.Errorf("%s names %s, which is no message", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 50 {
		t.Errorf("%d keys found in the code: the pattern has gone blind", found)
	}
}

func begins(known map[string]string, prefix string) bool {
	if !strings.HasSuffix(prefix, ".") {
		return false
	}
	for key := range known {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// Keys that the code puts together from its own codes.
func TestEveryCodeOfTheCodeHasItsMessages(t *testing.T) {
	known := messageFile(t, "zh")
	need := func(key string) {
		t.Helper()
		if _, ok := known[key]; !ok {
			t.Errorf("no message %s", key)
		}
	}
	for _, code := range []domain.ErrorCode{
		domain.Invalid, domain.Malformed, domain.Unauthenticated, domain.Forbidden, domain.NotFound, domain.MethodNotAllowed,
		domain.Conflict, domain.PeriodClosed, domain.Gone, domain.TooLarge, domain.UnsupportedMedia, domain.PreconditionRequired,
		domain.RateLimited, domain.Unavailable, domain.Internal,
	} {
		need("problem." + string(code))
		need("error." + string(code))
	}
	for _, no := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "53", "56", "62", "63", "65"} {
		need("rule." + no)
	}
	for _, noun := range []string{"programme", "campaign", "organisation"} {
		need("error.not_found." + noun)
	}
}

// What a report calls a code is what the vocabulary calls it.
func TestReportsAndVocabulariesUseTheSameWords(t *testing.T) {
	c := wholeCatalogue(t)
	for prefix, list := range map[string]string{
		"report.value.kind.": "kind", "report.value.delivery.": "delivery", "report.value.basis.": "count_basis",
		"report.value.status.": "status", "report.value.because.": "not_counted", "report.measure.": "measure", "report.denominator.": "denominator",
	} {
		for _, lang := range configs.Languages() {
			text := messages(t, lang)
			for _, term := range c.Vocabularies[list].Terms {
				if got := text.T(prefix+term.Code, nil); got != term.Label(lang) {
					t.Errorf("%s: %s%s = %q, the vocabulary says %q", lang, prefix, term.Code, got, term.Label(lang))
				}
			}
		}
	}
}

func TestLanguageFollowsTheHeader(t *testing.T) {
	for header, want := range map[string]string{
		"": "zh", "zh": "zh", "en": "en", "zh-CN,zh;q=0.9,en;q=0.8": "zh", "en-GB,en;q=0.9": "en", "zh-TW": "zh",
		"fr": "zh", "fr, en;q=0.5": "en", "en;q=0.2, zh;q=0.9": "zh", "!!": "zh",
	} {
		if got := messages(t, header).Lang(); got != want {
			t.Errorf("For(%q) = %s, want %s", header, got, want)
		}
	}
}

func TestMessagesFillTheirPlaceholders(t *testing.T) {
	en, zh := messages(t, "en"), messages(t, "zh")
	closed := map[string]any{"Month": "2022-09", "Area": "", "By": "bob", "At": "2022-10-05 09:00", "Reason": "audit"}
	for _, c := range []struct{ got, want string }{
		{en.T("rule.7", map[string]any{"Value": int64(46), "Limit": int64(45)}), "The part 46 is more than the whole 45."},
		{zh.T("rule.7", map[string]any{"Value": int64(46), "Limit": int64(45)}), "其中项 46 大于总人次 45。"},
		{en.T("rule.63", map[string]any{"Other": "mobile"}), "The text seems to hold personal data (a mobile number); please remove it."},
		{en.T("error.period_closed.month", closed), "2022-09 was closed by bob at 2022-10-05 09:00, because: audit"},
		{en.T("fault.area.unknown", map[string]any{"Code": "999999"}), "There is no area 999999."},
		{en.T("fault.area.unknown", map[string]any{"Value": "999999"}), "There is no area 999999."},
		{en.T("fault.required", nil), "Must be given."},
		{en.T("error.batch", map[string]any{"Limit": "<b>&"}), "A batch holds at most <b>& records."},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestAnUnknownKeyComesBackAsItIs(t *testing.T) {
	for _, lang := range configs.Languages() {
		text := messages(t, lang)
		if text.Has("rule.999") || text.T("rule.999", nil) != "rule.999" || !text.Has("rule.1") {
			t.Errorf("%s: unknown key = %q", lang, text.T("rule.999", nil))
		}
	}
}

func placeholders(s string) []string {
	var names []string
	for _, action := range regexp.MustCompile(`{{[^}]*}}`).FindAllString(s, -1) {
		names = append(names, regexp.MustCompile(`\.[A-Z]\w*`).FindAllString(action, -1)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
