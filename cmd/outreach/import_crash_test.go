package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"outreach/app/api"
	"outreach/app/job"
	"outreach/app/load"
	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/sqlite"
)

// A server that is killed while it applies an import goes on with it when it starts again: the ledger ends as if
// nothing had happened, no record twice and none left out. OUTREACH_BUDGET multiplies the tables.
func TestAKilledImportIsFinishedOnce(t *testing.T) {
	r := contract.Random(t)
	w := newCrashWorld(t)
	const rows = 1500
	total := 0
	for round := range contract.Budget(t, 1) {
		ids := make([]string, rows)
		for i := range ids {
			ids[i] = uuid.Must(uuid.NewV7()).String()
		}
		kills := w.imported(r, ids, fmt.Sprint("新课", round), map[job.Fate]int64{job.FateNew: rows})
		kills = append(kills, w.imported(r, ids, fmt.Sprint("改课", round), map[job.Fate]int64{job.FateChanged: rows})...)
		total += rows
		s := w.serve()
		for _, id := range ids {
			var rec api.Activity
			s.ask(t, load.Question{Path: "/api/v1/activities/" + id}, &rec)
			if rec.Revision != 2 || rec.Title != fmt.Sprint("改课", round, id[30:]) {
				t.Fatalf("%s is %q at revision %d", id, rec.Title, rec.Revision)
			}
		}
		var page api.Page[api.Activity]
		s.ask(t, load.Question{Path: "/api/v1/activities?limit=1"}, &page)
		if page.Total != int64(total) {
			t.Errorf("%d records, want %d", page.Total, total)
		}
		s.stop(t)
		w.check()
		t.Logf("round %d: %d rows made and changed through kills after %v of them", round, rows, kills)
	}
}

// sheetOf makes a table of sessions with ids of their own.
func sheetOf(ids []string, title string) []byte {
	var b bytes.Buffer
	b.WriteString("编号,类型,项目,活动名称,活动日期,时长(分钟),行政区划代码,地点,活动形式,场所类型,开展方式,主题,参与人次,计数方式,主办单位\r\n")
	for _, id := range ids {
		fmt.Fprintf(&b, "%s,教育课堂,星海计划,%s%s,2022-09-15,60,440303,桂园街道,讲座,社区,线下,电信网络诈骗,45,实数,某公司\r\n", id, title, id[30:])
	}
	return b.Bytes()
}

// imported brings in a table by a server that is killed twice on the way, and gives how many rows were written then.
func (w *crashWorld) imported(r *mathrand.Rand, ids []string, title string, want map[job.Fate]int64) (kills []int64) {
	w.t.Helper()
	s := w.serve()
	var im api.Import
	s.ask(w.t, load.Question{Method: http.MethodPost, Path: "/api/v1/imports?name=x.csv", Body: sheetOf(ids, title), Want: http.StatusAccepted}, &im)
	im = s.importUntil(w.t, im.ID, domain.JobReady)
	apply := load.Question{Method: http.MethodPost, Path: "/api/v1/imports/" + string(im.ID) + "/apply", IfMatch: im.Revision, Body: []byte("{}"), Want: http.StatusAccepted}
	s.ask(w.t, apply, &im)
	for len(kills) < 2 {
		<-time.After(time.Duration(r.IntN(400)) * time.Millisecond)
		s.ask(w.t, load.Question{Path: "/api/v1/imports/" + string(im.ID)}, &im)
		if im.State.Ended() {
			break
		}
		if err := s.cmd.Process.Kill(); err != nil {
			w.t.Fatal(err)
		}
		s.gone(w.t)
		kills = append(kills, w.written(title))
		s = w.serve()
	}
	im = s.importUntil(w.t, im.ID, domain.JobDone)
	for _, fate := range job.Fates() {
		if im.Result.Counts[fate] != want[fate] || !im.Result.Applied {
			w.t.Errorf("after kills at %v rows: %v, want %v", kills, im.Result.Counts, want)
			break
		}
	}
	s.stop(w.t)
	return kills
}

// written counts the records with a title, in the folder that no server holds.
func (w *crashWorld) written(title string) int64 {
	w.t.Helper()
	store, err := sqlite.Open(w.t.Context(), sqlite.Options{Dir: w.data})
	if err != nil {
		w.t.Fatal(err)
	}
	list, err := store.ListActivities(w.t.Context(), domain.Filter{Text: title, Scope: domain.Scope{Everything: true}}, repository.Page{Limit: 1})
	if err := errors.Join(err, store.Close()); err != nil {
		w.t.Fatal(err)
	}
	return list.Total
}

func (s *served) ask(t *testing.T, q load.Question, into any) {
	t.Helper()
	var body bytes.Buffer
	if err := s.Ask(t.Context(), q, &body); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body.Bytes(), into); err != nil {
		t.Fatal(err)
	}
}

func (s *served) importUntil(t *testing.T, id domain.ID, state domain.JobState) api.Import {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; {
		var im api.Import
		s.ask(t, load.Question{Path: "/api/v1/imports/" + string(id)}, &im)
		if im.State == state {
			return im
		}
		if im.State.Ended() || time.Now().After(deadline) {
			t.Fatalf("import is %s, not %s: %+v", im.State, state, im.Fault)
		}
		<-time.After(10 * time.Millisecond)
	}
}
