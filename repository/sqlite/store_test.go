package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

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

func TestSQLiteKeepsTheContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) repository.Store {
		t.Helper()
		return open(t, t.TempDir())
	})
}
