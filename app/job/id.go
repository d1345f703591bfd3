package job

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"outreach/domain"
)

// NewID makes the id of a job: a UUID of version 7 by the desk's clock and randomness.
func (d *Desk) NewID() (domain.ID, error) {
	raw := binary.BigEndian.AppendUint64(nil, uint64(d.now().UnixMilli())<<16)[:6]
	raw = append(raw, make([]byte, 10)...)
	if _, err := io.ReadFull(d.random, raw[6:]); err != nil {
		return "", fmt.Errorf("id: %w", err)
	}
	raw[6], raw[8] = 0x70|raw[6]&0x0f, 0x80|raw[8]&0x3f
	h := hex.EncodeToString(raw)
	return domain.ID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]), nil
}

// madeAt gives the moment that the id of a job names.
func madeAt(id domain.ID) time.Time {
	raw, err := hex.DecodeString(string(id[:8] + id[9:13]))
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(append([]byte{0, 0}, raw...))))
}
