package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
)

// table is what commands print in rows: numbers to the right, text to the left.
type table struct {
	head  []string
	right []bool // by column
	rows  [][]string
	err   error // the first that making a cell met
}

func (t *table) column(head string, right bool) {
	t.head, t.right = append(t.head, head), append(t.right, right)
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// write prints the table in columns; wide characters take two places.
func (t *table) write(w io.Writer) {
	widths := make([]int, len(t.head))
	all := append([][]string{t.head}, t.rows...)
	for _, row := range all {
		for i, cell := range row {
			widths[i] = max(widths[i], runewidth.StringWidth(cell))
		}
	}
	for _, row := range all {
		var b strings.Builder
		for i, cell := range row {
			fill := strings.Repeat(" ", widths[i]-runewidth.StringWidth(cell))
			if i > 0 {
				b.WriteString("  ")
			}
			if t.right[i] {
				b.WriteString(fill + cell)
			} else {
				b.WriteString(cell + fill)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

// csv prints the table as RFC 4180.
func (t *table) csv(w io.Writer) error {
	if t.err != nil {
		return t.err
	}
	out := csv.NewWriter(w)
	if err := out.Write(t.head); err != nil {
		return err
	}
	if err := out.WriteAll(t.rows); err != nil {
		return err
	}
	return out.Error()
}

// grouped writes a whole number with its thousands parted.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}
