package table_test

import (
	"bytes"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"outreach/reports/openpyxl"
	"outreach/reports/table"
)

// oddTexts are what breaks files made by hand: a cell as long as there can be, and one as long in half as many characters.
func oddTexts() []string {
	return []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "_x0041_", "_x005F_x0041_", "𠮷\U0002A700\U00030000\U000323AF", "\ue000private\U000F0000", "a\"b", "line\nline",
		"<b>&amp;</b>]]>", " lead and trail ", "'=1", "007", "2022-11-05", "1e5", "TRUE", "#N/A", repeated(32_767, "长"), repeated(16_383, "𠮷") + "x",
	}
}

const oddSheet = "A&B 'quoted' 金融教育宣传活动明细"

// firstRow is what testdata/write.py puts beside the first text.
func firstRow() []table.Cell {
	return []table.Cell{
		cellOf(table.Number, "1234.5"), cellOf(table.Date, "2022-11-05"), cellOf(table.Date, "2022-11-05 13:30:00"), cellOf(table.Date, "06:15:00"),
		cellOf(table.Bool, "TRUE"), cellOf(table.Error, "#N/A"),
		{Formula: true},
		cellOf(table.Text, "金融 教育"),
	}
}

func TestWhatOpenpyxlWritesIsRead(t *testing.T) {
	for _, epoch := range []int{1900, 1904} {
		list := oddTexts()
		raw := openpyxl.Make(t, "testdata/write.py", map[string]any{"epoch": epoch, "texts": list}) // and one cell of every type
		got, err := all(t, raw, table.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{oddSheet, "hidden"}, slices.Sorted(maps.Keys(got))); diff != "" {
			t.Fatal(diff)
		}
		rows := got[oddSheet]
		for i, s := range list {
			want := s
			if strings.HasPrefix(s, "_x") { // openpyxl writes them as they are, and so they are escapes, as Excel reads them
				want = map[string]string{"_x0041_": "A", "_x005F_x0041_": "_x0041_"}[s]
			}
			if c := rows[i].Cells[0]; c.Kind != table.Text || c.Text != want {
				t.Errorf("%d: %.40q is read as %d %.40q", epoch, s, c.Kind, c.Text)
			}
		}
		if diff := cmp.Diff(firstRow(), rows[0].Cells[1:]); diff != "" {
			t.Errorf("%d: %s", epoch, diff)
		}
		want := "2022-11-05"
		if epoch == 1904 {
			want = "2026-11-06" // the number was written as one, of the other calendar
		}
		if c := rows[1].Cells[2]; c.Kind != table.Date || c.Text != want {
			t.Errorf("%d: %+v", epoch, c)
		}
	}
}

// testdata/libreoffice.xlsx is what write.py wrote of the first texts but the long ones, opened and saved by LibreOffice 7.
func TestWhatLibreOfficeWritesIsRead(t *testing.T) {
	raw, err := os.ReadFile("testdata/libreoffice.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	got, err := all(t, raw, table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "_x0041_", "_x0041_", "𠮷\U0002A700\U00030000\U000323AF", "\ue000private", "a\"b", "line\nline",
		"<b>&amp;</b>]]>", " lead and trail ", "'=1", "007", "2022-11-05",
	}
	rows := got[oddSheet]
	if len(rows) != len(want) {
		t.Fatalf("%d rows", len(rows))
	}
	for i, s := range want {
		if c := rows[i].Cells[0]; c.Kind != table.Text || c.Text != s {
			t.Errorf("%q is read as %d %q", s, c.Kind, c.Text)
		}
	}
	beside := firstRow()
	beside[4].Formula, beside[5].Formula = true, true // LibreOffice writes TRUE() and #N/A as formulas
	beside[6] = table.Cell{Kind: table.Number, Formula: true, Text: "2469"}
	if diff := cmp.Diff(beside, rows[0].Cells[1:]); diff != "" {
		t.Error(diff)
	}
}

func TestWhatExcelizeWritesIsRead(t *testing.T) {
	list := append(oddTexts(), "tab\there", "cr\r\nlf", "\u200e\u200b\ufeffx")
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.NewSheet("plain"); err != nil {
		t.Fatal(err)
	}
	for i, s := range list {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.SetRow(at, []any{s, i}); err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStr("plain", at, s); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := all(t, b.Bytes(), table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for sheet, rows := range got {
		for i, s := range list {
			want := s
			if sheet == "plain" && strings.HasPrefix(s, "_x") { // there excelize writes both as _x0041_, which is an A
				want = "A"
			}
			if c := rows[i].Cells[0]; c.Kind != table.Text || c.Text != want {
				t.Errorf("%s: %.40q is read as %d %.40q", sheet, s, c.Kind, c.Text)
			}
		}
	}
	if len(got) != 2 || len(got["plain"]) != len(list) || got["Sheet1"][1].Cells[1] != cellOf(table.Number, "1") {
		t.Errorf("%d sheets", len(got))
	}
}
