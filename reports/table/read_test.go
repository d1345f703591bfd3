package table_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"outreach/domain"
	"outreach/reports/table"
)

// only gives the rows of the first sheet of a file that must be sound.
func only(t *testing.T, raw []byte) []table.Row {
	t.Helper()
	got, err := all(t, raw, table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Sheet1", ""} {
		if rows, ok := got[name]; ok {
			return rows
		}
	}
	return nil
}

func cellOf(k table.Kind, s string) table.Cell { return table.Cell{Kind: k, Text: s} }

func TestCellsOfEveryTypeAreRead(t *testing.T) {
	data := `<row r="1">` +
		`<c r="A1" t="s"><v>1</v></c><c r="B1"><v>7</v></c><c r="C1" s="1"><v>44870</v></c><c r="D1" s="2"><v>44870.5625</v></c>` +
		`<c r="E1" s="3"><v>0.5</v></c><c r="F1" t="b"><v>1</v></c><c r="G1" t="b"><v>0</v></c><c r="H1" t="e"><v>#N/A</v></c>` +
		`<c r="I1" t="str"><f>A1&amp;"x"</f><v>onex</v></c><c r="J1"><f>1+1</f><v>2</v></c><c r="K1"><f>1+1</f></c><c r="L1"/>` +
		`<c r="M1" t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve"> 教</t></r><r><t>育 </t></r><rPh sb="0" eb="1"><t>jiao</t></rPh></is></c>` +
		`<c r="N1" t="d"><v>2022-11-05T00:00:00</v></c><c r="O1" t="n"><v> 1.5E+3 </v></c><c r="P1" s="1"><v>-3</v></c><c r="Q1" s="99"><v>1</v></c>` +
		`<c r="S1" t="inlineStr"><is><t><![CDATA[a<b&c]]></t></is></c><c r="T1" t="inlineStr"><is><t>x<!-- no -->y&#x20BB7;&amp;lt;</t></is></c></row>` +
		`<row r="5" hidden="1"><c r="B5" t="inlineStr"><is><t/></is></c><c r="C5" t="s"><v>0</v></c></row><row r="9" s="1" customFormat="1"><c r="A9" s="1"/></row>`
	formula := func(c table.Cell) table.Cell { c.Formula = true; return c }
	want := []table.Row{
		{Number: 1, Cells: []table.Cell{
			cellOf(table.Text, "one"), cellOf(table.Number, "7"), cellOf(table.Date, "2022-11-05"), cellOf(table.Date, "2022-11-05 13:30:00"),
			cellOf(table.Date, "12:00:00"), cellOf(table.Bool, "TRUE"), cellOf(table.Bool, "FALSE"), cellOf(table.Error, "#N/A"),
			formula(cellOf(table.Text, "onex")), formula(cellOf(table.Number, "2")), formula(table.Cell{}),
			{},
			cellOf(table.Text, " 教育"), cellOf(table.Date, "2022-11-05"), cellOf(table.Number, "1.5E+3"), cellOf(table.Number, "-3"), cellOf(table.Number, "1"),
			{},
			cellOf(table.Text, "a<b&c"), cellOf(table.Text, "xy𠮷&lt;"),
		}},
		{Number: 5, Cells: []table.Cell{{}, {}, cellOf(table.Text, "zero")}},
	}
	if diff := cmp.Diff(want, only(t, zipped(workbook(data)))); diff != "" {
		t.Error(diff)
	}
}

func TestCellsThatAnArrayFormulaFillsAreMarked(t *testing.T) {
	data := `<row r="1"><c r="A1"><f t="array" ref="A1:B2">X</f><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>` +
		`<row r="2"><c r="A2"><v>4</v></c><c r="B2"/><c r="C2"><f t="array" ref="C2">Y</f><v>5</v></c></row><row r="3"><c r="A3"><v>6</v></c></row>`
	var marked []string
	for _, row := range only(t, zipped(workbook(data))) {
		for _, c := range row.Cells {
			if c.Formula {
				marked = append(marked, c.Text)
			}
		}
	}
	if diff := cmp.Diff([]string{"1", "2", "4", "5"}, marked); diff != "" {
		t.Error(diff)
	}
}

func TestCellsWithoutReferencesCountOn(t *testing.T) {
	data := `<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c r="B3"><v>2</v></c><c><v>3</v></c></row>`
	want := []table.Row{
		{Number: 1, Cells: []table.Cell{cellOf(table.Number, "1"), {}, cellOf(table.Number, "3")}},
		{Number: 3, Cells: []table.Cell{{}, cellOf(table.Number, "2"), cellOf(table.Number, "3")}},
	}
	if diff := cmp.Diff(want, only(t, zipped(workbook(data)))); diff != "" {
		t.Error(diff)
	}
}

// Programs differ in prefixes, namespaces, line ends, marks and the places of parts.
func TestOtherPrograms(t *testing.T) {
	strict := strings.NewReplacer("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
		"http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships")
	prefixed := strings.NewReplacer("<worksheet xmlns=", "<x:worksheet xmlns:x=", "</worksheet", "</x:worksheet", "<sheetData", "<x:sheetData", "</sheetData", "</x:sheetData",
		"<row", "<x:row", "</row", "</x:row", "<c ", "<x:c ", "</c>", "</x:c>", "<v>", "<x:v>", "</v>", "</x:v>", "<is>", "<x:is>", "</is>", "</x:is>", "<t>", "<x:t>", "</t>", "</x:t>")
	for name, change := range map[string]func(string) string{
		"strict": strict.Replace,
		"prefixes": func(s string) string {
			if !strings.Contains(s, "<worksheet") {
				return s
			}
			return prefixed.Replace(s)
		},
		"a mark and line ends": func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "><", ">\r\n  <") },
		"absolute targets": func(s string) string {
			return strings.ReplaceAll(s, `Target="worksheets/`, `Target="/xl/worksheets/`)
		},
		"single quotes": func(s string) string {
			if strings.Contains(s, "quot") {
				return s
			}
			return strings.ReplaceAll(s, `"`, `'`)
		},
		"extensions": func(s string) string {
			return strings.Replace(s, "<row r=\"1\">", `<row r="1" xmlns:e="urn:e" e:id="7"><e:row><e:c r="A1"><e:v>9</e:v></e:c></e:row>`, 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			parts := workbook(soundRows)
			for part, body := range parts {
				parts[part] = change(body)
			}
			if diff := cmp.Diff([][]string{{"zero", "7"}, {"x"}}, texts(only(t, zipped(parts)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEscapesAreUndoneOnce(t *testing.T) {
	for in, want := range map[string]string{
		"_x0041_": "A", "_x005F_x0041_": "_x0041_", "a_x000D__x000A_b": "a\r\nb", "_x0041": "_x0041", "_x00zz_": "_x00zz_", "__x0041__": "_A_",
		"_xD842__xDFB7_": "𠮷", "_x005f_x005F_x0041_": "_x005FA", "_": "_", "_x": "_x", "&amp;amp;_x0026_lt;": "&amp;&lt;",
	} {
		data := `<row r="1"><c r="A1" t="inlineStr"><is><t>` + in + `</t></is></c></row>`
		if got := only(t, zipped(workbook(data)))[0].Cells[0].Text; got != want {
			t.Errorf("%s is read as %q, want %q", in, got, want)
		}
	}
}

func TestRunsAreUnescapedOnTheirOwn(t *testing.T) {
	data := `<row r="1"><c r="A1" t="inlineStr"><is><r><t>_x00</t></r><r><t>41_</t></r></is></c></row>`
	if got := only(t, zipped(workbook(data)))[0].Cells[0].Text; got != "_x0041_" {
		t.Errorf("%q", got)
	}
}

func TestDaysOfBothCalendars(t *testing.T) {
	for name, c := range map[string]struct {
		flag string
		want map[string]string // by number
	}{
		"1900": {"", map[string]string{
			"1": "1900-01-01", "59": "1900-02-28", "60": "1900-02-29", "61": "1900-03-01", "44870": "2022-11-05", "2958465": "9999-12-31", "2958466": "2958466",
			"44870.99999999": "2022-11-06", "0.25": "06:00:00", "-1": "-1", "4.4870000000000001E4": "2022-11-05",
		}},
		"1904": {` date1904="1"`, map[string]string{"0": "1904-01-01", "43408": "2022-11-05", "2957003": "9999-12-31", "2957004": "2957004", "43408.5": "2022-11-05 12:00:00"}},
	} {
		for number, want := range c.want {
			parts := workbook(`<row r="1"><c r="A1" s="1"><v>` + number + `</v></c></row>`)
			parts[bookPart] = strings.Replace(parts[bookPart], "<sheets>", "<workbookPr"+c.flag+"/><sheets>", 1)
			if got := only(t, zipped(parts))[0].Cells[0].Text; got != want {
				t.Errorf("day %s of %s is read as %s, want %s", number, name, got, want)
			}
		}
	}
}

func TestFormatsOfDaysAreTold(t *testing.T) {
	for code, kind := range map[string]table.Kind{
		"yyyy-mm-dd": table.Date, `yyyy"年"m"月"d"日"`: table.Date, "[$-804]yyyy/m/d;@": table.Date, "h:mm": table.Date, "[h]:mm": table.Date, "mm:ss": table.Date,
		"d-mmm": table.Date, "General": table.Number, "0.00E+00": table.Number, `0"d"`: table.Number, `0\d`: table.Number, "[Red]0": table.Number, "#,##0": table.Number,
		`"y"0`: table.Number, "0_d": table.Number, "@": table.Number, "[$¥-804]#,##0.00": table.Number, "0;yyyy": table.Number, "": table.Number, "[": table.Number, `"`: table.Number,
	} {
		parts := workbook(`<row r="1"><c r="A1" s="2"><v>44870</v></c></row>`)
		parts["xl/styles.xml"] = strings.Replace(parts["xl/styles.xml"], "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", strings.ReplaceAll(code, `"`, "&quot;"), 1)
		if got := only(t, zipped(parts))[0].Cells[0].Kind; got != kind {
			t.Errorf("%s shows kind %d, want %d", code, got, kind)
		}
	}
}

func TestSheetsAreListedAndMergesKnownAtTheEnd(t *testing.T) {
	parts := workbook(soundRows)
	parts[bookPart] = strings.Replace(parts[bookPart], "</sheets>", `<sheet name="L&amp;M" sheetId="2" state="veryHidden" r:id="r8"/><sheet name="Chart1" sheetId="3" r:id="r9"/></sheets>`, 1)
	parts["xl/worksheets/sheet2.xml"] = sheet("")
	parts[bookRels] = strings.Replace(parts[bookRels], "</Relationships>", `<Relationship Id="r8" Type="`+officeType+`worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="r9" Type="`+officeType+`chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>`, 1)
	parts[sheetPart] = strings.Replace(parts[sheetPart], "</worksheet>", `<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="B3:B9"/></mergeCells></worksheet>`, 1)
	raw := zipped(parts)
	opened, err := table.Open(t.Context(), bytes.NewReader(raw), int64(len(raw)), table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	list := opened.Sheets()
	if len(list) != 2 || list[0].Hidden || list[1].Name != "L&M" || !list[1].Hidden {
		t.Errorf("%+v", list)
	}
	for _, err := range opened.Rows(t.Context(), "Sheet1") {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := []table.Area{{Top: 1, Left: 1, Bottom: 1, Right: 3}, {Top: 3, Left: 2, Bottom: 9, Right: 2}}
	if diff := cmp.Diff(want, opened.Merged("Sheet1")); diff != "" || want[1].String() != "B3:B9" {
		t.Error(diff)
	}
	for _, err := range opened.Rows(t.Context(), "Sheet9") {
		if domain.CodeOf(err) != domain.NotFound {
			t.Error(err)
		}
	}
}

func TestTextIsReadInEveryEncoding(t *testing.T) {
	const said = "名称,备注\r\n金融知识进社区,\"三, 四\"\r\n€ 㐀𠀀𠮷,\r\n"
	want := [][]string{{"名称", "备注"}, {"金融知识进社区", "三, 四"}, {"€ 㐀𠀀𠮷"}}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(said))
	if err != nil {
		t.Fatal(err)
	}
	le, be := []byte("\xff\xfe"), []byte("\xfe\xff")
	for _, u := range utf16.Encode([]rune(said)) {
		le, be = append(le, byte(u), byte(u>>8)), append(be, byte(u>>8), byte(u))
	}
	for name, c := range map[string]struct {
		raw      []byte
		encoding string
	}{
		"UTF-8": {[]byte(said), table.UTF8}, "UTF-8 with a mark": {[]byte("\ufeff" + said), table.UTF8}, "GB18030": {gb, table.GB18030},
		"the euro sign of code page 936": {bytes.ReplaceAll(gb, []byte("\xa2\xe3"), []byte{0x80}), table.GB18030},
		"UTF-16 LE":                      {le, table.UTF16LE}, "UTF-16 BE": {be, table.UTF16BE},
	} {
		opened, err := table.Open(t.Context(), bytes.NewReader(c.raw), int64(len(c.raw)), table.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if e := opened.Encoding(); e.Name != c.encoding || e.Doubt {
			t.Errorf("%s is taken for %+v", name, e)
		}
		if diff := cmp.Diff(want, texts(only(t, c.raw))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// The bytes of a long GBK text, wherever a block of the detector ends, are never taken for UTF-8, and the other way round.
func TestLongTextIsToldApart(t *testing.T) {
	for shift := range 5 {
		said := repeated(shift, "a") + "\n" + repeated(40_000, "金融x教育𠀀\n")
		gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(said))
		if err != nil {
			t.Fatal(err)
		}
		for name, raw := range map[string][]byte{table.UTF8: []byte(said), table.GB18030: gb} {
			opened, err := table.Open(t.Context(), bytes.NewReader(raw), int64(len(raw)), table.Limits{})
			if err != nil || opened.Encoding().Name != name || opened.Encoding().Doubt {
				t.Errorf("%s, shifted by %d: %v, %+v", name, shift, err, opened.Encoding())
			}
		}
	}
}

func TestDoubtAboutAnEncodingIsTold(t *testing.T) {
	raw := []byte("title\nn\xc3\xa9\n") // é in UTF-8, one character in GBK
	opened, err := table.Open(t.Context(), bytes.NewReader(raw), int64(len(raw)), table.Limits{})
	if err != nil || opened.Encoding() != (table.Encoding{Name: table.UTF8, Doubt: true}) {
		t.Errorf("%v %+v", err, opened.Encoding())
	}
}

func TestSeparatorsAndLineEnds(t *testing.T) {
	want := [][]string{{"a", "b"}, {"1;,", "x\ny"}, {"", "2"}}
	for name, raw := range map[string]string{
		"comma":             "a,b\n\"1;,\",\"x\ny\"\n\n,2\n",
		"semicolon":         "a;b\r\n\"1;,\";\"x\ny\"\r\n;2",
		"tab":               "a\tb\r1;,\t\"x\ny\"\r\t2\r",
		"named":             "sep=;\r\na;b\r\n\"1;,\";\"x\ny\"\r\n;2\r\n",
		"named with a mark": "\ufeffsep=,\na,b\n\"1;,\",\"x\ny\"\n,2\n",
		"quoted headings":   "\"a\",\"b\"\n\"1;,\",\"x\ny\"\n,2,,,\n",
	} {
		if diff := cmp.Diff(want, texts(only(t, []byte(raw)))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	rows := only(t, []byte("a\n\n\"b\nc\"\n\"d\"\"e\"\n"))
	if len(rows) != 3 || rows[1].Number != 3 || rows[2].Number != 4 || rows[2].Cells[0].Text != `d"e` {
		t.Errorf("%+v", rows)
	}
}

func TestAFaultNamesItsCell(t *testing.T) {
	for raw, want := range map[string]string{"a,b\n1,\"2\"x\n": "B2", "a\n\n\nb\x01\n": "A4"} {
		_, err := all(t, []byte(raw), table.Limits{})
		if e, ok := errors.AsType[*domain.Error](err); !ok || e.Params["Where"] != want {
			t.Errorf("%q: %+v", raw, err)
		}
	}
	_, err := all(t, zipped(workbook(`<row r="4"><c r="AB4"><v>x</v></c></row>`)), table.Limits{})
	e, ok := errors.AsType[*domain.Error](err)
	if !ok || e.Params["Where"] != "Sheet1!AB4" || e.Params["Sheet"] != "Sheet1" || e.Params["Row"] != 4 || e.Params["Column"] != "AB" {
		t.Errorf("%+v", err)
	}
}

func TestLimitsAreTheCallers(t *testing.T) {
	raw := zipped(workbook(soundRows))
	for name, l := range map[string]table.Limits{
		"upload": {Upload: 100}, "parts": {Parts: 3}, "unpacked": {Unpacked: 500}, "part": {Part: 100}, "strings": {Strings: 20}, "rows": {Rows: 1}, "columns": {Columns: 1}, "cell": {Cell: 2},
	} {
		if _, err := all(t, raw, l); domain.CodeOf(err) != domain.TooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadingEndsWithItsContextAndItsCaller(t *testing.T) {
	for name, raw := range map[string][]byte{"workbook": zipped(workbook(full(50_000, 3))), "CSV": []byte(repeated(200_000, "a,b\n"))} {
		ctx, cancel := context.WithCancel(t.Context())
		t.Cleanup(cancel)
		opened, err := table.Open(ctx, bytes.NewReader(raw), int64(len(raw)), table.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		sheet := opened.Sheets()[0].Name
		n := 0
		for range opened.Rows(ctx, sheet) {
			if n++; n == 3 {
				break
			}
		}
		var last error
		for _, err := range opened.Rows(ctx, sheet) {
			last = err
			cancel()
		}
		if n != 3 || !errors.Is(last, context.Canceled) {
			t.Errorf("%s: %d rows, then %v", name, n, last)
		}
		if _, err := table.Open(ctx, bytes.NewReader(raw), int64(len(raw)), table.Limits{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestColumnsAreNamedAsSpreadsheetsDo(t *testing.T) {
	for i, name := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16_383: "XFD"} {
		if got := table.ColumnName(i); got != name {
			t.Errorf("%d is %s", i, got)
		}
		if got, ok := table.ColumnIndex(strings.ToLower(name)); !ok || got != i {
			t.Errorf("%s is %d", name, got)
		}
	}
	for _, name := range []string{"", "XFE", "A1", "1", "AAAA", "甲"} {
		if i, ok := table.ColumnIndex(name); ok {
			t.Errorf("%q is %d", name, i)
		}
	}
}
