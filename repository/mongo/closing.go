package mongo

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"

	"outreach/domain"
)

// closing is a closing as the closings collection has it.
type closing struct {
	Key           string `bson:"_id"`
	Month         int32  `bson:"month"`
	Area          int32  `bson:"area"`
	At            int64  `bson:"at"`
	By            string `bson:"by"`
	Reason        string `bson:"reason"`
	OpenedBy      string `bson:"opened_by"`
	OpenedAt      int64  `bson:"opened_at"`
	OpenedBecause string `bson:"opened_because"`
}

func closingOf(c domain.Closing) *closing {
	key := fmt.Sprintf("%06d/%06d/%d", c.Month, c.Area, c.At)
	return &closing{key, int32(c.Month), int32(c.Area), int64(c.At), c.By, c.Reason, c.OpenedBy, int64(c.OpenedAt), c.OpenedBecause}
}

func (c *closing) domain() domain.Closing {
	return domain.Closing{
		Month: domain.Month(c.Month), Area: domain.AreaCode(c.Area), At: domain.Instant(c.At), By: c.By, Reason: c.Reason,
		OpenedBy: c.OpenedBy, OpenedAt: domain.Instant(c.OpenedAt), OpenedBecause: c.OpenedBecause,
	}
}

func sortClosings(list []domain.Closing) []domain.Closing {
	slices.SortFunc(list, func(a, b domain.Closing) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Area, b.Area), cmp.Compare(a.At, b.At))
	})
	return list
}

// Closings is repository.Ledger's.
func (s *Store) Closings(ctx context.Context) (list []domain.Closing, err error) {
	err = s.read(func(from *snapshot) error {
		return each(ctx, from, closings, query{}, func(c *closing) error {
			list = append(list, c.domain())
			return nil
		})
	})
	return sortClosings(list), err
}

// ClosingsOf is repository.LedgerTx's. The change conflicts with any that closes or opens the month meanwhile.
func (t *tx) ClosingsOf(ctx context.Context, m domain.Month) ([]domain.Closing, error) {
	t.rely(monthLock(m))
	held, err := all[closing](ctx, t.b.from, closings, query{filter: bson.D{{Key: "month", Value: int32(m)}}})
	if err != nil {
		return nil, t.b.broken(err)
	}
	there := map[string]*closing{}
	for i := range held {
		there[held[i].Key] = &held[i]
	}
	var list []domain.Closing
	for _, c := range merged(merged(t.own.closings, t.b.all.closings), there) {
		if d := c.domain(); d.Month == m && d.Closed() {
			list = append(list, d)
		}
	}
	return sortClosings(list), nil
}

func monthLock(m domain.Month) string { return fmt.Sprintf("month/%06d", m) }

// PutClosing is repository.LedgerTx's.
func (t *tx) PutClosing(_ context.Context, c domain.Closing) error {
	t.alter(monthLock(c.Month))
	d := closingOf(c)
	t.own.closings[d.Key] = d
	return nil
}

// flushLedger writes closings and entries.
func (b *batch) flushLedger(ctx context.Context) error {
	var models []driver.WriteModel
	for _, key := range sortedKeys(b.all.closings) {
		models = append(models, driver.NewReplaceOneModel().SetFilter(byID(key)).SetReplacement(b.all.closings[key]).SetUpsert(true))
	}
	if err := b.write(ctx, closings, models); err != nil {
		return err
	}
	models = nil
	for _, key := range sortedKeys(b.all.entries) {
		models = append(models, driver.NewReplaceOneModel().SetFilter(byID(key)).SetReplacement(b.all.entries[key]).SetUpsert(true))
	}
	return b.write(ctx, entries, models)
}
