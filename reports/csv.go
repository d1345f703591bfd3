package reports

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"outreach/domain"
)

// flushAt is how many bytes are gathered before they are written on.
const flushAt = 64 << 10

// csvWriter writes rows by RFC 4180 into one reused buffer.
type csvWriter struct {
	w   io.Writer
	buf []byte
}

func newCSVWriter(w io.Writer) *csvWriter {
	return &csvWriter{w: w, buf: append(make([]byte, 0, flushAt+8<<10), "\uFEFF"...)}
}

func (c *csvWriter) head(r *run, columns []column) {
	for i, col := range columns {
		if i > 0 {
			c.buf = append(c.buf, ',')
		}
		c.buf = appendText(c.buf, r.heading(col))
	}
	c.buf = append(c.buf, '\r', '\n')
}

func (c *csvWriter) row(row []cell) error {
	b := c.buf
	for i := range row {
		if i > 0 {
			b = append(b, ',')
		}
		switch v := &row[i]; v.is {
		case isText:
			b = appendText(b, v.text)
		case isWhole:
			b = strconv.AppendInt(b, v.number, 10)
		case isReal:
			b = strconv.AppendFloat(b, v.real, 'f', -1, 64)
		case isDay:
			b = appendDay(b, domain.Date(v.number))
		case isBlank:
		}
	}
	c.buf = append(b, '\r', '\n')
	if len(c.buf) >= flushAt {
		return c.close()
	}
	return nil
}

// close writes on what is gathered.
func (c *csvWriter) close() error {
	if _, err := c.w.Write(c.buf); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	c.buf = c.buf[:0]
	return nil
}

func appendDay(b []byte, d domain.Date) []byte {
	y, m, n := int(d)/10000, int(d)/100%100, int(d)%100
	return append(b, byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-', byte('0'+n/10), byte('0'+n%10))
}

// appendText writes one text field, guarded against being run as a formula.
func appendText(b []byte, s string) []byte {
	guarded := runsAsFormula(s)
	if !guarded && !needsQuotes(s) {
		return append(b, s...)
	}
	b = append(b, '"')
	if guarded {
		b = append(b, '\'')
	}
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			break
		}
		b = append(append(b, clean(s[:i])...), '"', '"')
		s = s[i+1:]
	}
	return append(append(b, clean(s)...), '"')
}

// needsQuotes says whether a field holds a byte that must stand in quotes or be cleaned away.
func needsQuotes(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == ',' || c == 0xef {
			return true
		}
	}
	return s != "" && (s[0] == ' ' || s[len(s)-1] == ' ')
}

// runsAsFormula says whether a spreadsheet would run a text: its first character after any apostrophes starts
// a formula or hides one (OWASP, CSV injection). Counting the apostrophes in keeps the guard reversible.
func runsAsFormula(s string) bool {
	for s != "" && s[0] == '\'' {
		s = s[1:]
	}
	if s == "" {
		return false
	}
	switch s[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n':
		return true
	case 0xef:
		first, _ := utf8.DecodeRuneInString(s)
		return first == '\uff1d' || first == '\uff0b' || first == '\uff0d' || first == '\uff20'
	}
	return false
}

// unguarded takes the apostrophe away that appendText put before a text.
func unguarded(s string) string {
	if strings.HasPrefix(s, "'") && runsAsFormula(s) {
		return s[1:]
	}
	return s
}

// clean leaves out what XML 1.0 cannot hold: control characters but tab and line ends, and two
// non-characters; every other character stays as typed.
func clean(s string) string {
	if strings.IndexFunc(s, unholdable) < 0 {
		return s
	}
	return strings.Map(func(c rune) rune {
		if unholdable(c) {
			return -1
		}
		return c
	}, s)
}

func unholdable(c rune) bool {
	return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xfffe || c == 0xffff
}
