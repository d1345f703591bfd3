package contract

import (
	"context"
	"maps"
	"slices"
	"sync"

	"outreach/domain"
	"outreach/repository"
)

// Model is a store of maps under one mutex. It counts by scanning records, never by tallies, so that what
// it answers is the plain meaning of the contract.
type Model struct {
	mu     sync.Mutex
	state  state
	closed bool
}

// state is everything the model holds. What a map holds is never changed, only replaced.
type state struct {
	activities map[domain.ID]domain.Activity
	revisions  map[domain.ID][]domain.Revision
	users      map[string]domain.User
	passes     map[string]domain.Pass
	photos     map[photoKey]domain.Photo
	jobs       map[domain.ID]domain.Job
	presets    map[domain.ID]domain.Preset
	attempts   []domain.Attempt
	closings   map[closingKey]domain.Closing
	entries    map[entryKey]repository.Entry
	events     []domain.Event
}

type closingKey struct {
	month domain.Month
	area  domain.AreaCode
	at    domain.Instant
}

type photoKey struct{ sha256, user string }

type entryKey struct{ list, code string }

var _ repository.Store = (*Model)(nil)

// NewModel gives an empty model.
func NewModel() *Model {
	return &Model{state: state{
		activities: map[domain.ID]domain.Activity{}, revisions: map[domain.ID][]domain.Revision{},
		users: map[string]domain.User{}, passes: map[string]domain.Pass{}, photos: map[photoKey]domain.Photo{},
		jobs: map[domain.ID]domain.Job{}, presets: map[domain.ID]domain.Preset{},
		closings: map[closingKey]domain.Closing{}, entries: map[entryKey]repository.Entry{},
	}}
}

// InTx runs change alone; its error undoes what it did.
func (m *Model) InTx(ctx context.Context, change repository.Change) error {
	_, err := read(ctx, m, func(s *state) (struct{}, error) {
		t := &tx{state: s}
		err := change(ctx, t)
		if err != nil {
			t.rollBack()
		}
		return struct{}{}, err
	})
	return err
}

// InTxs runs the changes one after the other.
func (m *Model) InTxs(ctx context.Context, changes []repository.Change) []error {
	errs := make([]error, len(changes))
	for i, change := range changes {
		errs[i] = m.InTx(ctx, change)
	}
	return errs
}

// Inspect runs look over a copy of the maps.
func (m *Model) Inspect(ctx context.Context, look func(repository.Inspection) error) error {
	still, err := read(ctx, m, func(s *state) (*state, error) {
		return &state{
			activities: maps.Clone(s.activities), revisions: maps.Clone(s.revisions), users: maps.Clone(s.users),
			passes: maps.Clone(s.passes), photos: maps.Clone(s.photos), closings: maps.Clone(s.closings), entries: maps.Clone(s.entries), events: s.events,
		}, nil
	})
	if err != nil {
		return err
	}
	return look(inspection{still})
}

// Rebuild has no tallies to replace.
func (m *Model) Rebuild(ctx context.Context) error { return m.Ping(ctx) }

// Ping says whether the model is still open.
func (m *Model) Ping(ctx context.Context) error {
	_, err := read(ctx, m, func(*state) (struct{}, error) { return struct{}{}, nil })
	return err
}

// Close makes every later use Unavailable.
func (m *Model) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

// read runs get alone, unless the model is shut or the caller has left.
func read[T any](ctx context.Context, m *Model, get func(*state) (T, error)) (T, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var none T
	if m.closed {
		return none, domain.Refuse(domain.Unavailable, "error.store.closed")
	}
	if err := ctx.Err(); err != nil {
		return none, &domain.Error{Code: domain.Unavailable, Key: "error.store.interrupted", Err: err}
	}
	return get(&m.state)
}

// tx is a change at work on the state itself, with the way back.
type tx struct {
	*state
	undo []func()
}

func (t *tx) rollBack() {
	for _, undo := range slices.Backward(t.undo) {
		undo()
	}
}

// set puts a value under a key so that it can be undone.
func set[K comparable, V any](t *tx, in map[K]V, key K, value V) {
	before, had := in[key]
	in[key] = value
	t.undo = append(t.undo, func() {
		if had {
			in[key] = before
		} else {
			delete(in, key)
		}
	})
}

// remove deletes a key that is there so that it can be undone.
func remove[K comparable, V any](t *tx, in map[K]V, key K) {
	before := in[key]
	delete(in, key)
	t.undo = append(t.undo, func() { in[key] = before })
}

func notFound() error { return &domain.Error{Code: domain.NotFound} }

func conflict() error { return &domain.Error{Code: domain.Conflict} }
