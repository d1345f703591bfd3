package job_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"outreach/app"
	"outreach/app/demo"
	"outreach/app/job"
	"outreach/domain"
	"outreach/reports"
	"outreach/repository"
)

// fill puts made-up records of some years into the ledger.
func (o *office) fill(records int) {
	o.t.Helper()
	if err := demo.FillBulk(o.ctx(), o.store, o.app.Catalogue(), records, demo.Options{Seed: 7}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) export(d *job.Desk, who string, e job.Wish) domain.Job {
	o.t.Helper()
	j, err := d.BeginExport(o.ctx(), o.who[who], e, "zh")
	if err != nil {
		o.t.Fatal(err)
	}
	return j
}

func rowsOf(t *testing.T, body []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAnExportMakesTheFileOfItsOwnersView(t *testing.T) {
	o := newOffice(t)
	o.fill(600)
	d := o.desk(job.Settings{}, nil)
	o.run(d)
	rows := map[string]int{}
	for _, who := range []string{"erin", "bob"} {
		j := o.until(o.export(d, who, job.Wish{Report: "r1", Format: "csv", Lang: "en"}).ID, domain.JobDone)
		body, made := o.read(d, who, j.ID)
		var want bytes.Buffer
		req := reports.Request{Text: o.texts.For("en"), Catalogue: o.app.Catalogue(), Now: made.AsOf, Actor: who}
		if err := reports.CSV(o.ctx(), &want, "r1", o.app.Source(o.who[who]), req); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(body)
		if !bytes.Equal(body, want.Bytes()) || made.Bytes != int64(len(body)) || made.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s got %d bytes, want %d; told %+v", who, len(body), want.Len(), made)
		}
		table := rowsOf(t, body)
		rows[who] = len(table) - 1
		if made.Rows != int64(rows[who]) || j.Done != j.Total || j.Done != int64(rows[who]) {
			t.Errorf("%s: %d rows, told %d; done %d of %d", who, rows[who], made.Rows, j.Done, j.Total)
		}
		for _, row := range table[1:] {
			if who == "bob" && !strings.Contains(strings.Join(row, "|"), "|44") {
				t.Errorf("bob, who manages Guangdong, got %v", row)
			}
		}
	}
	if rows["erin"] <= rows["bob"] || rows["bob"] == 0 {
		t.Errorf("rows %v", rows)
	}
}

func TestAWorkbookIsMadeInTheLanguageAskedFor(t *testing.T) {
	o := newOffice(t)
	o.fill(50)
	d := o.desk(job.Settings{}, nil)
	o.run(d)
	for lang, name := range map[string]string{"": "活动明细", "en": "Activities"} {
		j := o.until(o.export(d, "erin", job.Wish{Report: "r1", Lang: lang}).ID, domain.JobDone)
		body, made := o.read(d, "erin", j.ID)
		if _, err := zip.NewReader(bytes.NewReader(body), int64(len(body))); err != nil || !strings.Contains(made.Name, name) || !strings.HasSuffix(made.Name, ".xlsx") {
			t.Errorf("%q: %s (%v)", lang, made.Name, err)
		}
		if len(made.Sheets) == 0 || made.Rows == 0 {
			t.Errorf("told of %d rows in %v", made.Rows, made.Sheets)
		}
	}
}

func TestAnExportHasTheColumnsThatWereChosenAgainToo(t *testing.T) {
	o := newOffice(t)
	o.fill(300)
	d := o.desk(job.Settings{}, nil)
	o.run(d)
	wish := job.Wish{Report: "r1", Format: "csv", Lang: "en", Columns: []string{"recorded_by", "title", "date"}, Filter: job.SavedFilter{Areas: []domain.AreaCode{440000}}}
	first := o.until(o.export(d, "erin", wish).ID, domain.JobDone)
	again, err := d.Again(o.ctx(), o.who["erin"], first.ID)
	if err != nil {
		t.Fatal(err)
	}
	list, err := o.app.ListActivities(o.ctx(), o.who["erin"], wish.Filter.Filter(), repository.Page{Limit: 1})
	if err != nil || list.Total == 0 {
		t.Fatalf("%d records (%v)", list.Total, err)
	}
	for _, j := range []domain.Job{first, o.until(again.ID, domain.JobDone)} {
		body, made := o.read(d, "erin", j.ID)
		table := rowsOf(t, body)
		if got := strings.Join(table[0], ","); got != "Title,Date,Recorded by" {
			t.Errorf("headings %s", got)
		}
		if made.Rows != list.Total || int64(len(table)-1) != list.Total {
			t.Errorf("%d rows, told %d, listed %d", len(table)-1, made.Rows, list.Total)
		}
	}
}

func TestAnExportThatCannotBeIsRefusedAtOnce(t *testing.T) {
	o := newOffice(t)
	d := o.desk(job.Settings{}, nil)
	for _, c := range []struct {
		e    job.Wish
		code domain.ErrorCode
	}{
		{job.Wish{Report: "r99"}, domain.NotFound},
		{job.Wish{Report: "all", Format: "csv"}, domain.Invalid},
		{job.Wish{Report: "r1", Filter: job.SavedFilter{From: 20220201, To: 20220101}}, domain.Invalid},
		{job.Wish{Report: "r1", Columns: []string{"title", "author"}}, domain.Invalid},
		{job.Wish{Report: "r2", Columns: []string{"recorded_by"}}, domain.Invalid},
		{job.Wish{Report: "all", Columns: []string{"title"}}, domain.Invalid},
		{job.Wish{Report: "r1", Filter: job.SavedFilter{From: 20220201, Period: job.ThisYear}}, domain.Invalid},
	} {
		_, err := d.BeginExport(o.ctx(), o.who["erin"], c.e, "en")
		o.refused(err, c.code)
	}
	if list, err := d.Jobs(o.ctx(), o.who["erin"], domain.JobExport); err != nil || len(list) > 0 {
		t.Errorf("%d jobs were taken (%v)", len(list), err)
	}
}

func TestGrantsAreReadAgain(t *testing.T) {
	o := newOffice(t)
	o.fill(100)
	d := o.desk(job.Settings{}, nil)
	late := o.export(d, "bob", job.Wish{Report: "r1", Format: "csv"})
	narrow := func(who string, grants ...domain.Grant) {
		u := o.who[who].User
		changed, err := o.app.PutUser(o.ctx(), o.who["alice"], u.ID, app.UserEntry{Login: u.Login, Name: u.Name, Grants: grants, Revision: u.Revision})
		if err != nil {
			t.Fatal(err)
		}
		o.who[who].User = changed
	}
	narrow("bob", domain.Grant{Role: domain.RoleVolunteer})
	o.run(d)
	if failed := o.until(late.ID, domain.JobFailed); failed.Fault.Code != domain.Forbidden {
		t.Errorf("failed as %v", failed.Fault)
	}
	early := o.until(o.export(d, "erin", job.Wish{Report: "r1", Format: "csv"}).ID, domain.JobDone)
	o.read(d, "erin", early.ID)
	narrow("erin", domain.Grant{Role: domain.RoleManager, Areas: []domain.AreaCode{440000}})
	_, _, err := d.File(o.ctx(), o.who["erin"], early.ID)
	o.refused(err, domain.Gone)
}

func TestWhatAnExportMadeExpires(t *testing.T) {
	o := newOffice(t)
	o.fill(50)
	d := o.desk(job.Settings{Keep: time.Hour, Listed: 2 * time.Hour}, nil)
	o.run(d)
	j := o.until(o.export(d, "erin", job.Wish{Report: "r1", Format: "csv"}).ID, domain.JobDone)
	o.read(d, "erin", j.ID)
	o.pass(time.Hour)
	_, _, err := d.File(o.ctx(), o.who["erin"], j.ID)
	o.refused(err, domain.Gone)
	o.wait("the file to go", func() bool { return len(o.left()) == 0 })
	if list, err := d.Jobs(o.ctx(), o.who["erin"], domain.JobExport); err != nil || len(list) != 1 || !d.Expired(&list[0]) {
		t.Errorf("listed: %+v (%v)", list, err)
	}
	o.pass(2 * time.Hour)
	o.wait("the job to go", func() bool {
		_, err := d.Job(o.ctx(), o.who["erin"], domain.JobExport, j.ID)
		return domain.CodeOf(err) == domain.NotFound
	})
}

func TestAUsersNewestExportsAreKept(t *testing.T) {
	o := newOffice(t)
	o.fill(20)
	d := o.desk(job.Settings{Kept: 2}, nil)
	stop := o.run(d)
	var ids []domain.ID
	for _, who := range []string{"erin", "bob", "erin", "erin"} {
		o.pass(time.Second)
		ids = append(ids, o.until(o.export(d, who, job.Wish{Report: "r1", Format: "csv"}).ID, domain.JobDone).ID)
	}
	stop()
	o.run(d) // which sweeps at once
	o.wait("one file to go", func() bool { return len(o.left()) == 3 })
	_, _, err := d.File(o.ctx(), o.who["erin"], ids[0])
	o.refused(err, domain.Gone)
	for i, who := range []string{"bob", "erin", "erin"} {
		o.read(d, who, ids[i+1])
	}
}

func TestFilesThatNoJobOwnsGoAfterAWhile(t *testing.T) {
	o := newOffice(t)
	id, err := o.desk(job.Settings{}, nil).NewID()
	if err != nil {
		t.Fatal(err)
	}
	if err := o.files.Put(o.ctx(), string(id)+".upload", func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err }); err != nil {
		t.Fatal(err)
	}
	stop := o.run(o.desk(job.Settings{}, nil))
	seen := o.until(o.begin(o.desk(job.Settings{}, nil), "erin").ID, domain.JobDone)
	stop()
	if left := o.left(); len(left) != 2 {
		t.Errorf("a young file is gone, or one of %s: %v", seen.ID, left)
	}
	o.pass(2 * time.Hour)
	o.run(o.desk(job.Settings{}, nil))
	o.wait("the lonely file to go", func() bool { return len(o.left()) == 1 })
}

// fullDisk is files of which every one breaks off after some bytes.
type fullDisk struct {
	repository.JobFiles
	room int
}

func (f fullDisk) Put(ctx context.Context, name string, write func(io.Writer) error) error {
	return f.JobFiles.Put(ctx, name, func(w io.Writer) error { return write(&narrow{w, f.room}) })
}

type narrow struct {
	w    io.Writer
	room int
}

func (n *narrow) Write(b []byte) (int, error) {
	if n.room -= len(b); n.room < 0 {
		return 0, domain.Refuse(domain.Unavailable, "error.store.full")
	}
	return n.w.Write(b)
}

func TestAFullDiskFailsTheJobWithItsReason(t *testing.T) {
	o := newOffice(t)
	o.fill(600)
	o.files = fullDisk{o.files, 10_000}
	d := o.desk(job.Settings{}, nil)
	o.run(d)
	for _, format := range []string{"csv", "xlsx"} {
		failed := o.until(o.export(d, "erin", job.Wish{Report: "r1", Format: format}).ID, domain.JobFailed)
		if failed.Fault.Code != domain.Unavailable || failed.Fault.Key != "error.store.full" {
			t.Errorf("%s failed as %v", format, failed.Fault)
		}
		o.wait("nothing to be left", func() bool { return len(o.left()) == 0 })
	}
}

func TestTheAuditLogTellsWhatWasExportedAndFetched(t *testing.T) {
	o := newOffice(t)
	o.fill(50)
	d := o.desk(job.Settings{}, nil)
	o.run(d)
	j := o.until(o.export(d, "erin", job.Wish{Report: "r1", Format: "csv", Filter: job.SavedFilter{Period: job.LastYear}}).ID, domain.JobDone)
	_, made := o.read(d, "erin", j.ID)
	for range 3 { // three pieces of one day, and one of the next
		if err := d.Fetched(o.ctx(), o.who["erin"], "export", j.ID, made); err != nil {
			t.Fatal(err)
		}
	}
	o.pass(24 * time.Hour)
	if err := d.Fetched(o.ctx(), o.who["erin"], "export", j.ID, made); err != nil {
		t.Fatal(err)
	}
	list, err := o.app.Events(o.ctx(), o.who["alice"], repository.EventFilter{Subject: "export/" + string(j.ID)}, repository.Page{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, e := range list.Items {
		told = append([]string{e.Action + " " + e.Note}, told...)
	}
	if len(told) != 4 || !strings.Contains(told[0], `export.begin {"report":"r1","format":"csv"`) || !strings.Contains(told[0], `"from":"2024-01-01","to":"2025-01-01","period":"last_year"`) ||
		!strings.HasPrefix(told[1], "export.end ") || !strings.Contains(told[1], made.SHA256) || !strings.HasPrefix(told[3], "export.fetch ") {
		t.Errorf("the audit log says\n%s", strings.Join(told, "\n"))
	}
}

func TestAgainReadsARelativePeriodAnew(t *testing.T) {
	o := newOffice(t)
	d := o.desk(job.Settings{}, quick)
	j := o.export(d, "erin", job.Wish{Report: "r1", Filter: job.SavedFilter{Period: job.ThisMonth, Programmes: []string{"xinghai"}}})
	o.pass(31 * 24 * time.Hour)
	again, err := d.Again(o.ctx(), o.who["erin"], j.ID)
	if err != nil {
		t.Fatal(err)
	}
	var first, second job.Wish
	if err := errors.Join(json.Unmarshal(j.Spec, &first), json.Unmarshal(again.Spec, &second)); err != nil {
		t.Fatal(err)
	}
	if first.Filter.From != 20250301 || second.Filter.From != 20250401 || second.Filter.To != 20250501 || second.Lang != "zh" || second.Filter.Programmes[0] != "xinghai" || again.ID == j.ID {
		t.Errorf("first %+v, then %+v", first, second)
	}
}

func TestRelativePeriodsAreWholeDaysOfShanghai(t *testing.T) {
	for _, c := range []struct {
		r     job.Relative
		today domain.Date
		want  domain.Period
	}{
		{job.ThisMonth, 20240229, domain.Period{From: 20240201, To: 20240301}},
		{job.LastMonth, 20240131, domain.Period{From: 20231201, To: 20240101}},
		{job.LastMonth, 20240331, domain.Period{From: 20240201, To: 20240301}},
		{job.ThisQuarter, 20241231, domain.Period{From: 20241001, To: 20250101}},
		{job.LastQuarter, 20240101, domain.Period{From: 20231001, To: 20240101}},
		{job.LastQuarter, 20240630, domain.Period{From: 20240101, To: 20240401}},
		{job.ThisYear, 20240101, domain.Period{From: 20240101, To: 20250101}},
		{job.LastYear, 20241231, domain.Period{From: 20230101, To: 20240101}},
		{job.YearToDate, 20241231, domain.Period{From: 20240101, To: 20250101}},
		{job.YearToDate, 20240101, domain.Period{From: 20240101, To: 20240102}},
		{"nonsense", 20240101, domain.Period{}},
	} {
		if got := c.r.On(c.today); got != c.want {
			t.Errorf("%s on %s is %v, want %v", c.r, c.today, got, c.want)
		}
	}
}
