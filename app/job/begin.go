package job

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"time"

	"outreach/app"
	"outreach/domain"
	"outreach/repository"
)

// listed bounds how many of a user's jobs are listed.
const listed = 100

// Begin takes a job that waits for its turn. Too many waiting ones of a user are rate_limited.
func (d *Desk) Begin(ctx context.Context, caller *app.Caller, kind domain.JobKind, spec []byte) (domain.Job, error) {
	id, err := d.NewID()
	if err != nil {
		return domain.Job{}, err
	}
	return d.BeginAs(ctx, caller, domain.Job{ID: id, Kind: kind, Spec: spec})
}

// BeginAs takes a job under an id that NewID made before, so that files can be put under it first, with its
// kind, step and spec; the rest is the desk's. The same id again is Conflict.
func (d *Desk) BeginAs(ctx context.Context, caller *app.Caller, job domain.Job) (domain.Job, error) {
	job.Owner, job.State, job.CreatedAt, job.Revision = caller.User.ID, domain.JobWaiting, d.instant(), 1
	err := d.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		if err := d.room(ctx, tx, job.Owner); err != nil {
			return err
		}
		if err := tx.PutJob(ctx, job); err != nil {
			return err
		}
		return tx.Log(ctx, d.event(&job, caller.User.ID, "begin", job.Spec))
	})
	d.nudge()
	return job, err
}

func (d *Desk) room(ctx context.Context, tx repository.JobTx, owner string) error {
	waiting, err := tx.JobsIn(ctx, domain.JobWaiting)
	if err != nil {
		return err
	}
	waiting = slices.DeleteFunc(waiting, func(j domain.Job) bool { return j.Owner != owner })
	if len(waiting) >= d.settings.Waiting {
		return domain.Refuse(domain.RateLimited, "error.rate_limited.jobs", "Count", len(waiting), "Seconds", 30)
	}
	return nil
}

// Requeue sends the caller's ready job to wait again, changed by change (its step, its spec); a job that is
// not ready is Conflict.
func (d *Desk) Requeue(ctx context.Context, caller *app.Caller, id domain.ID, change func(*domain.Job) error) (domain.Job, error) {
	var job domain.Job
	err := d.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		held, err := tx.Job(ctx, id)
		if err == nil {
			err = own(&held, caller)
		}
		if err != nil {
			return err
		}
		if held.State != domain.JobReady {
			return domain.Refuse(domain.Conflict, "error.conflict.job", "State", string(held.State))
		}
		if err := change(&held); err != nil {
			return err
		}
		held.State, held.Attempt, held.Done, held.Total, held.ExpiresAt = domain.JobWaiting, 0, 0, 0, 0
		held.Revision++
		job = held
		if err := tx.PutJob(ctx, held); err != nil {
			return err
		}
		return tx.Log(ctx, d.event(&held, caller.User.ID, "begin", held.Spec))
	})
	d.nudge()
	return job, err
}

// own refuses another's job as if it were not there.
func own(j *domain.Job, caller *app.Caller) error {
	if j.Owner != caller.User.ID {
		return notFound(j.ID)
	}
	return nil
}

func notFound(id domain.ID) error {
	return domain.Refuse(domain.NotFound, "error.not_found.job", "ID", string(id))
}

// Job gives the caller's own job of a kind.
func (d *Desk) Job(ctx context.Context, caller *app.Caller, kind domain.JobKind, id domain.ID) (domain.Job, error) {
	job, err := d.store.Job(ctx, id)
	if domain.CodeOf(err) == domain.NotFound || err == nil && job.Kind != kind {
		return domain.Job{}, notFound(id)
	}
	if err != nil {
		return domain.Job{}, err
	}
	return job, own(&job, caller)
}

// Jobs lists the caller's jobs of a kind, newest first, at most a hundred.
func (d *Desk) Jobs(ctx context.Context, caller *app.Caller, kind domain.JobKind) ([]domain.Job, error) {
	return d.store.JobsOf(ctx, caller.User.ID, kind, listed)
}

// All lists everybody's jobs of a kind, newest first, without what they are about or came to: that there are
// such is all that an admin sees of another's job.
func (d *Desk) All(ctx context.Context, caller *app.Caller, kind domain.JobKind) ([]domain.Job, error) {
	if !caller.User.Has(domain.RoleAdmin) {
		return nil, domain.Refuse(domain.Forbidden, "error.forbidden.admin")
	}
	list, err := d.store.JobsIn(ctx, everyState()...)
	list = slices.DeleteFunc(list, func(j domain.Job) bool { return j.Kind != kind })
	slices.Reverse(list)
	for i := range list {
		if list[i].Owner != caller.User.ID {
			list[i].Spec, list[i].Result = nil, nil
		}
	}
	return list[:min(len(list), listed)], err
}

func everyState() []domain.JobState {
	return []domain.JobState{domain.JobWaiting, domain.JobRunning, domain.JobReady, domain.JobDone, domain.JobFailed, domain.JobCancelled}
}

// Cancel ends a job that has not ended, or takes one that has off the list; its files go with it. The caller
// must own it or be an admin.
func (d *Desk) Cancel(ctx context.Context, caller *app.Caller, kind domain.JobKind, id domain.ID) error {
	err := d.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		job, err := tx.Job(ctx, id)
		if domain.CodeOf(err) == domain.NotFound || err == nil && (job.Kind != kind || own(&job, caller) != nil && !caller.User.Has(domain.RoleAdmin)) {
			return notFound(id)
		}
		if err != nil {
			return err
		}
		if job.State.Ended() {
			if err := tx.DropJob(ctx, id); err != nil {
				return err
			}
			return tx.Log(ctx, d.event(&job, caller.User.ID, "drop", nil))
		}
		d.settle(&job, domain.JobCancelled)
		if err := tx.PutJob(ctx, job); err != nil {
			return err
		}
		return tx.Log(ctx, d.event(&job, caller.User.ID, "cancel", nil))
	})
	if err != nil {
		return err
	}
	d.stop(id)
	return d.clear(ctx, id)
}

// settle ends a job in a state.
func (d *Desk) settle(job *domain.Job, state domain.JobState) {
	job.State, job.Holder, job.HeldUntil, job.EndedAt = state, "", 0, d.instant()
	job.ExpiresAt = domain.At(d.now().Add(d.settings.Keep))
	job.Revision++
}

// lookEvery is how often a job is looked at while somebody watches or works on it.
const lookEvery = 500 * time.Millisecond

// Watch gives the caller's job now and at every look after, changed or not, until it has ended or is ready, ctx
// ends, or the caller can no longer sign in. Another process may run it.
func (d *Desk) Watch(ctx context.Context, caller *app.Caller, kind domain.JobKind, id domain.ID) iter.Seq2[domain.Job, error] {
	return func(yield func(domain.Job, error) bool) {
		tick := time.NewTicker(lookEvery)
		defer tick.Stop()
		for {
			job, err := d.Job(ctx, caller, kind, id)
			if err == nil {
				err = d.enabled(ctx, caller.User.ID)
			}
			if !yield(job, err) || err != nil || job.State.Ended() || job.State == domain.JobReady {
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}
}

func (d *Desk) enabled(ctx context.Context, user string) error {
	u, err := d.store.User(ctx, user)
	if err == nil && u.Disabled {
		err = domain.Refuse(domain.Unauthenticated, "")
	}
	return err
}

// noted bounds what an audit entry holds of a spec or result, in bytes; of a longer one it holds the digest.
const noted = 4 << 10

// event makes the audit entry of something that happened to a job.
func (d *Desk) event(job *domain.Job, actor, what string, note []byte) domain.Event {
	e := domain.Event{At: d.instant(), Actor: actor, Action: string(job.Kind) + "." + what, Subject: string(job.Kind) + "/" + string(job.ID)}
	switch {
	case len(note) > noted:
		e.After = domain.Digest(note)
	case json.Valid(note):
		e.Note = string(note)
	}
	return e
}
