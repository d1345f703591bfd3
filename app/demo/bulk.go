package demo

import (
	"iter"

	"outreach/domain"
)

// The days that bulk records lie in.
const (
	bulkFrom domain.Date = 20200101
	bulkDays int         = 1827 // to the end of 2024
)

// Bulk gives n lifelike records of 2020 to 2024 over the whole country, oldest first: mostly approved, as a
// ledger of some years is. They are drawn as they are taken; the error, if any, comes after the last.
func Bulk(cat *domain.Catalogue, seed uint64, n int) (iter.Seq[Item], func() error, error) {
	g, err := newGenerator(cat, seed, 2)
	if err != nil {
		return nil, nil, err
	}
	b := &bulk{generator: g, campusSites: g.campuses(listDay), sites: map[domain.Month][]site{}}
	var failed error
	return func(yield func(Item) bool) {
		for i := range n {
			c, err := b.record(bulkFrom.AddDays(i * bulkDays / n))
			if err != nil {
				failed = err
				return
			}
			item := g.item(c, b.plan())
			if item.Plan == Approved {
				item.Detour = Straight // two steps a record: what measurements compare
			}
			if !yield(item) {
				return
			}
		}
	}, func() error { return failed }, nil
}

// bulk draws records for measurements.
type bulk struct {
	*generator
	campusSites []site
	sites       map[domain.Month][]site
}

func (b *bulk) plan() Plan {
	switch u := b.Float64(); {
	case u < 0.93:
		return Approved
	case u < 0.96:
		return Submitted
	case u < 0.98:
		return Draft
	case u < 0.99:
		return Returned
	default:
		return Void
	}
}

// record draws a record of any kind; each programme begins when it begins.
func (b *bulk) record(day domain.Date) (domain.Content, error) {
	u := b.Float64()
	switch {
	case u < 0.12 && b.runs(Campus, day):
		at := pick(b.dice, b.campusSites)
		return b.drive(at, day, b.heads(120, 600, 3800))
	case u < 0.58 && b.runs(Xinghai, day):
		return b.session(Xinghai, b.anywhere(day), day, b.heads(18, 46, 138), -1)
	case u < 0.7:
		elderly := b.heads(8, 30, 81)
		return b.session(Bluevest, b.anywhere(day), day, elderly+b.between(0, elderly/3), elderly)
	default:
		return b.visit(b.anywhere(day), day, b.heads(8, 30, 81))
	}
}

func (b *bulk) runs(programme string, day domain.Date) bool {
	p := b.cat.Programmes[programme]
	return domain.Period{From: p.From, To: p.To}.Contains(day)
}

// anywhere draws a county of the month.
func (b *bulk) anywhere(day domain.Date) site {
	list, ok := b.sites[day.Month()]
	if !ok {
		for _, a := range b.cat.Gazetteer.List(domain.LevelCounty, day.Month().First()) {
			if a.Reachable && a.Code.Mainland() {
				list = append(list, site{area: a.Code})
			}
		}
		b.sites[day.Month()] = list
	}
	return pick(b.dice, list)
}
