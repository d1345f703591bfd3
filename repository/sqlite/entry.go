package sqlite

import (
	"context"
	"database/sql"

	"outreach/domain"
	"outreach/repository"
)

// Entries is repository.Ledger's.
func (s *Store) Entries(ctx context.Context, list string) ([]repository.Entry, error) {
	var entries []repository.Entry
	err := s.read(func(from source) error {
		return each(ctx, from, func(rows *sql.Rows) error {
			var e repository.Entry
			err := rows.Scan(&e.List, &e.Code, &e.Body, &e.Revision)
			entries = append(entries, e)
			return err
		}, `SELECT list, code, body, revision FROM entries WHERE ? = '' OR list = ? ORDER BY list, code`, list, list)
	})
	return entries, err
}

// PutEntry is repository.LedgerTx's.
func (t *tx) PutEntry(ctx context.Context, e repository.Entry) error {
	body := e.Body
	if body == nil {
		body = []byte{}
	}
	var n int64
	var err error
	if e.Revision == 1 {
		n, err = t.affected(ctx, `INSERT INTO entries (list, code, revision, body) VALUES (?, ?, 1, ?)`, e.List, e.Code, body)
	} else {
		const update = `UPDATE entries SET revision = ?, body = ? WHERE list = ? AND code = ? AND revision = ?`
		n, err = t.affected(ctx, update, e.Revision, body, e.List, e.Code, e.Revision-1)
	}
	if err == nil && n == 0 {
		return domain.Refuse(domain.Conflict, "")
	}
	return translate(err)
}
