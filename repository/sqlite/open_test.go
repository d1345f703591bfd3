package sqlite_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"outreach/domain"
	"outreach/repository/sqlite"
)

func TestASecondProcessIsRefused(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	_, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir})
	refusal, ok := errors.AsType[*domain.Error](err)
	if !ok || refusal.Code != domain.Unavailable || refusal.Key != "error.store.locked" || refusal.Params["Dir"] != dir {
		t.Error(err)
	}
}

func TestForeignFilesAreRefused(t *testing.T) {
	for key, change := range map[string]string{
		"error.store.newer":             `INSERT INTO migrations SELECT 99, 'later', 'x'`,
		"error.store.changed_migration": `UPDATE migrations SET checksum = 'x'`,
	} {
		dir := t.TempDir()
		shut(t, dir)
		byHand(t, dir, change)
		_, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir})
		if refusal, ok := errors.AsType[*domain.Error](err); !ok || refusal.Key != key {
			t.Errorf("%s: %v", key, err)
		}
		if _, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir}); domain.CodeOf(err) != domain.Unavailable {
			t.Errorf("again: %v", err) // the lock was let go, the refusal is the same
		}
	}
}

// shut fills a folder and closes it.
func shut(t *testing.T, dir string) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	play(t, s, &world{random: rand.New(rand.NewPCG(9, 9))}, 200)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestACleanEndLeavesOneFileAndReopens(t *testing.T) {
	dir := t.TempDir()
	shut(t, dir)
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != 2 { // the database and the lock
		t.Errorf("%v %v", names, err)
	}
	if found := findings(t, open(t, dir)); len(found) > 0 {
		t.Error(found)
	}
}

func TestAfterAnUncleanEndTheFileIsChecked(t *testing.T) {
	dir := t.TempDir()
	shut(t, dir)
	flip(t, filepath.Join(dir, "ledger.db"))
	mark(t, dir)
	_, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir})
	if refusal, ok := errors.AsType[*domain.Error](err); !ok || refusal.Key != "error.store.corrupt" {
		t.Errorf("damaged: %v", err)
	}
	whole := t.TempDir()
	shut(t, whole)
	mark(t, whole)
	open(t, whole)
}

// mark leaves the folder as a killed process would.
func mark(t *testing.T, dir string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "open"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

// flip changes one bit in the text of a page: structure stays sound, so only checksums can tell.
func flip(t *testing.T, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.LastIndex(string(raw), `"minutes"`)
	raw[at+2] ^= 1
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestListsAndQueuesRunAlongIndexes(t *testing.T) {
	s := open(t, t.TempDir())
	all := domain.Scope{Everything: true}
	for name, f := range map[string]domain.Filter{
		"SCAN v USING COVERING INDEX versions_day":        {Scope: all, Statuses: []domain.Status{domain.Approved}, Areas: []domain.AreaCode{440000}},
		"SEARCH v USING INDEX versions_area (area=?)":     {Scope: all, Areas: []domain.AreaCode{440305}},
		"SEARCH v USING INDEX versions_author (author=?)": {Scope: domain.Scope{Clauses: []domain.Clause{{Author: "li"}}}},
	} {
		plan, err := s.ListPlan(t.Context(), f)
		if err != nil || !strings.Contains(plan, name) || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s: %v\n%s", name, err, plan)
		}
	}
	plan, err := s.WaitingPlan(t.Context(), domain.Filter{Scope: all, Except: "li", Areas: []domain.AreaCode{440000}, Period: domain.YearPeriod(2022)})
	if err != nil || !strings.Contains(plan, "COVERING INDEX versions_waits") || !strings.Contains(plan, "versions_area (area=? AND day=?)") || strings.Contains(plan, "TEMP B-TREE") {
		t.Errorf("%v\n%s", err, plan)
	}
}
