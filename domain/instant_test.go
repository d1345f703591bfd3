package domain_test

import (
	"testing"
	"time"

	"outreach/domain"
)

func TestInstantsKeepTheMillisecondInUTC(t *testing.T) {
	at := time.Date(2022, 9, 16, 0, 30, 0, 123_999_999, time.FixedZone("", 8*60*60))
	i := domain.At(at)
	if want := time.Date(2022, 9, 15, 16, 30, 0, 123e6, time.UTC); !i.Time().Equal(want) || i.Time().Location() != time.UTC {
		t.Errorf("kept as %s", i.Time())
	}
	if i.Day() != 20220916 {
		t.Errorf("its day is %s", i.Day())
	}
	roundTrip(t, &i, "2022-09-15T16:30:00.120Z")
	roundTrip(t, &i, "1969-12-31T23:59:59.999Z")
	if i != -1 {
		t.Errorf("a moment before 1970 is %d", i)
	}
	if err := i.UnmarshalText([]byte("2022-09-16T00:30:00+08:00")); err != nil || i.Day() != 20220916 || i.Time().Hour() != 16 {
		t.Errorf("%s (%v)", i.Time(), err)
	}
	if err := i.UnmarshalText([]byte("yesterday")); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("read: %v", err)
	}
}

func TestNotYetIsNoMoment(t *testing.T) {
	var i domain.Instant
	if !i.Time().IsZero() || i.Day() != 0 || domain.At(time.Time{}) != 0 {
		t.Errorf("%s %s", i.Time(), i.Day())
	}
	i = 5
	roundTrip(t, &i, "")
	if i != 0 {
		t.Errorf("empty text is %d", i)
	}
}
