package mongo

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"go.mongodb.org/mongo-driver/bson"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/body"
)

// place is where a page ended: lists run by day, id and head, all downwards. The total goes along, so that later
// pages need not count.
type place struct {
	Day   int32     `json:"d"`
	ID    domain.ID `json:"i"`
	Head  int32     `json:"h"`
	Total int64     `json:"n"`
}

func (p place) cursor() (string, error) {
	raw, err := json.Marshal(p)
	return base64.RawURLEncoding.EncodeToString(raw), err
}

func parsePlace(cursor string) (p place, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(raw, &p)
	}
	if again, e := p.cursor(); err != nil || e != nil || again != cursor {
		return p, &domain.Error{Code: domain.Malformed, Key: "error.cursor", Err: err}
	}
	return p, nil
}

// beyond gives what comes after a place in the order of lists.
func (w *where) beyond(p place) {
	day, id := bson.E{Key: "day", Value: p.Day}, bson.E{Key: "id", Value: string(p.ID)}
	below := func(field string, value any) bson.E {
		return bson.E{Key: field, Value: bson.D{{Key: "$lt", Value: value}}}
	}
	w.compare("day", "$lte", p.Day) // what an index can use
	w.anyOf(bson.D{below("day", p.Day)}, bson.D{day, below("id", string(p.ID))}, bson.D{day, id, below("head", p.Head)})
}

// ListActivities is repository.Activities'.
func (s *Store) ListActivities(ctx context.Context, f domain.Filter, p repository.Page) (list repository.List[domain.Activity], err error) {
	var after *place
	if p.Cursor != "" {
		at, err := parsePlace(p.Cursor)
		if err != nil {
			return list, err
		}
		after = &at
	}
	err = s.asking(ctx, func(from *snapshot) (err error) {
		list, err = page(ctx, from, &f, after, p.Limit)
		return err
	})
	return list, err
}

func page(ctx context.Context, from *snapshot, f *domain.Filter, after *place, limit int) (list repository.List[domain.Activity], err error) {
	w := versionsWhere(f)
	if after == nil {
		list.Total, err = total(ctx, from, f)
	} else {
		list.Total = after.Total
		w.beyond(*after)
	}
	if err != nil {
		return list, err
	}
	last := place{Total: list.Total}
	err = each(ctx, from, records, query{filter: w.filter(), sort: listOrder(), limit: int64(limit) + 1}, func(d *version) error {
		if len(list.Items) == limit {
			list.Next, err = last.cursor()
			return err
		}
		a, err := body.Unpack(d.Body)
		last.Day, last.ID, last.Head = d.Day, a.ID, d.Head
		list.Items = append(list.Items, a)
		return err
	})
	return list, err
}

// total counts what a filter takes: from the tallies where a grain holds the question, less the standing versions that
// a list of newest ones leaves out; else along the records.
func total(ctx context.Context, from *snapshot, f *domain.Filter) (n int64, err error) {
	grain := domain.GrainFor(&domain.Question{Filter: *f})
	if grain == domain.GrainNone {
		return count(ctx, from, records, versionsWhere(f).filter())
	}
	stages := []bson.D{
		{{Key: "$match", Value: talliesWhere(f, grain).filter()}},
		{{Key: "$group", Value: bson.D{{Key: "_id", Value: nil}, added(domain.MeasureActivities, "$activities")}}},
	}
	err = aggregated(ctx, from, tallies, stages, func(d *bson.M) error {
		n = number((*d)[string(domain.MeasureActivities)])
		return nil
	})
	if err != nil || len(f.Statuses) > 0 {
		return n, err
	}
	w := &where{}
	w.is("head", int32(0))
	w.period("day", f.Period, 1)
	w.asked(f)
	standing, err := count(ctx, from, records, w.filter())
	return n - standing, err
}

func listOrder() bson.D { return down("day", "id", "head") }

// WalkActivities is repository.Activities'. The snapshot lives as long as the server lets a transaction live.
func (s *Store) WalkActivities(ctx context.Context, f domain.Filter, take func(domain.Activity) error) error {
	return s.still(ctx, func(from *snapshot) error {
		return each(ctx, from, records, query{filter: versionsWhere(&f).filter(), sort: listOrder()}, func(d *version) error {
			a, err := body.Unpack(d.Body)
			if err != nil {
				return err
			}
			return take(a)
		})
	})
}
