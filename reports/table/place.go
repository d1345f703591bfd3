package table

import (
	"fmt"
	"strings"

	"outreach/domain"
)

// The edges of any sheet (ECMA-376 Part 1, 18.3.1.73; Excel's published limits).
const (
	lastRow    = 1_048_576
	lastColumn = 16_384
)

// place is where something was found: in a part of the archive, or at a row and column, which count from 1; 0 is unknown.
type place struct {
	part, sheet string
	row, column int
}

// String gives the place as spreadsheets write it: Sheet1!C7, C7 in a file without sheets, else the part.
func (p place) String() string {
	var b strings.Builder
	if p.sheet != "" {
		b.WriteString(p.sheet)
	}
	if p.row > 0 {
		if p.sheet != "" {
			b.WriteByte('!')
		}
		if p.column > 0 {
			b.WriteString(ColumnName(p.column - 1))
		}
		fmt.Fprint(&b, p.row)
	}
	if b.Len() == 0 {
		return p.part
	}
	return b.String()
}

// refuse makes the error of something found at a place; Where, Sheet, Row and Column join the params.
func refuse(code domain.ErrorCode, key string, at place, params ...any) *domain.Error {
	column := ""
	if at.column > 0 {
		column = ColumnName(at.column - 1)
	}
	return domain.Refuse(code, key, append(params, "Where", at.String(), "Sheet", at.sheet, "Row", at.row, "Column", column)...)
}

// broken is the refusal of a file that is not what it should be, with the cause for the log.
func broken(key string, at place, cause error) *domain.Error {
	e := refuse(domain.Malformed, key, at)
	e.Err = cause
	return e
}

// ColumnName names a column, counted from 0, as spreadsheets do: A … Z, AA … XFD.
func ColumnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// ColumnIndex gives the number of a column, counted from 0, by its name in either case.
func ColumnIndex(name string) (int, bool) {
	column, rest := letters([]byte(strings.ToUpper(name)))
	return column - 1, column > 0 && len(rest) == 0
}

// letters reads the column of a reference, counted from 1, and gives what follows; 0 where there is none.
func letters(ref []byte) (column int, rest []byte) {
	i := 0
	for i < len(ref) && i < 4 && 'A' <= ref[i] && ref[i] <= 'Z' {
		column = column*26 + int(ref[i]-'A') + 1
		i++
	}
	if column > lastColumn {
		return 0, ref
	}
	return column, ref[i:]
}

// digits reads a number from 1 to most without sign or leading zero; 0 where it is none.
func digits(b []byte, most int) int {
	if len(b) == 0 || len(b) > 9 || b[0] == '0' {
		return 0
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	if n > most {
		return 0
	}
	return n
}
