package openpyxl

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Read has a script read a workbook, whose file it is given, and decodes the JSON that it prints.
func Read[T any](t testing.TB, script string, book []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(run(t, script, nil, saved(t, book)), &v); err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return v
}

// Make has a script make a workbook as is asked of it by JSON on its input, from a workbook where there is one: it is
// given that one's file, and then the one to write.
func Make(t testing.TB, script string, asked any, from ...[]byte) []byte {
	t.Helper()
	input, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, book := range from {
		files = append(files, saved(t, book))
	}
	out := filepath.Join(t.TempDir(), "made.xlsx")
	run(t, script, input, append(files, out)...)
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func saved(t testing.TB, book []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "book.xlsx")
	if err := os.WriteFile(file, book, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// run runs a script and gives what it prints.
func run(t testing.TB, script string, input []byte, files ...string) []byte {
	t.Helper()
	python := os.Getenv("OUTREACH_PYTHON")
	if python == "" {
		t.Fatal("OUTREACH_PYTHON must name a Python with openpyxl; `make test` sets it")
	}
	var problems bytes.Buffer
	cmd := exec.CommandContext(t.Context(), python, append([]string{script}, files...)...)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &problems
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v (is openpyxl installed?)\n%s", python, script, err, problems.String())
	}
	return printed
}
