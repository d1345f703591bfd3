package xlsx

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Sheet takes the rows of a table. It is one sheet of the book, and more where one is full.
type Sheet struct {
	book   *Book
	layout Layout
	rows   encoder
	parts  []Part
	sums   []Sum
	part   string // name of the zip part that is being written
	table  string // name of the part with its table object
	head   []byte // what was written of the part before the rows
	size   int64  // bytes of the part so far, before deflate
	last   int    // last row written, from 1
	totals bool   // a total was written: no rows follow
	ended  bool
}

// Sheet begins a big sheet after all others, ending the one that is open.
func (b *Book) Sheet(l Layout) (*Sheet, error) {
	if b.open != nil {
		_ = b.open.End() // kept in b.err
	}
	if b.err != nil {
		return nil, b.err
	}
	if b.closed {
		return nil, ErrEnded
	}
	l.Columns = slices.Clone(l.Columns)
	if err := l.check(); err != nil {
		return nil, b.fail(err)
	}
	l.HeadRow = max(l.HeadRow, 1)
	if l.HeadRow >= b.options.RowsPerSheet {
		return nil, b.fail(fmt.Errorf("%w: headings in row %d", ErrLayout, l.HeadRow))
	}
	s := &Sheet{book: b, layout: l, sums: make([]Sum, len(l.Columns))}
	s.rows = newEncoder(b, l.Columns)
	if err := s.begin(); err != nil {
		return nil, b.fail(err)
	}
	b.open = s
	return s, nil
}

// Rows counts the rows so far, totals left out.
func (s *Sheet) Rows() int {
	n := 0
	for _, p := range s.parts {
		n += p.Rows
	}
	return n
}

// Sums gives the sums by column so far, totals left out.
func (s *Sheet) Sums() []Sum { return slices.Clone(s.sums) }

// Parts are the sheets so far, complete after End.
func (s *Sheet) Parts() []Part { return slices.Clone(s.parts) }

// Row writes a row with a cell for each column. The cells may be used again.
func (s *Sheet) Row(cells []Cell) error {
	if s.totals {
		return s.book.fail(fmt.Errorf("%w: a row after a total", ErrOrder))
	}
	if err := s.put(cells, false); err != nil {
		return s.book.fail(err)
	}
	for i := range cells {
		s.sums[i].add(&cells[i])
	}
	s.now().Rows++
	return nil
}

// Total writes a row under the table, outside its range, in the looks of totals.
func (s *Sheet) Total(cells []Cell) error {
	if p := s.now(); !s.totals && p.Rows == 0 {
		s.last = p.FirstRow // a table has at least one row, here an empty one
	}
	s.totals = true
	if err := s.put(cells, true); err != nil {
		return s.book.fail(err)
	}
	return nil
}

func (s *Sheet) now() *Part { return &s.parts[len(s.parts)-1] }

func (s *Sheet) put(cells []Cell, total bool) error {
	switch {
	case s.book.err != nil:
		return s.book.err
	case s.ended || s.book.closed:
		return fmt.Errorf("%w: a row after the end of its sheet", ErrOrder)
	case len(cells) != len(s.layout.Columns):
		return fmt.Errorf("%w: %d cells for %d columns", ErrLayout, len(cells), len(s.layout.Columns))
	case s.last >= s.book.options.RowsPerSheet:
		if err := s.split(); err != nil {
			return err
		}
	}
	if s.head == nil {
		if err := s.freeze(); err != nil {
			return err
		}
	}
	mark := len(s.rows.out)
	if err := s.rows.row(cells, s.last+1, s.now().Name, total); err != nil {
		return err
	}
	if s.size+int64(len(s.rows.out)) > s.book.options.BytesPerPart {
		if s.now().Rows == 0 {
			return ErrSize
		}
		s.rows.out = s.rows.out[:mark]
		if err := s.split(); err != nil {
			return err
		}
		return s.put(cells, total)
	}
	s.last++
	if len(s.rows.out) >= flushAt {
		return s.flush()
	}
	return nil
}

func (s *Sheet) flush() error {
	n, err := s.book.zip.Write(s.rows.out)
	s.size += int64(n)
	s.rows.out = s.rows.out[:0]
	return err
}

// split goes on in another sheet.
func (s *Sheet) split() error {
	if err := s.end(); err != nil {
		return err
	}
	return s.begin()
}

// begin makes the next sheet of the book.
func (s *Sheet) begin() error {
	f, l := s.book.file, &s.layout
	p := Part{Number: len(s.parts) + 1, HeadRow: l.HeadRow, FirstRow: l.HeadRow + 1}
	p.Name = l.named(p.Number)
	if i, err := f.GetSheetIndex(p.Name); err != nil || i >= 0 {
		return fmt.Errorf("%w: sheet name %q is wrong or taken", ErrLayout, p.Name)
	}
	var err error
	s.part, err = s.book.fresh("xl/worksheets/sheet", func() error {
		_, err := f.NewSheet(p.Name)
		return err
	})
	if err == nil && s.book.options.Cover == "" && len(s.book.written) == 0 { // before its view is written: it becomes the active one
		err = f.DeleteSheet(firstSheet)
	}
	if err == nil {
		err = l.head(f, p)
	}
	if err == nil && l.Table != "" {
		s.table, err = s.book.fresh("xl/tables/table", func() error { return l.table(f, p) })
	}
	if err == nil && l.Begin != nil {
		err = l.Begin(p)
	}
	if err != nil {
		return fmt.Errorf("begin sheet %s: %w", p.Name, err)
	}
	s.parts = append(s.parts, p)
	s.head, s.last, s.size = nil, p.HeadRow, 0
	return nil
}

// freeze writes what stands before the rows.
func (s *Sheet) freeze() error {
	content, err := s.book.part(s.part)
	if err != nil {
		return err
	}
	head, _, err := cleft(content)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", s.now().Name, err)
	}
	s.head = head
	if err := s.book.zip.begin(s.part); err != nil {
		return err
	}
	n, err := s.book.zip.Write(s.head)
	s.size += int64(n)
	return err
}

// End ends the sheet, after which its counts and sums are complete. Ending it again does nothing.
func (s *Sheet) End() error {
	if s.ended || s.book.err != nil {
		return s.book.err
	}
	if err := s.end(); err != nil {
		return s.book.fail(err)
	}
	s.ended, s.book.open = true, nil
	return nil
}

// end writes what stands after the rows, and makes sure that what stands before them is still true.
func (s *Sheet) end() error {
	if s.head == nil {
		if err := s.freeze(); err != nil {
			return err
		}
	}
	p := s.now()
	p.LastRow = p.HeadRow + max(p.Rows, 1)
	if err := s.cover(p); err != nil {
		return err
	}
	if s.layout.End != nil {
		if err := s.layout.End(*p); err != nil {
			return fmt.Errorf("end sheet %s: %w", p.Name, err)
		}
	}
	content, err := s.book.part(s.part)
	if err != nil {
		return err
	}
	head, tail, err := cleft(content)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", p.Name, err)
	}
	if !bytes.Equal(head, s.head) {
		return fmt.Errorf("%w: %s", ErrLate, p.Name)
	}
	s.book.written[s.part] = content
	if s.layout.Table == "" {
		tail = bytes.Replace(tail, []byte(p.absolute(len(s.layout.Columns), p.HeadRow)), []byte(p.span(len(s.layout.Columns), p.LastRow)), 1)
	}
	s.rows.out = append(s.rows.out, tail...)
	return s.flush()
}

// cover sets the range of the table, or of the filter, to the rows there are.
func (s *Sheet) cover(p *Part) error {
	if s.layout.Table != "" {
		was := ` ref="` + p.span(len(s.layout.Columns), p.FirstRow) + `"`
		now := ` ref="` + p.span(len(s.layout.Columns), p.LastRow) + `"`
		v, _ := s.book.file.Pkg.Load(s.table)
		content, ok := v.([]byte)
		if !ok || bytes.Count(content, []byte(was)) != 2 { // the table's and its filter's
			return fmt.Errorf("%w: %s has no range %s", ErrPart, s.table, was)
		}
		s.book.file.Pkg.Store(s.table, bytes.ReplaceAll(content, []byte(was), []byte(now)))
		return nil
	}
	// A second AutoFilter would drop the sheet's other properties, and its name does not double quotes.
	for i := range s.book.file.WorkBook.DefinedNames.DefinedName {
		d := &s.book.file.WorkBook.DefinedNames.DefinedName[i]
		if d.Name == filterName && d.Data == "'"+p.Name+"'!"+p.absolute(len(s.layout.Columns), p.HeadRow) {
			d.Data = "'" + strings.ReplaceAll(p.Name, "'", "''") + "'!" + p.absolute(len(s.layout.Columns), p.LastRow)
			return nil
		}
	}
	return fmt.Errorf("%w: sheet %s has no filter", ErrPart, p.Name)
}

// filterName is how a workbook names the range of a filter (18.2.6).
const filterName = "_xlnm._FilterDatabase"

// cleft cuts a sheet's part where its rows go: after the headings. It drops the dimension, which excelize takes
// from the headings alone and which the standard leaves free (18.3.1.35), and the mark of a filter that hides rows.
func cleft(content []byte) (head, tail []byte, err error) {
	const mark = "</sheetData>"
	if bytes.Count(content, []byte(mark)) != 1 {
		return nil, nil, fmt.Errorf("%w: %d times %s", ErrPart, bytes.Count(content, []byte(mark)), mark)
	}
	at := bytes.Index(content, []byte(mark))
	head = bytes.Clone(content[:at])
	if before, rest, found := bytes.Cut(head, []byte(`<dimension ref="`)); found {
		_, after, _ := bytes.Cut(rest, []byte(`"></dimension>`))
		head = append(bytes.Clone(before), after...)
	}
	head = bytes.Replace(head, []byte(` filterMode="true"`), nil, 1)
	const relations = `xmlns:r="` + "http://schemas.openxmlformats.org/officeDocument/2006/relationships" + `"`
	if !bytes.Contains(head, []byte(relations)) {
		head = bytes.Replace(head, []byte("<worksheet "), []byte("<worksheet "+relations+" "), 1)
	}
	return head, content[at:], nil
}

// shared puts a text into the book's table of shared strings, which excelize writes, and gives its number.
func shared(f *excelize.File, s string) (int, bool) {
	t := f.SharedStrings
	if t == nil || len(t.SI) == 0 || t.SI[0].T == nil {
		return 0, false // headings are in it before the first row
	}
	item, text := t.SI[0], *t.SI[0].T
	text.Val = s
	text.Space.Name.Local = ""
	item.T = &text
	t.SI = append(t.SI, item)
	t.Count, t.UniqueCount = len(t.SI), len(t.SI)
	return len(t.SI) - 1, true
}
