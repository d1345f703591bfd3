package mongo

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readconcern"
	"go.mongodb.org/mongo-driver/mongo/readpref"
	"go.mongodb.org/mongo-driver/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/x/mongo/driver/connstring"

	"outreach/domain"
)

// Options say where the ledger lies and what the store takes from outside.
type Options struct {
	// URI is the deployment's address, mongodb:// or mongodb+srv://; its path names the database ("outreach"
	// where it has none). A setting that weakens what the store promises is refused.
	URI string
	// AllowPlain lets the connection go without TLS to hosts other than this one.
	AllowPlain bool
	// Now is the clock: for leases and for the order of audit entries, never for what is decided.
	Now func() time.Time
	// Random names processes and transactions.
	Random io.Reader
	// Grace is how long a process that gives no sign of life is waited for; 0 means 2 s.
	Grace time.Duration
	// Logger hears of failed commits; nil: nobody.
	Logger *slog.Logger
}

const (
	defaultDatabase = "outreach"
	selecting       = 10 * time.Second // to find a primary: an election takes as long
	heartbeat       = time.Second      // a server that was given up is looked at again after as long
	reading         = 60 * time.Second // for one question; the server ends a transaction after as long
	writing         = 10 * time.Second // for one command of a write
)

// majorityJournalled is what every write asks for.
func majorityJournalled() *writeconcern.WriteConcern {
	journal := true
	return &writeconcern.WriteConcern{W: "majority", Journal: &journal}
}

// connect opens a client and gives it with the name of its database. It does not wait for a server.
func connect(ctx context.Context, o Options) (*driver.Client, string, error) {
	database, err := examine(o.URI, o.AllowPlain)
	if err != nil {
		return nil, "", err
	}
	settings := options.Client().ApplyURI(o.URI).SetAppName("outreach").SetRetryWrites(true).SetRetryReads(true).
		SetWriteConcern(majorityJournalled()).SetReadConcern(readconcern.Majority()).SetReadPreference(readpref.Primary()).
		SetServerSelectionTimeout(selecting).SetConnectTimeout(selecting).SetHeartbeatInterval(heartbeat)
	settings.Timeout = nil // of one's own, the driver would repeat a command until it has passed
	client, err := driver.Connect(ctx, settings)
	return client, database, translate(err)
}

// examine refuses an address that asks for less than the store promises, and gives the name of its database.
func examine(uri string, allowPlain bool) (string, error) {
	c, err := connstring.ParseAndValidate(uri)
	if err != nil {
		return "", &domain.Error{Code: domain.Invalid, Key: "error.store.uri", Err: err}
	}
	weak := map[string]bool{
		"w":                            c.WNumberSet || c.WString != "" && c.WString != "majority",
		"journal":                      c.JSet && !c.J,
		"readConcernLevel":             c.ReadConcernLevel != "" && c.ReadConcernLevel != "majority" && c.ReadConcernLevel != "snapshot",
		"readPreference":               c.ReadPreference != "" && c.ReadPreference != "primary",
		"retryWrites":                  c.RetryWritesSet && !c.RetryWrites,
		"tlsInsecure":                  c.SSLInsecure,
		"tlsDisableOCSPEndpointCheck":  c.SSLDisableOCSPEndpointCheck,
		"wtimeoutMS":                   c.WTimeoutSet || c.WTimeoutSetFromOption,
		"tls (to a host not this one)": !c.SSL && !allowPlain && !onlyLoopback(c.Hosts),
	}
	for setting, is := range weak {
		if is {
			return "", domain.Refuse(domain.Invalid, "error.store.weak_uri", "Setting", setting)
		}
	}
	if c.Database == "" {
		return defaultDatabase, nil
	}
	return c.Database, nil
}

// onlyLoopback says whether all hosts are this machine.
func onlyLoopback(hosts []string) bool {
	for _, h := range hosts {
		if strings.HasSuffix(h, ".sock") {
			continue
		}
		if name, _, err := net.SplitHostPort(h); err == nil {
			h = name
		}
		ip := net.ParseIP(strings.Trim(h, "[]"))
		if h != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return false
		}
	}
	return true
}

// Report is what a deployment says it can do.
type Report struct {
	Database     string
	Version      string
	Topology     string // "replica set", "sharded" or "standalone"
	Set          string // the replica set's name
	Hosts        []string
	WireVersion  int64
	Sessions     bool
	Transactions bool // needs sessions and a topology that has them
	TLS          bool
	Problems     []string // why the store would refuse it; none: it would not
}

// oldestWire is the protocol of 4.4, the first that makes transactions dependable on sharded clusters too.
const oldestWire = 9

// Examine asks a deployment what it can do, without writing anything.
func Examine(ctx context.Context, o Options) (r Report, err error) {
	client, database, err := connect(ctx, o)
	if err != nil {
		return r, err
	}
	defer func() {
		if e := client.Disconnect(context.WithoutCancel(ctx)); err == nil {
			err = translate(e)
		}
	}()
	return report(ctx, client.Database(database), o)
}

func report(ctx context.Context, db *driver.Database, o Options) (Report, error) {
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	r := Report{Database: db.Name()}
	var hello struct {
		Set      string   `bson:"setName"`
		Message  string   `bson:"msg"`
		Hosts    []string `bson:"hosts"`
		Wire     int64    `bson:"maxWireVersion"`
		Sessions *int64   `bson:"logicalSessionTimeoutMinutes"`
	}
	var build struct {
		Version string `bson:"version"`
	}
	if err := db.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return r, translate(err)
	}
	if err := db.RunCommand(ctx, bson.D{{Key: "buildInfo", Value: 1}}).Decode(&build); err != nil {
		return r, translate(err)
	}
	r.Version, r.Set, r.Hosts, r.WireVersion, r.Sessions = build.Version, hello.Set, hello.Hosts, hello.Wire, hello.Sessions != nil
	switch {
	case hello.Message == "isdbgrid":
		r.Topology = "sharded"
	case hello.Set != "":
		r.Topology = "replica set"
	default:
		r.Topology = "standalone"
		r.Problems = append(r.Problems, "a standalone server has no transactions: start it as a replica set of one")
	}
	if r.WireVersion < oldestWire {
		r.Problems = append(r.Problems, "the server is older than 4.4")
	}
	if !r.Sessions {
		r.Problems = append(r.Problems, "the server has no sessions, so no retryable writes and no transactions")
	}
	r.Transactions = len(r.Problems) == 0
	c, err := connstring.ParseAndValidate(o.URI)
	r.TLS = err == nil && c.SSL
	return r, nil
}
