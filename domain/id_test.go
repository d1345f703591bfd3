package domain_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"outreach/domain"
)

func TestANewIDIsAUUIDThatNamesItsMoment(t *testing.T) {
	at := time.Date(2026, 11, 25, 3, 0, 0, 123e6, time.UTC)
	for _, fill := range []byte{0, 0x5a, 0xff} {
		id, err := domain.NewID(at, bytes.NewReader(bytes.Repeat([]byte{fill}, 10)))
		if err != nil {
			t.Fatal(err)
		}
		if parsed, err := domain.ParseID(string(id)); err != nil || parsed != id || !id.Time().Equal(at) {
			t.Errorf("%s of %v (%v)", id, id.Time(), err)
		}
	}
	if later, err := domain.NewID(at.Add(time.Millisecond), bytes.NewReader(make([]byte, 10))); err != nil || later <= "019ab8fa-0000-7000-8000-000000000000" {
		t.Errorf("%s (%v)", later, err)
	}
}

func TestAnIDNeedsItsRandomness(t *testing.T) {
	if id, err := domain.NewID(time.Now(), iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) || id != "" {
		t.Errorf("%q (%v)", id, err)
	}
	if at := domain.ID("nothing").Time(); !at.IsZero() {
		t.Errorf("no id names %v", at)
	}
}
