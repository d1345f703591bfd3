package sqlite

import (
	"context"
	"database/sql"

	"outreach/domain"
)

const photoColumns = `sha256, user, at, bytes, width, height`

// Photo is repository.Photos'.
func (s *Store) Photo(ctx context.Context, sha256, user string) (p domain.Photo, err error) {
	err = s.read(func(from source) error {
		p, err = photo(ctx, from, sha256, user)
		return err
	})
	return p, err
}

// PhotoCount is repository.Photos'.
func (s *Store) PhotoCount(ctx context.Context, user string, since domain.Instant) (int, error) {
	return s.counted(ctx, `SELECT count(*) FROM photos WHERE user = ? AND at >= ?`, user, int64(since))
}

// Photo is repository.PhotoTx's.
func (t *tx) Photo(ctx context.Context, sha256, user string) (domain.Photo, error) {
	return photo(ctx, t, sha256, user)
}

func photo(ctx context.Context, from source, sha256, user string) (p domain.Photo, err error) {
	found := false
	err = photos(ctx, from, func(held domain.Photo) error {
		p, found = held, true
		return nil
	}, `SELECT `+photoColumns+` FROM photos WHERE sha256 = ? AND user = ?`, packDigest(sha256), user)
	if err == nil && !found {
		err = domain.Refuse(domain.NotFound, "")
	}
	return p, err
}

func photos(ctx context.Context, from source, take func(domain.Photo) error, query string, args ...any) error {
	return translate(each(ctx, from, func(rows *sql.Rows) error {
		var p domain.Photo
		var digest any
		if err := rows.Scan(&digest, &p.User, &p.At, &p.Bytes, &p.Width, &p.Height); err != nil {
			return err
		}
		p.SHA256 = unpackDigest(digest)
		return take(p)
	}, query, args...))
}

// PutPhoto is repository.PhotoTx's.
func (t *tx) PutPhoto(ctx context.Context, p domain.Photo) error {
	_, err := t.exec(ctx, `INSERT INTO photos (`+photoColumns+`) VALUES (?, ?, ?, ?, ?, ?)`,
		packDigest(p.SHA256), p.User, int64(p.At), p.Bytes, p.Width, p.Height)
	return translate(err)
}

// Photos is repository.Inspection's.
func (i inspection) Photos(ctx context.Context, take func(domain.Photo) error) error {
	return photos(ctx, i.from, take, `SELECT `+photoColumns+` FROM photos ORDER BY sha256, user`)
}
