package sqlite

import (
	"context"
	"database/sql"

	"outreach/domain"
)

const closingColumns = `month, area, at, by, reason, opened_by, opened_at, opened_because`

// Closings is repository.Ledger's.
func (s *Store) Closings(ctx context.Context) (list []domain.Closing, err error) {
	err = s.read(func(from source) error {
		list, err = closings(ctx, from, `SELECT `+closingColumns+` FROM closings ORDER BY month, area, at`)
		return err
	})
	return list, err
}

// ClosingsOf is repository.LedgerTx's.
func (t *tx) ClosingsOf(ctx context.Context, m domain.Month) ([]domain.Closing, error) {
	const query = `SELECT ` + closingColumns + ` FROM closings WHERE month = ? AND opened_at = 0 ORDER BY area, at`
	return closings(ctx, t, query, int64(m))
}

func closings(ctx context.Context, from source, query string, args ...any) (list []domain.Closing, err error) {
	err = each(ctx, from, func(rows *sql.Rows) error {
		var c domain.Closing
		err := rows.Scan(&c.Month, &c.Area, &c.At, &c.By, &c.Reason, &c.OpenedBy, &c.OpenedAt, &c.OpenedBecause)
		list = append(list, c)
		return err
	}, query, args...)
	return list, translate(err)
}

// PutClosing is repository.LedgerTx's.
func (t *tx) PutClosing(ctx context.Context, c domain.Closing) error {
	_, err := t.exec(ctx, `INSERT OR REPLACE INTO closings (`+closingColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		int64(c.Month), int64(c.Area), int64(c.At), c.By, c.Reason, c.OpenedBy, int64(c.OpenedAt), c.OpenedBecause)
	return translate(err)
}
