package mongo

import (
	"context"
	"strconv"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"

	"outreach/domain"
)

// attempt is an attempt as the attempts collection has it.
type attempt struct {
	ID  string `bson:"_id"` // the transaction and a number in it
	Key string `bson:"key"`
	At  int64  `bson:"at"`
}

// notBefore takes what happened at a moment or after it.
func notBefore(since domain.Instant) bson.E {
	return bson.E{Key: "at", Value: bson.D{{Key: "$gte", Value: int64(since)}}}
}

// Attempts is repository.People's.
func (s *Store) Attempts(ctx context.Context, key string, since domain.Instant) (int, error) {
	return s.counted(ctx, attempts, bson.D{{Key: "key", Value: key}, notBefore(since)})
}

// PutAttempt is repository.PeopleTx's.
func (t *tx) PutAttempt(_ context.Context, a domain.Attempt, forget domain.Instant) error {
	t.own.attempts = append(t.own.attempts, attempt{Key: a.Key, At: int64(a.At)})
	t.own.forget = max(t.own.forget, int64(forget))
	return nil
}

func (b *batch) flushAttempts(ctx context.Context) error {
	models := make([]driver.WriteModel, len(b.all.attempts))
	for n, a := range b.all.attempts {
		a.ID = b.id + "/" + strconv.Itoa(n)
		models[n] = driver.NewInsertOneModel().SetDocument(a)
	}
	return b.write(ctx, attempts, models)
}

// forgetAttempts drops old attempts outside the transaction, which would conflict with every other process that
// forgets the same ones. Where it fails, the next attempt's forgetting drops them.
func (b *batch) forgetAttempts(ctx context.Context) {
	if len(b.all.attempts) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	old := bson.D{{Key: "at", Value: bson.D{{Key: "$lt", Value: b.all.forget}}}}
	if _, err := b.store.db.Collection(attempts).DeleteMany(ctx, old); err != nil {
		b.store.log.Warn("old attempts were not forgotten", "err", err)
	}
}
