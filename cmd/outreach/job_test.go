package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"outreach/app"
	"outreach/app/job"
	"outreach/app/rehearsal"
	"outreach/domain"
)

// waiting leaves an export of a demonstration account waiting in a folder that nobody serves.
func waiting(t *testing.T, dir, login string) (id domain.ID) {
	t.Helper()
	p := &program{out: &rehearsal.Log{}, err: &rehearsal.Log{}, now: time.Now, random: testRandom{}, flags: shared{data: dir}}
	err := p.with(t.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
		u, err := p.userByLogin(ctx, l, operator, login)
		if err != nil {
			return err
		}
		desk, err := p.desk(l, quiet())
		if err != nil {
			return err
		}
		j, err := desk.BeginExport(ctx, &app.Caller{User: u}, job.Wish{Report: "r1", Format: "csv"}, "en")
		id = j.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAJobLeftWaitingRunsWhenTheFolderIsServed(t *testing.T) {
	dir := folder(t)
	if out := done(t, "jobs", "--data", dir); strings.Count(out, "\n") != 1 {
		t.Errorf("jobs before there are any:\n%s", out)
	}
	id := waiting(t, dir, "manager")
	if out := done(t, "jobs", "--data", dir); !strings.Contains(out, string(id)) || !strings.Contains(out, "manager") || !strings.Contains(out, "Waiting") {
		t.Errorf("jobs:\n%s", out)
	}
	token := pass(t, dir, "manager")
	address, _, stop := served(t, dir)
	var told map[string]any
	for deadline := time.Now().Add(20 * time.Second); told["state"] != "done" && time.Now().Before(deadline); <-time.After(5 * time.Millisecond) {
		told = get(t, address, token, "/exports/"+string(id))
	}
	if code := stop(); code != exitDone || told["state"] != "done" {
		t.Errorf("exit %d, the job is %v", code, told)
	}
	if out := done(t, "jobs", "--data", dir, "--format", "csv"); !strings.Contains(out, string(id)+",export,manager,Done,632,632,1,") {
		t.Errorf("jobs:\n%s", out)
	}
}
