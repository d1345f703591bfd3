// Package table reads tables that come from outside, XLSX and CSV, within bounds: whatever a file holds, reading
// it takes a bounded amount of memory, time in proportion to its size, and ends in rows or in a refusal that names
// what is wrong and where. It knows nothing of what the rows mean.
//
// A workbook is read by a parser of its own over archive/zip, not by excelize: that ends a damaged sheet early without
// an error, takes a bad shared string for the first one, and needs several times the processor time. What is read
// is the strict minimum: values of cells. Formulas are never calculated; a cell that holds one carries a mark and the
// result that was saved with it.
package table
