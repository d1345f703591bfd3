package api_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"outreach/app/api"
	"outreach/domain"
)

func (w *world) system() api.System {
	w.t.Helper()
	return parse[api.System](w.t, w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/system"}).body)
}

func (w *world) queue(s *api.System, kind domain.JobKind) api.JobQueue {
	w.t.Helper()
	for _, q := range s.Jobs {
		if q.Kind == kind {
			return q
		}
	}
	w.t.Fatalf("no queue of %s in %+v", kind, s.Jobs)
	return api.JobQueue{}
}

func TestAnAdminSeesHowTheMachineryDoes(t *testing.T) {
	w := newWorld(t)
	w.recorded(lesson())
	w.wantProblem(domain.Unauthenticated, signIn("bob", "guess"))
	w.wantProblem(domain.Unauthenticated, signIn("nobody", "guess"))
	s := w.system()
	if s.Version != "test" || s.Go == "" || s.Uptime < 0 || s.Started == 0 || s.Now == 0 || s.Store.Engine == "" || s.Store.Records != 1 || !s.Store.Writable || s.Store.Fault != nil {
		t.Errorf("%+v", s)
	}
	if s.SignIns.Refused != 1 || s.Backup != nil || s.Check != nil || s.Running != nil || len(s.Jobs) != 3 || w.queue(&s, domain.JobExport).Waiting != 0 {
		t.Errorf("%+v", s)
	}
	w.wantProblem(domain.Forbidden, ask{who: "erin", method: "GET", path: "/system"})
}

func TestTheAuditLogListsAsManyRefusedSignInsAsAreCounted(t *testing.T) {
	w := newWorld(t)
	w.wantProblem(domain.Unauthenticated, signIn("bob", "guess"))
	w.wantProblem(domain.Unauthenticated, signIn("erin", "guess"))
	counted := w.system().SignIns
	w.wantProblem(domain.Unauthenticated, signIn("bob", "guess again"))
	from, to := counted.Since.Time().Format(time.RFC3339Nano), counted.Until.Time().Format(time.RFC3339Nano)
	q := ask{who: "alice", method: "GET", path: "/audit?action=session.refuse&from=" + from + "&to=" + to}
	if n := parse[api.Page[api.Event]](t, w.want(http.StatusOK, q).body).Total; n != 2 || counted.Refused != n {
		t.Errorf("%d counted, %d listed, want 2", counted.Refused, n)
	}
}

func TestACheckRunsAsAJobAndItsResultStays(t *testing.T) {
	w := newWorld(t)
	w.recorded(lesson())
	w.wantProblem(domain.Forbidden, ask{who: "erin", method: "POST", path: "/system/check"})
	j := parse[api.Job](t, w.want(http.StatusAccepted, ask{who: "alice", method: "POST", path: "/system/check"}).body)
	if j.State != domain.JobWaiting {
		t.Errorf("%+v", j)
	}
	s := w.system()
	for deadline := time.Now().Add(20 * time.Second); s.Check == nil; s = w.system() {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain for the check's end")
		}
		<-time.After(5 * time.Millisecond)
	}
	if c := s.Check; c.Found != 0 || c.Records != 1 || c.Revisions != 2 || c.ByName != "alice" || c.At == 0 || len(c.Faults) != 0 || s.Running != nil {
		t.Errorf("%+v, running %+v", c, s.Running)
	}
}

func TestABackupIsToldOfAndKept(t *testing.T) {
	w := newWorld(t)
	body := map[string]any{"at": "2022-12-30T18:00:00Z", "place": "机房二号柜", "verified": true}
	w.wantProblem(domain.Forbidden, ask{who: "erin", method: "POST", path: "/system/backups", body: body})
	w.wantProblem(domain.Invalid, ask{who: "alice", method: "POST", path: "/system/backups", body: `{}`})
	w.wantProblem(domain.Invalid, ask{who: "alice", method: "POST", path: "/system/backups", body: map[string]any{"at": "2030-01-01T00:00:00Z", "place": "x"}})
	w.want(http.StatusCreated, ask{who: "alice", method: "POST", path: "/system/backups", body: body})
	b := w.system().Backup
	if b == nil || b.Place != "机房二号柜" || !b.Verified || b.ByName != "alice" || b.At.Day() != 20221231 || b.Told == 0 {
		t.Errorf("%+v", b)
	}
}

// auditFile gives the rows of the exported audit log by heading.
func (w *world) auditFile(who, query string) []map[string]string {
	w.t.Helper()
	r := w.want(http.StatusOK, ask{who: who, method: "GET", path: "/audit.csv?lang=en" + query})
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(r.body), "\uFEFF"))).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	var list []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, c := range cells {
			row[all[0][i]] = c
		}
		list = append(list, row)
	}
	return list
}

func TestAnExportedAuditLogCanBeVerifiedByAnybody(t *testing.T) {
	w := newWorld(t)
	w.recorded(lesson())
	w.recorded(with(lesson(), "area", "330106"))
	rows := w.auditFile("alice", "")
	if len(rows) < 9 || rows[len(rows)-1]["No."] != "1" {
		t.Fatalf("%d rows, the last %v", len(rows), rows[len(rows)-1])
	}
	for i, row := range rows {
		sum := sha256.Sum256([]byte(row["What the hash covers"]))
		if hex.EncodeToString(sum[:]) != row["Hash"] {
			t.Errorf("entry %s does not have its hash", row["No."])
		}
		if i+1 < len(rows) && rows[i+1]["Hash"] != row["Hash before"] {
			t.Errorf("entry %s does not name the one before it", row["No."])
		}
	}
	again := w.auditFile("alice", "")
	if len(again) != len(rows)+1 || again[0]["Action"] != "audit.fetch" || again[0]["Actor"] != "alice" {
		t.Errorf("that it was fetched is not logged: %v", again[0])
	}
}

func TestAnExportedAuditLogIsWhatTheFilterAndTheGrantsTake(t *testing.T) {
	w := newWorld(t)
	w.recorded(lesson())
	w.recorded(with(lesson(), "area", "330106"))
	for who, want := range map[string]int{"alice": 4, "bob": 2} {
		list := parse[api.Page[api.Event]](t, w.want(http.StatusOK, ask{who: who, method: "GET", path: "/audit?noun=activity"}).body)
		if rows := w.auditFile(who, "&noun=activity"); len(rows) != want || list.Total != int64(want) || list.Items[0].ActorName != "erin" {
			t.Errorf("%s: %d rows, %d listed, want %d", who, len(rows), list.Total, want)
		}
	}
	if rows := w.auditFile("alice", "&noun=activity&action=activity.approve&actor="+w.userID("erin")); len(rows) != 2 {
		t.Errorf("%d approvals, want 2", len(rows))
	}
	w.wantProblem(domain.Forbidden, ask{who: "dan", method: "GET", path: "/audit.csv"})
	if rows := w.auditFile("alice", "&noun=%25"); len(rows) != 0 {
		t.Errorf("a noun that is none takes %d rows", len(rows))
	}
}
