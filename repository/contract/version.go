package contract

import (
	"outreach/domain"
)

func versionChecks() []check {
	return []check{
		{"the approved one keeps counting until the new one is decided", standingCounts},
		{"lists show them by status", listsByStatus},
		{"an undone decision brings back what stood", undoneStands},
		{"a void record leaves every total and stays", voidStays},
	}
}

// edited gives an approved record with a new version waiting: 145 person-times, three days later.
func (b *bench) edited(a domain.Activity) domain.Activity {
	b.Helper()
	v := a.Version
	v.Status, v.Attendance, v.Date, v.Title = domain.Submitted, 145, 20220918, "corrected"
	after, err := a.Edited(v, a.UpdatedAt+1000)
	b.must(err)
	return b.move(a, after, domain.ActionEdit)
}

func standingCounts(b *bench) {
	b.put(Session(ID(1)))
	b.same(b.total(domain.MeasureAttendance), int64(0))
	a := b.approve(Session(ID(1)))
	b.same(b.total(domain.MeasureAttendance), int64(45))
	a = b.edited(a)
	b.same(b.total(domain.MeasureAttendance), int64(45))
	b.same(b.activity(ID(1)), a)

	returned, err := Returned(a)
	b.must(err)
	a = b.move(a, returned, domain.ActionReturn)
	b.same(b.total(domain.MeasureAttendance), int64(45))
	b.same(b.activity(ID(1)), a)

	again := b.edited(a)
	a = b.approve(again)
	b.same(b.total(domain.MeasureAttendance), int64(145))
	b.same(b.total(domain.MeasureActivities), int64(1))
	b.same(b.activity(ID(1)), a)
	numbers := []int64{}
	for _, step := range b.history(ID(1)) {
		numbers = append(numbers, step.Number)
	}
	b.same(numbers, []int64{1, 2, 3, 4, 5, 6})
}

func undoneStands(b *bench) {
	b.put(Session(ID(1)))
	waiting := b.edited(b.approve(Session(ID(1))))
	tallies := b.tallies()
	undo := func(a domain.Activity) domain.Activity {
		after, err := a.Undone(b.history(ID(1)), a.DecidedBy, a.UpdatedAt+1)
		b.must(err)
		return b.move(a, after, domain.ActionUndo)
	}
	returned, err := Returned(waiting)
	b.must(err)
	waiting = undo(b.move(waiting, returned, domain.ActionReturn))
	for range 2 { // the second time what stands is no longer beside the revision before
		b.same(b.activity(ID(1)), waiting)
		b.same(b.total(domain.MeasureAttendance), int64(45))
		b.same(b.tallies(), tallies)
		b.same(len(b.pages(everything(domain.Approved), 9)), 1)
		approved := b.approve(waiting)
		b.same(b.total(domain.MeasureAttendance), int64(145))
		waiting = undo(approved)
	}
	b.same(b.tallies(), b.recount())
}

func listsByStatus(b *bench) {
	b.put(Session(ID(1)))
	standing := b.approve(Session(ID(1)))
	a := b.edited(standing)
	same := Session(ID(2)) // both versions on one day
	b.put(same)
	same = b.approve(same)
	v := same.Version
	v.Status = domain.Submitted
	waiting, err := same.Edited(v, Morning+5)
	b.must(err)
	b.move(same, waiting, domain.ActionEdit)

	standing2, head, head2 := same, a, waiting
	head.Standing, head.Stood, head2.Standing, head2.Stood = nil, domain.Trail{}, nil, domain.Trail{}
	for _, limit := range []int{1, 3, 9} {
		b.same(b.pages(everything(), limit), []domain.Activity{head, head2})
		b.same(b.pages(everything(domain.Submitted), limit), []domain.Activity{head, head2})
		b.same(b.pages(everything(domain.Approved), limit), []domain.Activity{standing2, standing})
		b.same(b.pages(everything(domain.Approved, domain.Submitted), limit), []domain.Activity{head, head2, standing2, standing})
		b.same(b.pages(everything(domain.Void), limit), []domain.Activity(nil))
	}
	returned, err := Returned(a)
	b.must(err)
	b.move(a, returned, domain.ActionReturn)
	b.same(b.activity(ID(1)), returned)
	for _, limit := range []int{1, 3} { // what was said of the newer one is no word about this one
		b.same(b.pages(everything(domain.Approved), limit), []domain.Activity{standing2, standing})
	}
	q := domain.Question{Filter: everything(domain.Statuses()...), By: []domain.Dimension{domain.ByStatus}, Measures: []domain.Measure{domain.MeasureActivities}}
	b.same(b.answer(q).Rows, []domain.Row{{Keys: []string{"approved"}, Values: []int64{2}}, {Keys: []string{"returned"}, Values: []int64{1}}, {Keys: []string{"submitted"}, Values: []int64{1}}})
}

func voidStays(b *bench) {
	b.put(Session(ID(1)))
	a := b.edited(b.approve(Session(ID(1))))
	gone, err := a.Voided("duplicate", "entered twice", "wang", Morning+9)
	b.must(err)
	b.move(a, gone, domain.ActionVoid)
	b.same(b.activity(ID(1)), gone)
	b.same(b.pages(everything(), 9), []domain.Activity{gone})
	b.same(b.pages(everything(domain.Void), 9), []domain.Activity{gone})
	b.same(b.pages(everything(domain.Approved), 9), []domain.Activity(nil))
	b.same(b.total(domain.MeasureActivities), int64(0))
	q := domain.Question{Filter: everything(domain.Statuses()...), Measures: []domain.Measure{domain.MeasureActivities}}
	b.same(b.answer(q).Totals, []int64{0})
	b.same(len(b.history(ID(1))), 4)
}
