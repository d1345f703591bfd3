package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exported gives R1 of some records as rows.
func exported(t *testing.T, dir string) [][]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "r1.csv")
	done(t, "export", "r1", "-o", file, "--data", dir, "--programme", "xinghai", "--to", "2022-01-01")
	return rowsIn(t, file)
}

// rowsIn reads a table that was exported as CSV, which has a few rows.
func rowsIn(t *testing.T, file string) [][]string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 4 {
		t.Fatalf("%d rows", len(rows))
	}
	return rows
}

func saved(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func savedRows(t *testing.T, rows [][]string) string {
	t.Helper()
	var out strings.Builder
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return saved(t, "r1.csv", out.String())
}

func TestAnImportHoldsBackOrListsAndGivesTheRefusedRows(t *testing.T) {
	dir := folder(t)
	rows := exported(t, dir)[:4]
	rows[1][column(t, rows[0], "Title")] += " II"
	rows[2][column(t, rows[0], "Minutes")] = "many"
	file, book := savedRows(t, rows), filepath.Join(t.TempDir(), "refused.xlsx")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--preview"}, "0 new, 1 changed, 1 the same, 1 refused\nThis was a preview"},
		{[]string{"--only", "all"}, "0 new, 1 changed, 1 the same, 1 refused\nRows are refused, so nothing was written."},
		{[]string{"--refused", book}, "0 new, 1 changed, 1 the same, 1 refused\n"},
		{[]string{"--preview"}, "0 new, 0 changed, 2 the same, 1 refused\n"},
	} {
		o := outreach(t, append([]string{"import", file, "--user", "manager", "--data", dir}, c.args...)...)
		if o.code != exitFound || !strings.Contains(o.out, c.want) || !strings.Contains(o.out, "row 3: ") {
			t.Errorf("%v: exit %d\n%s%s", c.args, o.code, o.out, o.err)
		}
	}
	if o := outreach(t, "import", book, "--user", "manager", "--data", dir, "--mapping", saved(t, "m.json", `{"Reason": ""}`)); o.code != exitFound || !strings.Contains(o.out, "0 new, 0 changed, 0 the same, 1 refused") {
		t.Errorf("the refused rows again: exit %d\n%s%s", o.code, o.out, o.err)
	}
}

func TestAMappingNamesWhatTheHeadingsDoNot(t *testing.T) {
	dir := folder(t)
	rows := exported(t, dir)
	title := column(t, rows[0], "Title")
	rows[0][title] = "What it was called"
	rows[1][title] += " II"
	file := savedRows(t, rows)
	if o := outreach(t, "import", file, "--user", "manager", "--data", dir); o.code != exitFailed {
		t.Errorf("without a title: exit %d %s", o.code, o.err)
	}
	if o := done(t, "import", file, "--user", "manager", "--data", dir, "--mapping", saved(t, "m.json", `{"What it was called": "title"}`)); !strings.HasPrefix(o, "0 new, 1 changed, ") {
		t.Errorf("mapped: %s", o)
	}
	for name, mapping := range map[string]string{"no JSON": "x", "no object": "[]"} {
		if o := outreach(t, "import", file, "--user", "manager", "--data", dir, "--mapping", saved(t, "m.json", mapping)); o.code != exitUsage {
			t.Errorf("%s: exit %d %s", name, o.code, o.err)
		}
	}
	if o := outreach(t, "import", file, "--user", "manager", "--data", dir, "--only", "some"); o.code != exitUsage {
		t.Errorf("--only some: exit %d %s", o.code, o.err)
	}
}
