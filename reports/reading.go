package reports

import (
	"context"
	"io"
	"iter"
	"strings"

	"outreach/domain"
)

// The formats that are read back.
const (
	FormatXLSX = "xlsx"
	FormatCSV  = "csv"
)

// Entry is one row of an activity table that was read.
type Entry struct {
	Row     int           // as the spreadsheet numbers it: the heading is row 1
	ID      domain.ID     // "" where the row has none: a new record
	Status  domain.Status // "" where the row has none
	Content domain.Content
	// Faults are the cells that could not be read, each with the field's pointer and the row and column in
	// its params; the fields they are of are left as they were.
	Faults []domain.Fault

	reader *reader
	cells  []string
}

// Onto gives a record's content with the row's changes: only cells that say something else than the record
// are taken over, so that what R1 does not print (households, quiz, photos) stays.
func (e Entry) Onto(base domain.Content) (domain.Content, []domain.Fault) {
	return e.reader.onto(base, e.Row, e.cells)
}

// ReadActivities reads a table with R1's columns: headings in any order and in any of the request's languages,
// labels or codes. The first sheet that has a title column is taken. Rows are checked one by one; what is wrong with
// the file as a whole ends the walk with an error, and then no row of it is to be trusted.
func ReadActivities(ctx context.Context, r io.ReaderAt, size int64, format string, req Request) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		rows := rowsOf(ctx, r, size, format, req)
		if rows == nil {
			yield(Entry{}, domain.Refuse(domain.UnsupportedMedia, "error.import.format", "Value", format))
			return
		}
		var rd *reader
		for row, err := range rows {
			if err == nil && rd == nil {
				rd, err = newReader(ctx, req, row.cells, format)
				if err == nil {
					continue
				}
			}
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(Entry{}, err)
				return
			}
			if row.blank() {
				continue
			}
			if !yield(rd.entry(row.no, row.cells), nil) {
				return
			}
		}
		if rd == nil {
			yield(Entry{}, domain.Refuse(domain.Malformed, "error.import.no_sheet"))
		}
	}
}

// line is one row of cells as text; the reader of the rows keeps none of them.
type line struct {
	no    int
	cells []string
}

func (l line) blank() bool { return strings.TrimSpace(strings.Join(l.cells, "")) == "" }

func rowsOf(ctx context.Context, r io.ReaderAt, size int64, format string, req Request) iter.Seq2[line, error] {
	switch format {
	case FormatCSV:
		return csvLines(io.NewSectionReader(r, 0, size))
	case FormatXLSX:
		return xlsxLines(ctx, r, size, req)
	}
	return nil
}
