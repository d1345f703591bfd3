package sqlite

import (
	"context"
	"database/sql"
	"strings"

	"outreach/domain"
)

// LimitPages makes the database full at a number of pages.
func (s *Store) LimitPages(ctx context.Context, pages int64) error {
	_, err := number(ctx, s.writer.conn, `PRAGMA max_page_count = `+ints([]int64{pages}))
	return err
}

// ListPlan gives the engine's plan of a list.
func (s *Store) ListPlan(ctx context.Context, f domain.Filter) (string, error) {
	query, args := walkQuery(&f, s.codes)
	return s.plan(ctx, query, args)
}

// WaitingPlan gives the engine's plan of a page of the queue.
func (s *Store) WaitingPlan(ctx context.Context, f domain.Filter) (string, error) {
	query, args := s.waitingPage(f, nil, nil, 50)
	return s.plan(ctx, query, args)
}

func (s *Store) plan(ctx context.Context, query string, args []any) (string, error) {
	var lines []string
	err := each(ctx, s.reading, func(rows *sql.Rows) error {
		var id, parent, unused int
		var line string
		err := rows.Scan(&id, &parent, &unused, &line)
		lines = append(lines, line)
		return err
	}, `EXPLAIN QUERY PLAN `+query, args...)
	return strings.Join(lines, "\n"), err
}
