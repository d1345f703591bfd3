package job_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"outreach/app"
	"outreach/app/job"
	"outreach/domain"
	"outreach/reports"
	"outreach/repository/contract"
)

func TestAnUntouchedExportIsAllTheSame(t *testing.T) {
	l := newLedger(t, 400)
	before := l.records()
	for _, lang := range []string{"zh", "en"} {
		var book bytes.Buffer
		if err := reports.Workbook(t.Context(), &book, "r1", l.app.Source(l.who["erin"]), l.request(lang)); err != nil {
			t.Fatal(err)
		}
		for format, file := range map[string][]byte{"xlsx": book.Bytes(), "csv": l.csv("erin", lang, domain.Filter{}).bytes()} {
			p := l.preview("erin", file)
			if p.Counts[job.FateSame] != p.Rows || p.Rows < 400 || p.Format != format {
				t.Errorf("%s %s: %v of %d rows as %s\n%s", lang, format, p.Counts, p.Rows, p.Format, p.told())
			}
			l.apply(p).wants(t, 0, 0, p.Rows, 0)
		}
	}
	if !reflect.DeepEqual(before, l.records()) {
		t.Error("the ledger is not as it was")
	}
}

// edit is a cell's new text and the field that it changes.
type edit struct {
	heading, pointer string
	value            func(r *rand.Rand) string
}

func edits() []edit {
	n := func(lo, hi int) func(r *rand.Rand) string {
		return func(r *rand.Rand) string { return fmt.Sprint(lo + r.IntN(hi-lo)) }
	}
	return []edit{
		{"活动名称", "/title", func(r *rand.Rand) string { return fmt.Sprintf("改名%d𠮷", r.IntN(1e6)) }},
		{"地点", "/place", func(r *rand.Rand) string { return fmt.Sprintf("第%d小学", r.IntN(1e6)) }},
		{"备注", "/notes", func(r *rand.Rand) string { return fmt.Sprintf("第%d次\n核对", r.IntN(1e6)) }},
		{"时长(分钟)", "/minutes", n(21, 400)},
		{"发放资料(份)", "/materials", n(1001, 9000)},
	}
}

func TestEditedCellsAndNothingElseComeBack(t *testing.T) {
	r := contract.Random(t)
	l := newLedger(t, 400)
	for range contract.Budget(t, 3) {
		was := l.csv("erin", "zh", domain.Filter{Statuses: []domain.Status{domain.Approved, domain.Submitted, domain.Returned}})
		file, id := was.clone(), was.column("编号")
		for range 1 + r.IntN(40) {
			e, row := edits()[r.IntN(len(edits()))], file[1+r.IntN(len(file)-1)]
			if slices.IndexFunc(file, func(other []string) bool { return other[id] == row[id] && &other[0] != &row[0] }) >= 0 {
				continue // two versions of it are there: only one may be edited
			}
			row[file.column(e.heading)] = e.value(r)
		}
		l.wantEdits(file.bytes(), file.changedFrom(was))
	}
}

// changedFrom gives the pointers that edits changed, by record, in a table that was another: a new text may be the old one.
func (t table) changedFrom(was table) map[string]map[string]bool {
	changed, id := map[string]map[string]bool{}, t.column("编号")
	for n, row := range t {
		for _, e := range edits() {
			if at := t.column(e.heading); row[at] == was[n][at] {
				continue
			}
			if changed[row[id]] == nil {
				changed[row[id]] = map[string]bool{}
			}
			changed[row[id]][e.pointer] = true
		}
	}
	return changed
}

// wantEdits imports a table in which cells were edited, those of some pointers by record: they and nothing else
// change, and once.
func (l *ledger) wantEdits(file []byte, want map[string]map[string]bool) {
	l.t.Helper()
	before, changed := l.records(), int64(len(want))
	p := l.preview("erin", file)
	p.wants(l.t, 0, changed, p.Rows-changed, 0)
	for row, err := range p.rows.Each(job.FateChanged) {
		if err != nil {
			l.t.Fatal(err)
		}
		l.wantChanges(row, want[row.ID])
	}
	l.apply(p).wants(l.t, 0, changed, p.Rows-changed, 0)
	after := l.records()
	for id, was := range before {
		switch {
		case want[string(id)] != nil:
			l.wantHistory(string(id), want[string(id)])
		case after[id] != was:
			l.t.Fatalf("%s changed", id)
		}
	}
	l.preview("erin", file).wants(l.t, 0, 0, p.Rows, 0)
}

// wantChanges compares the changes a preview tells of with the pointers that were edited; an approved or
// returned record goes back to submitted besides.
func (l *ledger) wantChanges(row job.ImportRow, want map[string]bool) {
	l.t.Helper()
	got := map[string]bool{}
	for _, c := range row.Changes {
		got[c.Pointer] = true
		if c.Key == "" {
			l.t.Errorf("row %d: %s stands in no column", row.Row, c.Pointer)
		}
	}
	if l.record(row.ID).Status != domain.Submitted && !got["/status"] {
		l.t.Errorf("row %d: the status stays", row.Row)
	}
	delete(got, "/status")
	if !reflect.DeepEqual(got, want) {
		l.t.Errorf("row %d changes %v, want %v", row.Row, got, want)
	}
}

func (l *ledger) wantHistory(id string, want map[string]bool) {
	l.t.Helper()
	steps, err := l.app.History(l.t.Context(), l.who["erin"], domain.ID(id))
	if err != nil || len(steps) == 0 {
		l.t.Fatal(err)
	}
	last, got := steps[len(steps)-1], map[string]bool{}
	for _, c := range last.Changes {
		got[c.Pointer] = true
	}
	delete(got, "/status")
	if !reflect.DeepEqual(got, want) || last.Actor != l.who["erin"].User.ID || last.Version.Status != domain.Submitted {
		l.t.Errorf("%s: %s by %s changed %v, want %v", id, last.Action, last.Actor, got, want)
	}
}

// sessions takes approved sessions: R1 has all the columns that a new one needs.
var sessions = domain.Filter{Statuses: []domain.Status{domain.Approved}, Kinds: []domain.Kind{domain.KindSession}}

func TestARowWithoutAnIDMakesOneRecordHoweverOftenItComes(t *testing.T) {
	l := newLedger(t, 60)
	file := l.csv("erin", "zh", sessions).clone()[:6]
	file[5] = slices.Clone(file[4]) // two equal rows are two records
	for _, row := range file[1:] {
		row[file.column("编号")] = ""
		row[file.column("照片数")] = ""
	}
	l.apply(l.preview("chelsea", file.bytes())).wants(t, 5, 0, 0, 0)
	once := l.records()
	l.apply(l.preview("chelsea", file.bytes())).wants(t, 0, 0, 5, 0)
	if !reflect.DeepEqual(once, l.records()) || len(once) != 65 {
		t.Errorf("%d records", len(once))
	}
}

func TestTheFateOfARowIsToldWithItsReason(t *testing.T) {
	l := newLedger(t, 400)
	approved := domain.Filter{Statuses: []domain.Status{domain.Approved}, Areas: []domain.AreaCode{440000}}
	file := l.csv("erin", "zh", approved).clone()
	if len(file) < 8 {
		t.Fatalf("%d rows", len(file))
	}
	elsewhere := l.csv("erin", "zh", domain.Filter{Statuses: []domain.Status{domain.Approved}, Areas: []domain.AreaCode{110000, 330000, 510000}})[1]
	file = append(file[:7], elsewhere)
	set := func(row int, heading, value string) { file[row][file.column(heading)] = value }
	set(1, "活动名称", "新名")
	set(2, "时长(分钟)", "很久")
	set(3, "活动形式", "杂技")
	set(4, "参与人次", "0")
	set(5, "备注", "张三 13912345678")
	file[6] = slices.Clone(file[1])
	set(6, "活动名称", "又一名")
	set(7, "活动名称", "不归我管")
	closed := file[1][file.column("活动日期")]
	day, err := domain.ParseDate(closed)
	if err != nil {
		t.Fatal(err)
	}
	check := func(p *loaded, row int, heading, message string) {
		t.Helper()
		for r, err := range p.rows.Each("") {
			if err != nil {
				t.Fatal(err)
			}
			if r.Row != row+1 {
				continue
			}
			if r.Fate != job.FateRefused || r.Faults[0].Message != message || r.Faults[0].Heading != heading || heading != "" && r.Faults[0].Letter == "" {
				t.Errorf("row %d: %+v, want %s at %s", row+1, r, message, heading)
			}
			return
		}
		t.Errorf("row %d is not told of", row+1)
	}
	p := l.preview("bob", file.bytes())
	p.wants(t, 0, 1, 0, 6)
	check(p, 2, "时长(分钟)", "fault.report.number")
	check(p, 3, "活动形式", "fault.report.label")
	check(p, 4, "参与人次", "rule.5")
	check(p, 5, "备注", "rule.63")
	check(p, 6, "编号", "fault.import.twice")
	if _, err := l.app.CloseMonth(t.Context(), l.who["erin"], 0, day.Month(), "年报"); err != nil {
		t.Fatal(err)
	}
	before := l.records()
	q := l.preview("erin", file.bytes())
	check(q, 1, "", "error.period_closed.month")
	l.apply(p).wants(t, 0, 0, 0, 7) // the month was closed after the preview
	if !reflect.DeepEqual(before, l.records()) {
		t.Error("a refused row was written")
	}
}

func TestARecordChangedSinceThePreviewIsNotOverwritten(t *testing.T) {
	l := newLedger(t, 100)
	file := l.renamed(3, "导入")
	p := l.preview("erin", file.bytes())
	p.wants(t, 0, 3, 0, 0)
	first, second := l.record(file[1][1]), l.record(file[2][1])
	first.Notes = "电话里改的"
	second.Title = "导入1"
	for _, rec := range []domain.Activity{first, second} {
		if _, err := l.app.PutActivity(t.Context(), l.who["bob"], app.Entry{ID: rec.ID, Content: rec.Content, Status: domain.Submitted, IfMatch: rec.Revision}); domain.CodeOf(err) != domain.Forbidden && err != nil {
			t.Fatal(err)
		}
		if _, err := l.app.PutActivity(t.Context(), app.OperatorCaller(), app.Entry{ID: rec.ID, Content: rec.Content, Status: domain.Submitted, IfMatch: rec.Revision}); err != nil {
			t.Fatal(err)
		}
	}
	done := l.apply(p)
	done.wants(t, 0, 1, 1, 1)
	for row, err := range done.rows.Each(job.FateRefused) {
		if err != nil || row.Code != string(domain.Conflict) || row.Faults[0].Message != "error.import.meanwhile" {
			t.Errorf("%+v, %v", row, err)
		}
	}
	if rec := l.record(file[1][1]); rec.Notes != "电话里改的" || rec.Title == "导入0" {
		t.Errorf("overwritten: %s %s", rec.Title, rec.Notes)
	}
}

func TestAnApplyThatWasBrokenOffGoesOn(t *testing.T) {
	l := newLedger(t, 400)
	file := l.csv("erin", "zh", sessions).clone()
	for i, row := range file[1:] {
		row[file.column("活动名称")] = fmt.Sprint("导入", i)
		if i%3 == 0 {
			row[file.column("编号")] = ""
		}
	}
	p := l.preview("erin", file.bytes())
	fresh, changed := p.Counts[job.FateNew], p.Counts[job.FateChanged]
	p.wants(t, fresh, changed, 0, 0)
	for stop := int64(100); stop < p.Rows; stop += 100 {
		var out bytes.Buffer
		_, err := p.Apply(t.Context(), p.rows, &out, func(done, _ int64) error {
			if done >= stop {
				return context.Canceled
			}
			return nil
		})
		if err == nil {
			t.Fatal("it did not stop")
		}
	}
	l.apply(p).wants(t, fresh, changed, 0, 0)
	for id := range l.records() {
		if rec := l.record(string(id)); rec.Revision > 4 {
			t.Errorf("%s has revision %d", id, rec.Revision)
		}
	}
	l.preview("erin", file.bytes()).wants(t, 0, 0, p.Rows, 0)
}

func TestARehearsalSaysWhetherAllRowsAreGood(t *testing.T) {
	l := newLedger(t, 100)
	file := l.renamed(3, "导入")
	p := l.preview("erin", file.bytes())
	rec := l.record(file[1][1])
	rec.Notes = "电话里改的"
	if _, err := l.app.PutActivity(t.Context(), app.OperatorCaller(), app.Entry{ID: rec.ID, Content: rec.Content, Status: domain.Submitted, IfMatch: rec.Revision}); err != nil {
		t.Fatal(err)
	}
	before := l.records()
	var out bytes.Buffer
	s, written, err := p.Rehearse(t.Context(), p.rows, &out, noProgress)
	if err != nil || written != 0 {
		t.Fatal(written, err)
	}
	(&loaded{p.Import, s, opened(t, out.Bytes())}).wants(t, 0, 2, 0, 1)
	if !reflect.DeepEqual(before, l.records()) {
		t.Error("a rehearsal wrote")
	}
}

func TestRowsAreFoundByFateAndPlace(t *testing.T) {
	l := newLedger(t, 100)
	file := l.csv("erin", "zh", domain.Filter{}).clone()
	for i, row := range file[1:] {
		if i%4 == 0 {
			row[file.column("时长(分钟)")] = "?"
		}
	}
	p := l.preview("erin", file.bytes())
	for _, fate := range append(job.Fates(), "") {
		var all []job.ImportRow
		for row, err := range p.rows.Each(fate) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, row)
		}
		if int64(len(all)) != p.rows.Count(fate) {
			t.Errorf("%q: %d rows, %d counted", fate, len(all), p.rows.Count(fate))
		}
		for from := 0; from <= len(all); from += 7 {
			page, err := p.rows.Page(fate, int64(from), 7)
			if want := all[from:min(from+7, len(all))]; err != nil || len(page)+len(want) > 0 && !reflect.DeepEqual(page, want) {
				t.Errorf("%q from %d: %d rows, %v", fate, from, len(page), err)
			}
		}
	}
	for _, broken := range [][]byte{nil, []byte("x"), bytes.Repeat([]byte{1}, 100)} {
		if _, err := job.OpenRows(bytes.NewReader(broken), int64(len(broken))); err == nil {
			t.Errorf("%d bytes were opened", len(broken))
		}
	}
}

func TestARowOfAnOlderRevisionOverwritesNothing(t *testing.T) {
	l := newLedger(t, 200)
	submitted := l.csv("erin", "zh", domain.Filter{Statuses: []domain.Status{domain.Submitted}}).clone()
	approved := l.csv("erin", "zh", domain.Filter{Statuses: []domain.Status{domain.Approved}}).clone()
	if len(submitted) < 2 || len(approved) < 4 {
		t.Fatal("too few records")
	}
	file := append(approved[:4], submitted[1])
	id, title := file.column("编号"), file.column("活动名称")
	for _, n := range []int{1, 2} { // changed on a phone since the export
		rec := l.record(file[n][id])
		rec.Attendance += 7
		if _, err := l.app.PutActivity(t.Context(), app.OperatorCaller(), app.Entry{ID: rec.ID, Content: rec.Content, Status: domain.Submitted, IfMatch: rec.Revision}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.app.Review(t.Context(), app.OperatorCaller(), domain.ID(file[4][id]), app.ReviewEntry{Approve: true}); err != nil {
		t.Fatal(err)
	}
	file[2][title], file[4][title] = "改名", "审核后改名"
	file[3][file.column("审核状态")] = "作废"
	before := l.record(file[2][id])
	p := l.preview("erin", file.bytes())
	p.wants(t, 0, 1, 1, 2)
	for n, want := range map[int64]string{0: "error.import.older", 1: "fault.import.status"} {
		rows, err := p.rows.Page(job.FateRefused, n, 1)
		if err != nil || rows[0].Faults[0].Message != want {
			t.Errorf("%+v, %v, want %s", rows, err, want)
		}
	}
	l.apply(p).wants(t, 0, 1, 1, 2)
	if after := l.record(file[2][id]); after.Attendance != before.Attendance || after.Revision != before.Revision {
		t.Error("an older row was written over a newer record")
	}
	if rec := l.record(file[4][id]); rec.Title != "审核后改名" || rec.Standing == nil {
		t.Errorf("%+v", rec)
	}
	without := file.clone() // without the column, what an edited row says is taken for what is wanted
	for _, row := range without {
		row[file.column("修订号")] = ""
	}
	l.preview("erin", without.bytes()).wants(t, 0, 1, 3, 0)
}

func TestRecordsOfEveryKindAreMadeOfRows(t *testing.T) {
	l := newLedger(t, 1)
	file := table{
		strings.Split("类型,项目,活动名称,活动日期,时长(分钟),行政区划代码,地点,活动形式,场所类型,开展方式,主题,参与人次,计数方式,主办单位,主讲人,语言,走访方式,街道,社区,敲门户数,应门户数,宣讲户数,拒访户数,学校代码,学校,公安单位,民警人数,学生人次,承诺书", ","),
		strings.Split("教育课堂,星海计划,课,2022-09-15,60,440303,桂园街道,讲座,社区,线下,电信网络诈骗,45,实数,某公司,李老师,,,,,,,,0,,,,0,,", ","),
		strings.Split("入户走访,蓝马甲,访,2022-09-15,60,440303,桂园街道,入户走访,家庭,线下,养老诈骗,30,实数,某公司,,,敲门,桂园街道,老围社区,20,15,12,3,,,,,,", ","),
		strings.Split("校园反诈,无诈校园,校,2022-09-15,60,440305,深圳大学,讲座,高校,线下,电信网络诈骗,500,实数,某公司,,,,,,,,,,,某中学,南山分局,4,480,100", ","),
		strings.Split("入户走访,蓝马甲,访二,2022-09-15,60,440303,桂园街道,入户走访,家庭,线下,养老诈骗,30,实数,某公司,,,,,,10,15,,,,,,,,", ","),
	}
	mode := l.app.Catalogue().Vocabularies["visit_mode"].Terms[0]
	file[2][file.column("走访方式")] = mode.Zh
	p := l.preview("erin", file.bytes())
	p.wants(t, 3, 0, 0, 1)
	rows, err := p.rows.Page(job.FateRefused, 0, 1)
	if err != nil || rows[0].Faults[0].Heading == "" {
		t.Errorf("%+v, %v", rows, err)
	}
	l.apply(p).wants(t, 3, 0, 0, 1)
	made := map[domain.Kind]domain.Activity{}
	for row, err := range p.rows.Each(job.FateNew) {
		if err != nil {
			t.Fatal(err)
		}
		rec := l.record(row.ID)
		made[rec.Kind] = rec
	}
	if s := made[domain.KindSession]; s.Session == nil || s.Session.Lecturer != "李老师" || s.Visit != nil || s.Drive != nil {
		t.Errorf("%+v", s.Content)
	}
	want := domain.HouseholdCounts{Knocked: 20, Answered: 15, Talked: 12, Refused: 3}
	if v := made[domain.KindVisit].Visit; v == nil || v.Mode != mode.Code || v.Community != "老围社区" || v.Households != want {
		t.Errorf("%+v", v)
	}
	if d := made[domain.KindDrive].Drive; d == nil || d.School != "某中学" || d.PoliceUnit != "南山分局" || d.Officers != 4 || d.Students != 480 || d.Pledges != 100 {
		t.Errorf("%+v", d)
	}
	l.preview("erin", file.bytes()).wants(t, 0, 0, 3, 1)
}
