package job_test

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"outreach/app/job"
	"outreach/domain"
	"outreach/repository"
	"outreach/repository/mongo"
	"outreach/repository/mongo/standin"
)

// onMongo gives two offices of one ledger, as two processes see it, with one clock.
func onMongo(t *testing.T) (one, two *office) {
	t.Helper()
	server := &standin.Server{}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	uri := server.URI(t)
	open := func() *mongo.Store {
		s, err := mongo.Open(t.Context(), mongo.Options{URI: uri, AllowPlain: true, Now: time.Now, Random: rand.Reader, Grace: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first := open()
	one = officeOver(t, first, first.JobFiles())
	second := open()
	t.Cleanup(func() {
		if err := second.Close(); err != nil {
			t.Error(err)
		}
	})
	return one, one.elsewhere(second, second.JobFiles())
}

// elsewhere is the same office in another process.
func (o *office) elsewhere(store repository.Store, files repository.JobFiles) *office {
	two := &office{t: o.t, store: store, files: files, app: o.app, texts: o.texts, who: o.who, log: o.log}
	two.clock.Store(o.clock.Load())
	two.seed.Store(100)
	return two
}

func TestProcessesOverOneMongoDBShareTheWork(t *testing.T) {
	one, two := onMongo(t)
	one.fill(40)
	var mu sync.Mutex
	began := map[domain.ID]int{}
	work := func(ctx context.Context, j domain.Job, p *job.Progress) ([]byte, domain.JobState, error) {
		mu.Lock()
		began[j.ID]++
		mu.Unlock()
		return quick(ctx, j, p)
	}
	desks := []*job.Desk{one.desk(job.Settings{Waiting: 20}, work), two.desk(job.Settings{Waiting: 20}, work)}
	var ids []domain.ID
	for i := range 8 {
		ids = append(ids, one.begin(desks[0], []string{"alice", "bob", "erin"}[i%3]).ID)
	}
	stops := []func(){one.run(desks[0]), two.run(desks[1])}
	for _, id := range ids {
		one.until(id, domain.JobDone)
	}
	for _, stop := range stops {
		stop()
	}
	for _, id := range ids {
		if began[id] != 1 {
			t.Errorf("job %s was begun %d times", id, began[id])
		}
	}

	// What one process takes and does not end, the other ends once the lease has lapsed; it has the file.
	orphan := one.orphan("a process that is dead", 1)
	next := two.desk(job.Settings{}, nil)
	stop := two.run(next)
	two.until(two.export(next, "bob", job.Wish{Report: "r1", Format: "csv"}).ID, domain.JobDone)
	if still, err := one.store.Job(one.ctx(), orphan.ID); err != nil || still.State != domain.JobRunning {
		t.Fatalf("before its lease lapsed: %+v (%v)", still, err)
	}
	two.pass(domain.JobLease)
	if ended := one.until(orphan.ID, domain.JobDone); ended.Attempt != 2 {
		t.Errorf("ended as %+v", ended)
	}
	body, made := one.read(desks[0], "erin", orphan.ID)
	if rows := rowsOf(t, body); int64(len(rows)-1) != made.Rows || made.Rows != 40 {
		t.Errorf("%d rows, told %d", len(rows)-1, made.Rows)
	}
	if left := one.left(); len(left) != 2 || !slices.Contains(left, made.File) {
		t.Errorf("kept: %v", left)
	}

	// Cancelled at one process, stopped at the other.
	stop()
	h := newHeld()
	two.run(two.desk(job.Settings{}, h.work))
	j := one.begin(desks[0], "alice")
	<-h.begun
	if err := desks[0].Cancel(one.ctx(), one.who["alice"], domain.JobExport, j.ID); err != nil {
		t.Fatal(err)
	}
	one.until(j.ID, domain.JobCancelled)
}
