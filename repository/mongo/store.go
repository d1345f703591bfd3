package mongo

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	driver "go.mongodb.org/mongo-driver/mongo"

	"outreach/domain"
	"outreach/repository"
)

// Store is a ledger in a MongoDB database, which other processes may have open too. It is safe for concurrent use.
type Store struct {
	client *driver.Client
	db     *driver.Database
	log    *slog.Logger
	clock  func() time.Time
	root   context.Context //nolint:containedctx // of what outlives its callers: batches and the chain
	cancel context.CancelFunc
	writer *writer
	chain  *chain

	processes *processes
	stripe    int // this process's own of every shared lock

	draws  sync.Mutex // guards random, dice and stamp
	random io.Reader
	dice   *rand.Rand
	stamp  int64 // the last given out, or seen

	closing  sync.Once
	closeErr error
	mu       sync.Mutex // guards shut against the first of readers
	shut     bool
	readers  sync.WaitGroup // questions under way, which closing waits for
}

var _ repository.Store = (*Store)(nil)

// Open connects to the ledger's database and makes what it lacks. Unavailable where no primary answers in time,
// or with the key error.store.newer where a newer program wrote it; Invalid where the address asks for less
// than the store promises; Unavailable with error.store.deployment where the server cannot keep the promises.
func Open(ctx context.Context, o Options) (_ *Store, err error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Store{log: o.Logger, clock: o.Now, random: o.Random}
	var seed [17]byte
	if _, err := io.ReadFull(o.Random, seed[:]); err != nil {
		return nil, fmt.Errorf("randomness: %w", err)
	}
	s.dice = rand.New(rand.NewPCG(binary.BigEndian.Uint64(seed[:8]), binary.BigEndian.Uint64(seed[8:16])))
	s.stripe = int(seed[16]) % stripes
	client, database, err := connect(ctx, o)
	if err != nil {
		return nil, err
	}
	s.client, s.db = client, client.Database(database)
	defer func() {
		if err != nil {
			err = errors.Join(err, client.Disconnect(context.WithoutCancel(ctx)))
		}
	}()
	r, err := report(ctx, s.db, o)
	if err != nil {
		return nil, err
	}
	if len(r.Problems) > 0 {
		return nil, domain.Refuse(domain.Unavailable, "error.store.deployment", "Problem", r.Problems[0])
	}
	if err := prepare(ctx, s.db); err != nil {
		return nil, err
	}
	s.root, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	if s.processes, err = newProcesses(s, o.Grace); err != nil {
		return nil, err
	}
	s.writer, s.chain = newWriter(s), newChain(s)
	if err := s.processes.live(ctx); err != nil {
		return nil, translate(err)
	}
	go s.writer.run() //nolint:contextcheck // a batch outlives whoever opened the store
	go s.chain.run()
	go s.processes.run()
	return s, nil
}

// InTx is repository.Store's.
func (s *Store) InTx(ctx context.Context, change repository.Change) error {
	return s.writer.submit(ctx, []repository.Change{change})[0]
}

// InTxs is repository.Store's. A commit takes batchChanges of them.
func (s *Store) InTxs(ctx context.Context, changes []repository.Change) []error {
	if len(changes) == 0 {
		return nil
	}
	return s.writer.submit(ctx, changes)
}

// Ping is repository.Store's: it writes to a majority and reads.
func (s *Store) Ping(ctx context.Context) error {
	return s.read(func(from *snapshot) error {
		ctx, cancel := from.bound(ctx, selecting)
		defer cancel()
		_, err := s.db.Collection(locks).UpdateOne(ctx, byID("ping/"+s.processes.id), set("at", s.clock()), upsert())
		return err
	})
}

// Close is repository.Store's. Closing again does nothing.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.writer.stop()
		s.mu.Lock()
		s.shut = true
		s.mu.Unlock()
		s.readers.Wait()
		s.chain.stop()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(s.root), writing)
		defer cancel()
		s.processes.stop(ctx)
		s.cancel()
		s.closeErr = translate(s.client.Disconnect(ctx))
	})
	return s.closeErr
}

// enter counts a question in, unless the store is shut. Its end is readers.Done.
func (s *Store) enter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return unavailable("error.store.closed", nil)
	}
	s.readers.Add(1)
	return nil
}

// name gives a random name.
func (s *Store) name() (string, error) {
	s.draws.Lock()
	defer s.draws.Unlock()
	var raw [16]byte
	if _, err := io.ReadFull(s.random, raw[:]); err != nil {
		return "", fmt.Errorf("randomness: %w", err)
	}
	return hex.EncodeToString(raw[:]), nil
}

// nextStamp gives a number greater than any given out or seen before, and near the time in microseconds: audit
// entries of one record, and of one process, are chained in this order.
func (s *Store) nextStamp() int64 {
	s.draws.Lock()
	defer s.draws.Unlock()
	s.stamp = max(s.stamp+1, s.clock().UnixMicro())
	return s.stamp
}

// sawStamp tells of another process's stamp.
func (s *Store) sawStamp(stamp int64) {
	s.draws.Lock()
	defer s.draws.Unlock()
	s.stamp = max(s.stamp, stamp)
}

const (
	shortPause = 4 * time.Millisecond
	longPause  = 400 * time.Millisecond
)

// pause waits before the attempt after the n-th (from 0): a random time of up to twice as long as before it. The
// error is the context's.
func (s *Store) pause(ctx context.Context, n int) error {
	s.draws.Lock()
	wait := time.Duration(s.dice.Int64N(int64(min(longPause, shortPause<<min(n, 10)))))
	s.draws.Unlock()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
