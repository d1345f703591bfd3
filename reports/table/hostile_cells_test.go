package table_test

import (
	"archive/zip"
	"fmt"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func hostileSheets() []hostileFile {
	inline := func(s string) string { return `<row r="1"><c r="A1" t="inlineStr"><is><t>` + s + `</t></is></c></row>` }
	return []hostileFile{
		{"row 2147483647", inSheet(`<row r="2147483647"><c r="A2147483647"><v>1</v></c></row>`), "error.table.order"},
		{"row 0", inSheet(`<row r="0"><c><v>1</v></c></row>`), "error.table.order"},
		{"row -1", inSheet(`<row r="-1"><c><v>1</v></c></row>`), "error.table.order"},
		{"row past the last, by counting", inSheet(`<row r="1048576"/><row><c><v>1</v></c></row>`), "error.table.order"},
		{"row 1,048,576 with a value", inSheet(`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`), "error.table.rows"},
		{"column past XFD", inSheet(`<row r="1"><c r="XFE1"><v>1</v></c></row>`), "error.table.order"},
		{"rows backwards", inSheet(`<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>`), "error.table.order"},
		{"row twice", inSheet(`<row r="2"/><row r="2"><c><v>1</v></c></row>`), "error.table.order"},
		{"cells backwards", inSheet(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), "error.table.order"},
		{"cell twice", inSheet(`<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>`), "error.table.order"},
		{"cell of another row", inSheet(`<row r="1"><c r="A2"><v>1</v></c></row>`), "error.table.order"},
		{"cell reference without letters", inSheet(`<row r="1"><c r="11"><v>1</v></c></row>`), "error.table.order"},
		{"shared string past the last", inSheet(`<row r="1"><c r="A1" t="s"><v>2</v></c></row>`), "error.table.shared"},
		{"shared string -1", inSheet(`<row r="1"><c r="A1" t="s"><v>-1</v></c></row>`), "error.table.shared"},
		{"shared string 1e0", inSheet(`<row r="1"><c r="A1" t="s"><v>1e0</v></c></row>`), "error.table.shared"},
		{"number that is none", inSheet(`<row r="1"><c r="A1"><v>twelve</v></c></row>`), "error.table.value"},
		{"number 0x1p-2", inSheet(`<row r="1"><c r="A1"><v>0x1p-2</v></c></row>`), "error.table.value"},
		{"number Infinity", inSheet(`<row r="1"><c r="A1"><v>Infinity</v></c></row>`), "error.table.value"},
		{"truth value 2", inSheet(`<row r="1"><c r="A1" t="b"><v>2</v></c></row>`), "error.table.value"},
		{"cell of unknown type", inSheet(`<row r="1"><c r="A1" t="q"><v>2</v></c></row>`), "error.table.value"},
		{"cell of two values", inSheet(`<row r="1"><c r="A1"><v>2</v><v>3</v></c></row>`), "error.table.value"},
		{"text of 32,768 units", inSheet(inline(repeated(16_384, "𠮷"))), "error.table.cell"},
		{"text of 10 MB", inSheet(inline(randomText(10 << 20))), "error.table.cell"},
		{"10,000 texts in one cell", inSheet(`<row r="1"><c r="A1" t="inlineStr"><is>` + repeated(10_000, "<r><t>"+repeated(10, "长")+"</t></r>") + `</is></c></row>`), "error.table.cell"},
		{"control character", inSheet(inline("a\x01b")), "error.table.control"},
		{"control character &#1;", inSheet(inline("a&#1;b")), "error.table.control"},
		{"control character _x0001_", inSheet(inline("a_x0001_b")), "error.table.control"},
		{"half a character _xD842_", inSheet(inline("a_xD842_b")), "error.table.utf8"},
		{"bytes that are no UTF-8", inSheet(inline("a\xbd\xf0")), "error.table.utf8"},
		{"unknown entity", inSheet(inline("a&nbsp;b")), "error.table.xml"},
		{"syntax error in the middle", inSheet(soundRows + `<row r="3"><c r="A3"><v>1</c></row>`), "error.table.xml"},
		{"end in the middle", replaced(sheetPart, "</row></sheetData></worksheet>", ""), "error.table.xml"},
		{"second sheetData", replaced(sheetPart, "</worksheet>", `<sheetData/></worksheet>`), "error.table.order"},
		{"second root", replaced(sheetPart, "</worksheet>", `</worksheet><worksheet/>`), "error.table.xml"},
		{"merged block of nothing", replaced(sheetPart, "</worksheet>", `<mergeCells><mergeCell ref="A0:B1"/></mergeCells></worksheet>`), "error.table.order"},
	}
}

// heavySheets are large.
func heavySheets() []hostileFile {
	return []hostileFile{
		{"5,000,000 empty shared strings", func() []byte {
			return packed(with(workbook(soundRows), stringsPart, `<sst `+mainSpace+`>`+repeated(5_000_000, "<si/>")+`</sst>`), zip.Store)
		}, "error.table.strings"},
		{"62 MB of shared strings", func() []byte {
			one := "<si><t>" + repeated(10_000, "长") + "</t></si>"
			return packed(with(workbook(soundRows), stringsPart, `<sst `+mainSpace+`>`+repeated(62<<20/len(one), one)+`</sst>`), zip.Store)
		}, ""},
		{"20,000 rows with one cell at XFD", func() []byte { return zipped(workbook(far(20_000))) }, "error.table.columns"},
		{"3,000 rows of 16,384 blank cells", func() []byte {
			return packed(workbook(repeated(3000, "<row>"+repeated(16_384, "<c/>")+"</row>")), zip.Store)
		}, "error.table.upload"},
		{"700 rows of 16,384 blank cells", func() []byte {
			return packed(workbook(repeated(700, "<row>"+repeated(16_384, "<c/>")+"</row>")), zip.Store)
		}, ""},
		{"100,000 array formulas over each other", func() []byte {
			return packed(workbook(repeated(500, "<row>"+repeated(200, `<c><f t="array" ref="A1:XFD1048576"/><v>1</v></c>`)+"</row>")), zip.Store)
		}, "error.table.order"},
		{"255 MB of blank cells", func() []byte { return zipped(workbook(blank(255 << 20))) }, ""},
		{"200,000 rows of 24 cells", func() []byte { return zipped(workbook(full(200_000, 24))) }, ""},
		{"200,001 rows", func() []byte { return zipped(workbook(full(200_001, 1))) }, "error.table.rows"},
		{"257 columns", func() []byte { return zipped(workbook(full(2, 257))) }, "error.table.columns"},
	}
}

func far(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<row r="%d"><c r="XFD%d"><v>%d</v></c></row>`, i+1, i+1, i*i)
	}
	return b.String()
}

// blank gives so many bytes of rows of cells that have a style only.
func blank(size int) string {
	var b strings.Builder
	x := uint32(3)
	for b.Len() < size-300_000 {
		b.WriteString("<row>")
		for range 16_384 {
			x = x*1664525 + 1013904223
			fmt.Fprintf(&b, `<c s="%d"/>`, x>>29)
		}
		b.WriteString("</row>")
	}
	return b.String()
}

// full gives rows of numbers that pack badly enough.
func full(rows, columns int) string {
	var b strings.Builder
	x := uint32(7)
	for range rows {
		b.WriteString("<row>")
		for range columns {
			x = x*1664525 + 1013904223
			fmt.Fprintf(&b, "<c><v>%d</v></c>", x>>8)
		}
		b.WriteString("</row>")
	}
	return b.String()
}

func hostileTexts() []hostileFile {
	wide := func(s string, mark string) []byte {
		b := []byte(mark)
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return b
	}
	gbk := func(s string) []byte {
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
		possible(err)
		return b
	}
	return []hostileFile{
		{"CSV with a NUL", text("a,b\r\n1,\x00\r\n"), "error.table.control"},
		{"CSV in UTF-16 without a mark", func() []byte { return wide("a,b\r\n1,2\r\n", "") }, "error.table.control"},
		{"CSV with an open quote", text("a,b\r\n1,\"2\r\n"), "error.table.quote"},
		{"CSV with a bare quote", text("a,b\r\n1,2\"\r\n"), "error.table.quote"},
		{"CSV with text after a quote", text("a,b\r\n1,\"2\"3\r\n"), "error.table.quote"},
		{"CSV with bytes of no encoding", text("金额,b\r\n1,\xff\xfe\r\n"), "error.table.utf8"},
		{"GBK with bytes for private use", func() []byte { return append(gbk("名称,备注\r\n课程,甲"), "\xaa\xa1\r\n"...) }, "error.table.private"},
		{"GBK with bytes without a meaning", func() []byte { return append(gbk("名称,备注\r\n课程,甲"), "\xfe\x59\r\n"...) }, "error.table.private"},
		{"GBK cut in a character", func() []byte { return append(gbk("名称,备注\r\n课程,甲"), "\xbd,\r\n"...) }, "error.table.utf8"},
		{"UTF-16 with half a character", func() []byte { return append(wide("a,b\n1,", "\xff\xfe"), 0x42, 0xd8, '\n', 0) }, "error.table.utf8"},
		{"UTF-16 with half a unit", func() []byte { return append(wide("a,b\n1,2", "\xff\xfe"), 'x') }, "error.table.utf8"},
		{"GBK of 60 MB, a euro sign in each cell", func() []byte {
			return []byte(repeated(60<<20/(21*300), repeated(300, "\xbd\xf0\xc8\xda\x80\xbd\xcc\xd3\xfd\xbd\xf0\xc8\xda\xbd\xcc\xd3\xfd,")[:250*18]+"\n"))
		}, ""},
		{"CSV of 7 rows of 256 cells of 32,767 characters", text(repeated(7, repeated(255, repeated(32_767, "x")+",")+repeated(32_767, "x")+"\n")), ""},
		{"CSV of 257 columns", text(repeated(256, "a,") + "b\n"), "error.table.columns"},
		{"CSV of 30 MB of commas", text(repeated(30<<20, ",")), "error.table.columns"},
		{"CSV of 60 MB of line ends", text("a\n" + repeated(60<<20, "\n")), "error.table.rows"},
		{"CSV of 60 MB in one quote", text("\"" + repeated(60<<20, "x")), "error.table.cell"},
		{"CSV cell of 32,768 characters", text("a\n" + repeated(32_768, "x")), "error.table.cell"},
		{"CSV of 200,001 rows", text(repeated(200_001, "x\n")), "error.table.rows"},
		{"CSV of 65 MB", text(repeated(65<<20, "x")), "error.table.upload"},
	}
}
