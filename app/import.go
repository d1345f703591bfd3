package app

import (
	"context"
	"reflect"
	"slices"

	"outreach/domain"
	"outreach/repository"
)

// Trial tells what puts of a caller would come to if they were made now; it writes nothing. It is for one
// goroutine and for a while: it keeps the closings as they were when it was made.
type Trial struct {
	app      *App
	caller   *Caller
	closings []domain.Closing
	last     domain.Activity // read last, for the put that mostly follows
}

// Trial begins one.
func (a *App) Trial(ctx context.Context, caller *Caller) (*Trial, error) {
	closings, err := a.store.Closings(ctx)
	if err != nil {
		return nil, err
	}
	return &Trial{app: a, caller: caller, closings: slices.DeleteFunc(closings, func(c domain.Closing) bool { return !c.Closed() })}, nil
}

// Held gives a record as its caller sees it, as Activity does.
func (t *Trial) Held(ctx context.Context, id domain.ID) (domain.Activity, error) {
	rec, err := t.app.store.Activity(ctx, id)
	if err != nil {
		t.last = domain.Activity{}
		return rec, err
	}
	t.last = rec
	return seenBy(t.caller, rec)
}

// Put gives what PutActivity would.
func (t *Trial) Put(ctx context.Context, e Entry) (Result, error) {
	w, err := t.app.prepare(t.caller, e)
	if err != nil {
		return Result{}, err
	}
	if err := w.run(ctx, &trialTx{trial: t}); err != nil {
		return Result{}, err
	}
	return w.result(), nil
}

// Revision gives a record's version at one revision, and who made it; NotFound where its caller may not see it.
func (t *Trial) Revision(ctx context.Context, id domain.ID, number int64) (domain.Revision, error) {
	absent := domain.Refuse(domain.NotFound, "error.not_found.activity", "ID", string(id))
	rec, err := t.Held(ctx, id)
	if err != nil {
		return domain.Revision{}, err
	}
	steps, err := t.app.store.History(ctx, id)
	if err != nil {
		return domain.Revision{}, err
	}
	scope := t.caller.Scope()
	i := slices.IndexFunc(steps, func(s domain.Revision) bool { return s.Number == number })
	if i < 0 || !scope.Takes(&rec, &steps[i].Version) {
		return domain.Revision{}, absent
	}
	return steps[i], nil
}

// trialTx reads what is committed and writes nothing. A put asks for nothing else than what stands here.
type trialTx struct {
	repository.Tx
	trial *Trial
}

// Activity reads a record.
func (x *trialTx) Activity(ctx context.Context, id domain.ID) (domain.Activity, error) {
	if x.trial.last.ID == id {
		return x.trial.last, nil
	}
	return x.trial.app.store.Activity(ctx, id)
}

// Revisions reads a history; empty where there is none.
func (x *trialTx) Revisions(ctx context.Context, id domain.ID) ([]domain.Revision, error) {
	steps, err := x.trial.app.store.History(ctx, id)
	if missing(err) {
		return nil, nil
	}
	return steps, err
}

// ClosingsOf gives the closings of a month.
func (x *trialTx) ClosingsOf(_ context.Context, m domain.Month) ([]domain.Closing, error) {
	var list []domain.Closing
	for _, c := range x.trial.closings {
		if c.Month == m {
			list = append(list, c)
		}
	}
	return list, nil
}

// Photo reads a photo.
func (x *trialTx) Photo(ctx context.Context, sha256, user string) (domain.Photo, error) {
	return x.trial.app.store.Photo(ctx, sha256, user)
}

// User reads a user.
func (x *trialTx) User(ctx context.Context, id string) (domain.User, error) {
	return x.trial.app.store.User(ctx, id)
}

// PutActivity takes the record for written.
func (x *trialTx) PutActivity(context.Context, *domain.Activity, domain.Activity, domain.Revision) error {
	return nil
}

// Log takes the event for written.
func (x *trialTx) Log(context.Context, domain.Event) error { return nil }

// Differences gives the fields in which a record's content and status differ, as History tells them.
func Differences(before, after *domain.Version) ([]Change, error) {
	if reflect.DeepEqual(before, after) {
		return nil, nil
	}
	was, err := flatten(before)
	if err != nil {
		return nil, err
	}
	is, err := flatten(after)
	if err != nil {
		return nil, err
	}
	return difference(was, is), nil
}

// BatchLimit gives how many records one batch may hold.
func (a *App) BatchLimit() int { return a.settings.BatchLimit }
