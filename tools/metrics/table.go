package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// row is one line of the table: a measure, what the code has, what it may have.
type row struct {
	measure, ours, budget string
	within                bool
	where                 string // the name behind a largest value
}

// printTable writes the rows as Markdown and gives how many are over their budget.
func printTable(w io.Writer, list []row) int {
	fmt.Fprintln(w, "| measure | ours | budget | within | where |")
	fmt.Fprintln(w, "|---|---|---|---|---|")
	over := 0
	for _, r := range list {
		verdict := "yes"
		switch {
		case r.budget == "":
			verdict, r.budget = "", "—"
		case !r.within:
			verdict = "**no**"
			over++
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", r.measure, r.ours, r.budget, verdict, r.where)
	}
	return over
}

// rows makes the whole table; budgets are those of docs/decisions and CONTRIBUTING.
func rows(m *module, log history, linters int) []row {
	list := slices.Concat(sizeRows(m), packageRows(m), proseRows(m), testRows(m))
	list = append(list, row{measure: "linters and formatters", ours: fmt.Sprint(linters), budget: "≥20", within: linters >= 20})
	return append(list, historyRow(log))
}

func sizeRows(m *module) []row {
	var lines, funcLines, cyclo, depths []int
	var longestFile file
	var long, deep, twisted, wide function
	code, over60 := 0, 0
	for _, f := range m.files {
		code += f.code
		lines = append(lines, f.lines)
		longestFile = larger(longestFile, f, func(f file) int { return f.lines })
		for _, fn := range f.funcs {
			fn.name = f.name + " " + fn.name
			funcLines, cyclo, depths = append(funcLines, fn.lines), append(cyclo, fn.cyclo), append(depths, fn.depth)
			if fn.lines > 60 {
				over60++
			}
			long = larger(long, fn, func(f function) int { return f.lines })
			twisted = larger(twisted, fn, func(f function) int { return f.cyclo })
			deep = larger(deep, fn, func(f function) int { return f.depth })
			wide = larger(wide, fn, func(f function) int { return f.params })
		}
	}
	fm, fp := quantile(lines, 50), quantile(lines, 90)
	um, up := quantile(funcLines, 50), quantile(funcLines, 90)
	cp, cpp, dp := quantile(cyclo, 90), quantile(cyclo, 99), quantile(depths, 90)
	share := percent(over60, len(funcLines))
	return []row{
		{measure: "code lines; files; functions", ours: fmt.Sprintf("%d; %d; %d", code, len(m.files), len(funcLines))},
		{"file lines, median / p90", fmt.Sprintf("%d / %d", fm, fp), "≤110 / 320", fm <= 110 && fp <= 320, ""},
		{"file lines, max", fmt.Sprint(longestFile.lines), "≤500", longestFile.lines <= 500, longestFile.name},
		{"function lines, median / p90", fmt.Sprintf("%d / %d", um, up), "≤12 / 35", um <= 12 && up <= 35, ""},
		{"function lines, max", fmt.Sprint(long.lines), "≤80", long.lines <= 80, long.name},
		{"functions over 60 lines", fmt.Sprintf("%.1f%%", share), "≤2%", share <= 2, ""},
		{"cyclo, p90 / p99 / max", fmt.Sprintf("%d / %d / %d", cp, cpp, twisted.cyclo), "≤7 / 12 / 15", cp <= 7 && cpp <= 12 && twisted.cyclo <= 15, twisted.name},
		{"depth, p90 / max", fmt.Sprintf("%d / %d", dp, deep.depth), "≤2 / 4", dp <= 2 && deep.depth <= 4, deep.name},
		{"parameters, max", fmt.Sprint(wide.params), "≤5", wide.params <= 5, wide.name},
	}
}

func packageRows(m *module) []row {
	var fans []int
	var largest, farthest, broadest pkg
	var sql, silent []string
	inits, vars := 0, 0
	for _, dir := range sortedDirs(m) {
		p := *m.packages[dir]
		fans = append(fans, len(p.own))
		largest = larger(largest, p, func(p pkg) int { return p.code })
		farthest = larger(farthest, p, func(p pkg) int { return len(p.own) })
		broadest = larger(broadest, p, func(p pkg) int { return p.largestInterfaceCount })
		inits, vars = inits+p.inits, vars+p.vars
		if p.sql {
			sql = append(sql, dir)
		}
		if !p.paragraph {
			silent = append(silent, dir)
		}
	}
	count := len(m.packages)
	list := []row{
		{"packages; largest (code lines)", fmt.Sprintf("%d; %d", count, largest.code), "≤12; 1,500", count <= 12 && largest.code <= 1500, largest.dir},
		{"fan-out, median / max", fmt.Sprintf("%d / %d", quantile(fans, 50), len(farthest.own)), "≤2 / 8", quantile(fans, 50) <= 2 && len(farthest.own) <= 8, farthest.dir},
		{"packages that touch SQL types", fmt.Sprint(len(sql)), "1", len(sql) <= 1, strings.Join(sql, " ")},
		{"largest interface (methods)", fmt.Sprint(broadest.largestInterfaceCount), "≤7", broadest.largestInterfaceCount <= 7, broadest.dir + " " + broadest.largestInterface},
		{"package paragraph", fmt.Sprintf("%.0f%%", percent(count-len(silent), count)), "100%", len(silent) == 0, strings.Join(silent, " ")},
		{"init / package variables", fmt.Sprintf("%d / %d", inits, vars), "0 / ≤25", inits == 0 && vars <= 25, ""},
	}
	if d, ok := m.packages["domain"]; ok {
		list = append(list, row{"domain: own / third-party imports", fmt.Sprintf("%d / %d", len(d.own), len(d.foreign)), "0 / 0", len(d.own)+len(d.foreign) == 0, ""})
	}
	return list
}

func proseRows(m *module) []row {
	code, comment, todos, exported, documented := 0, 0, 0, 0, 0
	for _, f := range m.files {
		code, comment, todos = code+f.code, comment+f.comment, todos+f.todos
	}
	for _, p := range m.packages {
		exported, documented = exported+p.exported, documented+p.documented
	}
	share, doc := percent(comment, comment+code), percent(documented, exported)
	return []row{
		{"comment lines", fmt.Sprintf("%.0f%%", share), "12–20%", share >= 11.5 && share < 20.5, ""},
		{"exported names documented", fmt.Sprintf("%.0f%%", doc), "≥95%", doc >= 95, ""},
		{"marks of unfinished work without an issue", fmt.Sprint(todos), "0", todos == 0, ""},
	}
}

func testRows(m *module) []row {
	code, testCode, testFiles, blackBox, tests, subtests, tables := 0, 0, 0, 0, 0, 0, 0
	for _, f := range m.files {
		code += f.code
	}
	for _, f := range m.tests {
		testCode, tests, subtests, tables = testCode+f.code, tests+f.tests, subtests+f.subtests, tables+f.tables
		if strings.HasSuffix(f.name, "_test.go") {
			testFiles++
		}
		if f.blackBox {
			blackBox++
		}
	}
	ratio := percent(testCode, code) / 100
	black := percent(blackBox, testFiles)
	return []row{
		{"test lines over code lines", fmt.Sprintf("%.2f", ratio), "0.9–1.3", ratio >= 0.9 && ratio <= 1.3, ""},
		{measure: "tests; subtests; tables", ours: fmt.Sprintf("%d; %d; %d", tests, subtests, tables)},
		{"black-box test files", fmt.Sprintf("%.0f%%", black), "≥80%", black >= 80, ""},
	}
}

func historyRow(h history) row {
	median := quantile(h.subjects, 50)
	typed, body := percent(h.conventional, h.commits), percent(h.withBody, h.commits)
	return row{
		"commit subject median; conventional; with body", fmt.Sprintf("%d; %.0f%%; %.0f%%", median, typed, body),
		"≤60; 100%; ≥70%", median <= 60 && typed == 100 && body >= 70, fmt.Sprintf("%d commits", h.commits),
	}
}

func sortedDirs(m *module) []string {
	dirs := make([]string, 0, len(m.packages))
	for dir := range m.packages {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	return dirs
}

// larger gives the value with the larger size, the first of equals.
func larger[T any](a, b T, size func(T) int) T {
	if size(b) > size(a) {
		return b
	}
	return a
}

// quantile gives the nearest-rank p-th percentile; 0 for no values.
func quantile[T cmp.Ordered](values []T, p int) T {
	var zero T
	if len(values) == 0 {
		return zero
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}
