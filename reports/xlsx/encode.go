package xlsx

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// maxShared bounds the memory of a column's shared texts; further ones stand in their cells.
const maxShared = 1000

// Bounds of what a spreadsheet keeps exactly.
const (
	maxWhole = 999_999_999_999_999 // 15 digits
	minDate  = 61                  // 1 March 1900; before it programs differ by a day
	endDate  = 2958466             // 1 January 10000
)

// encoder makes the XML of rows.
type encoder struct {
	book    *Book
	columns []encoded
	class   *[256]uint8
	number  []byte // the row's number
	out     []byte
}

// encoded is a column with what of its cells' XML is always the same.
type encoded struct {
	Column
	letters string
	open    string // <c r="A
	style   string // " s="1
	total   string
	known   map[string]string // shared texts: the number of each
}

func newEncoder(b *Book, columns []Column) encoder {
	e := encoder{book: b, class: classes(), out: make([]byte, 0, flushAt+flushAt/4)}
	for i, c := range columns {
		x := encoded{Column: c, letters: column(i)}
		x.open, x.style, x.total = `<c r="`+x.letters, look(c.Style), look(c.Total)
		if c.Shared {
			x.known = map[string]string{}
		}
		e.columns = append(e.columns, x)
	}
	return e
}

func look(style int) string {
	if style == 0 {
		return ""
	}
	return `" s="` + strconv.Itoa(style)
}

// row adds a row to out.
func (e *encoder) row(cells []Cell, number int, sheet string, total bool) error {
	e.number = strconv.AppendInt(e.number[:0], int64(number), 10)
	b := append(append(append(e.out, `<row r="`...), e.number...), `">`...)
	for i := range cells {
		c, x := &cells[i], &e.columns[i]
		style := x.style
		if total {
			style = x.total
		}
		if c.is == isBlank && (!total || style == "") {
			continue
		}
		b = append(append(append(b, x.open...), e.number...), style...)
		var err error
		if c.is == isText {
			b, err = e.text(b, c.text, x)
		} else {
			b, err = value(b, c)
		}
		if err != nil {
			return &CellError{sheet, x.letters + string(e.number), x.Title, err}
		}
	}
	e.out = append(b, "</row>"...)
	return nil
}

func value(b []byte, c *Cell) ([]byte, error) {
	switch c.is {
	case isWhole:
		if c.whole > maxWhole || c.whole < -maxWhole {
			return b, ErrDigits
		}
		b = strconv.AppendInt(append(b, `"><v>`...), c.whole, 10)
	case isReal:
		if math.IsNaN(c.real) || math.IsInf(c.real, 0) {
			return b, ErrNumber
		}
		b = strconv.AppendFloat(append(b, `"><v>`...), c.real, 'g', -1, 64)
	case isDate:
		if !(c.real >= minDate && c.real < endDate) {
			return b, ErrDate
		}
		b = strconv.AppendFloat(append(b, `"><v>`...), c.real, 'f', -1, 64)
	case isBool:
		b = strconv.AppendInt(append(b, `" t="b"><v>`...), c.whole, 10)
	case isBlank, isText:
		return append(b, `"/>`...), nil
	}
	return append(b, "</v></c>"...), nil
}

func (e *encoder) text(b []byte, s string, x *encoded) ([]byte, error) {
	if x.known != nil {
		if n, ok := e.share(s, x); ok {
			return append(append(append(b, `" t="s"><v>`...), n...), "</v></c>"...), nil
		}
	}
	if err := fault(s); err != nil {
		if !e.book.options.Mend {
			return b, err
		}
		s = mend(s)
	}
	if spaced(s) {
		b = append(b, `" t="inlineStr"><is><t xml:space="preserve">`...)
	} else {
		b = append(b, `" t="inlineStr"><is><t>`...)
	}
	return append(escape(b, s, e.class), "</t></is></c>"...), nil
}

// share gives the number of a shared text. Texts that need more than XML's escapes stay in their cells.
func (e *encoder) share(s string, x *encoded) (string, bool) {
	if n, ok := x.known[s]; ok {
		return n, true
	}
	if len(x.known) >= maxShared || !easy(s) {
		return "", false
	}
	i, ok := shared(e.book.file, s)
	if !ok {
		return "", false
	}
	s = strings.Clone(s)
	n := strconv.Itoa(i)
	x.known[s] = n
	return n, true
}

func easy(s string) bool {
	if len(s) > excelize.MaxFieldLength || !utf8.ValidString(s) || spaced(s) || strings.Contains(s, "_x") {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0xFFFE || c == 0xFFFF })
}
