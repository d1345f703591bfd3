package sqlite

import (
	"context"
	"maps"
	"slices"

	"outreach/domain"
	"outreach/repository/columns"
)

// newest is what a filter takes, and the keys of those of it that a page may be made of.
type newest struct {
	total int64
	keys  []int64
}

// newest gives the keys of the newest versions that a filter takes, by day: some at least, or all there are, behind the day of a
// place, and all of that day.
func (v *factsView) newest(ctx context.Context, f *domain.Filter, after *place, some int) (found newest, err error) {
	taken := v.taken(f)
	last := int64(0)
	if after != nil {
		last = int64(after.day)
		taken = columns.All{columns.Between(factDay, 0, last+1), taken}
	}
	days, first := map[int64]int{}, int64(0)
	var list []int64
	err = v.Scan(ctx, taken, func(r *columns.Rows) error {
		found.total += int64(r.Len())
		list = r.Column(factDay, list)
		for _, day := range list {
			days[day]++
		}
		return nil
	})
	if err != nil {
		return found, err
	}
	for _, day := range slices.Backward(slices.Sorted(maps.Keys(days))) {
		first = day
		if day == last {
			continue
		}
		if some -= days[day]; some <= 0 {
			break
		}
	}
	err = v.Scan(ctx, columns.All{columns.Between(factDay, first, noEnd), taken}, func(r *columns.Rows) error {
		list = r.Keys(list)
		found.keys = append(found.keys, list...)
		return nil
	})
	return found, err
}

// waiting gives the keys of what waits for review, of what a filter takes.
func (v *factsView) waiting(ctx context.Context, f domain.Filter) (keys []int64, err error) {
	f.Statuses = []domain.Status{domain.Submitted}
	var list []int64
	err = v.Scan(ctx, columns.All{columns.In(factHead, columns.NewSet(1)), v.taken(&f)}, func(r *columns.Rows) error {
		list = r.Keys(list)
		keys = append(keys, list...)
		return nil
	})
	return keys, err
}
