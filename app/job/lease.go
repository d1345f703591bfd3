package job

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"outreach/domain"
	"outreach/repository"
)

// endTime is how long the end of a job may take to be written down, when the process stops too.
const endTime = 10 * time.Second

// Times of a lease by the desk's clock: how soon progress is written down, and how long silent work goes
// without a sign of life.
const (
	tellEvery = time.Second
	renewEach = domain.JobLease / 4
)

// lease is one process's hold on a running job.
type lease struct {
	desk     *Desk
	job      domain.Job
	progress *Progress
	cancel   context.CancelCauseFunc
	told     domain.Instant // when the store last heard
	done     int64          // what it heard
}

// perform does a job's work under its lease and writes down what came of it. ctx ends when the process stops;
// work is what the work is given.
func (d *Desk) perform(ctx, work context.Context, cancel context.CancelCauseFunc, job domain.Job) {
	l := &lease{desk: d, job: job, progress: &Progress{stopped: work.Err}, cancel: cancel, told: job.StartedAt}
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		l.keep(work)
	}()
	result, next, err := d.guarded(work, job, l.progress)
	cause := context.Cause(work)
	cancel(nil)
	<-kept
	if cause != nil && ctx.Err() != nil {
		cause = errStopping
	}
	ending, done := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer done()
	if err := l.end(ending, outcome{result, next, err, cause}); err != nil {
		d.log.Error("job", "id", string(job.ID), "error", err.Error())
	}
}

// guarded does the work; a panic fails this job and nothing else.
func (d *Desk) guarded(ctx context.Context, job domain.Job, p *Progress) (result []byte, next domain.JobState, err error) {
	defer func() {
		if v := recover(); v != nil {
			d.log.Error("panic", "job", string(job.ID), "value", fmt.Sprint(v), "stack", string(debug.Stack()))
			err = domain.Refuse(domain.Internal, "error.job.internal", "ID", string(job.ID))
		}
	}()
	return d.works[job.Kind](ctx, job, p)
}

// keep renews the lease until ctx ends, and ends the work where the job was cancelled or the lease is lost.
func (l *lease) keep(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := l.look(ctx); errors.Is(err, errCancelled) {
			l.cancel(errCancelled)
		} else if err != nil && ctx.Err() == nil {
			l.desk.log.Warn("lease", "job", string(l.job.ID), "error", err.Error())
		}
	}
}

// look reads whether the job is still this process's, and tells how far it is where that is due.
func (l *lease) look(ctx context.Context) error {
	now := l.desk.instant()
	done := l.progress.done.Load()
	silent := now.Time().Sub(l.told.Time())
	if silent >= domain.JobLease {
		return errCancelled // whether or not the store can be asked: others may have taken the job by now
	}
	if silent < tellEvery || done == l.done && silent < renewEach {
		job, err := l.desk.store.Job(ctx, l.job.ID)
		if domain.CodeOf(err) == domain.NotFound || err == nil && !l.holds(&job) {
			return errCancelled
		}
		return err
	}
	err := l.write(ctx, func(job *domain.Job) domain.Event {
		job.Done, job.Total = done, l.progress.total.Load()
		job.HeldUntil = domain.At(now.Time().Add(domain.JobLease))
		job.Revision++
		return domain.Event{}
	})
	if err == nil {
		l.told, l.done = now, done
	}
	return err
}

// holds says whether a job as stored is held by this lease.
func (l *lease) holds(job *domain.Job) bool {
	return job.State == domain.JobRunning && job.Holder == l.job.Holder && job.Attempt == l.job.Attempt
}

// write changes the job where the lease still holds, and logs the event where change gives one.
func (l *lease) write(ctx context.Context, change func(*domain.Job) domain.Event) error {
	return l.desk.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		job, err := tx.Job(ctx, l.job.ID)
		if domain.CodeOf(err) == domain.NotFound || err == nil && !l.holds(&job) {
			return errCancelled
		}
		if err != nil {
			return err
		}
		event := change(&job)
		if err := tx.PutJob(ctx, job); err != nil || event.Action == "" {
			return err
		}
		return tx.Log(ctx, event)
	})
}

// outcome is what came of a job's work; cause says why it was told to stop, if it was.
type outcome struct {
	result []byte
	next   domain.JobState
	err    error
	cause  error
}

// end writes down what came of the work. What comes of a job that is no longer this process's is thrown away.
func (l *lease) end(ctx context.Context, o outcome) error {
	d := l.desk
	err := errCancelled
	if !errors.Is(o.cause, errCancelled) {
		err = l.write(ctx, func(job *domain.Job) domain.Event { return d.conclude(job, l.progress, o) })
	}
	if err == nil && o.err == nil {
		return nil
	}
	if errors.Is(err, errCancelled) {
		err = nil
	}
	return errors.Join(err, d.discard(ctx, &l.job))
}

// conclude puts an outcome into a job: it ended, is ready, failed, or waits again since the process stops.
func (d *Desk) conclude(job *domain.Job, p *Progress, o outcome) domain.Event {
	switch {
	case o.err != nil && errors.Is(o.cause, errStopping):
		*job = waitingAgain(*job)
		job.Attempt-- // the job is not to blame
		return domain.Event{}
	case o.err != nil:
		d.log.Warn("job", "id", string(job.ID), "error", o.err.Error())
		job.Fault = faultOf(o.err, job.ID)
		d.settle(job, domain.JobFailed)
		return d.event(job, job.Owner, "fail", nil)
	}
	d.settle(job, o.next)
	job.Result, job.Done, job.Total = o.result, p.done.Load(), p.total.Load()
	if o.next == domain.JobReady {
		job.EndedAt = 0
		return d.event(job, job.Owner, "ready", o.result)
	}
	return d.event(job, job.Owner, "end", o.result)
}

// faultOf gives the reason that a job's owner is told. What they can do nothing about names the job, by which the
// log has the rest.
func faultOf(err error, id domain.ID) *domain.Error {
	if e, ok := errors.AsType[*domain.Error](err); ok && e.Code != domain.Internal {
		return &domain.Error{Code: e.Code, Key: e.Key, Params: e.Params, Faults: e.Faults}
	}
	return domain.Refuse(domain.Internal, "error.job.internal", "ID", string(id))
}
