package table_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
	"outreach/reports/table"
)

// small keeps what one input of a fuzz target may take.
func small() table.Limits {
	return table.Limits{Upload: 1 << 20, Unpacked: 4 << 20, Part: 4 << 20, Rows: 5000, Strings: 1 << 20}
}

// must reads a file and checks what holds of any: it is refused by name, or its rows rise and its cells hold sound text.
func must(t *testing.T, raw []byte) (map[string][]table.Row, error) {
	t.Helper()
	got, err := all(t, raw, small())
	if err != nil {
		if e, ok := errors.AsType[*domain.Error](err); !ok || !strings.HasPrefix(e.Key, "error.table.") {
			t.Fatalf("an error without a name: %v", err)
		}
	}
	for name, rows := range got {
		last := 0
		for _, r := range rows {
			if r.Number <= last || len(r.Cells) == 0 || len(r.Cells) > 256 {
				t.Fatalf("sheet %q: row %d of %d cells after row %d", name, r.Number, len(r.Cells), last)
			}
			last = r.Number
			for _, c := range r.Cells {
				if !utf8.ValidString(c.Text) || strings.ContainsAny(c.Text, "\x00\x01\x08\x1f\ufffe\uffff") || c.Kind == table.Blank && c.Text != "" {
					t.Fatalf("row %d holds %+v", r.Number, c)
				}
				if len(c.Text) > 32_767 && len(utf16.Encode([]rune(c.Text))) > 32_767 {
					t.Fatalf("row %d holds %d bytes", r.Number, len(c.Text))
				}
			}
		}
	}
	return got, err
}

func FuzzWorkbook(f *testing.F) {
	f.Add(zipped(workbook(soundRows)))
	for _, h := range hostileSheets() {
		if raw := h.raw(); len(raw) < 16<<10 {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) { must(t, raw) })
}

// The parts are what matters: an archive's check-sums keep a fuzzer out.
func FuzzParts(f *testing.F) {
	parts := workbook(soundRows)
	f.Add(parts[sheetPart], parts[stringsPart], parts["xl/styles.xml"], parts[bookPart])
	for _, h := range append(hostileSheets(), hostileParts()...) {
		raw := h.raw()
		if len(raw) > 16<<10 {
			continue
		}
		z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			f.Fatal(err)
		}
		one := maps.Clone(parts)
		for _, part := range z.File {
			in, err := part.Open()
			if err != nil {
				f.Fatal(err)
			}
			body, err := io.ReadAll(in)
			if err != nil {
				f.Fatal(err)
			}
			one[part.Name] = string(body)
		}
		f.Add(one[sheetPart], one[stringsPart], one["xl/styles.xml"], one[bookPart])
	}
	f.Fuzz(func(t *testing.T, sheet, shared, styles, book string) {
		parts := workbook("")
		parts[sheetPart], parts[stringsPart], parts["xl/styles.xml"], parts[bookPart] = sheet, shared, styles, book
		if _, err := must(t, packed(parts, zip.Store)); err != nil {
			return
		}
		for _, part := range []string{sheet, shared, styles, book} {
			if err := wellFormed(part); err != nil {
				t.Fatalf("%v: another parser refuses what was read: %q", err, part)
			}
		}
	})
}

// wellFormed reads XML by the standard library.
func wellFormed(s string) error {
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"a,b\r\n1,\"2\"\r\n", "sep=;\na;b\n", "\ufeff名称\n", "\xff\xfea\x00,\x00", "\xbd\xf0,\xaa\xa1\n", "a\tb\r\"\"\"\"", "\x80,\xe3\x32\x9a\x35"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) { must(t, raw) })
}

func seed(t testing.TB) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(os.Getenv("OUTREACH_SEED"), 10, 64)
	if err != nil {
		n = 1
	}
	t.Logf("OUTREACH_SEED=%d", n)
	return n
}

func budget() int {
	n, err := strconv.Atoi(os.Getenv("OUTREACH_BUDGET"))
	if err != nil {
		return 1
	}
	return n
}

// Whatever bytes of a workbook are changed, it is refused or gives exactly the same rows.
func TestADamagedWorkbookIsRefusedOrReadTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 71))
	raw := zipped(workbook(`<row r="1"><c r="A1" t="s"><v>0</v></c></row><row><c t="inlineStr"><is><t>` + randomText(30_000) + `</t></is></c></row>` + full(300, 12)))
	want, err := all(t, raw, table.Limits{})
	if err != nil || len(want["Sheet1"]) != 302 {
		t.Fatalf("%v, %d rows", err, len(want["Sheet1"]))
	}
	refused, n := 0, 1500*budget()
	for range n {
		broken := slices.Clone(raw)
		for range 1 + r.IntN(4) {
			broken[r.IntN(len(broken))] ^= byte(1 + r.IntN(255))
		}
		got, err := all(t, broken, table.Limits{})
		if err != nil {
			refused++
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("other rows without an error: %s", diff)
		}
	}
	t.Logf("%d of %d refused, the others read the same", refused, n)
	if refused < n/2 {
		t.Errorf("%d of %d refused", refused, n)
	}
}

// Random changes of a sheet's text, check-sums made anew, never end in a panic or in a row that breaks what must hold.
func TestADamagedSheetIsRefusedOrSound(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 72))
	parts := workbook(soundRows + full(50, 6))
	const marks = "<>/\"'&;=!?-[] \x00\xffarct0159"
	refused, n := 0, 3000*budget()
	for range n {
		broken := maps.Clone(parts)
		name := []string{sheetPart, stringsPart, bookPart, "xl/styles.xml"}[r.IntN(4)]
		b := []byte(broken[name])
		for range 1 + r.IntN(4) {
			b[r.IntN(len(b))] = marks[r.IntN(len(marks))]
		}
		broken[name] = string(b)
		if _, err := must(t, zipped(broken)); err != nil {
			refused++
		} else if err := wellFormed(broken[name]); err != nil {
			t.Fatalf("%v: another parser refuses what was read: %q", err, b)
		}
	}
	t.Logf("%d of %d refused", refused, n)
	if refused < n/4 {
		t.Errorf("%d of %d refused", refused, n)
	}
}

// An archive has its directory at its end, so that no cut can be mistaken for a whole one.
func TestAWorkbookCutAnywhereIsRefused(t *testing.T) {
	raw := zipped(workbook(full(12_000, 12)))
	n := 0
	for at := 1024; at < len(raw); at += 1024 {
		n++
		if _, err := all(t, raw[:at], table.Limits{}); err == nil || domain.CodeOf(err) == domain.Internal {
			t.Fatalf("cut at %d of %d bytes: %v", at, len(raw), err)
		}
	}
	short := zipped(workbook(soundRows))
	for at := 4; at < len(short); at++ { // fewer bytes are a CSV that says PK
		n++
		if _, err := all(t, short[:at], table.Limits{}); err == nil || domain.CodeOf(err) == domain.Internal {
			t.Fatalf("cut at %d of %d bytes: %v", at, len(short), err)
		}
	}
	t.Logf("%d cuts, at every KB of %d KB and every byte of %d", n, len(raw)>>10, len(short))
}

// A disk that fails while it is read is the caller's to know, not a fault of the file.
func TestAFailingDiskIsNoFaultOfTheFile(t *testing.T) {
	failed := errors.New("disk on fire")
	for name, raw := range map[string][]byte{"CSV": []byte(repeated(100_000, "a,b\n")), "workbook": zipped(workbook(full(20_000, 12)))} {
		for _, sound := range []int64{0, 100_000} {
			in := failing{bytes.NewReader(raw), sound, failed}
			opened, err := table.Open(t.Context(), in, int64(len(raw)), table.Limits{})
			if err == nil {
				for _, err = range opened.Rows(t.Context(), opened.Sheets()[0].Name) {
					if err != nil {
						break
					}
				}
			}
			if !errors.Is(err, failed) || domain.CodeOf(err) != domain.Internal {
				t.Errorf("%s, failing after %d bytes: %v", name, sound, err)
			}
		}
	}
}

// failing fails in the middle of a file.
type failing struct {
	*bytes.Reader
	sound int64
	error
}

func (f failing) ReadAt(p []byte, at int64) (int, error) {
	if f.sound == 0 || f.sound <= at && at < 2*f.sound {
		return 0, f.error
	}
	return f.Reader.ReadAt(p, at)
}
