// Package xlsx writes workbooks of any number of rows in constant memory.
//
// excelize makes the book: heading row, panes, widths, styles, conditional formats, data validation, tables,
// print settings, charts, ordinary sheets, properties. Rows of big sheets never touch it: they are encoded here
// and deflated straight into the writer given. No temporary file exists at any time.
//
//	b, err := xlsx.New(ctx, w, xlsx.Options{Cover: "About"})
//	if err != nil { … }
//	defer b.Abandon() // does nothing once Close has succeeded
//	s, err := b.Sheet(xlsx.Layout{Name: "Talks", Table: "talks", Columns: []xlsx.Column{
//		{Title: "Place", Width: 20, Shared: true}, {Title: "Hearers", Style: whole},
//	}})
//	for … { err = s.Row([]xlsx.Cell{xlsx.Text(place), xlsx.Whole(hearers)}) }
//	err = s.Total([]xlsx.Cell{xlsx.Text("Total"), xlsx.Whole(sum)})
//	err = s.End()                                     // counts and sums are known now
//	err = b.File().SetCellInt("About", "A1", int64(s.Rows()))
//	err = b.Close()
//
// # Order
//
// One big sheet is open at a time: beginning another, or closing the book, ends it. What stands before the
// rows in a sheet's part (panes, widths, sheet properties, headings) must be set in Layout.Begin; what stands
// after them (conditional formats, validation, header and footer, drawings) in Layout.Begin or Layout.End.
// A later change to a written sheet, be it by SetActiveSheet, is an error of End or Close, never a silent loss. Everything else, the
// ordinary sheets, charts, properties, names, may be set until Close.
//
// # Limits
//
// A sheet that is full (1,048,576 rows, or a part near 4 GiB) goes on in another of the same layout named
// "name (2)", with a heading, a table and a filter of its own; Begin and End are called for each. A file that
// would pass 4 GiB is refused. A cell that a spreadsheet would not show exactly is refused by name with
// a CellError: a text over 32,767 UTF-16 units or not UTF-8 (Options.Mend cuts or replaces it
// instead), a whole number over 15 digits, a date before 1 March 1900, a number that is none.
// Control characters and literal _xHHHH_ are written by the standard's escape (ECMA-376 part 1, 22.9.2.19).
//
// # Failure
//
// The first error, whether of the writer, the context, a cell or a callback, stays: every later call gives it
// and Close too. What the writer then has is not a workbook; the caller drops it.
package xlsx
