package mongo

import (
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"outreach/domain"
)

// The collections. docs/mongodb.md says what lies in each and how they are sharded.
const (
	records    = "records"    // one document a live version
	history    = "history"    // one a revision
	tallies    = "tallies"    // one a tally row
	users      = "users"      // one a user
	passes     = "passes"     // one a pass
	photos     = "photos"     // one a user's photo
	photoFiles = "photofiles" // the bytes of photos, one a photo and size
	jobs       = "jobs"       // one a job
	presets    = "presets"    // one a preset
	jobFiles   = "jobfiles"   // one a file of a job, and one a file that is being put or was taken away
	jobChunks  = "jobchunks"  // the bytes of both, in pieces
	attempts   = "attempts"   // one a failed sign-in or code, for a while
	closings   = "closings"   // one a closing
	entries    = "entries"    // one a catalogue entry
	events     = "events"     // the audit chain, one an entry, _id its number
	outbox     = "outbox"     // audit entries that are not chained yet
	meta       = "meta"       // the end of the chain with its lease, the layout's version, the number of users
	locks      = "locks"      // what two transactions both write so that one of them gives way
	signs      = "processes"  // one a process that has the database open: its signs of life
	commits    = "commits"    // one a transaction, for a week: how an unknown outcome is settled
)

func collections() []string {
	return []string{
		records, history, tallies, users, passes, photos, photoFiles, jobs, presets, jobFiles, jobChunks, attempts,
		closings, entries, events, outbox, meta, locks, signs, commits,
	}
}

// layout is the version of the documents' shape. Since 2 a pass may open one preset alone, which an older program
// would take for a pass that opens everything. Since 3 records say since when they wait for review, which an older
// program would not.
const layout = 3

// commitsKept is how long a transaction's mark is kept, in seconds: much longer than anybody waits for an outcome.
const commitsKept = 7 * 24 * 3600

// index is one that must be there.
type index struct {
	collection, name string
	keys             bson.D
	unique           bool
	seconds          int32  // documents are dropped as long after the date in the key; 0: never
	having           string // only documents that have this field are in it; "": all
}

func down(names ...string) bson.D {
	keys := bson.D{}
	for _, n := range names {
		keys = append(keys, bson.E{Key: n, Value: int32(-1)})
	}
	return keys
}

func up(names ...string) bson.D {
	keys := bson.D{}
	for _, n := range names {
		keys = append(keys, bson.E{Key: n, Value: int32(1)})
	}
	return keys
}

// indexes lists them all. Lists run along the first three, in their order; questions over records along days;
// those over tallies along the grain's periods.
func indexes() []index {
	return []index{
		{collection: records, name: "day", keys: down("day", "id", "head")},
		{collection: records, name: "author", keys: append(up("author"), down("day", "id", "head")...)},
		{collection: records, name: "area", keys: append(up("area"), down("day", "id", "head")...)},
		{collection: records, name: "waits", keys: up("waits", "id"), having: "waits"},
		{collection: records, name: "head", keys: append(up("head"), down("day")...)},
		{collection: records, name: "programme", keys: up("programme")},
		{collection: history, name: "record", keys: up("record", "number")},
		{collection: tallies, name: "month", keys: up("grain", "fit", "status", "month", "area")},
		{collection: tallies, name: "year", keys: up("grain", "fit", "status", "year", "area")},
		{collection: users, name: "login", keys: up("login"), unique: true},
		{collection: passes, name: "user", keys: up("user", "kind")},
		{collection: passes, name: "preset", keys: up("preset")},
		{collection: photos, name: "user", keys: up("user", "at")},
		{collection: jobs, name: "owner", keys: append(up("owner", "kind"), down("created", "_id")...)},
		{collection: jobs, name: "state", keys: up("state", "created", "_id")},
		{collection: presets, name: "owner", keys: up("owner", "name", "_id")},
		{collection: jobFiles, name: "at", keys: up("at")},
		{collection: jobChunks, name: "file", keys: up("file", "n")},
		{collection: attempts, name: "key", keys: up("key", "at")},
		{collection: attempts, name: "at", keys: up("at")},
		{collection: photos, name: "sha256", keys: up("sha256", "user")},
		{collection: photoFiles, name: "size", keys: up("size", "sha256")},
		{collection: closings, name: "month", keys: up("month")},
		{collection: events, name: "subject", keys: append(up("subject"), down("_id")...)},
		{collection: events, name: "actor", keys: append(up("actor"), down("_id")...)},
		{collection: outbox, name: "stamp", keys: up("stamp", "_id")},
		{collection: commits, name: "at", keys: up("at"), seconds: commitsKept},
	}
}

// prepare makes collections and indexes that are missing, and verifies them and the layout.
func prepare(ctx context.Context, db *driver.Database) error {
	held, err := db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return translate(err)
	}
	for _, name := range collections() {
		if slices.Contains(held, name) {
			continue
		}
		const exists = 48
		err := db.CreateCollection(ctx, name)
		if s, ok := asServerError(err); ok && s.HasErrorCode(exists) {
			err = nil
		}
		if err != nil {
			return translate(err)
		}
	}
	if err := completed(ctx, db); err != nil {
		return err
	}
	return checkLayout(ctx, db)
}

// completed makes the indexes that are not there as they must be, and looks again.
func completed(ctx context.Context, db *driver.Database) error {
	missing, err := missingIndexes(ctx, db)
	if err != nil || len(missing) == 0 {
		return err
	}
	for _, i := range missing {
		model := driver.IndexModel{Keys: i.keys, Options: options.Index().SetName(i.name)}
		if i.unique {
			model.Options.SetUnique(true)
		}
		if i.having != "" {
			model.Options.SetPartialFilterExpression(bson.D{{Key: i.having, Value: bson.D{{Key: "$exists", Value: true}}}})
		}
		if i.seconds > 0 {
			model.Options.SetExpireAfterSeconds(i.seconds)
		}
		if _, err := db.Collection(i.collection).Indexes().CreateOne(ctx, model); err != nil {
			return fmt.Errorf("index %s: %w", i, translate(err))
		}
	}
	if missing, err = missingIndexes(ctx, db); err == nil && len(missing) > 0 {
		err = &domain.Error{Code: domain.Internal, Err: fmt.Errorf("missing indexes: %v", missing)}
	}
	return err
}

// missingIndexes gives those that are not there as they must be.
func missingIndexes(ctx context.Context, db *driver.Database) ([]index, error) {
	var missing []index
	specs := map[string][]*driver.IndexSpecification{}
	for _, i := range indexes() {
		if specs[i.collection] == nil {
			list, err := db.Collection(i.collection).Indexes().ListSpecifications(ctx)
			if err != nil {
				return nil, translate(err)
			}
			specs[i.collection] = list
		}
		if !slices.ContainsFunc(specs[i.collection], i.is) {
			missing = append(missing, i)
		}
	}
	return missing, nil
}

// String gives the index's full name.
func (i index) String() string { return i.collection + "." + i.name }

// is says whether an index that is there is the one that must be.
func (i index) is(s *driver.IndexSpecification) bool {
	var keys bson.D
	if s.Name != i.name || bson.Unmarshal(s.KeysDocument, &keys) != nil || len(keys) != len(i.keys) {
		return false
	}
	for n, k := range keys {
		want, _ := i.keys[n].Value.(int32)
		if k.Key != i.keys[n].Key || number(k.Value) != int64(want) {
			return false
		}
	}
	return (s.Unique != nil && *s.Unique) == i.unique
}

// checkLayout refuses documents that a newer program wrote, and makes the documents that there is one of.
func checkLayout(ctx context.Context, db *driver.Database) error {
	m := db.Collection(meta)
	for id, set := range map[string]bson.D{
		"layout": {{Key: "version", Value: int64(layout)}},
		"chain": {
			{Key: "seq", Value: int64(0)},
			{Key: "hash", Value: ""},
			{Key: "fence", Value: int64(0)},
			{Key: "holder", Value: ""},
			{Key: "stamp", Value: int64(0)},
		},
		"users": {{Key: "n", Value: int64(0)}},
	} {
		_, err := m.UpdateOne(ctx, byID(id), bson.D{{Key: "$setOnInsert", Value: set}}, options.Update().SetUpsert(true))
		if err != nil && !driver.IsDuplicateKeyError(err) { // another process was first
			return translate(err)
		}
	}
	var found struct {
		Version int64 `bson:"version"`
	}
	if err := m.FindOne(ctx, byID("layout")).Decode(&found); err != nil {
		return translate(err)
	}
	if found.Version > layout {
		return domain.Refuse(domain.Unavailable, "error.store.newer", "Found", found.Version, "Known", layout)
	}
	if found.Version == layout {
		return nil
	}
	if err := waitMarked(ctx, db); err != nil {
		return err
	}
	_, err := m.UpdateOne(ctx, bson.D{{Key: "_id", Value: "layout"}, {Key: "version", Value: found.Version}}, set("version", int64(layout)))
	return translate(err)
}

func byID(id any) bson.D { return bson.D{{Key: "_id", Value: id}} }

// number gives a BSON number of any width.
func number(v any) int64 {
	switch v := v.(type) {
	case int32:
		return int64(v)
	case int64:
		return v
	case float64:
		return int64(v)
	default:
		return 0
	}
}
