package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"outreach/repository"
)

// Options say where the ledger lies and how it is read.
type Options struct {
	// Dir is the data folder; it is made where it is missing.
	Dir string
	// Readers is the number of reading connections, 2 to 4 on small machines; 0 means 3. More only
	// take processor time from the writer.
	Readers int
	// Logger hears of failed commits and checks; nil: nobody.
	Logger *slog.Logger
}

const defaultReaders = 3

// Store is a ledger in a folder of this machine. It is safe for concurrent use.
type Store struct {
	folder  *folder
	writing *sql.DB
	reading *sql.DB
	fixed   *session // fixed queries of the reading connections
	codes   *codes
	facts   *facts
	writer  *writer

	closing  sync.Once
	closeErr error
	mu       sync.Mutex // guards shut against the first of readers
	shut     bool
	readers  sync.WaitGroup // questions under way, which closing waits for
}

var _ repository.Store = (*Store)(nil)

// Open opens the ledger of a folder, or makes one. Unavailable with the key error.store.locked where another
// process has it open, error.store.newer where a newer program wrote it. After an unclean end it first
// looks through the whole file.
func Open(ctx context.Context, o Options) (_ *Store, err error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Readers <= 0 {
		o.Readers = defaultReaders
	}
	s := &Store{}
	if s.folder, err = lockFolder(o.Dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.release(false))
		}
	}()
	file := s.folder.path(fileName)
	if s.writing, err = openWriting(file); err != nil {
		return nil, err
	}
	conn, err := s.prepare(ctx, o.Logger)
	if err != nil {
		return nil, err
	}
	if s.reading, err = openReading(file, o.Readers); err != nil {
		return nil, err
	}
	s.fixed = newSession(s.reading)
	if s.codes, err = loadCodes(ctx, s.fixed); err != nil {
		return nil, translate(err)
	}
	s.facts = newFacts()
	s.writer = &writer{
		conn: conn, session: newSession(conn), codes: s.codes, facts: s.facts, upserts: upsertTallies(), replace: replaceVersion(), update: updateVersion(), log: o.Logger, wal: file + "-wal",
		queue: make(chan *job, queueJobs), ended: make(chan struct{}),
	}
	go s.writer.run() //nolint:contextcheck // a batch outlives whoever opened the store
	return s, s.folder.sync()
}

// Warm reads into memory what questions need, for a server, beside its first requests: else the first question that needs it
// waits for it, 2–5 s a million records (docs/benchmarks.md). Where it fails that question tries again.
func (s *Store) Warm(ctx context.Context) {
	if err := s.ready(ctx); err != nil && ctx.Err() == nil {
		s.writer.log.Warn("what questions need is read when they come", "err", err)
	}
}

// prepare takes the writing connection, checks the engine and the file, and brings the schema up.
func (s *Store) prepare(ctx context.Context, log *slog.Logger) (conn *sql.Conn, err error) {
	if conn, err = s.writing.Conn(ctx); err != nil {
		return nil, err
	}
	err = checkVersion(ctx, conn)
	if err == nil && s.folder.unclean {
		log.Warn("the store was not closed; checking it", "dir", s.folder.dir)
		err = quickCheck(ctx, conn)
	}
	if err == nil {
		err = enableChecksums(conn)
	}
	if err == nil {
		err = migrate(ctx, conn)
	}
	if err != nil {
		err = errors.Join(translate(err), conn.Close())
	}
	return conn, err
}

// InTx is repository.Store's.
func (s *Store) InTx(ctx context.Context, change repository.Change) error {
	return s.writer.submit(ctx, []repository.Change{change})[0]
}

// InTxs is repository.Store's. The changes share one commit.
func (s *Store) InTxs(ctx context.Context, changes []repository.Change) []error {
	if len(changes) == 0 {
		return nil
	}
	return s.writer.submit(ctx, changes)
}

// Ping is repository.Store's: it commits an empty transaction and reads.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.InTx(ctx, func(context.Context, repository.Tx) error { return nil }); err != nil {
		return err
	}
	return s.read(func(from source) error {
		_, err := number(ctx, from, `SELECT count(*) FROM migrations`)
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
		s.closeErr = s.release(true)
	})
	return s.closeErr
}

// release closes what is open, folds the log into the file and lets the folder go.
func (s *Store) release(clean bool) error {
	var errs error
	if s.fixed != nil {
		errs = errors.Join(errs, s.fixed.close())
	}
	if s.reading != nil {
		errs = errors.Join(errs, s.reading.Close())
	}
	if s.writer != nil {
		errs = errors.Join(errs, s.writer.session.close(), s.writer.conn.Close())
	}
	if s.writing != nil {
		errs = errors.Join(errs, s.writing.Close()) // the last connection folds the log and removes it
	}
	if errs != nil {
		errs = fmt.Errorf("close store: %w", errs)
	}
	return errors.Join(errs, s.folder.release(clean && errs == nil))
}

// enter lets a question in unless the store is shut; the caller says Done to readers after it.
func (s *Store) enter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return unavailable("error.store.closed", nil)
	}
	s.readers.Add(1)
	return nil
}

// read asks one fixed query, the text of which holds no values.
func (s *Store) read(ask func(source) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.readers.Done()
	return translate(ask(s.fixed))
}

// counted gives the one number of a fixed query.
func (s *Store) counted(ctx context.Context, query string, args ...any) (n int, err error) {
	err = s.read(func(from source) error {
		many, err := number(ctx, from, query, args...)
		n = int(many)
		return err
	})
	return n, err
}

// snapshot runs look over one unmoving state of the database.
func (s *Store) snapshot(ctx context.Context, look func(*snapshot) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.readers.Done()
	conn, err := s.reading.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	defer conn.Close() //nolint:errcheck // the pool has it back
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return translate(err)
	}
	defer tx.Rollback() //nolint:errcheck // a reading transaction has nothing to lose
	return translate(look(&snapshot{tx, conn}))
}
