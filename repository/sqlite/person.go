package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/go-json-experiment/json"

	"outreach/domain"
)

// User is repository.People's.
func (s *Store) User(ctx context.Context, id string) (domain.User, error) {
	return s.user(ctx, `id`, id)
}

// UserByLogin is repository.People's.
func (s *Store) UserByLogin(ctx context.Context, login string) (domain.User, error) {
	return s.user(ctx, `login`, login)
}

func (s *Store) user(ctx context.Context, column, value string) (u domain.User, err error) {
	err = s.read(func(from source) error {
		u, err = user(ctx, from, column, value)
		return err
	})
	return u, err
}

// User is repository.PeopleTx's.
func (t *tx) User(ctx context.Context, id string) (domain.User, error) { return user(ctx, t, `id`, id) }

func user(ctx context.Context, from source, column, value string) (domain.User, error) {
	var raw []byte
	if err := one(ctx, from, []any{&raw}, `SELECT body FROM users WHERE `+column+` = ?`, value); err != nil {
		return domain.User{}, translate(err)
	}
	return parseUser(raw)
}

func parseUser(raw []byte) (u domain.User, err error) {
	if err := json.Unmarshal(raw, &u); err != nil {
		return u, &domain.Error{Code: domain.Internal, Key: "error.store.corrupt", Err: err}
	}
	return u, nil
}

// Users is repository.People's.
func (s *Store) Users(ctx context.Context) ([]domain.User, error) {
	var list []domain.User
	err := s.read(func(from source) error {
		return each(ctx, from, func(rows *sql.Rows) error {
			var raw sql.RawBytes
			if err := rows.Scan(&raw); err != nil {
				return err
			}
			u, err := parseUser(raw)
			list = append(list, u)
			return err
		}, `SELECT body FROM users ORDER BY login`)
	})
	return list, err
}

// PutUser is repository.PeopleTx's.
func (t *tx) PutUser(ctx context.Context, u domain.User) error {
	raw, err := json.Marshal(&u)
	if err != nil {
		return &domain.Error{Code: domain.Invalid, Err: fmt.Errorf("user %s: %w", u.ID, err)}
	}
	var n int64
	if u.Revision == 1 {
		n, err = t.affected(ctx, `INSERT INTO users (id, login, revision, body) VALUES (?, ?, 1, ?)`, u.ID, u.Login, raw)
	} else {
		const update = `UPDATE users SET login = ?, revision = ?, body = ? WHERE id = ? AND revision = ?`
		n, err = t.affected(ctx, update, u.Login, u.Revision, raw, u.ID, u.Revision-1)
	}
	if err == nil && n == 0 {
		return domain.Refuse(domain.Conflict, "")
	}
	return translate(err)
}

// UserCount is repository.PeopleTx's.
func (t *tx) UserCount(ctx context.Context) (int64, error) {
	n, err := number(ctx, t, `SELECT count(*) FROM users`)
	return n, translate(err)
}

const passColumns = `hash, kind, id, user, name, created_at, used_at, expires_at, preset`

func scanPass(rows *sql.Rows) (p domain.Pass, err error) {
	return p, rows.Scan(&p.Hash, &p.Kind, &p.ID, &p.User, &p.Name, &p.CreatedAt, &p.UsedAt, &p.ExpiresAt, &p.Preset)
}

func passes(ctx context.Context, from source, query string, args ...any) (list []domain.Pass, err error) {
	err = each(ctx, from, func(rows *sql.Rows) error {
		p, err := scanPass(rows)
		list = append(list, p)
		return err
	}, query, args...)
	return list, translate(err)
}

func (s *Store) passes(ctx context.Context, query string, args ...any) (list []domain.Pass, err error) {
	err = s.read(func(from source) error {
		list, err = passes(ctx, from, query, args...)
		return err
	})
	return list, err
}

// Pass is repository.People's.
func (s *Store) Pass(ctx context.Context, hash string) (domain.Pass, error) {
	return only(s.passes(ctx, `SELECT `+passColumns+` FROM passes WHERE hash = ?`, hash))
}

// only gives the one thing there should be.
func only[T any](list []T, err error) (thing T, _ error) {
	if err != nil {
		return thing, err
	}
	if len(list) == 0 {
		return thing, domain.Refuse(domain.NotFound, "")
	}
	return list[0], nil
}

// Passes is repository.People's.
func (s *Store) Passes(ctx context.Context, user string, kind domain.PassKind) ([]domain.Pass, error) {
	const query = `SELECT ` + passColumns + ` FROM passes WHERE user = ? AND kind = ? ORDER BY created_at, hash`
	return s.passes(ctx, query, user, string(kind))
}

// PutPass is repository.PeopleTx's.
func (t *tx) PutPass(ctx context.Context, p domain.Pass) error {
	_, err := t.exec(ctx, `INSERT OR REPLACE INTO passes (`+passColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.Hash, string(p.Kind), p.ID, p.User, p.Name, int64(p.CreatedAt), int64(p.UsedAt), int64(p.ExpiresAt), string(p.Preset))
	return translate(err)
}

// TakePass is repository.PeopleTx's.
func (t *tx) TakePass(ctx context.Context, hash string) (domain.Pass, error) {
	return only(passes(ctx, t, `DELETE FROM passes WHERE hash = ? RETURNING `+passColumns, hash))
}

// DropPasses is repository.PeopleTx's.
func (t *tx) DropPasses(ctx context.Context, user string, kind domain.PassKind, id string) (int, error) {
	n, err := t.affected(ctx, `DELETE FROM passes WHERE user = ? AND kind = ? AND (? = '' OR id = ?)`, user, string(kind), id, id)
	return int(n), translate(err)
}

// Attempts is repository.People's.
func (s *Store) Attempts(ctx context.Context, key string, since domain.Instant) (int, error) {
	return s.counted(ctx, `SELECT count(*) FROM attempts WHERE key = ? AND at >= ?`, key, int64(since))
}

// PutAttempt is repository.PeopleTx's.
func (t *tx) PutAttempt(ctx context.Context, a domain.Attempt, forget domain.Instant) error {
	_, err := t.exec(ctx, `INSERT INTO attempts (key, at) VALUES (?, ?)`, a.Key, int64(a.At))
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM attempts WHERE at < ?`, int64(forget))
	}
	return translate(err)
}
