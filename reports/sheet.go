package reports

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
)

// sheet streams one table: the heading in row 1, rows below, so that it filters and reads back.
type sheet struct {
	book    *book
	name    string
	columns []column
	stream  *excelize.StreamWriter
	cells   []excelize.Cell // reused row by row
	row0    []any           // pointers into cells, nil for blanks
	last    int             // last row written, counted from 1
	totals  int
	rows    int
}

func (b *book) newSheet(name string, columns []column) (*sheet, error) {
	if _, err := b.f.NewSheet(name); err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	if err := b.printSetup(name); err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	// The template's dimension says one cell; readers that trust it would see nothing.
	if err := b.f.SetSheetDimension(name, ""); err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	stream, err := b.f.NewStreamWriter(name)
	if err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	s := &sheet{
		book: b, name: name, columns: columns, stream: stream,
		cells: make([]excelize.Cell, len(columns)), row0: make([]any, len(columns)),
	}
	return s, s.head()
}

func (s *sheet) head() error {
	for i, c := range s.columns {
		if err := s.stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return fmt.Errorf("sheet %s: %w", s.name, err)
		}
		s.cells[i] = excelize.Cell{StyleID: s.book.styles.head, Value: s.book.run.heading(c)}
		s.row0[i] = &s.cells[i]
	}
	err := s.stream.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}},
	})
	if err != nil {
		return fmt.Errorf("sheet %s: %w", s.name, err)
	}
	return s.put(excelize.RowOpts{Height: 30})
}

// row writes one row; TooLarge where the sheet is full.
func (s *sheet) row(row []cell, total bool) error {
	if s.last >= excelize.TotalRows {
		return domain.Refuse(domain.TooLarge, "error.report.rows", "Limit", excelize.TotalRows-1)
	}
	looks := &s.book.styles.plain
	if total {
		looks = &s.book.styles.total
		s.totals++
	} else {
		s.rows++
	}
	for i := range row {
		s.row0[i] = &s.cells[i]
		s.cells[i].StyleID = looks[s.columns[i].form]
		switch v := &row[i]; v.is {
		case isText:
			s.cells[i].Value = cut(clean(v.text), excelize.TotalCellChars)
		case isWhole:
			s.cells[i].Value = v.number
		case isReal:
			s.cells[i].Value = v.real
		case isDay:
			s.cells[i].Value = serial(domain.Date(v.number))
		case isBlank:
			s.cells[i].Value = nil
			if !total {
				s.row0[i] = nil
			}
		}
	}
	return s.put()
}

func (s *sheet) put(opts ...excelize.RowOpts) error {
	s.last++
	if err := s.stream.SetRow("A"+strconv.Itoa(s.last), s.row0, opts...); err != nil {
		return fmt.Errorf("sheet %s: %w", s.name, err)
	}
	return nil
}

// finish puts the filter over heading and rows, leaving totals out, and closes the stream.
func (s *sheet) finish() error {
	corner, err := excelize.CoordinatesToCellName(len(s.columns), s.last-s.totals)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", s.name, err)
	}
	if err := s.book.f.AutoFilter(s.name, "A1:"+corner, nil); err != nil {
		return fmt.Errorf("sheet %s: %w", s.name, err)
	}
	if err := s.stream.Flush(); err != nil {
		return fmt.Errorf("sheet %s: %w", s.name, err)
	}
	return nil
}

// printSetup makes a sheet print landscape on A4, one page wide, with its heading and page numbers.
func (b *book) printSetup(name string) error {
	const a4 = 9 // ECMA-376 paperSize
	size, orientation, wide, tall, fit := a4, "landscape", 1, 0, true
	if err := b.f.SetPageLayout(name, &excelize.PageLayoutOptions{
		Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall,
	}); err != nil {
		return err
	}
	if err := b.f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := b.f.SetHeaderFooter(name, &excelize.HeaderFooterOptions{
		OddHeader: "&L&A", OddFooter: "&L" + creator + "&R" + b.run.t("report.footer"),
	}); err != nil {
		return err
	}
	return b.f.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: "'" + strings.ReplaceAll(name, "'", "''") + "'!$1:$1", Scope: name,
	})
}

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
