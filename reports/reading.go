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
	Sheet   string        // "" in a CSV
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

// ReadOptions says how a table from outside is to be understood.
type ReadOptions struct {
	// Sheet names the sheet to read; "" takes the first visible one whose headings are known.
	Sheet string
	// Mapping gives the key of a column ("" leaves it out) by the column's heading or letter. Where it is not nil,
	// columns that it does not name and whose heading is not known are left out, not refused.
	Mapping map[string]string
	// Aliases are further headings of a key, e.g. those of configs/data/headings.json.
	Aliases map[string][]string
}

// Heading is one column of a table from outside.
type Heading struct {
	Column string // its letter
	Text   string // what stands in the heading row
	Key    string // the key it is read as, e.g. "title"; "" where it is not read
}

// SheetHead is what is known of a sheet from its first rows.
type SheetHead struct {
	Name     string
	Hidden   bool
	Row      int // of the headings; 0 where none was found
	Headings []Heading
}

// Head is what is known of a table from outside before its rows are read.
type Head struct {
	Kind     string // FormatXLSX or FormatCSV
	Encoding string // of a CSV: utf-8, utf-16le, utf-16be or gb18030
	Doubt    bool   // the text could also be of another encoding: show some of it before anything is written
	Sheets   []SheetHead
	Chosen   int // index of the sheet that would be read, -1 for none
}

// Headings reads the headings of every sheet, each with the key it would be read as.
func Headings(ctx context.Context, r io.ReaderAt, size int64, req Request, opt ReadOptions) (Head, error) {
	head := Head{Kind: sniff(r), Chosen: -1}
	for row, err := range rowsOf(ctx, r, size, head.Kind, req) {
		if err != nil {
			return head, err
		}
		known := headings(req)
		sheet := SheetHead{Row: row.no}
		for i, s := range row.cells {
			sheet.Headings = append(sheet.Headings, Heading{Column: columnLetter(i), Text: s, Key: known[folded(s)]})
		}
		head.Sheets, head.Chosen = append(head.Sheets, sheet), 0
		break
	}
	return head, nil
}

// Keys gives the keys of the columns that are read, in R1's order; their titles are the messages "report.col."+key.
func Keys() []string {
	var keys []string
	read := map[string]bool{"id": true, "status": true, "province": true, "city": true, "county": true}
	for _, in := range inputs() {
		read[in.key] = true
	}
	for _, f := range activityFields() {
		if read[f.key] {
			keys = append(keys, f.key)
		}
	}
	return keys
}

func sniff(r io.ReaderAt) string {
	magic := make([]byte, 2)
	if _, err := r.ReadAt(magic, 0); err == nil && (string(magic) == "PK" || magic[0] == 0xd0 && magic[1] == 0xcf) {
		return FormatXLSX
	}
	return FormatCSV
}

// ReadActivities reads a table with R1's columns, XLSX or CSV by its content: headings in any order and in any of the
// request's languages, labels, codes or aliases. The first sheet that has a title column is taken. Rows are checked one
// by one; what is wrong with the file as a whole ends the walk with an error, and then no row of it is to be trusted.
func ReadActivities(ctx context.Context, r io.ReaderAt, size int64, req Request, opt ReadOptions) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		format := sniff(r)
		rows := rowsOf(ctx, r, size, format, req)
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
