package sqlite_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/sqlite"
)

var everyone = domain.Scope{Everything: true}

// remembered are answers of every kind that no tally holds: rows by everything, what was reached, a list and its total.
func remembered(t *testing.T, s repository.Store) []any {
	t.Helper()
	var all []any
	additive := domain.AdditiveMeasures()
	distinct := domain.DistinctMeasures()
	measures := append(additive[:], distinct[:]...)
	live := domain.Filter{Scope: everyone, Statuses: []domain.Status{domain.Draft, domain.Submitted, domain.Approved}, Text: "o"}
	for _, d := range domain.Dimensions() {
		answer, err := s.Answer(t.Context(), domain.Question{Filter: live, By: []domain.Dimension{d, domain.ByTopic}, Measures: measures})
		if err != nil || len(answer.Rows) == 0 || answer.Method != domain.FromRecords {
			t.Fatalf("by %s: %d rows by %s, %v", d, len(answer.Rows), answer.Method, err)
		}
		all = append(all, answer)
	}
	reached, err := s.Reach(t.Context(), domain.ReachQuestion{Filter: live, By: domain.ByCampus, WithDays: true})
	if err != nil || len(reached) == 0 {
		t.Fatalf("%d campuses, %v", len(reached), err)
	}
	list, err := s.ListActivities(t.Context(), domain.Filter{Scope: everyone, Audiences: []string{"farmer"}}, repository.Page{Limit: 7})
	if err != nil || len(list.Items) != 7 || list.Total <= 7 {
		t.Fatalf("%d records of %d, %v", len(list.Items), list.Total, err)
	}
	return append(all, reached, list)
}

func TestFactsReadFromTheFileAreThoseThatGrew(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	w := &world{random: rand.New(rand.NewPCG(9, 1))}
	play(t, s, w, 40)
	remembered(t, s) // from here on they grow
	play(t, s, w, 800)
	grown := remembered(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(grown, remembered(t, open(t, dir))); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsCommittedWhileFactsAreReadIsInThem(t *testing.T) {
	dir := t.TempDir()
	w := &world{random: rand.New(rand.NewPCG(9, 2))}
	for range 5 {
		s := open(t, dir)
		var asking sync.WaitGroup
		asking.Go(func() { s.Warm(t.Context()) })
		play(t, s, w, 250)
		asking.Wait()
		everything := remembered(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		again := open(t, dir)
		if diff := cmp.Diff(remembered(t, again), everything); diff != "" {
			t.Fatal(diff)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFailedCommitLeavesFactsAsTheyWere(t *testing.T) {
	s := open(t, t.TempDir())
	w := &world{random: rand.New(rand.NewPCG(9, 3))}
	play(t, s, w, 250)
	before := remembered(t, s)
	if err := s.LimitPages(t.Context(), 1); err != nil { // no more than it has
		t.Fatal(err)
	}
	_, after, step := w.step(5000)
	change := func(ctx context.Context, tx repository.Tx) error {
		after.ID, after.Revision, step.Number = "00000000-0000-7000-8000-000000000001", 1, 1
		return errors.Join(tx.PutActivity(ctx, nil, after, step), tx.Log(ctx, domain.Event{Subject: string(make([]byte, 1<<20))}))
	}
	if err := s.InTx(t.Context(), change); domain.CodeOf(err) != domain.Unavailable {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, remembered(t, s)); diff != "" {
		t.Error(diff)
	}
}

// A page and its total are of one moment, whatever is committed meanwhile.
func TestAListHasAsManyRecordsAsItSaysBesideWrites(t *testing.T) {
	s := open(t, t.TempDir())
	w := &world{random: rand.New(rand.NewPCG(9, 4))}
	play(t, s, w, 250)
	done := make(chan struct{})
	var listing sync.WaitGroup
	for range 2 {
		listing.Go(func() {
			for range 150 {
				list, err := s.ListActivities(t.Context(), domain.Filter{Scope: everyone, Topics: []string{"fraud"}}, repository.Page{Limit: 100_000})
				if err != nil || int64(len(list.Items)) != list.Total || list.Total == 0 {
					t.Errorf("%d records of %d, %v", len(list.Items), list.Total, err)
					return
				}
			}
		})
	}
	go func() {
		listing.Wait()
		close(done)
	}()
	for writing := true; writing; {
		play(t, s, w, 1)
		select {
		case <-done:
			writing = false
		default:
		}
	}
}

func TestFactsAreReadAgainAfterACallerLeft(t *testing.T) {
	dir := t.TempDir()
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	play(t, s, &world{random: rand.New(rand.NewPCG(9, 5))}, 200)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	s.Warm(ctx)
	remembered(t, s)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
