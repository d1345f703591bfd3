package contract

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"outreach/domain"
)

// Photo gives the photo that a user has put.
func (m *Model) Photo(ctx context.Context, sha256, user string) (domain.Photo, error) {
	return read(ctx, m, func(s *state) (domain.Photo, error) { return s.Photo(ctx, sha256, user) })
}

// PhotoCount counts by user and time.
func (m *Model) PhotoCount(ctx context.Context, user string, since domain.Instant) (int, error) {
	return read(ctx, m, func(s *state) (n int, _ error) {
		for _, p := range s.photos {
			if p.User == user && p.At >= since {
				n++
			}
		}
		return n, nil
	})
}

func (s *state) Photo(_ context.Context, sha256, user string) (domain.Photo, error) {
	p, ok := s.photos[photoKey{sha256, user}]
	if !ok {
		return p, notFound()
	}
	return p, nil
}

func (t *tx) PutPhoto(_ context.Context, p domain.Photo) error {
	key := photoKey{p.SHA256, p.User}
	if _, put := t.photos[key]; put {
		return conflict()
	}
	set(t, t.photos, key, p)
	return nil
}

func (i inspection) Photos(_ context.Context, each func(domain.Photo) error) error {
	for _, p := range slices.SortedFunc(maps.Values(i.photos), func(a, b domain.Photo) int {
		return cmp.Or(cmp.Compare(a.SHA256, b.SHA256), cmp.Compare(a.User, b.User))
	}) {
		if err := each(p); err != nil {
			return err
		}
	}
	return nil
}
