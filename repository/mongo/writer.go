package mongo

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"outreach/domain"
	"outreach/repository"
)

const (
	batchChanges = 64   // changes that share a commit: a longer one makes its first caller wait and meets more others
	queueChanges = 8000 // changes that may wait; beyond it a caller is told to come again
	patience     = 30 * time.Second
	runs         = 40 // runs of one batch; few are conflicts with other processes, which write in turns of milliseconds
	whole        = 6  // of them with the whole batch; then it is halved, so that it meets others less
)

// unit is one change that waits for its outcome.
type unit struct {
	ctx    context.Context
	change repository.Change
	err    error
	done   *sync.WaitGroup
}

// writer runs the changes of this process in batches, one after the other: within a process nothing conflicts.
type writer struct {
	store *Store
	seat  *seat
	turn  sync.Mutex // held while a batch, or work that must be alone, is in its transaction

	mu     sync.Mutex
	wake   *sync.Cond // of mu
	queue  []*unit
	closed bool
	ended  chan struct{}
}

func newWriter(s *Store) *writer {
	w := &writer{store: s, seat: s.processes.seat(), ended: make(chan struct{})}
	w.wake = sync.NewCond(&w.mu)
	return w
}

// submit queues changes and waits for their outcomes.
func (w *writer) submit(ctx context.Context, changes []repository.Change) []error {
	errs := make([]error, len(changes))
	units := make([]*unit, len(changes))
	var done sync.WaitGroup
	for i, change := range changes {
		units[i] = &unit{ctx: ctx, change: change, done: &done}
	}
	done.Add(len(units))
	if err := w.enqueue(units); err != nil {
		for i := range errs {
			errs[i] = err
		}
		return errs
	}
	done.Wait()
	for i, u := range units {
		errs[i] = u.err
	}
	return errs
}

func (w *writer) enqueue(units []*unit) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return unavailable("error.store.closed", nil)
	}
	if len(w.queue) > queueChanges {
		return unavailable("error.store.busy", nil)
	}
	w.queue = append(w.queue, units...)
	w.wake.Signal()
	return nil
}

// stop refuses new work, finishes what waits and returns when the writer has ended.
func (w *writer) stop() {
	w.mu.Lock()
	w.closed = true
	w.wake.Signal()
	w.mu.Unlock()
	<-w.ended
}

// run writes until the queue is closed and empty. It never waits for a batch to fill: a lone client pays no delay,
// and under load batches fill by themselves.
func (w *writer) run() {
	defer close(w.ended)
	for {
		units := w.gather()
		if len(units) == 0 {
			return
		}
		w.batch(units)
		for _, u := range units {
			u.done.Done()
		}
	}
}

// gather gives the changes of the next batch, none when the writer shall end.
func (w *writer) gather() []*unit {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.queue) == 0 && !w.closed {
		w.wake.Wait()
	}
	n := min(batchChanges, len(w.queue))
	units := w.queue[:n:n]
	w.queue = w.queue[n:]
	return units
}

// batch gives every change of a batch its outcome, in time.
func (w *writer) batch(units []*unit) {
	w.turn.Lock()
	defer w.turn.Unlock()
	ctx, cancel := context.WithTimeout(w.store.root, patience)
	defer cancel()
	w.commit(ctx, units)
}

// commit runs changes in one transaction; those that cannot go through as a whole are halved.
func (w *writer) commit(ctx context.Context, units []*unit) {
	limit := runs
	if len(units) > 1 {
		limit = whole
	}
	err := w.store.transact(ctx, w.seat, limit, func(ctx context.Context, b *batch) error {
		for _, u := range units {
			if u.err = b.perform(ctx, u); b.err != nil {
				return b.err
			}
		}
		return nil
	})
	if err == nil {
		return
	}
	if len(units) > 1 && ctx.Err() == nil && !errors.Is(err, errUnsettled) {
		w.commit(ctx, units[:len(units)/2])
		w.commit(ctx, units[len(units)/2:])
		return
	}
	w.store.log.Error("commit failed", "changes", len(units), "err", err)
	for _, u := range units {
		if u.err = failed(err); errors.Is(err, errUnsettled) {
			u.err = unavailable("error.store.unsettled", err)
		}
	}
}

// alone runs work in a transaction of its own, between batches.
func (w *writer) alone(ctx context.Context, work func(ctx context.Context, b *batch) error) error {
	if err := w.store.enter(); err != nil {
		return err
	}
	defer w.store.readers.Done()
	w.turn.Lock()
	defer w.turn.Unlock()
	return translate(w.store.transact(ctx, w.seat, whole, work))
}

// perform runs one change on a layer of its own, which is dropped where the change fails.
func (b *batch) perform(ctx context.Context, u *unit) error {
	if err := u.ctx.Err(); err != nil {
		return unavailable("error.store.interrupted", err)
	}
	t := &tx{b: b, own: newLayer()}
	if err := guarded(ctx, u.change, t); err != nil {
		return err
	}
	if !t.own.empty() { // who wrote nothing keeps nobody from anything
		b.all.absorb(t.own)
	}
	return nil
}

// guarded turns a panic in a change into its error: one caller's bug must not take the others' work along.
func guarded(ctx context.Context, change repository.Change, t *tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &domain.Error{Code: domain.Internal, Err: fmt.Errorf("panic in a change: %v\n%s", p, debug.Stack())}
		}
	}()
	return translate(change(ctx, t))
}
