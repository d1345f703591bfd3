package reports_test

import (
	"encoding/csv"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"outreach/reports"
)

// oddTexts are what breaks files made by hand.
func oddTexts() []string {
	return []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", "'=1", "''=1", "'plain", "''", "'",
		"𠮷\U0002A700\U00030000\U000323AF", "\uE000private\U000F0000", "_x0041_", "_x005F_x0041_", "__x000D_", "a\"b\"c", "a,b;c", "line\nline",
		"<b>&amp;</b>]]>", " lead and trail ", "\u2028\u200B\uFEFFx", strings.Repeat("长", 200), "\u00A0", "#N/A!", "NaN", "1e5", "007", "TRUE", "2022-11-05",
	}
}

// randomText is any text without control characters.
func randomText(r *rand.Rand) string {
	pools := []string{"=+-@'\"\t,; ", "abc01", "金融教育", "𠮷\U0002A700", "_x0041_", "＝＋－＠", "<&>\n"}
	var b strings.Builder
	for range 1 + r.IntN(12) {
		pool := []rune(pools[r.IntN(len(pools))])
		b.WriteRune(pool[r.IntN(len(pool))])
	}
	return b.String()
}

func titled(list []string) memory {
	m := make(memory, len(list))
	for i, s := range list {
		a := sample(len(list) - i) // the walk is by id downwards
		a.Title, a.Notes = s, s
		m[i] = a
	}
	return m
}

// readBack gives the titles and notes of a file.
func readBack(t *testing.T, raw string, req reports.Request) (titles, notes []string) {
	t.Helper()
	for e, err := range reports.ReadActivities(t.Context(), strings.NewReader(raw), int64(len(raw)), req, reports.ReadOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		titles, notes = append(titles, e.Content.Title), append(notes, e.Content.Notes)
	}
	return titles, notes
}

func TestAnyTextComesBackAsTyped(t *testing.T) {
	const seed = 21
	r := rand.New(rand.NewPCG(seed, 0))
	list := oddTexts()
	for range 500 {
		list = append(list, randomText(r))
	}
	req := request(t, "zh")
	for format, raw := range map[string]string{
		reports.FormatXLSX: string(book(t, "r1", titled(list), req)), reports.FormatCSV: table(t, "r1", titled(list), req),
	} {
		titles, notes := readBack(t, raw, req)
		if len(titles) != len(list) {
			t.Fatalf("%s: %d of %d rows", format, len(titles), len(list))
		}
		for i, s := range list {
			want := strings.TrimSpace(s) // spaces around a cell are no one's intent
			if titles[i] != want || notes[i] != want {
				t.Errorf("seed %d, %s: %q came back as %q and %q", seed, format, want, titles[i], notes[i])
			}
		}
	}
}

func TestNoCSVCellRunsAsAFormula(t *testing.T) {
	const seed = 22
	r := rand.New(rand.NewPCG(seed, 0))
	list := oddTexts()
	for range 2000 {
		list = append(list, randomText(r))
	}
	text := table(t, "r1", titled(list), request(t, "zh"))
	cells, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	guarded := 0
	for _, line := range cells {
		for _, c := range line {
			if c != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(c)[0]) {
				t.Errorf("seed %d: a cell begins with %q", seed, c)
			}
			if strings.HasPrefix(c, "'") {
				guarded++
			}
		}
	}
	if guarded < 100 {
		t.Errorf("%d cells guarded", guarded)
	}
}

func TestNumbersAreNeverGuarded(t *testing.T) {
	a := sample(1)
	a.Attendance = -5 // only to have a sign
	if list := rows(t, table(t, "r1", memory{a}, request(t, "zh"))); list[0]["参与人次"] != "-5" {
		t.Errorf("%q", list[0]["参与人次"])
	}
}

func TestCSVIsAsTheStandardSays(t *testing.T) {
	a := sample(1)
	a.Title, a.Place, a.Notes = "引\"号", "逗,号", "行\n行"
	text := table(t, "r1", memory{a}, request(t, "zh"))
	if !strings.HasPrefix(text, "\uFEFF序号,编号,") || !strings.HasSuffix(text, "\r\n") {
		t.Errorf("%q", text)
	}
	for _, part := range []string{`,"引""号",2022-11-05,90,`, `,"逗,号",`, ",\"行\n行\"\r\n"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in %q", part, text)
		}
	}
}

func TestALongTextIsCutWhereSpreadsheetsCut(t *testing.T) {
	for _, unit := range []string{"a", "长", "𠮷"} {
		for _, n := range []int{excelize.TotalCellChars - 1, excelize.TotalCellChars, excelize.TotalCellChars + 1} {
			long := strings.Repeat(unit, n/len(utf16.Encode([]rune(unit)))) + strings.Repeat("b", n%len(utf16.Encode([]rune(unit))))
			req := request(t, "zh")
			titles, _ := readBack(t, string(book(t, "r1", titled([]string{long}), req)), req)
			fits := n <= excelize.TotalCellChars
			if fits != (titles[0] == long) {
				t.Errorf("%d units of %q: kept whole is %v", n, unit, titles[0] == long)
			}
			if !fits && (!strings.HasSuffix(titles[0], "…") || len(utf16.Encode([]rune(titles[0]))) > excelize.TotalCellChars) {
				t.Errorf("%d units of %q came out as %d", n, unit, len(utf16.Encode([]rune(titles[0]))))
			}
		}
	}
}

func TestControlCharactersDoNotBreakAFile(t *testing.T) {
	list := []string{"a\x00b\x1fc", "\uFFFEd\uFFFF"}
	req := request(t, "zh")
	for format, raw := range map[string]string{
		reports.FormatXLSX: string(book(t, "r1", titled(list), req)), reports.FormatCSV: table(t, "r1", titled(list), req),
	} {
		titles, _ := readBack(t, raw, req)
		if titles[0] != "abc" || titles[1] != "d" {
			t.Errorf("%s: %q", format, titles)
		}
	}
	if py := reread(t, book(t, "r1", titled(list), req)); py.Sheets["R1 活动明细表"].Cells[1][5].Text != "abc" {
		t.Errorf("openpyxl reads %q", py.Sheets["R1 活动明细表"].Cells[1][5].Text)
	}
}
