package sqlite_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/sqlite"
)

func logged(subject string) repository.Change {
	return func(ctx context.Context, tx repository.Tx) error {
		return tx.Log(ctx, domain.Event{Actor: "li", Action: "test", Subject: subject})
	}
}

func subjects(t *testing.T, s repository.Store) []string {
	t.Helper()
	var list []string
	err := s.Inspect(t.Context(), func(i repository.Inspection) error {
		var last domain.Event
		return i.Events(t.Context(), func(e domain.Event) error {
			err := e.Follows(last.Seq, last.Hash)
			last, list = e, append(list, e.Subject)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// hold makes the writer busy until release is called; held is closed when it is.
func hold(t *testing.T, s repository.Store) (release func()) {
	t.Helper()
	held, free := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- s.InTx(t.Context(), func(context.Context, repository.Tx) error {
			close(held)
			<-free
			return nil
		})
	}()
	<-held
	return func() {
		t.Helper()
		close(free)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestWaitingChangesShareACommitAndABadOneFailsAlone(t *testing.T) {
	s := open(t, t.TempDir())
	bad := errors.New("bad")
	var acknowledged, early atomic.Int64
	changes := []repository.Change{
		logged("one"),
		func(ctx context.Context, tx repository.Tx) error { return errors.Join(logged("two")(ctx, tx), bad) },
		func(context.Context, repository.Tx) error { panic("three") },
		func(ctx context.Context, tx repository.Tx) error {
			return tx.PutUser(ctx, domain.User{ID: "u", Login: "u", Revision: 9})
		},
		func(ctx context.Context, tx repository.Tx) error {
			early.Add(acknowledged.Load())
			return logged("five")(ctx, tx)
		},
	}
	release := hold(t, s)
	errs := make([]error, len(changes))
	var callers sync.WaitGroup
	for i, change := range changes {
		queued := make(chan struct{})
		callers.Go(func() {
			close(queued)
			errs[i] = s.InTx(t.Context(), change)
			acknowledged.Add(1)
		})
		<-queued
	}
	release()
	callers.Wait()
	if errs[0] != nil || !errors.Is(errs[1], bad) || domain.CodeOf(errs[2]) != domain.Internal ||
		domain.CodeOf(errs[3]) != domain.Conflict || errs[4] != nil {
		t.Errorf("outcomes: %v", errs)
	}
	got := subjects(t, s)
	if len(got) != 2 || !strings.Contains(strings.Join(got, " "), "one") || !strings.Contains(strings.Join(got, " "), "five") {
		t.Errorf("the log holds %v", got)
	}
}

func TestManyChangesOfOneCallerAreAnsweredTogether(t *testing.T) {
	s := open(t, t.TempDir())
	seen := 0
	errs := s.InTxs(t.Context(), []repository.Change{
		logged("one"),
		func(context.Context, repository.Tx) error { return domain.Refuse(domain.Invalid, "") },
		func(ctx context.Context, tx repository.Tx) error {
			list, err := s.Events(ctx, repository.EventFilter{Scope: domain.Scope{Everything: true}}, repository.Page{Limit: 9})
			seen = len(list.Items) // readers see nothing of a commit under way
			return errors.Join(err, logged("three")(ctx, tx))
		},
	})
	if errs[0] != nil || domain.CodeOf(errs[1]) != domain.Invalid || errs[2] != nil || seen != 0 {
		t.Errorf("%v, %d seen", errs, seen)
	}
	if got := subjects(t, s); len(got) != 2 || got[0] != "one" || got[1] != "three" {
		t.Errorf("the log holds %v", got)
	}
	if errs := s.InTxs(t.Context(), nil); len(errs) != 0 {
		t.Error(errs)
	}
}

func TestACallerWhoLeftBeforeTheStartChangesNothing(t *testing.T) {
	s := open(t, t.TempDir())
	release := hold(t, s)
	ctx, leave := context.WithCancel(t.Context())
	outcome := make(chan error)
	go func() { outcome <- s.InTx(ctx, logged("gone")) }()
	leave()
	release()
	if err := <-outcome; domain.CodeOf(err) != domain.Unavailable || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if got := subjects(t, s); len(got) != 0 {
		t.Errorf("the log holds %v", got)
	}
}

func TestACallerWhoLeavesInTheMiddleTakesNobodyAlong(t *testing.T) {
	s := open(t, t.TempDir())
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	if err := s.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		leave()
		return logged("stayed")(ctx, tx)
	}); err != nil {
		t.Error(err)
	}
	if got := subjects(t, s); len(got) != 1 {
		t.Errorf("the log holds %v", got)
	}
}

func TestAFullQueueRefusesAtOnce(t *testing.T) {
	s := open(t, t.TempDir())
	release := hold(t, s)
	const waiting, over = 2000, 5
	outcomes := make(chan error, waiting+over)
	for range waiting + over {
		go func() { outcomes <- s.InTx(t.Context(), logged("x")) }()
	}
	for range over {
		if err := <-outcomes; domain.CodeOf(err) != domain.Unavailable {
			t.Fatal(err)
		}
	}
	release()
	for range waiting {
		if err := <-outcomes; err != nil {
			t.Fatal(err)
		}
	}
	if got := subjects(t, s); len(got) != waiting {
		t.Errorf("%d entries", len(got))
	}
}

func TestAFullDiskFailsTheBatchAndTheStoreGoesOn(t *testing.T) {
	s := open(t, t.TempDir())
	w := &world{random: rand.New(rand.NewPCG(1, 2))}
	play(t, s, w, 20)
	if err := s.LimitPages(t.Context(), 1); err != nil { // no more than it has
		t.Fatal(err)
	}
	big := strings.Repeat("x", 1<<20)
	errs := s.InTxs(t.Context(), []repository.Change{
		func(ctx context.Context, tx repository.Tx) error {
			return tx.Log(ctx, domain.Event{Actor: "new word", Subject: "small"})
		},
		logged(big),
	})
	for _, err := range errs {
		if domain.CodeOf(err) != domain.Unavailable {
			t.Errorf("%.100v", err)
		}
	}
	if err := s.LimitPages(t.Context(), 1<<30); err != nil {
		t.Fatal(err)
	}
	if err := s.InTx(t.Context(), func(ctx context.Context, tx repository.Tx) error {
		return tx.Log(ctx, domain.Event{Actor: "new word", Subject: "after"})
	}); err != nil {
		t.Fatal(err)
	}
	if got := subjects(t, s); len(got) != 21 || got[20] != "after" {
		t.Errorf("%d entries", len(got))
	}
	list, err := s.Events(t.Context(), repository.EventFilter{Scope: domain.Scope{Everything: true}, Actor: "new word"}, repository.Page{Limit: 5})
	if err != nil || len(list.Items) != 1 || list.Items[0].Actor != "new word" {
		t.Errorf("%v %v", list, err)
	}
	if found := findings(t, s); len(found) > 0 {
		t.Error(found)
	}
}

func TestAClosedStoreRefuses(t *testing.T) {
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Ping(t.Context()), s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"write": s.InTx(t.Context(), logged("late")), "ping": s.Ping(t.Context()), "rebuild": s.Rebuild(t.Context()),
		"inspect": s.Inspect(t.Context(), func(repository.Inspection) error { return nil }),
	} {
		if domain.CodeOf(err) != domain.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Users(t.Context()); domain.CodeOf(err) != domain.Unavailable {
		t.Error(err)
	}
}
