package reports

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
	"outreach/reports/table"
)

// RefusedRow is a row of a table from outside that was not taken, and why.
type RefusedRow struct {
	Row     int // as the table numbers it
	Reasons []string
}

// RefusedTable says which table the refused rows are of.
type RefusedTable struct {
	Table io.ReaderAt
	Size  int64
	Sheet string // "" in a CSV
	Head  int    // the row of the headings
	Limit table.Limits
	Rows  iter.Seq2[RefusedRow, error]
}

// Refused writes the rows that were not taken as a workbook: every column as it came, under the same headings, then
// the number of the row in the table it came from and the reasons. Mended, it is read as the table was: the two
// columns that were added bear no heading of R1. Rows past what a sheet holds are left out.
func Refused(ctx context.Context, w io.Writer, t RefusedTable, text domain.Text) (err error) {
	source, err := table.Open(ctx, t.Table, t.Size, t.Limit)
	if err != nil {
		return err
	}
	f := excelize.NewFile()
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("refused rows: %w", cerr)
		}
	}()
	out, err := newRefusedSheet(f, source, t.Sheet)
	if err != nil {
		return err
	}
	if err := out.copy(ctx, t, text); err != nil {
		return err
	}
	if err := out.stream.Flush(); err != nil {
		return fmt.Errorf("refused rows: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("refused rows: %w", err)
	}
	return nil
}

// refusedSheet is the sheet being written.
type refusedSheet struct {
	source *table.Table
	stream *excelize.StreamWriter
	day    int // style of a date
	row    int // written last
	width  int // columns of the table
}

func newRefusedSheet(f *excelize.File, source *table.Table, name string) (*refusedSheet, error) {
	const first = "Sheet1"
	if name == "" {
		name = first
	}
	format := "yyyy-mm-dd"
	day, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err == nil {
		err = f.SetSheetName(first, name)
	}
	if err != nil {
		return nil, fmt.Errorf("refused rows: %w", err)
	}
	stream, err := f.NewStreamWriter(name)
	if err != nil {
		return nil, fmt.Errorf("refused rows: %w", err)
	}
	return &refusedSheet{source: source, stream: stream, day: day}, nil
}

// copy walks the table and the refused rows side by side.
func (s *refusedSheet) copy(ctx context.Context, t RefusedTable, text domain.Text) error {
	next, stop := iter.Pull2(t.Rows)
	defer stop()
	refused, err, more := next()
	for row, rerr := range s.source.Rows(ctx, t.Sheet) {
		if rerr != nil || err != nil {
			return firstOf(rerr, err)
		}
		switch {
		case row.Number == t.Head:
			s.width = len(row.Cells)
			err = s.write(row.Cells, text.T("report.col.source_row", nil), text.T("report.col.reason", nil))
		case more && row.Number == refused.Row && s.row < excelize.TotalRows:
			err = s.write(row.Cells, refused.Row, cut(strings.Join(refused.Reasons, "\n"), excelize.TotalCellChars))
			if err == nil {
				refused, err, more = next()
			}
		}
		if err == nil && !more && s.row > 0 {
			return nil
		}
	}
	return err
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// write puts a row of the table and, behind its last column, what is added to it.
func (s *refusedSheet) write(cells []table.Cell, added ...any) error {
	values := make([]any, 0, s.width+len(added))
	for _, c := range cells[:min(len(cells), s.width)] {
		values = append(values, s.value(c))
	}
	for len(values) < s.width {
		values = append(values, nil)
	}
	s.row++
	if err := s.stream.SetRow("A"+strconv.Itoa(s.row), append(values, added...)); err != nil {
		return fmt.Errorf("refused rows: %w", err)
	}
	return nil
}

// value gives a cell as it was: text as text, numbers as numbers, days as days.
func (s *refusedSheet) value(c table.Cell) any {
	switch c.Kind {
	case table.Blank:
		return nil
	case table.Number:
		if n, err := strconv.ParseInt(c.Text, 10, 64); err == nil {
			return n
		}
		if f, err := strconv.ParseFloat(c.Text, 64); err == nil {
			return f
		}
	case table.Date:
		if d, err := time.Parse(time.DateOnly, c.Text); err == nil {
			return excelize.Cell{StyleID: s.day, Value: d}
		}
	case table.Bool:
		return c.Text == "TRUE"
	case table.Text, table.Error:
	}
	text := c.Text
	if s.source.Format() == table.CSV {
		text = unguarded(text)
	}
	return cut(text, excelize.TotalCellChars)
}
