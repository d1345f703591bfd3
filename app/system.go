package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"outreach/domain"
	"outreach/repository"
)

// State is how the ledger's machinery does.
type State struct {
	Store   repository.Description
	Fault   error // why it cannot be written now; nil: it can
	Jobs    []JobState
	Refused int64 // sign-ins of known users that were refused from Since on and before Until
	Since   domain.Instant
	Until   domain.Instant
	Backup  *Backup     // the last one told of; nil: none was
	Check   *Checked    // the last one that ended; nil: none has
	Checks  *domain.Job // the check that waits or runs; nil: none does
	Names   map[string]string
	Now     domain.Instant
}

// JobState is how the jobs of a kind stand.
type JobState struct {
	Kind    domain.JobKind
	Waiting int
	Running int
	Ready   int            // imports that wait for their owner's word
	Failed  int            // that are still listed
	Oldest  domain.Instant // since when the one that has waited longest waits; 0: none does
}

// Checked is a check that ended.
type Checked struct {
	CheckResult
	By string
	At domain.Instant
}

// Backup is a copy of the ledger that somebody made and told it of.
type Backup struct {
	At       domain.Instant `json:"at"`       // as of when
	Place    string         `json:"place"`    // where it lies, in words
	Verified bool           `json:"verified"` // whether it was restored somewhere and checked there
	By       string         `json:"-"`
	Told     domain.Instant `json:"-"`
}

// Actions that the audit log knows the machinery's doings by.
const (
	actionChecked = "check.end"
	actionBackup  = "backup.make"
)

// lately is how far back refused sign-ins are counted.
const lately = 24 * time.Hour

// State tells an admin how the ledger's machinery does.
func (a *App) State(ctx context.Context, caller *Caller) (State, error) {
	now := a.now()
	// Until is the next instant, so that what has just happened counts, and what happens later does not.
	s := State{Now: domain.At(now), Since: domain.At(now.Add(-lately)), Until: domain.At(now) + 1, Fault: a.store.Ping(ctx)}
	if err := admin(caller); err != nil {
		return s, err
	}
	for _, part := range []func(context.Context, *State) error{a.describe, a.queue, a.refusals, a.lastBackup, a.lastCheck} {
		if err := part(ctx, &s); err != nil {
			return s, err
		}
	}
	names, err := a.Names(ctx)
	s.Names = names
	return s, err
}

func (a *App) describe(ctx context.Context, s *State) error {
	return a.store.Inspect(ctx, func(in repository.Inspection) (err error) {
		s.Store, err = in.Describe(ctx)
		return err
	})
}

// queue counts the jobs that have not ended, and the failed ones that are still listed.
func (a *App) queue(ctx context.Context, s *State) error {
	list, err := a.store.JobsIn(ctx, domain.JobWaiting, domain.JobRunning, domain.JobReady, domain.JobFailed)
	for _, kind := range domain.JobKinds() {
		s.Jobs = append(s.Jobs, JobState{Kind: kind})
	}
	for i := range list {
		j := &list[i]
		n := slices.IndexFunc(s.Jobs, func(k JobState) bool { return k.Kind == j.Kind })
		if n < 0 {
			continue
		}
		k := &s.Jobs[n]
		switch j.State {
		case domain.JobWaiting:
			if k.Waiting++; k.Oldest == 0 {
				k.Oldest = j.CreatedAt
			}
		case domain.JobRunning:
			k.Running++
		case domain.JobReady:
			k.Ready++
		case domain.JobFailed:
			k.Failed++
		case domain.JobDone, domain.JobCancelled:
		}
		if j.Kind == domain.JobCheck && (j.State == domain.JobWaiting || j.State == domain.JobRunning) {
			s.Checks = j
		}
	}
	return err
}

func (a *App) refusals(ctx context.Context, s *State) error {
	list, err := a.store.Events(ctx, repository.EventFilter{
		Scope: domain.Scope{Everything: true}, Action: "session.refuse", From: s.Since.Time(), To: s.Until.Time(),
	}, repository.Page{Limit: 1})
	s.Refused = list.Total
	return err
}

// lastEvent gives the newest audit entry of an action, if there is one.
func (a *App) lastEvent(ctx context.Context, action string) (e domain.Event, found bool, err error) {
	list, err := a.store.Events(ctx, repository.EventFilter{Scope: domain.Scope{Everything: true}, Action: action}, repository.Page{Limit: 1})
	if err != nil || len(list.Items) == 0 {
		return e, false, err
	}
	return list.Items[0], true, nil
}

func (a *App) lastBackup(ctx context.Context, s *State) error {
	e, found, err := a.lastEvent(ctx, actionBackup)
	if err != nil || !found {
		return err
	}
	s.Backup = &Backup{By: e.Actor, Told: e.At}
	return noteInto(e, s.Backup)
}

func (a *App) lastCheck(ctx context.Context, s *State) error {
	e, found, err := a.lastEvent(ctx, actionChecked)
	if err != nil || !found {
		return err
	}
	s.Check = &Checked{By: e.Actor, At: e.At}
	return noteInto(e, &s.Check.CheckResult)
}

func noteInto(e domain.Event, into any) error {
	if err := json.Unmarshal([]byte(e.Note), into); err != nil {
		return fmt.Errorf("note of audit entry %d: %w", e.Seq, err)
	}
	return nil
}

// NoteBackup writes down that a backup was made, by whatever means; only an admin may. One as of the future is refused.
func (a *App) NoteBackup(ctx context.Context, caller *Caller, b Backup) (Backup, error) {
	if err := admin(caller); err != nil {
		return b, err
	}
	b.By, b.Told = caller.id(), a.instant()
	if b.At == 0 {
		b.At = b.Told
	}
	if b.At > b.Told {
		return b, domain.RefuseFields(domain.FaultAt("/at", "fault.future"))
	}
	return b, a.noted(ctx, caller, actionBackup, "backup/"+b.At.Day().String(), b)
}

// NoteCheck writes down what a check found that was run on the machine itself.
func (a *App) NoteCheck(ctx context.Context, caller *Caller, r CheckReport) error {
	return a.noted(ctx, caller, actionChecked, "check/"+caller.id(), r.Short())
}

func (a *App) noted(ctx context.Context, caller *Caller, action, subject string, what any) error {
	raw, err := json.Marshal(what)
	if err != nil {
		return fmt.Errorf("audit entry: %w", err)
	}
	return a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		return tx.Log(ctx, domain.Event{At: a.instant(), Actor: caller.id(), Action: action, Subject: subject, Note: string(raw)})
	})
}
