package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestBenchPrintsEveryMeasureBesideItsAim(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bench")
	out := done(t, "bench", "--data", dir, "--records", "300", "--seconds", "1")
	if !strings.Contains(out, "| question | measured | aim | met |\n|---|---|---|---|\n") || strings.Count(out, "\n| ") != 22 || !strings.Contains(out, "300 records") || !strings.Contains(out, ", SQLite\n") {
		t.Errorf("not a table of every measure:\n%s", out)
	}
	if o := outreach(t, "check", "--data", dir); o.code != exitDone {
		t.Errorf("after the measurements: exit %d\n%s", o.code, o.out)
	}
	if o := outreach(t, "bench", "--data", dir, "--records", "100000000"); o.code != exitFailed || !strings.Contains(o.err, "100,000,000") {
		t.Errorf("too few records: exit %d, %q", o.code, o.err)
	}
}
