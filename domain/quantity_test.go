package domain_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outreach/domain"
)

func sums(t *rapid.T, name string) domain.Sums {
	var v [11]int64
	for i := range v {
		v[i] = rapid.Int64Range(-1<<40, 1<<40).Draw(t, name)
	}
	return domain.SumsOf(v)
}

func TestSumsAddUpMeasureByMeasure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := sums(t, "a"), sums(t, "b")
		both := a.Plus(b)
		for i, m := range domain.AdditiveMeasures() {
			if both.Of(m) != a.Of(m)+b.Of(m) || a.Of(m) != a.Values()[i] {
				t.Fatalf("%s: %d and %d make %d", m, a.Of(m), b.Of(m), both.Of(m))
			}
		}
		if both.Minus(b) != a || a.Plus(domain.Sums{}) != a || both != b.Plus(a) || domain.SumsOf(a.Values()) != a {
			t.Fatal("sums do not come apart again")
		}
	})
}

func TestValuesStandInTheOrderOfMeasures(t *testing.T) {
	s := domain.Sums{Activities: 1, Attendance: 2, Elderly: 3, Minors: 4, Students: 5, Volunteers: 6, VolunteerMinutes: 7, Materials: 8, Households: 9, Officers: 10, Questions: 11}
	if diff := cmp.Diff([11]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, s.Values()); diff != "" {
		t.Error(diff)
	}
	for m, want := range map[domain.Measure]int64{domain.MeasureActivities: 1, domain.MeasureVolunteerMinutes: 7, domain.MeasureQuestions: 11, domain.MeasureCounties: 0, "unheard": 0} {
		if s.Of(m) != want {
			t.Errorf("%s is %d, want %d", m, s.Of(m), want)
		}
	}
}

func TestMeasuresAreAdditiveDistinctOrUnknown(t *testing.T) {
	for _, m := range domain.AdditiveMeasures() {
		if !m.Additive() || !m.Known() {
			t.Errorf("%s adds up", m)
		}
	}
	for _, m := range domain.DistinctMeasures() {
		if m.Additive() || !m.Known() {
			t.Errorf("%s is distinct", m)
		}
	}
	if m := domain.Measure("persons"); m.Additive() || m.Known() {
		t.Error("an unknown measure is known")
	}
}
