package mongo

import (
	"context"
	"errors"
	"slices"
	"strings"

	driver "go.mongodb.org/mongo-driver/mongo"

	"outreach/domain"
)

// Labels by which server and driver say what may be done about an error.
const (
	labelTransient = "TransientTransactionError"
	labelUnknown   = "UnknownTransactionCommitResult"
)

// labelled says whether an error bears a label.
func labelled(err error, label string) bool {
	l, ok := errors.AsType[driver.LabeledError](err)
	return ok && l.HasErrorLabel(label)
}

// passing says whether an error of a transaction that has not been committed may be gone the next time: another
// writer was first, the connection broke, the primary is moving.
func passing(err error) bool {
	if err == nil {
		return false
	}
	if labelled(err, labelTransient) || labelled(err, labelUnknown) || driver.IsDuplicateKeyError(err) || driver.IsNetworkError(err) || driver.IsTimeout(err) {
		return true
	}
	if errors.Is(err, errVoid) || errors.Is(err, errStale) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	s, ok := asServerError(err)
	return ok && hasCode(s, busyCodes()...)
}

// conflicts says whether an error is the server's word that another transaction was first, after which the session
// is as good as before.
func conflicts(err error) bool {
	const writeConflict, noSuchTransaction = 112, 251
	s, ok := asServerError(err)
	return ok && (hasCode(s, writeConflict, noSuchTransaction) || driver.IsDuplicateKeyError(err)) || errors.Is(err, errStale) || errors.Is(err, errFenced)
}

// busyCodes are the server's codes for "not now": conflicts, locks, elections, shutdowns, expired transactions
// and snapshots.
func busyCodes() []int {
	return []int{6, 7, 24, 50, 64, 89, 91, 112, 133, 134, 189, 225, 239, 244, 246, 251, 262, 263, 290, 317, 9001, 10107, 11600, 11602, 13388, 13435, 13436}
}

// asServerError finds what the server said in an error's chain.
func asServerError(err error) (driver.ServerError, bool) {
	return errors.AsType[driver.ServerError](err)
}

func hasCode(s driver.ServerError, codes ...int) bool {
	return slices.ContainsFunc(codes, s.HasErrorCode)
}

// translate gives the ledger's meaning to an error of the driver: the one place that knows its kinds.
// Errors that already have a meaning, and nil, pass unchanged.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*domain.Error](err); ok {
		return err
	}
	switch {
	case errors.Is(err, driver.ErrNoDocuments):
		return &domain.Error{Code: domain.NotFound, Err: err}
	case errors.Is(err, driver.ErrClientDisconnected):
		return unavailable("error.store.closed", err)
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return unavailable("error.store.interrupted", err)
	case passing(err), strings.Contains(err.Error(), "server selection"):
		return unavailable("error.store.busy", err)
	}
	if _, ok := asServerError(err); ok {
		return &domain.Error{Code: domain.Internal, Err: err}
	}
	return err
}

func unavailable(key string, err error) error {
	return &domain.Error{Code: domain.Unavailable, Key: key, Err: err}
}

// failed says that the store could not do it, unless the error says so already.
func failed(err error) error {
	if err = translate(err); domain.CodeOf(err) == domain.Unavailable {
		return err
	}
	return unavailable("error.store.unusable", err)
}
