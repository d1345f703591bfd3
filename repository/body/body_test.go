package body_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
	"outreach/repository/body"
	"outreach/repository/contract"
)

// kept are records that between them say everything that a record can say.
func kept(t *testing.T) []domain.Activity {
	t.Helper()
	at := time.Date(2022, 9, 15, 1, 2, 3, 0, time.UTC)
	session := contract.Session(contract.ID(1), func(a *domain.Activity) {
		a.EndDate, a.VenueText, a.Notes, a.JointOf, a.Staff, a.CountMethod = 20220916, "hall", "\U00020BB7 \ue000 <&>", contract.ID(9), 3, "roster"
		a.Location = &domain.Point{Lat: 22.5, Lon: 114.125, Accuracy: 8}
		a.Online = []domain.Reach{{Platform: "p", Metric: "reads", Value: 1200, AsOf: at}}
		a.Evidence = []domain.Evidence{{SHA256: "ab", Kind: "photo", TakenAt: at, Consent: "asked"}}
		a.Organisations = append(a.Organisations, domain.Party{Name: "N", Role: "host"})
		a.Session.Sitting, a.Session.Quiz = 2, &domain.Quiz{PreN: 9, PreMean: 51.5, PostN: 8, PostMean: 80}
		a.Session.Satisfaction = &domain.Satisfaction{Asked: 9, Answered: 8, Satisfied: 7}
		a.Verdict = domain.Verdict{Because: []domain.NotCounted{domain.NotForMinutes, domain.NotForJoint}}
		a.DecidedAt, a.DecidedBy, a.DuplicateOf, a.Reason, a.Text, a.Field = a.UpdatedAt+1, "bo", contract.ID(8), "duplicate", "twice", "/date"
	})
	visit := contract.Visit(contract.ID(2), func(a *domain.Activity) {
		a.Visit.Street, a.Visit.Community, a.Visit.Households.Refused, a.Visit.Households.Revisited = "S", "C", 1, 2
	})
	drive := contract.Drive(contract.ID(3), func(a *domain.Activity) {
		a.Drive.School, a.Drive.Entrants, a.Drive.ApprovalNo = "No. 3", 5, "2022-7"
		a.Session = &domain.SessionPart{} // there, but empty
	})
	return []domain.Activity{session, visit, drive}
}

func TestARecordIsKeptInTheSameBytesAsEver(t *testing.T) {
	file, err := os.ReadFile("testdata/kept.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(file), []byte("\n"))
	for i, a := range kept(t) {
		raw, err := body.Pack(&a, &a.Version)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(lines[i]), string(raw)); diff != "" {
			t.Errorf("%s is kept otherwise (-ever +now):\n%s", a.Kind, diff)
		}
		back, err := body.Unpack(lines[i])
		if diff := cmp.Diff(a, back); err != nil || diff != "" {
			t.Errorf("%s comes back otherwise (-kept +back): %v\n%s", a.Kind, err, diff)
		}
	}
}

func TestWhatIsNoRecordIsRefused(t *testing.T) {
	a := contract.Session(contract.ID(1), func(a *domain.Activity) { a.Title = "\xff" })
	if _, err := body.Pack(&a, &a.Version); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("bytes that are no text: %v", err)
	}
	for _, raw := range []string{"", "{", `{"content":[]}`} {
		if _, err := body.Unpack([]byte(raw)); domain.CodeOf(err) != domain.Internal {
			t.Errorf("%q: %v", raw, err)
		}
	}
}
