package reports

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"outreach/domain"
	"outreach/reports/table"
)

// The formats that are read back.
const (
	FormatXLSX = string(table.XLSX)
	FormatCSV  = string(table.CSV)
)

// ReadOptions says how a table from outside is to be understood.
type ReadOptions struct {
	// Sheet names the sheet to read; "" takes the first visible one whose headings are known.
	Sheet string
	// Row is the number of the row with the headings; 0 finds it among the first rows.
	Row int
	// Mapping gives the key of a column ("" leaves it out) by the column's heading or letter. Where it is not nil,
	// columns that it does not name and whose heading is not known are left out, not refused.
	Mapping map[string]string
	// Aliases are further headings of a key, e.g. those of configs.Headings.
	Aliases map[string][]string
	// Limits are what the file may be at most.
	Limits table.Limits
}

// Entry is one row of an activity table that was read.
type Entry struct {
	Sheet  string        // "" in a CSV
	Row    int           // as the spreadsheet numbers it, from 1
	ID     domain.ID     // "" where the row has none: a new record
	Status domain.Status // "" where the row has none
	// Revision is the one of the record that the row was made from; 0 where the row does not say.
	Revision int64
	Content  domain.Content
	// Faults are the cells that could not be read, each with the field's pointer and the sheet, row and column in
	// its params; the fields they are of are left as they were.
	Faults []domain.Fault

	reader *reader
	line   line
}

// Onto gives a record's content with the row's changes: only cells that say something else than the record
// are taken over, so that what R1 does not print (households, quiz, photos) stays.
func (e Entry) Onto(base domain.Content) (domain.Content, []domain.Fault) {
	return e.reader.onto(base, e.line)
}

// ReadActivities reads a table with R1's columns, XLSX or CSV by its content: headings in any order and in any of the
// request's languages, labels, codes or aliases, below rows that hold other things. Rows are checked one by one; what is
// wrong with the file as a whole ends the walk with an error, and then no row of it is to be trusted.
func ReadActivities(ctx context.Context, r io.ReaderAt, size int64, req Request, opt ReadOptions) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		err := readActivities(ctx, source{r, size}, req, opt, func(e Entry) bool { return yield(e, nil) })
		if err != nil && !errors.Is(err, errEnough) {
			yield(Entry{}, err)
		}
	}
}

// errEnough ends a walk whose caller has seen enough.
var errEnough = errors.New("enough")

// source is a file from outside.
type source struct {
	r    io.ReaderAt
	size int64
}

func readActivities(ctx context.Context, src source, req Request, opt ReadOptions, each func(Entry) bool) error {
	t, err := table.Open(ctx, src.r, src.size, opt.Limits)
	if err != nil {
		return err
	}
	known, err := newHeadings(req, opt)
	if err != nil {
		return err
	}
	for _, s := range t.Sheets() {
		if s.Hidden && opt.Sheet == "" || opt.Sheet != "" && s.Name != opt.Sheet {
			continue
		}
		w := &walk{table: t, sheet: s.Name, headings: known, each: each, start: func(h head) (*reader, error) { return newReader(ctx, req, h, t) }}
		if found, err := w.run(ctx); found || err != nil {
			return err
		}
	}
	return domain.Refuse(domain.Malformed, "error.import.no_sheet")
}

// walk goes through one sheet: it finds the headings among the first rows and reads what stands below them.
type walk struct {
	table    *table.Table
	sheet    string
	headings headings
	each     func(Entry) bool
	start    func(head) (*reader, error)
	first    []table.Row // seen before the headings are settled
	reader   *reader
}

// headRows is how many rows are looked at to find the headings: a title, a unit and a date may stand above them.
const headRows = 10

func (w *walk) run(ctx context.Context) (found bool, err error) {
	for row, err := range w.table.Rows(ctx, w.sheet) {
		if err != nil {
			return w.reader != nil, err
		}
		if w.reader != nil {
			if err := w.entry(row); err != nil {
				return true, err
			}
			continue
		}
		w.first = append(w.first, table.Row{Number: row.Number, Cells: slices.Clone(row.Cells)})
		if len(w.first) == headRows {
			if found, err := w.settle(ctx); err != nil || !found {
				return found, err
			}
		}
	}
	if w.reader == nil {
		if found, err := w.settle(ctx); err != nil || !found {
			return found, err
		}
	}
	return true, w.unmerged()
}

// settle chooses the row of headings and reads the rows after it that were seen already.
func (w *walk) settle(ctx context.Context) (found bool, err error) {
	h, ok := w.headings.find(w.sheet, w.first)
	if !ok {
		return false, nil
	}
	if w.reader, err = w.start(h); err != nil {
		return true, err
	}
	for _, row := range w.first {
		if row.Number <= h.row {
			continue
		}
		if err := ctx.Err(); err != nil {
			return true, err
		}
		if err := w.entry(row); err != nil {
			return true, err
		}
	}
	return true, nil
}

func (w *walk) entry(row table.Row) error {
	if l := w.reader.line(row); !l.blank() && !w.each(w.reader.entry(l)) {
		return errEnough
	}
	return nil
}

// unmerged refuses merged cells among the rows: all but the first of them would read as blank.
func (w *walk) unmerged() error {
	for _, m := range w.table.Merged(w.sheet) {
		if m.Bottom > w.reader.head.row {
			return domain.Refuse(domain.Malformed, "error.table.merged", "Where", w.sheet+"!"+m.String(),
				"Sheet", w.sheet, "Row", m.Top, "Column", table.ColumnName(m.Left-1))
		}
	}
	return nil
}

// line is one row of cells as text.
type line struct {
	no    int
	cells []string
	odd   map[int]string // message of what a cell is besides its text, by column
}

func (l line) blank() bool {
	return strings.TrimSpace(strings.Join(l.cells, "")) == "" && len(l.odd) == 0
}

// line makes text of the cells of a row.
func (rd *reader) line(row table.Row) line {
	l := line{no: row.Number, cells: make([]string, len(row.Cells))}
	for i, c := range row.Cells {
		s := c.Text
		switch {
		case rd.table.Format() == table.CSV:
			s = unguarded(s)
		case c.Kind == table.Number:
			s = rd.number(i, s)
		}
		l.cells[i] = s
		switch {
		case c.Formula:
			l.mark(i, "fault.report.formula")
		case c.Kind == table.Error, rd.table.Format() == table.CSV && errorCell(s):
			l.mark(i, "fault.report.cell")
		}
	}
	return l
}

func (l *line) mark(i int, message string) {
	if l.odd == nil {
		l.odd = map[int]string{}
	}
	l.odd[i] = message
}

// number writes a number as people do, and as a day where days stand.
func (rd *reader) number(column int, s string) string {
	if at, ok := rd.at["date"]; ok && at == column {
		if day, ok := rd.table.Day(s); ok && "1990" <= day && day < "2100" { // other numbers under a date are mistakes
			return day
		}
	}
	if !strings.ContainsAny(s, ".eE+") {
		return s
	}
	const exact = 1e15 // a spreadsheet keeps 15 digits
	if f, err := strconv.ParseFloat(s, 64); err == nil && -exact < f && f < exact {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return s
}
