package job_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"outreach/app"
	"outreach/app/job"
	"outreach/domain"
	"outreach/repository"
)

// held is a Work that goes on until it is let go or told to stop.
type held struct {
	begun chan domain.Job
	let   chan struct{}
}

func newHeld() *held { return &held{begun: make(chan domain.Job, 100), let: make(chan struct{})} }

func (h *held) work(ctx context.Context, j domain.Job, p *job.Progress) ([]byte, domain.JobState, error) {
	if err := p.Progress(1, 10); err != nil {
		return nil, "", err
	}
	h.begun <- j
	select {
	case <-ctx.Done():
		return nil, "", ctx.Err()
	case <-h.let:
		return []byte(`{}`), domain.JobDone, p.Progress(10, 10)
	}
}

func quick(_ context.Context, _ domain.Job, p *job.Progress) ([]byte, domain.JobState, error) {
	return []byte(`{}`), domain.JobDone, p.Progress(3, 3)
}

func TestAStoppingProcessGivesItsJobsBackAndAnotherEndsThem(t *testing.T) {
	o, h := newOffice(t), newHeld()
	first := o.desk(job.Settings{}, h.work)
	stop := o.run(first)
	j := o.begin(first, "erin")
	<-h.begun
	stop()
	if back := o.until(j.ID, domain.JobWaiting); back.Attempt != 0 || back.Holder != "" || back.Done != 0 {
		t.Errorf("given back as %+v", back)
	}
	second := o.desk(job.Settings{}, quick)
	o.run(second)
	if done := o.until(j.ID, domain.JobDone); done.Attempt != 1 || done.Done != 3 || done.EndedAt == 0 || done.ExpiresAt <= done.EndedAt {
		t.Errorf("ended as %+v", done)
	}
}

// orphan leaves a job running that no process works on.
func (o *office) orphan(holder string, attempt int) domain.Job {
	o.t.Helper()
	j := o.begin(o.desk(job.Settings{}, quick), "erin")
	j.State, j.Holder, j.Attempt, j.StartedAt = domain.JobRunning, holder, attempt, domain.At(o.now())
	j.HeldUntil = domain.At(o.now().Add(domain.JobLease))
	j.Revision++
	if err := o.store.InTx(o.ctx(), func(ctx context.Context, tx repository.Tx) error { return tx.PutJob(ctx, j) }); err != nil {
		o.t.Fatal(err)
	}
	return j
}

func TestWhatADeadProcessLeftIsTakenUpAtOnceWhereNobodyElseCanHoldIt(t *testing.T) {
	o := newOffice(t)
	j := o.orphan("a process that is dead", 1)
	o.run(o.desk(job.Settings{Alone: true}, quick))
	if done := o.until(j.ID, domain.JobDone); done.Attempt != 2 {
		t.Errorf("ended as %+v", done)
	}
}

func TestWhatADeadProcessLeftIsTakenUpWhenItsLeaseHasLapsed(t *testing.T) {
	o := newOffice(t)
	j := o.orphan("a process on another machine", 1)
	d := o.desk(job.Settings{}, quick)
	o.run(d)
	other := o.begin(d, "bob")
	o.until(other.ID, domain.JobDone)
	if still, err := o.store.Job(o.ctx(), j.ID); err != nil || still.State != domain.JobRunning {
		t.Fatalf("before its lease lapsed: %+v (%v)", still, err)
	}
	o.pass(domain.JobLease)
	if done := o.until(j.ID, domain.JobDone); done.Attempt != 2 {
		t.Errorf("ended as %+v", done)
	}
}

func TestAJobThatEndsItsProcessIsGivenUpAfterThreeTimes(t *testing.T) {
	o := newOffice(t)
	j := o.orphan("a process that is dead", 3)
	o.run(o.desk(job.Settings{Alone: true}, quick))
	failed := o.until(j.ID, domain.JobFailed)
	if failed.Fault == nil || failed.Fault.Key != "error.job.attempts" {
		t.Errorf("failed as %+v", failed)
	}
	if got := o.actions("export/" + string(j.ID)); !slices.Equal(got, []string{"export.begin", "export.fail"}) {
		t.Errorf("the audit log says %v", got)
	}
}

func TestTwoDesksNeverRunOneJobTwiceNorTwoOfAUser(t *testing.T) {
	o := newOffice(t)
	var mu sync.Mutex
	began, running, most := map[domain.ID]int{}, map[string]int{}, map[string]int{}
	work := func(_ context.Context, j domain.Job, p *job.Progress) ([]byte, domain.JobState, error) {
		mu.Lock()
		began[j.ID]++
		running[j.Owner]++
		most[j.Owner] = max(most[j.Owner], running[j.Owner])
		mu.Unlock()
		err := p.Progress(1, 1)
		<-time.After(time.Millisecond) // long enough to meet another
		mu.Lock()
		running[j.Owner]--
		mu.Unlock()
		return []byte(`{}`), domain.JobDone, err
	}
	desks := []*job.Desk{o.desk(job.Settings{AtOnce: 3, Waiting: 50}, work), o.desk(job.Settings{AtOnce: 3, Waiting: 50}, work)}
	var ids []domain.ID
	for i := range 24 {
		ids = append(ids, o.begin(desks[i%2], []string{"alice", "bob", "erin"}[i%3]).ID)
	}
	for _, d := range desks {
		o.run(d)
	}
	for _, id := range ids {
		o.until(id, domain.JobDone)
	}
	for _, id := range ids {
		if began[id] != 1 {
			t.Errorf("job %s was begun %d times", id, began[id])
		}
	}
	for who, n := range most {
		if n != 1 {
			t.Errorf("%s had %d jobs running at once", who, n)
		}
	}
}

func TestAProcessThatLostItsLeaseStopsAndItsResultIsNotTaken(t *testing.T) {
	o, h := newOffice(t), newHeld()
	slow := func(ctx context.Context, j domain.Job, p *job.Progress) ([]byte, domain.JobState, error) {
		name := string(j.ID) + ".1.csv"
		if err := o.files.Put(ctx, name, func(w io.Writer) error { _, err := io.WriteString(w, "late"); return err }); err != nil {
			return nil, "", err
		}
		_, _, err := h.work(ctx, j, p)
		return []byte(`{"late":true}`), domain.JobDone, errors.Join(err, nil)
	}
	d := o.desk(job.Settings{}, slow)
	o.run(d)
	j := o.begin(d, "erin")
	<-h.begun
	taken, err := o.store.Job(o.ctx(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	taken.Holder, taken.Attempt, taken.Revision = "another", 2, taken.Revision+1
	taken.HeldUntil = domain.At(o.now().Add(24 * time.Hour))
	if err := o.store.InTx(o.ctx(), func(ctx context.Context, tx repository.Tx) error { return tx.PutJob(ctx, taken) }); err != nil {
		t.Fatal(err)
	}
	o.wait("the late file to go", func() bool { return len(o.left()) == 0 })
	if now, err := o.store.Job(o.ctx(), j.ID); err != nil || now.Holder != "another" || now.State != domain.JobRunning || now.Result != nil {
		t.Errorf("%+v (%v)", now, err)
	}
}

func TestSilentWorkKeepsItsLease(t *testing.T) {
	o, h := newOffice(t), newHeld()
	d := o.desk(job.Settings{}, h.work)
	o.run(d)
	j := o.begin(d, "erin")
	<-h.begun
	for range 6 {
		before, err := o.store.Job(o.ctx(), j.ID)
		if err != nil {
			t.Fatal(err)
		}
		o.pass(domain.JobLease / 3)
		o.wait("a sign of life", func() bool {
			now, err := o.store.Job(o.ctx(), j.ID)
			return err == nil && now.HeldUntil > before.HeldUntil
		})
	}
	close(h.let)
	if done := o.until(j.ID, domain.JobDone); done.Attempt != 1 {
		t.Errorf("ended as %+v", done)
	}
}

func TestCancelStopsTheWorkHereAndElsewhereAndLeavesNothing(t *testing.T) {
	o, h := newOffice(t), newHeld()
	here := o.desk(job.Settings{}, func(ctx context.Context, j domain.Job, p *job.Progress) ([]byte, domain.JobState, error) {
		return nil, "", o.files.Put(ctx, string(j.ID)+".1.csv", func(w io.Writer) error {
			_, err := io.WriteString(w, strings.Repeat("half", 1000))
			_, _, herr := h.work(ctx, j, p)
			return errors.Join(err, herr)
		})
	})
	o.run(here)
	elsewhere := o.desk(job.Settings{}, quick)
	for _, from := range []*job.Desk{here, elsewhere} {
		j := o.begin(here, "erin")
		<-h.begun
		if err := from.Cancel(o.ctx(), o.who["erin"], domain.JobExport, j.ID); err != nil {
			t.Fatal(err)
		}
		o.wait("nothing to be left", func() bool { return len(o.left()) == 0 })
		if got := o.until(j.ID, domain.JobCancelled); got.Fault != nil || got.Result != nil {
			t.Errorf("cancelled as %+v", got)
		}
		// Once more takes it off the list.
		if err := from.Cancel(o.ctx(), o.who["erin"], domain.JobExport, j.ID); err != nil {
			t.Fatal(err)
		}
		_, err := from.Job(o.ctx(), o.who["erin"], domain.JobExport, j.ID)
		o.refused(err, domain.NotFound)
		if got := o.actions("export/" + string(j.ID)); !slices.Equal(got, []string{"export.begin", "export.cancel", "export.drop"}) {
			t.Errorf("the audit log says %v", got)
		}
	}
}

func TestAPanicFailsTheJobAndNothingElse(t *testing.T) {
	o := newOffice(t)
	d := o.desk(job.Settings{}, func(ctx context.Context, j domain.Job, p *job.Progress) ([]byte, domain.JobState, error) {
		if j.Owner == o.who["bob"].User.ID {
			panic("boom")
		}
		return quick(ctx, j, p)
	})
	o.run(d)
	bad := o.until(o.begin(d, "bob").ID, domain.JobFailed)
	o.until(o.begin(d, "erin").ID, domain.JobDone)
	if bad.Fault == nil || bad.Fault.Code != domain.Internal || bad.Fault.Key != "error.job.internal" || !strings.Contains(o.log.String(), string(bad.ID)) {
		t.Errorf("failed as %+v; the log: %s", bad.Fault, o.log)
	}
}

func TestOneUserHasFewJobsWaiting(t *testing.T) {
	o := newOffice(t)
	d := o.desk(job.Settings{Waiting: 2}, quick)
	for range 2 {
		o.begin(d, "erin")
	}
	_, err := d.BeginExport(o.ctx(), o.who["erin"], job.Wish{Report: "r1"}, "en")
	o.refused(err, domain.RateLimited)
	o.begin(d, "bob")
	if list, err := d.Jobs(o.ctx(), o.who["erin"], domain.JobExport); err != nil || len(list) != 2 {
		t.Errorf("%d jobs are listed (%v)", len(list), err)
	}
}

func TestAnothersJobIsNotThere(t *testing.T) {
	o := newOffice(t)
	d := o.desk(job.Settings{}, quick)
	j := o.begin(d, "erin")
	for _, who := range []string{"bob", "alice"} {
		_, err := d.Job(o.ctx(), o.who[who], domain.JobExport, j.ID)
		o.refused(err, domain.NotFound)
		_, _, err = d.File(o.ctx(), o.who[who], j.ID)
		o.refused(err, domain.NotFound)
		_, err = d.Again(o.ctx(), o.who[who], j.ID)
		o.refused(err, domain.NotFound)
		for _, err := range d.Watch(o.ctx(), o.who[who], domain.JobExport, j.ID) {
			o.refused(err, domain.NotFound)
		}
	}
	o.refused(d.Cancel(o.ctx(), o.who["bob"], domain.JobExport, j.ID), domain.NotFound)
	_, err := d.Job(o.ctx(), o.who["erin"], domain.JobImport, j.ID)
	o.refused(err, domain.NotFound)
	_, err = d.All(o.ctx(), o.who["bob"], domain.JobExport)
	o.refused(err, domain.Forbidden)
	list, err := d.All(o.ctx(), o.who["alice"], domain.JobExport)
	if err != nil || len(list) != 1 || list[0].Spec != nil || list[0].Owner != o.who["erin"].User.ID {
		t.Errorf("an admin sees %+v (%v)", list, err)
	}
}

func TestAPreviewThatNobodyAnswersExpires(t *testing.T) {
	o := newOffice(t)
	d := o.desk(job.Settings{}, func(_ context.Context, j domain.Job, p *job.Progress) ([]byte, domain.JobState, error) {
		if j.Step == domain.StepApply {
			return []byte(`{"applied":true}`), domain.JobDone, p.Progress(2, 2)
		}
		return []byte(`{}`), domain.JobReady, p.Progress(2, 2)
	})
	o.run(d)
	answered, left := o.begin(d, "erin"), o.begin(d, "bob")
	o.until(answered.ID, domain.JobReady)
	o.until(left.ID, domain.JobReady)
	apply := func(j *domain.Job) error { j.Step = domain.StepApply; return nil }
	_, err := d.Requeue(o.ctx(), o.who["bob"], answered.ID, apply)
	o.refused(err, domain.NotFound)
	if _, err := d.Requeue(o.ctx(), o.who["erin"], answered.ID, apply); err != nil {
		t.Fatal(err)
	}
	o.until(answered.ID, domain.JobDone)
	_, err = d.Requeue(o.ctx(), o.who["erin"], answered.ID, apply)
	o.refused(err, domain.Conflict)
	o.pass(25 * time.Hour)
	o.until(left.ID, domain.JobCancelled)
}

func TestWatchTellsEveryStateUntilTheEnd(t *testing.T) {
	o, h := newOffice(t), newHeld()
	d := o.desk(job.Settings{}, h.work)
	j := o.begin(d, "erin")
	var states []domain.JobState
	for seen, err := range o.desk(job.Settings{}, nil).Watch(o.ctx(), o.who["erin"], domain.JobExport, j.ID) {
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, seen.State)
		switch len(states) {
		case 1:
			o.run(d)
			<-h.begun
		case 2:
			close(h.let)
		}
	}
	states = slices.Compact(states)
	if fmt.Sprint(states) != "[waiting running done]" {
		t.Errorf("told %v", states)
	}
}

func TestAUserWhoIsDisabledSeesNoMore(t *testing.T) {
	o := newOffice(t)
	d := o.desk(job.Settings{}, nil)
	j := o.begin(d, "erin")
	u := o.who["erin"].User
	if _, err := o.app.PutUser(o.ctx(), o.who["alice"], u.ID, app.UserEntry{Login: u.Login, Name: u.Name, Grants: u.Grants, Disabled: true, Revision: u.Revision}); err != nil {
		t.Fatal(err)
	}
	for _, err := range d.Watch(o.ctx(), o.who["erin"], domain.JobExport, j.ID) {
		o.refused(err, domain.Unauthenticated)
	}
	o.run(d)
	if failed := o.until(j.ID, domain.JobFailed); failed.Fault == nil || failed.Fault.Code != domain.Forbidden {
		t.Errorf("failed as %+v", failed.Fault)
	}
}
