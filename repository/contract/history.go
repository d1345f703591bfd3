package contract

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"

	"outreach/domain"
	"outreach/repository"
)

func historyChecks() []check {
	return []check{{"random ones answer as the model does", historiesAgree}}
}

// past makes random commands over a few dozen records, many of them refused.
type past struct {
	*rand.Rand
	ids   []domain.ID
	clock domain.Instant
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// some gives a random part of a list, empty four times out of five.
func some[T any](r *rand.Rand, list ...T) []T {
	if r.IntN(5) > 0 {
		return nil
	}
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list[:1+r.IntN(len(list))]
}

// command gives a random change that comes to the same on every store.
func (p *past) command() repository.Change {
	p.clock++
	now := p.clock
	if len(p.ids) == 0 || p.IntN(4) == 0 {
		id := RandomID(p.Rand)
		if len(p.ids) > 0 && p.IntN(10) == 0 {
			id = pick(p.Rand, p.ids...) // refused
		}
		p.ids = append(p.ids, id)
		a := domain.Activity{ID: id, Author: pick(p.Rand, "li", "wang", "\U00020BB7"), Version: p.version()}
		a.Revision, a.CreatedAt, a.UpdatedAt = 1, now, now
		if a.Status == domain.Submitted {
			a.SubmittedAt = now
		}
		return Put(nil, a, domain.ActionCreate)
	}
	id, action := pick(p.Rand, p.ids...), pick(p.Rand, domain.ActionEdit, domain.ActionApprove, domain.ActionApprove, domain.ActionReturn, domain.ActionVoid,
		domain.ActionUndo, domain.ActionUndo)
	if action == domain.ActionVoid && p.IntN(3) > 0 {
		action = domain.ActionEdit
	}
	v, fails := p.version(), p.IntN(12) == 0
	return func(ctx context.Context, tx repository.Tx) error {
		a, err := tx.Activity(ctx, id)
		if err != nil {
			return err
		}
		steps, err := tx.Revisions(ctx, id)
		if err != nil {
			return err
		}
		after, err := moved(a, steps, action, v, now)
		if err != nil {
			return err
		}
		if err := Put(&a, after, action)(ctx, tx); err != nil || !fails {
			return err
		}
		return stopError{}
	}
}

// moved gives a record after an action; v is what an edit makes of it, and what the others judge by. An undo can
// only take back what was the last step, and is refused else.
func moved(a domain.Activity, steps []domain.Revision, action domain.Action, v domain.Version, now domain.Instant) (domain.Activity, error) {
	switch action {
	case domain.ActionEdit:
		return a.Edited(v, now)
	case domain.ActionVoid:
		return a.Voided("mistake", "", "boss", now)
	case domain.ActionUndo:
		return a.Undone(steps, "boss", now)
	default:
		d := domain.Decision{Approve: action == domain.ActionApprove, By: "boss", At: now}
		return a.Decided(d, func(*domain.Activity) domain.Verdict { return v.Verdict })
	}
}

func (p *past) version() domain.Version {
	r := p.Rand
	place := pick(r, append(places(), domain.Placement{})...)
	c := domain.Content{
		Kind: pick(r, domain.Kinds()...), Programme: pick(r, "xinghai", "campus", "bluevest", ""), Campaign: pick(r, "", "", "month2022"),
		Title: pick(r, "one", "One two", "\U00020BB7 100%", ""), Place: pick(r, "", "hall", "\U00020BB7"), Form: pick(r, "", "lecture", "game"),
		Date: p.day(), Minutes: domain.Minutes(r.IntN(90)), Area: place.Area, Venue: pick(r, "", "community", "campus"),
		Delivery: pick(r, domain.InPerson, domain.InPerson, domain.Online, ""), Attendance: domain.PersonTimes(r.IntN(300)),
		CountBasis: pick(r, domain.Counted, domain.Estimated, domain.Unknown, ""), Materials: domain.Copies(r.IntN(3)),
		Topics: pick(r, nil, []string{"fraud", "loans"}, []string{"loans"}), Volunteers: pick(r, nil, []domain.TurnOut{{Code: "v1", Minutes: 30}}),
		Audiences: pick(r, nil, map[string]domain.PersonTimes{"elderly": 9, "minor": 0}, map[string]domain.PersonTimes{"minor": 4, "farmer": 1 << 40}),
	}
	for _, code := range some(r, "bank", "police", "") {
		c.Organisations = append(c.Organisations, domain.Party{Code: code, Name: "n", Role: pick(r, domain.RoleLead, "host")})
	}
	switch c.Kind {
	case domain.KindSession:
		c.Session = &domain.SessionPart{Questions: domain.Count(r.IntN(9))}
	case domain.KindVisit:
		c.Visit = &domain.VisitPart{Households: domain.HouseholdCounts{Talked: 3}, Elderly: domain.PersonTimes(r.IntN(3))}
	case domain.KindDrive:
		c.Drive = &domain.DrivePart{Campus: pick(r, "", "4111010001", "4111010002"), Students: 40, Officers: 2}
	}
	return domain.Version{Content: c, Placed: place, Status: pick(r, domain.Draft, domain.Submitted, domain.Submitted), Verdict: domain.Verdict{Fit: r.IntN(4) > 0}}
}

// day gives a day of three years, often one on the edge of a month or year, seldom none.
func (p *past) day() domain.Date {
	switch p.IntN(12) {
	case 0:
		return 0
	case 1, 2, 3:
		return pick(p.Rand, domain.Date(20211231), 20220101, 20220131, 20220201, 20221231, 20230101, 20200229)
	default:
		return domain.Date(20210101).AddDays(p.IntN(3 * 365))
	}
}

func (p *past) period() domain.Period {
	edge := func() domain.Date {
		switch p.IntN(4) {
		case 0:
			return 0
		case 1:
			return pick(p.Rand, domain.Date(20210101), 20220101, 20230101, 20240101)
		case 2:
			return domain.Month(202101 + 100*p.IntN(3) + p.IntN(12)).First()
		default:
			return max(p.day(), 20210101)
		}
	}
	return domain.Period{From: edge(), To: edge()}
}

func (p *past) filter() domain.Filter {
	r := p.Rand
	codes := func(list ...string) []string { return some(r, append(list, "", "unheard of")...) }
	areas := func() []domain.AreaCode {
		return some(r, domain.AreaCode(440303), 440300, 441900, 440000, 469001, 110000, 110100, 999900)
	}
	f := domain.Filter{
		Scope: domain.Scope{Everything: r.IntN(3) > 0}, Period: p.period(), Areas: areas(), Programmes: codes("xinghai", "campus"),
		Kinds: some(r, domain.Kinds()...), Statuses: some(r, domain.Statuses()...), Deliveries: some(r, domain.InPerson, domain.Online, ""),
	}
	for range r.IntN(3) {
		f.Scope.Clauses = append(f.Scope.Clauses, domain.Clause{
			Areas: areas(), Programmes: codes("xinghai", "bluevest"), Author: pick(r, "", "li", "wang"), Approved: r.IntN(3) == 0,
		})
	}
	if r.IntN(2) == 0 { // what no tally holds
		yes, no := true, false
		f.Campaigns, f.Forms, f.Venues, f.Topics = codes("month2022"), codes("lecture"), codes("campus", "community"), codes("fraud", "loans")
		f.Audiences, f.Organisations, f.Campuses = codes("elderly", "minor", "farmer"), codes("bank", "police"), codes("4111010001")
		f.Bases, f.Author = some(r, domain.Counted, domain.Unknown, ""), pick(r, "", "", "", "li", "nobody")
		f.Except = pick(r, "", "", "", "li", "nobody")
		f.Text, f.Fit = pick(r, "", "", "", "one", "\U00020BB7", "%"), pick(r, nil, nil, &yes, &no)
	}
	return f
}

func (p *past) question() domain.Question {
	q := domain.Question{Filter: p.filter(), Measures: slices.Clone(measures())}
	p.Shuffle(len(q.Measures), func(i, j int) { q.Measures[i], q.Measures[j] = q.Measures[j], q.Measures[i] })
	q.Measures = q.Measures[:p.IntN(5)]
	dimensions := domain.Dimensions()
	if p.IntN(2) == 0 {
		dimensions = []domain.Dimension{
			domain.ByMonth, domain.ByQuarter, domain.ByHalf, domain.ByYear, domain.ByProvince, domain.ByCity, domain.ByCounty,
			domain.ByProgramme, domain.ByKind, domain.ByStatus, domain.ByDelivery,
		}
	}
	p.Shuffle(len(dimensions), func(i, j int) { dimensions[i], dimensions[j] = dimensions[j], dimensions[i] })
	q.By = dimensions[:p.IntN(4)]
	return q
}

// historiesAgree plays random commands on a store and on a model, one history after the other.
func historiesAgree(b *bench) {
	random := Random(b.T)
	for i := range Budget(b.T, 1) {
		if i > 0 {
			b.store = b.open(b.T)
		}
		p := &past{Rand: random, clock: Morning}
		model := &bench{T: b.T, ctx: b.ctx, store: NewModel()}
		for range 4 {
			p.play(b, model)
			if p.compareRecords(b, model); b.Failed() {
				return
			}
		}
	}
}

// play runs the same commands on both, in batches, and wants the same fates; then asks both about everything.
func (p *past) play(b, model *bench) {
	b.Helper()
	for range 12 {
		batch := make([]repository.Change, 1+p.IntN(12))
		for i := range batch {
			batch[i] = p.command()
		}
		got, want := b.store.InTxs(b.ctx, batch), model.store.InTxs(b.ctx, batch)
		for i := range want {
			if domain.CodeOf(got[i]) != domain.CodeOf(want[i]) {
				b.Fatalf("got %v, want %v", got[i], want[i])
			}
		}
	}
	for range 150 {
		p.compareAnswers(b, model)
	}
	for range 50 {
		f := p.filter()
		limit := 1 + p.IntN(9)
		b.same(b.pages(f, limit), model.pages(f, limit))
		got, err1 := b.store.ListActivities(b.ctx, f, repository.Page{Limit: 1})
		want, err2 := model.store.ListActivities(b.ctx, f, repository.Page{Limit: 1})
		b.must(errors.Join(err1, err2))
		b.same(got.Total, want.Total)
		b.same(b.queue(f, limit), model.queue(f, limit))
	}
}

func (p *past) compareRecords(b, model *bench) {
	b.Helper()
	for _, id := range p.ids {
		got, err1 := b.store.Activity(b.ctx, id)
		want, err2 := model.store.Activity(b.ctx, id)
		b.same(domain.CodeOf(err1), domain.CodeOf(err2))
		b.same(got, want)
		if err2 == nil {
			b.same(b.history(id), model.history(id))
		}
	}
	b.same(b.tallies(), model.tallies())
	b.same(b.chain(), model.chain())
	all := repository.EventFilter{Scope: domain.Scope{Everything: true}}
	b.same(b.events(all), model.events(all))
}

func (p *past) compareAnswers(b, model *bench) {
	b.Helper()
	q := p.question()
	got, err1 := b.store.Answer(b.ctx, q)
	want, err2 := model.store.Answer(b.ctx, q)
	if err := errors.Join(err1, err2); err != nil {
		b.Fatalf("%+v: %v", q, err)
	}
	if !alike(got, want) {
		b.Logf("%+v", q)
	}
	b.same(got, want)
	r := domain.ReachQuestion{Filter: q.Filter, By: pick(p.Rand, domain.ByProvince, domain.ByCity, domain.ByCounty, domain.ByCampus), WithDays: p.IntN(2) == 0}
	reached, err1 := b.store.Reach(b.ctx, r)
	wanted, err2 := model.store.Reach(b.ctx, r)
	b.must(errors.Join(err1, err2))
	if !alike(reached, wanted) {
		b.Logf("%+v", r)
	}
	b.same(reached, wanted)
}
