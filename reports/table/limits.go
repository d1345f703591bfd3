package table

import "cmp"

// Limits is what a file may be at most. A zero field takes its value of Defaults.
type Limits struct {
	Upload   int64 // bytes of the file
	Parts    int   // entries of the zip archive
	Unpacked int64 // bytes of all entries as the archive declares them, which the reader holds it to
	Part     int64 // bytes of one entry
	Ratio    int64 // unpacked ÷ packed of one entry that is larger than 1 MB
	Sheets   int   // sheets of a workbook
	Rows     int   // the highest number of a row that holds a value
	Columns  int   // the highest number of a column that holds a value
	Cell     int   // UTF-16 units of one cell
	Strings  int64 // bytes of the shared strings, 16 for each and its text
}

// cellUnits is what a cell of a spreadsheet holds (ECMA-376 Part 1, 18.3.1.96 and Excel's published limits).
const cellUnits = 32_767

// Defaults are limits for a table of some 200,000 records, read within 256 MB of memory.
func Defaults() Limits {
	return Limits{
		Upload: 64 << 20, Parts: 1000, Unpacked: 256 << 20, Part: 256 << 20, Ratio: 200, Sheets: 255,
		Rows: 200_000, Columns: 256, Cell: cellUnits, Strings: 64 << 20,
	}
}

// settled fills in the defaults.
func (l Limits) settled() Limits {
	d := Defaults()
	l.Upload, l.Unpacked, l.Part = cmp.Or(l.Upload, d.Upload), cmp.Or(l.Unpacked, d.Unpacked), cmp.Or(l.Part, d.Part)
	l.Ratio, l.Strings = cmp.Or(l.Ratio, d.Ratio), cmp.Or(l.Strings, d.Strings)
	l.Parts, l.Sheets, l.Cell = cmp.Or(l.Parts, d.Parts), cmp.Or(l.Sheets, d.Sheets), cmp.Or(l.Cell, d.Cell)
	l.Rows, l.Columns = cmp.Or(l.Rows, d.Rows), cmp.Or(l.Columns, d.Columns)
	return l
}
