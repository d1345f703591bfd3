package columns

import (
	"slices"
	"sync/atomic"
)

// size is how many rows a chunk has at most: few enough to be packed by the numbers that lie near each other, many enough
// that what is done once a chunk does not show.
const size = 4096

// Row is the columns of a row under its key, a small number from 0. Without values it stands for no row: it takes away the
// one under its key.
type Row struct {
	Key    int64
	Values []int64
}

// Table is rows by key. Apply and View must not run at once; what a View gives may be read at any time.
type Table struct {
	chunks []*chunk // packed; nil for a place that is free
	tail   *chunk   // what rows are appended to
	places []int32  // by key: where its row is among the packed, from 1; in the tail, from -1 down; 0 for none
	at     uint64   // how often the table has changed
}

// New gives an empty table.
func New() *Table { return &Table{tail: &chunk{}} }

// Apply makes changes in their order; a View sees all of them or none.
func (t *Table) Apply(changes []Row) {
	t.at++
	for _, row := range changes {
		t.drop(row.Key)
		if len(row.Values) > 0 {
			t.put(row)
		}
	}
}

// View gives the table as it is now.
func (t *Table) View() View {
	return View{chunks: t.chunks, tail: t.tail, rows: t.tail.rows, at: t.at}
}

// find gives where the row under a key is; no chunk where there is none.
func (t *Table) find(key int64) (*chunk, int) {
	if key >= int64(len(t.places)) || t.places[key] == 0 {
		return nil, 0
	}
	place := int(t.places[key])
	if place < 0 {
		return t.tail, -place - 1
	}
	return t.chunks[(place-1)/size], (place - 1) % size
}

// put writes a row behind all others, where no view looks yet.
func (t *Table) put(row Row) {
	if t.tail.rows == size || t.tail.rows > 0 && len(row.Values) >= len(t.tail.columns) {
		t.seal()
	}
	t.tail.append(row)
	if more := int(row.Key) + 1 - len(t.places); more > 0 {
		t.places = append(t.places, make([]int32, more)...)
	}
	t.places[row.Key] = -int32(t.tail.rows)
}

// seal packs the tail and begins another. Views keep the chunks that they have: the list is a new one.
func (t *Table) seal() {
	full := t.tail.packed()
	t.tail = &chunk{}
	t.tail.widen(len(full.columns))
	at := slices.Index(t.chunks, nil)
	t.chunks = slices.Clone(t.chunks)
	if at < 0 {
		at = len(t.chunks)
		t.chunks = append(t.chunks, nil)
	}
	t.chunks[at] = full
	for row := range full.rows {
		if full.lives(row) {
			t.places[full.columns[0].at(row)] = int32(at*size + row + 1)
		}
	}
	t.sweep(at)
}

// drop says that a row is no more. Views from before have it still.
func (t *Table) drop(key int64) {
	c, row := t.find(key)
	if c == nil {
		return
	}
	place := int(t.places[key])
	t.places[key] = 0
	c.end(row, t.at)
	if place > 0 {
		t.sweep((place - 1) / size)
	}
}

// sweep moves the rows of a packed chunk of which less than half are left into the tail, so that the memory of what has ended
// becomes free.
func (t *Table) sweep(at int) {
	c := t.chunks[at]
	if c.left*2 >= c.rows {
		return
	}
	t.chunks = slices.Clone(t.chunks)
	t.chunks[at] = nil
	for i := range c.rows {
		if c.lives(i) {
			row := c.row(i)
			c.end(i, t.at)
			t.put(row)
		}
	}
}

// endings are, by row, the change that ended it; 0: it has not ended.
type endings [size]atomic.Uint64
