package xlsx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"

	"github.com/xuri/excelize/v2"
)

// MaxRows is a spreadsheet's limit of rows in one sheet (ECMA-376 leaves it open, every program has this one).
const MaxRows = excelize.TotalRows

// Options say how a book is written; the zero value is a good choice.
type Options struct {
	Cover        string // name of the first, ordinary sheet; "" leaves it away
	Level        int    // of deflate, 1 to 9; 0 is 4, which costs half of 6 for a few per cent more bytes
	RowsPerSheet int    // where a sheet is split, its heading counted; 0 is MaxRows
	BytesPerPart int64  // where a sheet is split, before deflate; 0 is a little under 4 GiB
	Mend         bool   // cut long texts and replace broken UTF-8 instead of refusing them
	// Patch may replace the content of any part but the big sheets before it is written, such as a chart's.
	Patch func(part string, content []byte) ([]byte, error)
}

// Book is a workbook in the making. It serves one goroutine.
type Book struct {
	file    *excelize.File
	options Options
	zip     *parts
	open    *Sheet
	written map[string][]byte // big sheets in the file: part name to what excelize made of it
	err     error
	closed  bool
}

// New begins a book that goes to w. The context is looked at while rows are written and parts are closed.
func New(ctx context.Context, w io.Writer, o Options) (*Book, error) {
	if o.RowsPerSheet == 0 {
		o.RowsPerSheet = MaxRows
	}
	if o.BytesPerPart == 0 {
		o.BytesPerPart = maxPart
	}
	if o.Level == 0 {
		o.Level = defaultLevel
	}
	if o.RowsPerSheet < 2 || o.RowsPerSheet > MaxRows || o.BytesPerPart < 0 || o.BytesPerPart > maxPart || o.Level < 1 || o.Level > 9 {
		return nil, fmt.Errorf("%w: options out of range", ErrLayout)
	}
	z, err := newParts(ctx, w, o.Level)
	if err != nil {
		return nil, err
	}
	b := &Book{file: excelize.NewFile(), options: o, zip: z, written: map[string][]byte{}}
	if o.Cover != "" {
		if err := b.file.SetSheetName(firstSheet, o.Cover); err != nil {
			return nil, errors.Join(fmt.Errorf("cover: %w", err), b.file.Close())
		}
	}
	return b, nil
}

// firstSheet is how excelize names the sheet that a new file has.
const firstSheet = "Sheet1"

// File is the book without the rows of big sheets.
func (b *Book) File() *excelize.File { return b.file }

// Close ends the open sheet and writes the rest of the book. It gives the first error there was.
func (b *Book) Close() error {
	if b.closed {
		return ErrEnded
	}
	if b.open != nil {
		_ = b.open.End() // kept in b.err
	}
	if b.err == nil {
		b.err = b.save()
	}
	b.closed = true
	return errors.Join(b.err, b.file.Close())
}

// Abandon lets go of a book that will not be closed, as after an error or a panic. After Close it does nothing.
func (b *Book) Abandon() {
	if b.closed {
		return
	}
	b.closed, b.open = true, nil
	if b.err == nil {
		b.err = ErrEnded
	}
	_ = b.file.Close() // nothing is open: excelize has no stream and no temporary file here
}

// fail keeps the first error and gives it.
func (b *Book) fail(err error) error {
	if b.err == nil {
		b.err = err
	}
	return b.err
}

// save has excelize write all parts, in which the big sheets are already there and must not have changed.
func (b *Book) save() error {
	left := maps.Clone(b.written)
	h := &hook{
		create: func(name string, content []byte) error {
			if was, big := left[name]; big {
				delete(left, name)
				if string(was) != string(content) {
					return fmt.Errorf("%w: %s", ErrLate, name)
				}
				return nil
			}
			if b.written[name] != nil {
				return fmt.Errorf("%w: %s comes twice", ErrPart, name)
			}
			return b.put(name, content)
		},
	}
	if err := b.each(h); err != nil {
		return err
	}
	if len(left) > 0 || !h.closed {
		return fmt.Errorf("%w: %d written sheets are not in the book", ErrPart, len(left))
	}
	return b.zip.close()
}

func (b *Book) put(name string, content []byte) error {
	if b.options.Patch != nil {
		var err error
		if content, err = b.options.Patch(name, content); err != nil {
			return fmt.Errorf("part %s: %w", name, err)
		}
	}
	if err := b.zip.begin(name); err != nil {
		return err
	}
	_, err := b.zip.Write(content)
	return err
}

// each shows a hook every part of the book as excelize would write it now.
func (b *Book) each(h *hook) error {
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return h })
	err := b.file.Write(io.Discard)
	if h.err != nil { // excelize drops all errors but the last part's
		return h.err
	}
	if err != nil {
		return fmt.Errorf("book: %w", err)
	}
	return nil
}

// part gives one part as excelize would write it now.
func (b *Book) part(name string) ([]byte, error) {
	var found []byte
	err := b.each(&hook{create: func(part string, content []byte) error {
		if part == name {
			found = bytes.Clone(content)
		}
		return nil
	}})
	if err == nil && found == nil {
		err = fmt.Errorf("%w: %s is not in the book", ErrPart, name)
	}
	return found, err
}

// keys are the names of the parts excelize has that begin with prefix.
func (b *Book) keys(prefix string) map[string]bool {
	list := map[string]bool{}
	see := func(k, _ any) bool {
		if name, ok := k.(string); ok && strings.HasPrefix(name, prefix) {
			list[name] = true
		}
		return true
	}
	b.file.Sheet.Range(see)
	b.file.Pkg.Range(see)
	return list
}

// fresh gives the one part that add brings.
func (b *Book) fresh(prefix string, add func() error) (string, error) {
	before := b.keys(prefix)
	if err := add(); err != nil {
		return "", err
	}
	after := b.keys(prefix)
	maps.DeleteFunc(after, func(name string, _ bool) bool { return before[name] })
	for name := range after {
		if len(after) == 1 {
			return name, nil
		}
	}
	return "", fmt.Errorf("%w: %d new parts %s", ErrPart, len(after), prefix)
}
