package domain

import (
	"errors"
	"fmt"
	"strings"
)

// ErrorCode is the machine-readable kind of a refusal; clients switch on it, never on text.
type ErrorCode string

// The codes of every refusal the ledger gives.
const (
	Invalid              ErrorCode = "invalid"
	Malformed            ErrorCode = "malformed"
	Unauthenticated      ErrorCode = "unauthenticated"
	Forbidden            ErrorCode = "forbidden"
	NotFound             ErrorCode = "not_found"
	MethodNotAllowed     ErrorCode = "method_not_allowed"
	Conflict             ErrorCode = "conflict"
	PeriodClosed         ErrorCode = "period_closed"
	Gone                 ErrorCode = "gone"
	TooLarge             ErrorCode = "too_large"
	UnsupportedMedia     ErrorCode = "unsupported_media"
	PreconditionRequired ErrorCode = "precondition_required"
	RateLimited          ErrorCode = "rate_limited"
	Unavailable          ErrorCode = "unavailable"
	Internal             ErrorCode = "internal"
)

// Fault is one thing wrong with one field.
type Fault struct {
	// Pointer is the RFC 6901 JSON Pointer of the field; empty for the whole value.
	Pointer string
	// Key names the message, e.g. "fault.required" or "rule.7".
	Key string
	// Params fill the message's placeholders.
	Params map[string]any
}

// Error is the one error type of the ledger: a code, a message key for the sentence, all faulty
// fields at once, and the cause.
type Error struct {
	Code   ErrorCode
	Key    string // message key of the detail sentence, e.g. "error.period_closed.month"; empty: the code's own sentence
	Params map[string]any
	Faults []Fault
	Err    error
}

// Error gives the code, the key, the pointers and the cause, for logs; people read messages by Key.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	if e.Key != "" {
		b.WriteString(" " + e.Key)
	}
	for _, f := range e.Faults {
		fmt.Fprintf(&b, " [%s %s]", f.Pointer, f.Key)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Refuse makes an Error with a code and the key of its sentence; params come as name, value pairs.
func Refuse(code ErrorCode, key string, params ...any) *Error {
	return &Error{Code: code, Key: key, Params: pairs(params)}
}

// RefuseFields makes an Invalid error of faults.
func RefuseFields(faults ...Fault) *Error { return &Error{Code: Invalid, Faults: faults} }

// FaultAt makes a Fault; params come as name, value pairs.
func FaultAt(pointer, key string, params ...any) Fault {
	return Fault{Pointer: pointer, Key: key, Params: pairs(params)}
}

// CodeOf gives the code of the first *Error in err's chain; Internal for any other error and "" for nil.
func CodeOf(err error) ErrorCode {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}

func pairs(list []any) map[string]any {
	if len(list) == 0 {
		return nil
	}
	m := make(map[string]any, len(list)/2)
	for i := 0; i+1 < len(list); i += 2 {
		m[fmt.Sprint(list[i])] = list[i+1]
	}
	return m
}
