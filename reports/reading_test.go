package reports_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"outreach/domain"
	"outreach/reports"
)

// read gives the entries of a file, and the error that ended it.
func read(t *testing.T, raw string, req reports.Request) ([]reports.Entry, error) {
	t.Helper()
	var list []reports.Entry
	for e, err := range reports.ReadActivities(t.Context(), strings.NewReader(raw), int64(len(raw)), req, reports.ReadOptions{}) {
		if err != nil {
			return list, err
		}
		list = append(list, e)
	}
	return list, nil
}

// columnsOf gives what R1's columns say of a content: all that a table can carry.
func columnsOf(t *testing.T, c domain.Content, req reports.Request) map[string]string {
	t.Helper()
	a := domain.Activity{Version: domain.Version{Content: c}}
	a.Date = 20220101 // a row without a day is in no period
	row := rows(t, table(t, "r1", memory{a}, req))[0]
	row["day"] = c.Date.String()
	return row
}

func bothLanguages(t *testing.T, lang string) reports.Request {
	t.Helper()
	req := request(t, lang)
	req.Languages = []domain.Text{texts(t, "zh"), texts(t, "en")}
	return req
}

func TestAnExportedTableReadsBackTheSame(t *testing.T) {
	const seed = 31
	for _, lang := range []string{"zh", "en"} {
		out := request(t, lang)
		out.Filter.Statuses = domain.Statuses()
		src := crowd(300, seed)
		want := src.taken(out.Filter)
		in := bothLanguages(t, "zh")
		for format, raw := range map[string]string{
			reports.FormatXLSX: string(book(t, reports.All, src, out)), reports.FormatCSV: table(t, "r1", src, out),
		} {
			got, err := read(t, raw, in)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(want) || len(got) == 0 {
				t.Fatalf("%s %s: %d of %d rows", lang, format, len(got), len(want))
			}
			for i, e := range got {
				if e.ID != want[i].ID || e.Status != want[i].Status || len(e.Faults) > 0 || e.Row != i+2 {
					t.Fatalf("seed %d, %s %s, row %d: %s %s %v, want %s %s", seed, lang, format, e.Row, e.ID, e.Status, e.Faults, want[i].ID, want[i].Status)
				}
				if diff := cmp.Diff(columnsOf(t, want[i].Content, in), columnsOf(t, e.Content, in), ignoring("照片数")); diff != "" {
					t.Fatalf("seed %d, %s %s, row %d: %s", seed, lang, format, e.Row, diff)
				}
			}
		}
	}
}

func ignoring(keys ...string) cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool {
		i, ok := p.Last().(cmp.MapIndex)
		return ok && slices.Contains(keys, i.Key().String())
	}, cmp.Ignore())
}

func TestAnUnchangedRowChangesNothingOfItsRecord(t *testing.T) {
	const seed = 32
	req := request(t, "zh")
	req.Filter.Statuses = domain.Statuses()
	src := crowd(200, seed)
	want := src.taken(req.Filter)
	got, err := read(t, table(t, "r1", src, req), req)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range got {
		after, faults := e.Onto(want[i].Content)
		if diff := cmp.Diff(want[i].Content, after); diff != "" || len(faults) > 0 {
			t.Fatalf("seed %d, row %d: %v %s", seed, e.Row, faults, diff)
		}
	}
}

// edited makes a CSV of one record with some cells changed.
func edited(t *testing.T, a domain.Activity, changes map[string]string) string {
	t.Helper()
	text := strings.TrimPrefix(table(t, "r1", memory{a}, request(t, "zh")), "\uFEFF")
	cells, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for head, s := range changes {
		i := slices.Index(cells[0], head)
		if i < 0 {
			t.Fatalf("no column %s", head)
		}
		cells[1][i] = s
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(cells); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAnEditTakesOverWhatWasChangedAndNoMore(t *testing.T) {
	a := sample(1)
	a.Session = &domain.SessionPart{Lecturer: "王", Questions: 4}
	list, err := read(t, edited(t, a, map[string]string{
		"活动名称": "改名", "活动日期": "2022/11/6", "参与人次": "1,234", "其中老年人": "31", "场所类型": "其他（祠堂）", "主题": "养老诈骗、电信网络诈骗",
		"志愿者(人次)": "3", "联合单位": "pol（公安）；新单位（东区）", "备注": "", "照片数": "9", "是否计入": "否",
	}), request(t, "zh"))
	if err != nil {
		t.Fatal(err)
	}
	got, faults := list[0].Onto(a.Content)
	want := a.Content
	want.Title, want.Date, want.Attendance, want.Venue, want.VenueText = "改名", 20221106, 1234, "other", "祠堂"
	want.Topics, want.Notes = []string{"elder_fraud", "telecom_fraud"}, ""
	want.Audiences = map[string]domain.PersonTimes{"elderly": 31, "farmer": 5}
	want.Volunteers = append(slices.Clone(want.Volunteers), domain.TurnOut{Code: "unnamed-3"})
	want.Organisations = []domain.Party{{Code: "zjp", Role: "lead"}, {Code: "pol", Role: "police"}, {Name: "新单位（东区）", Role: "joint"}}
	if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
		t.Errorf("%v %s", faults, diff)
	}
	if a.Audiences["elderly"] != 30 || len(a.Organisations) != 3 || len(a.Volunteers) != 2 {
		t.Error("the record before was changed")
	}
}

func TestEveryBadCellIsNamed(t *testing.T) {
	list, err := read(t, edited(t, sample(1), map[string]string{
		"编号": "12", "类型": "讲座会", "项目": "没有的", "活动日期": "2022-02-30", "时长(分钟)": "90.5", "行政区划代码": "3301", "活动形式": "讲坐",
		"场所类型": "庙", "主题": "电信网络诈骗;别的", "主要受众": "老年人", "参与人次": "四十", "计数方式": "猜", "志愿者(人次)": "501",
		"审核状态": "好", "发放资料(份)": "#N/A",
	}), request(t, "zh"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range list[0].Faults {
		if f.Params["Row"] != 2 || f.Params["Column"] == "" {
			t.Errorf("%s: row %v, column %v", f.Pointer, f.Params["Row"], f.Params["Column"])
		}
		for _, lang := range []string{"zh", "en"} {
			if said := texts(t, lang).T(f.Key, f.Params); said == f.Key || strings.Contains(said, "<no value>") {
				t.Errorf("%s is told as %q", f.Key, said)
			}
		}
		got[f.Pointer] = f.Key
	}
	want := map[string]string{
		"/id": "fault.report.id", "/kind": "fault.report.label", "/programme": "fault.report.label", "/date": "fault.report.date",
		"/minutes": "fault.report.number", "/area": "fault.report.area", "/form": "fault.report.label", "/venue": "fault.report.label",
		"/topics": "fault.report.label", "/audiences": "fault.report.audience", "/attendance": "fault.report.number",
		"/count_basis": "fault.report.label", "/volunteers": "fault.report.volunteers", "/status": "fault.report.label", "/materials": "fault.report.cell",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHeadingsStandInAnyOrderAndLanguage(t *testing.T) {
	raw := " attendance ,TITLE,活动日期,County,City,审核状态,Kind,delivery\r\n42,课,2022-05-06,下城区,,approved,Session,线下\r\n,,,,,,,\r\n7,课二,2022-11-05,,东莞市,草稿,visit,Online\r\n"
	list, err := read(t, raw, bothLanguages(t, "en"))
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 {
		t.Fatalf("%d rows", len(list))
	}
	want := []domain.Content{
		{Kind: "session", Title: "课", Date: 20220506, Area: 330103, Delivery: "in_person", Attendance: 42},
		{Kind: "visit", Title: "课二", Date: 20221105, Area: 441900, Delivery: "online", Attendance: 7},
	}
	for i, e := range list {
		if diff := cmp.Diff(want[i], e.Content); diff != "" || len(e.Faults) > 0 || e.ID != "" {
			t.Errorf("row %d: %v %s", e.Row, e.Faults, diff)
		}
	}
	if list[0].Status != domain.Approved || list[1].Status != domain.Draft || list[1].Row != 4 {
		t.Errorf("%s %s row %d", list[0].Status, list[1].Status, list[1].Row)
	}
}

func TestAnAreaThatWasNotThereThatDayIsAFault(t *testing.T) {
	raw := "title,date,county\r\n课,2022-11-05,下城区\r\n"
	list, err := read(t, raw, request(t, "zh"))
	if err != nil || len(list) != 1 || len(list[0].Faults) != 1 || list[0].Faults[0].Pointer != "/area" {
		t.Errorf("%v %+v", err, list)
	}
}

func TestHeadingsThatAreNotR1sAreAllNamed(t *testing.T) {
	_, err := read(t, "title,日子,人数,title\r\n", request(t, "zh"))
	e, ok := errors.AsType[*domain.Error](err)
	if !ok || e.Code != domain.Invalid || len(e.Faults) != 3 {
		t.Fatalf("%v", err)
	}
	if e.Faults[0].Pointer != "/columns/1" || e.Faults[0].Params["Column"] != "B" || e.Faults[2].Key != "fault.report.heading_twice" {
		t.Errorf("%+v", e.Faults)
	}
}

func TestDatesAreReadFromDateCellsAndText(t *testing.T) {
	f := excelize.NewFile()
	for at, v := range map[string]any{
		"A1": "title", "B1": "date", "C1": "minutes", "A2": "a", "B2": 44870, "C2": 90.0, "A3": "b", "B3": "2022-11-05",
		"A4": "c", "B4": 44870.75, "A5": "d", "B5": 59,
	} {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := errors.Join(f.Write(&b), f.Close()); err != nil {
		t.Fatal(err)
	}
	list, err := read(t, b.String(), request(t, "zh"))
	if err != nil || len(list) != 4 {
		t.Fatalf("%v, %d rows", err, len(list))
	}
	for _, e := range list[:3] {
		if e.Content.Date != 20221105 || len(e.Faults) > 0 {
			t.Errorf("row %d: %s %v", e.Row, e.Content.Date, e.Faults)
		}
	}
	if len(list[3].Faults) != 1 || list[3].Faults[0].Key != "fault.report.date" {
		t.Errorf("day 59: %+v", list[3])
	}
}

func TestReadingStopsWithItsCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	raw := table(t, "r1", crowd(50, 1), request(t, "zh"))
	n := 0
	var last error
	for _, err := range reports.ReadActivities(ctx, strings.NewReader(raw), int64(len(raw)), request(t, "zh"), reports.ReadOptions{}) {
		last = err
		n++
		cancel()
	}
	if n != 2 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d rows, then %v", n, last)
	}
	n = 0
	for range reports.ReadActivities(t.Context(), strings.NewReader(raw), int64(len(raw)), request(t, "zh"), reports.ReadOptions{}) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d rows after a break at 3", n)
	}
}

// Whatever bytes are changed in a workbook, it is either read whole or refused.
func TestADamagedWorkbookIsNeverReadInPart(t *testing.T) {
	const seed = 33
	r := rand.New(rand.NewPCG(seed, 0))
	req := request(t, "zh")
	raw := book(t, "r1", crowd(60, 2), req)
	whole, err := read(t, string(raw), req)
	if err != nil || len(whole) == 0 {
		t.Fatalf("%v, %d rows", err, len(whole))
	}
	refused := 0
	for range 300 {
		broken := slices.Clone(raw)
		for range 1 + r.IntN(3) {
			broken[r.IntN(len(broken))] ^= byte(1 + r.IntN(255))
		}
		got, err := read(t, string(broken), req)
		if err != nil {
			refused++
		} else if len(got) != len(whole) {
			t.Fatalf("seed %d: %d of %d rows without an error", seed, len(got), len(whole))
		}
	}
	if refused < 100 {
		t.Errorf("seed %d: %d of 300 refused", seed, refused)
	}
}
