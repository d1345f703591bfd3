package reports_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"outreach/domain"
	"outreach/reports"
	outside "outreach/reports/table"
)

// byHand makes a workbook as people do, cell by cell.
func byHand(t testing.TB, fill func(f *excelize.File) error) string {
	t.Helper()
	f := excelize.NewFile()
	var b bytes.Buffer
	if err := errors.Join(fill(f), f.Write(&b), f.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func set(f *excelize.File, sheet string, cells map[string]any) error {
	for at, v := range cells {
		if err := f.SetCellValue(sheet, at, v); err != nil {
			return err
		}
	}
	return nil
}

func TestAFormulaIsNotTakenOver(t *testing.T) {
	raw := byHand(t, func(f *excelize.File) error {
		return errors.Join(set(f, "Sheet1", map[string]any{"A1": "title", "B1": "attendance", "C1": "备注", "D1": "no", "A2": "课", "C2": "x"}),
			f.SetCellFormula("Sheet1", "B2", "SUM(A1)"), f.SetCellFormula("Sheet1", "D2", "ROW()-1"))
	})
	list, err := read(t, raw, request(t, "zh"))
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %d rows", err, len(list))
	}
	_, faults := list[0].Onto(sample(1).Content) // a formula in a column that is not read does no harm
	if diff := cmp.Diff(list[0].Faults, faults); diff != "" {
		t.Error(diff)
	}
	if len(faults) != 1 || faults[0].Key != "fault.report.formula" || faults[0].Params["Where"] != "Sheet1!B2" || faults[0].Pointer != "/attendance" {
		t.Errorf("%+v", faults)
	}
}

func TestRowsThatAreMergedAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		refused  bool
	}{"among the rows": {"A4", "A5", true}, "in a title above": {"A1", "B1", false}} {
		raw := byHand(t, func(f *excelize.File) error {
			return errors.Join(set(f, "Sheet1", map[string]any{"A1": "台账", "A3": "title", "B3": "date", "A4": "a", "A5": "b"}), f.MergeCell("Sheet1", c.from, c.to))
		})
		list, err := read(t, raw, request(t, "zh"))
		e, ok := errors.AsType[*domain.Error](err)
		if c.refused != ok || ok && (e.Key != "error.table.merged" || e.Params["Where"] != "Sheet1!A4:A5") || !ok && (err != nil || len(list) != 2) {
			t.Errorf("%s: %v, %d rows", name, err, len(list))
		}
	}
}

func TestTheSheetIsChosenByItsHeadingsOrTheCaller(t *testing.T) {
	raw := byHand(t, func(f *excelize.File) error {
		var errs []error
		for _, name := range []string{"隐藏", "一", "二"} {
			_, err := f.NewSheet(name)
			errs = append(errs, err, set(f, name, map[string]any{"A1": "title", "A2": name}))
		}
		return errors.Join(append(errs, set(f, "Sheet1", map[string]any{"A1": "说明"}), f.SetSheetVisible("隐藏", false))...)
	})
	req := request(t, "zh")
	for sheet, want := range map[string]string{"": "一", "二": "二", "隐藏": "隐藏"} {
		list, err := readWith(t, raw, req, reports.ReadOptions{Sheet: sheet})
		if err != nil || len(list) != 1 || list[0].Content.Title != want || list[0].Sheet != want {
			t.Errorf("%q: %v %+v", sheet, err, list)
		}
		h := heads(t, raw, req, reports.ReadOptions{Sheet: sheet})
		if len(h.Sheets) != 4 || h.Sheets[h.Chosen].Name != want || h.Sheets[0].Known || !h.Sheets[1].Hidden {
			t.Errorf("%q: %+v", sheet, h)
		}
	}
	if _, err := readWith(t, raw, req, reports.ReadOptions{Sheet: "三"}); domain.CodeOf(err) != domain.Malformed {
		t.Error(err)
	}
}

func TestNumbersOfBothCalendarsAreDays(t *testing.T) {
	for _, from1904 := range []bool{false, true} {
		raw := byHand(t, func(f *excelize.File) error {
			serial := 44870
			if from1904 {
				serial -= 1462
			}
			style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
			return errors.Join(err, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}),
				set(f, "Sheet1", map[string]any{"A1": "title", "B1": "date", "A2": "a", "B2": serial, "A3": "b", "B3": serial, "A4": "c", "B4": 20221105}),
				f.SetCellStyle("Sheet1", "B3", "B3", style))
		})
		list, err := read(t, raw, request(t, "zh"))
		if err != nil || len(list) != 3 {
			t.Fatalf("%v, %d rows", err, len(list))
		}
		for _, e := range list {
			if e.Content.Date != 20221105 || len(e.Faults) > 0 {
				t.Errorf("1904 is %v, row %d: %s %v", from1904, e.Row, e.Content.Date, e.Faults)
			}
		}
	}
}

// What Excel in China saves as CSV is GBK; the same table is read, and a character for private use is named.
func TestAnExportedTableReadsBackFromGBK(t *testing.T) {
	req := request(t, "zh")
	text := strings.TrimPrefix(table(t, "r1", crowd(40, 3), req), "\uFEFF")
	raw, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want, err := read(t, text, req)
	if err != nil {
		t.Fatal(err)
	}
	got, err := read(t, string(raw), req)
	if err != nil || len(got) != len(want) || len(got) == 0 {
		t.Fatalf("%v, %d of %d rows", err, len(got), len(want))
	}
	for i := range want {
		if diff := cmp.Diff(want[i].Content, got[i].Content); diff != "" {
			t.Fatalf("row %d: %s", want[i].Row, diff)
		}
	}
	if h := heads(t, string(raw), req, reports.ReadOptions{}); h.Encoding != outside.GB18030 || h.Format != reports.FormatCSV {
		t.Errorf("%+v", h)
	}
	broken := bytes.Replace(raw, []byte("\xbd\xf0"), []byte("\xaa\xa1"), 1)
	_, err = read(t, string(broken), req)
	if e, ok := errors.AsType[*domain.Error](err); !ok || e.Key != "error.table.private" || e.Params["Value"] != "AA A1" || e.Params["Row"] != 2 {
		t.Errorf("%v", err)
	}
}

// FuzzRecords changes a table of records: whatever it becomes, it is refused by name or every row has its record or faults.
func FuzzRecords(f *testing.F) {
	req := request(f, "zh")
	req.Languages = []domain.Text{texts(f, "zh"), texts(f, "en")}
	opt := reports.ReadOptions{Aliases: aliases(f), Limits: outside.Limits{Upload: 1 << 20, Rows: 2000}}
	f.Add([]byte(table(f, "r1", crowd(40, 3), req)))
	f.Add([]byte("场次名称;活动时间;区县;人数\r\n课;2022/5/6;下城区;1,234\r\n"))
	f.Add([]byte("sep=\t\ntitle\taudiences\ttopics\tvolunteers\tvenue\tlead\tpartners\nx\t老年人 3;别的\t养老诈骗\t501\t其他（祠堂）\tzjp\tpol（公安）\n"))
	f.Add([]byte(byHand(f, func(b *excelize.File) error {
		return set(b, "Sheet1", map[string]any{"A1": "title", "B1": "date", "A2": "课", "B2": 44870, "C1": "id", "C2": "1"})
	})))
	base := sample(1).Content
	f.Fuzz(func(t *testing.T, raw []byte) {
		last := 0
		for e, err := range reports.ReadActivities(t.Context(), bytes.NewReader(raw), int64(len(raw)), req, opt) {
			if err != nil {
				if r, ok := errors.AsType[*domain.Error](err); !ok || r.Key == "" && len(r.Faults) == 0 {
					t.Fatalf("an error without a name: %v", err)
				}
				return
			}
			if e.Row <= last {
				t.Fatalf("row %d after row %d", e.Row, last)
			}
			last = e.Row
			_, faults := e.Onto(base)
			for _, fault := range slices.Concat(e.Faults, faults) {
				if fault.Params["Row"] != e.Row || fault.Params["Column"] == "" || req.Text.T(fault.Key, fault.Params) == fault.Key {
					t.Fatalf("%+v", fault)
				}
			}
		}
	})
}
