package xlsx

import "time"

// Cell is one typed value; the zero Cell is blank. Its own type decides how it is written, its column how it looks.
type Cell struct {
	text  string
	whole int64
	real  float64
	is    kind
}

type kind uint8

const (
	isBlank kind = iota
	isText
	isWhole
	isReal
	isDate
	isBool
)

// Text gives a text; it is never read as a formula, whatever it begins with. An empty one is blank.
func Text(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{is: isText, text: s}
}

// Whole gives a whole number of at most 15 digits, which is what spreadsheets keep.
func Whole(n int64) Cell { return Cell{is: isWhole, whole: n} }

// Real gives a finite number.
func Real(x float64) Cell { return Cell{is: isReal, real: x} }

// Date gives a day of the 1900 calendar as Serial counts it, with the time of day as a fraction.
func Date(serial float64) Cell { return Cell{is: isDate, real: serial} }

// Bool gives a truth value.
func Bool(b bool) Cell {
	c := Cell{is: isBool}
	if b {
		c.whole = 1
	}
	return c
}

// Serial counts the days since 30 December 1899, which is a spreadsheet's number for a day from 1 March 1900 on.
func Serial(year int, month time.Month, day int) float64 {
	const unix = 25569 // 1 January 1970
	return float64(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/86400 + unix)
}
