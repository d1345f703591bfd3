package domain_test

import (
	"testing"
	"time"

	"outreach/domain"
)

func TestDatesAreCivilDays(t *testing.T) {
	for text, want := range map[string]domain.Date{
		"2022-09-15": 20220915, "2024-02-29": 20240229, "0001-01-01": 10101, "9999-12-31": 99991231,
	} {
		got, err := domain.ParseDate(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%s: %d (%v), printed %s", text, got, err, got)
		}
		if y, m, d := got.Time().Date(); domain.DateOf(y, m, d) != got || got.Year() != y || got.Month() != domain.Month(y*100+int(m)) {
			t.Errorf("%s falls apart into %d %d %d", text, y, m, d)
		}
	}
	for _, text := range []string{"", "2022-9-15", "2022-09-31", "2023-02-29", "0000-01-01", "20220915", "2022-09-15T00:00:00Z", " 2022-09-15", "10000-01-01"} {
		if got, err := domain.ParseDate(text); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q is read as %d (%v)", text, got, err)
		}
	}
	for _, got := range []domain.Date{domain.DateOf(2022, 2, 30), domain.DateOf(2022, 13, 1), domain.DateOf(0, 1, 1), domain.DateOf(10000, 1, 1)} {
		if got != 0 {
			t.Errorf("an impossible day is %d", got)
		}
	}
}

func TestDaysAreThoseOfShanghai(t *testing.T) {
	for at, want := range map[time.Time]domain.Date{
		time.Date(2022, 9, 15, 15, 59, 59, 0, time.UTC):                             20220915,
		time.Date(2022, 9, 15, 16, 0, 0, 0, time.UTC):                               20220916,
		time.Date(2022, 12, 31, 23, 0, 0, 0, time.FixedZone("", -5*60*60)):          20230101,
		time.Date(2024, 2, 29, 0, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*3600)): 20240229,
	} {
		if got := domain.DayOf(at); got != want {
			t.Errorf("%s is %s, want %s", at, got, want)
		}
	}
}

func TestDaysAddUpOverMonthsAndLeapYears(t *testing.T) {
	for _, c := range []struct {
		from domain.Date
		n    int
		to   domain.Date
	}{{20240228, 1, 20240229}, {20240228, 2, 20240301}, {20230228, 1, 20230301}, {20211231, 1, 20220101}, {20220101, -1, 20211231}, {20200101, 366, 20210101}, {20220915, 0, 20220915}} {
		if got := c.from.AddDays(c.n); got != c.to {
			t.Errorf("%s and %d days: %s, want %s", c.from, c.n, got, c.to)
		}
		if got := c.to.DaysSince(c.from); got != c.n {
			t.Errorf("%s since %s: %d, want %d", c.to, c.from, got, c.n)
		}
	}
}

func TestMonthsKnowTheirQuarterAndHalf(t *testing.T) {
	quarters := []string{"2022-Q1", "2022-Q1", "2022-Q1", "2022-Q2", "2022-Q2", "2022-Q2", "2022-Q3", "2022-Q3", "2022-Q3", "2022-Q4", "2022-Q4", "2022-Q4"}
	for i, quarter := range quarters {
		m, half := domain.Month(202201+i), "2022-H1"
		if i >= 6 {
			half = "2022-H2"
		}
		if m.Quarter() != quarter || m.Half() != half || m.Year() != 2022 || m.First() != domain.Date(20220101+100*i) {
			t.Errorf("%s: %s %s %d %s", m, m.Quarter(), m.Half(), m.Year(), m.First())
		}
		if next := m.Next(); next.First().AddDays(-1).Month() != m {
			t.Errorf("after %s comes %s", m, next)
		}
		if got, err := domain.ParseMonth(m.String()); err != nil || got != m {
			t.Errorf("%s is read as %d (%v)", m, got, err)
		}
	}
	for _, text := range []string{"", "2022-13", "2022-00", "0000-01", "2022-1", "202201", "2022-01-01"} {
		if got, err := domain.ParseMonth(text); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q is read as %d (%v)", text, got, err)
		}
	}
}

func TestNoDayAndNoMonthAreEmptyText(t *testing.T) {
	var d domain.Date
	var m domain.Month
	if d.String() != "" || m.String() != "" {
		t.Errorf("%q %q", d, m)
	}
	roundTrip(t, &d, "")
	roundTrip(t, &m, "")
	roundTrip(t, &d, "2022-09-15")
	roundTrip(t, &m, "2022-09")
	if d != 20220915 || m != 202209 {
		t.Errorf("%d %d", d, m)
	}
	if d.UnmarshalText([]byte("soon")) == nil || m.UnmarshalText([]byte("soon")) == nil || d != 20220915 || m != 202209 {
		t.Errorf("a refused text left %d %d", d, m)
	}
}

// roundTrip reads a text and wants it written back.
func roundTrip(t *testing.T, v interface {
	UnmarshalText([]byte) error
	MarshalText() ([]byte, error)
}, text string,
) {
	t.Helper()
	if err := v.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if got, err := v.MarshalText(); err != nil || string(got) != text {
		t.Errorf("%q is written %q (%v)", text, got, err)
	}
}

func TestPeriodsAreHalfOpen(t *testing.T) {
	year := domain.YearPeriod(2022)
	if year != (domain.Period{From: 20220101, To: 20230101}) || year.Last() != 20221231 {
		t.Errorf("2022 is %v", year)
	}
	for _, c := range []struct {
		p             domain.Period
		inside        []domain.Date
		outside       []domain.Date
		months, years bool
		last          domain.Date
	}{
		{year, []domain.Date{20220101, 20221231}, []domain.Date{20211231, 20230101, 0}, true, true, 20221231},
		{domain.Period{}, []domain.Date{0, 20220101}, nil, true, true, 0},
		{domain.Period{From: 20220201}, []domain.Date{20220201}, []domain.Date{20220131}, true, false, 0},
		{domain.Period{To: 20220201}, []domain.Date{0, 20220131}, []domain.Date{20220201}, true, false, 20220131},
		{domain.Period{From: 20220101, To: 20220102}, []domain.Date{20220101}, []domain.Date{20220102}, false, false, 20220101},
		{domain.Period{From: 20220115}, nil, []domain.Date{20220114}, false, false, 0},
	} {
		for _, d := range c.inside {
			if !c.p.Contains(d) {
				t.Errorf("%v leaves out %s", c.p, d)
			}
		}
		for _, d := range c.outside {
			if c.p.Contains(d) {
				t.Errorf("%v takes %s", c.p, d)
			}
		}
		if c.p.WholeMonths() != c.months || c.p.WholeYears() != c.years || c.p.Last() != c.last {
			t.Errorf("%v: months %v, years %v, last %s", c.p, c.p.WholeMonths(), c.p.WholeYears(), c.p.Last())
		}
		if err := c.p.Check(); err != nil {
			t.Errorf("%v: %v", c.p, err)
		}
	}
	for _, p := range []domain.Period{{From: 20220102, To: 20220101}, {From: 20220101, To: 20220101}} {
		if domain.CodeOf(p.Check()) != domain.Invalid {
			t.Errorf("%v passes", p)
		}
	}
}
