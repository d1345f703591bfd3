package columns

import (
	"math"
	"math/bits"
	"sync/atomic"
)

// chunk is some rows, column by column; the key is the first. A chunk that has been packed never changes but for what has ended.
type chunk struct {
	columns []column
	rows    int // of the last chunk: also those that views do not see yet
	left    int // rows that have not ended
	ended   atomic.Pointer[endings]
}

// widen gives a chunk without rows more columns.
func (c *chunk) widen(columns int) {
	for len(c.columns) < columns {
		c.columns = append(c.columns, column{top: math.MaxInt64, lowest: math.MinInt64, numbers: make(numbers[int64], size)})
	}
}

// append writes a row; only the first may have more columns than the chunk.
func (c *chunk) append(row Row) {
	c.widen(len(row.Values) + 1)
	c.set(0, row.Key)
	for i := 1; i < len(c.columns); i++ {
		n := int64(0)
		if i <= len(row.Values) {
			n = row.Values[i-1]
		}
		c.set(i, n)
	}
	c.rows++
	c.left++
}

func (c *chunk) set(column int, n int64) {
	if list, ok := c.columns[column].numbers.(numbers[int64]); ok {
		list[c.rows] = n
	}
}

// end says that a row is no more from a change on.
func (c *chunk) end(row int, at uint64) {
	if c.ended.Load() == nil {
		c.ended.Store(&endings{})
	}
	c.ended.Load()[row].Store(at)
	c.left--
}

func (c *chunk) lives(row int) bool {
	ended := c.ended.Load()
	return ended == nil || ended[row].Load() == 0
}

// column gives a column; one that the chunk does not have is 0.
func (c *chunk) column(at int) column {
	if at >= len(c.columns) {
		return column{}
	}
	return c.columns[at]
}

// row gives a row back.
func (c *chunk) row(at int) Row {
	r := Row{Key: c.columns[0].at(at), Values: make([]int64, len(c.columns)-1)}
	for i := range r.Values {
		r.Values[i] = c.columns[i+1].at(at)
	}
	return r
}

// packed gives the chunk with each column in as few bytes as its numbers need.
func (c *chunk) packed() *chunk {
	p := &chunk{columns: make([]column, len(c.columns)), rows: c.rows, left: c.left}
	for i := range c.columns {
		p.columns[i] = pack(&c.columns[i], c.rows)
	}
	p.ended.Store(c.ended.Load())
	return p
}

// column is the numbers of a chunk, none below lowest or above top. They are kept as what they are above lowest; those that
// are all the same are not kept at all. Of a chunk that is appended to the bounds are those of all numbers, and lowest is
// not taken off.
type column struct {
	base        int64
	lowest, top int64
	numbers     sequence
}

// sequence is numbers of one width.
type sequence interface {
	at(i int) int64
	// narrow clears the rows whose number with base is not taken.
	narrow(base int64, taken func(int64) bool, m *mask)
	// gather writes the numbers of some rows, with base.
	gather(base int64, rows []uint16, into []int64)
}

func (c *column) at(i int) int64 {
	if c.numbers == nil {
		return c.base
	}
	return c.base + c.numbers.at(i)
}

// same says whether all numbers are the same.
func (c *column) same() bool { return c.numbers == nil }

func pack(wide *column, rows int) column {
	lowest, top := int64(math.MaxInt64), int64(math.MinInt64)
	for i := range rows {
		n := wide.at(i)
		lowest, top = min(lowest, n), max(top, n)
	}
	p := column{base: lowest, lowest: lowest, top: top}
	switch spread := uint64(top - lowest); {
	case spread == 0:
	case spread <= math.MaxUint8:
		p.numbers = packInto[uint8](wide, rows, lowest)
	case spread <= math.MaxUint16:
		p.numbers = packInto[uint16](wide, rows, lowest)
	case spread <= math.MaxUint32:
		p.numbers = packInto[uint32](wide, rows, lowest)
	default:
		p.base = 0
		p.numbers = packInto[int64](wide, rows, 0)
	}
	return p
}

func packInto[T width](wide *column, rows int, base int64) numbers[T] {
	list := make(numbers[T], rows)
	for i := range list {
		list[i] = T(wide.at(i) - base)
	}
	return list
}

type width interface {
	uint8 | uint16 | uint32 | int64
}

type numbers[T width] []T

func (list numbers[T]) at(i int) int64 { return int64(list[i]) }

func (list numbers[T]) gather(base int64, rows []uint16, into []int64) {
	for i, row := range rows {
		into[i] = base + int64(list[row])
	}
}

func (list numbers[T]) narrow(base int64, taken func(int64) bool, m *mask) {
	for w, word := range m {
		for rest := word; rest != 0; rest &= rest - 1 { // no row is looked at that is not taken so far: it may be written to
			i := bits.TrailingZeros64(rest)
			if !taken(base + int64(list[w*64+i])) {
				word &^= 1 << i
			}
		}
		m[w] = word
	}
}
