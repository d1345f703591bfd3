package app_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"outreach/app"
	"outreach/domain"
	"outreach/repository/contract"
)

// wander takes random records through random lives: written, sent, returned, approved, changed afterwards, voided.
func (w *world) wander(r *rand.Rand, records int) []domain.ID {
	w.t.Helper()
	var ids []domain.ID
	for range records {
		ids = append(ids, w.id())
		e := w.anyEntry(r, ids[len(ids)-1], ids)
		who := []string{"chelsea", "alice"}[r.IntN(2)]
		w.put(who, e)
		for range r.IntN(5) {
			w.step(r, who, e.ID, ids)
		}
	}
	// One event told twice, which random lives seldom come to.
	told, again := w.session(), w.session()
	w.put("chelsea", told)
	w.put("chelsea", again)
	w.approve("erin", told.ID)
	if _, err := w.app.Review(w.ctx, w.who["erin"], again.ID, app.ReviewEntry{Approve: true, DuplicateOf: told.ID}); err != nil {
		w.t.Fatal(err)
	}
	return append(ids, told.ID, again.ID)
}

func (w *world) anyEntry(r *rand.Rand, id domain.ID, others []domain.ID) app.Entry {
	e := w.session()
	e.ID = id
	c := &e.Content
	c.Date = domain.Date(20221000 - 100*r.IntN(3) + 1 + r.IntN(28))
	c.Attendance = domain.PersonTimes(r.IntN(200) + 1)
	c.Minutes = []domain.Minutes{10, 20, 60, 90}[r.IntN(4)]
	c.Area = []domain.AreaCode{440303, 440305, 110105}[r.IntN(3)]
	c.Delivery = []domain.Delivery{domain.InPerson, domain.InPerson, domain.Online}[r.IntN(3)]
	if other := others[r.IntN(len(others))]; other != id && r.IntN(4) == 0 {
		c.JointOf = other
	}
	if r.IntN(4) == 0 {
		e.Status = domain.Draft
	}
	return e
}

// step does one thing to a record that can be done to it as it stands.
func (w *world) step(r *rand.Rand, who string, id domain.ID, others []domain.ID) {
	w.t.Helper()
	rec, err := w.app.Activity(w.ctx, w.who["erin"], id)
	if err != nil {
		w.t.Fatal(err)
	}
	switch {
	case rec.Status == domain.Void:
	case rec.Status == domain.Submitted && r.IntN(4) > 0:
		d := app.ReviewEntry{Approve: r.IntN(3) > 0}
		if !d.Approve {
			d.Reason = "definition"
		} else if other := others[r.IntN(len(others))]; r.IntN(5) == 0 && other != id && w.original(other) {
			d.DuplicateOf = other
		}
		if d.DuplicateOf == "" {
			d.Text = "again"
		}
		_, err = w.app.Review(w.ctx, w.who["erin"], id, d)
	case r.IntN(8) == 0 && !slices.ContainsFunc(others, func(other domain.ID) bool { return w.countsThrough(other, id) }):
		_, err = w.app.Void(w.ctx, w.who["erin"], id, app.VoidEntry{Reason: "test"})
	default:
		e := w.anyEntry(r, id, others)
		e.IfMatch = rec.Revision
		_, err = w.app.PutActivity(w.ctx, w.who[who], e)
	}
	if err != nil {
		w.t.Fatalf("%s %s: %v", id, rec.Status, err)
	}
}

// original says whether a record may have duplicates.
func (w *world) original(id domain.ID) bool {
	w.t.Helper()
	rec, err := w.app.Activity(w.ctx, w.who["erin"], id)
	if err != nil {
		w.t.Fatal(err)
	}
	sent := slices.ContainsFunc(rec.Live(), func(v *domain.Version) bool { return v.Status == domain.Submitted || v.Status == domain.Approved })
	return rec.DuplicateOf == "" && sent
}

// countsThrough says whether a record is approved as the duplicate of another.
func (w *world) countsThrough(id, of domain.ID) bool {
	w.t.Helper()
	rec, err := w.app.Activity(w.ctx, w.who["dan"], id) // who sees what is approved
	return err == nil && rec.DuplicateOf == of
}

// anyFilter asks as a phone or a manager would, and otherwise.
func (w *world) anyFilter(r *rand.Rand) domain.Filter {
	var f domain.Filter
	if r.IntN(3) > 0 {
		f.Author = w.who[[]string{"chelsea", "alice"}[r.IntN(2)]].User.ID
	}
	if r.IntN(3) > 0 {
		month := domain.Date(20220800 + 100*r.IntN(3))
		f.Period = domain.Period{From: month + 1, To: month + 101}
	}
	if r.IntN(3) == 0 {
		f.Areas = []domain.AreaCode{[]domain.AreaCode{440000, 440303, 110000}[r.IntN(3)]}
	}
	if r.IntN(4) == 0 {
		f.Deliveries = []domain.Delivery{[]domain.Delivery{domain.InPerson, domain.Online}[r.IntN(2)]}
	}
	return f
}

// recount counts the records of a filter one by one, by the plain meaning of it.
func (w *world) recount(who string, f domain.Filter, ids []domain.ID) (counted app.Counted, rest map[app.LeftOut]app.Counted) {
	w.t.Helper()
	rest = map[app.LeftOut]app.Counted{}
	f.Scope = w.who[who].Scope()
	f.Statuses = []domain.Status{domain.Draft, domain.Submitted, domain.Returned, domain.Approved}
	for _, id := range ids {
		rec, err := w.app.Activity(w.ctx, w.who["erin"], id)
		if err != nil {
			w.t.Fatal(err)
		}
		var told *domain.Version
		for _, v := range rec.Live() {
			if f.Takes(&rec, v) && (told == nil || v.Status == domain.Approved) {
				told = v
			}
		}
		if told == nil {
			continue
		}
		if ok, because := told.Counts(); ok {
			counted = app.Counted{Activities: counted.Activities + 1, Attendance: counted.Attendance + told.Attendance}
		} else {
			at := app.LeftOut{Because: because[0], Status: told.Status}
			rest[at] = app.Counted{Activities: rest[at].Activities + 1, Attendance: rest[at].Attendance + told.Attendance}
		}
	}
	return counted, rest
}

func TestASummaryIsTheStatementAndARecountOfTheRest(t *testing.T) {
	r := contract.Random(t)
	w := newWorld(t)
	ids := w.wander(r, contract.Budget(t, 120))
	reasons := map[domain.NotCounted]bool{}
	for range contract.Budget(t, 150) {
		who, f := []string{"chelsea", "bob", "dan", "erin"}[r.IntN(4)], w.anyFilter(r)
		got, err := w.app.Summary(w.ctx, w.who[who], f)
		if err != nil {
			t.Fatal(err)
		}
		counted, rest := w.recount(who, f, ids)
		total := counted.Activities
		for _, l := range got.Rest {
			reasons[l.Because] = true
			at := app.LeftOut{Because: l.Because, Status: l.Status}
			if rest[at] != l.Counted {
				t.Errorf("%s %+v: %s %s = %+v, a recount says %+v", who, f, l.Because, l.Status, l.Counted, rest[at])
			}
			total += l.Activities
			delete(rest, at)
		}
		if got.Counts != counted || got.Total() != total || len(rest) > 0 {
			t.Errorf("%s %+v: %+v of %d, a recount says %+v of %d and besides %+v", who, f, got.Counts, got.Total(), counted, total, rest)
		}
		if len(f.Deliveries) == 0 {
			f.Deliveries = []domain.Delivery{domain.InPerson, domain.Online}
		}
		if n, heads := w.total(who, domain.MeasureActivities, f), w.total(who, domain.MeasureAttendance, f); n != int64(counted.Activities) || heads != int64(counted.Attendance) {
			t.Errorf("%s %+v: the statement says %d and %d, the summary %+v", who, f, n, heads, counted)
		}
	}
	if len(reasons) < 4 {
		t.Errorf("the histories showed only %v", reasons)
	}
}
