package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"outreach/reports/xlsx"
)

// numbered writes rows of their number, and a total, into a sheet.
func numbered(s *xlsx.Sheet, rows int) error {
	for i := range rows {
		if err := s.Row([]xlsx.Cell{xlsx.Whole(int64(i)), xlsx.Text("行")}); err != nil {
			return err
		}
	}
	return s.Total([]xlsx.Cell{xlsx.Whole(int64(rows) * int64(rows-1) / 2), {}})
}

func TestAFullSheetGoesOnInAnother(t *testing.T) {
	var begun, ended []xlsx.Part
	l := xlsx.Layout{
		Name: "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十末", Table: "talks", Columns: columns(2, func(int) bool { return false }),
		Begin: func(p xlsx.Part) error { begun = append(begun, p); return nil },
		End:   func(p xlsx.Part) error { ended = append(ended, p); return nil },
	}
	var parts []xlsx.Part
	f := made(t, xlsx.Options{Cover: "说明", RowsPerSheet: 11}, l, func(_ *xlsx.Book, s *xlsx.Sheet) error {
		err := errors.Join(numbered(s, 25), s.End(), s.End())
		parts = s.Parts()
		if n, fits := s.Sums()[0].Whole(); s.Rows() != 25 || n != 300 || !fits {
			t.Errorf("%d rows, sum %d", s.Rows(), n)
		}
		return err
	})
	names := []string{"说明", l.Name, "一二三四五六七八九十一二三四五六七八九十一二三四五六七 (2)", "一二三四五六七八九十一二三四五六七八九十一二三四五六七 (3)"}
	if diff := cmp.Diff(names, f.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	for i, want := range []xlsx.Part{{Rows: 10, LastRow: 11}, {Rows: 10, LastRow: 11}, {Rows: 5, LastRow: 6}} {
		want.Name, want.Number, want.HeadRow, want.FirstRow = names[i+1], i+1, 1, 2
		if parts[i] != want || ended[i] != want || begun[i].Name != want.Name || begun[i].LastRow != 0 {
			t.Errorf("%+v %+v %+v", parts[i], ended[i], begun[i])
		}
		tables, err := f.GetTables(want.Name)
		if err != nil || len(tables) != 1 || tables[0].Range != fmt.Sprintf("A1:B%d", want.LastRow) || tables[0].Name != []string{"talks", "talks_2", "talks_3"}[i] {
			t.Errorf("%+v %v", tables, err)
		}
		rows, err := f.GetRows(want.Name)
		if err != nil || len(rows) != []int{11, 11, 7}[i] || rows[0][0] != "列<1>&" || rows[1][0] != fmt.Sprint(i*10) {
			t.Errorf("%v %v", rows, err)
		}
	}
}

func TestAPartThatWouldBeTooBigIsSplitToo(t *testing.T) {
	for _, limit := range []int64{3000, 5000, 9000} {
		l := xlsx.Layout{Name: "x", Columns: columns(2, func(int) bool { return false })}
		f := made(t, xlsx.Options{BytesPerPart: limit}, l, func(_ *xlsx.Book, s *xlsx.Sheet) error { return numbered(s, 300) })
		next := 0
		for _, name := range f.GetSheetList() {
			rows, err := f.GetRows(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows[1:] {
				if next < 300 && row[0] != fmt.Sprint(next) {
					t.Fatalf("%s: %v, want %d", name, row, next)
				}
				next++
			}
		}
		if next != 301 || len(f.GetSheetList()) < 3 {
			t.Errorf("%d bytes: %d rows in %d sheets", limit, next, len(f.GetSheetList()))
		}
	}
	b, err := xlsx.New(t.Context(), io.Discard, xlsx.Options{BytesPerPart: 1500})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abandon()
	s, err := b.Sheet(xlsx.Layout{Name: "x", Columns: columns(1, func(int) bool { return false })})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Row([]xlsx.Cell{xlsx.Text(string(bytes.Repeat([]byte("a"), 2000)))}); !errors.Is(err, xlsx.ErrSize) {
		t.Error(err)
	}
}

// TestMillionsOfRowsAreSplitAtTheLimitOfSpreadsheets writes 1,048,576 rows under a heading, one too many.
func TestMillionsOfRowsAreSplitAtTheLimitOfSpreadsheets(t *testing.T) {
	rows := xlsx.MaxRows
	if environment(t, "OUTREACH_BUDGET", 1) > 1 {
		rows = 2*xlsx.MaxRows + 5
	}
	var parts []xlsx.Part
	l := xlsx.Layout{Name: "x", Table: "t", Columns: columns(1, func(int) bool { return false })}
	file := filepath.Join(t.TempDir(), "big.xlsx")
	w, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	b, err := xlsx.New(t.Context(), w, xlsx.Options{Level: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abandon()
	s, err := b.Sheet(l)
	if err != nil {
		t.Fatal(err)
	}
	cells := make([]xlsx.Cell, 1)
	for i := range rows {
		cells[0] = xlsx.Whole(int64(i))
		if err := s.Row(cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(b.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	parts = s.Parts()
	if parts[0].Rows != xlsx.MaxRows-1 || parts[0].LastRow != xlsx.MaxRows || s.Rows() != rows || parts[1].Rows != min(rows-parts[0].Rows, xlsx.MaxRows-1) {
		t.Errorf("%+v", parts)
	}
	f, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	last := len(parts) - 1
	tables, err := f.GetTables(parts[0].Name)
	if err != nil || tables[0].Range != "A1:A1048576" {
		t.Errorf("%+v %v", tables, err)
	}
	read, err := f.GetRows(parts[last].Name)
	if err != nil || len(read) != parts[last].Rows+1 || read[len(read)-1][0] != fmt.Sprint(rows-1) {
		t.Errorf("%d rows %v", len(read), err)
	}
}

func TestSumsAreExact(t *testing.T) {
	seed := environment(t, "OUTREACH_SEED", uint64(time.Now().UnixNano()))
	t.Logf("OUTREACH_SEED=%d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	b, err := xlsx.New(t.Context(), io.Discard, xlsx.Options{Level: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abandon()
	s, err := b.Sheet(xlsx.Layout{Name: "x", Columns: columns(3, func(int) bool { return false })})
	if err != nil {
		t.Fatal(err)
	}
	whole, exact, count := new(big.Int), new(big.Float).SetPrec(2000), 0
	for range 20_000 {
		n, x := r.Int64N(999_999_999_999_999), (r.Float64()-0.5)*float64(uint64(1)<<r.IntN(60))
		cells := []xlsx.Cell{xlsx.Whole(n), xlsx.Real(x), {}}
		if r.IntN(2) == 0 {
			cells[2], count = xlsx.Whole(1), count+1
		}
		if err := s.Row(cells); err != nil {
			t.Fatal(err)
		}
		whole.Add(whole, big.NewInt(n))
		exact.Add(exact, new(big.Float).SetFloat64(x))
	}
	sums := s.Sums()
	if n, fits := sums[0].Whole(); fits != whole.IsInt64() || fits && n != whole.Int64() {
		t.Errorf("%d %v, want %s", n, fits, whole)
	}
	if f, _ := new(big.Float).SetInt(whole).Float64(); sums[0].Value() != f {
		t.Errorf("%v, want %v", sums[0].Value(), f)
	}
	if x, _ := exact.Float64(); sums[1].Real() != x {
		t.Errorf("%v, want %v", sums[1].Real(), x)
	}
	if sums[2].Count != count || sums[2].Value() != float64(count) {
		t.Errorf("%+v, want %d", sums[2], count)
	}
}

func TestAFilterWithoutATableCoversTheRows(t *testing.T) {
	for _, total := range []bool{false, true} {
		var out bytes.Buffer
		b, err := xlsx.New(t.Context(), &out, xlsx.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Abandon()
		orientation := "landscape"
		name := "o'clock"
		s, err := b.Sheet(xlsx.Layout{Name: name, HeadRow: 3, Columns: columns(2, func(int) bool { return false }), Begin: func(p xlsx.Part) error {
			fit := true
			return errors.Join(b.File().SetCellStr(p.Name, "A1", "标题"), b.File().SetPageLayout(p.Name, &excelize.PageLayoutOptions{Orientation: &orientation}),
				b.File().SetSheetProps(p.Name, &excelize.SheetPropsOptions{FitToPage: &fit}))
		}})
		if err != nil {
			t.Fatal(err)
		}
		for range 4 {
			if err := s.Row([]xlsx.Cell{xlsx.Whole(1), xlsx.Text("a")}); err != nil {
				t.Fatal(err)
			}
		}
		if total {
			err = s.Total([]xlsx.Cell{xlsx.Whole(4), {}})
		}
		if err := errors.Join(err, b.Close()); err != nil {
			t.Fatal(err)
		}
		py := reread(t, out.Bytes())
		if len(py) != 1 || py[0].Filter != "A3:B7" || py[0].Panes != "A4" {
			t.Errorf("%+v", py)
		}
		f, err := excelize.OpenReader(&out)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		props, err := f.GetSheetProps(name)
		if err != nil || !*props.FitToPage {
			t.Errorf("%+v %v", props, err)
		}
		if !slices.ContainsFunc(f.GetDefinedName(), func(d excelize.DefinedName) bool { return d.RefersTo == "'o''clock'!$A$3:$B$7" }) {
			t.Errorf("%+v", f.GetDefinedName())
		}
	}
}

func TestASheetWithoutRowsIsStillATable(t *testing.T) {
	l := xlsx.Layout{Name: "x", Table: "t", Columns: columns(2, func(int) bool { return false })}
	f := made(t, xlsx.Options{}, l, func(_ *xlsx.Book, s *xlsx.Sheet) error {
		return s.Total([]xlsx.Cell{xlsx.Text("合计"), xlsx.Whole(0)})
	})
	tables, err := f.GetTables("x")
	got, at := f.GetCellValue("x", "A3")
	if err != nil || tables[0].Range != "A1:B2" || got != "合计" || at != nil {
		t.Errorf("%+v %q %v", tables, got, err)
	}
	f = made(t, xlsx.Options{}, l, func(*xlsx.Book, *xlsx.Sheet) error { return nil })
	if rows, err := f.GetRows("x"); err != nil || len(rows) != 1 {
		t.Errorf("%v %v", rows, err)
	}
}

func TestWhatEndSetsUpIsInTheFile(t *testing.T) {
	var out bytes.Buffer
	b, err := xlsx.New(t.Context(), &out, xlsx.Options{Cover: "图", Patch: func(part string, content []byte) ([]byte, error) {
		if part == "docProps/core.xml" {
			return bytes.ReplaceAll(content, []byte("xuri"), []byte("someone")), nil
		}
		return content, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abandon()
	f := b.File()
	style, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		t.Fatal(err)
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := b.Sheet(xlsx.Layout{Name: "x", Table: "t", TableStyle: "TableStyleLight1", HeadHeight: 30, Columns: []xlsx.Column{{Title: "数", Head: bold, Style: bold, Total: bold}}, End: func(p xlsx.Part) error {
		valid := excelize.NewDataValidation(true)
		valid.Sqref = p.Columns(0, 0)
		return errors.Join(
			f.SetConditionalFormat(p.Name, p.Columns(0, 0), []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Value: "1", Format: &style}}),
			valid.SetDropList([]string{"0", "1"}), f.AddDataValidation(p.Name, valid),
			f.SetHeaderFooter(p.Name, &excelize.HeaderFooterOptions{OddFooter: "&P"}),
			f.AddChart("图", "B2", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "x!" + "$A$2:$A$4"}}}))
	}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if err := s.Row([]xlsx.Cell{xlsx.Whole(int64(i))}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(b.Close()); err != nil {
		t.Fatal(err)
	}
	read, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = read.Close() }()
	formats, err := read.GetConditionalFormats("x")
	valid, err2 := read.GetDataValidations("x")
	footer, err3 := read.GetHeaderFooter("x")
	props, err4 := read.GetDocProps()
	id, err5 := read.GetCellStyle("x", "A3")
	if err := errors.Join(err, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	if len(formats["A2:A4"]) != 1 || len(valid) != 1 || valid[0].Sqref != "A2:A4" || footer.OddFooter != "&P" || props.Creator != "someone" || id != bold {
		t.Errorf("%v %v %v %v %d", formats, valid, footer, props, id)
	}
	if _, charts := read.Pkg.Load("xl/charts/chart1.xml"); !charts {
		t.Error("no chart")
	}
}
