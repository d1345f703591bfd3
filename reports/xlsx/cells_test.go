package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"outreach/reports/openpyxl"
	"outreach/reports/xlsx"
)

// pySheet is what another program, openpyxl, reads from a sheet.
type pySheet struct {
	Name   string
	Cells  [][4]any // row, column, type, value
	Tables map[string]string
	Filter string
	Panes  string
}

// reread reads a workbook by the other program.
func reread(t *testing.T, raw []byte) []pySheet {
	t.Helper()
	return openpyxl.Read[[]pySheet](t, "testdata/cells.py", raw)
}

func environment(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	if s := os.Getenv(name); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return otherwise
}

// hostile are texts that writers get wrong.
func hostile() []string {
	return []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "00123", "1e5", "TRUE", "#N/A", "2022-11-05", "110101199001011234",
		"&<>\"'", "]]>", "<!--", "&amp;", "&#x41;", "</t></is></c></row></sheetData>",
		"_x0041_", "_x005F_", "_x005F_x0041_", "_x0041_x0042_", "_x004_", "_xZZZZ_", "_X0041_", "_xd800_", "__x0041__", "_x", "_",
		"\x00", "a\x00b", "\x01_x0001_\x1f", "_x004\x01", "_x0041\x01", "_x0041\uFFFE", "_x0041_x0042", "\x01x0041_", "\r", "\r\n", "\n", "\t", "a\rb", "a\nb", "a\tb", " ", "  a  ", "\u00a0a\u00a0", "\u3000全角\u3000",
		"\x7f\u0080\u0085\u2028\u2029", "\uFEFFmark", "\uFFFE", "\uFFFF", "a\uFFFEb\uFFFFc", "\uFFFD", "\U0010FFFF", "\uFDD0", "\uF8FF",
		"𠀀𪛖㐀", "\uE000\uE5E5\uF8FF", "\U000F0000\U0010FFFD", "葛\U000E0100", "👩‍⚕️", "e\u0301", "שלום", "一二三",
		strings.Repeat("长", 32767), strings.Repeat("𠀀", 16383) + "a", strings.Repeat("\x01", 3000), strings.Repeat("_x0041_", 500),
	}
}

func randomText(r *rand.Rand) string {
	list := hostile()[:62]
	var b strings.Builder
	for range r.IntN(6) {
		switch r.IntN(4) {
		case 0:
			b.WriteString(list[r.IntN(len(list))])
		case 1:
			b.WriteRune(rune(0x20000 + r.IntN(42000)))
		case 2:
			b.WriteRune(rune(r.IntN(0xD800)))
		default:
			b.WriteRune(rune(0x4E00 + r.IntN(20000)))
		}
	}
	return b.String()
}

// want is a cell with what readers should find.
type want struct {
	cell xlsx.Cell
	kind string // as openpyxl has it; "" is blank
	text string
	num  float64
}

func randomCell(r *rand.Rand) want {
	switch r.IntN(7) {
	case 0:
		return want{}
	case 1:
		n := r.Int64N(2e15) - 1e15 + 1
		return want{xlsx.Whole(n), "n", "", float64(n)}
	case 2:
		x := math.Float64frombits(r.Uint64())
		if math.IsNaN(x) || math.IsInf(x, 0) {
			x = -0.1
		}
		return want{xlsx.Real(x), "n", "", x}
	case 3:
		x := float64(61+r.IntN(2958405)) + float64(r.IntN(2))/8
		return want{xlsx.Date(x), "n", "", x}
	case 4:
		yes := r.IntN(2)
		return want{xlsx.Bool(yes == 1), "b", "", float64(yes)}
	default:
		s := randomText(r)
		if s == "" {
			return want{xlsx.Text(s), "", "", 0}
		}
		return want{xlsx.Text(s), "s", s, 0}
	}
}

// sheetOf writes a sheet of rows and gives the file.
func sheetOf(t *testing.T, o xlsx.Options, l xlsx.Layout, rows [][]want) []byte {
	t.Helper()
	var out bytes.Buffer
	b, err := xlsx.New(t.Context(), &out, o)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abandon()
	s, err := b.Sheet(l)
	if err != nil {
		t.Fatal(err)
	}
	cells := make([]xlsx.Cell, len(l.Columns))
	for _, row := range rows {
		for i := range row {
			cells[i] = row[i].cell
		}
		if err := s.Row(cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if s.Rows() != len(rows) {
		t.Errorf("%d rows counted of %d", s.Rows(), len(rows))
	}
	return out.Bytes()
}

func columns(n int, shared func(int) bool) []xlsx.Column {
	list := make([]xlsx.Column, n)
	for i := range list {
		list[i] = xlsx.Column{Title: fmt.Sprint("列<", i+1, ">&"), Width: 9, Shared: shared(i)}
	}
	return list
}

func compare(t *testing.T, raw []byte, rows [][]want, parts int) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	py := reread(t, raw)
	if len(py) != parts || len(f.GetSheetList()) != parts {
		t.Fatalf("%d sheets, want %d", len(py), parts)
	}
	at := 0
	for i, name := range f.GetSheetList() {
		other := map[[2]int][2]any{}
		for _, c := range py[i].Cells {
			other[[2]int{int(c[0].(float64)), int(c[1].(float64))}] = [2]any{c[2], c[3]}
		}
		read, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		here := len(rows) - at
		if i < parts-1 {
			here = len(read) - 1
		}
		for n := range here {
			for c, w := range rows[at+n] {
				got := ""
				if n+1 < len(read) && c < len(read[n+1]) {
					got = read[n+1][c]
				}
				same(t, fmt.Sprintf("%s row %d column %d", name, n+2, c+1), w, got, other[[2]int{n + 2, c + 1}])
			}
		}
		at += here
	}
	if at != len(rows) {
		t.Errorf("%d rows read of %d", at, len(rows))
	}
}

func same(t *testing.T, where string, w want, excelize string, openpyxl [2]any) {
	t.Helper()
	if w.kind == "" {
		if excelize != "" || openpyxl[0] != nil {
			t.Errorf("%s: blank is read as %q and %v", where, excelize, openpyxl)
		}
		return
	}
	if w.kind == "s" {
		if excelize != w.text || openpyxl != [2]any{"s", w.text} {
			t.Errorf("%s: %.60q is read as %.60q and %.60q", where, w.text, excelize, openpyxl)
		}
		return
	}
	x, err := strconv.ParseFloat(excelize, 64)
	other := openpyxl[1]
	if yes, ok := other.(bool); ok {
		other = 0.0
		if yes {
			other = 1.0
		}
	}
	if err != nil || x != w.num || openpyxl[0] != w.kind || other != w.num {
		t.Errorf("%s: %v is read as %q and %v", where, w.num, excelize, openpyxl)
	}
}

func TestEveryCellOfRandomSheetsIsReadBackByTwoPrograms(t *testing.T) {
	seed := environment(t, "OUTREACH_SEED", uint64(time.Now().UnixNano()))
	t.Logf("OUTREACH_SEED=%d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	for range environment(t, "OUTREACH_BUDGET", 3) {
		width, limit := 1+r.IntN(40), 60+r.IntN(400)
		rows := make([][]want, 1+r.IntN(400))
		for i := range rows {
			for range width {
				rows[i] = append(rows[i], randomCell(r))
			}
			rows[i][0] = want{xlsx.Whole(int64(i)), "n", "", float64(i)} // no row is empty
		}
		raw := sheetOf(t, xlsx.Options{RowsPerSheet: limit}, xlsx.Layout{Name: "表", Table: "t", Columns: columns(width, func(i int) bool { return i%2 == 0 })}, rows)
		compare(t, raw, rows, (len(rows)+limit-2)/(limit-1))
	}
}

func TestHostileTextsAreReadBackExactly(t *testing.T) {
	var rows [][]want
	for i, s := range append(hostile(), hostile()...) { // shared ones twice
		w := want{xlsx.Text(s), "s", s, 0}
		rows = append(rows, []want{{xlsx.Whole(int64(i)), "n", "", float64(i)}, w, w})
	}
	compare(t, sheetOf(t, xlsx.Options{}, xlsx.Layout{Name: "文", Columns: columns(3, func(i int) bool { return i == 2 })}, rows), rows, 1)
}

func TestCellsThatSpreadsheetsWouldChangeAreRefusedByName(t *testing.T) {
	for name, c := range map[string]struct {
		cell xlsx.Cell
		err  error
	}{
		"long": {xlsx.Text(strings.Repeat("a", 32768)), xlsx.ErrLong}, "long pairs": {xlsx.Text(strings.Repeat("𠀀", 16384)), xlsx.ErrLong},
		"bytes": {xlsx.Text("a\xffb"), xlsx.ErrText}, "surrogate": {xlsx.Text("\xed\xa0\x80"), xlsx.ErrText},
		"digits": {xlsx.Whole(1e15), xlsx.ErrDigits}, "negative": {xlsx.Whole(math.MinInt64), xlsx.ErrDigits},
		"nan": {xlsx.Real(math.NaN()), xlsx.ErrNumber}, "infinite": {xlsx.Real(math.Inf(-1)), xlsx.ErrNumber},
		"early": {xlsx.Date(60), xlsx.ErrDate}, "late": {xlsx.Date(2958466), xlsx.ErrDate}, "no day": {xlsx.Date(math.NaN()), xlsx.ErrDate},
	} {
		for _, shared := range []bool{false, true} {
			var out bytes.Buffer
			b, err := xlsx.New(t.Context(), &out, xlsx.Options{})
			if err != nil {
				t.Fatal(err)
			}
			s, err := b.Sheet(xlsx.Layout{Name: "甲", Columns: columns(2, func(int) bool { return shared })})
			if err != nil {
				t.Fatal(err)
			}
			err = errors.Join(s.Row([]xlsx.Cell{xlsx.Text("a"), xlsx.Text("b")}), s.Row([]xlsx.Cell{{}, c.cell}))
			e, ok := errors.AsType[*xlsx.CellError](err)
			if !ok || !errors.Is(err, c.err) || e.Cell != "B3" || e.Sheet != "甲" || e.Column != "列<2>&" {
				t.Errorf("%s: %v", name, err)
			}
			if err := b.Close(); !errors.Is(err, c.err) {
				t.Errorf("%s: Close gives %v", name, err)
			}
		}
	}
}

func TestMendedCellsAreWritten(t *testing.T) {
	long, broken := strings.Repeat("𠀀", 20000), "a\xff\xfeb"
	l := xlsx.Layout{Name: "甲", Columns: columns(1, func(int) bool { return false })}
	f := made(t, xlsx.Options{Mend: true, RowsPerSheet: 3}, l, func(_ *xlsx.Book, s *xlsx.Sheet) error {
		var errs []error
		for _, v := range []string{"ok", long, broken} {
			errs = append(errs, s.Row([]xlsx.Cell{xlsx.Text(v)}))
		}
		return errors.Join(errs...)
	})
	if got, err := f.GetCellValue("甲", "A3"); err != nil || got != strings.Repeat("𠀀", 16383)+"…" {
		t.Errorf("%.20q %d %v", got, len(got), err)
	}
	if got, err := f.GetCellValue("甲 (2)", "A2"); err != nil || got != "a\uFFFDb" {
		t.Errorf("%q %v", got, err)
	}
}

func TestSerialsAreThoseOfSpreadsheets(t *testing.T) {
	for serial, day := range map[float64][3]int{61: {1900, 3, 1}, 25569: {1970, 1, 1}, 44870: {2022, 11, 5}, 2958465: {9999, 12, 31}} {
		if got := xlsx.Serial(day[0], time.Month(day[1]), day[2]); got != serial {
			t.Errorf("%v: %v, want %v", day, got, serial)
		}
	}
}
