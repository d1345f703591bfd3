package repository

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"outreach/domain"
)

// keptFault is a fault as stores keep it: a field may be added, never renamed.
type keptFault struct {
	Code   domain.ErrorCode `json:"code"`
	Key    string           `json:"key"`
	Params map[string]any   `json:"params"`
	Faults []domain.Fault   `json:"faults"`
}

// PackFault gives the bytes by which every store keeps a fault, nil for none. Its cause is not kept.
func PackFault(e *domain.Error) ([]byte, error) {
	if e == nil {
		return nil, nil
	}
	raw, err := json.Marshal(keptFault{e.Code, e.Key, e.Params, e.Faults}, json.Deterministic(true))
	if err != nil {
		return nil, &domain.Error{Code: domain.Invalid, Err: fmt.Errorf("fault: %w", err)}
	}
	return raw, nil
}

// UnpackFault reads what PackFault gave.
func UnpackFault(raw []byte) (*domain.Error, error) {
	if len(raw) == 0 {
		return nil, nil //nolint:nilnil // no fault is what was kept
	}
	var f keptFault
	if err := json.Unmarshal(raw, &f, json.WithUnmarshalers(json.UnmarshalFromFunc(wholeNumber))); err != nil {
		return nil, &domain.Error{Code: domain.Internal, Key: "error.store.corrupt", Err: err}
	}
	return &domain.Error{Code: f.Code, Key: f.Key, Params: f.Params, Faults: f.Faults}, nil
}

// wholeNumber reads a number without a fraction as int64: as float64 a message would write a million as 1e+06.
func wholeNumber(from *jsontext.Decoder, into *any) error {
	if from.PeekKind() != '0' {
		return errors.ErrUnsupported
	}
	raw, err := from.ReadValue()
	if err != nil {
		return err
	}
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		*into = n
		return nil
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	*into = f
	return err
}
