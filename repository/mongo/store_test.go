package mongo_test

import (
	"crypto/rand"
	"testing"
	"time"

	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/mongo"
	"outreach/repository/mongo/standin"
)

var server standin.Server

// grace is short, so that tests need not wait long for what a dead process left.
const grace = 400 * time.Millisecond

func openAt(t testing.TB, uri string) *mongo.Store {
	t.Helper()
	return openWith(t, uri, time.Now)
}

// openWith opens a store that goes by a clock.
func openWith(t testing.TB, uri string, now func() time.Time) *mongo.Store {
	t.Helper()
	s, err := mongo.Open(t.Context(), mongo.Options{URI: uri, AllowPlain: true, Now: now, Random: rand.Reader, Grace: grace})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestMongoKeepsTheContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) repository.Store {
		t.Helper()
		return openAt(t, server.URI(t))
	})
}
