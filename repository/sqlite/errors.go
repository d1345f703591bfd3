package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/ncruces/go-sqlite3"

	"outreach/domain"
)

// translate gives the ledger's meaning to an error of the engine: the one place that knows its codes.
// Errors that already have a meaning, and nil, pass unchanged.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*domain.Error](err); ok {
		return err
	}
	if errors.Is(err, sql.ErrNoRows) {
		return &domain.Error{Code: domain.NotFound, Err: err}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, sql.ErrConnDone) {
		return unavailable("error.store.interrupted", err)
	}
	code, ok := errors.AsType[sqlite3.ExtendedErrorCode](err)
	if !ok {
		return err
	}
	if code == sqlite3.IOERR_DATA { // a page that does not have its checksum
		return &domain.Error{Code: domain.Internal, Key: "error.store.corrupt", Err: err}
	}
	switch sqlite3.ErrorCode(code) {
	case sqlite3.CONSTRAINT:
		return &domain.Error{Code: domain.Conflict, Err: err}
	case sqlite3.FULL:
		return unavailable("error.store.full", err)
	case sqlite3.BUSY, sqlite3.LOCKED, sqlite3.INTERRUPT, sqlite3.NOMEM:
		return unavailable("error.store.busy", err)
	case sqlite3.IOERR, sqlite3.READONLY, sqlite3.CANTOPEN, sqlite3.PERM, sqlite3.AUTH:
		return unavailable("error.store.unusable", err)
	case sqlite3.CORRUPT, sqlite3.NOTADB:
		return &domain.Error{Code: domain.Internal, Key: "error.store.corrupt", Err: err}
	}
	return &domain.Error{Code: domain.Internal, Err: err}
}

func unavailable(key string, err error) error {
	return &domain.Error{Code: domain.Unavailable, Key: key, Err: err}
}
