package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// module is everything measured in one Go module.
type module struct {
	path     string // the module's own import path
	files    []file // production files
	tests    []file // _test.go files
	packages map[string]*pkg
}

// file is what one source file adds up to.
type file struct {
	name          string
	lines         int // physical
	code, comment int // lines that hold a token; lines that hold only a comment
	todos         int
	blackBox      bool // the package's name ends in _test
	tests         int  // Test, Fuzz and Benchmark functions
	subtests      int  // calls of a method Run
	tables        int  // literals of a slice or map of an anonymous struct
	funcs         []function
}

// function is one declared function; literals inside it count as part of it.
type function struct {
	name                        string
	lines, cyclo, depth, params int
}

// pkg is what one package, production files only, adds up to.
type pkg struct {
	dir                   string
	code                  int
	own, foreign          map[string]bool // imports: of this module; of others, standard library left out
	sql                   bool            // it imports database/sql or a SQL driver
	paragraph             bool            // a package comment exists
	inits, vars           int
	exported, documented  int
	largestInterface      string
	largestInterfaceCount int
}

// readModule measures the module whose go.mod is in root. Hidden folders, testdata, data,
// node_modules and nested modules are skipped.
func readModule(root string) (*module, error) {
	name, err := modulePath(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	m := &module{path: name, packages: map[string]*pkg{}}
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if p != root && skipped(p, d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(d.Name(), ".go") {
			return nil
		}
		source, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		return m.add(filepath.ToSlash(rel), source)
	})
	return m, err
}

func skipped(p, name string) bool {
	switch name {
	case "testdata", "data", "node_modules", "dist", "bin":
		return true
	}
	if strings.HasPrefix(name, ".") {
		return true
	}
	_, err := os.Stat(filepath.Join(p, "go.mod"))
	return err == nil
}

func modulePath(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(line, "module "); ok {
			return strings.TrimSpace(name), nil
		}
	}
	return "", fmt.Errorf("%s names no module", file)
}

// add measures one file; name is its path inside the module.
func (m *module) add(name string, source []byte) error {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	if ast.IsGenerated(tree) {
		return nil
	}
	f := file{name: name, lines: set.File(tree.Pos()).LineCount(), blackBox: strings.HasSuffix(tree.Name.Name, "_test")}
	f.code, f.comment, f.todos = countLines(source)
	f.funcs = functions(set, tree)
	if strings.HasSuffix(name, "_test.go") || importsTesting(tree) {
		countTests(tree, &f)
		m.tests = append(m.tests, f)
		return nil
	}
	m.files = append(m.files, f)
	m.pkg(path.Dir(name)).add(m.path, f, tree)
	return nil
}

// importsTesting tells a file of a suite that other packages' tests run, such as a store's contract.
func importsTesting(tree *ast.File) bool {
	return slices.ContainsFunc(tree.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"testing"` })
}

func (m *module) pkg(dir string) *pkg {
	p, ok := m.packages[dir]
	if !ok {
		p = &pkg{dir: dir, own: map[string]bool{}, foreign: map[string]bool{}}
		m.packages[dir] = p
	}
	return p
}

// countLines tells code lines (any token on them) from comment lines (a comment and nothing else),
// and counts marks of unfinished work that name no issue.
func countLines(source []byte) (code, comment, todos int) {
	set := token.NewFileSet()
	f := set.AddFile("", set.Base(), len(source))
	var s scanner.Scanner
	s.Init(f, source, nil, scanner.ScanComments)
	codeLines, commentLines := map[int]bool{}, map[int]bool{}
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		if tok == token.SEMICOLON && lit == "\n" {
			continue // put in by the scanner, not written
		}
		lines := codeLines
		if tok == token.COMMENT {
			lines = commentLines
			if unfinished(lit) {
				todos++
			}
		}
		first := f.Line(pos)
		for i := range strings.Count(lit, "\n") + 1 {
			lines[first+i] = true
		}
	}
	for line := range commentLines {
		if !codeLines[line] {
			comment++
		}
	}
	return len(codeLines), comment, todos
}

// unfinished reports a mark such as "FIXME" without an issue number ("#12") in its comment.
func unfinished(comment string) bool {
	for _, mark := range []string{"TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"} {
		if strings.Contains(comment, mark) {
			return !strings.Contains(comment, "#")
		}
	}
	return false
}
