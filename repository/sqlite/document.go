package sqlite

import (
	"encoding/hex"
	"fmt"
	"hash/crc32"

	"github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"outreach/domain"
)

// document is a whole record at one revision, as history keeps it. Its JSON is this package's own: a field
// may be added, never renamed.
type document struct {
	Content  domain.Content      `json:"content"`
	Placed   domain.Placement    `json:"placed"`
	Status   domain.Status       `json:"status"`
	Revision int64               `json:"revision"`
	Fit      bool                `json:"fit"`
	Because  []domain.NotCounted `json:"because"`

	ID          domain.ID `json:"id"`
	Author      string    `json:"author"`
	CreatedAt   int64     `json:"created"`
	UpdatedAt   int64     `json:"updated"`
	SubmittedAt int64     `json:"submitted"`
	DecidedAt   int64     `json:"decided"`
	DecidedBy   string    `json:"decided_by"`
	DuplicateOf domain.ID `json:"duplicate_of"`
	Reason      string    `json:"reason"`
	Text        string    `json:"text"`
	Field       string    `json:"field"`
}

// body is a document's bytes and their checksum.
func body(a *domain.Activity) (raw []byte, crc int64, err error) {
	d := document{
		Content: a.Content, Placed: a.Placed, Status: a.Status, Revision: a.Revision, Fit: a.Verdict.Fit, Because: a.Verdict.Because,
		ID: a.ID, Author: a.Author, CreatedAt: int64(a.CreatedAt), UpdatedAt: int64(a.UpdatedAt), SubmittedAt: int64(a.SubmittedAt),
		DecidedAt: int64(a.DecidedAt), DecidedBy: a.DecidedBy, DuplicateOf: a.DuplicateOf, Reason: a.Reason, Text: a.Text, Field: a.Field,
	}
	// The older meaning of omitempty: a part that is there but empty is not absent.
	raw, err = json.Marshal(&d, json.OmitZeroStructFields(true), jsonv1.OmitEmptyWithLegacySemantics(true))
	if err != nil { // bytes that are no text
		return nil, 0, &domain.Error{Code: domain.Invalid, Err: fmt.Errorf("record %s: %w", a.ID, err)}
	}
	return raw, checksum(raw), nil
}

func checksum(raw []byte) int64 { return int64(crc32.Checksum(raw, crc32.MakeTable(crc32.Castagnoli))) }

// parse reads a body back: the record as it was at that revision, without a standing version.
func parse(raw []byte) (domain.Activity, error) {
	var d document
	if err := json.Unmarshal(raw, &d); err != nil {
		return domain.Activity{}, &domain.Error{Code: domain.Internal, Key: "error.store.corrupt", Err: err}
	}
	return domain.Activity{
		ID: d.ID, Author: d.Author,
		Trail: domain.Trail{
			CreatedAt: domain.Instant(d.CreatedAt), UpdatedAt: domain.Instant(d.UpdatedAt), SubmittedAt: domain.Instant(d.SubmittedAt),
			DecidedAt: domain.Instant(d.DecidedAt), DecidedBy: d.DecidedBy, DuplicateOf: d.DuplicateOf, Reason: d.Reason, Text: d.Text, Field: d.Field,
		},
		Version: domain.Version{
			Content: d.Content, Placed: d.Placed, Status: d.Status, Revision: d.Revision,
			Verdict: domain.Verdict{Fit: d.Fit, Because: d.Because},
		},
	}, nil
}

// packID gives an id's 16 bytes, nil for what is no UUID.
func packID(id domain.ID) []byte {
	s := string(id)
	if len(s) != 36 {
		return nil
	}
	raw, err := hex.DecodeString(s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:])
	if err != nil || unpackID(raw) != id {
		return nil
	}
	return raw
}

func unpackID(raw []byte) domain.ID {
	if len(raw) != 16 {
		return ""
	}
	s := hex.EncodeToString(raw)
	return domain.ID(s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:])
}

// packDigest gives 32 bytes for a SHA-256 in hex, and any other text as it is.
func packDigest(s string) any {
	if raw, err := hex.DecodeString(s); err == nil && len(raw) == 32 && hex.EncodeToString(raw) == s {
		return raw
	}
	return s
}

// unpackDigest is the reverse of packDigest.
func unpackDigest(v any) string {
	switch v := v.(type) {
	case []byte:
		return hex.EncodeToString(v)
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}
