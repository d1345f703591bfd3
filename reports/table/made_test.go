package table_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"testing"

	"outreach/reports/table"
)

const (
	mainSpace   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	officeSpace = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	officeType  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	sheetPart   = "xl/worksheets/sheet1.xml"
	stringsPart = "xl/sharedStrings.xml"
	bookPart    = "xl/workbook.xml"
	bookRels    = "xl/_rels/workbook.xml.rels"
	typesPart   = "[Content_Types].xml"
	xmlHead     = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

// workbook gives the parts of a small sound workbook; data is what stands in its sheet's sheetData.
func workbook(data string) map[string]string {
	return map[string]string{
		typesPart: xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels": xmlHead + rels(`<Relationship Id="r1" Type="`+officeType+`officeDocument" Target="xl/workbook.xml"/>`),
		bookPart:      xmlHead + `<workbook ` + mainSpace + ` ` + officeSpace + `><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>`,
		bookRels: xmlHead + rels(`<Relationship Id="r1" Type="`+officeType+`worksheet" Target="worksheets/sheet1.xml"/>`+
			`<Relationship Id="r2" Type="`+officeType+`sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="`+officeType+`styles" Target="styles.xml"/>`),
		stringsPart:     xmlHead + `<sst ` + mainSpace + `><si><t>zero</t></si><si><t>one</t></si></sst>`,
		"xl/styles.xml": xmlHead + `<styleSheet ` + mainSpace + `><numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="21"/></cellXfs></styleSheet>`,
		sheetPart:       sheet(data),
	}
}

func rels(body string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + body + `</Relationships>`
}

func sheet(data string) string {
	return xmlHead + `<worksheet ` + mainSpace + `><sheetData>` + data + `</sheetData></worksheet>`
}

// zipped packs parts, sorted by name; those that are large and all alike are stored, so that no limit on ratios is met.
func zipped(parts map[string]string) []byte {
	return packed(parts, zip.Deflate)
}

func packed(parts map[string]string, method uint16) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		add(w, name, method, parts[name])
	}
	possible(w.Close())
	return b.Bytes()
}

func add(w *zip.Writer, name string, method uint16, body string) {
	out, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	possible(err)
	_, err = out.Write([]byte(body))
	possible(err)
}

// possible is for what cannot fail in memory.
func possible(err error) {
	if err != nil {
		panic(err)
	}
}

// with changes or adds one part of a workbook; "" takes it away.
func with(parts map[string]string, name, body string) map[string]string {
	if body == "" {
		delete(parts, name)
	} else {
		parts[name] = body
	}
	return parts
}

// named packs parts and then entries of names, which may be there already.
func named(parts map[string]string, names ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		add(w, name, zip.Deflate, parts[name])
	}
	for _, name := range names {
		add(w, name, zip.Store, "x")
	}
	possible(w.Close())
	return b.Bytes()
}

// lying packs a part that unpacks to more than the directory says.
func lying(parts map[string]string, name string, claimed uint32) []byte {
	raw := zipped(parts)
	at := bytes.LastIndex(raw, []byte(name)) - 46 // the entry of the directory (APPNOTE 4.3.12)
	binary.LittleEndian.PutUint32(raw[at+24:], claimed)
	return raw
}

// patched changes bytes of the directory's entry of a part.
func patched(parts map[string]string, name string, offset int, value byte) []byte {
	raw := zipped(parts)
	at := bytes.LastIndex(raw, []byte(name)) - 46
	raw[at+offset] = value
	return raw
}

// all reads every sheet of a file.
func all(t testing.TB, raw []byte, limits table.Limits) (map[string][]table.Row, error) {
	t.Helper()
	got := map[string][]table.Row{}
	opened, err := table.Open(t.Context(), bytes.NewReader(raw), int64(len(raw)), limits)
	if err != nil {
		return nil, err
	}
	for _, s := range opened.Sheets() {
		for row, err := range opened.Rows(t.Context(), s.Name) {
			if err != nil {
				return got, err
			}
			got[s.Name] = append(got[s.Name], table.Row{Number: row.Number, Cells: slices.Clone(row.Cells)})
		}
	}
	return got, nil
}

// texts gives the cells of rows as text.
func texts(rows []table.Row) [][]string {
	var list [][]string
	for _, r := range rows {
		var line []string
		for _, c := range r.Cells {
			line = append(line, c.Text)
		}
		list = append(list, line)
	}
	return list
}

func repeated(n int, s string) string { return strings.Repeat(s, n) }
