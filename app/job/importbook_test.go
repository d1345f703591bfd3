package job_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"outreach/app/job"
	"outreach/domain"
	"outreach/reports"
	"outreach/reports/openpyxl"
	readtable "outreach/reports/table"
	"outreach/repository/contract"
)

func (l *ledger) book(who, lang string, f domain.Filter) []byte {
	l.t.Helper()
	req := l.request(lang)
	req.Filter = f
	var out bytes.Buffer
	if err := reports.Workbook(l.t.Context(), &out, "r1", l.app.Source(l.who[who]), req); err != nil {
		l.t.Fatal(err)
	}
	return out.Bytes()
}

// plan is what testdata/edit.py does to a workbook.
type plan struct {
	ID    string   `json:"id"` // the heading of the record numbers
	Cells [][3]any `json:"cells"`
	Turn  bool     `json:"turn"`
	Extra bool     `json:"extra"`
}

// edited has another program edit a workbook.
func edited(t *testing.T, book []byte, p plan) []byte {
	t.Helper()
	if p.Cells == nil {
		p.Cells = [][3]any{}
	}
	return openpyxl.Make(t, "testdata/edit.py", p, book)
}

// cellEdits draws edits of distinct cells of records, and the pointers they change.
func cellEdits(r *rand.Rand, file table, n int) (cells [][3]any, want map[string]map[string]bool) {
	want = map[string]map[string]bool{}
	twice := map[string]int{}
	for _, row := range file[1:] {
		twice[row[file.column("编号")]]++
	}
	for range n {
		row := file[1+r.IntN(len(file)-1)]
		id := row[file.column("编号")]
		heading, pointer, value := drawn(r, file, row)
		if row[file.column(heading)] == fmt.Sprint(value) || twice[id] > 1 || want[id][pointer] {
			continue
		}
		if want[id] == nil {
			want[id] = map[string]bool{}
		}
		want[id][pointer] = true
		if heading == "活动日期" {
			value = map[string]any{"day": value}
		}
		cells = append(cells, [3]any{id, heading, value})
	}
	return cells, want
}

// drawn gives a column, the field it holds and another value for it, such as fits the record.
func drawn(r *rand.Rand, file table, row []string) (heading, pointer string, value any) {
	switch r.IntN(8) {
	case 0:
		return "活动名称", "/title", fmt.Sprintf("@改名%d𠮷", r.IntN(1e6))
	case 1:
		return "地点", "/place", fmt.Sprintf("_x0041_第%d小学", r.IntN(1e6))
	case 2:
		return "备注", "/notes", fmt.Sprintf("第%d次\n核对 @", r.IntN(1e6))
	case 3:
		return "时长(分钟)", "/minutes", 21 + r.IntN(400)
	case 4:
		return "发放资料(份)", "/materials", 1 + r.IntN(9000)
	case 5:
		return "参与人次", "/attendance", 5000 + r.IntN(10000)
	case 6:
		return "活动日期", "/date", row[file.column("活动日期")][:8] + fmt.Sprintf("%02d", 1+r.IntN(28))
	default:
		other := file[1+r.IntN(len(file)-1)]
		return "活动形式", "/form", other[file.column("活动形式")]
	}
}

func TestCellsEditedByAnotherProgramAreAllThatChanges(t *testing.T) {
	r := contract.Random(t)
	l := newLedger(t, 300)
	filter := domain.Filter{Statuses: []domain.Status{domain.Approved, domain.Submitted, domain.Returned}}
	for round := range contract.Budget(t, 3) {
		cells, want := cellEdits(r, l.csv("erin", "zh", filter), 1+r.IntN(60))
		file := edited(t, l.book("erin", "zh", filter), plan{ID: "编号", Cells: cells, Turn: r.IntN(2) == 0, Extra: r.IntN(2) == 0})
		l.wantEdits(file, want)
		t.Logf("round %d: %d cells of %d records", round, len(cells), len(want))
	}
}

func TestATableIsReadHoweverItIsLaidOut(t *testing.T) {
	l := newLedger(t, 120)
	zh := l.csv("erin", "zh", domain.Filter{})
	national, err := simplifiedchinese.GB18030.NewEncoder().Bytes(zh.bytes()[3:])
	if err != nil {
		t.Fatal(err)
	}
	named := zh.clone()
	named[0][named.column("活动名称")] = "我们的叫法"
	for name, file := range map[string][]byte{
		"columns turned, one of their own": edited(t, l.book("erin", "zh", domain.Filter{}), plan{ID: "编号", Turn: true, Extra: true}),
		"English workbook, turned":         edited(t, l.book("erin", "en", domain.Filter{}), plan{ID: "Record no.", Turn: true}),
		"GB18030":                          national,
	} {
		if p := l.preview("erin", file); p.Counts[job.FateSame] != p.Rows || p.Rows < 120 {
			t.Errorf("%s: %v of %d\n%s", name, p.Counts, p.Rows, p.told())
		}
	}
	p := &loaded{Import: l.importOf("erin", named.bytes(), map[string]string{"我们的叫法": "title", "备注": ""})}
	var out bytes.Buffer
	if p.Summary, err = p.Preview(t.Context(), &out, noProgress); err != nil || p.Counts[job.FateSame] != p.Rows {
		t.Errorf("mapped: %v %v", p.Counts, err)
	}
	for _, c := range p.Columns {
		if c.Heading == "我们的叫法" && (c.Key != "title" || !c.Read) || c.Heading == "备注" && c.Key != "" {
			t.Errorf("%+v", c)
		}
	}
}

func TestRefusedRowsComeBackMended(t *testing.T) {
	l := newLedger(t, 120)
	filter := domain.Filter{Statuses: []domain.Status{domain.Approved}}
	file := l.csv("erin", "zh", filter).clone()
	ids := []string{}
	for i, row := range file[1:] {
		row[file.column("地点")] = fmt.Sprint("改地点", i)
		if i%10 == 0 {
			row[file.column("参与人次")] = "若干"
			ids = append(ids, row[file.column("编号")])
		}
	}
	p := l.preview("erin", file.bytes())
	bad := int64(len(ids))
	p.wants(t, 0, p.Rows-bad, 0, bad)
	l.apply(p).wants(t, 0, p.Rows-bad, 0, bad)
	for _, lang := range []string{"zh", "en"} {
		var book bytes.Buffer
		if err := p.Refused(t.Context(), p.rows, l.texts.For(lang), &book); err != nil {
			t.Fatal(err)
		}
		l.preview("erin", book.Bytes()).wants(t, 0, 0, 0, bad)
		if lang == "en" {
			continue
		}
		var cells [][3]any
		for i, id := range ids {
			cells = append(cells, [3]any{id, "参与人次", 9000 + i})
		}
		mended := l.preview("erin", edited(t, book.Bytes(), plan{ID: "编号", Cells: cells}))
		mended.wants(t, 0, bad, 0, 0)
		reasons := 0
		for _, c := range mended.Columns {
			if c.Heading == "原因" && c.Key == "" {
				reasons++
			}
		}
		if reasons != 1 {
			t.Errorf("columns %v", mended.Columns)
		}
	}
	var book bytes.Buffer
	if err := p.Refused(t.Context(), p.rows, l.texts.For("zh"), &book); err != nil {
		t.Fatal(err)
	}
	if text := whole(t, book.Bytes()); !strings.Contains(text, "若干") || !strings.Contains(text, "改地点10") || strings.Contains(text, "改地点12|") {
		t.Errorf("refused rows: %.2000s", text)
	}
}

// whole gives the text of a workbook's sheet as the reader of tables sees it.
func whole(t *testing.T, book []byte) string {
	t.Helper()
	var rows []string
	for row := range sheetRows(t, book) {
		rows = append(rows, strings.Join(row, "|"))
	}
	return strings.Join(rows, "\n")
}

func TestChangesToldOnceAreToldTheSameFromTheFile(t *testing.T) {
	l := newLedger(t, 60)
	file := l.csv("erin", "zh", sessions).clone()
	file[1][file.column("主题")] = ""
	file[2][file.column("时长(分钟)")] = "1234567"
	p := l.preview("erin", file.bytes())
	rows, err := p.rows.Page("", 0, 2)
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	if rows[0].Fate != job.FateRefused || rows[0].Faults[0].Message != "rule.1" || rows[0].Faults[0].Heading != "主题" {
		t.Errorf("%+v", rows[0])
	}
	raw, err := json.Marshal(rows[1].Changes[0])
	if want := `"after":1234567`; err != nil || !strings.Contains(string(raw), want) || !reflect.DeepEqual(rows[1].Changes[0].Key, "minutes") {
		t.Errorf("%s, want %s", raw, want)
	}
}

func sheetRows(t *testing.T, book []byte) func(yield func([]string) bool) {
	t.Helper()
	tb, err := readtable.Open(t.Context(), bytes.NewReader(book), int64(len(book)), readtable.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func([]string) bool) {
		for row, err := range tb.Rows(t.Context(), tb.Sheets()[0].Name) {
			if err != nil {
				t.Error(err)
				return
			}
			var cells []string
			for _, c := range row.Cells {
				cells = append(cells, c.Text)
			}
			if !yield(cells) {
				return
			}
		}
	}
}
