package domain

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Event is one entry of the audit log: who did what to what, when, and the digest of what it was
// before and after. Placed and Programme scope who may read it.
type Event struct {
	Seq       int64     `json:"seq"`
	At        Instant   `json:"at"`
	Actor     string    `json:"actor"`
	Action    string    `json:"action"`
	Subject   string    `json:"subject"` // noun and id, e.g. "activity/0190…", "user/li"
	Placed    Placement `json:"placed,omitzero"`
	Programme string    `json:"programme,omitempty"`
	Revision  int64     `json:"revision,omitempty"`
	Before    string    `json:"before,omitempty"` // SHA-256 of the content before, hex
	After     string    `json:"after,omitempty"`
	Note      string    `json:"note,omitempty"`
	Prev      string    `json:"prev"`
	Hash      string    `json:"hash"`
}

// Chained gives the event as the successor of the entry with sequence number seq and hash prev
// (0 and "" for the first). The hash covers every other field and the hash before it, so changing,
// dropping or moving any entry breaks the chain from there on.
func (e Event) Chained(seq int64, prev string) Event {
	e.Seq, e.Prev, e.Hash = seq+1, prev, ""
	e.Hash = e.digest()
	return e
}

// Follows says whether e is the intact successor of the entry with sequence number seq and hash prev;
// otherwise the error says what is wrong.
func (e Event) Follows(seq int64, prev string) error {
	switch {
	case e.Seq != seq+1:
		return fmt.Errorf("audit entry %d follows %d", e.Seq, seq)
	case e.Prev != prev:
		return fmt.Errorf("audit entry %d does not name the entry before it", e.Seq)
	case e.Hash != e.digest():
		return fmt.Errorf("audit entry %d was changed after it was written", e.Seq)
	}
	return nil
}

// Covered gives the bytes that the entry's hash is the SHA-256 of, so that anybody can verify it.
func (e Event) Covered() []byte {
	e.Hash = ""
	raw, err := json.Marshal(e)
	if err != nil { // strings and numbers always marshal
		return nil
	}
	return raw
}

func (e Event) digest() string { return Digest(e.Covered()) }

// Digest gives the SHA-256 of bytes in hex.
func Digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
