package domain

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// NewID makes a UUID of version 7 for a moment, from ten bytes of randomness.
func NewID(at time.Time, random io.Reader) (ID, error) {
	var tail [10]byte
	if _, err := io.ReadFull(random, tail[:]); err != nil {
		return "", fmt.Errorf("id: %w", err)
	}
	return idOf(at, tail), nil
}

// Time gives the moment that the id names, to the millisecond; the zero time for what is no id.
func (id ID) Time() time.Time {
	if _, err := ParseID(string(id)); err != nil {
		return time.Time{}
	}
	raw, err := hex.DecodeString("0000" + string(id[:8]+id[9:13]))
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(raw))).UTC() //nolint:gosec // 48 bits
}

// idOf writes the id of a moment and ten bytes, of which 74 bits count.
func idOf(at time.Time, tail [10]byte) ID {
	raw := binary.BigEndian.AppendUint64(nil, uint64(at.UnixMilli())<<16)[:6] //nolint:gosec // no moment before 1970
	raw = append(raw, tail[:]...)
	raw[6], raw[8] = 0x70|raw[6]&0x0f, 0x80|raw[8]&0x3f
	h := hex.EncodeToString(raw)
	return ID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}
