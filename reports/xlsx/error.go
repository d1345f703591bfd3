package xlsx

import (
	"errors"
	"fmt"
)

// Why a book, a sheet or a cell is refused.
var (
	ErrText   = errors.New("text is not UTF-8")
	ErrLong   = errors.New("text is over 32,767 UTF-16 units")
	ErrDigits = errors.New("whole number has over 15 digits")
	ErrNumber = errors.New("not a number that a spreadsheet has")
	ErrDate   = errors.New("date is before 1 March 1900 or after 31 December 9999")
	ErrSize   = errors.New("workbook is over 4 GiB")
	ErrLayout = errors.New("layout of a sheet")
	ErrOrder  = errors.New("call out of order")
	ErrLate   = errors.New("sheet was changed after its rows were written")
	ErrPart   = errors.New("part of a sheet is not as expected")
	ErrEnded  = errors.New("book is closed")
)

// CellError is a cell that cannot be written as it is.
type CellError struct {
	Sheet  string // the sheet's name
	Cell   string // its reference, such as B7
	Column string // the column's title
	Err    error  // one of this package's errors
}

// Error names the cell.
func (e *CellError) Error() string {
	return fmt.Sprintf("sheet %s, cell %s (%s): %v", e.Sheet, e.Cell, e.Column, e.Err)
}

// Unwrap gives the reason.
func (e *CellError) Unwrap() error { return e.Err }
