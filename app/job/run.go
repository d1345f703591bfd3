package job

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"outreach/domain"
	"outreach/repository"
)

// attempts is how often a job is begun before it is given up: one that ends its process would go on for ever.
const attempts = 3

// sweepEvery is how often what has expired is taken away.
const sweepEvery = time.Minute

// Causes for which work is told to stop.
var (
	errCancelled = errors.New("the job was cancelled, or another process holds it")
	errStopping  = errors.New("the process is stopping")
)

// Run runs waiting jobs, and such as a dead process left, until ctx ends: at most Settings.AtOnce here, one of a
// user at a time in all. Then it stops what is under way, gives it back as waiting and returns.
func (d *Desk) Run(ctx context.Context) error {
	var under sync.WaitGroup
	defer under.Wait()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var swept time.Time
	taken := !d.settings.Alone
	for ctx.Err() == nil {
		if !taken {
			err := d.release(ctx, func(j *domain.Job) bool { return j.Holder != d.name })
			taken = err == nil
			d.note(ctx, err)
		}
		d.note(ctx, d.turn(ctx, &under))
		if now := d.now(); now.Sub(swept) >= sweepEvery {
			swept = now
			d.note(ctx, d.sweep(ctx))
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		case <-d.wake:
		}
	}
	return nil
}

// note logs what went wrong, which the next turn tries again; what the end of ctx broke off is nothing wrong.
func (d *Desk) note(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		d.log.Error("jobs", "error", err.Error())
	}
}

// turn gives back what has lapsed and begins as many jobs as there is room for.
func (d *Desk) turn(ctx context.Context, under *sync.WaitGroup) error {
	err := d.release(ctx, func(j *domain.Job) bool { return j.Lapsed(d.instant()) })
	for err == nil && d.free() {
		var job domain.Job
		var found bool
		if job, found, err = d.claim(ctx); err != nil || !found {
			break
		}
		work, cancel := context.WithCancelCause(ctx)
		d.enter(job.ID, cancel)
		under.Go(func() {
			defer d.leave(job.ID)
			d.perform(ctx, work, cancel, job)
		})
	}
	return err
}

// nudge makes Run look for waiting jobs now.
func (d *Desk) nudge() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

func (d *Desk) free() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.running) < d.settings.AtOnce
}

func (d *Desk) enter(id domain.ID, cancel context.CancelCauseFunc) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running[id] = cancel
}

func (d *Desk) leave(id domain.ID) {
	d.mu.Lock()
	delete(d.running, id)
	d.mu.Unlock()
	d.nudge()
}

// stop tells the work of a job to stop, where this process does it; others see it at their next look.
func (d *Desk) stop(id domain.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if cancel, ok := d.running[id]; ok {
		cancel(errCancelled)
	}
}

// claim takes the job whose turn it is. Of two processes that want the same one, the store lets one have it;
// since all want a user's oldest first, a user never has two running.
func (d *Desk) claim(ctx context.Context) (job domain.Job, found bool, err error) {
	list, err := d.store.JobsIn(ctx, domain.JobWaiting, domain.JobRunning)
	if _, waits := d.next(list); err != nil || !waits {
		return domain.Job{}, false, err
	}
	err = d.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		found = false
		list, err := tx.JobsIn(ctx, domain.JobWaiting, domain.JobRunning)
		if err != nil {
			return err
		}
		if job, found = d.next(list); !found {
			return nil
		}
		job.State, job.Holder, job.StartedAt = domain.JobRunning, d.name, d.instant()
		job.HeldUntil = domain.At(d.now().Add(domain.JobLease))
		job.Done, job.Total = 0, 0
		job.Attempt++
		job.Revision++
		return tx.PutJob(ctx, job)
	})
	if domain.CodeOf(err) == domain.Conflict {
		return domain.Job{}, false, nil
	}
	return job, found && err == nil, err
}

// next gives the oldest waiting job of a user who has none running.
func (d *Desk) next(list []domain.Job) (domain.Job, bool) {
	busy := map[string]bool{}
	for i := range list {
		if list[i].State == domain.JobRunning {
			busy[list[i].Owner] = true
		}
	}
	i := slices.IndexFunc(list, func(j domain.Job) bool {
		return j.State == domain.JobWaiting && !busy[j.Owner] && d.works[j.Kind] != nil
	})
	if i < 0 {
		return domain.Job{}, false
	}
	return list[i], true
}

// release gives running jobs back as waiting, or gives them up where they were begun too often.
func (d *Desk) release(ctx context.Context, which func(*domain.Job) bool) error {
	list, err := d.store.JobsIn(ctx, domain.JobRunning)
	if err != nil {
		return err
	}
	for i := range list {
		if !which(&list[i]) {
			continue
		}
		err := d.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
			job, err := tx.Job(ctx, list[i].ID)
			if err != nil || job.State != domain.JobRunning || !which(&job) {
				return err
			}
			if job.Attempt < attempts {
				return tx.PutJob(ctx, waitingAgain(job))
			}
			job.Fault = domain.Refuse(domain.Unavailable, "error.job.attempts", "Count", attempts)
			d.settle(&job, domain.JobFailed)
			if err := tx.PutJob(ctx, job); err != nil {
				return err
			}
			return tx.Log(ctx, d.event(&job, job.Owner, "fail", nil))
		})
		if code := domain.CodeOf(err); err != nil && code != domain.NotFound && code != domain.Conflict {
			return err
		}
	}
	return nil
}

func waitingAgain(job domain.Job) domain.Job {
	job.State, job.Holder, job.HeldUntil, job.Done, job.Total = domain.JobWaiting, "", 0, 0, 0
	job.Revision++
	return job
}
