package reports_test

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"outreach/domain"
	"outreach/reports"
	"outreach/reports/openpyxl"
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
	Refs       []string // of name, categories and values
}

type pyTable struct {
	Name, Range, Filter string
	ID                  int
	Columns             []string
}

type pySheet struct {
	Cells          [][]*pyCell
	Frozen, Filter string
	Titles, Footer string
	Landscape, Fit bool
	Charts         [][]pySeries
	ChartTitles    []string
	Tables         []pyTable
	Conditions     []string
	Validations    []string
	Merged         int
}

type pyBook struct {
	Sheets                  map[string]pySheet
	Order                   []string
	Creator, Title, Created string
}

// reread reads a workbook by the other program.
func reread(t *testing.T, raw []byte) pyBook {
	t.Helper()
	return openpyxl.Read[pyBook](t, "testdata/cells.py", raw)
}

func TestAnotherProgramReadsTheActivityTableAsTyped(t *testing.T) {
	a := sample(1)
	a.Title, a.Place = "𠮷野家门口的金融课", "=HYPERLINK(\"x\")"
	b := reread(t, book(t, "r1", memory{a}, request(t, "zh")))
	if diff := cmp.Diff([]string{"说明", "汇总与图表", "R1 活动明细表"}, b.Order); diff != "" {
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
	if len(s.Tables) != 1 || s.Tables[0].Range != "A1:AF2" || s.Tables[0].Filter != "A1:AF2" {
		t.Errorf("table %+v", s.Tables)
	}
	looks := pySheet{Frozen: "A2", Titles: "$1:$1", Footer: "第 &P 页 共 &N 页", Landscape: true, Fit: true}
	s.Cells, s.Charts, s.ChartTitles, s.Tables, s.Conditions, s.Validations = nil, nil, nil, nil, nil, nil
	if diff := cmp.Diff(looks, s); diff != "" {
		t.Error(diff)
	}
}

func TestTheWholeBookReadsAlikeInTwoPrograms(t *testing.T) {
	const seed = 11
	for _, lang := range []string{"zh", "en"} {
		raw := book(t, reports.All, crowd(200, seed), request(t, lang))
		py := reread(t, raw)
		f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f.GetSheetList(), py.Order); diff != "" || len(py.Order) != len(reports.List())+2 { // about, summary, the reports, pivots
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

// summaryOf gives the summary sheet of a whole book in Chinese.
func summaryOf(t *testing.T, src memory, req reports.Request) pySheet {
	t.Helper()
	return reread(t, book(t, reports.All, src, req)).Sheets["汇总与图表"]
}

func TestChartsCarryTheValuesTheyShow(t *testing.T) {
	const seed = 12
	src, req := crowd(300, seed), request(t, "zh")
	s := summaryOf(t, src, req)
	if len(s.Charts) < 12 {
		t.Fatalf("%d charts", len(s.Charts))
	}
	months, bars := s.Charts[0], s.Charts[1][0]
	if len(bars.Categories) != 2 || len(bars.Values) != 2 || bars.Values[0] < bars.Values[1] {
		t.Errorf("bars %+v", bars)
	}
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
	for i, title := range s.ChartTitles {
		if !strings.Contains(title, "2022-01-01") || !strings.Contains(title, "已审核") && !strings.Contains(title, "最新版本") {
			t.Errorf("%q states no period or basis", title)
		}
		for _, one := range s.Charts[i] {
			pointsAt(t, s, one)
		}
	}
}

// Measures of a year have unlike units, so that only their rates of change stand side by side.
func TestAYearIsDrawnAsRates(t *testing.T) {
	const seed = 23
	src := crowd(500, seed)
	s := reread(t, book(t, "r12", src, request(t, "zh"))).Sheets["汇总与图表"]
	if len(s.Charts) != 1 || !strings.Contains(s.ChartTitles[0], "同比") {
		t.Fatalf("seed %d: %d charts %v", seed, len(s.Charts), s.ChartTitles)
	}
	_, list := lines(t, "r12", src, "zh", nil)
	var names []string
	var rates []float64
	for _, row := range list {
		if row[6] != "" {
			rate, err := strconv.ParseFloat(row[6], 64)
			if err != nil {
				t.Fatal(err)
			}
			names, rates = append(names, row[0]), append(rates, rate)
		}
	}
	got := s.Charts[0][0]
	if diff := cmp.Diff(names, got.Categories); diff != "" || len(names) < 3 {
		t.Errorf("seed %d: %s", seed, diff)
	}
	if diff := cmp.Diff(rates, got.Values, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("seed %d: %s", seed, diff)
	}
}

// pointsAt checks that the cells a series is drawn from hold what it carries.
func pointsAt(t *testing.T, s pySheet, one pySeries) {
	t.Helper()
	block := func(ref string) (cells []*pyCell) {
		ref = strings.ReplaceAll(strings.TrimPrefix(ref, "'汇总与图表'!"), "$", "")
		first, last, many := strings.Cut(ref, ":")
		if !many {
			last = first
		}
		column, from, err := excelize.CellNameToCoordinates(first)
		if err != nil {
			t.Fatal(err)
		}
		_, to, err := excelize.CellNameToCoordinates(last)
		if err != nil {
			t.Fatal(err)
		}
		for row := from; row <= to; row++ {
			cells = append(cells, s.Cells[row-1][column-1])
		}
		return cells
	}
	texts := func(cells []*pyCell) (list []string) {
		for _, c := range cells {
			list = append(list, c.Text)
		}
		return list
	}
	var values []float64
	for _, c := range block(one.Refs[2]) {
		values = append(values, c.Number)
	}
	got := pySeries{Name: texts(block(one.Refs[0])), Categories: texts(block(one.Refs[1])), Values: values, Refs: one.Refs}
	if diff := cmp.Diff(one, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Error(diff)
	}
}

func TestMonthsWithoutActivitiesStandInTheLine(t *testing.T) {
	first, last := sample(1), sample(2)
	first.Date, last.Date = 20211130, 20220301
	req := request(t, "zh")
	req.Filter.Period = domain.Period{}
	lines := summaryOf(t, memory{first, last}, req).Charts[0]
	lines[1].Refs = nil
	want := pySeries{
		Name:       []string{"活动场次"},
		Categories: []string{"2021-11", "2021-12", "2022-01", "2022-02", "2022-03"}, Values: []float64{1, 0, 0, 0, 1},
	}
	if diff := cmp.Diff(want, lines[1]); diff != "" {
		t.Error(diff)
	}
}

// Every data sheet is a table of the book under its own name and number, its columns named as the cells above them
// are; what a spreadsheet would repair is not there.
func TestEveryDataSheetIsATable(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		py := reread(t, book(t, reports.All, crowd(300, 14), request(t, lang)))
		names, ids := map[string]bool{}, map[int]bool{}
		conditions, validations := 0, 0
		for _, name := range py.Order[2:] {
			s := py.Sheets[name]
			if len(s.Tables) != 1 {
				t.Fatalf("%s: %d tables", name, len(s.Tables))
			}
			table := s.Tables[0]
			if names[table.Name] || ids[table.ID] || table.Filter != table.Range || s.Filter != "" || s.Merged > 0 || s.Frozen != "A2" || s.Titles != "$1:$1" {
				t.Errorf("%s: %+v, %d merged, frozen %s, titles %s", name, table, s.Merged, s.Frozen, s.Titles)
			}
			names[table.Name], ids[table.ID] = true, true
			var heads []string
			for _, c := range s.Cells[0] {
				heads = append(heads, c.Text)
			}
			if diff := cmp.Diff(table.Columns, heads); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
			conditions, validations = conditions+len(s.Conditions), validations+len(s.Validations)
		}
		if conditions < 4 || validations < 15 {
			t.Errorf("%s: %d conditional formats, %d validations", lang, conditions, validations)
		}
	}
}

// The first sheet's check sums are those of the cells, totals left out.
func TestCheckSumsAreThoseOfTheCells(t *testing.T) {
	py := reread(t, book(t, reports.All, crowd(300, 15), request(t, "en")))
	said := map[string]float64{}
	for _, line := range py.Sheets[py.Order[0]].Cells[1:] {
		if name, is := strings.CutPrefix(line[0].Text, "Check sum: "); is {
			said[name] = line[1].Number
		}
	}
	compared := 0
	for _, name := range py.Order[2:] {
		s := py.Sheets[name]
		_, corner, _ := strings.Cut(s.Tables[0].Range, ":")
		_, last, err := excelize.CellNameToCoordinates(corner)
		if err != nil {
			t.Fatal(err)
		}
		for i, head := range s.Cells[0] {
			want, there := said[name+" · "+head.Text]
			sum := 0.0
			for _, row := range s.Cells[1:min(last, len(s.Cells))] {
				if c := row[i]; c != nil && c.Type == "number" {
					sum += c.Number
				}
			}
			if there {
				compared++
			}
			if there && math.Abs(sum-want) > 1e-6 {
				t.Errorf("%s, %s: %v said, %v in the cells", name, head.Text, want, sum)
			}
		}
	}
	if compared != len(said) || compared < 40 {
		t.Errorf("%d of %d check sums compared", compared, len(said))
	}
}

// What the sheet for pivots adds up to is what the source answers.
func TestObservationsAddUpToTheSource(t *testing.T) {
	src := crowd(300, 16)
	req := request(t, "en")
	for _, id := range []string{reports.All, "r2", "r5"} {
		py := reread(t, book(t, id, src, req))
		s := py.Sheets[py.Order[len(py.Order)-1]]
		at := func(head string) int {
			return slices.IndexFunc(s.Cells[0], func(c *pyCell) bool { return c.Text == head })
		}
		sums := map[string]int64{}
		for _, row := range s.Cells[1:] {
			sums[row[at("Measure (code)")].Text] += int64(row[at("Value")].Number)
		}
		for _, m := range domain.AdditiveMeasures() {
			if want := total(t, src, req.Filter, m); sums[string(m)] != want {
				t.Errorf("%s, %s: %d, source says %d", id, m, sums[string(m)], want)
			}
		}
	}
}

func TestTheFirstSheetSaysWhatIsCounted(t *testing.T) {
	src, req := crowd(300, 13), request(t, "en")
	req.Filter.Areas, req.Filter.Programmes = []domain.AreaCode{330000}, []string{"xinghai"}
	req.Filter.Statuses = []domain.Status{domain.Submitted, domain.Approved}
	py := reread(t, book(t, reports.All, src, req))
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
