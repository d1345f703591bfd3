package mongo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"time"

	driver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readconcern"
	"go.mongodb.org/mongo-driver/mongo/readpref"
)

// errStale means that a document was not as the snapshot had it.
var errStale = errors.New("a document changed under the transaction")

// batch is one attempt at a transaction: what it reads from, and what its changes have come to.
type batch struct {
	store *Store
	id    string // names the transaction in the commits collection
	from  *snapshot
	base  map[string]*record // records as the snapshot has them, nil for none, as far as they were asked for
	all   *layer
	wrote bool  // a command that writes was sent
	err   error // what broke the transaction, whatever the change that met it made of it
}

// transact runs fill in a transaction and commits what it came to; again while errors pass, at most limit times
// and until ctx ends. nil means durable by a majority; errUnsettled means that nobody knows; any other error
// means that nothing is kept.
func (s *Store) transact(ctx context.Context, at *seat, limit int, fill func(ctx context.Context, b *batch) error) error {
	for n := 0; ; n++ {
		err := s.once(ctx, at, fill)
		if err != nil && (!conflicts(err) || errors.Is(err, errVoid)) { // a session that may be broken, or was ended
			at.rise(ctx)
		}
		if err == nil || !passing(err) || errors.Is(err, errUnsettled) || n+1 >= limit {
			return err
		}
		if s.pause(ctx, n) != nil {
			return err
		}
	}
}

// once makes one attempt.
func (s *Store) once(ctx context.Context, at *seat, fill func(ctx context.Context, b *batch) error) error {
	session, err := at.sit(ctx)
	if err != nil {
		return err
	}
	limit := writing
	err = session.StartTransaction(options.Transaction().SetReadConcern(readconcern.Snapshot()).SetReadPreference(readpref.Primary()).
		SetWriteConcern(majorityJournalled()).SetMaxCommitTime(&limit))
	if err != nil {
		return err
	}
	b := &batch{store: s, from: &snapshot{s.db, session}, base: map[string]*record{}, all: newLayer()}
	if b.id, err = s.name(); err != nil {
		return err
	}
	if err = fill(ctx, b); err == nil {
		err = b.flush(ctx)
	}
	if err != nil || !b.wrote {
		s.abort(ctx, session)
		return err
	}
	if err = b.commit(ctx); err != nil {
		return err
	}
	if len(b.all.pending) > 0 {
		s.chain.stir()
	}
	b.forgetAttempts(ctx)
	return nil
}

// flush sends what the changes wrote. What other processes contend for goes first: a loser has done least then.
func (b *batch) flush(ctx context.Context) error {
	if b.all.empty() {
		return nil
	}
	for _, part := range []func(context.Context) error{
		b.flushLocks, b.flushTallies, b.flushRecords, b.flushHistory, b.flushPeople, b.flushAttempts, b.flushPhotos,
		b.flushJobs, b.flushHeads, b.flushLedger, b.flushPending, b.flushMark,
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// write sends writes to a collection, in order. Every update must find its document.
func (b *batch) write(ctx context.Context, collection string, models []driver.WriteModel) error {
	if len(models) == 0 {
		return nil
	}
	b.wrote = true
	ctx, cancel := b.from.bound(ctx, writing)
	defer cancel()
	result, err := b.store.db.Collection(collection).BulkWrite(ctx, models)
	if err != nil {
		return err
	}
	found := int64(0)
	for _, m := range models {
		switch m.(type) {
		case *driver.ReplaceOneModel, *driver.UpdateOneModel:
			found++
		}
	}
	if result.MatchedCount+result.UpsertedCount != found {
		return errStale
	}
	return nil
}

// mark is what a transaction leaves in the commits collection, so that its outcome can be read back.
type mark struct {
	ID     string    `bson:"_id"`
	Digest string    `bson:"digest"` // of what it wrote; "" where the mark says that it never will
	At     time.Time `bson:"at"`
}

// digest is the SHA-256 of the ids and contents that the batch wrote.
func (b *batch) digest() string {
	sum := sha256.New()
	for _, s := range b.all.steps {
		sum.Write([]byte(s.Key + " " + s.Digest + "\n"))
	}
	for _, p := range b.all.pending {
		sum.Write([]byte(p.Key + " " + p.Told.Subject + " " + p.Told.After + "\n"))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func (b *batch) flushMark(ctx context.Context) error {
	m := mark{b.id, b.digest(), b.store.clock()}
	return b.write(ctx, commits, []driver.WriteModel{driver.NewInsertOneModel().SetDocument(m)})
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
