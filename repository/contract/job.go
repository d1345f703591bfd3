package contract

import (
	"context"
	"errors"
	"fmt"

	"outreach/domain"
	"outreach/repository"
)

func jobChecks() []check {
	return []check{
		{"come back whole", jobsWhole},
		{"a revision goes up by one", jobRevision},
		{"are listed in order, to a limit", jobsListed},
		{"a dropped one is gone", jobDropped},
		{"a change that failed changed none", jobUndone},
		{"a lapsed lease is seen and taken over", leaseLapses},
		{"of many that claim one, one gets it", oneClaims},
		{"of many that claim two of a user, one runs", oneAtATime},
		{"no sign of life is lost", jobBumps},
		{"random ones are as the model's", jobHistories},
	}
}

// job is the n-th made-up export of a user, as it is when it was just taken.
func job(n int, owner string) domain.Job {
	return domain.Job{
		ID: ID(n), Kind: domain.JobExport, Owner: owner, State: domain.JobWaiting, Spec: []byte(`{"report":"r1"}`),
		CreatedAt: Morning + domain.Instant(n), Revision: 1,
	}
}

// begun is a job as whoever begins it makes it.
func begun(j domain.Job, holder string, now domain.Instant) domain.Job {
	j.State, j.Holder, j.HeldUntil, j.StartedAt = domain.JobRunning, holder, now+domain.Instant(domain.JobLease.Milliseconds()), now
	j.Attempt++
	j.Revision++
	return j
}

func (b *bench) putJobs(list ...domain.Job) {
	b.Helper()
	for _, j := range list {
		b.must(b.putJob(j))
	}
}

func (b *bench) putJob(j domain.Job) error {
	return b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error { return tx.PutJob(ctx, j) })
}

func (b *bench) job(id domain.ID) domain.Job {
	b.Helper()
	j, err := b.store.Job(b.ctx, id)
	b.must(err)
	return j
}

func (b *bench) jobsIn(states ...domain.JobState) []domain.ID {
	b.Helper()
	list, err := b.store.JobsIn(b.ctx, states...)
	b.must(err)
	return jobIDs(list)
}

func jobIDs(list []domain.Job) (ids []domain.ID) {
	for _, j := range list {
		ids = append(ids, j.ID)
	}
	return ids
}

func jobsWhole(b *bench) {
	_, err := b.store.Job(b.ctx, ID(1))
	b.refused(err, domain.NotFound)
	full := job(1, "li")
	full.Kind, full.State, full.Step = domain.JobImport, domain.JobFailed, domain.StepApply
	full.Spec, full.Result = []byte("{\"name\":\"\U00020BB7\\u0000\"}"), []byte{0, 0xff, 1}
	full.Done, full.Total, full.Holder, full.HeldUntil, full.Attempt = 1<<40, 1<<41, "p1", 5, 3
	full.StartedAt, full.EndedAt, full.ExpiresAt = Morning+1, Morning+2, Morning+3
	full.Fault = &domain.Error{
		Code: domain.Unavailable, Key: "error.store.full", Params: map[string]any{"Rows": int64(1_048_577), "Share": 0.5, "Name": "\U00020BB7", "Last": true},
		Faults: []domain.Fault{domain.FaultAt("/rows/7", "fault.required"), domain.FaultAt("", "rule.7", "Days", []any{int64(1), "x"})},
	}
	bare := job(2, "")
	bare.Spec = nil
	given := full
	fault := *full.Fault
	fault.Err = stopError{} // the cause is not kept
	given.Fault = &fault
	b.change(func(ctx context.Context, tx repository.Tx) error {
		_, err := tx.Job(ctx, full.ID)
		b.refused(err, domain.NotFound)
		err = errors.Join(tx.PutJob(ctx, given), tx.PutJob(ctx, bare))
		got, gone := tx.Job(ctx, full.ID)
		b.same(got, full)
		return errors.Join(err, gone)
	})
	given.Spec[2] = 'X' // what was given is the store's own
	full.Spec = []byte("{\"name\":\"\U00020BB7\\u0000\"}")
	b.same(b.job(full.ID), full)
	b.same(b.job(bare.ID), bare)
	b.same(b.job(bare.ID).Result == nil, true)
	for i, text := range texts() {
		j := job(10+i, text)
		j.Holder, j.Spec = text, []byte(text)
		b.putJobs(j)
		list, err := b.store.JobsOf(b.ctx, text, domain.JobExport, 5)
		b.must(err)
		b.same(list, []domain.Job{j})
	}
}

func jobRevision(b *bench) {
	j := job(1, "li")
	for _, revision := range []int64{0, 2, -1} {
		j.Revision = revision
		b.refused(b.putJob(j), domain.Conflict)
	}
	j.Revision = 1
	b.putJobs(j)
	for _, revision := range []int64{0, 1, 3} {
		stale := j
		stale.Holder, stale.Revision = "lost", revision
		b.refused(b.putJob(stale), domain.Conflict)
	}
	next := begun(j, "p1", Morning)
	b.putJobs(next)
	b.same(b.job(j.ID), next)
	b.change(func(ctx context.Context, tx repository.Tx) error { // its own writes count
		third, stale := next, next
		third.Revision++
		err := tx.PutJob(ctx, third)
		b.refused(tx.PutJob(ctx, stale), domain.Conflict)
		return err
	})
	b.same(b.job(j.ID).Revision, int64(3))
}

func jobsListed(b *bench) {
	var all []domain.Job
	for n := range 8 {
		j := job(n, "li")
		j.CreatedAt = Morning + domain.Instant(n/2) // in pairs
		switch n {
		case 5:
			j.Kind = domain.JobImport
		case 6:
			j.Owner = "wang"
		case 7:
			j.State = domain.JobDone
		}
		all = append(all, j)
	}
	for n := range all {
		b.putJobs(all[(n*3)%len(all)])
	}
	for _, want := range []struct {
		user  string
		kind  domain.JobKind
		limit int
		ids   []domain.ID
	}{
		{"li", domain.JobExport, 10, []domain.ID{ID(7), ID(4), ID(3), ID(2), ID(1), ID(0)}},
		{"li", domain.JobExport, 2, []domain.ID{ID(7), ID(4)}},
		{"li", domain.JobExport, 0, nil},
		{"li", domain.JobImport, 10, []domain.ID{ID(5)}},
		{"wang", domain.JobExport, 10, []domain.ID{ID(6)}},
		{"l", domain.JobExport, 10, nil},
		{"li", "", 10, nil},
	} {
		list, err := b.store.JobsOf(b.ctx, want.user, want.kind, want.limit)
		b.must(err)
		b.same(jobIDs(list), want.ids)
	}
	b.same(b.jobsIn(domain.JobWaiting), []domain.ID{ID(0), ID(1), ID(2), ID(3), ID(4), ID(5), ID(6)})
	b.same(b.jobsIn(domain.JobRunning, domain.JobDone, domain.JobDone), []domain.ID{ID(7)})
	b.same(b.jobsIn(domain.JobDone, domain.JobWaiting), []domain.ID{ID(0), ID(1), ID(2), ID(3), ID(4), ID(5), ID(6), ID(7)})
	b.same(b.jobsIn(), []domain.ID(nil))
	b.change(func(ctx context.Context, tx repository.Tx) error { // with its own writes, and without what it dropped
		err := errors.Join(tx.PutJob(ctx, begun(all[1], "p1", Morning)), tx.DropJob(ctx, ID(0)), tx.PutJob(ctx, job(9, "li")))
		waiting, err1 := tx.JobsIn(ctx, domain.JobWaiting)
		running, err2 := tx.JobsIn(ctx, domain.JobRunning)
		b.same(jobIDs(waiting), []domain.ID{ID(2), ID(3), ID(4), ID(5), ID(6), ID(9)})
		b.same(running, []domain.Job{begun(all[1], "p1", Morning)})
		return errors.Join(err, err1, err2)
	})
}

func jobDropped(b *bench) {
	drop := func(id domain.ID) error {
		return b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error { return tx.DropJob(ctx, id) })
	}
	b.refused(drop(ID(1)), domain.NotFound)
	b.putJobs(job(1, "li"), job(2, "li"))
	b.must(drop(ID(1)))
	b.refused(drop(ID(1)), domain.NotFound)
	_, err := b.store.Job(b.ctx, ID(1))
	b.refused(err, domain.NotFound)
	b.same(b.jobsIn(domain.JobWaiting), []domain.ID{ID(2)})
	b.refused(b.putJob(begun(job(1, "li"), "late", Morning)), domain.Conflict) // who still holds it learns of it
	b.change(func(ctx context.Context, tx repository.Tx) error {
		err := tx.DropJob(ctx, ID(2))
		_, gone := tx.Job(ctx, ID(2))
		b.refused(gone, domain.NotFound)
		b.refused(tx.DropJob(ctx, ID(2)), domain.NotFound)
		return errors.Join(err, tx.PutJob(ctx, job(2, "wang"))) // the same id once more is a new job
	})
	b.same(b.job(ID(2)), job(2, "wang"))
}

func jobUndone(b *bench) {
	b.putJobs(job(1, "li"), job(2, "li"))
	err := b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error {
		return errors.Join(tx.PutJob(ctx, begun(job(1, "li"), "p1", Morning)), tx.DropJob(ctx, ID(2)), tx.PutJob(ctx, job(3, "li")), stopError{})
	})
	b.refused(err, domain.Internal)
	list, err := b.store.JobsIn(b.ctx, domain.JobWaiting, domain.JobRunning)
	b.must(err)
	b.same(list, []domain.Job{job(1, "li"), job(2, "li")})
}

// claim takes a waiting job, or a running one whose lease has lapsed, for a process; NotFound where there is none.
// free says whether a job may be taken beside those that run.
func (b *bench) claim(holder string, now domain.Instant, free func(j domain.Job, running []domain.Job) bool) (claimed domain.Job, err error) {
	err = b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error {
		waiting, err1 := tx.JobsIn(ctx, domain.JobWaiting)
		running, err2 := tx.JobsIn(ctx, domain.JobRunning)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		for _, j := range append(waiting, running...) {
			if j.State == domain.JobRunning && !j.Lapsed(now) || !free(j, running) {
				continue
			}
			claimed = begun(j, holder, now)
			return tx.PutJob(ctx, claimed)
		}
		return domain.Refuse(domain.NotFound, "")
	})
	return claimed, err
}

func anyFree(domain.Job, []domain.Job) bool { return true }

func leaseLapses(b *bench) {
	b.putJobs(job(1, "li"))
	first, err := b.claim("p1", Morning, anyFree)
	b.must(err)
	_, err = b.claim("p2", first.HeldUntil-1, anyFree)
	b.refused(err, domain.NotFound)
	renewed := first
	renewed.HeldUntil, renewed.Done, renewed.Revision = first.HeldUntil+1000, 7, first.Revision+1
	b.putJobs(renewed)
	_, err = b.claim("p2", first.HeldUntil, anyFree)
	b.refused(err, domain.NotFound)
	second, err := b.claim("p2", renewed.HeldUntil, anyFree)
	b.must(err)
	b.same([]any{second.ID, second.Attempt, second.Done}, []any{ID(1), 2, int64(7)})
	late := renewed
	late.State, late.Revision = domain.JobDone, renewed.Revision+1
	b.refused(b.putJob(late), domain.Conflict)
	b.same(b.job(ID(1)), second)
}

func oneClaims(b *bench) {
	for round := range bumps {
		b.putJobs(job(round, "li"))
		won := make([]int, workers)
		b.atOnce(func(worker int) error {
			_, err := b.claim(fmt.Sprint(worker), Morning, func(j domain.Job, _ []domain.Job) bool { return j.ID == ID(round) })
			if domain.CodeOf(err) == domain.NotFound {
				return nil
			}
			won[worker]++
			return err
		})
		winner, sum := "", 0
		for worker, n := range won {
			if sum += n; n > 0 {
				winner = fmt.Sprint(worker)
			}
		}
		j := b.job(ID(round))
		b.same([]any{sum, j.Holder, j.Attempt, j.Revision}, []any{1, winner, 1, int64(2)})
	}
}

// oneAtATime has many claim two jobs of one user, who may run one: what they saw of the running ones still holds
// when their claim is kept.
func oneAtATime(b *bench) {
	for round := range bumps / 2 {
		owner := name(round)
		b.putJobs(job(2*round, owner), job(2*round+1, owner))
		b.atOnce(func(worker int) error {
			_, err := b.claim(fmt.Sprint(worker), Morning, func(j domain.Job, running []domain.Job) bool {
				for _, r := range running {
					if r.Owner == owner {
						return false
					}
				}
				return j.Owner == owner
			})
			if domain.CodeOf(err) == domain.NotFound {
				return nil
			}
			return err
		})
	}
	b.same(len(b.jobsIn(domain.JobRunning)), bumps/2)
	b.same(len(b.jobsIn(domain.JobWaiting)), bumps/2)
}

func jobBumps(b *bench) {
	b.putJobs(job(1, "li"))
	b.bumped(func(ctx context.Context, tx repository.Tx) (int64, error) {
		j, err := tx.Job(ctx, ID(1))
		j.Done++
		j.Revision++
		return j.Revision, errors.Join(err, tx.PutJob(ctx, j))
	})
	j := b.job(ID(1))
	b.same([]int64{j.Done, j.Revision}, []int64{workers * bumps, workers*bumps + 1})
}
