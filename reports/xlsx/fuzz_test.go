package xlsx_test

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"outreach/reports/xlsx"
)

// FuzzEscape: what is escaped is well-formed XML that a reader of the standard turns into the same text.
func FuzzEscape(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	escape := regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		got := string(xlsx.Escape([]byte("<t>"), s)) + "</t>"
		var text string
		if err := xml.Unmarshal([]byte(got), &text); err != nil {
			t.Fatalf("%q: %q: %v", s, got, err)
		}
		text = escape.ReplaceAllStringFunc(text, func(m string) string {
			n, err := strconv.ParseUint(m[2:6], 16, 16)
			if err != nil {
				t.Fatal(err)
			}
			return string(rune(n))
		})
		if text != s || strings.ContainsAny(got, "\r\x00") {
			t.Fatalf("%q is read back as %q from %q", s, text, got)
		}
	})
}
