// Package reports turns domain rows into workbooks and CSV on an io.Writer, and reads such tables back.
//
// One declared table of reports says which there are; a report is its columns and one function that makes
// its rows, so adding one is an entry in the table and that function. Every number comes from a Source that
// already knows what its caller may see, and totals are the Source's own, so a sheet shows what /stats
// answers. Text leaves exactly as typed, but for control characters that no spreadsheet can hold.
//
// The package knows no store, no HTTP and no clock. It imports domain, excelize, a deflate and the standard
// library; only this package imports excelize.
package reports
