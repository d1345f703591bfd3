package table_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/xuri/excelize/v2"

	"outreach/reports/table"
)

const (
	benchRows    = 100_000
	benchColumns = 24
)

// wide makes a workbook of records by excelize's stream writer: Chinese text, numbers and days in 24 columns.
func wide(tb testing.TB, rows int) []byte {
	tb.Helper()
	f := excelize.NewFile()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		tb.Fatal(err)
	}
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		tb.Fatal(err)
	}
	line := make([]any, benchColumns)
	for n := range rows {
		for i := range line {
			switch {
			case i == 0:
				line[i] = n
			case i%8 == 1:
				line[i] = excelize.Cell{StyleID: style, Value: 44562 + n%365}
			case i%3 == 0:
				line[i] = n * i % 500
			default:
				line[i] = fmt.Sprintf("金融知识进社区 %d %s", n%997, "𠮷"[:4*(n%50/49)])
			}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", n+1), line); err != nil {
			tb.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Write(&b); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// perRead reports processor time, which a busy machine changes little.
func perRead(b *testing.B) func() {
	b.Helper()
	before := processorTime()
	return func() { b.ReportMetric(float64(processorTime()-before)/float64(b.N), "cpu-ms/op") }
}

// reading measures how every row of a sheet is read.
func reading(b *testing.B, raw []byte, sheet string) {
	b.Helper()
	defer perRead(b)()
	for b.Loop() {
		t, err := table.Open(b.Context(), bytes.NewReader(raw), int64(len(raw)), table.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		cells := 0
		for r, err := range t.Rows(b.Context(), sheet) {
			if err != nil {
				b.Fatal(err)
			}
			cells += len(r.Cells)
		}
		if cells != benchRows*benchColumns {
			b.Fatalf("%d cells", cells)
		}
	}
}

func BenchmarkReadingAWorkbookOf100000Rows(b *testing.B) {
	reading(b, wide(b, benchRows), "Sheet1")
}

func BenchmarkReadingAWorkbookOf100000RowsByExcelize(b *testing.B) {
	raw := wide(b, benchRows)
	defer perRead(b)()
	for b.Loop() {
		f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{RawCellValue: true})
		if err != nil {
			b.Fatal(err)
		}
		rows, err := f.Rows("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		cells := 0
		for rows.Next() {
			line, err := rows.Columns()
			if err != nil {
				b.Fatal(err)
			}
			cells += len(line)
		}
		if cells != benchRows*benchColumns {
			b.Fatalf("%d cells", cells)
		}
		if err := rows.Close(); err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadingACSVOf100000Rows(b *testing.B) {
	reading(b, []byte(repeated(benchRows, repeated(benchColumns-1, "金融知识进社区 12,")+"\"x, y\"\r\n")), "")
}

// BenchmarkTokensOfTheSameSheet is what the standard library's tokens alone would cost: why the scanner is our own.
func BenchmarkTokensOfTheSameSheet(b *testing.B) {
	raw := wide(b, benchRows)
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		b.Fatal(err)
	}
	defer perRead(b)()
	for b.Loop() {
		part, err := z.Open(sheetPart)
		if err != nil {
			b.Fatal(err)
		}
		d := xml.NewDecoder(part)
		for err == nil {
			_, err = d.RawToken()
		}
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
	}
}
