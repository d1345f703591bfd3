package reports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
)

// xlsxLines reads the rows of the first sheet with the activity table's headings.
func xlsxLines(ctx context.Context, r io.ReaderAt, size int64, req Request) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		stopped := false
		err := readBook(ctx, r, size, req, func(l line) bool {
			stopped = !yield(l, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(line{}, err)
		}
	}
}

// readBook checks a workbook, opens it in a folder of its own and hands its rows to each until that says stop.
func readBook(ctx context.Context, r io.ReaderAt, size int64, req Request, each func(line) bool) (err error) {
	checked, err := checkArchive(r, size)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "outreach-import-")
	if err != nil {
		return fmt.Errorf("read workbook: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	var f *excelize.File
	err = guarded(func() (err error) {
		f, err = excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
			RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxPartXML, TmpDir: folder,
		})
		return err
	})
	if err != nil {
		return unreadable(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if props, err := f.GetWorkbookProps(); err != nil || props.Date1904 != nil && *props.Date1904 {
		return errors.Join(err, domain.Refuse(domain.UnsupportedMedia, "error.import.dates"))
	}
	for _, name := range f.GetSheetList() {
		s := sheetReader{f: f, req: req, name: name, last: checked.last[checked.sheets[name]]}
		found, err := s.read(ctx, each)
		if err != nil || found {
			return err
		}
	}
	return domain.Refuse(domain.Malformed, "error.import.no_sheet")
}

// sheetReader reads one sheet whose part has last rows.
type sheetReader struct {
	f    *excelize.File
	req  Request
	name string
	last int
}

// read hands the rows of a sheet to each, if it is an activity table, and compares how many there were with
// the part itself: excelize ends at a fault without telling.
func (s sheetReader) read(ctx context.Context, each func(line) bool) (found bool, err error) {
	rows, err := s.f.Rows(s.name)
	if err != nil {
		return false, unreadable(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	n := 0
	for {
		l, more, err := nextLine(rows, n+1)
		if err != nil {
			return found, err
		}
		if !more {
			break
		}
		n++
		if n == 1 && !hasTitle(s.req, l.cells) {
			return false, nil
		}
		found = true
		if len(l.cells) > maxColumns {
			return found, domain.Refuse(domain.TooLarge, "error.import.size")
		}
		if err := ctx.Err(); err != nil {
			return found, err
		}
		if !each(l) {
			return true, nil
		}
	}
	if found && n != s.last {
		return found, domain.Refuse(domain.Malformed, "error.import.damaged", "Value", n, "Limit", s.last)
	}
	return found, nil
}

func nextLine(rows *excelize.Rows, no int) (l line, more bool, err error) {
	err = guarded(func() error {
		if more = rows.Next(); !more {
			return rows.Error()
		}
		cells, err := rows.Columns()
		l = line{no, cells}
		return err
	})
	if err != nil {
		return l, false, unreadable(err)
	}
	return l, more, nil
}

// guarded turns a panic of the library over a hostile file into an error.
func guarded(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("workbook library: %v", p)
		}
	}()
	return do()
}

func hasTitle(req Request, cells []string) bool {
	known := headings(req)
	return slices.ContainsFunc(cells, func(s string) bool { return known[folded(s)] == "title" })
}

// daySerial reads a spreadsheet's day number, of the 1900 calendar.
func daySerial(s string) (domain.Date, bool) {
	whole, _, _ := strings.Cut(s, ".")
	n, err := strconv.Atoi(whole)
	const lastDay = 2958465 // 9999-12-31
	if err != nil || n < 61 || n > lastDay {
		return 0, false // before 1900-03-01 the calendar is wrong
	}
	return domain.Date(18991230).AddDays(n), true
}
