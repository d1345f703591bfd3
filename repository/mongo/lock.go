package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"
)

// stripes is how many documents a shared lock has. A process that relies on something nobody may change meanwhile
// writes one of them, always its own, so that processes seldom meet; who changes it writes all of them, and so
// conflicts with every transaction that relied on it.
const stripes = 32

func stripe(name string, n int) string { return fmt.Sprintf("%s/%02d", name, n) }

// rely makes the change conflict with any that alters the thing of this name meanwhile.
func (t *tx) rely(name string) { t.own.locks[stripe(name, t.b.store.stripe)] = true }

// alter makes the change conflict with any that relies on the thing of this name, or alters it.
func (t *tx) alter(name string) {
	for n := range stripes {
		t.own.locks[stripe(name, n)] = true
	}
}

// flushLocks writes the locks.
func (b *batch) flushLocks(ctx context.Context) error {
	models := make([]driver.WriteModel, 0, len(b.all.locks))
	for _, name := range sortedKeys(b.all.locks) {
		models = append(models, driver.NewUpdateOneModel().SetFilter(byID(name)).SetUpsert(true).
			SetUpdate(bson.D{{Key: "$inc", Value: bson.D{{Key: "n", Value: int64(1)}}}}))
	}
	return b.write(ctx, locks, models)
}
