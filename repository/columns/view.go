package columns

import (
	"cmp"
	"context"
	"math/bits"
)

// View is a table as it was at a moment.
type View struct {
	chunks []*chunk
	tail   *chunk
	rows   int // of the tail
	at     uint64
}

// mask says which rows of a chunk are taken.
type mask [size / 64]uint64

// Rows are some rows of a view.
type Rows struct {
	chunk *chunk
	rows  []uint16
}

// Len counts the rows.
func (r *Rows) Len() int { return len(r.rows) }

// Keys gives the rows' keys, written over into.
func (r *Rows) Keys(into []int64) []int64 { return r.gather(0, into) }

// Column gives the rows' numbers in a column, from 0, written over into. A column beyond those that rows have is 0.
func (r *Rows) Column(column int, into []int64) []int64 { return r.gather(column+1, into) }

func (r *Rows) gather(column int, into []int64) []int64 {
	if cap(into) < len(r.rows) {
		into = make([]int64, size)
	}
	into = into[:len(r.rows)]
	if c := r.chunk.column(column); c.same() {
		for i := range into {
			into[i] = c.base
		}
	} else {
		c.numbers.gather(c.base, r.rows, into)
	}
	return into
}

// Keep leaves out the rows, by their number from 0, that are not kept.
func (r *Rows) Keep(kept func(i int) bool) {
	left := r.rows[:0]
	for i, row := range r.rows {
		if kept(i) {
			left = append(left, row)
		}
	}
	r.rows = left
}

// Zero says whether a column of the rows is 0 throughout, as far as that is known without looking.
func (r *Rows) Zero(column int) bool {
	c := r.chunk.column(column + 1)
	return c.same() && c.base == 0
}

// Scan hands the rows that a condition takes to each, chunk by chunk, until each fails or the context ends. They are there to be
// read until it returns.
func (v View) Scan(ctx context.Context, c Condition, each func(*Rows) error) error {
	taken := Rows{rows: make([]uint16, 0, size)}
	look := func(chunk *chunk, rows int) error {
		m := v.mask(chunk, rows, c)
		if m.empty() {
			return ctx.Err()
		}
		taken.chunk, taken.rows = chunk, m.list(taken.rows[:0])
		return cmp.Or(ctx.Err(), each(&taken))
	}
	for _, chunk := range v.chunks {
		if chunk == nil {
			continue
		}
		if err := look(chunk, chunk.rows); err != nil {
			return err
		}
	}
	if v.rows == 0 { // what the tail has may not be looked at
		return nil
	}
	return look(v.tail, v.rows)
}

// mask gives the rows of a chunk that a condition takes and that have not ended.
func (v View) mask(chunk *chunk, rows int, c Condition) mask {
	var m mask
	m.first(rows)
	c.narrow(chunk, &m)
	v.living(chunk, &m)
	return m
}

// Count counts the rows that a condition takes.
func (v View) Count(ctx context.Context, c Condition) (n int64, err error) {
	err = v.Scan(ctx, c, func(r *Rows) error {
		n += int64(r.Len())
		return nil
	})
	return n, err
}

// living clears the rows that had ended when the view was taken.
func (v View) living(c *chunk, m *mask) {
	ended := c.ended.Load()
	if ended == nil {
		return
	}
	for w := range m {
		for rest := m[w]; rest != 0; rest &= rest - 1 {
			i := bits.TrailingZeros64(rest)
			if at := ended[w*64+i].Load(); at != 0 && at <= v.at {
				m[w] &^= 1 << i
			}
		}
	}
}

// first sets the first rows.
func (m *mask) first(count int) {
	for w := range m {
		m[w] = ^uint64(0)
		if left := count - w*64; left < 64 {
			m[w] = 1<<max(left, 0) - 1
		}
	}
}

func (m *mask) empty() bool { return *m == mask{} }

// list appends the rows that are set.
func (m *mask) list(to []uint16) []uint16 {
	for w := range m {
		for rest := m[w]; rest != 0; rest &= rest - 1 {
			to = append(to, uint16(w*64+bits.TrailingZeros64(rest)))
		}
	}
	return to
}
