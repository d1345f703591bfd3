package repository

import (
	"bytes"
	"encoding/json"
	"fmt"

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
	raw, err := json.Marshal(keptFault{e.Code, e.Key, e.Params, e.Faults})
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
	from := json.NewDecoder(bytes.NewReader(raw))
	from.UseNumber()
	if err := from.Decode(&f); err != nil {
		return nil, &domain.Error{Code: domain.Internal, Key: "error.store.corrupt", Err: err}
	}
	wholeNumbers(f.Params)
	for _, fault := range f.Faults {
		wholeNumbers(fault.Params)
	}
	return &domain.Error{Code: f.Code, Key: f.Key, Params: f.Params, Faults: f.Faults}, nil
}

// wholeNumbers makes numbers without a fraction int64: as float64 a message would write a million as 1e+06.
func wholeNumbers(params map[string]any) {
	for name, v := range params {
		params[name] = numbered(v)
	}
}

func numbered(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		if f, err := v.Float64(); err == nil {
			return f
		}
		return v.String()
	case []any:
		for i := range v {
			v[i] = numbered(v[i])
		}
	case map[string]any:
		wholeNumbers(v)
	}
	return v
}
