package domain

import (
	"fmt"
	"strconv"
	"time"
)

// Shanghai is the zone of every day and month: China has had one zone without daylight saving
// since 1991, so a fixed offset needs no zone database.
func Shanghai() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }

// Date is a civil day written as the number yyyymmdd; it sorts by time. The zero Date means "none".
type Date int32

// DateOf makes a Date; an impossible day gives the zero Date.
func DateOf(year int, month time.Month, day int) Date {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day || year < 1 || year > 9999 {
		return 0
	}
	return Date(year*10000 + int(month)*100 + day)
}

// DayOf gives the day in Asia/Shanghai of an instant.
func DayOf(t time.Time) Date {
	y, m, d := t.In(Shanghai()).Date()
	return DateOf(y, m, d)
}

// ParseDate reads "2006-01-02". Anything else is an Invalid error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, &Error{Code: Invalid, Key: "fault.date", Params: map[string]any{"Value": s}, Err: err}
	}
	return DateOf(t.Date()), nil
}

// Year gives the calendar year.
func (d Date) Year() int { return int(d) / 10000 }

// Month gives the month the day lies in.
func (d Date) Month() Month { return Month(d / 100) }

// Time gives midnight UTC of the civil day, for arithmetic and spreadsheet cells; not an instant in Shanghai.
func (d Date) Time() time.Time {
	return time.Date(d.Year(), time.Month(d/100%100), int(d%100), 0, 0, 0, 0, time.UTC)
}

// AddDays gives the day n days later, or earlier where n is negative.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n).Date()) }

// DaysSince gives the number of days from an earlier day to d.
func (d Date) DaysSince(earlier Date) int {
	return int(d.Time().Sub(earlier.Time()) / (24 * time.Hour))
}

// String gives "2006-01-02", or "" for the zero Date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", int(d)/10000, int(d)/100%100, int(d)%100)
}

// MarshalText gives "2006-01-02".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2006-01-02"; empty text is the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Month is a civil month written as the number yyyymm; it sorts by time. The zero Month means "none".
type Month int32

// ParseMonth reads "2006-01".
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse("2006-01", s)
	if err != nil || t.Year() < 1 {
		return 0, &Error{Code: Invalid, Key: "fault.month", Params: map[string]any{"Value": s}, Err: err}
	}
	return Month(t.Year()*100 + int(t.Month())), nil
}

// First gives the month's first day.
func (m Month) First() Date { return Date(m*100 + 1) }

// Next gives the month after.
func (m Month) Next() Month {
	if m%100 == 12 {
		return m + 89
	}
	return m + 1
}

// Year gives the calendar year.
func (m Month) Year() int { return int(m) / 100 }

// Quarter gives "2006-Q1".
func (m Month) Quarter() string {
	return strconv.Itoa(m.Year()) + "-Q" + strconv.Itoa((int(m)%100+2)/3)
}

// Half gives "2006-H1".
func (m Month) Half() string { return strconv.Itoa(m.Year()) + "-H" + strconv.Itoa((int(m)%100+5)/6) }

// String gives "2006-01", or "" for the zero Month.
func (m Month) String() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", int(m)/100, int(m)%100)
}

// MarshalText gives "2006-01".
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads "2006-01"; empty text is the zero Month.
func (m *Month) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = 0
		return nil
	}
	v, err := ParseMonth(string(b))
	if err != nil {
		return err
	}
	*m = v
	return nil
}

// Period is a half-open range of days [From, To). A zero bound is open.
type Period struct {
	From Date `json:"from,omitzero"`
	To   Date `json:"to,omitzero"`
}

// YearPeriod gives [January 1st, next January 1st).
func YearPeriod(year int) Period {
	return Period{From: DateOf(year, time.January, 1), To: DateOf(year+1, time.January, 1)}
}

// Contains says whether a day lies in the range.
func (p Period) Contains(d Date) bool { return (p.From == 0 || d >= p.From) && (p.To == 0 || d < p.To) }

// WholeMonths says whether both bounds are open or first days of months.
func (p Period) WholeMonths() bool { return p.From%100 <= 1 && p.To%100 <= 1 }

// WholeYears says whether both bounds are open or first days of January.
func (p Period) WholeYears() bool {
	return (p.From == 0 || p.From%10000 == 101) && (p.To == 0 || p.To%10000 == 101)
}

// Last gives the last day inside the range: the closing day that denominators are looked up on.
// The zero Date for an open end.
func (p Period) Last() Date {
	if p.To == 0 {
		return 0
	}
	return p.To.AddDays(-1)
}

// Check refuses a range that ends before it begins, naming the field "to".
func (p Period) Check() error {
	if p.From != 0 && p.To != 0 && p.To <= p.From {
		return RefuseFields(FaultAt("/to", "fault.period"))
	}
	return nil
}
