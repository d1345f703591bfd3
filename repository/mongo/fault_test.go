package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
)

// life is every kind of write once: a record made, approved, edited beside its standing version, approved again;
// then a user, a pass put, used up and put, a closing, an entry; a job, a preset with a pass that opens it and an
// attempt; the job claimed, the preset dropped with its pass.
func life(n int) []repository.Change {
	id := contract.ID(n)
	name := string(id)
	move := func(action domain.Action, next func(domain.Activity) (domain.Activity, error)) repository.Change {
		return func(ctx context.Context, tx repository.Tx) error {
			before, err := tx.Activity(ctx, id)
			if err != nil {
				return err
			}
			after, err := next(before)
			if err != nil {
				return err
			}
			return contract.Put(&before, after, action)(ctx, tx)
		}
	}
	edit := func(a domain.Activity) (domain.Activity, error) {
		v := a.Version
		v.Status, v.Attendance, v.Date = domain.Submitted, a.Attendance+100, 20221004
		return a.Edited(v, a.UpdatedAt+1)
	}
	return []repository.Change{
		contract.Put(nil, contract.Session(id), domain.ActionCreate),
		move(domain.ActionApprove, contract.Approved),
		move(domain.ActionEdit, edit),
		move(domain.ActionApprove, contract.Approved),
		func(ctx context.Context, tx repository.Tx) error {
			if _, err := tx.ClosingsOf(ctx, 202209); err != nil {
				return err
			}
			if err := tx.PutUser(ctx, domain.User{ID: name, Login: name, Revision: 1}); err != nil {
				return err
			}
			if err := tx.PutPass(ctx, domain.Pass{Hash: name, Kind: domain.PassInvite, User: name}); err != nil {
				return err
			}
			if err := tx.PutEntry(ctx, repository.Entry{List: "programme", Code: name, Body: []byte("{}"), Revision: 1}); err != nil {
				return err
			}
			return tx.PutClosing(ctx, domain.Closing{Month: domain.Month(200001 + n%12), Area: 440000, At: domain.Instant(n), By: "wang"})
		},
		func(ctx context.Context, tx repository.Tx) error {
			_, err := tx.TakePass(ctx, name)
			return err
		},
		func(ctx context.Context, tx repository.Tx) error {
			return errors.Join(
				tx.PutJob(ctx, domain.Job{ID: id, Owner: "li", State: domain.JobWaiting, Spec: []byte(name), Revision: 1}),
				tx.PutPreset(ctx, domain.Preset{ID: id, Owner: "li", Name: name, Revision: 1}),
				tx.PutPass(ctx, domain.Pass{Hash: "opens" + name, Kind: domain.PassToken, User: "li", Preset: id}),
				tx.PutAttempt(ctx, domain.Attempt{Key: "k", At: domain.Instant(n + 1)}, 0),
			)
		},
		func(ctx context.Context, tx repository.Tx) error {
			waiting, err := tx.JobsIn(ctx, domain.JobWaiting)
			if err != nil || len(waiting) == 0 {
				return err
			}
			j := waiting[0]
			j.State, j.Holder, j.Revision = domain.JobRunning, name, j.Revision+1
			return errors.Join(tx.PutJob(ctx, j), tx.DropPreset(ctx, id))
		},
	}
}

// live runs a life on a store and, as far as it is acknowledged, on a model; lost counts what was not.
func live(t *testing.T, s repository.Store, model *contract.Model, n int) (lost int) {
	t.Helper()
	for i, change := range life(n) {
		err := s.InTx(t.Context(), change)
		if err != nil {
			if code := domain.CodeOf(err); code != domain.Unavailable && (lost == 0 || code != domain.NotFound) {
				t.Fatalf("write %d of life %d: %v", i, n, err)
			}
			lost++
			continue
		}
		if err := model.InTx(t.Context(), change); err != nil {
			t.Fatalf("acknowledged, though it cannot be: write %d of life %d: %v", i, n, err)
		}
	}
	return lost
}

// state is everything that an inspection shows and the lists that it does not.
type state struct {
	Records  []domain.Activity
	Tallies  map[domain.TallyKey]domain.Sums
	Steps    []domain.Revision
	Logged   map[string]int // entries by what they say besides their place in the chain
	Users    []domain.User
	Closings []domain.Closing
	Entries  []repository.Entry
	Jobs     []domain.Job
	Presets  []domain.Preset
	Passes   []domain.Pass
	Attempts int
}

// stateOf reads a store and holds what it says twice against each other: tallies against a recount, the chain
// against itself, the engine's own checks.
func stateOf(t *testing.T, s repository.Store) (st state) {
	t.Helper()
	ctx := t.Context()
	st.Logged, st.Tallies = map[string]int{}, map[domain.TallyKey]domain.Sums{}
	counted := map[domain.TallyKey]domain.Sums{}
	err := s.Inspect(ctx, func(i repository.Inspection) error {
		var seq int64
		var prev string
		for _, err := range []error{
			i.Records(ctx, func(a domain.Activity, mismatch error) error {
				st.Records = append(st.Records, a)
				for _, r := range domain.TallyRows(&a) {
					counted[r.TallyKey] = counted[r.TallyKey].Plus(r.Sums)
				}
				return mismatch
			}),
			i.Tallies(ctx, func(r domain.TallyRow) error { st.Tallies[r.TallyKey] = r.Sums; return nil }),
			i.Revisions(ctx, func(r domain.Revision) error { st.Steps = append(st.Steps, r); return nil }),
			i.Events(ctx, func(e domain.Event) error {
				err := e.Follows(seq, prev)
				seq, prev = e.Seq, e.Hash
				e.Seq, e.Prev, e.Hash = 0, "", ""
				st.Logged[fmt.Sprintf("%+v", e)]++
				return err
			}),
		} {
			if err != nil {
				return err
			}
		}
		faults, err := i.Faults(ctx)
		if len(faults) > 0 {
			t.Errorf("faults: %v", faults)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(counted, st.Tallies); diff != "" {
		t.Errorf("tallies are not what a recount says: %s", diff)
	}
	var errs [7]error
	st.Users, errs[0] = s.Users(ctx)
	st.Closings, errs[1] = s.Closings(ctx)
	st.Entries, errs[2] = s.Entries(ctx, "")
	st.Jobs, errs[3] = s.JobsIn(ctx, domain.JobWaiting, domain.JobRunning)
	st.Presets, errs[4] = s.Presets(ctx, "li", "")
	st.Passes, errs[5] = s.Passes(ctx, "li", domain.PassToken)
	st.Attempts, errs[6] = s.Attempts(ctx, "k", 0)
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return st
}

// agree wants a store to hold what a model does.
func agree(t *testing.T, s repository.Store, model *contract.Model) {
	t.Helper()
	if diff := cmp.Diff(stateOf(t, model), stateOf(t, s), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("-model +store %s", diff)
	}
}

// writeCommands gives the commands of the write path, as a life without faults sends them.
func writeCommands(t *testing.T, p *proxy, s repository.Store, model *contract.Model) []string {
	t.Helper()
	if lost := live(t, s, model, 0); lost > 0 {
		t.Fatalf("%d writes lost without a fault", lost)
	}
	agree(t, s, model)
	var names []string
	for _, name := range p.names() {
		verb, _, _ := strings.Cut(name, " ")
		switch verb {
		case "insert", "update", "delete", "find", "aggregate", "findAndModify", "commitTransaction":
			names = append(names, name)
		}
	}
	if len(names) < 20 {
		t.Fatalf("only %d commands seen: %q", len(names), names)
	}
	return names
}

// once lets a command fail so many times.
func once(name string, times int, what fault) func(string) fault {
	return func(n string) fault {
		if n != name || times == 0 {
			return passes
		}
		times--
		return what
	}
}

func TestABrokenConnectionLosesAndDoublesNothing(t *testing.T) {
	direct := server.URI(t)
	p, uri := through(t, direct)
	s, model := openAt(t, uri), contract.NewModel()
	names := writeCommands(t, p, s, model)
	n, tries := 0, 0
	for _, name := range names {
		for _, what := range []fault{requestLost, replyLost} {
			for _, times := range []int{1, 3}[:min(2, contract.Budget(t, 1))] {
				n++
				p.arm(once(name, times, what))
				if lost := live(t, s, model, n); lost > 0 {
					t.Errorf("%s, fault %d, %d times: %d writes were given up", name, what, times, lost)
				}
				p.arm(nil)
				tries++
			}
		}
	}
	agree(t, s, model)
	agree(t, openAt(t, direct), model)
	t.Logf("%d commands of the write path, %d faults, %d lives", len(names), tries, n+1)
}

// failing makes the server fail commands; off: no more.
func failing(t *testing.T, uri string, mode any, data bson.D) {
	t.Helper()
	client, err := driver.Connect(t.Context(), options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Disconnect(t.Context())
	command := bson.D{{Key: "configureFailPoint", Value: "failCommand"}, {Key: "mode", Value: mode}}
	if data != nil {
		command = append(command, bson.E{Key: "data", Value: data})
	}
	if err := client.Database("admin").RunCommand(t.Context(), command).Err(); err != nil {
		t.Fatalf("the server must have test commands on: %v", err)
	}
}

func TestAFailingServerLosesAndDoublesNothing(t *testing.T) {
	uri := server.URI(t)
	s, model := openAt(t, uri), contract.NewModel()
	transient, unknown := bson.A{"TransientTransactionError"}, bson.A{"UnknownTransactionCommitResult"}
	n := 0
	for _, c := range []struct {
		name    string
		verbs   []string
		data    bson.D
		mayLose bool
	}{
		{"connection closed", []string{"find", "insert", "update", "delete", "commitTransaction"}, bson.D{{Key: "closeConnection", Value: true}}, false},
		{"write conflict", []string{"insert", "update", "delete"}, bson.D{{Key: "errorCode", Value: 112}, {Key: "errorLabels", Value: transient}}, false},
		{"no such transaction", []string{"find", "insert", "update", "delete", "commitTransaction"}, bson.D{{Key: "errorCode", Value: 251}, {Key: "errorLabels", Value: transient}}, false},
		{"stepping down", []string{"find", "insert", "update", "delete"}, bson.D{{Key: "errorCode", Value: 11602}, {Key: "errorLabels", Value: transient}}, false},
		{"shutting down at commit", []string{"commitTransaction"}, bson.D{{Key: "errorCode", Value: 91}, {Key: "errorLabels", Value: unknown}}, false},
		{"no majority in time", []string{"commitTransaction"}, bson.D{{Key: "errorCode", Value: 64}, {Key: "errorLabels", Value: unknown}}, false},
		{"slow", []string{"find", "insert", "update", "delete", "commitTransaction"}, bson.D{{Key: "blockConnection", Value: true}, {Key: "blockTimeMS", Value: 40}}, false},
		{"refused for good", []string{"insert", "update", "delete"}, bson.D{{Key: "errorCode", Value: 14}}, true},
	} {
		for _, verb := range c.verbs {
			for times := range min(3, contract.Budget(t, 1)) {
				n++
				failing(t, uri, bson.D{{Key: "times", Value: 1 + times}}, append(bson.D{{Key: "failCommands", Value: bson.A{verb}}}, c.data...))
				lost := live(t, s, model, n)
				failing(t, uri, "off", nil)
				if lost > 0 && !c.mayLose {
					t.Errorf("%s at %s: %d writes were given up", c.name, verb, lost)
				}
			}
		}
	}
	agree(t, s, model)
	t.Logf("%d lives", n)
}
