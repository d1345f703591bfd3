package main

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestFaultsOfSourcesAreFound(t *testing.T) {
	clean := "// Package a is here.\n//\n//\ta ──▶ b\npackage a\n"
	for name, c := range map[string]struct {
		file, source, want string
	}{
		"clean":            {"a/doc.go", clean, ""},
		"Han in code":      {"a/doc.go", clean + "const x = \"县\"\n", "a/doc.go:5: Han text"},
		"Han in a comment": {"a/doc.go", clean + "// 𠮷\n", "a/doc.go:5: Han text"},
		"Han in a test":    {"a/a_test.go", "package a\nconst x = \"县\"\n", ""},
		"too long":         {"a/doc.go", clean + strings.Repeat("\n", 497), "a/doc.go: 501 lines"},
		"just long enough": {"a/doc.go", clean + strings.Repeat("\n", 496), ""},
		"no paragraph":     {"a/a.go", clean, "a: no doc.go"},
		"in testdata":      {"a/testdata/x.go", "县", ""},
	} {
		t.Run(name, func(t *testing.T) {
			faults, err := check(fstest.MapFS{c.file: {Data: []byte(c.source)}})
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(faults, "\n")
			if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
