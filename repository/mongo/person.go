package mongo

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"outreach/domain"
)

// user is a user as the users collection has it.
type user struct {
	ID       string `bson:"_id"`
	Login    string `bson:"login"`
	Revision int64  `bson:"revision"`
	Body     []byte `bson:"body"`
	fresh    bool
}

func (u *user) domain() (domain.User, error) {
	var d domain.User
	if err := json.Unmarshal(u.Body, &d); err != nil {
		return d, &domain.Error{Code: domain.Internal, Key: "error.store.corrupt", Err: err}
	}
	return d, nil
}

// pass is a pass as the passes collection has it.
type pass struct {
	Hash      string `bson:"_id"`
	Kind      string `bson:"kind"`
	ID        string `bson:"id"`
	User      string `bson:"user"`
	Name      string `bson:"name"`
	CreatedAt int64  `bson:"created"`
	UsedAt    int64  `bson:"used"`
	ExpiresAt int64  `bson:"expires"`
	Preset    string `bson:"preset,omitempty"`
}

func passOf(p domain.Pass) *pass {
	return &pass{p.Hash, string(p.Kind), p.ID, p.User, p.Name, int64(p.CreatedAt), int64(p.UsedAt), int64(p.ExpiresAt), string(p.Preset)}
}

func (p *pass) domain() domain.Pass {
	return domain.Pass{
		Hash: p.Hash, Kind: domain.PassKind(p.Kind), ID: p.ID, User: p.User, Name: p.Name,
		CreatedAt: domain.Instant(p.CreatedAt), UsedAt: domain.Instant(p.UsedAt), ExpiresAt: domain.Instant(p.ExpiresAt),
		Preset: domain.ID(p.Preset),
	}
}

// User is repository.People's.
func (s *Store) User(ctx context.Context, id string) (domain.User, error) {
	return s.user(ctx, byID(id))
}

// UserByLogin is repository.People's.
func (s *Store) UserByLogin(ctx context.Context, login string) (domain.User, error) {
	return s.user(ctx, bson.D{{Key: "login", Value: login}})
}

func (s *Store) user(ctx context.Context, filter bson.D) (d domain.User, err error) {
	err = s.read(func(from *snapshot) error {
		u, found, err := first[user](ctx, from, users, filter)
		if err == nil && !found {
			err = domain.Refuse(domain.NotFound, "")
		}
		if err == nil {
			d, err = u.domain()
		}
		return err
	})
	return d, err
}

// Users is repository.People's.
func (s *Store) Users(ctx context.Context) (list []domain.User, err error) {
	err = s.read(func(from *snapshot) error {
		return each(ctx, from, users, query{}, func(u *user) error {
			d, err := u.domain()
			list = append(list, d)
			return err
		})
	})
	slices.SortFunc(list, func(a, b domain.User) int { return strings.Compare(a.Login, b.Login) })
	return list, err
}

// Pass is repository.People's.
func (s *Store) Pass(ctx context.Context, hash string) (d domain.Pass, err error) {
	err = s.read(func(from *snapshot) error {
		p, found, err := first[pass](ctx, from, passes, byID(hash))
		if err == nil && !found {
			err = domain.Refuse(domain.NotFound, "")
		}
		d = p.domain()
		return err
	})
	return d, err
}

// Passes is repository.People's.
func (s *Store) Passes(ctx context.Context, user string, kind domain.PassKind) (list []domain.Pass, err error) {
	err = s.read(func(from *snapshot) error {
		return each(ctx, from, passes, query{filter: passFilter(user, kind)}, func(p *pass) error {
			list = append(list, p.domain())
			return nil
		})
	})
	slices.SortFunc(list, func(a, b domain.Pass) int {
		return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), strings.Compare(a.Hash, b.Hash))
	})
	return list, err
}

func passFilter(user string, kind domain.PassKind) bson.D {
	return bson.D{{Key: "user", Value: user}, {Key: "kind", Value: string(kind)}}
}

func (t *tx) userDoc(ctx context.Context, id string) (*user, error) {
	return latest(ctx, t, func(l *layer) map[string]*user { return l.users }, users, id)
}

// User is repository.PeopleTx's.
func (t *tx) User(ctx context.Context, id string) (domain.User, error) {
	u, err := t.userDoc(ctx, id)
	if err != nil {
		return domain.User{}, err
	}
	if u == nil {
		return domain.User{}, domain.Refuse(domain.NotFound, "")
	}
	return u.domain()
}

// PutUser is repository.PeopleTx's.
func (t *tx) PutUser(ctx context.Context, d domain.User) error {
	held, err := t.userDoc(ctx, d.ID)
	if err != nil {
		return err
	}
	fresh := held == nil
	if fresh {
		held = &user{fresh: true}
	}
	taken, err := t.loginTaken(ctx, d.Login, d.ID)
	if err != nil {
		return err
	}
	if taken || d.Revision != held.Revision+1 {
		return domain.Refuse(domain.Conflict, "")
	}
	raw, err := json.Marshal(&d)
	if err != nil {
		return &domain.Error{Code: domain.Invalid, Err: err}
	}
	t.own.users[d.ID] = &user{d.ID, d.Login, d.Revision, raw, held.fresh}
	if fresh {
		t.own.fresh++
	}
	return nil
}

// loginTaken says whether somebody else has a login.
func (t *tx) loginTaken(ctx context.Context, login, id string) (bool, error) {
	changed := merged(t.own.users, t.b.all.users)
	for other, u := range changed {
		if u.Login == login && other != id {
			return true, nil
		}
	}
	u, found, err := first[user](ctx, t.b.from, users, bson.D{{Key: "login", Value: login}})
	if err != nil {
		return false, t.b.broken(err)
	}
	return found && u.ID != id && changed[u.ID] == nil, nil
}

// UserCount is repository.PeopleTx's. Two changes that make users conflict, so that there is one first user.
func (t *tx) UserCount(ctx context.Context) (int64, error) {
	n, err := count(ctx, t.b.from, users, bson.D{})
	if err != nil {
		return 0, t.b.broken(err)
	}
	return n + t.b.all.fresh + t.own.fresh, nil
}

func (t *tx) passDoc(ctx context.Context, hash string) (*pass, error) {
	return latest(ctx, t, func(l *layer) map[string]*pass { return l.passes }, passes, hash)
}

// PutPass is repository.PeopleTx's. It conflicts with a change that ends the user's passes, or the preset's.
func (t *tx) PutPass(_ context.Context, p domain.Pass) error {
	t.own.passes[p.Hash] = passOf(p)
	t.own.locks["passes/"+p.User] = true
	if p.Preset != "" {
		t.own.locks[presetLock(p.Preset)] = true
	}
	return nil
}

// TakePass is repository.PeopleTx's.
func (t *tx) TakePass(ctx context.Context, hash string) (domain.Pass, error) {
	p, err := t.passDoc(ctx, hash)
	if err != nil {
		return domain.Pass{}, err
	}
	if p == nil {
		return domain.Pass{}, domain.Refuse(domain.NotFound, "")
	}
	t.own.passes[hash] = nil
	return p.domain(), nil
}

// DropPasses is repository.PeopleTx's.
func (t *tx) DropPasses(ctx context.Context, user string, kind domain.PassKind, id string) (int, error) {
	held, err := all[pass](ctx, t.b.from, passes, query{filter: passFilter(user, kind)})
	if err != nil {
		return 0, t.b.broken(err)
	}
	t.own.locks["passes/"+user] = true
	there := map[string]*pass{}
	for i := range held {
		there[held[i].Hash] = &held[i]
	}
	n := 0
	for hash, p := range merged(merged(t.own.passes, t.b.all.passes), there) {
		if p != nil && p.User == user && p.Kind == string(kind) && (id == "" || p.ID == id) {
			t.own.passes[hash] = nil
			n++
		}
	}
	return n, nil
}

// flushPeople writes users and passes.
func (b *batch) flushPeople(ctx context.Context) error {
	var inserts, updates []driver.WriteModel
	for _, id := range sortedKeys(b.all.users) {
		u := b.all.users[id]
		if u.fresh {
			inserts = append(inserts, driver.NewInsertOneModel().SetDocument(u))
		} else {
			updates = append(updates, driver.NewReplaceOneModel().SetFilter(byID(id)).SetReplacement(u))
		}
	}
	var counted []driver.WriteModel
	if b.all.fresh > 0 {
		more := bson.D{{Key: "$inc", Value: bson.D{{Key: "n", Value: b.all.fresh}}}}
		counted = append(counted, driver.NewUpdateOneModel().SetFilter(byID("users")).SetUpdate(more))
	}
	var puts, drops []driver.WriteModel
	for _, hash := range sortedKeys(b.all.passes) {
		if p := b.all.passes[hash]; p != nil {
			puts = append(puts, driver.NewReplaceOneModel().SetFilter(byID(hash)).SetReplacement(p).SetUpsert(true))
		} else {
			drops = append(drops, driver.NewDeleteOneModel().SetFilter(byID(hash)))
		}
	}
	for _, part := range []struct {
		collection string
		models     []driver.WriteModel
	}{{meta, counted}, {users, updates}, {users, inserts}, {passes, puts}, {passes, drops}} {
		if err := b.write(ctx, part.collection, part.models); err != nil {
			return err
		}
	}
	return nil
}

// set gives an update that sets one field.
func set(field string, value any) bson.D {
	return bson.D{{Key: "$set", Value: bson.D{{Key: field, Value: value}}}}
}

func upsert() *options.UpdateOptions { return options.Update().SetUpsert(true) }
