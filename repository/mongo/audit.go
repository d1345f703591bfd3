package mongo

import (
	"context"
	"fmt"

	driver "go.mongodb.org/mongo-driver/mongo"

	"outreach/domain"
	"outreach/repository"
)

// told is what an audit entry says besides its place in the chain.
type told struct {
	At        int64  `bson:"at"`
	Actor     string `bson:"actor"`
	Action    string `bson:"action"`
	Subject   string `bson:"subject"`
	Area      int32  `bson:"area"`
	AreaName  string `bson:"area_name"`
	City      int32  `bson:"city"`
	Province  int32  `bson:"province"`
	Programme string `bson:"programme"`
	Revision  int64  `bson:"revision"`
	Before    string `bson:"before"`
	After     string `bson:"after"`
	Note      string `bson:"note"`
}

func toldOf(e domain.Event) told {
	return told{
		int64(e.At), e.Actor, e.Action, e.Subject, int32(e.Placed.Area), e.Placed.Name, int32(e.Placed.City), int32(e.Placed.Province),
		e.Programme, e.Revision, e.Before, e.After, e.Note,
	}
}

func (t *told) domain() domain.Event {
	return domain.Event{
		At: domain.Instant(t.At), Actor: t.Actor, Action: t.Action, Subject: t.Subject, Programme: t.Programme, Revision: t.Revision,
		Before: t.Before, After: t.After, Note: t.Note, Placed: domain.Placement{
			Area: domain.AreaCode(t.Area), Name: t.AreaName, City: domain.AreaCode(t.City), Province: domain.AreaCode(t.Province),
		},
	}
}

// pending is an entry in the outbox. Stamps give the order in which entries are chained.
type pending struct {
	Key   string `bson:"_id"`
	Stamp int64  `bson:"stamp"`
	Told  told   `bson:",inline"`
}

// event is a chained entry.
type event struct {
	Seq  int64  `bson:"_id"`
	Prev string `bson:"prev"`
	Hash string `bson:"hash"`
	Told told   `bson:",inline"`
}

func eventOf(e domain.Event) event { return event{e.Seq, e.Prev, e.Hash, toldOf(e)} }

func (e *event) domain() domain.Event {
	d := e.Told.domain()
	d.Seq, d.Prev, d.Hash = e.Seq, e.Prev, e.Hash
	return d
}

// Log is repository.LedgerTx's. The entry is durable with the change; its number and hashes come when it is chained.
func (t *tx) Log(_ context.Context, e domain.Event) error {
	stamp := t.b.store.nextStamp()
	t.own.pending = append(t.own.pending, pending{fmt.Sprintf("%s/%d", t.b.id, stamp), stamp, toldOf(e)})
	return nil
}

func (b *batch) flushPending(ctx context.Context) error {
	models := make([]driver.WriteModel, len(b.all.pending))
	for i, p := range b.all.pending {
		models[i] = driver.NewInsertOneModel().SetDocument(p)
	}
	return b.write(ctx, outbox, models)
}

// Events is repository.Ledger's. The cursor is the number of the last entry shown and the total. Whatever was
// logged before the call is chained first.
func (s *Store) Events(ctx context.Context, f repository.EventFilter, p repository.Page) (list repository.List[domain.Event], err error) {
	before, total, err := repository.ParseEventCursor(p.Cursor)
	if err != nil {
		return list, err
	}
	if err := s.chain.catchUp(ctx); err != nil {
		return list, err
	}
	err = s.asking(ctx, func(from *snapshot) (err error) {
		w := eventWhere(f)
		list = repository.List[domain.Event]{Total: total}
		if total < 0 {
			if list.Total, err = count(ctx, from, events, w.filter()); err != nil {
				return err
			}
		}
		if before > 0 {
			w.compare("_id", "$lt", before)
		}
		return each(ctx, from, events, query{filter: w.filter(), sort: down("_id"), limit: int64(p.Limit) + 1}, func(e *event) error {
			if len(list.Items) == p.Limit && p.Limit > 0 {
				list.Next = repository.EventCursor(list.Items[p.Limit-1].Seq, list.Total)
				return nil
			}
			list.Items = append(list.Items, e.domain())
			return nil
		})
	})
	return list, err
}

// eventWhere gives the condition of a filter over events.
func eventWhere(f repository.EventFilter) *where {
	w := &where{}
	w.scope(f.Scope, "actor")
	for field, text := range map[string]string{"actor": f.Actor, "action": f.Action, "subject": f.Subject} {
		if text != "" {
			w.is(field, text)
		}
	}
	if f.Noun != "" {
		w.compare("subject", "$gte", f.Noun+"/")
		w.compare("subject", "$lt", f.Noun+"0") // 0 is what follows the slash
	}
	if !f.From.IsZero() {
		w.compare("at", "$gte", int64(domain.At(f.From)))
	}
	if !f.To.IsZero() {
		w.compare("at", "$lt", int64(domain.At(f.To)))
	}
	return w
}
