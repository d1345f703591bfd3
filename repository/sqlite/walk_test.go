package sqlite_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"outreach/domain"
	"outreach/repository/sqlite"
)

// A walk holds a connection and other goroutines: with a single connection, and closing after it, one left behind shows.
func TestAWalkThatIsGivenUpLeavesNothingBehind(t *testing.T) {
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir(), Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	play(t, s, &world{random: rand.New(rand.NewPCG(7, 1))}, 900)
	everything := domain.Filter{Scope: domain.Scope{Everything: true}}
	enough := errors.New("enough")
	for range 3 {
		seen := 0
		err := s.WalkActivities(t.Context(), everything, func(domain.Activity) error {
			if seen++; seen == 70 {
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) || seen != 70 {
			t.Errorf("%d records, %v", seen, err)
		}
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if err := s.WalkActivities(ctx, everything, func(domain.Activity) error { return nil }); domain.CodeOf(err) != domain.Unavailable {
			t.Errorf("after the caller left: %v", err)
		}
	}
	whole := 0
	if err := s.WalkActivities(t.Context(), everything, func(domain.Activity) error { whole++; return nil }); err != nil || whole < 200 {
		t.Errorf("%d records, %v", whole, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestAQuestionWhoseCallerLeftIsUnavailable(t *testing.T) {
	s := open(t, t.TempDir())
	play(t, s, &world{random: rand.New(rand.NewPCG(7, 2))}, 30)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	_, err := s.Answer(ctx, domain.Question{
		Filter: domain.Filter{Scope: domain.Scope{Everything: true}}, By: []domain.Dimension{domain.ByForm}, Measures: []domain.Measure{domain.MeasureActivities},
	})
	if domain.CodeOf(err) != domain.Unavailable || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
