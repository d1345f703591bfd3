package sqlite

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"outreach/domain"
)

// Reach is repository.Statistics'. Sums come from tallies where a grain holds the question; first and last days
// are then looked up county by county in an index, two seeks each.
func (s *Store) Reach(ctx context.Context, q domain.ReachQuestion) ([]domain.Reached, error) {
	if len(q.Deliveries) > 0 && !slices.Contains(q.Deliveries, domain.InPerson) {
		return nil, nil
	}
	q.Deliveries = []domain.Delivery{domain.InPerson}
	countable(&q.Filter)
	by := []domain.Dimension{q.By}
	if q.WithDays { // days are found by area
		by = append(by, domain.ByCounty)
	}
	a := asker{words: s.codes, q: &domain.Question{Filter: q.Filter, By: by}}
	a.grain = domain.GrainFor(a.q)
	reached, err := s.reached(ctx, &a, q)
	if err != nil {
		return nil, err
	}
	list := make([]domain.Reached, 0, len(reached))
	for _, key := range slices.Sorted(maps.Keys(reached)) {
		r := reached[key]
		if q.By == domain.ByCampus {
			r.Campus = s.codes.word(key)
		} else {
			r.Area = domain.AreaCode(key)
		}
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b domain.Reached) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Campus, b.Campus))
	})
	return list, nil
}

// reached gives what was reached, by the numbers of areas or campuses.
func (s *Store) reached(ctx context.Context, a *asker, q domain.ReachQuestion) (reached map[int64]*domain.Reached, err error) {
	if a.grain == domain.GrainNone {
		err = s.remembered(ctx, func(v *factsView) (err error) {
			reached, err = v.reach(ctx, &q)
			return err
		})
		return reached, err
	}
	reached = map[int64]*domain.Reached{}
	query, args := a.reachQuery(q.By, q.WithDays)
	err = s.snapshot(ctx, func(from *snapshot) error {
		return from.each(ctx, func(row *sqlite3.Stmt) error {
			addReached(row, reached)
			return nil
		}, query, args...)
	})
	return reached, err
}

// addReached adds a row of a reach query: key, sums, first and last day (0: not asked). Several rows share a key
// where days were found by area.
func addReached(row *sqlite3.Stmt, reached map[int64]*domain.Reached) {
	key := row.ColumnInt64(0)
	if key == 0 {
		return
	}
	var v [11]int64
	numbers(row, 1, v[:])
	first, last := domain.Date(row.ColumnInt64(12)), domain.Date(row.ColumnInt64(13))
	r, ok := reached[key]
	if !ok {
		reached[key] = &domain.Reached{Sums: domain.SumsOf(v), First: first, Last: last}
		return
	}
	r.Sums, r.First, r.Last = r.Plus(domain.SumsOf(v)), min(r.First, first), max(r.Last, last)
}

// reachQuery gives the query that addReached reads.
func (a *asker) reachQuery(by domain.Dimension, days bool) (string, []any) {
	table, w := a.from()
	if !days { // rows of one thing are added up here: the engine would sort them first
		return `SELECT ` + a.cut(by) + `, ` + sumColumns + `, 0, 0 FROM ` + table + ` WHERE ` + w.String(), w.args
	}
	v := versionsWhere(&a.q.Filter, a.words)
	day := `(SELECT day FROM versions INDEXED BY versions_area WHERE area = tally.area AND city = tally.city AND ` + v.String() + ` ORDER BY day `
	return `SELECT ` + a.cut(by) + `, sum(` + strings.ReplaceAll(sumColumns, `, `, `), sum(`) + `), coalesce(` + day + `LIMIT 1), 0), coalesce(` +
		day + `DESC LIMIT 1), 0) FROM ` + table + ` AS tally WHERE ` + w.String() + ` GROUP BY tally.area, tally.city`, slices.Concat(v.args, v.args, w.args)
}
