package domain

import "time"

// Instant is a moment in UTC, kept to the millisecond so that every store gives back what it was given.
// The zero Instant means "not yet".
type Instant int64

// At gives the Instant of a time.
func At(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMilli())
}

// Time gives the moment in UTC; the zero time for the zero Instant.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(i)).UTC()
}

// Day gives the day in Asia/Shanghai; the zero Date for the zero Instant.
func (i Instant) Day() Date {
	if i == 0 {
		return 0
	}
	return DayOf(i.Time())
}

// MarshalText gives RFC 3339 with milliseconds, or nothing for the zero Instant.
func (i Instant) MarshalText() ([]byte, error) {
	if i == 0 {
		return nil, nil
	}
	return []byte(i.Time().Format("2006-01-02T15:04:05.000Z07:00")), nil
}

// UnmarshalText reads RFC 3339; empty text is the zero Instant.
func (i *Instant) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = 0
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return &Error{Code: Invalid, Key: "fault.instant", Err: err}
	}
	*i = At(t)
	return nil
}
