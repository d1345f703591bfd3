package contract

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"outreach/domain"
	"outreach/repository"
)

// Morning is when made records were written: 09:00 in Shanghai on 2022-09-16.
const Morning domain.Instant = 1663290000000

// ID gives the n-th of a fixed run of UUIDv7s, rising with n.
func ID(n int) domain.ID {
	return domain.ID(fmt.Sprintf("01834000-%04x-7000-8000-%012x", n>>16&0xffff, n))
}

// RandomID gives a UUIDv7 of a random moment of 2022.
func RandomID(r *rand.Rand) domain.ID {
	return domain.ID(fmt.Sprintf("018%01x%04x-%04x-7%03x-8%03x-%012x",
		r.IntN(16), r.IntN(1<<16), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Uint64()&(1<<48-1)))
}

// Session gives a submitted education session in Luohu, Shenzhen, at revision 1 and fit to count.
func Session(id domain.ID, changes ...func(*domain.Activity)) domain.Activity {
	return made(id, domain.Content{
		Kind: domain.KindSession, Programme: "xinghai", Campaign: "month2022", Title: "Financial literacy class",
		Date: 20220915, Minutes: 60, Area: 440303, Place: "Guiyuan subdistrict", Venue: "community", Delivery: domain.InPerson,
		Form: "lecture", Topics: []string{"telecom_fraud", "privacy"}, Attendance: 45, CountBasis: domain.Counted, Materials: 40,
		Audiences:     map[string]domain.PersonTimes{domain.AudienceElderly: 30, domain.AudienceMinor: 2},
		Organisations: []domain.Party{{Code: "antgroup", Role: domain.RoleLead}},
		Volunteers:    []domain.TurnOut{{Code: "v1", Minutes: 90}, {Code: "v2", Minutes: 60}},
		Session:       &domain.SessionPart{Lecturer: "Li", Language: "mandarin", Questions: 7},
	}, changes)
}

// Visit gives a submitted home visit, otherwise as Session.
func Visit(id domain.ID, changes ...func(*domain.Activity)) domain.Activity {
	return made(id, domain.Content{
		Kind: domain.KindVisit, Programme: "bluevest", Title: "Door to door", Date: 20220914, Minutes: 120, Area: 440303,
		Venue: "household", Delivery: domain.InPerson, Topics: []string{"telecom_fraud"}, Attendance: 18, CountBasis: domain.Estimated,
		CountMethod: "headcount", Organisations: []domain.Party{{Code: "bluevest", Role: domain.RoleLead}},
		Visit: &domain.VisitPart{
			Mode: "household", Households: domain.HouseholdCounts{Knocked: 20, Answered: 14, Talked: 12}, Elderly: 9,
			Help: map[string]domain.Count{"app_installs": 5},
		},
	}, changes)
}

// Drive gives a submitted campus drive, otherwise as Session.
func Drive(id domain.ID, changes ...func(*domain.Activity)) domain.Activity {
	return made(id, domain.Content{
		Kind: domain.KindDrive, Programme: "campus", Title: "Campus without fraud", Date: 20220913, Minutes: 45, Area: 440303,
		Venue: "campus", Delivery: domain.InPerson, Topics: []string{"telecom_fraud"}, Attendance: 820, CountBasis: domain.Counted,
		Organisations: []domain.Party{{Code: "antgroup", Role: domain.RoleLead}, {Code: "police", Role: domain.RolePolice}},
		Drive:         &domain.DrivePart{Campus: "4144010590", PoliceUnit: "Luohu", Officers: 4, Students: 800, Staff: 16, Pledges: 600},
	}, changes)
}

func made(id domain.ID, c domain.Content, changes []func(*domain.Activity)) domain.Activity {
	a := domain.Activity{
		ID: id, Author: "li",
		Trail: domain.Trail{CreatedAt: Morning, UpdatedAt: Morning, SubmittedAt: Morning},
		Version: domain.Version{
			Content: c, Status: domain.Submitted, Revision: 1, Verdict: domain.Verdict{Fit: true},
			Placed: domain.Placement{Area: 440303, Name: "Luohu", City: 440300, Province: 440000},
		},
	}
	for _, change := range changes {
		change(&a)
	}
	return a
}

// Approved gives a record after a reviewer approved it.
func Approved(a domain.Activity) (domain.Activity, error) { return decided(a, true) }

// Returned gives a record after a reviewer sent it back.
func Returned(a domain.Activity) (domain.Activity, error) { return decided(a, false) }

func decided(a domain.Activity, approve bool) (domain.Activity, error) {
	d := domain.Decision{Approve: approve, By: "reviewer", At: a.UpdatedAt + 1}
	if !approve {
		d.Reason, d.Text, d.Field = "wrong_count", "count again", "/attendance"
	}
	return a.Decided(d, func(a *domain.Activity) domain.Verdict { return a.Verdict })
}

// Step gives the history step that led to a record as it is: by whoever decided, or by its author.
func Step(a *domain.Activity, action domain.Action) (domain.Revision, error) {
	actor := a.Author
	if action == domain.ActionApprove || action == domain.ActionReturn || action == domain.ActionVoid {
		actor = a.DecidedBy
	}
	raw, err := json.Marshal(a.Content)
	return domain.Revision{
		Activity: a.ID, Number: a.Revision, At: a.UpdatedAt, Actor: actor, Action: action, Version: a.Version,
		Reason: a.Reason, Text: a.Text, Field: a.Field, Digest: domain.Digest(raw),
		DuplicateOf: a.DuplicateOf,
	}, err
}

// Put gives the change that writes a record with its history step and an audit entry, as use cases do.
func Put(before *domain.Activity, after domain.Activity, action domain.Action) repository.Change {
	return func(ctx context.Context, tx repository.Tx) error {
		step, err := Step(&after, action)
		if err != nil {
			return err
		}
		if err := tx.PutActivity(ctx, before, after, step); err != nil {
			return err
		}
		return tx.Log(ctx, domain.Event{
			At: after.UpdatedAt, Actor: after.Author, Action: "activity." + string(action), Subject: "activity/" + string(after.ID),
			Placed: after.Placed, Programme: after.Programme, Revision: after.Revision, After: step.Digest,
		})
	}
}

// Random gives a source seeded by OUTREACH_SEED, or by chance, and tells the seed in the test's log.
func Random(t testing.TB) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv("OUTREACH_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("OUTREACH_SEED: %v", err)
		}
	}
	t.Logf("OUTREACH_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, seed))
}

// Budget multiplies a number of rounds by OUTREACH_BUDGET, 1 where it is not set.
func Budget(t testing.TB, rounds int) int {
	t.Helper()
	text := os.Getenv("OUTREACH_BUDGET")
	if text == "" {
		return rounds
	}
	times, err := strconv.ParseFloat(text, 64)
	if err != nil || times <= 0 {
		t.Fatalf("OUTREACH_BUDGET: %q is not a number above 0", text)
	}
	return max(1, int(float64(rounds)*times))
}
