package domain_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
)

func TestErrorsTellCodeKeyFieldsAndCause(t *testing.T) {
	cause := errors.New("disk on fire")
	for want, err := range map[string]error{
		"not_found": &domain.Error{Code: domain.NotFound},
		"period_closed error.period_closed.month":    domain.Refuse(domain.PeriodClosed, "error.period_closed.month"),
		"invalid [/title rule.1] [/date fault.date]": domain.RefuseFields(domain.FaultAt("/title", "rule.1"), domain.FaultAt("/date", "fault.date")),
		"unavailable error.store.full: disk on fire": &domain.Error{Code: domain.Unavailable, Key: "error.store.full", Err: cause},
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
	if err := fmt.Errorf("while writing: %w", &domain.Error{Code: domain.Unavailable, Err: cause}); !errors.Is(err, cause) || domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("%v has code %s", err, domain.CodeOf(err))
	}
	if domain.CodeOf(nil) != "" || domain.CodeOf(cause) != domain.Internal {
		t.Error("codes of nothing and of a stranger")
	}
}

func TestParamsComeInPairs(t *testing.T) {
	for _, c := range []struct {
		given []any
		want  map[string]any
	}{{nil, nil}, {[]any{"Value", 7}, map[string]any{"Value": 7}}, {[]any{"A", 1, "B", nil, "left over"}, map[string]any{"A": 1, "B": nil}}} {
		if diff := cmp.Diff(c.want, domain.Refuse(domain.Conflict, "k", c.given...).Params); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(domain.Fault{Pointer: "/a", Key: "k", Params: c.want}, domain.FaultAt("/a", "k", c.given...)); diff != "" {
			t.Error(diff)
		}
	}
}
