// Command sources checks what no linter here knows: no Han text in Go code outside tests (texts
// that people read live in message and data files), no Go file over 500 lines, and a package
// paragraph in every package's doc.go or main.go. It prints every fault and exits with 1 if any.
package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
)

const maxLines = 500

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	root := "."
	if len(args) > 0 {
		root = args[0]
	}
	faults, err := check(os.DirFS(root))
	if err != nil {
		fmt.Fprintln(stderr, "sources:", err)
		return 2
	}
	for _, fault := range faults {
		fmt.Fprintln(stdout, fault)
	}
	if len(faults) > 0 {
		return 1
	}
	return 0
}

// check reads every Go file below the root, hidden folders, testdata and node_modules left out.
func check(root fs.FS) ([]string, error) {
	var faults []string
	paragraphs := map[string]bool{} // folder → has a package paragraph
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			base := d.Name()
			if base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") && base != "." {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		faults = append(faults, checkFile(name, source)...)
		if !strings.HasSuffix(name, "_test.go") {
			dir := filepath.Dir(name)
			paragraphs[dir] = paragraphs[dir] || opensWithParagraph(name, source)
		}
		return nil
	})
	for dir, has := range paragraphs {
		if !has {
			faults = append(faults, dir+": no doc.go or main.go that opens with a package paragraph")
		}
	}
	return faults, err
}

func checkFile(name string, source []byte) []string {
	var faults []string
	if n := bytes.Count(source, []byte("\n")); n > maxLines && !generated(source) {
		faults = append(faults, fmt.Sprintf("%s: %d lines, at most %d", name, n, maxLines))
	}
	if strings.HasSuffix(name, "_test.go") {
		return faults
	}
	line := 0
	for text := range strings.SplitSeq(string(source), "\n") {
		line++
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			faults = append(faults, fmt.Sprintf("%s:%d: Han text belongs in a message or data file", name, line))
		}
	}
	return faults
}

func generated(source []byte) bool {
	return regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`).Match(source)
}

// opensWithParagraph reports a doc.go or main.go whose package clause has a comment above it.
func opensWithParagraph(name string, source []byte) bool {
	base := filepath.Base(name)
	return (base == "doc.go" || base == "main.go") &&
		regexp.MustCompile(`(?m)^//.*\npackage `).Match(source)
}
