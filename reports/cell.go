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

// column is a heading with the looks of what stands under it.
type column struct {
	key   string // message "report.col."+key
	form  form
	width float64 // characters of the default font
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
