package reports_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"outreach/reports"
)

// worksheetOrder is the sequence of a worksheet's children (ECMA-376 part 1, 18.3.1.99), as far as books here have them.
func worksheetOrder() []string {
	return []string{
		"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter", "mergeCells",
		"conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
		"rowBreaks", "colBreaks", "drawing", "legacyDrawing", "tableParts", "extLst",
	}
}

// A spreadsheet repairs, that is changes, a book whose parts are out of order or point at looks that are not there.
func TestPartsAreAsTheStandardHasThem(t *testing.T) {
	raw := book(t, reports.All, crowd(200, 17), request(t, "zh"))
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := parts[f.Name]; twice {
			t.Errorf("%s twice", f.Name)
		}
		parts[f.Name] = string(text)
	}
	looks := first(t, `<dxfs count="(\d+)"`, parts["xl/styles.xml"])
	formats := first(t, `<cellXfs count="(\d+)"`, parts["xl/styles.xml"])
	sheets := 0
	for name, text := range parts {
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		sheets++
		at := -1
		for _, child := range children(t, text) {
			i := slices.Index(worksheetOrder(), child)
			if i < at || i < 0 {
				t.Errorf("%s: %s out of order", name, child)
			}
			at = i
		}
		within(t, name, `dxfId="(\d+)"`, text, looks)
		within(t, name, ` s="(\d+)"`, text, formats)
	}
	if sheets != len(reports.List())+2 {
		t.Errorf("%d sheets", sheets)
	}
	names := map[string]bool{}
	for _, m := range regexp.MustCompile(`<definedName ([^>]*)>`).FindAllStringSubmatch(parts["xl/workbook.xml"], -1) {
		if names[m[1]] {
			t.Errorf("name %s twice", m[1])
		}
		names[m[1]] = true
	}
	if len(names) < len(reports.List()) {
		t.Errorf("%d names", len(names))
	}
}

func first(t *testing.T, pattern, text string) int {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no %s", pattern)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// within checks that every id found is below a number.
func within(t *testing.T, part, pattern, text string, below int) {
	t.Helper()
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err != nil || n >= below {
			t.Errorf("%s: %s, there are %d", part, m[0], below)
		}
	}
}

// children gives the names of the elements under the root.
func children(t *testing.T, text string) []string {
	t.Helper()
	var names []string
	d, depth := xml.NewDecoder(strings.NewReader(text)), 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth++; depth == 2 {
				names = append(names, e.Name.Local)
			}
		case xml.EndElement:
			depth--
		}
	}
}
