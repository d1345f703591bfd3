package contract

import (
	"context"
	"time"

	"outreach/domain"
	"outreach/repository"
)

func activityChecks() []check {
	return []check{
		{"come back whole", comeBackWhole},
		{"missing is not found", activityMissing},
		{"a duplicate is refused", duplicateRefused},
		{"absent stays apart from empty", absentApartFromEmpty},
		{"instants keep their millisecond in any zone", instantsKept},
		{"what is handed out is the caller's", handedOutIsOwn},
		{"a programme is used by any version", programmeUsed},
	}
}

// fullContent fills the fields that the makers leave out.
func fullContent(a *domain.Activity) {
	a.EndDate, a.VenueText, a.Staff, a.Notes, a.JointOf = 20220916, "hall 2", 3, "line one\nline two\ttab", ID(99)
	a.Online = []domain.Reach{{Platform: "weibo", Metric: "reads", Value: 100_000_000_000, AsOf: Morning.Time()}}
	a.Evidence = []domain.Evidence{{SHA256: domain.Digest(nil), Kind: "photo", TakenAt: Morning.Time(), Consent: "given"}}
	a.Location = &domain.Point{Lat: 22.548456789, Lon: -114.000000001, Accuracy: 12.5}
	a.Verdict = domain.Verdict{Because: []domain.NotCounted{domain.NotForMinutes, domain.NotForJoint}}
	a.DecidedAt, a.DecidedBy, a.DuplicateOf, a.Reason, a.Text, a.Field = Morning+1, "wang", ID(98), "other", "see there", "/notes"
}

func comeBackWhole(b *bench) {
	for i, a := range []domain.Activity{
		Session(ID(1), fullContent, func(a *domain.Activity) {
			a.Session.Quiz = &domain.Quiz{PreN: 40, PreMean: 61.25, PostN: 38, PostMean: 83.1}
			a.Session.Satisfaction = &domain.Satisfaction{Asked: 40, Answered: 38, Satisfied: 37}
		}),
		Visit(ID(2), fullContent), Drive(ID(3), fullContent),
		{ID: ID(4), Author: "li", Version: domain.Version{Status: domain.Draft, Revision: 1}},
	} {
		b.put(a)
		b.same(b.activity(a.ID), a)
		step, err := Step(&a, domain.ActionCreate)
		b.must(err)
		b.same(b.history(a.ID), []domain.Revision{step})
		b.same(len(b.pages(everything(), 10)), i+1)
		f := everything()
		f.Kinds = []domain.Kind{a.Kind}
		b.same(b.pages(f, 10), []domain.Activity{a})
	}
}

func activityMissing(b *bench) {
	b.put(Session(ID(1)))
	_, err := b.store.Activity(b.ctx, ID(2))
	b.refused(err, domain.NotFound)
	_, err = b.store.History(b.ctx, ID(2))
	b.refused(err, domain.NotFound)
	b.change(func(ctx context.Context, tx repository.Tx) error {
		if _, err := tx.Activity(ctx, ID(2)); domain.CodeOf(err) != domain.NotFound {
			b.Errorf("in a transaction: %v", err)
		}
		steps, err := tx.Revisions(ctx, ID(2))
		if len(steps) != 0 {
			b.Errorf("history of nothing: %v", steps)
		}
		return err
	})
}

func duplicateRefused(b *bench) {
	first := Session(ID(1))
	b.put(first)
	other := Session(ID(1), func(a *domain.Activity) { a.Title, a.Attendance = "another", 1 })
	b.refused(b.store.InTx(b.ctx, Put(nil, other, domain.ActionCreate)), domain.Conflict)

	second := first
	second.Revision, second.UpdatedAt = 2, first.UpdatedAt+1
	b.move(first, second, domain.ActionEdit)
	stale := first
	stale.Revision, stale.Title = 2, "lost"
	b.refused(b.store.InTx(b.ctx, Put(&first, stale, domain.ActionEdit)), domain.Conflict)

	unknown := Session(ID(2))
	next := unknown
	next.Revision = 2
	b.refused(b.store.InTx(b.ctx, Put(&unknown, next, domain.ActionEdit)), domain.Conflict)

	b.same(b.activity(ID(1)), second)
	b.same(len(b.history(ID(1))), 2)
	b.same(len(b.events(repository.EventFilter{Scope: domain.Scope{Everything: true}})), 2)
}

func absentApartFromEmpty(b *bench) {
	for i, change := range []func(*domain.Activity){
		func(a *domain.Activity) { a.Session = nil },
		func(a *domain.Activity) { a.Session = &domain.SessionPart{} },
		func(a *domain.Activity) { a.Session = &domain.SessionPart{Quiz: &domain.Quiz{}} },
		func(a *domain.Activity) { a.Session = &domain.SessionPart{Satisfaction: &domain.Satisfaction{}} },
		func(a *domain.Activity) { a.Visit = &domain.VisitPart{} },
		func(a *domain.Activity) { a.Drive = &domain.DrivePart{} },
		func(a *domain.Activity) { a.Location = &domain.Point{} },
		func(a *domain.Activity) { a.Topics, a.Audiences, a.Volunteers, a.Organisations = nil, nil, nil, nil },
		func(a *domain.Activity) { a.Topics, a.Audiences = []string{}, map[string]domain.PersonTimes{} },
		func(a *domain.Activity) { a.Audiences = map[string]domain.PersonTimes{"farmer": 0} },
		func(a *domain.Activity) { a.Online = []domain.Reach{{}} },
	} {
		a := Session(ID(i), change)
		b.put(a)
		b.same(b.activity(a.ID), a)
	}
}

func instantsKept(b *bench) {
	east := time.FixedZone("", 8*60*60)
	for i, at := range []time.Time{
		time.Date(2022, 9, 15, 23, 59, 59, 999e6, time.UTC), time.Date(2022, 9, 15, 0, 0, 0, 1e6, east),
		time.Date(1969, 12, 31, 23, 59, 59, 1e6, time.UTC), time.Date(2000, 2, 29, 12, 0, 0, 0, east), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC),
	} {
		a := Session(ID(i), func(a *domain.Activity) {
			a.CreatedAt, a.UpdatedAt, a.SubmittedAt, a.DecidedAt = domain.At(at), domain.At(at)+1, domain.At(at)+2, 0
			a.Online = []domain.Reach{{Platform: "weibo", Metric: "reads", AsOf: at}}
			a.Evidence = []domain.Evidence{{SHA256: domain.Digest(nil), TakenAt: at}}
		})
		b.put(a)
		b.same(b.activity(a.ID), a)
		b.same(b.history(a.ID)[0].At, a.UpdatedAt)
	}
}

func handedOutIsOwn(b *bench) {
	want, given := Session(ID(1)), Session(ID(1))
	b.put(given)
	spoil := func(a domain.Activity) {
		a.Topics[0], a.Audiences["elderly"], a.Volunteers[0].Minutes, a.Session.Lecturer = "spoiled", 0, 0, "spoiled"
	}
	spoil(given)
	spoil(b.activity(ID(1)))
	spoil(b.pages(everything(), 1)[0])
	b.must(b.store.WalkActivities(b.ctx, everything(), func(a domain.Activity) error {
		spoil(a)
		return nil
	}))
	spoil(domain.Activity{Version: b.history(ID(1))[0].Version})
	b.change(func(ctx context.Context, tx repository.Tx) error {
		a, err := tx.Activity(ctx, ID(1))
		spoil(a)
		return err
	})
	b.same(b.activity(ID(1)), want)
	b.same(b.history(ID(1))[0].Version, want.Version)
}

func programmeUsed(b *bench) {
	first := Session(ID(1))
	b.put(first)
	first = b.approve(first)
	moved := first.Version
	moved.Status, moved.Programme = domain.Submitted, "campus"
	second, err := first.Edited(moved, Morning+9)
	b.must(err)
	b.move(first, second, domain.ActionEdit)
	b.change(func(ctx context.Context, tx repository.Tx) error {
		for code, want := range map[string]bool{"xinghai": true, "campus": true, "bluevest": false, "XINGHAI": false, "nowhere": false} {
			day := first.Date
			for days, within := range map[domain.Period]bool{
				{}: true, {From: day}: true, {From: day, To: day + 1}: true, {From: day + 1}: false, {To: day}: false, {From: day - 1, To: day}: false,
			} {
				got, err := tx.ProgrammeUsed(ctx, code, days)
				if err != nil || got != (want && within) {
					b.Errorf("%s used in %v: %v (%v), want %v", code, days, got, err, want && within)
				}
			}
		}
		return nil
	})
}
