package job_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"outreach/app"
	"outreach/app/job"
	"outreach/app/rehearsal"
	"outreach/configs"
	"outreach/domain"
	"outreach/repository/contract"
	"outreach/repository/jobfile"
)

// counter is a desk that takes imports, over a ledger.
type counter struct {
	*ledger
	desk    *job.Desk
	imports *job.Imports
	files   *jobfile.Folder
	clock   func() time.Time
	log     *rehearsal.Log
}

func newCounter(t *testing.T, records int) *counter {
	t.Helper()
	c := &counter{ledger: newLedger(t, records), log: &rehearsal.Log{}}
	var err error
	if c.files, err = jobfile.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	c.clock = func() time.Time { return time.Date(2025, 3, 1, 5, 0, 0, 0, time.UTC).Add(time.Since(began)) }
	c.open(1)
	return c
}

// open makes a desk as a process would that has just started.
func (c *counter) open(seed byte) {
	c.t.Helper()
	desk, err := job.New(job.Parts{
		App: c.app, Store: c.store, Files: c.files, Texts: c.texts, Now: c.clock, Random: &lockedRandom{r: rand.NewChaCha8([32]byte{seed})},
		Log: slog.New(slog.NewTextHandler(c.log, nil)), Settings: job.Settings{Alone: true},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	check := func(content *domain.Content) []domain.Fault {
		if len(content.Title) > 600 {
			return []domain.Fault{domain.FaultAt("/title", "fault.max_length", "Limit", 200)}
		}
		return nil
	}
	c.desk, c.imports = desk, job.NewImports(desk, job.ImportParts{Languages: configs.Languages(), Check: check, MaxBytes: 1 << 20})
}

// run runs the desk until the function it gives is called.
func (c *counter) run() (stop func()) {
	return rehearsal.Run(c.t, c.desk.Run)
}

func (c *counter) send(who string, spec job.ImportSpec, file []byte) domain.Job {
	c.t.Helper()
	j, err := c.imports.Begin(c.t.Context(), c.who[who], spec, bytes.NewReader(file))
	if err != nil {
		c.t.Fatal(err)
	}
	return j
}

func (c *counter) until(id domain.ID, states ...domain.JobState) (domain.Job, job.Summary) {
	c.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; {
		j, err := c.store.Job(c.t.Context(), id)
		if err != nil {
			c.t.Fatal(err)
		}
		if slices.Contains(states, j.State) {
			s, err := job.SummaryOf(&j)
			if err != nil && j.State != domain.JobFailed {
				c.t.Fatal(err)
			}
			return j, s
		}
		if j.State.Ended() || time.Now().After(deadline) {
			c.t.Fatalf("job %s is %s, not %v: %v\n%s", id, j.State, states, j.Fault, c.log)
		}
		<-time.After(2 * time.Millisecond)
	}
}

// seen names an import as it is now.
func (c *counter) seen(id domain.ID) job.Seen {
	c.t.Helper()
	j, err := c.store.Job(c.t.Context(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	return job.Seen{ID: id, Revision: j.Revision}
}

func (c *counter) sums(s job.Summary, counts ...int64) {
	c.t.Helper()
	var got []int64
	for _, f := range job.Fates() {
		got = append(got, s.Counts[f])
	}
	if !slices.Equal(got, counts) {
		c.t.Errorf("new, changed, same, refused = %v, want %v", got, counts)
	}
}

func TestAnImportWaitsForItsOwnersWord(t *testing.T) {
	c := newCounter(t, 60)
	c.run()
	file := c.renamed(10, "改名")
	file[3][file.column("时长(分钟)")] = "许久"
	file[0][file.column("地点")] = "在哪里"
	before := c.records()
	j := c.send("erin", job.ImportSpec{Name: "三月.csv"}, file.bytes())
	_, s := c.until(j.ID, domain.JobReady)
	c.sums(s, 0, 9, 0, 1)
	if len(before) != len(c.records()) || s.Applied || s.Format != "csv" || s.Rows != 10 {
		t.Errorf("%+v", s)
	}
	if _, err := c.imports.Remap(t.Context(), c.who["erin"], c.seen(j.ID), "", map[string]string{"在哪里": "place", "备注": ""}); err != nil {
		t.Fatal(err)
	}
	_, s = c.until(j.ID, domain.JobReady)
	c.sums(s, 0, 9, 0, 1)
	if s.Mapping["在哪里"] != "place" || !slices.ContainsFunc(s.Columns, func(x job.ImportColumn) bool { return x.Heading == "在哪里" && x.Key == "place" && x.Read }) {
		t.Errorf("columns %+v", s.Columns)
	}
	for who, want := range map[string]domain.ErrorCode{"bob": domain.NotFound, "chelsea": domain.NotFound} {
		if _, err := c.imports.Apply(t.Context(), c.who[who], c.seen(j.ID), job.Listed); domain.CodeOf(err) != want {
			t.Errorf("%s: %v", who, err)
		}
	}
	if _, err := c.imports.Apply(t.Context(), c.who["erin"], c.seen(j.ID), job.All); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("all of rows of which one is refused: %v", err)
	}
	if _, err := c.imports.Apply(t.Context(), c.who["erin"], c.seen(j.ID), job.Listed); err != nil {
		t.Fatal(err)
	}
	_, s = c.until(j.ID, domain.JobDone)
	c.sums(s, 0, 9, 0, 1)
	rows, kept, err := c.imports.Rows(t.Context(), c.who["erin"], j.ID)
	if err != nil || !s.Applied || rows.Count(job.FateChanged) != 9 {
		t.Fatal(s, err)
	}
	if err := kept.Close(); err != nil {
		t.Error(err)
	}
	name, write, err := c.imports.Refused(t.Context(), c.who["erin"], j.ID, c.texts.For("en"))
	var book bytes.Buffer
	if err != nil || name != "三月.csv" || write(t.Context(), &book) != nil || !strings.Contains(whole(t, book.Bytes()), "许久") {
		t.Errorf("%q, %v", name, err)
	}
	if _, err := c.imports.Apply(t.Context(), c.who["erin"], c.seen(j.ID), job.Listed); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("applied twice: %v", err)
	}
}

func TestAllOrNoneHoldsBackWhatHasChangedMeanwhile(t *testing.T) {
	c := newCounter(t, 60)
	stop := c.run()
	file := c.renamed(10, "改名")
	j := c.send("erin", job.ImportSpec{Name: "x"}, file.bytes())
	c.until(j.ID, domain.JobReady)
	stop()
	rec := c.record(file[2][file.column("编号")])
	rec.Notes = "电话里改的"
	if _, err := c.app.PutActivity(t.Context(), app.OperatorCaller(), app.Entry{ID: rec.ID, Content: rec.Content, Status: domain.Submitted, IfMatch: rec.Revision}); err != nil {
		t.Fatal(err)
	}
	before := c.records()
	if _, err := c.imports.Apply(t.Context(), c.who["erin"], c.seen(j.ID), job.All); err != nil {
		t.Fatal(err)
	}
	c.open(2)
	c.run()
	_, s := c.until(j.ID, domain.JobReady)
	c.sums(s, 0, 9, 0, 1)
	after := c.records()
	for id := range before {
		if before[id] != after[id] {
			t.Errorf("%s was written", id)
		}
	}
	if !s.HeldBack || s.Applied {
		t.Errorf("%+v", s)
	}
	if _, err := c.imports.Apply(t.Context(), c.who["erin"], c.seen(j.ID), job.Listed); err != nil {
		t.Fatal(err)
	}
	_, s = c.until(j.ID, domain.JobDone)
	c.sums(s, 0, 9, 0, 1)
}

func TestAPreviewThatWasNotSeenIsNotWritten(t *testing.T) {
	c := newCounter(t, 60)
	c.run()
	file := c.renamed(10, "改名")
	j := c.send("erin", job.ImportSpec{Name: "x"}, file.bytes())
	c.until(j.ID, domain.JobReady)
	before, first := c.records(), c.seen(j.ID)
	if _, err := c.imports.Remap(t.Context(), c.who["erin"], first, "", map[string]string{"地点": ""}); err != nil {
		t.Fatal(err)
	}
	c.until(j.ID, domain.JobReady)
	if _, err := c.imports.Apply(t.Context(), c.who["erin"], first, job.Listed); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("applied what another mapping made: %v", err)
	}
	if _, err := c.imports.Remap(t.Context(), c.who["erin"], first, "", map[string]string{}); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("mapped over another mapping: %v", err)
	}
	if !reflect.DeepEqual(before, c.records()) {
		t.Error("something was written")
	}
	if _, err := c.imports.Apply(t.Context(), c.who["erin"], c.seen(j.ID), job.Listed); err != nil {
		t.Fatal(err)
	}
	c.until(j.ID, domain.JobDone)
}

func TestAMappingIsOfferedAgainForTheSameHeadings(t *testing.T) {
	c := newCounter(t, 40)
	c.run()
	file := c.renamed(5, "改名")
	file[0][file.column("活动名称")] = "叫什么"
	j := c.send("erin", job.ImportSpec{Name: "x"}, file.bytes())
	if _, s := c.until(j.ID, domain.JobReady); !s.Unknown || s.Rows != 0 {
		t.Errorf("%+v", s)
	}
	body, err := json.Marshal(map[string]string{"叫什么": "title"})
	if err != nil {
		t.Fatal(err)
	}
	preset, err := c.app.AddPreset(t.Context(), c.who["erin"], app.PresetEntry{Kind: domain.PresetMapping, Name: "伙伴", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range []job.ImportSpec{{Name: "x"}, {Name: "x", Preset: preset.ID}} {
		_, s := c.until(c.send("erin", spec, file.bytes()).ID, domain.JobReady)
		c.sums(s, 0, 5, 0, 0)
		if s.Preset != preset.ID {
			t.Errorf("%+v", s)
		}
	}
	if failed, _ := c.until(c.send("bob", job.ImportSpec{Name: "x", Preset: preset.ID}, file.bytes()).ID, domain.JobFailed); failed.Fault.Code != domain.NotFound {
		t.Errorf("another's preset: %+v", failed.Fault)
	}
}

func TestATableOfUnknownHeadingsWaitsForItsMapping(t *testing.T) {
	c := newCounter(t, 40)
	c.run()
	file := c.renamed(5, "改名")
	heads := map[string]string{}
	for n, heading := range file[0] {
		heads[heading] = fmt.Sprint("列", n)
		file[0][n] = heads[heading]
	}
	before := c.records()
	j := c.send("erin", job.ImportSpec{Name: "x"}, file.bytes())
	_, s := c.until(j.ID, domain.JobReady)
	if !s.Unknown || len(s.Columns) != len(heads) || s.Columns[1].Heading != "列1" || s.Columns[1].Key != "" || s.Counts[job.FateRefused] != 0 {
		t.Errorf("%+v", s)
	}
	if rows, file, err := c.imports.Rows(t.Context(), c.who["erin"], j.ID); err != nil || rows.Count("") != 0 || file.Close() != nil {
		t.Errorf("rows of an unknown table: %v", err)
	}
	if _, err := c.imports.Apply(t.Context(), c.who["erin"], c.seen(j.ID), job.Listed); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("applied: %v", err)
	}
	again := func(mapping map[string]string) job.Summary {
		if _, err := c.imports.Remap(t.Context(), c.who["erin"], c.seen(j.ID), "", mapping); err != nil {
			t.Fatal(err)
		}
		_, s := c.until(j.ID, domain.JobReady)
		return s
	}
	if s := again(map[string]string{heads["编号"]: "id"}); !s.Unknown || s.Columns[slices.IndexFunc(s.Columns, func(x job.ImportColumn) bool { return x.Heading == heads["编号"] })].Key != "id" {
		t.Errorf("a mapping without the title: %+v", s)
	}
	c.sums(again(map[string]string{heads["编号"]: "id", heads["活动名称"]: "title"}), 0, 5, 0, 0)
	if !reflect.DeepEqual(before, c.records()) {
		t.Error("a preview wrote")
	}
}

func TestWhatIsNoTableIsRefusedWithAReason(t *testing.T) {
	c := newCounter(t, 1)
	c.run()
	for name, body := range map[string][]byte{"empty": nil, "over the limit": bytes.Repeat([]byte{'x'}, 1<<20+1)} {
		if _, err := c.imports.Begin(t.Context(), c.who["erin"], job.ImportSpec{Name: "x"}, bytes.NewReader(body)); domain.CodeOf(err) != map[string]domain.ErrorCode{"empty": domain.Malformed, "over the limit": domain.TooLarge}[name] {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, body := range map[string]string{"picture": "\x89PNG\r\n", "old workbook": "\xd0\xcf\x11\xe0", "blank": " ,\r\n", "broken zip": "PK\x03\x04rest"} {
		j, _ := c.until(c.send("erin", job.ImportSpec{Name: "x"}, []byte(body)).ID, domain.JobFailed)
		if j.Fault == nil || j.Fault.Code == domain.Internal || !c.texts.For("zh").Has(j.Fault.Key) {
			t.Errorf("%s: %+v", name, j.Fault)
		}
	}
	long := c.renamed(1, strings.Repeat("长", 300))
	_, s := c.until(c.send("erin", job.ImportSpec{Name: "x"}, long.bytes()).ID, domain.JobReady)
	c.sums(s, 0, 0, 0, 1)
	if _, err := c.imports.Begin(t.Context(), c.who["dan"], job.ImportSpec{Name: "x"}, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	jobs, err := c.desk.Jobs(t.Context(), c.who["dan"], domain.JobImport)
	if err != nil || len(jobs) != 1 {
		t.Fatal(jobs, err)
	}
	if j, _ := c.until(jobs[0].ID, domain.JobFailed); j.Fault.Code != domain.Forbidden {
		t.Errorf("who may not record: %+v", j.Fault)
	}
}

func TestAUserKeepsOnlySoManyTables(t *testing.T) {
	c := newCounter(t, 1)
	file := []byte("编号,活动名称\r\n,x\r\n")
	stop := c.run()
	for range 20 {
		c.until(c.send("erin", job.ImportSpec{Name: "x"}, file).ID, domain.JobReady)
	}
	stop()
	if _, err := c.imports.Begin(t.Context(), c.who["erin"], job.ImportSpec{Name: "x"}, bytes.NewReader(file)); domain.CodeOf(err) != domain.RateLimited {
		t.Errorf("the 21st: %v", err)
	}
	c.send("bob", job.ImportSpec{Name: "x"}, file)
	jobs, err := c.desk.Jobs(t.Context(), c.who["erin"], domain.JobImport)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.desk.Cancel(t.Context(), c.who["erin"], domain.JobImport, jobs[0].ID); err != nil {
		t.Fatal(err)
	}
	c.send("erin", job.ImportSpec{Name: "x"}, file)
	left := 0
	if err := c.files.Walk(t.Context(), func(name string) error {
		if strings.HasPrefix(name, string(jobs[0].ID)) {
			left++
		}
		return nil
	}); err != nil || left > 0 {
		t.Errorf("%d files of a cancelled import, %v", left, err)
	}
}

// Random histories: several people import tables of the same records at once, while desks stop and others start;
// every record ends with what exactly one import, or none, wrote, and each import's word about it is true.
func TestImportsAtOnceAndBrokenDesksLeaveOneTruth(t *testing.T) {
	r := contract.Random(t)
	for round := range contract.Budget(t, 2) {
		c := newCounter(t, 600)
		before := c.records()
		stop := c.run()
		ids := map[string]domain.ID{}
		for _, who := range []string{"erin", "fay"} {
			file := c.csv(who, "zh", domain.Filter{Statuses: []domain.Status{domain.Approved}}).clone()
			r.Shuffle(len(file)-1, func(i, j int) { file[i+1], file[j+1] = file[j+1], file[i+1] })
			for _, row := range file[1:] {
				if r.IntN(3) > 0 {
					row[file.column("活动名称")] = who + row[file.column("编号")]
				}
			}
			ids[who] = c.send(who, job.ImportSpec{Name: who}, file.bytes()).ID
		}
		for _, id := range ids {
			c.until(id, domain.JobReady)
		}
		for who, id := range ids {
			if _, err := c.imports.Apply(t.Context(), c.who[who], c.seen(id), job.Listed); err != nil {
				t.Fatal(err)
			}
		}
		restarts := byte(1 + r.IntN(6))
		for seed := range restarts {
			<-time.After(time.Duration(r.IntN(60)) * time.Millisecond)
			stop()
			c.open(10 + seed)
			stop = c.run()
		}
		wrote := map[string]string{}
		for who, id := range ids {
			c.until(id, domain.JobDone)
			rows, kept, err := c.imports.Rows(t.Context(), c.who[who], id)
			if err != nil {
				t.Fatal(err)
			}
			for row, err := range rows.Each(job.FateChanged) {
				if err != nil || wrote[row.ID] != "" {
					t.Fatalf("round %d: %s written by both, %v", round, row.ID, err)
				}
				wrote[row.ID] = who
			}
			if err := kept.Close(); err != nil {
				t.Error(err)
			}
		}
		stop()
		for id, is := range c.records() {
			rec := c.record(string(id))
			switch who := wrote[string(id)]; {
			case who == "" && is != before[id]:
				t.Errorf("round %d: %s changed by nobody", round, id)
			case who != "" && (rec.Title != who+string(id) || rec.Standing == nil || rec.Revision != rec.Standing.Revision+1):
				t.Errorf("round %d: %s is %q at %d, want %s's", round, id, rec.Title, rec.Revision, who)
			}
		}
		t.Logf("round %d: %d records written, each by one of two imports, over %d restarts", round, len(wrote), restarts)
		if len(wrote) == 0 {
			t.Error("nothing was written")
		}
	}
}
