package sqlite_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/sqlite"
)

func open(t *testing.T, dir string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// world makes random but lawful records and moves them through their states.
type world struct {
	random  *rand.Rand
	records []domain.Activity
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func (w *world) id() domain.ID {
	return domain.ID(fmt.Sprintf("%08x-0000-7000-8000-%012x", w.random.Uint32()%16, w.random.Uint64()&0xffffffffffff))
}

func (w *world) place() domain.Placement {
	return pick(w.random,
		domain.Placement{Area: 440305, Name: "Nanshan", City: 440300, Province: 440000},
		domain.Placement{Area: 440304, Name: "Futian", City: 440300, Province: 440000},
		domain.Placement{Area: 441900, Name: "Dongguan", City: 441900, Province: 440000},
		domain.Placement{Area: 469001, Name: "Wuzhishan", Province: 460000},
		domain.Placement{Area: 110101, Name: "Dongcheng", City: 110100, Province: 110000},
	)
}

func (w *world) version(status domain.Status, revision int64) domain.Version {
	r := w.random
	c := domain.Content{
		Kind: pick(r, domain.Kinds()...), Programme: pick(r, "xinghai", "campus", "bluevest"), Campaign: pick(r, "", "month2022"),
		Title: pick(r, "one", "two", "\U00020BB7 three"), Place: pick(r, "", "hall"), Form: pick(r, "", "lecture", "game"),
		Date: domain.DateOf(2021+r.IntN(3), 1, 1).AddDays(r.IntN(365)), Minutes: domain.Minutes(r.IntN(90)),
		Delivery: pick(r, domain.InPerson, domain.InPerson, domain.Online), Attendance: domain.PersonTimes(r.IntN(300)),
		CountBasis: pick(r, domain.Counted, domain.Estimated), Materials: domain.Copies(r.IntN(50)),
	}
	if r.IntN(2) == 0 {
		c.Topics = []string{pick(r, "fraud", "loans"), "privacy"}
		c.Audiences = map[string]domain.PersonTimes{pick(r, "elderly", "minor"): domain.PersonTimes(r.IntN(9)), "farmer": 3}
	}
	if r.IntN(2) == 0 {
		c.Organisations = []domain.Party{{Code: pick(r, "bank", "police"), Role: domain.RoleLead}}
	}
	if c.Kind == domain.KindDrive {
		c.Drive = &domain.DrivePart{Campus: pick(r, "", "4111010001", "4111010002"), Students: 40}
	}
	p := w.place()
	c.Area = p.Area
	return domain.Version{Content: c, Placed: p, Status: status, Revision: revision, Verdict: domain.Verdict{Fit: r.IntN(4) > 0}}
}

// step gives a random next change: the record before (nil for a new one), after, and its history step.
func (w *world) step(at domain.Instant) (before *domain.Activity, after domain.Activity, step domain.Revision) {
	r := w.random
	action := domain.ActionCreate
	var err error
	if len(w.records) == 0 || r.IntN(3) == 0 {
		after = domain.Activity{ID: w.id(), Author: pick(r, "li", "wang"), Version: w.version(pick(r, domain.Draft, domain.Submitted), 1)}
		after.CreatedAt, after.UpdatedAt = at, at
		w.records = append(w.records, after)
	} else {
		i := r.IntN(len(w.records))
		old := w.records[i]
		before = &old
		switch r.IntN(5) {
		case 0:
			action = domain.ActionVoid
			after, err = old.Voided("mistake", "", "boss", at)
		case 1, 2:
			action = domain.ActionEdit
			after, err = old.Edited(w.version(domain.Submitted, 0), at)
		default:
			action = domain.ActionApprove
			d := domain.Decision{Approve: r.IntN(4) > 0, By: "boss", At: at}
			after, err = old.Decided(d, func(*domain.Activity) domain.Verdict { return domain.Verdict{Fit: true} })
		}
		if err != nil {
			return w.step(at)
		}
		w.records[i] = after
	}
	return before, after, domain.Revision{
		Activity: after.ID, Number: after.Revision, At: at, Actor: "boss", Action: action, Version: after.Version, Digest: domain.Digest([]byte(after.Title)),
	}
}

func filters() []domain.Filter {
	all := domain.Scope{Everything: true}
	return []domain.Filter{
		{Scope: all}, {},
		{Scope: all, Statuses: []domain.Status{domain.Approved}},
		{Scope: all, Statuses: []domain.Status{domain.Approved, domain.Void}, Period: domain.YearPeriod(2022)},
		{Scope: all, Period: domain.Period{From: 20220115, To: 20230201}, Areas: []domain.AreaCode{440000}},
		{Scope: all, Period: domain.Period{From: 20220101}, Areas: []domain.AreaCode{440300, 469001}},
		{Scope: all, Areas: []domain.AreaCode{440305}, Kinds: []domain.Kind{domain.KindVisit}},
		{Scope: all, Author: "li"}, {Scope: all, Text: "\U00020BB7"}, {Scope: all, Forms: []string{"", "lecture"}},
		{Scope: all, Audiences: []string{"elderly"}}, {Scope: all, Organisations: []string{"bank"}}, {Scope: all, Programmes: []string{"unknown"}},
		{Scope: domain.Scope{Clauses: []domain.Clause{{Author: "wang"}}}},
		{Scope: domain.Scope{Clauses: []domain.Clause{{Author: "wang"}, {Areas: []domain.AreaCode{110000}, Approved: true}}}},
		{Scope: domain.Scope{Clauses: []domain.Clause{{Programmes: []string{"campus"}, Approved: true}}}},
	}
}

func TestStoreAnswersAsTheModelDoes(t *testing.T) {
	const seed = 7
	w := &world{random: rand.New(rand.NewPCG(seed, 0))}
	s, m := open(t, t.TempDir()), contract.NewModel()
	for i := range 400 {
		before, after, step := w.step(domain.Instant(1000 + i))
		for _, store := range []repository.Store{s, m} {
			if err := store.InTx(t.Context(), func(ctx context.Context, tx repository.Tx) error {
				return tx.PutActivity(ctx, before, after, step)
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, a := range w.records {
		got, err := s.Activity(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := m.Activity(t.Context(), a.ID)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	}
	for i, f := range filters() {
		t.Run(fmt.Sprint("filter ", i), func(t *testing.T) {
			samePages(t, s, m, f)
			sameAnswers(t, s, m, f)
			sameReach(t, s, m, f)
			sameWalk(t, s, m, f)
		})
	}
}

func samePages(t *testing.T, s, m repository.Store, f domain.Filter) {
	t.Helper()
	ps, pm := repository.Page{Limit: 7}, repository.Page{Limit: 7}
	for {
		got, err := s.ListActivities(t.Context(), f, ps)
		if err != nil {
			t.Fatal(err)
		}
		want, err := m.ListActivities(t.Context(), f, pm)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want.Items, got.Items); d != "" || want.Total != got.Total || (want.Next == "") != (got.Next == "") {
			t.Fatalf("total %d, want %d; next %q, want %q\n%s", got.Total, want.Total, got.Next, want.Next, d)
		}
		if ps.Cursor, pm.Cursor = got.Next, want.Next; want.Next == "" {
			return
		}
	}
}

func sameAnswers(t *testing.T, s, m repository.Store, f domain.Filter) {
	t.Helper()
	additive, distinct := domain.AdditiveMeasures(), domain.DistinctMeasures()
	measures := append(distinct[:3:3], additive[:]...)
	cuts := [][]domain.Dimension{nil, {domain.ByYear, domain.ByCounty, domain.ByProgramme}, {domain.ByAudience, domain.ByKind}}
	for _, d := range domain.Dimensions() {
		cuts = append(cuts, []domain.Dimension{d})
	}
	for _, by := range cuts {
		for _, list := range [][]domain.Measure{measures, additive[:2], {domain.MeasureCampuses, domain.MeasureOrganisations}} {
			q := domain.Question{Filter: f, By: by, Measures: list}
			got, err := s.Answer(t.Context(), q)
			if err != nil {
				t.Fatalf("%v: %v", by, err)
			}
			want, err := m.Answer(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%v %v: %s", by, list, d)
			}
		}
	}
}

func sameReach(t *testing.T, s, m repository.Store, f domain.Filter) {
	t.Helper()
	for _, by := range []domain.Dimension{domain.ByProvince, domain.ByCity, domain.ByCounty, domain.ByCampus} {
		for _, days := range []bool{false, true} {
			q := domain.ReachQuestion{Filter: f, By: by, WithDays: days}
			got, err := s.Reach(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			want, err := m.Reach(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("%v days %v: %s", by, days, d)
			}
		}
	}
}

func sameWalk(t *testing.T, s, m repository.Store, f domain.Filter) {
	t.Helper()
	var got, want []domain.Activity
	for store, list := range map[repository.Store]*[]domain.Activity{s: &got, m: &want} {
		if err := store.WalkActivities(t.Context(), f, func(a domain.Activity) error {
			*list = append(*list, a)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
}
