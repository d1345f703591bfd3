package demo_test

import (
	"reflect"
	"sync"
	"testing"

	"outreach/app/demo"
	"outreach/configs"
	"outreach/domain"
)

const seed = 20221231

type world struct {
	cat   domain.Catalogue
	items []demo.Item
	err   error
}

// example is made once: it is what all tests of this file look at.
var example = sync.OnceValue(func() world {
	cat, err := configs.WholeCatalogue()
	if err != nil {
		return world{err: err}
	}
	items, err := demo.Example(&cat, seed)
	return world{cat, items, err}
})

func worked(t *testing.T) world {
	t.Helper()
	w := example()
	if w.err != nil {
		t.Fatal(w.err)
	}
	return w
}

// tally is a plain count over items, written apart from the ledger's own.
type tally struct {
	n, heads, elderly           int
	provinces, cities, counties map[domain.AreaCode]bool
	campuses                    map[string]bool
	withoutPolice, online       int
}

// counts says in plain words whether an item is in the published totals.
func counts(i *demo.Item) bool {
	return (i.Plan == demo.Approved || i.Plan == demo.Pending) && i.Content.Minutes >= 20 && i.Content.JointOf == "" && i.DuplicateOf == ""
}

func plainCount(t *testing.T, w world, programme string, from, to domain.Date) tally {
	t.Helper()
	out := tally{
		provinces: map[domain.AreaCode]bool{}, cities: map[domain.AreaCode]bool{}, counties: map[domain.AreaCode]bool{}, campuses: map[string]bool{},
	}
	for n := range w.items {
		i := &w.items[n]
		c := &i.Content
		if !counts(i) || c.Programme != programme || c.Date < from || c.Date >= to {
			continue
		}
		if c.Delivery == domain.Online {
			out.online++
			continue
		}
		out.n++
		out.heads += int(c.Attendance)
		if c.Visit != nil {
			out.elderly += int(c.Visit.Elderly)
		} else {
			out.elderly += int(c.Audiences["elderly"])
		}
		out.cover(t, w.cat, c)
	}
	return out
}

func (out *tally) cover(t *testing.T, cat domain.Catalogue, c *domain.Content) {
	t.Helper()
	area, err := cat.Gazetteer.At(c.Area, c.Date)
	if err != nil {
		t.Fatal(err)
	}
	out.provinces[c.Area/10000*10000] = true
	if area.Level == domain.LevelCounty {
		out.counties[c.Area] = true
		if area.Parent != c.Area/10000*10000 {
			out.cities[area.Parent] = true
		}
	} else {
		out.cities[c.Area] = true
	}
	if c.Drive != nil {
		out.campuses[c.Drive.Campus] = true
		if c.Drive.PoliceUnit == "" {
			out.withoutPolice++
		}
	}
}

func TestTheFiguresOf2022ComeOutByCountingAlone(t *testing.T) {
	w := worked(t)
	if len(w.items) < 30000 {
		t.Errorf("%d records, want at least 30,000", len(w.items))
	}
	x := plainCount(t, w, "xinghai", 20220101, 20230101)
	if x.n != 8537 || len(x.provinces) != 17 || len(x.counties) != 200 || x.online == 0 {
		t.Errorf("xinghai: %d sessions, %d provinces, %d counties, %d online; want 8537, 17, 200 and some beside",
			x.n, len(x.provinces), len(x.counties), x.online)
	}
	c := plainCount(t, w, "campus", 20220101, 20230101)
	if len(c.campuses) != 312 || c.heads != 4012345 || c.withoutPolice != 0 || c.online == 0 {
		t.Errorf("campus: %d universities, %d person-times, %d without police, %d online; want 312, 4012345, 0 and some beside",
			len(c.campuses), c.heads, c.withoutPolice, c.online)
	}
	for code := range c.campuses {
		if u, err := w.cat.Campuses.ByCode(code); err != nil || u.Category != domain.CampusRegular {
			t.Errorf("campus %s is no regular university (%v)", code, err)
		}
	}
	b := plainCount(t, w, "bluevest", 20200101, 20230101)
	if len(b.cities) != 104 || b.elderly != 452318 {
		t.Errorf("bluevest: %d cities, %d elderly person-times; want 104, 452318", len(b.cities), b.elderly)
	}
	t.Logf("%d records; campus %d drives; bluevest %d records, %d online", len(w.items), c.n, b.n, b.online)
}

func TestEveryRecordHandedInPassesTheBlockingRules(t *testing.T) {
	w := worked(t)
	rules, err := configs.Rules()
	if err != nil {
		t.Fatal(err)
	}
	for n := range w.items {
		i := &w.items[n]
		if _, err := domain.ParseID(string(i.ID)); err != nil {
			t.Fatal(err)
		}
		if i.Plan == demo.Draft {
			continue
		}
		for _, c := range []*domain.Content{&i.Content, i.Edit} {
			if c == nil {
				continue
			}
			if faults := domain.Blocking(rules.CheckContent(c, &w.cat, 20240101)); len(faults) > 0 {
				t.Fatalf("%s (%s, %s): %v\n%+v", i.ID, i.Plan, c.Programme, faults, c)
			}
		}
	}
}

func TestEveryTrapIsThere(t *testing.T) {
	w := worked(t)
	found := map[string]int{}
	ids := map[domain.ID]*demo.Item{}
	for n := range w.items {
		i := &w.items[n]
		if ids[i.ID] != nil {
			t.Fatalf("%s stands twice", i.ID)
		}
		ids[i.ID] = i
		for name, here := range traps(i) {
			if here {
				found[name]++
			}
		}
	}
	for name := range traps(&w.items[0]) {
		if found[name] == 0 {
			t.Errorf("no record of the kind %q", name)
		}
	}
	for n := range w.items {
		i := &w.items[n]
		for _, of := range []domain.ID{i.DuplicateOf, i.Content.JointOf} {
			if of == "" {
				continue
			}
			if o := ids[of]; o == nil || !counts(o) || o.Content.Date != i.Content.Date || o.Content.Area != i.Content.Area {
				t.Errorf("%s repeats %s, which is not the same event counted", i.ID, of)
			}
		}
	}
	t.Log(found)
}

func traps(i *demo.Item) map[string]bool {
	c := &i.Content
	approved := i.Plan == demo.Approved
	return map[string]bool{
		"draft": i.Plan == demo.Draft, "submitted": i.Plan == demo.Submitted, "returned": i.Plan == demo.Returned, "void": i.Plan == demo.Void,
		"short": approved && c.Minutes < 20, "online": approved && c.Delivery == domain.Online && c.Minutes >= 20,
		"joint": c.JointOf != "", "duplicate": i.DuplicateOf != "", "2021": c.Date.Year() == 2021, "2023": c.Date.Year() == 2023,
		"merged away": c.Area == 330103, "merged into": c.Area == 330105 && c.Date < 20210401, "split": c.Area == 330104,
		"under a province": c.Area == 429004 && c.Programme == "xinghai", "of a municipality": c.Area == 110105, "city without counties": c.Area == 441900,
		"rare village": c.Area == 420602 && c.Place == "莫𡐓村", "rare town": c.Area == 320282 && c.Place == "湖㳇镇",
		"pending edit": i.Plan == demo.Pending && i.Edit != nil && i.Edit.Attendance > c.Attendance,
		"draft first":  i.Detour == demo.FromDraft, "once returned": i.Detour == demo.OnceReturned && approved,
	}
}

func TestACarelessCountOfPlacesWouldShow(t *testing.T) {
	w := worked(t)
	counties, cities, campuses := map[domain.AreaCode]bool{}, map[domain.AreaCode]bool{}, map[string]bool{}
	for n := range w.items {
		c := &w.items[n].Content
		if c.Date.Year() != 2022 {
			continue
		}
		switch c.Programme {
		case "xinghai":
			counties[c.Area] = true
		case "bluevest":
			cities[c.Area/100] = true
		case "campus":
			campuses[c.Drive.Campus] = true
		}
	}
	if len(counties) < 300 || len(cities) < 130 || len(campuses) < 330 {
		t.Errorf("without regard to state: %d counties, %d cities, %d universities; want clearly more than the true ones", len(counties), len(cities), len(campuses))
	}
}

func TestSameSeedSameRecords(t *testing.T) {
	w := worked(t)
	again, err := demo.Example(&w.cat, seed)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again, w.items) {
		t.Error("the same seed gave other records")
	}
	other, err := demo.Example(&w.cat, seed+1)
	if err != nil {
		t.Fatal(err)
	}
	if other[0].ID == w.items[0].ID {
		t.Error("another seed gave the same records")
	}
	if x := plainCount(t, world{cat: w.cat, items: other}, "xinghai", 20220101, 20230101); x.n != 8537 || len(x.counties) != 200 {
		t.Errorf("another seed: %d sessions in %d counties; the figures hold for any seed", x.n, len(x.counties))
	}
}

func TestNumbersLookLikeLife(t *testing.T) {
	w := worked(t)
	var round, all, usual int
	for n := range w.items {
		c := &w.items[n].Content
		if c.Kind == domain.KindDrive || c.Delivery == domain.Online {
			continue
		}
		all++
		if c.Attendance%10 == 0 {
			round++
		}
		if c.Attendance >= 20 && c.Attendance <= 140 {
			usual++
		}
	}
	if share := float64(round) / float64(all); share > 0.15 {
		t.Errorf("%.0f %% of head counts are round", share*100)
	}
	if share := float64(usual) / float64(all); share < 0.9 {
		t.Errorf("only %.0f %% of head counts lie between 20 and 140", share*100)
	}
}
