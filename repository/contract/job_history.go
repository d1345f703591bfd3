package contract

import (
	"context"
	"errors"

	"outreach/domain"
	"outreach/repository"
)

// jobHistories plays random changes of jobs, presets, passes and attempts on a store and on a model, in batches.
func jobHistories(b *bench) {
	p := &past{Rand: Random(b.T), clock: Morning}
	model := &bench{T: b.T, ctx: b.ctx, store: NewModel()}
	for range Budget(b.T, 12) {
		batch := make([]repository.Change, 1+p.IntN(12))
		for i := range batch {
			batch[i] = p.jobChange()
		}
		got, want := b.store.InTxs(b.ctx, batch), model.store.InTxs(b.ctx, batch)
		for i := range want {
			if domain.CodeOf(got[i]) != domain.CodeOf(want[i]) {
				b.Fatalf("got %v, want %v", got[i], want[i])
			}
		}
		if p.compareJobs(b, model); b.Failed() {
			return
		}
	}
}

// jobChange gives one to four random steps over a few ids as one change; some of them are refused, and refuse it all.
func (p *past) jobChange() repository.Change {
	steps := make([]repository.Change, 1+p.IntN(4))
	for i := range steps {
		steps[i] = p.jobStep()
	}
	var fails error
	if p.IntN(12) == 0 {
		fails = stopError{}
	}
	return func(ctx context.Context, tx repository.Tx) error {
		for _, step := range steps {
			if err := step(ctx, tx); err != nil {
				return err
			}
		}
		return fails
	}
}

func jobStates() []domain.JobState {
	return []domain.JobState{domain.JobWaiting, domain.JobRunning, domain.JobReady, domain.JobDone, domain.JobFailed, domain.JobCancelled}
}

func (p *past) jobStep() repository.Change {
	p.clock++
	id, now, owner := ID(p.IntN(9)), p.clock, pick(p.Rand, "li", "wang", "\U00020BB7")
	slip := int64(1)
	if p.IntN(10) == 0 {
		slip = int64(p.IntN(3))
	}
	switch p.IntN(8) {
	case 0:
		return func(ctx context.Context, tx repository.Tx) error { return tx.DropJob(ctx, id) }
	case 1:
		return func(ctx context.Context, tx repository.Tx) error { return tx.DropPreset(ctx, id) }
	case 2:
		kind, name := pick(p.Rand, domain.PresetExport, domain.PresetView), pick(p.Rand, "a", "B", "\u6708", "a ")
		return func(ctx context.Context, tx repository.Tx) error {
			held, err := tx.Preset(ctx, id)
			if err != nil && domain.CodeOf(err) != domain.NotFound {
				return err
			}
			return tx.PutPreset(ctx, domain.Preset{ID: id, Owner: owner, Kind: kind, Name: name, Body: []byte(name), ChangedAt: now, Revision: held.Revision + slip})
		}
	case 3:
		pass := opening(string(id), owner, ID(p.IntN(9)))
		return func(ctx context.Context, tx repository.Tx) error { return tx.PutPass(ctx, pass) }
	case 4:
		forget := now - domain.Instant(p.IntN(40))
		return func(ctx context.Context, tx repository.Tx) error {
			return tx.PutAttempt(ctx, domain.Attempt{Key: owner, At: now}, forget)
		}
	default:
		return jobPut(domain.Job{
			ID: id, Kind: pick(p.Rand, domain.JobExport, domain.JobImport), Owner: owner, State: pick(p.Rand, jobStates()...),
			Spec: []byte(owner), Done: int64(p.IntN(9)), CreatedAt: now - domain.Instant(p.IntN(5)), Revision: slip,
		})
	}
}

// jobPut puts a job over the one there is, its revision so much above.
func jobPut(j domain.Job) repository.Change {
	return func(ctx context.Context, tx repository.Tx) error {
		held, err := tx.Job(ctx, j.ID)
		if err != nil && domain.CodeOf(err) != domain.NotFound {
			return err
		}
		next := j
		next.Revision += held.Revision
		list, err := tx.JobsIn(ctx, j.State)
		next.Total = int64(len(list))
		return errors.Join(err, tx.PutJob(ctx, next))
	}
}

func (p *past) compareJobs(b, model *bench) {
	b.Helper()
	for _, state := range jobStates() {
		got, err1 := b.store.JobsIn(b.ctx, state)
		want, err2 := model.store.JobsIn(b.ctx, state)
		b.must(errors.Join(err1, err2))
		b.same(got, want)
	}
	for _, owner := range []string{"li", "wang", "\U00020BB7"} {
		got, err1 := b.store.JobsOf(b.ctx, owner, domain.JobExport, 3)
		want, err2 := model.store.JobsOf(b.ctx, owner, domain.JobExport, 3)
		b.must(errors.Join(err1, err2))
		b.same(got, want)
		b.same(b.presets(owner, ""), model.presets(owner, ""))
		b.same(b.presets(owner, domain.PresetView), model.presets(owner, domain.PresetView))
		b.same(b.passes(owner, domain.PassToken), model.passes(owner, domain.PassToken))
		since := p.clock - 20
		b.same([]int{b.attempts(owner, 0), b.attempts(owner, since)}, []int{model.attempts(owner, 0), model.attempts(owner, since)})
	}
}
