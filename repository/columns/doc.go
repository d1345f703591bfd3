// Package columns keeps rows of whole numbers in memory, column by column and packed, so that a question looks at all of a
// million rows in milliseconds. Rows are grouped in chunks of some thousand; what is read of one does not move while the
// table goes on changing.
package columns
