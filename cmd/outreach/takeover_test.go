package main_test

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"outreach/app"
	"outreach/app/api"
	"outreach/app/job"
	"outreach/app/load"
	"outreach/app/rehearsal"
	"outreach/configs"
	"outreach/domain"
	"outreach/repository/mongo"
)

// takenOver kills a process in the middle of a preview: the process of this test, by whose clock the lease has lapsed,
// makes it from the start.
func takenOver(t *testing.T, s *served) {
	t.Helper()
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = uuid.Must(uuid.NewV7()).String()
	}
	var im api.Import
	s.ask(t, load.Question{Method: http.MethodPost, Path: "/api/v1/imports?name=x.csv", Body: sheetOf(ids, "新课"), Want: http.StatusAccepted}, &im)
	s.importUntil(t, im.ID, domain.JobRunning)
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.gone(t)
	store, err := mongo.Open(t.Context(), mongo.Options{URI: os.Getenv("OUTREACH_STORE"), Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	later := func() time.Time { return time.Now().Add(domain.JobLease) }
	a, _ := rehearsal.Open(t, app.Parts{Store: store, Now: later, Random: rand.Reader}, nil)
	if left, err := store.Job(t.Context(), im.ID); err != nil || left.State != domain.JobRunning || left.Attempt != 1 {
		t.Fatalf("the killed process left %+v (%v)", left, err)
	}
	desk, err := job.New(job.Parts{
		App: a, Store: store, Files: store.JobFiles(), Texts: rehearsal.Texts(t), Now: later, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	check, err := api.ContentCheck()
	if err != nil {
		t.Fatal(err)
	}
	job.NewImports(desk, job.ImportParts{Languages: configs.Languages(), Check: check})
	rehearsal.Run(t, desk.Run)
	for deadline := time.Now().Add(2 * time.Minute); ; <-time.After(5 * time.Millisecond) {
		made, err := store.Job(t.Context(), im.ID)
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("waited in vain: %+v (%v)", made, err)
		}
		if made.State == domain.JobWaiting || made.State == domain.JobRunning {
			continue
		}
		sum, err := job.SummaryOf(&made)
		if err != nil || made.State != domain.JobReady || made.Attempt != 2 || sum.Counts[job.FateNew] != int64(len(ids)) {
			t.Errorf("ended as %+v with %v (%v)", made, sum.Counts, err)
		}
		return
	}
}
