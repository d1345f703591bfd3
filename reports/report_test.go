package reports_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"outreach/domain"
	"outreach/reports"
)

// rows gives the rows of a CSV by heading.
func rows(t *testing.T, text string) []map[string]string {
	t.Helper()
	body, marked := strings.CutPrefix(text, "\uFEFF")
	if !marked {
		t.Fatal("no byte-order mark")
	}
	all, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, cells := range all[1:] {
		m := map[string]string{}
		for i, c := range cells {
			m[all[0][i]] = c
		}
		list = append(list, m)
	}
	return list
}

func number(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func sum(t *testing.T, list []map[string]string, column string) int64 {
	t.Helper()
	total := int64(0)
	for _, r := range list {
		total += number(t, r[column])
	}
	return total
}

func total(t *testing.T, src memory, f domain.Filter, m domain.Measure) int64 {
	t.Helper()
	a, err := src.Answer(t.Context(), domain.Question{Filter: f.Settled(), Measures: []domain.Measure{m}})
	if err != nil {
		t.Fatal(err)
	}
	return a.Totals[0]
}

func TestListNamesEveryReport(t *testing.T) {
	want := []string{"r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "all"}
	if diff := cmp.Diff(want, reports.List()); diff != "" {
		t.Fatal(diff)
	}
	for _, lang := range []string{"zh", "en"} {
		for _, id := range want {
			if reports.Title(texts(t, lang), id) == id {
				t.Errorf("%s has no title in %s", id, lang)
			}
		}
	}
}

func TestEveryWordIsThereInBothLanguages(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		req := request(t, lang)
		req.Filter.Statuses = domain.Statuses()
		req.Filter.Kinds, req.Filter.Deliveries = domain.Kinds(), []domain.Delivery{domain.InPerson, domain.Online}
		f, err := excelize.OpenReader(bytes.NewReader(book(t, "all", crowd(300, 1), req)))
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range f.GetSheetList() {
			lines, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range lines {
				for _, s := range line {
					if strings.Contains(s, "report.") || strings.Contains(s, "<no value>") {
						t.Errorf("%s, %s: %q is not a text", lang, sheet, s)
					}
				}
			}
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestTotalsAreTheSourcesOwn(t *testing.T) {
	for _, statuses := range [][]domain.Status{nil, {domain.Submitted, domain.Approved}, domain.Statuses()} {
		totalsAreTheSourcesOwn(t, statuses)
	}
}

func totalsAreTheSourcesOwn(t *testing.T, statuses []domain.Status) {
	t.Helper()
	const seed = 7
	src, req := crowd(600, seed), request(t, "en")
	req.Filter.Statuses = statuses
	f := req.Filter.Settled()
	last := func(id string) map[string]string {
		list := rows(t, table(t, id, src, req))
		return list[len(list)-1]
	}
	inPerson := f
	inPerson.Deliveries = []domain.Delivery{domain.InPerson}
	drives, visits, toDate := f, f, inPerson
	drives.Kinds, visits.Kinds = []domain.Kind{domain.KindDrive}, []domain.Kind{domain.KindVisit}
	toDate.Period.From = 0
	for _, c := range []struct {
		report, column string
		filter         domain.Filter
		measure        domain.Measure
	}{
		{"r2", "Cities covered", f, domain.MeasureCities},
		{"r2", "Counties covered", f, domain.MeasureCounties},
		{"r2", "Activities", f, domain.MeasureActivities},
		{"r2", "Person-times", f, domain.MeasureAttendance},
		{"r2", "Of which elderly person-times", f, domain.MeasureElderly},
		{"r2", "Volunteers (turn-outs)", f, domain.MeasureVolunteers},
		{"r2", "Materials (copies)", f, domain.MeasureMaterials},
		{"r3", "Activities in period", inPerson, domain.MeasureActivities},
		{"r3", "Person-times in period", inPerson, domain.MeasureAttendance},
		{"r3", "Person-times to date", toDate, domain.MeasureAttendance},
		{"r9", "Activities", drives, domain.MeasureActivities},
		{"r9", "Student person-times", drives, domain.MeasureStudents},
		{"r9", "Officers", drives, domain.MeasureOfficers},
		{"r10", "Households talked with", visits, domain.MeasureHouseholds},
		{"r10", "Elderly person-times", visits, domain.MeasureElderly},
		{"r10", "Materials (copies)", visits, domain.MeasureMaterials},
	} {
		want := total(t, src, c.filter, c.measure)
		if got := number(t, last(c.report)[c.column]); got != want || want == 0 {
			t.Errorf("seed %d, %v, %s %s: total %d, source says %d", seed, statuses, c.report, c.column, got, want)
		}
		list := rows(t, table(t, c.report, src, req))
		if got := sum(t, list[:len(list)-1], c.column); got != want {
			t.Errorf("seed %d, %v, %s %s: rows add up to %d, total is %d", seed, statuses, c.report, c.column, got, want)
		}
	}
}

func TestListedRowsThatCountAddUpToTheFigures(t *testing.T) {
	const seed = 8
	src, req := crowd(400, seed), request(t, "en")
	req.Filter.Statuses = []domain.Status{domain.Submitted, domain.Approved, domain.Returned}
	list := rows(t, table(t, "r1", src, req))
	counted := slices.DeleteFunc(slices.Clone(list), func(r map[string]string) bool {
		return r["Counts"] != "Yes" || r["Delivery"] != "In person"
	})
	if len(counted) == len(list) || len(counted) == 0 {
		t.Fatalf("seed %d: %d of %d count, no contrast", seed, len(counted), len(list))
	}
	for _, r := range list {
		if (r["Counts"] == "Yes") != (r["Not counted because"] == "") {
			t.Fatalf("counts %q, because %q", r["Counts"], r["Not counted because"])
		}
	}
	f := req.Filter
	f.Statuses = []domain.Status{domain.Approved}
	if got, want := sum(t, counted, "Person-times"), total(t, src, f, domain.MeasureAttendance); got != want {
		t.Errorf("seed %d: counted rows come to %d, figures to %d", seed, got, want)
	}
}

func TestAudiencesAreOfWhichWithoutATotal(t *testing.T) {
	const seed = 9
	src, req := crowd(400, seed), request(t, "en")
	list := rows(t, table(t, "r4", src, req))
	var groups []string
	for _, r := range list {
		groups = append(groups, r["Group"])
	}
	if diff := cmp.Diff([]string{"Elderly", "Minors", "univ_student"}, groups); diff != "" {
		t.Fatal(diff)
	}
	for i, m := range []domain.Measure{domain.MeasureElderly, domain.MeasureMinors, domain.MeasureStudents} {
		want := total(t, src, req.Filter, m)
		if got := number(t, list[i]["Person-times (of which, no total)"]); got != want {
			t.Errorf("seed %d: %s %d, source says %d", seed, m, got, want)
		}
	}
}

func TestCountiesListEveryOneOnTheClosingDay(t *testing.T) {
	merged, online := sample(1), sample(2)
	merged.Placed, merged.Date = placed(330103, "下城区", 330100, 330000), 20220301
	online.Placed, online.Delivery = placed(440304, "福田区", 440300, 440000), domain.Online
	earlier := sample(3)
	earlier.Placed, earlier.Date = placed(330105, "拱墅区", 330100, 330000), 20211231
	city := sample(4)
	city.Placed = placed(441900, "东莞市", 441900, 440000)
	req := request(t, "zh")
	req.Filter.Programmes = []string{"xinghai"}
	got := table(t, "r3", memory{merged, online, earlier, city}, req)
	want := "\uFEFF行政区划代码,省,市,县(区),是否目标县,首次开展日期,最近开展日期,本期场次,累计场次,本期人次,累计人次,未覆盖原因\r\n" +
		"330105,浙江省,杭州市,拱墅区,是,2021-12-31,2022-03-01,1,2,42,84,\r\n" +
		"330106,浙江省,杭州市,西湖区,否,,,0,0,0,0,\r\n" +
		"440304,广东省,深圳市,福田区,否,,,0,0,0,0,\r\n" +
		",,,名单外地点,,,,1,1,42,42,\"不设县的市，或已撤并、未能整体对应的区划\"\r\n" +
		"合计,,,,,,,2,3,84,126,\r\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	req.Filter.Areas = []domain.AreaCode{440000}
	if list := rows(t, table(t, "r3", memory{merged}, req)); len(list) != 2 || list[0]["县(区)"] != "福田区" {
		t.Errorf("within 440000: %v", list)
	}
}

func TestProvincesCompareWithTheYearBefore(t *testing.T) {
	now, before := sample(1), sample(2)
	now.Attendance, before.Attendance, before.Date = 150, 100, 20211105
	req := request(t, "zh")
	list := rows(t, table(t, "r2", memory{now, before}, req))
	if len(list) != 2 || list[0]["同比"] != "0.5" || list[1]["同比"] != "0.5" || list[0]["占比"] != "1" || list[0]["排名"] != "1" || list[0]["服务时长(小时)"] != "3.5" {
		t.Errorf("%v", list)
	}
	req.Filter.Period.From = 0
	if list := rows(t, table(t, "r2", memory{now, before}, req)); list[0]["同比"] != "" {
		t.Errorf("an open period has a year before: %v", list)
	}
}

func TestWhatCannotBeMadeIsRefused(t *testing.T) {
	req, src := request(t, "zh"), memory{sample(1)}
	var b bytes.Buffer
	if err := reports.Workbook(t.Context(), &b, "r99", src, req); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("unknown report: %v", err)
	}
	if err := reports.CSV(t.Context(), &b, "r99", src, req); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("unknown report: %v", err)
	}
	if err := reports.CSV(t.Context(), &b, reports.All, src, req); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("all as CSV: %v", err)
	}
	if b.Len() > 0 {
		t.Errorf("%d bytes were written", b.Len())
	}
}

func TestACancelledCallerStopsEveryReport(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, id := range reports.List() {
		var b bytes.Buffer
		if err := reports.Workbook(ctx, &b, id, crowd(20, 3), request(t, "zh")); !errors.Is(err, context.Canceled) {
			t.Errorf("%s workbook: %v", id, err)
		}
		if id == reports.All {
			continue
		}
		if err := reports.CSV(ctx, &b, id, crowd(20, 3), request(t, "zh")); !errors.Is(err, context.Canceled) {
			t.Errorf("%s CSV: %v", id, err)
		}
	}
}

// fullDisk fails after so many bytes.
type fullDisk struct{ left int }

var errFull = errors.New("disk full")

func (d *fullDisk) Write(b []byte) (int, error) {
	if d.left -= len(b); d.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestAWriteErrorComesBack(t *testing.T) {
	src := crowd(200, 5)
	for _, left := range []int{0, 10, 1000, 8000} {
		for _, id := range []string{"r1", "all"} {
			if err := reports.Workbook(t.Context(), &fullDisk{left}, id, src, request(t, "zh")); !errors.Is(err, errFull) {
				t.Errorf("%s workbook after %d bytes: %v", id, left, err)
			}
		}
		if err := reports.CSV(t.Context(), &fullDisk{left}, "r1", src, request(t, "zh")); !errors.Is(err, errFull) {
			t.Errorf("CSV after %d bytes: %v", left, err)
		}
	}
}
