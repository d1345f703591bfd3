package sqlite

import (
	"cmp"
	"context"
	"slices"

	"outreach/domain"
)

// Reach is repository.Statistics'. Sums come from tallies where a grain holds the question; first and last days do not.
func (s *Store) Reach(ctx context.Context, q domain.ReachQuestion) (list []domain.Reached, err error) {
	if len(q.Deliveries) > 0 && !slices.Contains(q.Deliveries, domain.InPerson) {
		return nil, nil
	}
	q.Deliveries = []domain.Delivery{domain.InPerson}
	countable(&q.Filter)
	sums := domain.AdditiveMeasures()
	a := asker{words: s.codes, q: &domain.Question{Filter: q.Filter, By: []domain.Dimension{q.By}, Measures: sums[:]}}
	a.grain = domain.GrainFor(a.q)
	if q.WithDays || a.grain == domain.GrainNone {
		err = s.remembered(ctx, func(v *factsView) (err error) {
			list, err = v.reach(ctx, &q)
			return err
		})
	} else {
		var rows []domain.Row
		err = s.snapshot(ctx, func(from *snapshot) (err error) {
			rows, err = a.rows(ctx, from)
			return err
		})
		for _, row := range rows {
			if area, err := domain.ParseAreaCode(row.Keys[0]); err == nil { // a city without counties is no county
				list = append(list, domain.Reached{Area: area, Sums: domain.SumsOf([len(sums)]int64(row.Values))})
			}
		}
	}
	slices.SortFunc(list, func(a, b domain.Reached) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Campus, b.Campus))
	})
	return list, err
}
