package mongo_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/mongo"
	"outreach/repository/mongo/standin"
)

func TestTheAddressCannotWeakenThePromises(t *testing.T) {
	for setting, uri := range map[string]string{
		"w":                "mongodb://127.0.0.1:1/x?w=1",
		"w of none":        "mongodb://127.0.0.1:1/x?w=0",
		"w of a tag":       "mongodb://127.0.0.1:1/x?w=mine",
		"journal":          "mongodb://127.0.0.1:1/x?journal=false",
		"readConcernLevel": "mongodb://127.0.0.1:1/x?readConcernLevel=local",
		"readPreference":   "mongodb://127.0.0.1:1/x?readPreference=secondary",
		"retryWrites":      "mongodb://127.0.0.1:1/x?retryWrites=false",
		"tlsInsecure":      "mongodb://127.0.0.1:1/x?tls=true&tlsInsecure=true",
		"wtimeoutMS":       "mongodb://127.0.0.1:1/x?wtimeoutMS=5",
		"tls":              "mongodb://db.example.org/x",
		"one host of many": "mongodb://127.0.0.1,10.1.2.3/x",
		"no address":       "sqlite",
	} {
		_, err := mongo.Open(t.Context(), mongo.Options{URI: uri, Now: time.Now, Random: rand.Reader})
		if domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%s: %v", setting, err)
		}
	}
}

func TestAReportTellsWhatTheServerCanDo(t *testing.T) {
	uri := server.URI(t)
	r, err := mongo.Examine(t.Context(), mongo.Options{URI: uri, AllowPlain: true})
	if err != nil || len(r.Problems) > 0 || !r.Transactions || r.Version == "" || r.Topology == "standalone" || !strings.HasSuffix(uri, r.Database+uri[strings.Index(uri, "?"):]) {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAStandaloneServerIsRefused(t *testing.T) {
	alone := &standin.Server{Alone: true}
	t.Cleanup(func() {
		if err := alone.Stop(); err != nil {
			t.Error(err)
		}
	})
	o := mongo.Options{URI: alone.URI(t), Now: time.Now, Random: rand.Reader}
	if _, err := mongo.Open(t.Context(), o); domain.CodeOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "deployment") {
		t.Error(err)
	}
	if r, err := mongo.Examine(t.Context(), o); err != nil || len(r.Problems) == 0 || r.Transactions || r.Topology != "standalone" {
		t.Errorf("%+v, %v", r, err)
	}
}

// database gives the database of an address by the driver itself.
func database(t *testing.T, uri string) *driver.Database {
	t.Helper()
	client, err := driver.Connect(t.Context(), options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Disconnect(t.Context()) })
	name, _, _ := strings.Cut(uri[strings.LastIndex(uri, "/")+1:], "?")
	return client.Database(name)
}

func TestWhatAnotherProgramLeftIsSeenAtStart(t *testing.T) {
	uri := server.URI(t)
	if err := openAt(t, uri).Close(); err != nil {
		t.Fatal(err)
	}
	db, ctx := database(t, uri), t.Context()
	if _, err := db.Collection("records").Indexes().DropOne(ctx, "day"); err != nil {
		t.Fatal(err)
	}
	openAt(t, uri) // makes it again
	if _, err := db.Collection("records").Indexes().DropOne(ctx, "day"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Collection("records").Indexes().CreateOne(ctx, driver.IndexModel{Keys: bson.D{{Key: "title", Value: 1}}, Options: options.Index().SetName("day")}); err != nil {
		t.Fatal(err)
	}
	o := mongo.Options{URI: uri, Now: time.Now, Random: rand.Reader}
	if _, err := mongo.Open(ctx, o); err == nil {
		t.Error("another index of that name is taken for ours")
	}
	if _, err := db.Collection("meta").UpdateByID(ctx, "layout", bson.D{{Key: "$set", Value: bson.D{{Key: "version", Value: 99}}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Collection("records").Indexes().DropOne(ctx, "day"); err != nil {
		t.Fatal(err)
	}
	if _, err := mongo.Open(ctx, o); domain.CodeOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "newer") {
		t.Errorf("a newer layout: %v", err)
	}
}

func TestWhatWaitedBeforeIsFoundByTheQueue(t *testing.T) {
	uri := server.URI(t)
	s := openAt(t, uri)
	waiting, decided := contract.Session(contract.ID(1)), contract.Session(contract.ID(2))
	approved, err := contract.Approved(decided)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []repository.Change{
		contract.Put(nil, waiting, domain.ActionCreate), contract.Put(nil, decided, domain.ActionCreate), contract.Put(&decided, approved, domain.ActionApprove),
	} {
		if err := s.InTx(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, ctx := database(t, uri), t.Context()
	if _, err := db.Collection("records").UpdateMany(ctx, bson.D{}, bson.D{{Key: "$unset", Value: bson.D{{Key: "waits", Value: ""}}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Collection("meta").UpdateByID(ctx, "layout", bson.D{{Key: "$set", Value: bson.D{{Key: "version", Value: int64(2)}}}}); err != nil {
		t.Fatal(err)
	}
	list, err := openAt(t, uri).ListWaiting(ctx, domain.Filter{Scope: domain.Scope{Everything: true}}, repository.Page{Limit: 9})
	if err != nil || list.Total != 1 || len(list.Items) != 1 || list.Items[0].ID != waiting.ID || list.Items[0].Since != waiting.SubmittedAt {
		t.Errorf("%+v, %v", list, err)
	}
}
