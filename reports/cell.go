package reports

import "outreach/domain"

// form is how a column's values look and align.
type form uint8

const (
	asText form = iota
	asWhole
	asDecimal // one place
	asDate
	asPercent
)

// String names a form as Offer tells it.
func (f form) String() string {
	return [...]string{asText: "text", asWhole: "whole", asDecimal: "decimal", asDate: "date", asPercent: "percent"}[f]
}

// cell is one typed value; its own type decides how it is written, its column only how it looks.
type cell struct {
	is     cellType
	number int64 // whole numbers, and a day as yyyymmdd
	real   float64
	text   string
}

type cellType uint8

const (
	isBlank cellType = iota
	isText
	isWhole
	isReal
	isDay
)

func words(s string) cell {
	if s == "" {
		return cell{}
	}
	return cell{is: isText, text: s}
}

func whole[T ~int | ~int64](n T) cell { return cell{is: isWhole, number: int64(n)} }

func day(d domain.Date) cell {
	if d == 0 {
		return cell{}
	}
	return cell{is: isDay, number: int64(d)}
}

// hours gives minutes as hours.
func hours(m int64) cell { return cell{is: isReal, real: float64(m) / 60} }

// ratio gives part ÷ base, blank where there is no base.
func ratio(part, base int64) cell {
	if base == 0 {
		return cell{}
	}
	return cell{is: isReal, real: float64(part) / float64(base)}
}

// growth gives now ÷ before − 1, blank where there was nothing before.
func growth(now, before int64) cell { return ratio(now-before, before) }

// column is a heading with the looks of what stands under it, and what its total is.
type column struct {
	key     string // message "report.col."+key
	title   string // a heading made of data; "": the message
	form    form
	width   float64 // characters of the default font
	total   totalRule
	measure domain.Measure // that the source answers; "": of the records themselves
	fill    bool           // people write into it
	list    string         // vocabulary or list of own codes whose labels may be filled in; "": anything
	state   state
}

// totalRule says how a column's total comes about.
type totalRule uint8

const (
	noTotal       totalRule = iota // rates, texts, and cuts that overlap
	totalAdds                      // the rows add up
	totalDistinct                  // different things counted over the whole, by the source
)

// state says what a column's values tell at a glance.
type state uint8

const (
	noState   state = iota
	ifReached       // a count: 0 is not reached
	ifGrows         // a rate of change: below 0 is a fall
	ifMet           // a rate of completion: 1 and above is met
	byGrade         // a finding's grade
)

func col(key string, f form, width float64) column { return column{key: key, form: f, width: width} }

// adds marks a column whose rows add up to what the source answers for a measure, "" where it has none.
func (c column) adds(m domain.Measure) column { c.total, c.measure = totalAdds, m; return c }

// distinct marks a column that counts different things: its total is the source's own.
func (c column) distinct(m domain.Measure) column { c.total, c.measure = totalDistinct, m; return c }

func (c column) shows(s state) column { c.state = s; return c }

// toFill marks a column that people fill in, from a list where one is named.
func (c column) toFill(list string) column { c.fill, c.list = true, list; return c }

// heading gives what stands above the column.
func (r *run) heading(c column) string {
	if c.title != "" {
		return c.title
	}
	return r.t("report.col." + c.key)
}

// field is a column with the function from a report's row to its value.
type field[T any] struct {
	column
	value func(*run, *T) cell
}

func columnsOf[T any](fields []field[T]) []column {
	list := make([]column, len(fields))
	for i, f := range fields {
		list[i] = f.column
	}
	return list
}
