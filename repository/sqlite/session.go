package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// source is what can be asked: a pool, a connection or a transaction.
type source interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// each hands every row of a query to take. Rows are closed before it returns, whatever happens: an open
// statement would hold the only writer connection, or a snapshot, for ever.
func each(ctx context.Context, from source, take func(*sql.Rows) error, query string, args ...any) error {
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Close repeats what Err says
	for rows.Next() {
		if err := take(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one scans the first row of a query; sql.ErrNoRows where there is none.
func one(ctx context.Context, from source, into []any, query string, args ...any) error {
	found := false
	err := each(ctx, from, func(rows *sql.Rows) error {
		if found {
			return nil
		}
		found = true
		return rows.Scan(into...)
	}, query, args...)
	if err == nil && !found {
		return sql.ErrNoRows
	}
	return err
}

// number gives the first column of a query's one row.
func number(ctx context.Context, from source, query string, args ...any) (n int64, err error) {
	err = one(ctx, from, []any{&n}, query, args...)
	return n, err
}

// preparer is what statements are prepared on.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// session keeps the statements of fixed queries prepared.
type session struct {
	on preparer

	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

func newSession(on preparer) *session { return &session{on: on, stmts: map[string]*sql.Stmt{}} }

func (s *session) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt, ok := s.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := s.on.PrepareContext(ctx, query) //nolint:sqlclosecheck // kept for the next time; close closes it
	if err != nil {
		return nil, err
	}
	s.stmts[query] = stmt
	return stmt, nil
}

// QueryContext is source's; only queries without values in their text may come here.
func (s *session) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := s.stmt(ctx, query) //nolint:sqlclosecheck // the session's own
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (s *session) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := s.stmt(ctx, query) //nolint:sqlclosecheck // the session's own
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// affected runs a statement and says how many rows it changed.
func (s *session) affected(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := s.exec(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// close finishes all statements: one left open makes the database refuse to close.
func (s *session) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	for _, stmt := range s.stmts {
		err = errors.Join(err, stmt.Close())
	}
	clear(s.stmts)
	return err
}
