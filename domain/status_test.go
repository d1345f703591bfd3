package domain_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
)

func judged(fit bool) func(*domain.Activity) domain.Verdict {
	return func(*domain.Activity) domain.Verdict { return domain.Verdict{Fit: fit} }
}

func next(status domain.Status) domain.Version {
	v := activity(status).Version
	v.Title, v.Revision = "corrected", 0
	return v
}

func TestEditingWaitsBesideTheApprovedVersion(t *testing.T) {
	for _, from := range []domain.Status{domain.Draft, domain.Submitted, domain.Returned, domain.Approved} {
		for _, to := range []domain.Status{domain.Draft, domain.Submitted} {
			before := activity(from)
			after, err := before.Edited(next(to), 9)
			if err != nil || after.Status != to || after.Revision != 2 || after.Title != "corrected" || after.UpdatedAt != 9 || after.CreatedAt != 1 {
				t.Fatalf("%s → %s: %+v (%v)", from, to, after, err)
			}
			if (after.SubmittedAt == 9) != (to == domain.Submitted) {
				t.Errorf("%s → %s: submitted at %d", from, to, after.SubmittedAt)
			}
			standing := (*domain.Version)(nil)
			if from == domain.Approved {
				standing = &before.Version
			}
			if diff := cmp.Diff(standing, after.Standing); diff != "" || len(after.Live()) != len(before.Live())+map[bool]int{true: 1}[standing != nil] {
				t.Errorf("%s → %s stands: %s", from, to, diff)
			}
			again, err := after.Edited(next(domain.Submitted), 10)
			if err != nil || again.Revision != 3 || again.Standing != after.Standing {
				t.Errorf("edited twice: %+v (%v)", again, err)
			}
		}
	}
	for _, to := range []domain.Status{domain.Approved, domain.Returned, domain.Void, ""} {
		if got, err := activity(domain.Draft).Edited(next(to), 9); domain.CodeOf(err) != domain.Invalid || got.Revision != 1 {
			t.Errorf("edited to %q: %v", to, err)
		}
	}
	if _, err := activity(domain.Void).Edited(next(domain.Draft), 9); domain.CodeOf(err) != domain.Gone {
		t.Errorf("edited a void record: %v", err)
	}
}

func TestDecisions(t *testing.T) {
	waiting, err := activity(domain.Approved).Edited(next(domain.Submitted), 9)
	if err != nil {
		t.Fatal(err)
	}
	approved, err := waiting.Decided(domain.Decision{Approve: true, By: "wang", At: 10, DuplicateOf: "x"}, judged(false))
	if err != nil || approved.Status != domain.Approved || approved.Standing != nil || approved.Revision != 3 || approved.Verdict.Fit || approved.DuplicateOf != "x" {
		t.Errorf("approved: %+v (%v)", approved, err)
	}
	if approved.DecidedBy != "wang" || approved.DecidedAt != 10 || approved.UpdatedAt != 10 || waiting.Revision != 2 {
		t.Errorf("trail: %+v", approved.Trail)
	}
	returned, err := waiting.Decided(domain.Decision{By: "wang", At: 10, Reason: "count", Text: "again", DuplicateOf: "x"}, judged(true))
	if err != nil || returned.Status != domain.Returned || returned.Standing == nil || returned.Reason != "count" || returned.Text != "again" || returned.DuplicateOf != "" {
		t.Errorf("returned: %+v (%v)", returned, err)
	}
	for status, code := range map[domain.Status]domain.ErrorCode{domain.Draft: domain.Conflict, domain.Returned: domain.Conflict, domain.Approved: domain.Conflict, domain.Void: domain.Gone} {
		if got, err := activity(status).Decided(domain.Decision{Approve: true, By: "wang"}, judged(true)); domain.CodeOf(err) != code || got.Revision != 1 {
			t.Errorf("%s decided: %v", status, err)
		}
	}
	if got, err := activity(domain.Submitted).Decided(domain.Decision{Approve: true, By: "li"}, judged(true)); domain.CodeOf(err) != domain.Forbidden || got.Status != domain.Submitted {
		t.Errorf("decided by its author: %v", err)
	}
}

func TestVoidingTakesOutEveryVersion(t *testing.T) {
	for _, status := range domain.Statuses() {
		got, err := activity(status).Voided("duplicate", "twice", "wang", 9)
		if status == domain.Void {
			if domain.CodeOf(err) != domain.Gone {
				t.Errorf("voided twice: %v", err)
			}
			continue
		}
		if err != nil || got.Status != domain.Void || got.Revision != 2 || got.Reason != "duplicate" || got.Text != "twice" || got.DecidedBy != "wang" || got.DecidedAt != 9 {
			t.Errorf("%s voided: %+v (%v)", status, got, err)
		}
	}
	waiting, err := activity(domain.Approved).Edited(next(domain.Submitted), 9)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := waiting.Voided("duplicate", "", "wang", 10); err != nil || len(got.Live()) != 1 {
		t.Errorf("something still stands: %v (%v)", got.Standing, err)
	}
}

func TestJudgingTellsEveryReason(t *testing.T) {
	p := domain.Programme{Code: "xinghai"}
	for name, c := range map[string]struct {
		change    func(*domain.Version, *domain.Programme)
		duplicate domain.ID
		want      []domain.NotCounted
	}{
		"fit":             {func(*domain.Version, *domain.Programme) {}, "", nil},
		"default minutes": {func(v *domain.Version, _ *domain.Programme) { v.Minutes = 20 }, "", nil},
		"short":           {func(v *domain.Version, _ *domain.Programme) { v.Minutes = 19 }, "", []domain.NotCounted{domain.NotForMinutes}},
		"short here":      {func(_ *domain.Version, p *domain.Programme) { p.MinMinutes = 61 }, "", []domain.NotCounted{domain.NotForMinutes}},
		"joint":           {func(v *domain.Version, _ *domain.Programme) { v.JointOf = "y" }, "", []domain.NotCounted{domain.NotForJoint}},
		"owned":           {func(_ *domain.Version, p *domain.Programme) { p.Owners = []string{"x", "antgroup"} }, "", nil},
		"owned elsewhere": {func(_ *domain.Version, p *domain.Programme) { p.Owners = []string{"bank"} }, "", []domain.NotCounted{domain.NotForJoint}},
		"without a lead":  {func(v *domain.Version, p *domain.Programme) { p.Owners, v.Organisations = []string{"antgroup"}, nil }, "", []domain.NotCounted{domain.NotForJoint}},
		"duplicate":       {func(*domain.Version, *domain.Programme) {}, "x", []domain.NotCounted{domain.NotForDuplicate}},
		"another kind":    {func(_ *domain.Version, p *domain.Programme) { p.Kinds = []domain.Kind{domain.KindDrive} }, "", []domain.NotCounted{domain.NotForProgramme}},
		"before it":       {func(_ *domain.Version, p *domain.Programme) { p.From = 20220916 }, "", []domain.NotCounted{domain.NotForProgramme}},
		"all at once": {
			func(v *domain.Version, p *domain.Programme) { v.Minutes, v.JointOf, p.To = 1, "y", 20220915 }, "x",
			[]domain.NotCounted{domain.NotForMinutes, domain.NotForJoint, domain.NotForDuplicate, domain.NotForProgramme},
		},
	} {
		v, p := activity(domain.Approved).Version, p
		c.change(&v, &p)
		v.Verdict = domain.Judge(&v, c.duplicate, p)
		if v.Verdict.Fit != (c.want == nil) || !slices.Equal(v.Verdict.Because, c.want) {
			t.Errorf("%s: %+v", name, v.Verdict)
		}
		if counts, because := v.Counts(); counts != v.Verdict.Fit || !slices.Equal(because, c.want) {
			t.Errorf("%s counts: %v %v", name, counts, because)
		}
		for _, status := range []domain.Status{domain.Draft, domain.Submitted, domain.Returned, domain.Void} {
			v.Status = status
			if counts, because := v.Counts(); counts || !slices.Equal(because, append([]domain.NotCounted{domain.NotForStatus}, c.want...)) {
				t.Errorf("%s counts as %s: %v", name, status, because)
			}
		}
	}
}
