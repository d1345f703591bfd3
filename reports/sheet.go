package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
	"outreach/reports/xlsx"
)

// headHeight leaves room for headings of three lines, in points.
const headHeight = 42

// stream writes a table into a sheet of its own: the heading in row 1, rows below, so that it filters and reads back,
// totals under the table.
func (b *book) stream(title, table string, columns []column, fill rows) error {
	name := sheetName(title)
	layout := xlsx.Layout{
		Name: name, Table: table, TableStyle: "TableStyleLight1", HeadHeight: headHeight,
		Begin: func(p xlsx.Part) error { return b.printSetup(p.Name, columns) },
		End:   func(p xlsx.Part) error { return b.mark(p, columns) },
	}
	headings := b.run.headings(columns)
	for i, c := range columns {
		look := b.styles.plain[c.form]
		if c.fill {
			look = b.styles.fill[c.form]
		}
		layout.Columns = append(layout.Columns, xlsx.Column{
			Title: headings[i], Width: c.width, Head: b.styles.head, Style: look, Total: b.styles.total[c.form],
		})
	}
	s, err := b.x.Sheet(layout)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	cells := slices.Repeat([]xlsx.Cell{{}}, len(columns))
	if err := fill(func(row []cell, total bool) error {
		for i := range row {
			cells[i] = written(&row[i])
		}
		if total {
			return s.Total(cells[:len(row)])
		}
		return s.Row(cells[:len(row)])
	}); err != nil {
		return err
	}
	if err := s.End(); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	b.note(s, columns, headings)
	return nil
}

// note keeps how many rows each sheet has and what its columns of numbers add up to.
func (b *book) note(s *xlsx.Sheet, columns []column, headings []string) {
	for _, p := range s.Parts() {
		b.tables = append(b.tables, tableSize{name: p.Name, rows: p.Rows})
	}
	last := &b.tables[len(b.tables)-1]
	for i, sum := range s.Sums() {
		if f := columns[i].form; sum.Count > 0 && (f == asWhole || f == asDecimal) {
			last.sums = append(last.sums, columnSum{headings[i], sum.Value()})
		}
	}
}

// headings gives what stands above the columns; a second one of a name, letter case apart, gets a number, as tables
// must not have a heading twice.
func (r *run) headings(columns []column) []string {
	seen := map[string]int{}
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = r.heading(c)
		key := strings.ToLower(list[i])
		if seen[key]++; seen[key] > 1 {
			list[i] += fmt.Sprintf(" (%d)", seen[key])
		}
	}
	return list
}

// written gives a cell as the writer takes it; what XML cannot hold is left out of texts.
func written(c *cell) xlsx.Cell {
	switch c.is {
	case isText:
		return xlsx.Text(clean(c.text))
	case isWhole:
		return xlsx.Whole(c.number)
	case isReal:
		return xlsx.Real(c.real)
	case isDay:
		d := domain.Date(c.number)
		return xlsx.Date(xlsx.Serial(int(d)/10000, time.Month(int(d)/100%100), int(d)%100))
	case isBlank:
	}
	return xlsx.Cell{}
}

// printSetup makes a sheet print landscape on A4, one page wide, with its heading and page numbers; a table too wide to
// be read so takes two pages of A3 side by side.
func (b *book) printSetup(name string, columns []column) error {
	const a3, a4, readable = 8, 9, 300 // ECMA-376 paperSize; characters
	size, orientation, wide, tall, fit := a4, "landscape", 1, 0, true
	width := 0.0
	for _, c := range columns {
		width += c.width
	}
	if width > readable {
		size, wide = a3, 2
	}
	if err := b.f.SetPageLayout(name, &excelize.PageLayoutOptions{
		Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall,
	}); err != nil {
		return err
	}
	if err := b.f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := b.feet(name); err != nil {
		return err
	}
	return b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quoted(name) + "!$1:$1", Scope: name})
}

// feet puts the sheet's name above and page numbers below what is printed.
func (b *book) feet(name string) error {
	margin := 0.4 // inches
	if err := b.f.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin}); err != nil {
		return err
	}
	return b.f.SetHeaderFooter(name, &excelize.HeaderFooterOptions{
		OddHeader: "&L&A", OddFooter: "&L" + creator + "&R" + b.run.t("report.footer"),
	})
}

// quoted gives a sheet's name as formulas spell it.
func quoted(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// cut keeps a text within n UTF-16 units, the measure of spreadsheets, ending one that is cut in an ellipsis.
func cut(s string, n int) string {
	if len(s) <= n { // never fewer bytes than units
		return s
	}
	units := 0
	end := -1 // where the text ends if it is cut
	for i, c := range s {
		wide := max(utf16.RuneLen(c), 1)
		if end < 0 && units+wide > n-1 {
			end = i
		}
		if units += wide; units > n {
			return s[:end] + "\u2026"
		}
	}
	return s
}
