package table_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"outreach/domain"
	"outreach/reports/table"
)

// childFile names the file that this test binary reads in a process of its own, and nothing else.
const childFile = "OUTREACH_TABLE_FILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(childFile); path != "" {
		if err := json.NewEncoder(os.Stdout).Encode(inChild(path)); err != nil {
			os.Exit(2)
		}
		return
	}
	os.Exit(m.Run())
}

// outcome is what became of a file in a process of its own.
type outcome struct {
	Rows, Cells      int
	Code, Key, Where string
	Other            string
	Millis           int64 // of processor time, so that a busy machine fails no test
	PeakMB           int
}

func inChild(path string) (o outcome) {
	defer func() {
		o.Millis = processorTime()
		o.PeakMB = peakMB()
	}()
	err := func() error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		ctx := context.Background()
		t, err := table.Open(ctx, f, info.Size(), table.Limits{})
		if err != nil {
			return err
		}
		for _, s := range t.Sheets() {
			for row, err := range t.Rows(ctx, s.Name) {
				if err != nil {
					return err
				}
				o.Rows++
				o.Cells += len(row.Cells)
			}
		}
		return nil
	}()
	if e, ok := errors.AsType[*domain.Error](err); ok {
		o.Code, o.Key, o.Where = string(e.Code), e.Key, fmt.Sprint(e.Params["Where"])
	} else if err != nil {
		o.Other = err.Error()
	}
	return o
}

// processorTime is what this process has used, in milliseconds.
func processorTime() int64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return mostMillis + 1
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Milliseconds()
}

// peakMB is the most memory that the process ever held, as Linux counts it.
func peakMB() int {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return -1
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if kb, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			if n, err := strconv.Atoi(strings.Fields(kb)[0]); err == nil {
				return n >> 10
			}
		}
	}
	return -1
}

func readApart(t *testing.T, raw []byte) outcome {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childFile+"="+path, "GOMEMLIMIT=192MiB")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the process ended: %v", err)
	}
	var o outcome
	if err := json.Unmarshal(out, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// What one file may take.
const (
	mostMillis = 5_000
	mostMB     = 256
)

type hostileFile struct {
	name string
	raw  func() []byte
	key  string // "" where it is read
}

func text(s string) func() []byte { return func() []byte { return []byte(s) } }

// inSheet is a workbook whose sheet holds data.
func inSheet(data string) func() []byte {
	return func() []byte { return zipped(workbook(data)) }
}

// inPart is a sound workbook but for one part.
func inPart(name, body string) func() []byte {
	return func() []byte { return zipped(with(workbook(soundRows), name, body)) }
}

const soundRows = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>7</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row>`

func replaced(name, from, to string) func() []byte {
	return func() []byte {
		parts := workbook(soundRows)
		if !strings.Contains(parts[name], from) {
			panic("no " + from + " in " + name)
		}
		return zipped(with(parts, name, strings.Replace(parts[name], from, to, 1)))
	}
}

func TestHostileFilesAreRefusedInTimeAndMemory(t *testing.T) {
	list := append(append(hostileArchives(), hostileParts()...), hostileSheets()...)
	list = append(append(list, heavySheets()...), hostileTexts()...)
	if len(list) < 60 {
		t.Errorf("%d files", len(list))
	}
	said := messages(t)
	var report strings.Builder
	slowest, largest := int64(0), 0
	for _, f := range list {
		t.Run(f.name, func(t *testing.T) {
			o := readApart(t, f.raw())
			if o.Key != f.key || o.Other != "" {
				t.Errorf("%+v, want %q", o, f.key)
			}
			if o.Millis > mostMillis || o.PeakMB > mostMB || o.PeakMB < 0 {
				t.Errorf("%d ms, %d MB", o.Millis, o.PeakMB)
			}
			if f.key != "" && said[f.key] == "" {
				t.Errorf("%s is no message", f.key)
			}
			what := strings.TrimPrefix(o.Key, "error.table.")
			if f.key == "" {
				what = fmt.Sprintf("read: %d rows, %d cells", o.Rows, o.Cells)
			}
			fmt.Fprintf(&report, "| %s | %s | %s | %d | %d |\n", f.name, what, o.Where, o.Millis, o.PeakMB)
			slowest, largest = max(slowest, o.Millis), max(largest, o.PeakMB)
		})
	}
	t.Logf("%d files, at most %d ms and %d MB each\n| file | refused for | where | CPU ms | MB |\n|---|---|---|---|---|\n%s", len(list), slowest, largest, report.String())
}

func messages(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../../configs/messages/zh.json")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func hostileArchives() []hostileFile {
	sound := func() map[string]string { return workbook(soundRows) }
	return []hostileFile{
		{"empty file", text(""), "error.table.empty"},
		{"old .xls or password (OLE)", text("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + repeated(4000, "x")), "error.table.ole"},
		{"HTML named .xls", text("\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>"), "error.table.kind"},
		{"PDF", text("%PDF-1.7\n"), "error.table.kind"},
		{"zip of other things", func() []byte {
			return zipped(map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
		}, "error.table.kind"},
		{"binary workbook (.xlsb)", replaced(typesPart, "openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "ms-excel.sheet.binary.macroEnabled.main"), "error.table.macros"},
		{"encrypted zip", func() []byte { return patched(sound(), sheetPart, 8, 1) }, "error.table.encrypted"},
		{"macros by a part", inPart("xl/vbaProject.bin", "x"), "error.table.macros"},
		{"macros by the type of content", replaced(typesPart, "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "vnd.ms-excel.sheet.macroEnabled.main+xml"), "error.table.macros"},
		{"Excel 4 macro sheet", replaced(bookRels, "/worksheet\"", "/xlMacrosheet\""), "error.table.macros"},
		{"ActiveX control", inPart("xl/activeX/activeX1.xml", "<x/>"), "error.table.macros"},
		{"link to another workbook", replaced(bookRels, "</Relationships>", `<Relationship Id="r9" Type="`+officeType+`externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>`), "error.table.links"},
		{"sheet on another machine", replaced(bookRels, `Target="worksheets/sheet1.xml"`, `Target="file://host/sheet.xml" TargetMode="External"`), "error.table.links"},
		{"bomb of one part, 257 MB", func() []byte { return zipped(with(sound(), "xl/bomb.xml", repeated(257<<20, " "))) }, "error.table.unpacked"},
		{"bomb of 300 parts of 1 MB", func() []byte {
			parts, body := sound(), repeated(1<<20, " ")
			for i := range 300 {
				parts[fmt.Sprintf("xl/part%d.xml", i)] = body
			}
			return zipped(parts)
		}, "error.table.unpacked"},
		{"bomb by ratio, 100 MB", func() []byte { return zipped(with(sound(), sheetPart, sheet(repeated(100<<20, " ")))) }, "error.table.ratio"},
		{"bomb that lies about its size", func() []byte {
			return lying(with(sound(), sheetPart, sheet(repeated(50<<20, " "))), sheetPart, 4096)
		}, "error.table.zip"},
		{"1,001 entries", func() []byte { return named(sound(), numbered(1001)...) }, "error.table.parts"},
		{"100,000 entries", func() []byte { return named(sound(), numbered(100_000)...) }, "error.table.parts"},
		{"one name twice", func() []byte { return named(sound(), sheetPart) }, "error.table.name"},
		{"one name in two cases", func() []byte { return named(sound(), strings.ToUpper(sheetPart)) }, "error.table.name"},
		{"name ../../x", func() []byte { return named(sound(), "../../x") }, "error.table.name"},
		{"name /x", func() []byte { return named(sound(), "/x") }, "error.table.name"},
		{`name xl\x`, func() []byte { return named(sound(), `xl\x`) }, "error.table.name"},
		{"no workbook part", inPart(bookPart, ""), "error.table.missing"},
		{"no relationships", inPart(bookRels, ""), "error.table.missing"},
		{"no sheet part", inPart(sheetPart, ""), "error.table.missing"},
		{"no shared strings", inPart(stringsPart, ""), "error.table.missing"},
		{"cut in half", func() []byte { raw := zipped(sound()); return raw[:len(raw)/2] }, "error.table.zip"},
		{"bad check-sum", func() []byte { return patched(sound(), sheetPart, 16, 0x55) }, "error.table.zip"},
		{"bad compressed data", func() []byte {
			raw := zipped(sound())
			at := strings.Index(string(raw), sheetPart) + len(sheetPart)
			copy(raw[at+20:], "\xff\xff\xff\xff")
			return raw
		}, "error.table.zip"},
		{"unknown compression", func() []byte { return patched(sound(), sheetPart, 10, 99) }, "error.table.zip"},
	}
}

func numbered(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = "x" + strconv.Itoa(i)
	}
	return list
}

func hostileParts() []hostileFile {
	many := func(n int) []byte {
		parts := workbook(soundRows)
		var sheets, links strings.Builder
		for i := range n {
			fmt.Fprintf(&sheets, `<sheet name="s%d" sheetId="%d" r:id="s%d"/>`, i, i+2, i)
			fmt.Fprintf(&links, `<Relationship Id="s%d" Type="%sworksheet" Target="worksheets/s%d.xml"/>`, i, officeType, i)
			parts[fmt.Sprintf("xl/worksheets/s%d.xml", i)] = sheet("")
		}
		parts[bookPart] = strings.Replace(parts[bookPart], "</sheets>", sheets.String()+"</sheets>", 1)
		parts[bookRels] = strings.Replace(parts[bookRels], "</Relationships>", links.String()+"</Relationships>", 1)
		return zipped(parts)
	}
	return []hostileFile{
		{"document type in the sheet", replaced(sheetPart, "<worksheet", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hosts">]><worksheet`), "error.table.declaration"},
		{"billion laughs in the strings", replaced(stringsPart, "<sst", `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst`), "error.table.declaration"},
		{"external entity in the workbook", replaced(bookPart, "<workbook", `<!DOCTYPE x SYSTEM "http://x/y.dtd"><workbook`), "error.table.declaration"},
		{"part in UTF-16", replaced(sheetPart, `encoding="UTF-8"`, `encoding="UTF-16"`), "error.table.utf8"},
		{"256 sheets", func() []byte { return many(255) }, "error.table.sheets"},
		{"shared strings twice", replaced(bookRels, "</Relationships>", `<Relationship Id="r7" Type="`+officeType+`sharedStrings" Target="sharedStrings.xml"/></Relationships>`), "error.table.name"},
		{"1,001 relationships", replaced(bookRels, "</Relationships>", repeated(1001, `<Relationship Id="x" Type="`+officeType+`theme" Target="x.xml"/>`)+"</Relationships>"), "error.table.parts"},
		{"one part as two sheets", replaced(bookPart, "</sheets>", `<sheet name="again" sheetId="2" r:id="r1"/></sheets>`), "error.table.name"},
		{"two sheets of one name", replaced(bookPart, `</sheets>`, `<sheet name="sheet1" sheetId="2" r:id="r1"/></sheets>`), "error.table.name"},
		{"sheet without a relationship", replaced(bookPart, `r:id="r1"`, `r:id="r7"`), "error.table.missing"},
		{"shared string of 33,000 characters", replaced(stringsPart, "zero", repeated(33_000, "长")), "error.table.cell"},
		{"strings without their root", replaced(stringsPart, "<sst ", "<sss "), "error.table.xml"},
		{"10,000 levels", replaced(sheetPart, "</sheetData>", "</sheetData>"+repeated(10_000, "<a>")), "error.table.xml"},
		{"tag of 1 MB", replaced(sheetPart, "<row r=\"1\"", `<row r="1" spans="`+randomText(1<<20)+`"`), "error.table.xml"},
		{"10,000 attributes", replaced(sheetPart, "<row r=\"1\"", "<row r=\"1\""+attributes(10_000)), "error.table.xml"},
		{"10,000 namespaces", replaced(sheetPart, "<worksheet ", "<worksheet"+nested(300)+" "), "error.table.xml"},
		{"comment of 1 MB", replaced(sheetPart, "<row", "<!--"+randomText(1<<20)+"--><row"), "error.table.xml"},
	}
}

// randomText is text that packs badly.
func randomText(n int) string {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789. "[x>>26]
	}
	return string(b)
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d=""`, i)
	}
	return b.String()
}

func nested(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` xmlns:n%d="u"`, i)
	}
	return b.String()
}
