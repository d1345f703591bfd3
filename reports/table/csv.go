package table

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"outreach/domain"
)

// layout is what the head of a CSV tells: the separator, and how many bytes or characters stand before the first row.
type layout struct {
	separator byte
	skip      int // bytes of the text, as UTF-8 or GB18030, before the first row: a mark or a line that names the separator
}

// openText finds the encoding and the separator of a CSV.
func (t *Table) openText(ctx context.Context) error {
	head, err := bufio.NewReader(io.NewSectionReader(t.source, 0, t.source.Size())).Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read table: %w", err)
	}
	if t.encoding, err = detect(ctx, io.NewSectionReader(t.source, 0, t.source.Size()), head); err != nil {
		return err
	}
	const sample = 64 << 10
	begin, err := io.ReadAll(io.LimitReader(t.text(), sample))
	if err != nil {
		return fmt.Errorf("read table: %w", err)
	}
	t.layout = layoutOf(begin)
	t.sheets = []Sheet{{}}
	return nil
}

// text gives the bytes of a CSV as UTF-8, or as they are where they are GB18030: in both no part of a character is a
// separator, a quote or a line end.
func (t *Table) text() io.Reader {
	in := io.NewSectionReader(t.source, 0, t.source.Size())
	switch t.encoding.Name {
	case UTF16LE:
		return &wideReader{in: bufio.NewReader(in), order: binary.LittleEndian}
	case UTF16BE:
		return &wideReader{in: bufio.NewReader(in), order: binary.BigEndian}
	}
	return in
}

// layoutOf takes the separator that a first line "sep=;" names, else the one that stands most often in the first row.
func layoutOf(head []byte) layout {
	var l layout
	text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	l.skip = len(head) - len(text)
	if len(text) > 5 && bytes.EqualFold(text[:4], []byte("sep=")) && (text[5] == '\r' || text[5] == '\n') {
		l.separator = text[4]
		l.skip += 6
		if text[5] == '\r' && len(text) > 6 && text[6] == '\n' {
			l.skip++
		}
		if l.separator == ';' || l.separator == ',' || l.separator == '\t' {
			return l
		}
	}
	l.separator = mostly(text)
	return l
}

// mostly gives the separator that stands most often in the first row that is not empty, the comma where none does.
func mostly(text []byte) byte {
	count := map[byte]int{}
	quoted, some := false, false
	for _, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case (c == '\n' || c == '\r') && some:
			text = nil
		case c == ',' || c == ';' || c == '\t':
			count[c]++
		}
		if text == nil {
			break
		}
		some = some || c != '\n' && c != '\r'
	}
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}

// textReader reads the rows of a CSV by RFC 4180; line ends may be of any of the three kinds.
type textReader struct {
	in        *bufio.Reader
	separator byte
	gb        *gbDecoder // where the text is GB18030
	limits    Limits
	at        place
	text      []byte // of the row
	ends      []int  // of its cells in text
	cells     []Cell
}

func (t *Table) textRows(ctx context.Context, _ Sheet, each func(Row) bool) error {
	r := &textReader{in: bufio.NewReaderSize(t.text(), 64<<10), separator: t.layout.separator, limits: t.limits}
	if t.encoding.Name == GB18030 {
		r.gb = newGBDecoder()
	}
	if _, err := r.in.Discard(t.layout.skip); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read table: %w", err)
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		more, err := r.record()
		if err != nil {
			return err
		}
		if r.at.row > lastRow {
			return refuse(domain.TooLarge, "error.table.rows", r.at, "Limit", r.limits.Rows)
		}
		filled, err := r.decode()
		if err != nil {
			return err
		}
		if filled && !each(Row{r.at.row, r.cells}) {
			return errStopped
		}
		if !more {
			return nil
		}
	}
}

// record gathers the bytes of the cells of one row; false at the end of the text.
func (r *textReader) record() (more bool, err error) {
	r.at.row, r.at.column = r.at.row+1, 1
	r.text, r.ends = r.text[:0], r.ends[:0]
	for {
		start := len(r.text)
		end, err := r.field()
		if err != nil {
			return false, err
		}
		if r.at.column > r.limits.Columns && len(r.text) > start {
			return false, r.tooWide()
		}
		r.ends = append(r.ends, len(r.text))
		switch end {
		case endOfText:
			return false, nil
		case endOfRow:
			return true, nil
		}
		r.at.column++
		if len(r.ends) == lastColumn {
			return false, r.tooWide()
		}
	}
}

func (r *textReader) tooWide() error {
	return refuse(domain.TooLarge, "error.table.columns", r.at, "Limit", ColumnName(r.limits.Columns-1))
}

// fieldEnd is what ended a cell.
type fieldEnd uint8

const (
	endOfField fieldEnd = iota
	endOfRow
	endOfText
)

// field gathers the bytes of one cell.
func (r *textReader) field() (fieldEnd, error) {
	start := len(r.text)
	quoted := false
	for first := true; ; first = false {
		c, err := r.in.ReadByte()
		if errors.Is(err, io.EOF) {
			return endOfText, nil
		}
		if err != nil {
			return 0, fmt.Errorf("read table: %w", err)
		}
		switch {
		case c == '"' && first:
			if quoted, err = true, r.quoted(start); err != nil {
				return 0, err
			}
			continue
		case c == r.separator:
			return endOfField, nil
		case c == '\n':
			return endOfRow, nil
		case c == '\r':
			return endOfRow, r.passed('\n')
		case c == '"' || quoted:
			return 0, refuse(domain.Malformed, "error.table.quote", r.at)
		}
		if r.text = append(r.text, c); len(r.text)-start > 4*r.limits.Cell {
			return 0, refuse(domain.TooLarge, "error.table.cell", r.at, "Limit", r.limits.Cell)
		}
	}
}

// quoted gathers what stands in quotes, after the first one.
func (r *textReader) quoted(start int) error {
	for {
		c, err := r.in.ReadByte()
		if errors.Is(err, io.EOF) {
			return refuse(domain.Malformed, "error.table.quote", r.at)
		}
		if err != nil {
			return fmt.Errorf("read table: %w", err)
		}
		if c == '"' {
			next, err := r.in.Peek(1)
			if err != nil || next[0] != '"' {
				return nil //nolint:nilerr // the end of the text or its failure is met by the next byte read
			}
			if _, err := r.in.Discard(1); err != nil {
				return fmt.Errorf("read table: %w", err)
			}
		}
		if r.text = append(r.text, c); len(r.text)-start > 4*r.limits.Cell {
			return refuse(domain.TooLarge, "error.table.cell", r.at, "Limit", r.limits.Cell)
		}
	}
}

// passed reads over a byte if it comes next.
func (r *textReader) passed(c byte) error {
	next, err := r.in.Peek(1)
	if errors.Is(err, io.EOF) || err == nil && next[0] != c {
		return nil
	}
	if err == nil {
		_, err = r.in.Discard(1)
	}
	if err != nil {
		return fmt.Errorf("read table: %w", err)
	}
	return nil
}

// decode makes the cells of a row of its bytes, and says whether one holds a value.
func (r *textReader) decode() (filled bool, err error) {
	r.cells = r.cells[:0]
	all, start := string(r.text), 0
	for i, end := range r.ends {
		r.at.column = i + 1
		raw := r.text[start:end]
		text := all[start:end]
		start = end
		if len(raw) == 0 {
			r.cells = append(r.cells, Cell{})
			continue
		}
		if r.gb != nil {
			if text, err = r.gb.text(raw, r.at); err != nil {
				return false, err
			}
		} else if !utf8.Valid(raw) {
			return false, refuse(domain.UnsupportedMedia, "error.table.utf8", r.at, "Value", invalid(raw))
		}
		if err := r.check(text); err != nil {
			return false, err
		}
		r.cells = append(r.cells, Cell{Kind: Text, Text: text})
		filled = true
	}
	for len(r.cells) > 0 && r.cells[len(r.cells)-1].Kind == Blank {
		r.cells = r.cells[:len(r.cells)-1]
	}
	return filled, nil
}

// check holds a cell to the limits.
func (r *textReader) check(text string) error {
	switch {
	case unholdable([]byte(text)) >= 0:
		return refuse(domain.Malformed, "error.table.control", r.at)
	case tooLong([]byte(text), r.limits.Cell):
		return refuse(domain.TooLarge, "error.table.cell", r.at, "Limit", r.limits.Cell)
	case r.at.row > r.limits.Rows:
		return refuse(domain.TooLarge, "error.table.rows", r.at, "Limit", r.limits.Rows)
	}
	return nil
}

// invalid gives the first bytes that are no UTF-8, for the message.
func invalid(b []byte) string {
	for len(b) > 0 {
		c, width := utf8.DecodeRune(b)
		if c == utf8.RuneError && width <= 1 {
			break
		}
		b = b[width:]
	}
	return fmt.Sprintf("% X", b[:min(len(b), 3)])
}
