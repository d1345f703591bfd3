package job

import (
	"time"

	"outreach/domain"
)

// Relative names a period by where today lies, so that settings kept for long keep their meaning.
type Relative string

// The relative periods. Each is of whole days of Asia/Shanghai; YearToDate ends with today, the others with
// the last day of their month, quarter or year.
const (
	ThisMonth   Relative = "this_month"
	LastMonth   Relative = "last_month"
	ThisQuarter Relative = "this_quarter"
	LastQuarter Relative = "last_quarter"
	ThisYear    Relative = "this_year"
	LastYear    Relative = "last_year"
	YearToDate  Relative = "year_to_date"
)

// On gives the period's days as seen on a day; no days at all for a word that is none of these.
func (r Relative) On(today domain.Date) domain.Period {
	year, month, _ := today.Time().Date()
	quarter := month - (month-1)%3
	switch r {
	case ThisMonth:
		return months(year, month, 1)
	case LastMonth:
		return months(year, month-1, 1)
	case ThisQuarter:
		return months(year, quarter, 3)
	case LastQuarter:
		return months(year, quarter-3, 3)
	case ThisYear:
		return domain.YearPeriod(year)
	case LastYear:
		return domain.YearPeriod(year - 1)
	case YearToDate:
		return domain.Period{From: domain.YearPeriod(year).From, To: today.AddDays(1)}
	}
	return domain.Period{}
}

// months gives n months from one on; a month before January lies in the year before.
func months(year int, first time.Month, n int) domain.Period {
	begin := time.Date(year, first, 1, 0, 0, 0, 0, time.UTC)
	return domain.Period{From: domain.DateOf(begin.Date()), To: domain.DateOf(begin.AddDate(0, n, 0).Date())}
}
