package mongo

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"go.mongodb.org/mongo-driver/bson"

	"outreach/domain"
)

// Reach is repository.Statistics'. Without days it reads tallies where a grain holds the question.
func (s *Store) Reach(ctx context.Context, q domain.ReachQuestion) (list []domain.Reached, err error) {
	if len(q.Deliveries) > 0 && !slices.Contains(q.Deliveries, domain.InPerson) {
		return nil, nil
	}
	q.Deliveries = []domain.Delivery{domain.InPerson}
	countable(&q.Filter)
	additive := domain.AdditiveMeasures()
	a := asker{q: &domain.Question{Filter: q.Filter, By: []domain.Dimension{q.By}, Measures: additive[:]}}
	if !q.WithDays {
		a.grain = domain.GrainFor(a.q)
	}
	collection, w := a.from()
	stages := a.stages(w, a.q.By)
	if q.WithDays {
		last := stages[len(stages)-1][0]
		group, _ := last.Value.(bson.D)
		group = append(group, bson.E{Key: "first", Value: bson.D{{Key: "$min", Value: "$day"}}}, bson.E{Key: "last", Value: bson.D{{Key: "$max", Value: "$day"}}})
		stages[len(stages)-1] = bson.D{{Key: "$group", Value: group}}
	}
	err = s.asking(ctx, func(from *snapshot) error {
		reached := map[string]domain.Reached{}
		if err := aggregated(ctx, from, collection, stages, func(d *bson.M) error {
			addReached(reached, *d, q.By)
			return nil
		}); err != nil {
			return err
		}
		list = slices.Collect(maps.Values(reached))
		return nil
	})
	slices.SortFunc(list, func(a, b domain.Reached) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Campus, b.Campus))
	})
	return list, err
}

// addReached adds a group to the thing it belongs to; groups of nothing are left out.
func addReached(reached map[string]domain.Reached, d bson.M, by domain.Dimension) {
	fields, _ := d["_id"].(bson.M)
	key := group(fields).code(by)
	if key == "" {
		return
	}
	var v [11]int64
	for i, m := range domain.AdditiveMeasures() {
		v[i] = number(d[string(m)])
	}
	first, last := domain.Date(number(d["first"])), domain.Date(number(d["last"]))
	r, ok := reached[key]
	if !ok {
		r = domain.Reached{First: first, Last: last}
		switch by {
		case domain.ByCampus:
			r.Campus = key
		case domain.ByCounty:
			r.Area = domain.AreaCode(group(fields).number("area"))
		default:
			r.Area = domain.AreaCode(group(fields).number(string(by)))
		}
	}
	r.Sums, r.First, r.Last = r.Plus(domain.SumsOf(v)), min(r.First, first), max(r.Last, last)
	reached[key] = r
}
