package reports_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"outreach/domain"
)

// rewritten gives a workbook with one part changed, or left out where change gives "".
func rewritten(t *testing.T, raw []byte, part string, change func(string) string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		text := string(body)
		if f.Name == part {
			if text = change(text); text == "" {
				continue
			}
		}
		out, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(out, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func parts(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := range n {
		if _, err := w.Create(fmt.Sprint("part", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func bomb(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	out, err := w.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 1<<20)
	for range 257 {
		if _, err := out.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHostileFilesAreRefused(t *testing.T) {
	const sheet = "xl/worksheets/sheet3.xml"
	req := request(t, "zh")
	raw := book(t, "r1", crowd(60, 2), req)
	change := func(f func(string) string) string { return rewritten(t, raw, sheet, f) }
	replace := func(from, to string) string {
		return change(func(s string) string {
			if !strings.Contains(s, from) {
				t.Fatalf("no %s", from)
			}
			return strings.Replace(s, from, to, 1)
		})
	}
	for name, c := range map[string]struct {
		raw  string
		code domain.ErrorCode
	}{
		"empty":             {"", domain.Malformed},
		"encrypted or XLS":  {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("x", 2000), domain.UnsupportedMedia},
		"many parts":        {parts(t, 1001), domain.TooLarge},
		"bomb":              {bomb(t), domain.TooLarge},
		"truncated sheet":   {change(func(s string) string { return s[:len(s)/2] }), domain.Malformed},
		"bad entity":        {replace("<t>", "<t>&nbsp;"), domain.Malformed},
		"control character": {replace("<t>", "<t>\x01"), domain.Malformed},
		"declaration":       {replace("<worksheet", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hosts">]><worksheet`), domain.Malformed},
		"bad shared string": {change(func(s string) string {
			return regexp.MustCompile(`<c r="A2"[^>]*><v>1</v>`).ReplaceAllString(s, `<c r="A2" t="s"><v>7000</v>`)
		}), domain.Malformed},
		"far row":              {replace(`</sheetData>`, `<row r="2147483647"><c r="A2147483647"><v>1</v></c></row></sheetData>`), domain.Malformed},
		"no activity table":    {string(book(t, "r2", crowd(60, 2), req)), domain.Malformed},
		"no sheet part":        {change(func(string) string { return "" }), domain.Malformed},
		"rows out of sequence": {replace(`<row r="3"`, `<row r="9999"`), domain.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(t, c.raw, req)
			if domain.CodeOf(err) != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
}

func TestCSVThatIsNoneIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		code domain.ErrorCode
	}{
		"empty":       {"", domain.Malformed},
		"bare quote":  {"title\r\na\"b\r\n", domain.Malformed},
		"open quote":  {"title\r\n\"ab\r\n", domain.Malformed},
		"no encoding": {"title\r\n\xbd\xf0\xff\r\n", domain.UnsupportedMedia},
		"no title":    {"date\r\n2022-01-01\r\n", domain.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := read(t, c.raw, request(t, "zh")); domain.CodeOf(err) != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
}
