package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestThePrintedLinesComeOutOfTheWholeExample(t *testing.T) {
	dir := t.TempDir()
	done(t, "demo", "--fill-only", "--data", dir)
	year := []string{"--data", dir, "--from", "2022-01-01", "--to", "2023-01-01"}
	out := done(t, append([]string{"stats", "--by", "programme"}, year...)...)
	for _, line := range []string{
		"Xinghai Plan: over 8,500 sessions in 200 counties of 17 provinces in 2022",
		"Fraud-free Campus: over 300 universities and over 4 million person-times in 2022",
		"Blue Vest: more than 100 cities and more than 450,000 elderly person-times since its launch, as of 2022-12-31",
	} {
		if !strings.Contains(out, line) {
			t.Errorf("no line %q in\n%s", line, out)
		}
	}
	for _, c := range []struct {
		programme, measure, from string
		want                     int64
	}{
		{"xinghai", "activities", "2022-01-01", 8537},
		{"xinghai", "provinces", "2022-01-01", 17},
		{"xinghai", "counties", "2022-01-01", 200},
		{"campus", "campuses", "2022-01-01", 312},
		{"campus", "attendance", "2022-01-01", 4012345},
		{"bluevest", "cities", "2020-01-01", 104},
		{"bluevest", "elderly", "2020-01-01", 452318},
	} {
		got := totals(t, dir, "--programme", c.programme, "--measure", c.measure, "--from", c.from, "--to", "2023-01-01")
		if got[c.measure] != c.want {
			t.Errorf("%s %s = %d, want %d", c.programme, c.measure, got[c.measure], c.want)
		}
	}
	cover := done(t, append([]string{"coverage", "--level", "county", "--programme", "xinghai"}, year...)...)
	if !strings.HasPrefix(cover, "200 of 2,843 ") || !strings.Contains(cover, "list of 2022-12-31") {
		t.Errorf("coverage says %q", cover)
	}
	if o := outreach(t, "check", "--data", dir); o.code != exitDone || !strings.Contains(o.out, "Nothing found.") {
		t.Errorf("check: exit %d\n%s", o.code, o.out)
	}
}

// totals asks for figures as JSON.
func totals(t *testing.T, dir string, args ...string) map[string]int64 {
	t.Helper()
	var s struct{ Totals map[string]int64 }
	if err := json.Unmarshal([]byte(done(t, append([]string{"stats", "--format", "json", "--data", dir}, args...)...)), &s); err != nil {
		t.Fatal(err)
	}
	return s.Totals
}

func TestDemoFillsAnEmptyFolderOnce(t *testing.T) {
	dir := folder(t)
	before := totals(t, dir)["activities"]
	out := done(t, "demo", "--fill-only", "--data", dir)
	if !strings.Contains(out, "already") || !strings.Contains(out, "login volunteer  password ") {
		t.Errorf("a filled folder says %q", out)
	}
	if after := totals(t, dir)["activities"]; after != before || before == 0 {
		t.Errorf("%d activities, then %d", before, after)
	}
	other := t.TempDir()
	done(t, "user", "add", "li", "--data", other)
	if o := outreach(t, "demo", "--fill-only", "--data", other); o.code != exitFailed || !strings.Contains(o.err, "not empty") {
		t.Errorf("a folder in use: exit %d, %q", o.code, o.err)
	}
}

func TestPublicPasswordsStayOnThisMachine(t *testing.T) {
	t.Setenv("OUTREACH_ALLOW_PLAIN_HTTP", "true")
	if o := outreach(t, "serve", "--data", folder(t), "--listen", "0.0.0.0:0"); o.code != exitFailed || !strings.Contains(o.err, "passwords are public") {
		t.Errorf("exit %d, %q", o.code, o.err)
	}
	dir := t.TempDir()
	out := done(t, "demo", "--fill-only", "--every", "1000", "--data", dir, "--listen", "0.0.0.0:0")
	if strings.Contains(out, "outreach-2022-1") {
		t.Error("a demonstration that others can reach has the public passwords")
	}
	if again := done(t, "demo", "--fill-only", "--data", dir); strings.Contains(again, "password ") {
		t.Error("drawn passwords are told twice")
	}
}

func TestStatsSayTheSameInEveryFormat(t *testing.T) {
	dir := folder(t)
	args := []string{"stats", "--data", dir, "--by", "programme", "--measure", "activities,attendance"}
	var s struct {
		Rows   []map[string]any
		Totals map[string]int64
		Method string
	}
	if err := json.Unmarshal([]byte(done(t, append(args, "--format", "json")...)), &s); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(done(t, append(args, "--format", "csv")...))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(s.Rows)+2 || len(s.Rows) != 3 || s.Method != "tallies" {
		t.Fatalf("%d rows as CSV, %d as JSON by %s", len(rows), len(s.Rows), s.Method)
	}
	if table := done(t, args...); !strings.Contains(table, grouped(s.Totals["attendance"])) {
		t.Errorf("the table lacks the total %d:\n%s", s.Totals["attendance"], table)
	}
	if words := done(t, append(args, "--words")...); !strings.Contains(words, "over ") {
		t.Errorf("no rounding word in\n%s", words)
	}
	if online := totals(t, dir, "--delivery", "online")["activities"]; online == 0 {
		t.Error("no online activities")
	}
}

func TestCoverageListsWhatItCounts(t *testing.T) {
	dir := folder(t)
	args := []string{"coverage", "--data", dir, "--level", "city", "--programme", "bluevest", "--to", "2023-01-01"}
	var c struct {
		Reached         int
		Denominator     struct{ Count int }
		Rows, Unreached []struct{ Code, Name string }
	}
	if err := json.Unmarshal([]byte(done(t, append(args, "--format", "json")...)), &c); err != nil {
		t.Fatal(err)
	}
	if c.Reached != len(c.Rows) || c.Reached == 0 || c.Denominator.Count != 333 || c.Reached+len(c.Unreached) != 333 {
		t.Errorf("%d reached, %d rows, %d unreached of %d", c.Reached, len(c.Rows), len(c.Unreached), c.Denominator.Count)
	}
	table := done(t, append(args, "--rows", "--unreached")...)
	for _, a := range []string{c.Rows[0].Name, c.Unreached[0].Name} {
		if !strings.Contains(table, a) {
			t.Errorf("%s is in no table", a)
		}
	}
	if campus := done(t, "coverage", "--data", dir, "--level", "campus", "--from", "2022-01-01", "--to", "2023-01-01", "--rows"); !strings.Contains(campus, " of 2,759 ") {
		t.Errorf("campuses: %s", campus)
	}
}

func TestTablesGoOutAndComeBack(t *testing.T) {
	dir := folder(t)
	book := filepath.Join(t.TempDir(), "all.xlsx")
	done(t, "export", "all", "-o", book, "--data", dir)
	if raw, err := os.ReadFile(book); err != nil || !strings.HasPrefix(string(raw), "PK") {
		t.Errorf("no workbook (%v)", err)
	}
	file := filepath.Join(t.TempDir(), "r1.csv")
	done(t, "export", "r1", "-o", file, "--data", dir, "--programme", "xinghai", "--to", "2022-01-01")
	if out := done(t, "import", file, "--user", "manager", "--dry-run", "--data", dir); !strings.HasPrefix(out, "0 new, 0 changed, ") || strings.HasPrefix(out, "0 new, 0 changed, 0 the same") {
		t.Errorf("what was exported is not the same: %s", out)
	}
	rows := rowsIn(t, file)
	title, minutes, id := column(t, rows[0], "Title"), column(t, rows[0], "Minutes"), column(t, rows[0], "Record no.")
	rows[1][title] += " II"
	rows[2][minutes] = "many"
	rows[3][id] = ""
	var out strings.Builder
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows[:4]); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ flag, want string }{
		{"--dry-run=true", "1 new, 1 changed, 0 the same, 1 refused"},
		{"--dry-run=false", "1 new, 1 changed, 0 the same, 1 refused"},
		{"--dry-run=true", "0 new, 0 changed, 2 the same, 1 refused"},
	} {
		o := outreach(t, "import", file, "--user", "manager", "--data", dir, c.flag)
		if o.code != exitFound || !strings.Contains(o.out, c.want) || !strings.Contains(o.out, "row 3: ") {
			t.Errorf("%s: exit %d\n%s%s", c.flag, o.code, o.out, o.err)
		}
	}
	if o := outreach(t, "check", "--data", dir); o.code != exitDone {
		t.Errorf("after the import: %s", o.out)
	}
}

func TestTablesInTheOtherLanguageAreRead(t *testing.T) {
	dir, file := folder(t), filepath.Join(t.TempDir(), "r1.csv")
	var errs strings.Builder
	if code := run(t.Context(), []string{"export", "r1", "-o", file, "--data", dir, "--to", "2022-01-01", "--lang", "zh"}, io.Discard, &errs); code != exitDone {
		t.Fatal(errs.String())
	}
	if out := done(t, "import", file, "--user", "manager", "--dry-run", "--data", dir); !strings.HasPrefix(out, "0 new, 0 changed, ") {
		t.Errorf("what was exported in Chinese is not the same: %s", out)
	}
}

func TestANewerListOfUniversitiesIsFollowedOnce(t *testing.T) {
	dir, list := folder(t), filepath.Join("..", "..", "configs", "testdata", "campus_list.csv")
	follow := []string{"campuses", list, "--list-date", "2026-07-01", "--data", dir}
	seen := done(t, append(follow, "--dry-run")...)
	if out := done(t, follow...); !strings.HasPrefix(seen, out) || out == seen {
		t.Errorf("followed: %s\npreview: %s", out, seen)
	}
	if o := outreach(t, follow...); o.code != exitFailed || !strings.Contains(o.err, "2026-07-01") {
		t.Errorf("followed again: exit %d, %s", o.code, o.err)
	}
	_, rest, _ := strings.Cut(seen, "rows refused; ")
	regular, _, _ := strings.Cut(rest, " ")
	if out := done(t, "coverage", "--level", "campus", "--from", "2026-07-01", "--to", "2026-07-02", "--data", dir); !strings.Contains(out, " of "+regular+" ") {
		t.Errorf("coverage is not over the %s of the new list: %s", regular, out)
	}
	if o := outreach(t, "campuses", list, "--list-date", "soon", "--data", dir); o.code != exitUsage {
		t.Errorf("a list of no date: exit %d", o.code)
	}
}

func TestCheckFindsAFileThatWasDamaged(t *testing.T) {
	dir := folder(t)
	path := filepath.Join(dir, "ledger.db")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := len(raw) / 2; at < len(raw)/2+64; at++ {
		raw[at] ^= 0xff
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if o := outreach(t, "check", "--data", dir); o.code != exitFound || o.out == "" {
		t.Errorf("exit %d\n%s%s", o.code, o.out, o.err)
	}
}

func column(t *testing.T, head []string, name string) int {
	t.Helper()
	for i, h := range head {
		if h == name {
			return i
		}
	}
	t.Fatalf("no column %q in %q", name, head)
	return 0
}

func TestPeopleAreAddedInvitedAndDisabled(t *testing.T) {
	dir := t.TempDir()
	if out := done(t, "user", "add", "li", "--name", "Li", "--role", "manager", "--area", "440000", "--data", dir); !strings.HasPrefix(out, "single-use code of li: ") {
		t.Errorf("printed %q", out)
	}
	first := done(t, "user", "invite", "li", "--data", dir)
	if second := done(t, "user", "invite", "li", "--data", dir); first == second {
		t.Error("the same code twice")
	}
	done(t, "user", "disable", "li", "--data", dir)
	if out := done(t, "user", "list", "--data", dir); !strings.Contains(out, "true") {
		t.Errorf("li is not disabled:\n%s", out)
	}
	if o := outreach(t, "user", "add", "li", "--data", dir); o.code != exitFailed {
		t.Errorf("a login twice: exit %d", o.code)
	}
}
