package demo

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"

	"outreach/domain"
)

// The figures that the worked example comes out at by counting, as a consumer-protection report of 2022 prints
// them: 17 provinces, 200 counties and 8,500 odd sessions; 300 odd universities and 4,000,000 odd
// person-times; more than 100 cities and 450,000 elderly person-times since 2020.
const (
	XinghaiSessions  = 8537
	XinghaiCounties  = 200
	XinghaiProvinces = 17
	CampusSchools    = 312
	CampusHeads      = 4012345
	BluevestCities   = 104
	BluevestElderly  = 452318
)

// listDay is the day whose list of areas and campuses the example chooses from.
const listDay domain.Date = 20221231

// example is the worked example in the making.
type example struct {
	*generator
	items []Item
	whole int // records of the programme at hand that count, from here on in items
}

// Example makes the worked example: every record, oldest first. The same seed and catalogue give the same.
func Example(cat *domain.Catalogue, seed uint64) ([]Item, error) {
	g, err := newGenerator(cat, seed, 1)
	if err != nil {
		return nil, err
	}
	e := &example{generator: g}
	for _, programme := range []func() error{e.xinghai, e.campus, e.bluevest} {
		e.whole = len(e.items)
		if err := programme(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(e.items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.Created, b.Created), strings.Compare(string(a.ID), string(b.ID)))
	})
	return e.items, nil
}

// batch is a number of records of one programme in one year.
type batch struct {
	year   int
	n      int
	sites  []site
	months []float64
}

// hold adds the records of a batch: the first ones visit every site once, the others some more than others.
func (e *example) hold(b batch, build func(at site, day domain.Date) (domain.Content, error)) error {
	for i := range b.n {
		at := b.sites[min(i, len(b.sites)-1)]
		if i >= len(b.sites) {
			at = b.sites[int(float64(len(b.sites))*math.Pow(e.Float64(), 1.7))]
		}
		c, err := build(at, e.day(b.year, b.months))
		if err != nil {
			return err
		}
		e.add(c, Approved)
	}
	return nil
}

// add makes an item of a content.
func (e *example) add(c domain.Content, plan Plan) *Item {
	e.items = append(e.items, e.item(c, plan))
	return &e.items[len(e.items)-1]
}

func (e *example) xinghai() error {
	in := e.counties(e.codes.Provinces, XinghaiCounties, e.codes.NamedCounties, listDay)
	if len(in) != XinghaiCounties {
		return errors.New("demo: the catalogue has too few counties")
	}
	out := e.outside(in, listDay)
	e.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	build := func(at site, day domain.Date) (domain.Content, error) {
		return e.session(Xinghai, at, day, e.heads(18, 46, 138), -1)
	}
	flat := []site{{area: 441900}, {area: 620200}} // cities without counties, in two of the provinces
	late := []float64{0, 0, 0, 0, 0, 0, 7, 6, 17, 10, 8, 5}
	for _, b := range []batch{
		{2022, XinghaiSessions - 83, in, yearRound()}, {2022, 83, flat, yearRound()},
	} {
		if err := e.hold(b, build); err != nil {
			return err
		}
	}
	counted := len(e.items)
	for _, b := range []batch{
		{2021, 1873, slices.Concat(in[:88], out[:37]), late}, {2023, 2611, slices.Concat(in, out[:161]), yearRound()},
	} {
		if err := e.hold(b, build); err != nil {
			return err
		}
	}
	return e.decoys(decoys{build: build, year: 2022, months: yearRound(), in: in, out: out, counted: counted, share: 1})
}

func (e *example) campus() error {
	all := e.campuses(listDay)
	if len(all) < 2*CampusSchools {
		return errors.New("demo: the catalogue has too few universities")
	}
	in, out := all[:CampusSchools], all[CampusSchools:]
	heads := make([]int, 1487)
	for i := range heads {
		heads[i] = min(max(int(math.Exp(7.7+0.6*e.NormFloat64())), 160), 13900)
	}
	if !e.addUp(heads, CampusHeads, 160, 13900) {
		return errors.New("demo: no head counts add up")
	}
	next := -1
	exact := func(at site, day domain.Date) (domain.Content, error) {
		next++
		return e.drive(at, day, heads[next])
	}
	if err := e.hold(batch{2022, len(heads), in, termTime()}, exact); err != nil {
		return err
	}
	counted := len(e.items)
	build := func(at site, day domain.Date) (domain.Content, error) {
		return e.drive(at, day, e.heads(160, 900, 6800))
	}
	for _, b := range []batch{{2021, 418, all[180:470], termTime()}, {2023, 503, all[:401], termTime()}} {
		if err := e.hold(b, build); err != nil {
			return err
		}
	}
	return e.decoys(decoys{build: build, year: 2022, months: termTime(), in: in, out: out, counted: counted, share: 0.3})
}

func (e *example) bluevest() error {
	cities := e.cities(e.codes.NamedCities, listDay)
	elderly := make([]int, 11449)
	for i := range elderly {
		elderly[i] = e.heads(8, 30, 81)
	}
	if !e.addUp(elderly, BluevestElderly, 8, 96) {
		return errors.New("demo: no head counts add up")
	}
	next := -1
	exact := func(at site, day domain.Date) (domain.Content, error) {
		next++
		return e.outing(at, day, elderly[next])
	}
	sites := areaSites(cities)
	merged := areaSites([]domain.AreaCode{330103, 330105, 330104, 320602, 320611}) // counties of 2020 that are no more
	direct := areaSites([]domain.AreaCode{110105, 310115, 500103, 429004})         // directly under a province: no city
	in := sites[:BluevestCities]
	for _, b := range []batch{
		{2020, 40, merged, []float64{4, 3, 9}},
		{2020, 1196, sites[:16], yearRound()},
		{2021, 3307, sites[:47], yearRound()},
		{2022, 61, direct, yearRound()},
		{2022, 6845, in, yearRound()},
	} {
		if err := e.hold(b, exact); err != nil {
			return err
		}
	}
	counted := len(e.items)
	build := func(at site, day domain.Date) (domain.Content, error) { return e.outing(at, day, e.heads(8, 30, 81)) }
	if err := e.hold(batch{2023, 2114, sites[:158], yearRound()}, build); err != nil {
		return err
	}
	if err := e.streamed(sites[BluevestCities:], 96); err != nil {
		return err
	}
	return e.decoys(decoys{build: build, year: 2022, months: yearRound(), in: in, out: sites[BluevestCities:], counted: counted, share: 0.9})
}

// outing draws a visit or a community session in a city's county, or in the county itself.
func (e *example) outing(at site, day domain.Date, elderly int) (domain.Content, error) {
	at.area = pick(e.dice, e.leaves(at.area, day))
	if e.chance(0.68) {
		return e.visit(at, day, elderly)
	}
	return e.session(Bluevest, at, day, elderly+e.between(0, max(1, elderly/3)), elderly)
}

// streamed adds approved online sessions in cities that nobody went to: they count as activities, nobody
// elderly was seen, and no city is covered by them.
func (e *example) streamed(sites []site, n int) error {
	for range n {
		at := pick(e.dice, sites)
		at.area = pick(e.dice, e.leaves(at.area, listDay))
		c, err := e.session(Bluevest, at, e.day(2022, yearRound()), e.heads(60, 300, 2400), -1)
		if err != nil {
			return err
		}
		c.Audiences = nil
		if c, err = e.online(c); err != nil {
			return err
		}
		e.add(c, Approved)
	}
	return nil
}

func areaSites(list []domain.AreaCode) []site {
	out := make([]site, len(list))
	for i, a := range list {
		out[i].area = a
	}
	return out
}
