package xlsx

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Column is a heading with the looks of what stands under it. Styles are ids of excelize's NewStyle; 0 is none.
type Column struct {
	Title string  // unique in its sheet (letter case apart), not empty
	Width float64 // characters of the default font; 0 is the program's own
	Head  int     // style of the heading
	Style int     // style of the rows
	Total int     // style of total rows; blank cells of a total have it too
	// Shared keeps the texts of a column of few different ones once for the book, which makes the file smaller.
	Shared bool
}

// Layout is what a big sheet looks like.
type Layout struct {
	Name       string // cut to 31 UTF-16 units where a number follows it
	Columns    []Column
	HeadRow    int     // row of the headings, from 1; 0 is 1. Rows above it are filled in Begin
	HeadHeight float64 // points; 0 is the program's own
	// Table is the name of the table object over headings and rows ("_2", "_3" … follow it after a split);
	// "" makes a plain filter. Totals stay outside both.
	Table      string
	TableStyle string // such as TableStyleLight1; "" is none
	// Begin sets up each sheet before its first row, End after its last; both may be nil.
	Begin, End func(Part) error
}

// Part is one sheet of rows; a Sheet has more than one where it was split.
type Part struct {
	Name     string // of the sheet
	Number   int    // 1, 2, … among the sheets it was split into
	HeadRow  int
	FirstRow int // first row under the headings
	LastRow  int // last row of the table or filter, at least FirstRow, totals left out; 0 in Begin
	Rows     int // rows written, totals left out
}

// Columns gives the range of some columns' rows, counted from 0, such as "C2:C100": what End needs.
func (p Part) Columns(first, last int) string {
	return column(first) + fmt.Sprint(p.FirstRow) + ":" + column(last) + fmt.Sprint(max(p.FirstRow, p.LastRow))
}

// column gives the letters of a column counted from 0, of which layouts have at most excelize.MaxColumns.
func column(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return ""
	}
	return name
}

func (l *Layout) check() error {
	if len(l.Columns) == 0 || len(l.Columns) > excelize.MaxColumns || l.HeadRow < 0 {
		return fmt.Errorf("%w: sheet %s has %d columns", ErrLayout, l.Name, len(l.Columns))
	}
	seen := map[string]bool{}
	for _, c := range l.Columns {
		name := strings.ToLower(c.Title)
		if name == "" || seen[name] || units(name) > excelize.MaxFieldLength || !bytes.Equal(Escape(nil, name), markup(name)) || fault(c.Title) != nil {
			return fmt.Errorf("%w: sheet %s, title %q", ErrLayout, l.Name, c.Title)
		}
		seen[name] = true
	}
	return nil
}

// markup is Escape for titles that need no more.
func markup(s string) []byte {
	return []byte(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s))
}

// named gives the name of the sheet with a number: "name (2)".
func (l *Layout) named(number int) string {
	if number == 1 {
		return l.Name
	}
	suffix := fmt.Sprintf(" (%d)", number)
	name := l.Name
	for units(name)+len(suffix) > excelize.MaxSheetNameLength {
		_, wide := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-wide]
	}
	return name + suffix
}

// head sets up an empty sheet: widths, looks, headings, panes.
func (l *Layout) head(f *excelize.File, p Part) error {
	last := column(len(l.Columns)-1) + fmt.Sprint(p.HeadRow)
	for i, c := range l.Columns {
		at, cell := column(i), column(i)+fmt.Sprint(p.HeadRow)
		if c.Width > 0 {
			if err := f.SetColWidth(p.Name, at, at, c.Width); err != nil {
				return err
			}
		}
		if err := f.SetColStyle(p.Name, at, c.Style); err != nil {
			return err
		}
		if err := f.SetCellStr(p.Name, cell, c.Title); err != nil {
			return err
		}
		if err := f.SetCellStyle(p.Name, cell, cell, c.Head); err != nil {
			return err
		}
	}
	if l.HeadHeight > 0 {
		if err := f.SetRowHeight(p.Name, p.HeadRow, l.HeadHeight); err != nil {
			return err
		}
	}
	if l.Table == "" {
		if err := f.AutoFilter(p.Name, "A"+fmt.Sprint(p.HeadRow)+":"+last, nil); err != nil {
			return err
		}
	}
	first := "A" + fmt.Sprint(p.FirstRow)
	return f.SetPanes(p.Name, &excelize.Panes{
		Freeze: true, YSplit: p.HeadRow, TopLeftCell: first, ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: first, ActiveCell: first, Pane: "bottomLeft"}},
	})
}

// table puts the table object over the headings and one row; its range is set when the sheet ends.
func (l *Layout) table(f *excelize.File, p Part) error {
	name := l.Table
	if p.Number > 1 {
		name += fmt.Sprintf("_%d", p.Number)
	}
	stripes := false
	return f.AddTable(p.Name, &excelize.Table{
		Range: p.span(len(l.Columns), p.FirstRow), Name: name, StyleName: l.TableStyle, ShowRowStripes: &stripes,
	})
}

// span is the range from the headings to a row.
func (p Part) span(columns, last int) string {
	return "A" + fmt.Sprint(p.HeadRow) + ":" + column(columns-1) + fmt.Sprint(last)
}

// absolute is span as excelize spells a filter's range.
func (p Part) absolute(columns, last int) string {
	return fmt.Sprintf("$A$%d:$%s$%d", p.HeadRow, column(columns-1), last)
}
