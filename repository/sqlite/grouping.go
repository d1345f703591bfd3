package sqlite

import (
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"outreach/domain"
)

// grouping collects answer rows: each dimension a number, rows with the same numbers added up.
type grouping struct {
	by        []domain.Dimension
	numbers   []int64  // of all rows, one after the other
	values    []int64  // likewise
	slots     []int32  // by hash of its numbers, a power of two of them: a row, from 1; one whose slot is taken has the next free one
	count     int      // of rows
	audiences []string // by number
	measures  int
	distinct  []int                  // which measures count different things
	seen      []map[counted]struct{} // by measure: what has been counted

	now  []int64 // numbers of the row just read
	add  []int64 // values of it
	last int     // the row it was added to
	at   []int   // likewise, of the rows that takeAll just added; -1 for none
}

// counted is a thing, a number other than 0 of at most 32 bits, that a measure has counted in a row.
type counted uint64

func countedIn(row int, thing int64) counted { return counted(row)<<32 | counted(thing) }

func newGrouping(by []domain.Dimension, measures []domain.Measure) *grouping {
	g := &grouping{
		by: by, measures: len(measures), slots: make([]int32, 64), seen: make([]map[counted]struct{}, len(measures)),
		now: make([]int64, len(by)), add: make([]int64, len(measures)), last: -1,
	}
	for i, m := range measures {
		if !m.Additive() {
			g.distinct = append(g.distinct, i)
			g.seen[i] = map[counted]struct{}{}
		}
	}
	return g
}

// take reads a row whose columns are the dimensions and the measures.
func (g *grouping) take(row *sqlite3.Stmt) error {
	numbers(row, 0, g.now)
	numbers(row, len(g.now), g.add)
	g.merge()
	return nil
}

// merge adds the row just read to the one with its numbers. A thing counts 1 where it is new to the row.
func (g *grouping) merge() {
	g.find()
	for _, i := range g.distinct {
		g.add[i] = g.fresh(g.last, i, g.add[i])
	}
	for i, v := range g.add {
		g.values[g.last*g.measures+i] += v
	}
}

// find makes last the row with the numbers of now: mostly it is that already.
func (g *grouping) find() {
	width := len(g.now)
	if g.last >= 0 && slices.Equal(g.now, g.numbers[g.last*width:(g.last+1)*width]) {
		return
	}
	slot := g.slot(g.now)
	if g.slots[slot] == 0 {
		g.numbers = append(g.numbers, g.now...)
		g.values = append(g.values, make([]int64, g.measures)...)
		g.count++
		g.slots[slot] = int32(g.count)
		if g.count > len(g.slots)/2 {
			g.spread()
		}
		g.last = g.count - 1
		return
	}
	g.last = int(g.slots[slot]) - 1
}

// slot gives where the row with some numbers is, or belongs.
func (g *grouping) slot(now []int64) int {
	hash := uint64(0)
	for _, n := range now {
		hash = (hash ^ uint64(n)) * 0x9E3779B97F4A7C15 // by the golden ratio (Knuth 6.4); the upper bits are well mixed
		hash ^= hash >> 32
	}
	width, last := len(now), len(g.slots)-1
	for at := int(hash) & last; ; at = (at + 1) & last {
		row := int(g.slots[at]) - 1
		if row < 0 || slices.Equal(now, g.numbers[row*width:(row+1)*width]) {
			return at
		}
	}
}

// spread doubles the slots.
func (g *grouping) spread() {
	g.slots = make([]int32, 2*len(g.slots))
	width := len(g.now)
	for row := range g.count {
		g.slots[g.slot(g.numbers[row*width:(row+1)*width])] = int32(row + 1)
	}
}

// takeAll adds many rows: by and measures are a list of numbers each. Where heads are told, only rows that have any are added.
func (g *grouping) takeAll(count int, by, measures [][]int64, heads []int64) {
	g.at = g.at[:0]
	for i := range count {
		if heads != nil && heads[i] == 0 {
			g.at = append(g.at, -1)
			continue
		}
		for d := range by {
			g.now[d] = by[d][i]
		}
		g.find()
		g.at = append(g.at, g.last)
	}
	for m, list := range measures {
		distinct := slices.Contains(g.distinct, m)
		for i, row := range g.at {
			switch {
			case row < 0:
			case distinct:
				g.values[row*g.measures+m] += g.fresh(row, m, list[i])
			default:
				g.values[row*g.measures+m] += list[i]
			}
		}
	}
}

// fresh gives 1 for a thing that is new to a row.
func (g *grouping) fresh(row, measure int, thing int64) int64 {
	if thing == 0 {
		return 0
	}
	before := len(g.seen[measure])
	g.seen[measure][countedIn(row, thing)] = struct{}{}
	return int64(len(g.seen[measure]) - before)
}

// total gives the values of the only row of a grouping without dimensions; zeros where nothing was taken.
func (g *grouping) total() []int64 {
	totals := make([]int64, g.measures)
	copy(totals, g.values)
	return totals
}

// rows gives the rows sorted by their codes. Codes are few beside rows, so they are sorted first and rows then by
// the places of their codes.
func (g *grouping) rows(a *asker) []domain.Row {
	count, width := g.count, len(g.by)
	texts, places := make([][]string, width), make([]int, len(g.numbers))
	for i := range g.by {
		texts[i] = g.place(a, i, places)
	}
	order := make([]int, count)
	for row := range order {
		order[row] = row
	}
	slices.SortFunc(order, func(x, y int) int { return slices.Compare(places[x*width:(x+1)*width], places[y*width:(y+1)*width]) })
	list, keys := make([]domain.Row, count), make([]string, count*width)
	for at, row := range order {
		k := keys[at*width : (at+1)*width : (at+1)*width]
		for i := range k {
			k[i] = texts[i][places[row*width+i]]
		}
		list[at] = domain.Row{Keys: k, Values: g.values[row*g.measures : (row+1)*g.measures : (row+1)*g.measures]}
	}
	return list
}

// place gives the sorted codes of a dimension, and writes the place of each row's among them into places.
func (g *grouping) place(a *asker, dimension int, places []int) []string {
	type code struct {
		text string
		seen int // before it
	}
	var codes []code
	seen := map[int64]int{}
	for at := dimension; at < len(g.numbers); at += len(g.by) {
		n := g.numbers[at]
		if before := at - len(g.by); before >= 0 && g.numbers[before] == n { // as in most rows
			places[at] = places[before]
			continue
		}
		known, ok := seen[n]
		if !ok {
			known = len(codes)
			seen[n] = known
			codes = append(codes, code{g.text(a, g.by[dimension], n), known})
		}
		places[at] = known
	}
	slices.SortFunc(codes, func(x, y code) int { return strings.Compare(x.text, y.text) })
	texts, place := make([]string, len(codes)), make([]int, len(codes))
	for at, c := range codes {
		texts[at], place[c.seen] = c.text, at
	}
	for at := dimension; at < len(places); at += len(g.by) {
		places[at] = place[places[at]]
	}
	return texts
}

func (g *grouping) text(a *asker, d domain.Dimension, n int64) string {
	if d == domain.ByAudience {
		return g.audiences[n]
	}
	return a.text(d, n)
}

// keyPrefix gives the first columns of a tally table's key, down to the last one that the dimensions need: rows
// grouped by them come out in the order they lie in, so that the engine need not sort. Nearly every row is a
// group of its own from programme on, and then reading them plainly is faster: they are folded here anyway.
func (a *asker) keyPrefix() []string {
	order := []string{`status`, `period`, `area`, `city`, `programme`, `kind`, `delivery`}
	last := 0
	for _, d := range a.q.By {
		last = max(last, slices.Index(order, keyColumn(d)))
	}
	return order[: last+1 : last+1]
}

// keyColumn gives the last column of a tally's key that a dimension is worked out from.
func keyColumn(d domain.Dimension) string {
	switch d {
	case domain.ByMonth, domain.ByQuarter, domain.ByHalf, domain.ByYear:
		return `period`
	case domain.ByProvince:
		return `area`
	case domain.ByCity, domain.ByCounty:
		return `city`
	default:
		return string(d)
	}
}

// folding reads rows of a key prefix and folds them into the dimensions.
func (a *asker) folding(g *grouping, columns int) func(*sqlite3.Stmt) error {
	var key [7]int64
	return func(row *sqlite3.Stmt) error {
		numbers(row, 0, key[:columns])
		numbers(row, columns, g.add)
		for i, d := range g.by {
			g.now[i] = a.fold(d, key[:])
		}
		g.merge()
		return nil
	}
}

// fold works a dimension's number out of a tally's key: what cut says in SQL.
func (a *asker) fold(d domain.Dimension, key []int64) int64 {
	status, period, area, city := key[0], key[1], key[2], key[3]
	year := period / 100
	if a.grain == domain.GrainYearArea {
		year = period
	}
	switch d {
	case domain.ByMonth, domain.ByQuarter, domain.ByHalf, domain.ByYear:
		return timeCut(d, year, period%100)
	case domain.ByProvince:
		if a.grain == domain.GrainMonthProvince {
			return area
		}
		return area / 10000 * 10000
	case domain.ByCity:
		return city
	case domain.ByCounty:
		if area == city {
			return 0
		}
		return area
	case domain.ByStatus:
		return status
	case domain.ByProgramme:
		return key[4]
	case domain.ByKind:
		return key[5]
	default:
		return key[6]
	}
}
