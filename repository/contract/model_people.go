package contract

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"outreach/domain"
)

// User gives a user by id.
func (m *Model) User(ctx context.Context, id string) (domain.User, error) {
	return read(ctx, m, func(s *state) (domain.User, error) { return s.User(ctx, id) })
}

// UserByLogin finds a user by login.
func (m *Model) UserByLogin(ctx context.Context, login string) (domain.User, error) {
	return read(ctx, m, func(s *state) (domain.User, error) {
		for _, u := range s.users {
			if u.Login == login {
				return copiedUser(u), nil
			}
		}
		return domain.User{}, notFound()
	})
}

// Users lists all users by login.
func (m *Model) Users(ctx context.Context) ([]domain.User, error) {
	return read(ctx, m, func(s *state) ([]domain.User, error) {
		var list []domain.User
		for _, u := range s.users {
			list = append(list, copiedUser(u))
		}
		slices.SortFunc(list, func(a, b domain.User) int { return cmp.Compare(a.Login, b.Login) })
		return list, nil
	})
}

// Pass finds a pass by hash.
func (m *Model) Pass(ctx context.Context, hash string) (domain.Pass, error) {
	return read(ctx, m, func(s *state) (domain.Pass, error) { return s.pass(hash) })
}

// Passes lists a user's passes of a kind.
func (m *Model) Passes(ctx context.Context, user string, kind domain.PassKind) ([]domain.Pass, error) {
	return read(ctx, m, func(s *state) ([]domain.Pass, error) { return s.passesOf(user, kind, ""), nil })
}

func (s *state) pass(hash string) (domain.Pass, error) {
	p, ok := s.passes[hash]
	if !ok {
		return p, notFound()
	}
	return p, nil
}

func (s *state) passesOf(user string, kind domain.PassKind, id string) []domain.Pass {
	list := slices.SortedFunc(maps.Values(s.passes), func(a, b domain.Pass) int {
		return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.Hash, b.Hash))
	})
	return slices.DeleteFunc(list, func(p domain.Pass) bool {
		return p.User != user || p.Kind != kind || id != "" && p.ID != id
	})
}

func (s *state) User(_ context.Context, id string) (domain.User, error) {
	u, ok := s.users[id]
	if !ok {
		return u, notFound()
	}
	return copiedUser(u), nil
}

func (s *state) UserCount(context.Context) (int64, error) { return int64(len(s.users)), nil }

func (t *tx) PutUser(_ context.Context, u domain.User) error {
	for id, other := range t.users {
		if other.Login == u.Login && id != u.ID {
			return conflict()
		}
	}
	if u.Revision != t.users[u.ID].Revision+1 {
		return conflict()
	}
	set(t, t.users, u.ID, copiedUser(u))
	return nil
}

func (t *tx) PutPass(_ context.Context, p domain.Pass) error {
	set(t, t.passes, p.Hash, p)
	return nil
}

func (t *tx) TakePass(_ context.Context, hash string) (domain.Pass, error) {
	p, err := t.pass(hash)
	if err == nil {
		remove(t, t.passes, hash)
	}
	return p, err
}

func (t *tx) DropPasses(_ context.Context, user string, kind domain.PassKind, id string) (int, error) {
	list := t.passesOf(user, kind, id)
	for _, p := range list {
		remove(t, t.passes, p.Hash)
	}
	return len(list), nil
}

// Attempts counts by key and time.
func (m *Model) Attempts(ctx context.Context, key string, since domain.Instant) (int, error) {
	return read(ctx, m, func(s *state) (n int, _ error) {
		for _, a := range s.attempts {
			if a.Key == key && a.At >= since {
				n++
			}
		}
		return n, nil
	})
}

func (t *tx) PutAttempt(_ context.Context, a domain.Attempt, forget domain.Instant) error {
	before := t.attempts
	t.undo = append(t.undo, func() { t.attempts = before })
	t.attempts = slices.DeleteFunc(append(slices.Clone(before), a), func(a domain.Attempt) bool { return a.At < forget })
	return nil
}

func copiedUser(u domain.User) domain.User {
	u.Grants = slices.Clone(u.Grants)
	for i := range u.Grants {
		u.Grants[i].Areas = slices.Clone(u.Grants[i].Areas)
		u.Grants[i].Programmes = slices.Clone(u.Grants[i].Programmes)
	}
	return u
}
