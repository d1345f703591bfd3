package reports_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"outreach/domain"
	"outreach/reports"
)

// pyCell, pySeries and pySheet are what another program, openpyxl, reads from a workbook.
type pyCell struct {
	Type   string
	Text   string
	Number float64
	Format string
}

type pySeries struct {
	Name       []string
	Categories []string
	Values     []float64
}

type pySheet struct {
	Cells          [][]*pyCell
	Frozen, Filter string
	Titles, Footer string
	Landscape, Fit bool
	Charts         [][]pySeries
}

type pyBook struct {
	Sheets                  map[string]pySheet
	Order                   []string
	Creator, Title, Created string
}

// openpyxl reads a workbook by the other program; OUTREACH_PYTHON names a Python that has it (make test does).
func openpyxl(t *testing.T, raw []byte) pyBook {
	t.Helper()
	python := os.Getenv("OUTREACH_PYTHON")
	if python == "" {
		t.Fatal("OUTREACH_PYTHON must name a Python with openpyxl; `make test` sets it")
	}
	file := filepath.Join(t.TempDir(), "book.xlsx")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, "testdata/cells.py", file)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s testdata/cells.py: %v (is openpyxl installed?)", python, err)
	}
	var b pyBook
	if err := json.Unmarshal(out, &b); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAnotherProgramReadsTheActivityTableAsTyped(t *testing.T) {
	a := sample(1)
	a.Title, a.Place = "𠮷野家门口的金融课", "=HYPERLINK(\"x\")"
	b := openpyxl(t, book(t, "r1", memory{a}, request(t, "zh")))
	if diff := cmp.Diff([]string{"说明", "R1 活动明细表"}, b.Order); diff != "" {
		t.Fatal(diff)
	}
	if b.Creator != "Outreach Ledger" || b.Title != "R1 活动明细表" || b.Created != "2023-01-06T10:13:20" {
		t.Errorf("properties %q %q %q", b.Creator, b.Title, b.Created)
	}
	s := b.Sheets["R1 活动明细表"]
	got := map[string]*pyCell{}
	for i, head := range s.Cells[0] {
		got[head.Text] = s.Cells[1][i]
	}
	str := func(s string) *pyCell { return &pyCell{Type: "s", Text: s} }
	num := func(n float64) *pyCell { return &pyCell{Type: "number", Number: n, Format: "#,##0"} }
	want := map[string]*pyCell{
		"序号": num(1), "编号": str("0184f000-0000-7000-8000-000000000001"), "类型": str("教育课堂"), "项目": str("星海计划"),
		"集中活动": str("教育宣传月 2022"), "活动名称": str("𠮷野家门口的金融课"), "活动日期": {Type: "date", Text: "2022-11-05", Format: "yyyy-mm-dd"},
		"时长(分钟)": num(90), "省": str("浙江省"), "市": str("杭州市"), "县(区)": str("西湖区"), "行政区划代码": str("330106"),
		"地点": str("=HYPERLINK(\"x\")"), "活动形式": str("讲座"), "场所类型": str("社区"), "开展方式": str("线下"),
		"主题": str("电信网络诈骗; 养老诈骗"), "主要受众": str("老年人 30; 务农、农村居民 5"), "参与人次": num(42), "其中老年人": num(30),
		"计数方式": str("估算"), "估算方法": str("座位估算"), "发放资料(份)": num(100), "志愿者(人次)": num(2), "主办单位": str("浙江站"),
		"联合单位": str("德加社区居委会; 杭州市公安局（反诈中心）（公安）"), "照片数": num(1), "审核状态": str("已审核"), "是否计入": str("是"),
		"不计入原因": nil, "修订号": num(1), "备注": str("反响好, \"很\"好\n第二行"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	looks := pySheet{Frozen: "A2", Filter: "$A$1:$AF$2", Titles: "$1:$1", Footer: "第 &P 页 共 &N 页", Landscape: true, Fit: true}
	s.Cells, s.Charts = nil, nil
	if diff := cmp.Diff(looks, s); diff != "" {
		t.Error(diff)
	}
}

func TestTheWholeBookReadsAlikeInTwoPrograms(t *testing.T) {
	const seed = 11
	for _, lang := range []string{"zh", "en"} {
		raw := book(t, reports.All, crowd(200, seed), request(t, lang))
		py := openpyxl(t, raw)
		f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f.GetSheetList(), py.Order); diff != "" || len(py.Order) != len(reports.List())+1 {
			t.Errorf("%s: %d sheets %s", lang, len(py.Order), diff)
		}
		compared := 0
		for _, name := range py.Order {
			lines, err := f.GetRows(name)
			if err != nil {
				t.Fatal(err)
			}
			for r, line := range lines {
				for c, text := range line {
					compared++
					if !alike(text, py.Sheets[name].Cells[r][c]) {
						t.Errorf("seed %d, %s, row %d, column %d: %q against %+v", seed, name, r+1, c+1, text, py.Sheets[name].Cells[r][c])
					}
				}
			}
		}
		if compared < 4000 {
			t.Errorf("%d cells compared", compared)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// alike compares excelize's raw cell with openpyxl's; a day is a number to the one and a date to the other.
func alike(raw string, c *pyCell) bool {
	switch {
	case c == nil:
		return raw == ""
	case c.Type == "number":
		n, err := strconv.ParseFloat(raw, 64)
		return err == nil && n == c.Number
	case c.Type == "date":
		d, err := domain.ParseDate(c.Text)
		return err == nil && raw == strconv.Itoa(d.DaysSince(18991230))
	}
	return raw == c.Text
}

func TestChartsCarryTheValuesTheyShow(t *testing.T) {
	const seed = 12
	src, req := crowd(300, seed), request(t, "zh")
	s := openpyxl(t, book(t, reports.All, src, req)).Sheets["图表"]
	if len(s.Charts) != 2 {
		t.Fatalf("%d charts", len(s.Charts))
	}
	bars := s.Charts[0][0]
	if len(bars.Categories) != 2 || len(bars.Values) != 2 || bars.Values[0] < bars.Values[1] {
		t.Errorf("bars %+v", bars)
	}
	months := s.Charts[1]
	if len(months) != 2 || len(months[0].Categories) != 12 || months[0].Categories[0] != "2022-01" {
		t.Fatalf("months %+v", months)
	}
	attendance, activities := total(t, src, req.Filter, domain.MeasureAttendance), total(t, src, req.Filter, domain.MeasureActivities)
	for _, c := range []struct {
		series pySeries
		want   int64
	}{{bars, attendance}, {months[0], attendance}, {months[1], activities}} {
		sum := 0.0
		for _, v := range c.series.Values {
			sum += v
		}
		if int64(sum) != c.want || len(c.series.Name) != 1 {
			t.Errorf("seed %d: %v adds up to %v, source says %d", seed, c.series.Name, sum, c.want)
		}
	}
}

func TestMonthsWithoutActivitiesStandInTheLine(t *testing.T) {
	first, last := sample(1), sample(2)
	first.Date, last.Date = 20211130, 20220301
	req := request(t, "zh")
	req.Filter.Period = domain.Period{}
	lines := openpyxl(t, book(t, reports.All, memory{first, last}, req)).Sheets["图表"].Charts[1]
	want := pySeries{
		Name:       []string{"活动场次"},
		Categories: []string{"2021-11", "2021-12", "2022-01", "2022-02", "2022-03"}, Values: []float64{1, 0, 0, 0, 1},
	}
	if diff := cmp.Diff(want, lines[1]); diff != "" {
		t.Error(diff)
	}
}

func TestTheFirstSheetSaysWhatIsCounted(t *testing.T) {
	src, req := crowd(300, 13), request(t, "en")
	req.Filter.Areas, req.Filter.Programmes = []domain.AreaCode{330000}, []string{"xinghai"}
	req.Filter.Statuses = []domain.Status{domain.Submitted, domain.Approved}
	py := openpyxl(t, book(t, reports.All, src, req))
	said := map[string]any{}
	for _, line := range py.Sheets[py.Order[0]].Cells[1:] {
		if line[1] == nil {
			t.Fatalf("%q says nothing", line[0].Text)
		}
		said[line[0].Text] = line[1].Text
		if line[1].Type == "number" {
			said[line[0].Text] = int64(line[1].Number)
		}
	}
	for name, want := range map[string]any{
		"Figures as of": "2023-01-06 18:13:20 (Asia/Shanghai)", "Exported by": "林", "Areas": "浙江省", "Programmes": "Star Sea Plan",
		"Period": "2022-01-01 to 2022-12-31 (both days included)", "Review status": "Submitted; Approved",
	} {
		if said[name] != want {
			t.Errorf("%s: %v, want %v", name, said[name], want)
		}
	}
	for _, m := range []domain.Measure{domain.MeasureActivities, domain.MeasureAttendance, domain.MeasureHouseholds} {
		name := "Total: " + req.Text.T("report.measure."+string(m), nil)
		if want := total(t, src, req.Filter, m); said[name] != want {
			t.Errorf("%s: %v, want %d", name, said[name], want)
		}
	}
	if n := len(rows(t, table(t, "r1", src, req))); said["Rows: R1 Activities"] != int64(n) {
		t.Errorf("rows %v, want %d", said["Rows: R1 Activities"], n)
	}
	if got := said["Denominator: "+req.Text.T("report.denominator.campuses", nil)]; got != "2759 (list of 2022-05-31)" {
		t.Errorf("campuses %v", got)
	}
	definitions := slices.DeleteFunc(py.Sheets[py.Order[0]].Cells, func(line []*pyCell) bool { return !strings.HasPrefix(line[0].Text, "Definition") })
	if len(definitions) < 10 {
		t.Errorf("%d definitions", len(definitions))
	}
}
