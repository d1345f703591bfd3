// Command coverage reads a Go coverage profile made with -coverpkg=./..., merges the blocks that
// several test binaries report, prints the share of statements covered per package, and exits with
// 1 when the domain or the whole is under its floor. Generated files are left out; nothing else is.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("coverage", flag.ContinueOnError)
	flags.SetOutput(stderr)
	profile := flags.String("profile", "coverage.out", "profile to read")
	root := flags.String("root", ".", "folder of the module, to tell generated files")
	module := flags.String("module", "outreach", "import path of the module")
	domain := flags.Float64("domain", 95, "floor for the domain, percent of statements")
	whole := flags.Float64("whole", 80, "floor for the whole, percent of statements")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	f, err := os.Open(*profile)
	if err != nil {
		fmt.Fprintln(stderr, "coverage:", err)
		return 2
	}
	defer f.Close() //nolint:errcheck // read only
	packages, err := sum(f, func(file string) bool {
		return generated(filepath.Join(*root, strings.TrimPrefix(file, *module+"/")))
	})
	if err != nil {
		fmt.Fprintln(stderr, "coverage:", err)
		return 2
	}
	if !report(stdout, packages, map[string]float64{*module + "/domain": *domain, "whole": *whole}) {
		return 1
	}
	return 0
}

// tally is how many statements there are and how many of them ran.
type tally struct{ statements, covered int }

func (t tally) share() float64 {
	if t.statements == 0 {
		return 0
	}
	return 100 * float64(t.covered) / float64(t.statements)
}

// sum merges a profile: a block that ran in any test binary is covered. It gives a tally per
// package and one called "whole".
func sum(profile io.Reader, skip func(file string) bool) (map[string]tally, error) {
	type block struct {
		statements int
		ran        bool
	}
	blocks := map[string]block{} // "file:from,to" → merged
	lines := bufio.NewScanner(profile)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) != 3 {
			continue // the mode line
		}
		statements, err := strconv.Atoi(fields[1])
		if err != nil {
			return nil, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		b := blocks[fields[0]]
		blocks[fields[0]] = block{statements, b.ran || fields[2] != "0"}
	}
	packages, skipped := map[string]tally{}, map[string]bool{}
	for name, b := range blocks {
		file, _, _ := strings.Cut(name, ":")
		if _, known := skipped[file]; !known {
			skipped[file] = skip(file)
		}
		if skipped[file] {
			continue
		}
		for _, key := range []string{path.Dir(file), "whole"} {
			t := packages[key]
			t.statements += b.statements
			if b.ran {
				t.covered += b.statements
			}
			packages[key] = t
		}
	}
	return packages, lines.Err()
}

// report prints a line a package and tells whether every floor is kept; a floor for something that
// the profile lacks is not kept.
func report(w io.Writer, packages map[string]tally, floors map[string]float64) bool {
	names := make([]string, 0, len(packages))
	for name := range packages {
		names = append(names, name)
	}
	slices.Sort(names)
	kept := true
	for _, name := range names {
		t := packages[name]
		fmt.Fprintf(w, "%6.1f %%  %5d of %5d  %s", t.share(), t.covered, t.statements, name)
		if floor, ok := floors[name]; ok {
			fmt.Fprintf(w, "  (floor %.0f %%)", floor)
		}
		fmt.Fprintln(w)
	}
	for name, floor := range floors {
		if packages[name].share() < floor {
			fmt.Fprintf(w, "%s is under its floor of %.0f %%\n", name, floor)
			kept = false
		}
	}
	return kept
}

func generated(file string) bool {
	source, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	head, _, _ := bytes.Cut(source, []byte("\npackage "))
	return regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`).Match(head)
}
