package reports_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
	"outreach/reports"
)

func emptyTable(t *testing.T, kind domain.Kind, lang string) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := reports.Template(t.Context(), &out, kind, request(t, lang)); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestATemplateHasEveryHeadingThatItsKindIsReadBy(t *testing.T) {
	own := map[domain.Kind]string{domain.KindSession: "lecturer", domain.KindVisit: "visit_mode", domain.KindDrive: "police"}
	for _, kind := range domain.Kinds() {
		for _, lang := range []string{"zh", "en"} {
			f := emptyTable(t, kind, lang)
			raw, err := f.WriteToBuffer()
			if err != nil {
				t.Fatal(err)
			}
			h, err := reports.Headings(t.Context(), bytes.NewReader(raw.Bytes()), int64(raw.Len()), bothLanguages(t, lang), reports.ReadOptions{})
			if err != nil || h.Chosen != 0 {
				t.Fatalf("%s %s: %+v, %v", kind, lang, h, err)
			}
			var keys []string
			for _, c := range h.Sheets[0].Headings {
				keys = append(keys, c.Key)
				if !c.Read {
					t.Errorf("%s %s: %+v is not read", kind, lang, c)
				}
			}
			for other, key := range own {
				if slices.Contains(keys, key) != (other == kind) {
					t.Errorf("%s %s: %s in %v", kind, lang, key, keys)
				}
			}
			lists, err := f.GetDataValidations(f.GetSheetList()[0])
			if err != nil || len(lists) < 10 {
				t.Errorf("%s %s: %d lists, %v", kind, lang, len(lists), err)
			}
			for e, err := range reports.ReadActivities(t.Context(), bytes.NewReader(raw.Bytes()), int64(raw.Len()), bothLanguages(t, lang), reports.ReadOptions{}) {
				t.Errorf("%s %s: a row in an empty table: %+v, %v", kind, lang, e, err)
			}
		}
	}
	if err := reports.Template(t.Context(), &bytes.Buffer{}, "party", request(t, "zh")); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("no kind: %v", err)
	}
}

func TestAFilledTemplateIsARecord(t *testing.T) {
	f := emptyTable(t, domain.KindVisit, "zh")
	sheet := f.GetSheetList()[0]
	heads, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for heading, value := range map[string]any{
		"类型": "入户走访", "项目": "星海计划", "活动名称": "走访", "活动日期": "2022-11-05", "时长(分钟)": 60, "行政区划代码": "330106", "地点": "文新街道", "活动形式": "入户走访",
		"场所类型": "社区", "开展方式": "线下", "主题": "养老诈骗", "参与人次": 12, "计数方式": "实数", "主办单位": "浙江站", "社区": "德加社区", "敲门户数": 20, "应门户数": 15, "宣讲户数": 12,
	} {
		at, err := excelize.CoordinatesToCellName(slices.Index(heads[0], heading)+1, 2)
		if err == nil {
			err = f.SetCellValue(sheet, at, value)
		}
		if err != nil {
			t.Fatalf("%s: %v", heading, err)
		}
	}
	raw, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for e, err := range reports.ReadActivities(t.Context(), bytes.NewReader(raw.Bytes()), int64(raw.Len()), bothLanguages(t, "zh"), reports.ReadOptions{}) {
		if n++; err != nil || len(e.Faults) > 0 {
			t.Fatalf("%+v, %v", e.Faults, err)
		}
		c := e.Content
		if c.Kind != domain.KindVisit || c.Title != "走访" || c.Date != 20221105 || c.Area != 330106 || c.Visit == nil || c.Visit.Community != "德加社区" || c.Visit.Households.Talked != 12 || c.Organisations[0].Code != "zjp" {
			t.Errorf("%+v", c)
		}
	}
	if n != 1 {
		t.Errorf("%d records", n)
	}
}

// The example of the guide is good: put under the headings it is a record without a fault.
func TestTheExampleOfATemplateIsARecord(t *testing.T) {
	for _, kind := range domain.Kinds() {
		for _, lang := range []string{"zh", "en"} {
			f := emptyTable(t, kind, lang)
			sheet := f.GetSheetList()[0]
			heads, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			guide, err := f.GetRows(f.GetSheetList()[2])
			if err != nil {
				t.Fatal(err)
			}
			filled := 0
			for _, row := range guide {
				if len(row) != 4 || !slices.Contains(heads[0], row[0]) {
					continue
				}
				filled++
				cell, err := excelize.CoordinatesToCellName(slices.Index(heads[0], row[0])+1, 2)
				if err == nil {
					err = f.SetCellValue(sheet, cell, row[3])
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			raw, err := f.WriteToBuffer()
			if err != nil {
				t.Fatal(err)
			}
			records := 0
			for e, err := range reports.ReadActivities(t.Context(), bytes.NewReader(raw.Bytes()), int64(raw.Len()), bothLanguages(t, lang), reports.ReadOptions{}) {
				if records++; err != nil {
					t.Fatal(err)
				}
				content, faults := e.Onto(domain.Content{})
				if len(e.Faults)+len(faults) > 0 || content.Kind != kind || content.Area != 330106 || content.Attendance != 40 {
					t.Errorf("%s %s: %+v %+v %+v", kind, lang, e.Faults, faults, content)
				}
			}
			if records != 1 || filled < 18 {
				t.Errorf("%s %s: %d records, %d columns", kind, lang, records, filled)
			}
		}
	}
}

// A rule without a message of its own does not stop anybody, and a table that is printed has its headings on each page.
func TestATemplateStopsWhatItCannotTake(t *testing.T) {
	f := emptyTable(t, domain.KindDrive, "zh")
	sheet := f.GetSheetList()[0]
	rules, err := f.GetDataValidations(sheet)
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]int{}
	for _, v := range rules {
		types[v.Type]++
		if !v.ShowErrorMessage || v.Error == nil || *v.Error == "" {
			t.Errorf("%s: nothing is stopped", v.Sqref)
		}
	}
	if types["list"] < 8 || types["whole"] < 8 || types["date"] != 1 {
		t.Errorf("%v", types)
	}
	titles := 0
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm.Print_Titles" {
			titles++
		}
	}
	props, err := f.GetDocProps()
	if err != nil || titles != 3 || props.Creator != "Outreach Ledger" || props.Title == "" {
		t.Errorf("%d print titles, %+v, %v", titles, props, err)
	}
}
