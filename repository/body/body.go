package body

import (
	"fmt"
	"hash/crc32"

	"github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"outreach/domain"
)

// shape is a whole record at one revision as JSON.
type shape struct {
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

// Pack gives the body of one version of a record with the record's trail. Invalid where a text is no UTF-8.
func Pack(a *domain.Activity, v *domain.Version) ([]byte, error) {
	s := shape{
		Content: v.Content, Placed: v.Placed, Status: v.Status, Revision: v.Revision, Fit: v.Verdict.Fit, Because: v.Verdict.Because,
		ID: a.ID, Author: a.Author, CreatedAt: int64(a.CreatedAt), UpdatedAt: int64(a.UpdatedAt), SubmittedAt: int64(a.SubmittedAt),
		DecidedAt: int64(a.DecidedAt), DecidedBy: a.DecidedBy, DuplicateOf: a.DuplicateOf, Reason: a.Reason, Text: a.Text, Field: a.Field,
	}
	// The older meaning of omitempty: a part that is there but empty is not absent.
	raw, err := json.Marshal(&s, json.OmitZeroStructFields(true), jsonv1.OmitEmptyWithLegacySemantics(true), json.Deterministic(true))
	if err != nil {
		return nil, &domain.Error{Code: domain.Invalid, Err: fmt.Errorf("record %s: %w", a.ID, err)}
	}
	return raw, nil
}

// Unpack reads what Pack gave: the record with that version as its newest and no standing one. Internal, with the
// key error.store.corrupt, where the bytes are no body.
func Unpack(raw []byte) (domain.Activity, error) {
	var s shape
	if err := json.Unmarshal(raw, &s); err != nil {
		return domain.Activity{}, &domain.Error{Code: domain.Internal, Key: "error.store.corrupt", Err: err}
	}
	return domain.Activity{
		ID: s.ID, Author: s.Author,
		Trail: domain.Trail{
			CreatedAt: domain.Instant(s.CreatedAt), UpdatedAt: domain.Instant(s.UpdatedAt), SubmittedAt: domain.Instant(s.SubmittedAt),
			DecidedAt: domain.Instant(s.DecidedAt), DecidedBy: s.DecidedBy, DuplicateOf: s.DuplicateOf, Reason: s.Reason, Text: s.Text, Field: s.Field,
		},
		Version: domain.Version{
			Content: s.Content, Placed: s.Placed, Status: s.Status, Revision: s.Revision,
			Verdict: domain.Verdict{Fit: s.Fit, Because: s.Because},
		},
	}, nil
}

// Whole puts a record together from the bodies of its newest and its standing version; nil: none stands.
func Whole(newest, standing []byte) (domain.Activity, error) {
	a, err := Unpack(newest)
	if err != nil || standing == nil {
		return a, err
	}
	s, err := Unpack(standing)
	a.Standing, a.Stood = &s.Version, s.Trail
	return a, err
}

// Checksum is the Castagnoli CRC-32 of a body.
func Checksum(raw []byte) int64 {
	return int64(crc32.Checksum(raw, crc32.MakeTable(crc32.Castagnoli)))
}
