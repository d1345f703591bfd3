package sqlite

import (
	"context"

	"outreach/domain"
	"outreach/repository/columns"
)

// looks is domain.Looks in numbers.
type looks struct{ day, area, programme, spot, topic, lead int64 }

// near marks days in areas, roughly: what is not marked was not added.
type near [1 << 15]uint64

func (n *near) bit(day, area int64) (word int, bit uint64) {
	hash := uint64(day*1_000_003+area) * 0x9E3779B97F4A7C15 // by the golden ratio (Knuth 6.4), of which the upper bits are taken
	return int(hash >> 49), 1 << (hash >> 43 & 63)
}

func (n *near) add(day, area int64) {
	word, bit := n.bit(day, area)
	n[word] |= bit
}

func (n *near) has(day, area int64) bool {
	word, bit := n.bit(day, area)
	return n[word]&bit != 0
}

// alike gives the keys, of those of some versions, that a version of another record looks like.
func (v *factsView) alike(ctx context.Context, keys []int64) (columns.Set, error) {
	const none, several = 0, -1
	seen := make(map[looks]int64, len(keys)) // by looks: the record that has them
	asked, places := make(map[int64]looks, len(keys)), new(near)
	if err := v.eachLooks(ctx, columns.Keys(columns.NewSet(keys...)), nil, func(key int64, l looks) {
		asked[key], seen[l] = l, none
		places.add(l.day, l.area)
	}); err != nil {
		return columns.Set{}, err
	}
	sent := columns.In(factStatus, v.set(texts(domain.SentIn())))
	err := v.eachLooks(ctx, sent, places, func(key int64, l looks) {
		record := key>>1 + 1
		if first, ok := seen[l]; ok && first == none {
			seen[l] = record
		} else if ok && first != record {
			seen[l] = several
		}
	})
	var alike []int64
	for key, l := range asked {
		if seen[l] == several {
			alike = append(alike, key)
		}
	}
	return columns.NewSet(alike...), err
}

// eachLooks hands the looks of what a condition takes to each; only those in some places where these are told.
func (v *factsView) eachLooks(ctx context.Context, taken columns.Condition, places *near, each func(key int64, l looks)) error {
	var keys, days, areas, programmes, spots, topics, leads []int64
	return v.Scan(ctx, taken, func(r *columns.Rows) error {
		days, areas = r.Column(factDay, days), v.areas(r, areas)
		if places != nil {
			r.Keep(func(i int) bool { return places.has(days[i], areas[i]) })
			days, areas = r.Column(factDay, days), v.areas(r, areas)
		}
		keys, programmes, spots = r.Keys(keys), r.Column(factProgramme, programmes), r.Column(factSpot, spots)
		topics, leads = r.Column(factTopic, topics), r.Column(factLead, leads)
		for i, key := range keys {
			each(key, looks{days[i], areas[i], programmes[i], spots[i], topics[i], leads[i]})
		}
		return nil
	})
}

// areas gives the area of each row.
func (v *factsView) areas(r *columns.Rows, into []int64) []int64 {
	into = r.Column(factPlace, into)
	for i, n := range into {
		into[i] = int64(v.places[n].Area)
	}
	return into
}
