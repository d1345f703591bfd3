package mongo

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readconcern"
	"go.mongodb.org/mongo-driver/mongo/readpref"
)

// snapshot reads the database: one unmoving state of it within a transaction, or, without a session, the newest
// state that a majority has.
type snapshot struct {
	db      *driver.Database
	session driver.Session
}

// bound gives ctx a deadline and, in a transaction, its session.
func (s *snapshot) bound(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	if s.session != nil {
		return driver.NewSessionContext(ctx, s.session), cancel
	}
	return ctx, cancel
}

// query says which documents are read and how. Fields narrows what they bring; nil: all.
type query struct {
	filter any
	sort   bson.D
	fields bson.D
	limit  int64
}

// each hands the documents of a query to take, one by one, in bounded memory; the value is take's to keep.
func each[D any](ctx context.Context, from *snapshot, collection string, q query, take func(*D) error) error {
	find := options.Find().SetMaxTime(reading)
	if q.sort != nil {
		find.SetSort(q.sort)
	}
	if q.fields != nil {
		find.SetProjection(q.fields)
	}
	if q.limit > 0 {
		find.SetLimit(q.limit)
	}
	if q.filter == nil {
		q.filter = bson.D{}
	}
	return drained(ctx, from, func(ctx context.Context) (*driver.Cursor, error) {
		return from.db.Collection(collection).Find(ctx, q.filter, find)
	}, take)
}

// aggregated hands what a pipeline comes to to take.
func aggregated[D any](ctx context.Context, from *snapshot, collection string, stages []bson.D, take func(*D) error) error {
	return drained(ctx, from, func(ctx context.Context) (*driver.Cursor, error) {
		return from.db.Collection(collection).Aggregate(ctx, stages, options.Aggregate().SetMaxTime(reading).SetAllowDiskUse(true))
	}, take)
}

// drained opens a cursor and reads it to its end. Every round trip has a deadline of its own: how long take takes
// is not the server's fault.
func drained[D any](ctx context.Context, from *snapshot, open func(context.Context) (*driver.Cursor, error), take func(*D) error) (err error) {
	opening, cancel := from.bound(ctx, reading)
	defer cancel()
	cursor, err := open(opening)
	if err != nil {
		return translate(err)
	}
	defer func() {
		closing, cancel := from.bound(context.WithoutCancel(ctx), writing)
		defer cancel()
		if e := cursor.Close(closing); err == nil && cursor.ID() != 0 {
			err = translate(e)
		}
	}()
	for next(ctx, from, cursor) {
		d := new(D)
		if err := cursor.Decode(d); err != nil {
			return translate(err)
		}
		if err := take(d); err != nil {
			return err
		}
	}
	return translate(cursor.Err())
}

func next(ctx context.Context, from *snapshot, cursor *driver.Cursor) bool {
	if cursor.RemainingBatchLength() > 0 {
		return cursor.Next(ctx)
	}
	ctx, cancel := from.bound(ctx, reading)
	defer cancel()
	return cursor.Next(ctx)
}

// all gives the documents of a query.
func all[D any](ctx context.Context, from *snapshot, collection string, q query) (list []D, err error) {
	err = each(ctx, from, collection, q, func(d *D) error {
		list = append(list, *d)
		return nil
	})
	return list, err
}

// first gives the one document of a filter; false where there is none.
func first[D any](ctx context.Context, from *snapshot, collection string, filter bson.D) (d D, found bool, err error) {
	ctx, cancel := from.bound(ctx, writing)
	defer cancel()
	err = from.db.Collection(collection).FindOne(ctx, filter).Decode(&d)
	if errors.Is(err, driver.ErrNoDocuments) {
		return d, false, nil
	}
	return d, err == nil, translate(err)
}

// count counts the documents of a filter.
func count(ctx context.Context, from *snapshot, collection string, filter any) (n int64, err error) {
	stages := []bson.D{
		{{Key: "$match", Value: filter}},
		{{Key: "$group", Value: bson.D{{Key: "_id", Value: nil}, {Key: "n", Value: bson.D{{Key: "$sum", Value: int64(1)}}}}}},
	}
	err = aggregated(ctx, from, collection, stages, func(d *struct {
		N int64 `bson:"n"`
	},
	) error {
		n = d.N
		return nil
	})
	return n, err
}

// now reads the newest state that a majority has.
func (s *Store) now() *snapshot { return &snapshot{db: s.db} }

// read asks one question of one document or one command.
func (s *Store) read(ask func(from *snapshot) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.readers.Done()
	return translate(ask(s.now()))
}

// counted counts the documents of a filter as they are now.
func (s *Store) counted(ctx context.Context, collection string, filter bson.D) (n int, err error) {
	err = s.read(func(from *snapshot) error {
		many, err := count(ctx, from, collection, filter)
		n = int(many)
		return err
	})
	return n, err
}

// still runs look over one unmoving state, once.
func (s *Store) still(ctx context.Context, look func(from *snapshot) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.readers.Done()
	return translate(s.looked(ctx, look))
}

// asking is still for a look that may run again: it does where the state it saw is gone or the primary moved.
func (s *Store) asking(ctx context.Context, look func(from *snapshot) error) error {
	return s.still(ctx, func(from *snapshot) error {
		err := look(from)
		for n := 0; n < 3 && asksAgain(err) && s.pause(ctx, n) == nil; n++ {
			err = s.looked(ctx, look)
		}
		return err
	})
}

// asksAgain says whether a reading transaction's error may pass.
func asksAgain(err error) bool { return passing(err) && !errors.Is(err, context.DeadlineExceeded) }

func (s *Store) looked(ctx context.Context, look func(from *snapshot) error) error {
	session, err := s.client.StartSession(options.Session().SetCausalConsistency(false))
	if err != nil {
		return err
	}
	defer session.EndSession(context.WithoutCancel(ctx))
	err = session.StartTransaction(options.Transaction().SetReadConcern(readconcern.Snapshot()).SetReadPreference(readpref.Primary()))
	if err != nil {
		return err
	}
	defer s.abort(ctx, session)
	return look(&snapshot{s.db, session})
}

// abort ends a transaction that shall leave nothing. Where that fails the server does it by itself, after a while.
func (s *Store) abort(ctx context.Context, session driver.Session) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writing)
	defer cancel()
	if err := session.AbortTransaction(ctx); err != nil {
		s.log.Debug("a transaction was not ended", "err", err)
	}
}
