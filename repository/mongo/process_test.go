package mongo_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
)

// both runs two changes in two stores so that each has read before either writes, and gives their errors.
func both(t *testing.T, a, b repository.Store, first, second func(ctx context.Context, tx repository.Tx, meet func()) error) [2]error {
	t.Helper()
	var here sync.WaitGroup
	here.Add(2)
	run := func(s repository.Store, change func(ctx context.Context, tx repository.Tx, meet func()) error) error {
		met := false
		return s.InTx(t.Context(), func(ctx context.Context, tx repository.Tx) error {
			return change(ctx, tx, func() {
				if !met { // a change that runs again goes alone
					met = true
					here.Done()
					here.Wait()
				}
			})
		})
	}
	var errs [2]error
	var all sync.WaitGroup
	all.Go(func() { errs[0] = run(a, first) })
	all.Go(func() { errs[1] = run(b, second) })
	all.Wait()
	return errs
}

func TestOfTwoProcessesOneMakesTheFirstUser(t *testing.T) {
	uri := server.URI(t)
	a, b := openAt(t, uri), openAt(t, uri)
	make1 := func(id string) func(context.Context, repository.Tx, func()) error {
		return func(ctx context.Context, tx repository.Tx, meet func()) error {
			n, err := tx.UserCount(ctx)
			meet()
			if err != nil {
				return err
			}
			if n > 0 {
				return domain.Refuse(domain.Conflict, "")
			}
			return tx.PutUser(ctx, domain.User{ID: id, Login: id, Revision: 1})
		}
	}
	errs := both(t, a, b, make1("one"), make1("two"))
	users, err := a.Users(t.Context())
	if err != nil || len(users) != 1 || (errs[0] == nil) == (errs[1] == nil) || domain.CodeOf(errors.Join(errs[:]...)) != domain.Conflict {
		t.Errorf("users %v, errors %v, %v", users, errs, err)
	}
}

func TestALoginHasOneHolderAmongProcesses(t *testing.T) {
	uri := server.URI(t)
	a, b := openAt(t, uri), openAt(t, uri)
	put := func(id string) func(context.Context, repository.Tx, func()) error {
		return func(ctx context.Context, tx repository.Tx, meet func()) error {
			err := tx.PutUser(ctx, domain.User{ID: id, Login: "li", Revision: 1})
			meet()
			return err
		}
	}
	errs := both(t, a, b, put("one"), put("two"))
	users, err := b.Users(t.Context())
	if err != nil || len(users) != 1 || (errs[0] == nil) == (errs[1] == nil) || domain.CodeOf(errors.Join(errs[:]...)) != domain.Conflict {
		t.Errorf("users %v, errors %v, %v", users, errs, err)
	}
}

// A record is written into a month while another process closes it: one of them sees the other.
func TestAMonthIsNotClosedUnderARecord(t *testing.T) {
	uri := server.URI(t)
	a, b := openAt(t, uri), openAt(t, uri)
	record := func(ctx context.Context, tx repository.Tx, meet func()) error {
		closed, err := tx.ClosingsOf(ctx, 202209)
		meet()
		if err != nil {
			return err
		}
		if len(closed) > 0 {
			return closed[0].Refusal()
		}
		return contract.Put(nil, contract.Session(contract.ID(1)), domain.ActionCreate)(ctx, tx)
	}
	seen := 0
	shut := func(ctx context.Context, tx repository.Tx, meet func()) error {
		_, err := tx.Activity(ctx, contract.ID(1))
		seen = 0
		if err == nil {
			seen = 1
		}
		meet()
		return tx.PutClosing(ctx, domain.Closing{Month: 202209, Area: 440000, At: 1, By: "wang"})
	}
	errs := both(t, a, b, record, shut)
	if errs[1] != nil {
		t.Fatal(errs[1])
	}
	if (errs[0] == nil) != (seen == 1) || errs[0] != nil && domain.CodeOf(errs[0]) != domain.PeriodClosed {
		t.Errorf("the record's write says %v, and the closing saw %d records", errs[0], seen)
	}
}

// A programme's terms change while another process writes its first record: one of them sees the other.
func TestAProgrammeIsNotChangedUnderItsFirstRecord(t *testing.T) {
	uri := server.URI(t)
	a, b := openAt(t, uri), openAt(t, uri)
	record := func(ctx context.Context, tx repository.Tx, meet func()) error {
		err := contract.Put(nil, contract.Session(contract.ID(1)), domain.ActionCreate)(ctx, tx)
		meet()
		return err
	}
	var used bool
	terms := func(ctx context.Context, tx repository.Tx, meet func()) (err error) {
		used, err = tx.ProgrammeUsed(ctx, "xinghai", domain.Period{})
		meet()
		if err != nil {
			return err
		}
		if used {
			return domain.Refuse(domain.Conflict, "")
		}
		return tx.PutEntry(ctx, repository.Entry{List: "programme", Code: "xinghai", Body: []byte("{}"), Revision: 1})
	}
	runs := 0
	errs := both(t, a, b, func(ctx context.Context, tx repository.Tx, meet func()) error { runs++; return record(ctx, tx, meet) },
		func(ctx context.Context, tx repository.Tx, meet func()) error { runs++; return terms(ctx, tx, meet) })
	if errs[0] != nil || errs[1] != nil && domain.CodeOf(errs[1]) != domain.Conflict {
		t.Fatal(errs)
	}
	if runs < 3 {
		t.Errorf("both went through at once: %d runs, used %t, %v", runs, used, errs[1])
	}
}

// A pass is made while another process ends the user's passes: nobody keeps one that was made from before.
func TestPassesEndForEveryProcess(t *testing.T) {
	uri := server.URI(t)
	a, b := openAt(t, uri), openAt(t, uri)
	var runs [2]int
	errs := both(t, a, b, func(ctx context.Context, tx repository.Tx, meet func()) error {
		runs[0]++
		if _, err := tx.User(ctx, "li"); domain.CodeOf(err) != domain.NotFound { // it has seen the state before
			return err
		}
		err := tx.PutPass(ctx, domain.Pass{Hash: "h", Kind: domain.PassSession, User: "li"})
		meet()
		return err
	}, func(ctx context.Context, tx repository.Tx, meet func()) error {
		runs[1]++
		_, err := tx.DropPasses(ctx, "li", domain.PassSession, "")
		meet()
		return errors.Join(err, tx.Log(ctx, domain.Event{Actor: "root"}))
	})
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	left, err := a.Passes(t.Context(), "li", domain.PassSession)
	if err != nil || runs[0]+runs[1] < 3 {
		t.Errorf("%v: both went through at once, %v", err, left)
	}
}

// Whichever process logs, the chain is one, and everybody reads all that was acknowledged.
func TestTheChainIsOneForAllProcesses(t *testing.T) {
	uri := server.URI(t)
	stores := []repository.Store{openAt(t, uri), openAt(t, uri), openAt(t, uri)}
	all := repository.EventFilter{Scope: domain.Scope{Everything: true}}
	n := 0
	for range 5 {
		for i, s := range stores {
			if err := s.InTx(t.Context(), func(ctx context.Context, tx repository.Tx) error {
				return tx.Log(ctx, domain.Event{Actor: "li", Revision: int64(n)})
			}); err != nil {
				t.Fatal(err)
			}
			n++
			list, err := stores[(i+1)%len(stores)].Events(t.Context(), all, repository.Page{Limit: 100})
			if err != nil || len(list.Items) != n || list.Items[0].Revision != int64(n-1) {
				t.Fatalf("after %d entries: %d, %v", n, len(list.Items), err)
			}
		}
	}
	if logged := stateOf(t, stores[1]).Logged; len(logged) != n {
		t.Errorf("%d entries, want %d", len(logged), n)
	}
}

// A database server that is killed and started again has what it acknowledged.
func TestAKilledServerKeepsWhatItAcknowledged(t *testing.T) {
	if !server.Own() {
		t.Log("the server is a deployment of its own: docs/mongodb.md says how to kill one of its nodes")
		return
	}
	uri := server.URI(t)
	s, model := openAt(t, uri), contract.NewModel()
	for n := range 3 {
		if lost := live(t, s, model, n); lost > 0 {
			t.Fatalf("%d writes lost", lost)
		}
		if err := server.Kill(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	agree(t, s, model)
}

// A process whose lease was taken while it slept chains nothing more; what it logs is chained all the same.
func TestAnOldHolderOfTheLeaseChainsNothing(t *testing.T) {
	uri := server.URI(t)
	s, chain := openAt(t, uri), database(t, uri).Collection("meta")
	log := func(n int64) {
		t.Helper()
		if err := s.InTx(t.Context(), func(ctx context.Context, tx repository.Tx) error {
			return tx.Log(ctx, domain.Event{Actor: "li", Revision: n})
		}); err != nil {
			t.Fatal(err)
		}
	}
	log(1)
	stateOf(t, s) // it holds the lease now
	ghost := bson.D{{Key: "$set", Value: bson.D{{Key: "holder", Value: "ghost"}}}, {Key: "$inc", Value: bson.D{{Key: "fence", Value: 1}}}}
	if r, err := chain.UpdateByID(t.Context(), "chain", ghost); err != nil || r.ModifiedCount != 1 {
		t.Fatal(r, err)
	}
	log(2)
	var end struct {
		Seq int64 `bson:"seq"`
	}
	if err := chain.FindOne(t.Context(), bson.D{{Key: "_id", Value: "chain"}, {Key: "holder", Value: "ghost"}}).Decode(&end); err == nil && end.Seq != 1 {
		t.Errorf("chained up to %d without the lease", end.Seq)
	}
	if logged := stateOf(t, s).Logged; len(logged) != 2 { // once somebody sees that the ghost gives no sign of life
		t.Errorf("%d entries", len(logged))
	}
}
