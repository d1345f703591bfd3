package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"outreach/domain"
)

// Format is what a file is by its content.
type Format string

// The formats that are read.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// Kind is what a cell holds.
type Kind uint8

// The kinds of cells. All cells of a CSV are Text.
const (
	Blank  Kind = iota
	Text        // as it stands, escapes undone
	Number      // as the file writes it, e.g. 42, 0.5 or 1E+3
	Date        // a number shown as a day or time: 2022-11-05, 2022-11-05 13:30:00, or 13:30:00 for a time of no day
	Bool        // TRUE or FALSE
	Error       // an error value, e.g. #N/A
)

// Cell is one value.
type Cell struct {
	Kind    Kind
	Formula bool // the value is the result that was saved with a formula; Blank where none was saved
	Text    string
}

// Row is one row that holds a value; its cells are the reader's own and are overwritten by the next row.
type Row struct {
	Number int    // as the spreadsheet counts, from 1
	Cells  []Cell // from column A to the last one with a value
}

// Sheet is one sheet of a file; a CSV has one without a name.
type Sheet struct {
	Name   string
	Hidden bool
	part   string
}

// Area is a block of cells, both corners included, counted from 1.
type Area struct{ Top, Left, Bottom, Right int }

// String gives the block as spreadsheets write it, e.g. A3:B7.
func (a Area) String() string {
	return fmt.Sprintf("%s%d:%s%d", ColumnName(a.Left-1), a.Top, ColumnName(a.Right-1), a.Bottom)
}

// Table is a file that was found to be one. It may be read by one goroutine at a time.
type Table struct {
	format   Format
	limits   Limits
	sheets   []Sheet
	merged   map[string][]Area
	book     *book
	source   *io.SectionReader
	encoding Encoding
	layout   layout
}

// Open finds out what a file is and checks what can be told before its rows are read.
func Open(ctx context.Context, r io.ReaderAt, size int64, limits Limits) (*Table, error) {
	t := &Table{limits: limits.settled(), merged: map[string][]Area{}, source: io.NewSectionReader(r, 0, size)}
	if size > t.limits.Upload {
		return nil, refuse(domain.TooLarge, "error.table.upload", place{}, "Limit", t.limits.Upload>>20)
	}
	head := make([]byte, min(size, 512))
	if n, err := r.ReadAt(head, 0); err != nil && (!errors.Is(err, io.EOF) || n < len(head)) {
		return nil, fmt.Errorf("read table: %w", err)
	}
	if err := kindOf(head); err != nil {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")) {
		t.format = XLSX
		return t, t.openBook(ctx, r, size)
	}
	t.format = CSV
	return t, t.openText(ctx)
}

// kindOf refuses by their first bytes the files that people send instead of a table.
func kindOf(head []byte) error {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return refuse(domain.Malformed, "error.table.empty", place{})
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")): // [MS-CFB] 2.2: an old binary workbook or an encrypted one
		return refuse(domain.UnsupportedMedia, "error.table.ole", place{})
	case trimmed[0] == '<':
		return refuse(domain.UnsupportedMedia, "error.table.kind", place{}, "Value", "HTML, XML")
	}
	for magic, name := range map[string]string{
		"%PDF": "PDF", "\x89PNG": "PNG", "\xff\xd8\xff": "JPEG", "\x1f\x8b": "GZIP", "Rar!": "RAR", "7z\xbc\xaf": "7z", "{\\rtf": "RTF", "\x09\x08": "XLS",
	} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return refuse(domain.UnsupportedMedia, "error.table.kind", place{}, "Value", name)
		}
	}
	return nil
}

// Format says what the file is.
func (t *Table) Format() Format { return t.format }

// Encoding says how the text of a CSV is written.
func (t *Table) Encoding() Encoding { return t.encoding }

// Sheets lists the sheets that hold cells, in the order of the workbook.
func (t *Table) Sheets() []Sheet { return t.sheets }

// Merged lists the merged blocks of a sheet; it is known once the sheet's rows were read to their end.
func (t *Table) Merged(sheet string) []Area { return t.merged[sheet] }

// Day reads a number as a day or time of the file's calendar, in the form of a Date cell.
func (t *Table) Day(number string) (string, bool) {
	if t.book == nil {
		return "", false
	}
	b, ok := appendDay(nil, []byte(number), lookDay, t.book.from1904)
	return string(b), ok
}

// Rows reads the rows of a sheet, in order, those without a value left out. An error ends the walk, and then no row of
// the sheet is to be trusted: what is wrong with a file may only be known at its end.
func (t *Table) Rows(ctx context.Context, sheet string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, s := range t.sheets {
			if s.Name != sheet {
				continue
			}
			read := t.textRows
			if t.format == XLSX {
				read = t.sheetRows
			}
			if err := read(ctx, s, func(r Row) bool { return yield(r, nil) }); err != nil && !errors.Is(err, errStopped) {
				yield(Row{}, err)
			}
			return
		}
		yield(Row{}, refuse(domain.NotFound, "error.table.sheet", place{}, "Value", sheet))
	}
}

// errStopped ends a walk whose caller has seen enough.
var errStopped = errors.New("stopped")
