package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"

	"outreach/domain"
	"outreach/repository"
)

const (
	batchChanges = 128      // changes that share a commit: a longer batch makes its first caller wait
	queueJobs    = 2000     // jobs that may wait; beyond it a caller is told to come again
	walLimit     = 32 << 20 // bytes of log after which the writer folds it into the file
)

// job is one caller's changes: run in order, in one commit, each with its own outcome.
type job struct {
	ctx     context.Context
	changes []repository.Change
	errs    []error
	done    chan struct{}
}

// writer owns the only connection that writes.
type writer struct {
	conn    *sql.Conn
	session *session
	codes   *codes
	facts   *facts
	upserts map[domain.Grain]string // statements by grain, made once
	replace string                  // likewise
	update  string                  // likewise
	log     *slog.Logger
	wal     string // path of the write-ahead log
	folded  int64  // size at which the log was last folded in vain
	head    *link  // end of the audit chain; nil: read it again

	turn sync.Mutex // held while a batch, or work that must be alone, uses the connection

	mu     sync.RWMutex // guards closed against a send on the closed queue
	closed bool
	queue  chan *job
	ended  chan struct{}
}

// link is the end of the audit chain.
type link struct {
	seq  int64
	hash string
}

// submit queues changes and waits for their outcomes.
func (w *writer) submit(ctx context.Context, changes []repository.Change) []error {
	j := &job{ctx: ctx, changes: changes, errs: make([]error, len(changes)), done: make(chan struct{})}
	if err := w.enqueue(j); err != nil {
		j.fail(err)
		return j.errs
	}
	<-j.done
	return j.errs
}

func (w *writer) enqueue(j *job) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return unavailable("error.store.closed", nil)
	}
	select {
	case w.queue <- j:
		return nil
	default:
		return unavailable("error.store.busy", nil)
	}
}

// fail gives err to every change that has no outcome of its own.
func (j *job) fail(err error) {
	for i := range j.errs {
		if j.errs[i] == nil {
			j.errs[i] = err
		}
	}
}

// stop refuses new work, finishes what waits and returns when the writer has ended.
func (w *writer) stop() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.ended
}

// alone runs a change in a commit of its own, between batches.
func (w *writer) alone(ctx context.Context, change repository.Change) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return unavailable("error.store.closed", nil)
	}
	j := &job{ctx: ctx, changes: []repository.Change{change}, errs: make([]error, 1)}
	if err := w.commit([]*job{j}); err != nil { //nolint:contextcheck // a commit is nobody's to interrupt
		j.fail(unavailableOnce(err))
	}
	w.fold() //nolint:contextcheck // as the commit
	return j.errs[0]
}

// run writes until the queue is closed and empty. It never waits for a batch to fill: a lone client pays
// one sync and no delay, and under load batches fill by themselves.
func (w *writer) run() {
	defer close(w.ended)
	for first := range w.queue {
		batch := w.gather(first)
		if err := w.commit(batch); err != nil {
			w.log.Error("commit failed", "changes", len(batch), "err", err)
			for _, j := range batch {
				j.fail(unavailableOnce(err))
			}
		}
		for _, j := range batch {
			close(j.done)
		}
		w.fold()
	}
}

func (w *writer) gather(first *job) []*job {
	batch, changes := []*job{first}, len(first.changes)
	for changes < batchChanges {
		select {
		case j, ok := <-w.queue:
			if !ok {
				return batch
			}
			batch, changes = append(batch, j), changes+len(j.changes)
		default:
			return batch
		}
	}
	return batch
}

// commit runs a batch in one transaction. Its error means that nothing of the batch is kept.
// The transaction has a context of its own, so that no caller who leaves takes the others' work along.
func (w *writer) commit(batch []*job) (err error) {
	w.turn.Lock()
	defer w.turn.Unlock()
	ctx := context.Background()
	all := newTx(w)
	if w.head == nil {
		if w.head, err = readHead(ctx, w.session); err != nil {
			return err
		}
	}
	if _, err := w.session.exec(ctx, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_, undo := w.session.exec(ctx, `ROLLBACK`) // fails where the engine already rolled back: a full disk
			w.log.Debug("rolled back", "err", undo)
			w.head = nil
			all.forget()
		}
	}()
	for _, j := range batch {
		for i, change := range j.changes {
			outcome, err := w.perform(j.ctx, all, change)
			if err != nil {
				return err
			}
			j.errs[i] = outcome
		}
	}
	if err := all.flushTallies(ctx, domain.Grains()...); err != nil {
		return err
	}
	return w.facts.commit(func() error {
		_, err := w.session.exec(ctx, `COMMIT`)
		return err
	}, all.live)
}

// perform runs one change under a savepoint. outcome is the change's own; err is the transaction's.
func (w *writer) perform(caller context.Context, all *tx, change repository.Change) (outcome, err error) {
	if caller.Err() != nil {
		return unavailable("error.store.interrupted", caller.Err()), nil
	}
	ctx := context.WithoutCancel(caller)
	if _, err := w.session.exec(ctx, `SAVEPOINT change`); err != nil {
		return nil, err
	}
	tx, head := newTx(w), *w.head
	outcome = guarded(ctx, change, tx)
	if outcome == nil {
		_, err := w.session.exec(ctx, `RELEASE change`)
		all.absorb(tx)
		return nil, err
	}
	w.head = &head
	tx.forget()
	if _, err := w.session.exec(ctx, `ROLLBACK TO change`); err != nil {
		return outcome, errors.Join(outcome, err)
	}
	_, err = w.session.exec(ctx, `RELEASE change`)
	return outcome, err
}

// guarded turns a panic in a change into its error: one caller's bug must not take the others' work along.
func guarded(ctx context.Context, change repository.Change, tx *tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &domain.Error{Code: domain.Internal, Err: fmt.Errorf("panic in a change: %v\n%s", p, debug.Stack())}
		}
	}()
	return translate(change(ctx, tx))
}

// unavailableOnce says that the store could not do it, unless the error says so already.
func unavailableOnce(err error) error {
	if err = translate(err); domain.CodeOf(err) == domain.Unavailable {
		return err
	}
	return unavailable("error.store.unusable", err)
}

// fold moves the write-ahead log into the file when it has grown. Readers may hold a part of it back; then
// it tries again after as much growth, instead of stalling every write.
func (w *writer) fold() {
	w.turn.Lock()
	defer w.turn.Unlock()
	info, err := os.Stat(w.wal)
	if err != nil || info.Size() < w.folded+walLimit {
		return
	}
	var busy, pages, moved int64
	ctx := context.Background()
	if err := one(ctx, w.session, []any{&busy, &pages, &moved}, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		w.log.Warn("checkpoint failed", "err", err)
	}
	w.folded = 0
	if busy != 0 {
		w.folded = info.Size()
	}
}
