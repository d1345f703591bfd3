package mongo

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"outreach/domain"
)

const (
	chainTick  = 500 * time.Millisecond // how often entries left by others are looked for
	chainBatch = 200                    // entries chained in one transaction
)

// link is the end of the audit chain with its lease. Fence rises whenever the holder changes: one whose lease was
// taken while it slept finds another number and writes nothing.
type link struct {
	Seq    int64  `bson:"seq"`
	Hash   string `bson:"hash"`
	Fence  int64  `bson:"fence"`
	Holder string `bson:"holder"`
	Stamp  int64  `bson:"stamp"` // the greatest that was chained
}

// chain puts the outbox's entries into the audit chain while this process holds the lease.
type chain struct {
	store *Store
	seat  *seat
	turn  sync.Mutex // held during a pass
	fence int64      // of this process's lease; 0: none

	wake  chan struct{}
	halt  chan struct{}
	ended chan struct{}
}

func newChain(s *Store) *chain {
	return &chain{store: s, seat: s.processes.seat(), wake: make(chan struct{}, 1), halt: make(chan struct{}), ended: make(chan struct{})}
}

// stir says that there is something to chain.
func (c *chain) stir() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// run chains what this process logs, and what others left behind, until stop.
func (c *chain) run() {
	defer close(c.ended)
	tick := time.NewTicker(chainTick)
	defer tick.Stop()
	for {
		select {
		case <-c.halt:
			return
		case <-c.wake:
		case <-tick.C:
		}
		if _, err := c.work(c.store.root); err != nil && !passing(err) {
			c.store.log.Error("audit entries were not chained", "err", err)
		}
	}
}

// stop chains what is left, if it may, and gives the lease back.
func (c *chain) stop() {
	close(c.halt)
	<-c.ended
	ctx, cancel := context.WithTimeout(c.store.root, writing)
	defer cancel()
	_, err := c.work(ctx)
	c.turn.Lock()
	defer c.turn.Unlock()
	if c.fence != 0 {
		err = errors.Join(err, c.free(ctx, link{Holder: c.store.processes.id, Fence: c.fence}))
	}
	if err != nil {
		c.store.log.Warn("the audit chain's lease was not given back", "err", err)
	}
}

// work chains everything in the outbox, if this process holds the lease or can have it; mine says whether it did.
func (c *chain) work(ctx context.Context) (mine bool, err error) {
	c.turn.Lock()
	defer c.turn.Unlock()
	from := c.store.now()
	for {
		_, waiting, err := first[pending](ctx, from, outbox, bson.D{})
		if err != nil || !waiting {
			return true, err
		}
		if held, err := c.hold(ctx); err != nil || !held {
			return false, err
		}
		if err := c.store.transact(ctx, c.seat, whole, c.pass); err != nil {
			if errors.Is(err, errFenced) {
				c.fence = 0
				return false, nil
			}
			return false, err
		}
	}
}

// hold takes the lease; false where another process has it.
func (c *chain) hold(ctx context.Context) (bool, error) {
	if c.fence != 0 {
		return true, nil
	}
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	free := bson.D{{Key: "_id", Value: "chain"}, {Key: "holder", Value: ""}}
	take := append(set("holder", c.store.processes.id), raise())
	var l link
	err := c.store.db.Collection(meta).FindOneAndUpdate(ctx, free, take, options.FindOneAndUpdate().SetReturnDocument(options.After)).Decode(&l)
	if errors.Is(err, driver.ErrNoDocuments) {
		return false, nil
	}
	if err == nil {
		c.fence = l.Fence
		c.store.sawStamp(l.Stamp)
	}
	return err == nil, err
}

// raise makes whoever held the lease find another fence.
func raise() bson.E {
	return bson.E{Key: "$inc", Value: bson.D{{Key: "fence", Value: int64(1)}}}
}

// free takes the lease from a holder, if it is still the one of that fence.
func (c *chain) free(ctx context.Context, l link) error {
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	filter := bson.D{{Key: "_id", Value: "chain"}, {Key: "holder", Value: l.Holder}, {Key: "fence", Value: l.Fence}}
	_, err := c.store.db.Collection(meta).UpdateOne(ctx, filter, append(set("holder", ""), raise()))
	return err
}

var errFenced = errors.New("another process chains the audit log")

// pass chains some entries: they leave the outbox, get their numbers and move the chain's end in one transaction,
// so that it may run again whatever became of it.
func (c *chain) pass(ctx context.Context, b *batch) error {
	end, found, err := first[link](ctx, b.from, meta, byID("chain"))
	if err != nil {
		return err
	}
	if !found || end.Fence != c.fence || end.Holder != c.store.processes.id {
		return errFenced
	}
	waiting, err := all[pending](ctx, b.from, outbox, query{sort: chainOrder(), limit: chainBatch})
	if err != nil || len(waiting) == 0 {
		return err
	}
	var puts, drops []driver.WriteModel
	for _, p := range waiting {
		e := p.Told.domain().Chained(end.Seq, end.Hash)
		end.Seq, end.Hash, end.Stamp = e.Seq, e.Hash, max(end.Stamp, p.Stamp)
		puts = append(puts, driver.NewInsertOneModel().SetDocument(eventOf(e)))
		drops = append(drops, driver.NewDeleteOneModel().SetFilter(byID(p.Key)))
	}
	moved := driver.NewUpdateOneModel().SetFilter(bson.D{{Key: "_id", Value: "chain"}, {Key: "fence", Value: c.fence}}).
		SetUpdate(bson.D{{Key: "$set", Value: end}})
	for _, part := range []struct {
		collection string
		models     []driver.WriteModel
	}{{meta, []driver.WriteModel{moved}}, {events, puts}, {outbox, drops}} {
		if err := b.write(ctx, part.collection, part.models); err != nil {
			return err
		}
	}
	return nil
}

func chainOrder() bson.D { return up("stamp", "_id") }

// catchUp returns when everything that was logged before the call is chained, by whichever process.
func (c *chain) catchUp(ctx context.Context) error {
	if err := c.store.enter(); err != nil {
		return err
	}
	defer c.store.readers.Done()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var waiting []string
	for n := 0; ; n++ {
		mine, err := c.work(ctx)
		if err == nil && mine {
			return nil
		}
		if err != nil && !passing(err) {
			return translate(err)
		}
		if waiting, err = c.left(ctx, waiting); err == nil && len(waiting) == 0 {
			return nil
		}
		if c.store.pause(ctx, n) != nil {
			return unavailable("error.store.busy", err)
		}
	}
}

// left gives which entries are still in the outbox: of those given, or, where none are, of all.
func (c *chain) left(ctx context.Context, of []string) (left []string, err error) {
	q := query{fields: up("_id")}
	if len(of) > 0 {
		q.filter = bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: of}}}}
	}
	err = each(ctx, c.store.now(), outbox, q, func(p *pending) error {
		left = append(left, p.Key)
		return nil
	})
	return left, err
}

// unchained gives the outbox's entries of a snapshot as the chain's continuation.
func unchained(ctx context.Context, from *snapshot, seq int64, prev string, take func(domain.Event) error) error {
	return each(ctx, from, outbox, query{sort: chainOrder()}, func(p *pending) error {
		e := p.Told.domain().Chained(seq, prev)
		seq, prev = e.Seq, e.Hash
		return take(e)
	})
}
