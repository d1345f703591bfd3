package mongo

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"

	"outreach/domain"
)

// tx is one change's view of a batch: its own layer over the batch's over the snapshot.
type tx struct {
	b   *batch
	own *layer
}

// record finds a record, nil where there is none. Whoever asks for it must not change it.
func (t *tx) record(ctx context.Context, id string) (*record, error) {
	if r, known := over(t.own.records, t.b.all.records, id); known {
		return r, nil
	}
	return t.b.stored(ctx, id)
}

// stored finds a record as the snapshot has it.
func (b *batch) stored(ctx context.Context, id string) (*record, error) {
	if r, known := b.base[id]; known {
		return r, nil
	}
	head, found, err := first[version](ctx, b.from, records, byID(id))
	if err != nil {
		return nil, b.broken(err)
	}
	b.base[id] = nil
	if found {
		b.base[id] = &record{head: head}
		b.store.sawStamp(head.Stamp)
	}
	return b.base[id], nil
}

// broken notes that the transaction cannot go on, even if a change makes light of it.
func (b *batch) broken(err error) error {
	if err != nil && b.err == nil {
		b.err = err
	}
	return translate(err)
}

// Activity is repository.ActivityTx's.
func (t *tx) Activity(ctx context.Context, id domain.ID) (domain.Activity, error) {
	r, err := t.record(ctx, string(id))
	if err != nil {
		return domain.Activity{}, err
	}
	if r == nil {
		return domain.Activity{}, domain.Refuse(domain.NotFound, "")
	}
	return r.head.activity()
}

// PutActivity is repository.ActivityTx's.
func (t *tx) PutActivity(ctx context.Context, before *domain.Activity, after domain.Activity, told domain.Revision) error {
	if _, err := domain.ParseID(string(after.ID)); err != nil {
		return err
	}
	if told.Number != after.Revision {
		return &domain.Error{Code: domain.Internal, Err: fmt.Errorf("record %s: step %d of revision %d", after.ID, told.Number, after.Revision)}
	}
	held, err := t.record(ctx, string(after.ID))
	if err != nil {
		return err
	}
	if (held != nil) != (before != nil) || held != nil && held.head.Revision != before.Revision {
		return domain.Refuse(domain.Conflict, "")
	}
	next, err := recordOf(&after)
	if err != nil {
		return err
	}
	kept, err := stepOf(&after, told)
	if err != nil {
		return err
	}
	if held != nil {
		was, err := held.head.activity()
		if err != nil {
			return err
		}
		t.own.tallies.Take(&was)
	}
	next.head.Stamp = t.b.store.nextStamp()
	t.own.records[next.head.ID] = next
	t.own.steps = append(t.own.steps, kept)
	t.own.tallies.Add(&after)
	for _, v := range after.Live() {
		t.rely("programme/" + v.Programme)
	}
	return nil
}

// Revisions is repository.ActivityTx's.
func (t *tx) Revisions(ctx context.Context, id domain.ID) ([]domain.Revision, error) {
	list, err := revisions(ctx, t.b.from, id)
	if err != nil {
		return nil, t.b.broken(err)
	}
	for _, l := range []*layer{t.b.all, t.own} {
		for _, s := range l.steps {
			if s.Record != string(id) {
				continue
			}
			r, err := s.revision()
			if err != nil {
				return nil, err
			}
			list = append(list, r)
		}
	}
	return list, nil
}

// revisions lists a record's history, oldest first; empty where there is none.
func revisions(ctx context.Context, from *snapshot, id domain.ID) (list []domain.Revision, err error) {
	err = each(ctx, from, history, query{filter: bson.D{{Key: "record", Value: string(id)}}, sort: up("number")}, func(s *step) error {
		r, err := s.revision()
		list = append(list, r)
		return err
	})
	return list, err
}

// ProgrammeUsed is repository.ActivityTx's. The change conflicts with any that brings the programme into use.
func (t *tx) ProgrammeUsed(ctx context.Context, code string, days domain.Period) (bool, error) {
	t.alter("programme/" + code)
	changed := merged(t.own.records, t.b.all.records)
	for _, r := range changed {
		if r.head.names(code, days) || r.standing != nil && r.standing.names(code, days) {
			return true, nil
		}
	}
	filter := bson.D{{Key: "programme", Value: code}, {Key: "day", Value: bson.D{{Key: "$gte", Value: int32(days.From)}, {Key: "$lt", Value: int32(cmp.Or(days.To, math.MaxInt32))}}}}
	if len(changed) > 0 {
		filter = append(filter, bson.E{Key: "id", Value: bson.D{{Key: "$nin", Value: sortedKeys(changed)}}})
	}
	_, used, err := first[version](ctx, t.b.from, records, filter)
	if err != nil {
		return false, t.b.broken(err)
	}
	return used, nil
}

func (d *version) names(programme string, days domain.Period) bool {
	return d.Programme == programme && days.Contains(domain.Date(d.Day))
}

// flushRecords writes the live versions of changed records: one insert, one update and one delete command at most.
func (b *batch) flushRecords(ctx context.Context) error {
	var inserts, updates, deletes []driver.WriteModel
	for _, id := range sortedKeys(b.all.records) {
		r, base := b.all.records[id], b.base[id]
		if base == nil {
			inserts = append(inserts, driver.NewInsertOneModel().SetDocument(r.head))
		} else {
			filter := bson.D{{Key: "_id", Value: id}, {Key: "revision", Value: base.head.Revision}}
			updates = append(updates, driver.NewReplaceOneModel().SetFilter(filter).SetReplacement(r.head))
		}
		stood := base != nil && base.head.Standing != nil
		switch {
		case r.standing != nil && stood:
			updates = append(updates, driver.NewReplaceOneModel().SetFilter(byID(r.standing.Key)).SetReplacement(*r.standing))
		case r.standing != nil:
			inserts = append(inserts, driver.NewInsertOneModel().SetDocument(*r.standing))
		case stood:
			deletes = append(deletes, driver.NewDeleteOneModel().SetFilter(byID(standingKey(id))))
		}
	}
	for _, models := range [][]driver.WriteModel{inserts, updates, deletes} {
		if err := b.write(ctx, records, models); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) flushHistory(ctx context.Context) error {
	models := make([]driver.WriteModel, len(b.all.steps))
	for i, s := range b.all.steps {
		models[i] = driver.NewInsertOneModel().SetDocument(s)
	}
	return b.write(ctx, history, models)
}

// Activity is repository.Activities'.
func (s *Store) Activity(ctx context.Context, id domain.ID) (a domain.Activity, err error) {
	err = s.read(func(from *snapshot) error {
		head, found, err := first[version](ctx, from, records, byID(string(id)))
		if err == nil && (!found || head.Head == 0) {
			err = domain.Refuse(domain.NotFound, "")
		}
		if err == nil {
			a, err = head.activity()
		}
		return err
	})
	return a, err
}

// History is repository.Activities'.
func (s *Store) History(ctx context.Context, id domain.ID) (list []domain.Revision, err error) {
	err = s.read(func(from *snapshot) error {
		list, err = revisions(ctx, from, id)
		return err
	})
	if err == nil && len(list) == 0 {
		return nil, domain.Refuse(domain.NotFound, "")
	}
	return list, err
}
