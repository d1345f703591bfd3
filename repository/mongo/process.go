package mongo

import (
	"context"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// defaultGrace is how long a process that gives no sign of life is waited for.
const defaultGrace = 2 * time.Second

// sign is what a process says about itself in the processes collection: that it lives, as its beat goes on, and in
// which sessions it writes.
type sign struct {
	ID       string     `bson:"_id"`
	Beat     int64      `bson:"beat"`
	Sessions []bson.Raw `bson:"sessions"`
}

// sighting is when a beat was first seen, by this process's own clock.
type sighting struct {
	beat int64
	at   time.Time
}

// processes keeps this process's sign and looks after the others'. A process that died in the middle of a
// transaction would keep others from what it wrote for as long as the server lets a transaction live; so whoever
// sees that its beat has stood still ends its sessions and frees its lease. No clocks are compared. A process that was
// only slow loses a transaction that it runs again.
type processes struct {
	store *Store
	id    string
	grace time.Duration

	mu    sync.Mutex // guards seats
	seats []*seat
	seen  map[string]sighting // run's own

	halt  chan struct{}
	ended chan struct{}
}

// seat is a session in which transactions that write run, one at a time.
type seat struct {
	of      *processes
	session driver.Session
}

func newProcesses(s *Store, grace time.Duration) (*processes, error) {
	if grace <= 0 {
		grace = defaultGrace
	}
	id, err := s.name()
	return &processes{store: s, id: id, grace: grace, seen: map[string]sighting{}, halt: make(chan struct{}), ended: make(chan struct{})}, err
}

// seat gives a new seat.
func (p *processes) seat() *seat {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := &seat{of: p}
	p.seats = append(p.seats, t)
	return t
}

// sit gives the seat's session, made and made known where there is none.
func (t *seat) sit(ctx context.Context) (driver.Session, error) {
	if t.session != nil {
		return t.session, nil
	}
	session, err := t.of.store.client.StartSession(options.Session().SetCausalConsistency(false))
	if err != nil {
		return nil, err
	}
	t.of.mu.Lock()
	t.session = session
	t.of.mu.Unlock()
	if err := t.of.live(ctx); err != nil {
		t.rise(ctx)
		return nil, err
	}
	return session, nil
}

// rise gives the session up.
func (t *seat) rise(ctx context.Context) {
	t.of.mu.Lock()
	session := t.session
	t.session = nil
	t.of.mu.Unlock()
	if session != nil {
		session.EndSession(context.WithoutCancel(ctx))
	}
}

// live gives a sign of life.
func (p *processes) live(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	p.mu.Lock()
	sessions := bson.A{}
	for _, t := range p.seats {
		if t.session != nil {
			sessions = append(sessions, t.session.ID())
		}
	}
	p.mu.Unlock()
	update := append(set("sessions", sessions), bson.E{Key: "$inc", Value: bson.D{{Key: "beat", Value: int64(1)}}})
	_, err := p.store.db.Collection(signs).UpdateOne(ctx, byID(p.id), update, upsert())
	return err
}

// run lives and looks until stop.
func (p *processes) run() {
	defer close(p.ended)
	tick := time.NewTicker(p.grace / 5)
	defer tick.Stop()
	for {
		select {
		case <-p.halt:
			return
		case <-tick.C:
		}
		err := p.live(p.store.root)
		if err == nil {
			err = p.look(p.store.root)
		}
		if err != nil {
			p.store.log.Warn("no sign of life could be given or looked for", "err", err)
		}
	}
}

// look ends what dead processes left, and frees the lease of one whose sign is gone.
func (p *processes) look(ctx context.Context) error {
	list, err := all[sign](ctx, p.store.now(), signs, query{})
	if err != nil {
		return err
	}
	now, alive, seen := p.store.clock(), map[string]bool{p.id: true, "": true}, map[string]sighting{}
	for _, s := range list {
		at, known := p.seen[s.ID]
		if !known || at.beat != s.Beat {
			at = sighting{s.Beat, now}
		}
		if seen[s.ID] = at; s.ID == p.id || now.Sub(at.at) <= p.grace {
			alive[s.ID] = true
			continue
		}
		p.store.log.Warn("a process gives no sign of life; ending its sessions", "process", s.ID)
		if err := p.store.end(ctx, s.Sessions...); err != nil {
			return err
		}
		if _, err := p.store.db.Collection(signs).DeleteOne(ctx, bson.D{{Key: "_id", Value: s.ID}, {Key: "beat", Value: s.Beat}}); err != nil {
			return err
		}
	}
	p.seen = seen
	end, _, err := first[link](ctx, p.store.now(), meta, byID("chain"))
	if err != nil || alive[end.Holder] {
		return err
	}
	return p.store.chain.free(ctx, end)
}

// stop leaves nothing to look after.
func (p *processes) stop(ctx context.Context) {
	close(p.halt)
	<-p.ended
	for _, t := range p.seats {
		t.rise(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	if _, err := p.store.db.Collection(signs).DeleteOne(ctx, byID(p.id)); err != nil {
		p.store.log.Warn("the process's sign was left", "err", err)
	}
}

// end ends sessions, with whatever transaction is open in them. One that is committing goes on.
func (s *Store) end(ctx context.Context, sessions ...bson.Raw) error {
	if len(sessions) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	return s.client.Database("admin").RunCommand(ctx, bson.D{{Key: "killSessions", Value: sessions}}).Err()
}
