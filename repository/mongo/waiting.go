package mongo

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/body"
)

// turn is where a page of the queue ended: it runs by the moment of submission and id, both upwards.
type turn struct {
	Since int64     `json:"s"`
	ID    domain.ID `json:"i"`
}

func (t turn) cursor() (string, error) {
	raw, err := json.Marshal(t)
	return base64.RawURLEncoding.EncodeToString(raw), err
}

func parseTurn(cursor string) (t turn, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(raw, &t)
	}
	if again, e := t.cursor(); err != nil || e != nil || again != cursor {
		return t, &domain.Error{Code: domain.Malformed, Key: "error.cursor", Err: err}
	}
	return t, nil
}

// behind gives what comes after a turn.
func (w *where) behind(t turn) {
	w.compare("waits", "$gte", t.Since) // what an index can use
	w.anyOf(
		bson.D{{Key: "waits", Value: bson.D{{Key: "$gt", Value: t.Since}}}},
		bson.D{{Key: "waits", Value: t.Since}, {Key: "id", Value: bson.D{{Key: "$gt", Value: string(t.ID)}}}},
	)
}

// waitingWhere gives the condition of a filter over what waits.
func waitingWhere(f domain.Filter) *where {
	f.Statuses = nil // what waits is submitted
	w := &where{}
	w.compare("waits", "$exists", true)
	w.period("day", f.Period, 1)
	w.asked(&f)
	return w
}

// looksFields are those that waiting records and what looks like them are read with.
func looksFields() bson.D {
	return up("id", "revision", "waits", "area", "programme", "day", "place", "topic", "lead")
}

func (d *version) looks() domain.Looks {
	return domain.Looks{
		Programme: d.Programme, Day: domain.Date(d.Day), Area: domain.AreaCode(d.Area), Place: d.Place, Topic: d.Topic, Lead: d.Lead,
	}
}

// ListWaiting is repository.Activities'.
func (s *Store) ListWaiting(ctx context.Context, f domain.Filter, p repository.Page) (list repository.List[domain.Waiting], err error) {
	w := waitingWhere(f)
	all := w.filter()
	if p.Cursor != "" {
		after, err := parseTurn(p.Cursor)
		if err != nil {
			return list, err
		}
		w.behind(after)
	}
	err = s.asking(ctx, func(from *snapshot) (err error) {
		list = repository.List[domain.Waiting]{}
		if list.Total, err = count(ctx, from, records, all); err != nil {
			return err
		}
		q := query{filter: w.filter(), sort: up("waits", "id"), fields: looksFields()}
		if p.Limit > 0 {
			q.limit = int64(p.Limit) + 1
		}
		var looks []domain.Looks
		err = each(ctx, from, records, q, func(d *version) error {
			if p.Limit > 0 && len(list.Items) == p.Limit {
				last := list.Items[p.Limit-1]
				list.Next, err = turn{int64(last.Since), last.ID}.cursor()
				return err
			}
			looks = append(looks, d.looks())
			list.Items = append(list.Items, domain.Waiting{
				ID: domain.ID(d.ID), Revision: d.Revision, Since: domain.Instant(*d.Waits), Area: domain.AreaCode(d.Area), Programme: d.Programme,
			})
			return nil
		})
		if err != nil {
			return err
		}
		return markAlike(ctx, from, list.Items, looks)
	})
	return list, err
}

// markAlike marks the records beside which there is another that looks alike. It reads what was sent in of the same
// areas on the same days.
func markAlike(ctx context.Context, from *snapshot, list []domain.Waiting, looks []domain.Looks) error {
	if len(list) == 0 {
		return nil
	}
	wanted, days, areas := map[domain.Looks][]string{}, map[int32]bool{}, map[int32]bool{}
	for _, l := range looks {
		wanted[l], days[int32(l.Day)], areas[int32(l.Area)] = nil, true, true
	}
	w := &where{}
	among(w, "area", slices.Sorted(maps.Keys(areas)))
	among(w, "day", slices.Sorted(maps.Keys(days)))
	among(w, "status", domain.SentIn())
	err := each(ctx, from, records, query{filter: w.filter(), fields: looksFields()}, func(d *version) error {
		l := d.looks()
		if ids, ok := wanted[l]; ok && len(ids) < 2 && !slices.Contains(ids, d.ID) { // two are enough to tell
			wanted[l] = append(ids, d.ID)
		}
		return nil
	})
	for i := range list {
		list[i].Alike = slices.ContainsFunc(wanted[looks[i]], func(id string) bool { return id != string(list[i].ID) })
	}
	return err
}

// waitMarked gives what waited before layout 3 its mark.
func waitMarked(ctx context.Context, db *driver.Database) error {
	waiting := bson.D{{Key: "head", Value: int32(1)}, {Key: "status", Value: string(domain.Submitted)}}
	return each(ctx, &snapshot{db: db}, records, query{filter: waiting}, func(d *version) error {
		a, err := body.Unpack(d.Body)
		if err != nil {
			return err
		}
		unchanged := bson.D{{Key: "_id", Value: d.Key}, {Key: "revision", Value: d.Revision}}
		_, err = db.Collection(records).UpdateOne(ctx, unchanged, set("waits", int64(a.SubmittedAt)))
		return translate(err)
	})
}
