package columns

import "slices"

// Condition says which rows are taken.
type Condition interface {
	// narrow clears the rows of a chunk that are not taken.
	narrow(c *chunk, m *mask)
}

// Set is some numbers that lie near each other: it takes a bit for each between its lowest and its highest.
type Set struct {
	lowest int64
	bits   []uint64
}

// NewSet gives a set of numbers.
func NewSet(list ...int64) Set {
	if len(list) == 0 {
		return Set{}
	}
	s := Set{lowest: slices.Min(list)}
	s.bits = make([]uint64, (slices.Max(list)-s.lowest)/64+1)
	for _, n := range list {
		s.bits[(n-s.lowest)/64] |= 1 << ((n - s.lowest) % 64)
	}
	return s
}

// Has says whether a number is in the set.
func (s Set) Has(n int64) bool {
	at := uint64(n - s.lowest)
	return at < uint64(len(s.bits))*64 && s.bits[at/64]>>(at%64)&1 == 1
}

// In takes the rows with a number of a set in a column.
func In(column int, set Set) Condition { return in{column + 1, set} }

// Keys takes the rows under the keys of a set.
func Keys(set Set) Condition { return in{0, set} }

type in struct {
	column int
	set    Set
}

func (i in) narrow(c *chunk, m *mask) {
	col := c.column(i.column)
	if col.same() {
		if !i.set.Has(col.base) {
			*m = mask{}
		}
		return
	}
	col.numbers.narrow(col.base, i.set.Has, m)
}

// Between takes the rows with a number from one, included, to another, excluded.
func Between(column int, from, to int64) Condition { return between{column + 1, from, to} }

type between struct {
	column   int
	from, to int64
}

func (b between) narrow(c *chunk, m *mask) {
	col := c.column(b.column)
	switch {
	case col.lowest >= b.from && col.top < b.to:
	case col.top < b.from || col.lowest >= b.to:
		*m = mask{}
	default:
		col.numbers.narrow(col.base, func(n int64) bool { return b.from <= n && n < b.to }, m)
	}
}

// All takes the rows that all of some conditions take: every row where there are none.
type All []Condition

func (a All) narrow(c *chunk, m *mask) {
	for _, one := range a {
		if m.empty() {
			return
		}
		one.narrow(c, m)
	}
}

// Any takes the rows that any of some conditions takes: none where there are none.
type Any []Condition

func (a Any) narrow(c *chunk, m *mask) {
	var taken mask
	for _, one := range a {
		part := *m
		one.narrow(c, &part)
		for w := range part {
			taken[w] |= part[w]
		}
	}
	*m = taken
}

// Not takes the rows that a condition does not take.
func Not(c Condition) Condition { return not{c} }

type not struct{ Condition }

func (n not) narrow(c *chunk, m *mask) {
	part := *m
	n.Condition.narrow(c, &part)
	for w := range part {
		m[w] &^= part[w]
	}
}
