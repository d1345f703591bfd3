package table

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// lastSerial is 9999-12-31 in days of the 1900 calendar.
const lastSerial = 2_958_465

// days1904 is how much later the 1904 calendar begins (ECMA-376 Part 1, 18.17.4.1).
const days1904 = 1462

// appendDay adds a number of days as a day, with the time where there is one, or as a time alone where there is no day. The
// 1900 calendar has a 29 February of 1900 that never was (day 60): it comes out as that, for the reader to refuse.
func appendDay(dst, number []byte, shown look, from1904 bool) ([]byte, bool) {
	f, err := strconv.ParseFloat(string(number), 64)
	if err != nil || math.IsNaN(f) || f < 0 || f >= lastSerial+1 {
		return dst, false
	}
	day := math.Floor(f)
	seconds := int(math.Round((f - day) * 24 * 60 * 60))
	if seconds == 24*60*60 {
		day, seconds = day+1, 0
	}
	alone := day == 0 && (shown == lookTime || !from1904)
	if from1904 {
		day += days1904
	}
	if day > lastSerial {
		return dst, false
	}
	at := time.Date(1899, time.December, 30, 0, 0, seconds, 0, time.UTC).AddDate(0, 0, int(day))
	switch {
	case alone:
		return at.AppendFormat(dst, time.TimeOnly), true
	case day == 60:
		return append(dst, "1900-02-29"...), true
	case day < 60:
		at = at.AddDate(0, 0, 1)
	}
	if seconds > 0 {
		return at.AppendFormat(dst, time.DateTime), true
	}
	return at.AppendFormat(dst, time.DateOnly), true
}

// soundNumber says whether a text is a number as SpreadsheetML writes one: digits, one point, one exponent.
func soundNumber(b []byte) bool {
	i, whole := signed(b, 0)
	digits := whole
	if i < len(b) && b[i] == '.' {
		var part int
		i, part = figures(b, i+1)
		digits += part
	}
	if digits == 0 {
		return false
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		var power int
		if i, power = signed(b, i+1); power == 0 || power > 3 {
			return false
		}
	}
	return i == len(b)
}

func signed(b []byte, i int) (end, digits int) {
	if i < len(b) && (b[i] == '-' || b[i] == '+') {
		i++
	}
	return figures(b, i)
}

func figures(b []byte, i int) (end, digits int) {
	start := i
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	return i, i - start
}

// isoDay reads the value of a cell of type d, ISO 8601, and gives it in the form of a Date cell.
func isoDay(b []byte) (string, bool) {
	s := strings.TrimSuffix(string(b), "Z")
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04"} { // a fraction of a second may follow
		at, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if at.Equal(at.Truncate(24 * time.Hour)) {
			return at.Format(time.DateOnly), true
		}
		return at.Format(time.DateTime), true
	}
	if at, err := time.Parse(time.TimeOnly, s); err == nil {
		return at.Format(time.TimeOnly), true
	}
	return "", false
}
