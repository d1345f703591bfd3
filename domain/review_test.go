package domain_test

import (
	"slices"
	"testing"

	"outreach/domain"
)

func reviewRules(t *testing.T) *domain.RuleBook {
	t.Helper()
	var rules []domain.Rule
	for no, grade := range map[int]domain.Grade{13: "A", 16: "A", 17: "A", 18: "A", 26: "W", 33: "W", 34: "W", 38: "A", 39: "W", 40: "W", 47: "W"} {
		rules = append(rules, domain.Rule{No: no, Grade: grade})
	}
	book, err := domain.NewRuleBook(rules)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// clean is a submitted session that no rule finds fault with.
func clean() domain.Activity {
	a := activity(domain.Submitted)
	a.Kind, a.Programme, a.Date, a.EndDate, a.Minutes = domain.KindSession, "xinghai", 20220915, 0, 60
	a.Evidence, a.Attendance, a.CountBasis, a.Volunteers, a.Materials = []domain.Evidence{{SHA256: "x"}}, 45, domain.Counted, nil, 45
	a.SubmittedAt = domain.At(domain.Date(20220916).Time())
	return a
}

func TestReviewersAreToldWhatNoFormRefuses(t *testing.T) {
	cat := &domain.Catalogue{Programmes: map[string]domain.Programme{"xinghai": {Code: "xinghai", From: 20220101, To: 20230101}}}
	book := reviewRules(t)
	found := func(a domain.Activity, alike bool) (list []int) {
		for _, f := range book.CheckRecord(&a, alike, cat, 20221231) {
			list = append(list, f.Rule)
		}
		slices.Sort(list)
		return list
	}
	if list := found(clean(), false); len(list) > 0 {
		t.Fatalf("a clean record has findings %v", list)
	}
	if list := found(clean(), true); !slices.Equal(list, []int{domain.RuleAlike}) {
		t.Errorf("beside one that looks alike: %v", list)
	}
	drive := func(d domain.DrivePart) func(*domain.Activity) {
		return func(a *domain.Activity) { a.Kind, a.Drive = domain.KindDrive, &d }
	}
	for name, c := range map[string]struct {
		change func(*domain.Activity)
		want   []int
	}{
		"last day":                   {func(a *domain.Activity) { a.Date, a.SubmittedAt = 20221231, 0 }, nil},
		"day after the programme":    {func(a *domain.Activity) { a.Date, a.SubmittedAt = 20230101, 0 }, []int{13}},
		"unknown programme":          {func(a *domain.Activity) { a.Programme, a.Minutes = "x", 1 }, nil},
		"without a photo":            {func(a *domain.Activity) { a.Evidence = nil }, []int{26}},
		"twenty minutes":             {func(a *domain.Activity) { a.Minutes = 20 }, nil},
		"nineteen minutes":           {func(a *domain.Activity) { a.Minutes = 19 }, []int{33}},
		"eight hours":                {func(a *domain.Activity) { a.Minutes = 480 }, nil},
		"longer":                     {func(a *domain.Activity) { a.Minutes = 481 }, []int{34}},
		"an estimate of a thousand":  {func(a *domain.Activity) { a.CountBasis, a.Attendance = domain.Estimated, 1000 }, nil},
		"an estimate of more":        {func(a *domain.Activity) { a.CountBasis, a.Attendance = domain.Estimated, 1001 }, []int{38}},
		"a count of more":            {func(a *domain.Activity) { a.Attendance = 1001 }, nil},
		"150 a volunteer":            {func(a *domain.Activity) { a.Attendance, a.Volunteers = 300, make([]domain.TurnOut, 2) }, nil},
		"more a volunteer":           {func(a *domain.Activity) { a.Attendance, a.Volunteers = 301, make([]domain.TurnOut, 2) }, []int{39}},
		"three copies a head":        {func(a *domain.Activity) { a.Materials = 135 }, nil},
		"more copies":                {func(a *domain.Activity) { a.Materials = 136 }, []int{40}},
		"thirty days later":          {func(a *domain.Activity) { a.SubmittedAt = domain.At(domain.Date(20221015).Time()) }, nil},
		"later":                      {func(a *domain.Activity) { a.SubmittedAt = domain.At(domain.Date(20221016).Time()) }, []int{47}},
		"days late, by the last day": {func(a *domain.Activity) { a.EndDate, a.SubmittedAt = 20220916, domain.At(domain.Date(20221016).Time()) }, nil},
		"a drive with police":        {drive(domain.DrivePart{PoliceUnit: "p"}), nil},
		"a drive without":            {drive(domain.DrivePart{}), []int{16}},
		"a school without a number":  {drive(domain.DrivePart{School: "s", PoliceUnit: "p"}), []int{17}},
		"a school with its number":   {drive(domain.DrivePart{School: "s", PoliceUnit: "p", ApprovalNo: "1"}), nil},
		"police among organisations": {func(a *domain.Activity) {
			drive(domain.DrivePart{})(a)
			a.Organisations = append(slices.Clone(a.Organisations), domain.Party{Code: "p", Role: domain.RolePolice})
		}, nil},
	} {
		a := clean()
		c.change(&a)
		if got := found(a, false); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestTheWorstGradeIsTheStrictest(t *testing.T) {
	finding := func(grades ...domain.Grade) (list []domain.Finding) {
		for _, g := range grades {
			list = append(list, domain.Finding{Grade: g})
		}
		return list
	}
	for want, list := range map[domain.Grade][]domain.Finding{
		"": nil, "I": finding("I"), "W": finding("I", "W"), "A": finding("W", "A", "I"), "B": finding("A", "B"),
	} {
		if got := domain.Worst(list); got != want {
			t.Errorf("worst of %v is %q", list, got)
		}
	}
	if n := len(domain.Hindering(finding("I", "A", "W", "B"))); n != 2 {
		t.Errorf("%d hinder, want those of A and B", n)
	}
	book := reviewRules(t)
	if book.Grade(domain.RuleAlike) != domain.GradeA || book.Grade(999) != "" {
		t.Errorf("grades of rules: %q, %q", book.Grade(domain.RuleAlike), book.Grade(999))
	}
}
