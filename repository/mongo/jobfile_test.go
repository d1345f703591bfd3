package mongo_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/mongo"
)

func TestMongoKeepsTheFilesOfJobs(t *testing.T) {
	contract.RunJobFiles(t, func(t *testing.T) repository.JobFiles {
		t.Helper()
		return openAt(t, server.URI(t)).JobFiles()
	})
}

// openIn opens a store whose clock is ahead.
func openIn(t *testing.T, uri string, ahead time.Duration) *mongo.Store {
	t.Helper()
	return openWith(t, uri, func() time.Time { return time.Now().Add(ahead) })
}

func says(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func walked(t *testing.T, files repository.JobFiles) (names string) {
	t.Helper()
	if err := files.Walk(t.Context(), func(name string) error { names += " " + name; return nil }); err != nil {
		t.Fatal(err)
	}
	return names
}

func chunksIn(t *testing.T, s *mongo.Store, want int64) {
	t.Helper()
	markers, chunks, err := s.FileDocuments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if chunks != want || markers > chunks {
		t.Errorf("%d markers, %d chunks, want %d", markers, chunks, want)
	}
}

// TestFilesAreSweptOnceNobodyCanNeedThem leaves a file that was being put by a process that died, one that was replaced
// and one that was removed; other processes find the named ones, and after an hour nothing else is left.
func TestFilesAreSweptOnceNobodyCanNeedThem(t *testing.T) {
	uri := server.URI(t)
	s, ctx := openAt(t, uri), t.Context()
	files, big := s.JobFiles(), strings.Repeat("x", 2<<20+1)
	dying, die := context.WithCancel(ctx)
	for _, put := range []struct{ name, text string }{{"kept", big}, {"replaced", "old"}, {"replaced", "new"}, {"removed", "x"}} {
		if err := files.Put(ctx, put.name, says(put.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := files.Remove(ctx, "removed"); err != nil {
		t.Fatal(err)
	}
	dead := openAt(t, uri)
	err := dead.JobFiles().Put(dying, "cut", func(w io.Writer) error {
		err := says(big)(w)
		die()
		return errors.Join(err, dead.Close()) // nothing it may still want to do is done
	})
	if err == nil {
		t.Fatal("a dead process put a file")
	}
	chunksIn(t, s, 3+1+1+1+2)
	if got := walked(t, openIn(t, uri, 50*time.Minute).JobFiles()); got != " kept replaced" {
		t.Errorf("walked%s", got)
	}
	chunksIn(t, s, 3+1+1+1+2)
	later := openIn(t, uri, 2*time.Hour)
	if got := walked(t, later.JobFiles()); got != " kept replaced" {
		t.Errorf("walked%s", got)
	}
	chunksIn(t, s, 3+1)
	f, err := later.JobFiles().Open(ctx, "kept")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(io.NewSectionReader(f, 0, f.Size())); err != nil || string(got) != big {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// TestWhatWasTakenForADeadProcesssIsNotNamed has puts outlive their own markers, in the last moment and before: what
// another process swept gets no name.
func TestWhatWasTakenForADeadProcesssIsNotNamed(t *testing.T) {
	uri := server.URI(t)
	var ahead atomic.Int64
	s := openWith(t, uri, func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	for _, rest := range []string{"", strings.Repeat("x", 3<<20)} {
		err := s.JobFiles().Put(t.Context(), "late", func(w io.Writer) error {
			err := says("text")(w)
			ahead.Add(int64(2 * time.Minute)) // a sign of life is due with the next chunk
			walked(t, openIn(t, uri, 2*time.Hour).JobFiles())
			return errors.Join(err, says(rest)(w))
		})
		if domain.CodeOf(err) != domain.Unavailable {
			t.Errorf("put: %v", err)
		}
	}
	if got := walked(t, s.JobFiles()); got != "" {
		t.Errorf("walked%s", got)
	}
	chunksIn(t, s, 0)
}
