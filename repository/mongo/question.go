package mongo

import (
	"context"
	"slices"

	"go.mongodb.org/mongo-driver/bson"

	"outreach/domain"
)

// Answer is repository.Statistics'. The server adds up under the fields that the dimensions are worked out from;
// quarters, counties and distinct things are made here.
func (s *Store) Answer(ctx context.Context, q domain.Question) (answer domain.Answer, err error) {
	a := asker{q: &q, grain: domain.GrainFor(&q)}
	countable(&q.Filter)
	answer.Method = domain.FromRecords
	if a.grain != domain.GrainNone {
		answer.Method = domain.FromTallies
	}
	err = s.asking(ctx, func(from *snapshot) error {
		rows, err := a.fold(ctx, from, q.By)
		if err != nil {
			return err
		}
		answer.Rows, answer.Totals = nil, rows.totals.values(q.Measures)
		if len(q.By) > 0 {
			answer.Rows = rows.sorted(q.Measures)
		}
		if slices.Contains(q.By, domain.ByAudience) { // audiences overlap and leave some out
			plain, err := a.fold(ctx, from, nil)
			if err != nil {
				return err
			}
			answer.Totals = plain.totals.values(q.Measures)
		}
		return nil
	})
	return answer, err
}

// countable narrows a filter to what questions count: fit, not void, and approved where no status is asked.
func countable(f *domain.Filter) {
	if len(f.Statuses) == 0 {
		f.Statuses = []domain.Status{domain.Approved}
	}
	f.Statuses = slices.DeleteFunc(slices.Clone(f.Statuses), func(s domain.Status) bool { return s == domain.Void })
	fit := true
	if len(f.Statuses) == 0 || f.Fit != nil && !*f.Fit { // void alone, or what does not count: nothing
		f.Scope, f.Statuses = domain.Scope{}, []domain.Status{domain.Void}
	}
	f.Fit = &fit
}

// asker asks a question of a grain's rows or of the records.
type asker struct {
	q     *domain.Question
	grain domain.Grain
}

// from gives the collection and the condition.
func (a *asker) from() (string, *where) {
	if a.grain == domain.GrainNone {
		return records, versionsWhere(&a.q.Filter)
	}
	return tallies, talliesWhere(&a.q.Filter, a.grain)
}

// fields gives the document's fields that a dimension is worked out from; the same in records and tallies.
func fields(d domain.Dimension) []string {
	switch d {
	case domain.ByQuarter, domain.ByHalf:
		return []string{"month"}
	case domain.ByCounty: // a city without counties is none
		return []string{"area", "city"}
	case domain.ByOrganisation:
		return []string{"lead"}
	default:
		return []string{string(d)}
	}
}

// seen gives the fields that a distinct measure is worked out from.
func seen(m domain.Measure) []string {
	switch m {
	case domain.MeasureProvinces:
		return []string{"province", "delivery"}
	case domain.MeasureCities:
		return []string{"city", "delivery"}
	case domain.MeasureCounties:
		return []string{"area", "city", "delivery"}
	case domain.MeasureCampuses:
		return []string{"campus", "delivery"}
	case domain.MeasureOrganisations:
		return []string{"lead"}
	default:
		return nil
	}
}

// stages gives the pipeline that groups by dimensions.
func (a *asker) stages(w *where, by []domain.Dimension) []bson.D {
	stages := []bson.D{{{Key: "$match", Value: w.filter()}}}
	audience := slices.Contains(by, domain.ByAudience)
	if audience {
		stages = append(stages, bson.D{{Key: "$unwind", Value: "$audiences"}})
	}
	key, held := bson.D{}, map[string]bool{}
	need := func(names ...string) {
		for _, name := range names {
			if held[name] {
				continue
			}
			held[name] = true
			path := "$" + name
			if name == string(domain.ByAudience) {
				path = "$audiences.code"
			}
			key = append(key, bson.E{Key: name, Value: path})
		}
	}
	for _, d := range by {
		need(fields(d)...)
	}
	group := bson.D{{Key: "_id", Value: nil}}
	for i, m := range a.q.Measures {
		switch {
		case slices.Contains(a.q.Measures[:i], m):
		case !m.Additive():
			need(seen(m)...)
		case audience && m == domain.MeasureAttendance:
			group = append(group, added(m, "$audiences.heads"))
		case audience && m != domain.MeasureActivities: // of an audience nothing else is known
		default:
			group = append(group, added(m, "$"+string(m)))
		}
	}
	group[0].Value = key
	return append(stages, bson.D{{Key: "$group", Value: group}})
}

func added(m domain.Measure, path string) bson.E {
	return bson.E{Key: string(m), Value: bson.D{{Key: "$sum", Value: path}}}
}

// fold asks and puts what comes into rows by the dimensions' codes.
func (a *asker) fold(ctx context.Context, from *snapshot, by []domain.Dimension) (*grouping, error) {
	collection, w := a.from()
	g := newGrouping(by)
	err := aggregated(ctx, from, collection, a.stages(w, by), func(d *bson.M) error {
		key, _ := (*d)["_id"].(bson.M)
		g.take(group(key), *d, a.q.Measures)
		return nil
	})
	return g, err
}
