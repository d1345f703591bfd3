package job

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"

	"outreach/domain"
)

// lists are the orders in which rows can be read: all, then those of each fate.
func lists() []Fate { return append([]Fate{""}, Fates()...) }

// rowWriter writes rows as lines of JSON, and behind them where the lines of each list begin, so that any page of
// any fate is found without reading the others.
type rowWriter struct {
	out   *bufio.Writer
	at    int64
	where map[Fate][]int64
}

func newRowWriter(w io.Writer) *rowWriter {
	return &rowWriter{out: bufio.NewWriterSize(w, 64<<10), where: map[Fate][]int64{}}
}

func (w *rowWriter) add(row *ImportRow) error {
	line, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("row %d: %w", row.Row, err)
	}
	for _, list := range []Fate{"", row.Fate} {
		w.where[list] = append(w.where[list], w.at)
	}
	w.at += int64(len(line)) + 1
	if _, err := w.out.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("rows of an import: %w", err)
	}
	return nil
}

// close ends the file: where the lines begin, list by list, then how many each list has and where they all end.
func (w *rowWriter) close() error {
	var index []byte
	for _, list := range lists() {
		for _, at := range w.where[list] {
			index = binary.BigEndian.AppendUint64(index, uint64(at))
		}
	}
	for _, list := range lists() {
		index = binary.BigEndian.AppendUint64(index, uint64(len(w.where[list])))
	}
	index = binary.BigEndian.AppendUint64(index, uint64(w.at))
	if _, err := w.out.Write(index); err != nil {
		return fmt.Errorf("rows of an import: %w", err)
	}
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("rows of an import: %w", err)
	}
	return nil
}

func (w *rowWriter) counts() map[Fate]int64 {
	counts := map[Fate]int64{}
	for _, f := range Fates() {
		counts[f] = int64(len(w.where[f]))
	}
	return counts
}

// Rows reads what a preview or an apply wrote of its rows.
type Rows struct {
	file   io.ReaderAt
	end    int64 // of the lines
	counts map[Fate]int64
	starts map[Fate]int64 // of the lists' places
}

// errRows says that a file of rows is not what was written.
func errRows(err error) error { return fmt.Errorf("rows of an import: %w", err) }

// OpenRows opens a file of rows.
func OpenRows(file io.ReaderAt, size int64) (*Rows, error) {
	names := lists()
	tail := make([]byte, 8*(len(names)+1))
	if size < int64(len(tail)) {
		return nil, errRows(io.ErrUnexpectedEOF)
	}
	if _, err := file.ReadAt(tail, size-int64(len(tail))); err != nil {
		return nil, errRows(err)
	}
	r := &Rows{file: file, end: int64(binary.BigEndian.Uint64(tail[len(tail)-8:])), counts: map[Fate]int64{}, starts: map[Fate]int64{}}
	at := r.end
	for i, list := range names {
		r.counts[list], r.starts[list] = int64(binary.BigEndian.Uint64(tail[8*i:])), at
		at += 8 * r.counts[list]
	}
	if at+int64(len(tail)) != size {
		return nil, errRows(io.ErrUnexpectedEOF)
	}
	return r, nil
}

// Count gives how many rows have a fate; "": all rows.
func (r *Rows) Count(fate Fate) int64 { return r.counts[fate] }

// Page gives at most limit rows of a fate ("": all), in the table's order, from the one numbered from on, counted
// from 0; none where there are no more.
func (r *Rows) Page(fate Fate, from int64, limit int) ([]ImportRow, error) {
	n := min(int64(limit), r.counts[fate]-from)
	if !slices.Contains(lists(), fate) || from < 0 || n <= 0 {
		return nil, nil
	}
	places := make([]byte, 8*n)
	if _, err := r.file.ReadAt(places, r.starts[fate]+8*from); err != nil {
		return nil, errRows(err)
	}
	rows := make([]ImportRow, n)
	for i := range rows {
		at := int64(binary.BigEndian.Uint64(places[8*i:]))
		line, err := bufio.NewReader(io.NewSectionReader(r.file, at, r.end-at)).ReadBytes('\n')
		if err != nil {
			return nil, errRows(err)
		}
		if rows[i], err = readRow(line); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// Each gives every row of a fate ("": all) in the table's order.
func (r *Rows) Each(fate Fate) iter.Seq2[ImportRow, error] {
	return func(yield func(ImportRow, error) bool) {
		if fate != "" {
			r.each(fate, yield)
			return
		}
		lines := bufio.NewReaderSize(io.NewSectionReader(r.file, 0, r.end), 64<<10)
		for range r.counts[""] {
			line, err := lines.ReadBytes('\n')
			row := ImportRow{}
			if err == nil {
				row, err = readRow(line)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

func (r *Rows) each(fate Fate, yield func(ImportRow, error) bool) {
	const page = 500
	for from := int64(0); from < r.counts[fate]; from += page {
		rows, err := r.Page(fate, from, page)
		if err != nil {
			yield(ImportRow{}, err)
			return
		}
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// readRow reads a line; whole numbers stay whole, for messages print them.
func readRow(line []byte) (ImportRow, error) {
	var row ImportRow
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&row); err != nil {
		return row, errRows(err)
	}
	return row, nil
}

// faultsOf tells a refusal as the faults of a row: its own sentence where it names no field.
func faultsOf(err *domain.Error, c columns) []RowFault {
	if len(err.Faults) == 0 {
		key := err.Key
		if key == "" {
			key = "error." + string(err.Code)
		}
		return []RowFault{{Message: key, Params: err.Params}}
	}
	list := make([]RowFault, len(err.Faults))
	for i, f := range err.Faults {
		list[i] = c.at(f)
	}
	return list
}
