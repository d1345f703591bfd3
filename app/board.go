package app

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"outreach/domain"
)

// BoardQuestion asks how far areas are covered at every level, and what lies in each area below the chosen one.
// Without areas the rows are the provinces, with one the areas directly below it, with several, or one that has none below,
// these themselves.
type BoardQuestion struct {
	domain.Filter
	By      domain.Dimension // what the rows' coverage counts: province, city or county
	Regions bool             // counties without districts of cities (county regions)
}

// Board is the answer: what counts, what waits for review beside it where approved records were asked for, and the
// areas in which it lies. Rows add up to the totals.
type Board struct {
	Way       []domain.Area // the one chosen area and those above it, from the province down
	Levels    []BoardLevel
	Rows      []BoardRow
	Counts    BoardSums
	Submitted BoardSums
	ListDay   domain.Date
	AsOf      domain.Instant
}

// BoardSums are the measures that a board adds up.
type BoardSums struct {
	Activities domain.Count
	Attendance domain.PersonTimes
}

// BoardLevel is a coverage in numbers. Submitted is how many areas submitted records would reach by themselves.
type BoardLevel struct {
	By          domain.Dimension
	Regions     bool
	Reached     int
	Submitted   int
	Denominator domain.Denominator
}

// BoardRow is one area. Codes are those that its records bear beside its own, from before a whole succession. Reached of
// Listed is its part of the coverage asked for; Listed is 0 for what stands outside it: Taiwan, Hong Kong and Macao, and
// codes that no longer stand and cannot be restated whole.
type BoardRow struct {
	Area      domain.Area
	Stands    bool
	Codes     []domain.AreaCode
	Reached   int
	Listed    int
	Counts    BoardSums
	Submitted BoardSums
}

// Board answers for the records the caller may see. Silence in the filter means what it means in Stats.
func (a *App) Board(ctx context.Context, caller *Caller, q BoardQuestion) (Board, error) {
	if err := a.complete(caller, &q.Filter); err != nil {
		return Board{}, err
	}
	cover := CoverageQuestion{Filter: q.Filter, By: q.By, Regions: q.Regions}
	b := Board{ListDay: a.listDay(cover), AsOf: a.instant()}
	if _, _, err := coverageLevel(cover); err != nil {
		return b, err
	}
	g := a.Catalogue().Gazetteer
	if len(q.Areas) == 1 {
		b.Way = g.Way(q.Areas[0], b.ListDay)
	}
	rows := newBoardRows(g, q.Areas, b.ListDay)
	found, met, err := a.boardFound(ctx, q)
	if err != nil {
		return b, err
	}
	if err := a.boardLevels(ctx, q, met, &b, rows); err != nil {
		return b, err
	}
	boardSums(q, found, &b, rows)
	b.Rows = rows.list
	return b, nil
}

// boardFound asks for activities and people by province, status, city and county, once for everything on the board: a filter
// that no tally holds looks at every record. Of all that is found it gives what was in person too: only that reaches an area.
func (a *App) boardFound(ctx context.Context, q BoardQuestion) (all, met []domain.Row, err error) {
	if besides(q.Filter) {
		q.Statuses = []domain.Status{domain.Approved, domain.Submitted}
	}
	ask := domain.Question{
		Filter: q.Filter, By: []domain.Dimension{domain.ByProvince, domain.ByStatus, domain.ByCity, domain.ByCounty},
		Measures: []domain.Measure{domain.MeasureActivities, domain.MeasureAttendance},
	}
	meeting := slices.Equal(q.Deliveries, []domain.Delivery{domain.InPerson})
	if !meeting {
		ask.By = append(ask.By, domain.ByDelivery)
	}
	answer, err := a.store.Answer(ctx, ask)
	if meeting {
		return answer.Rows, answer.Rows, err
	}
	for _, row := range answer.Rows {
		if row.Keys[len(ask.By)-1] == string(domain.InPerson) {
			met = append(met, row)
		}
	}
	return answer.Rows, met, err
}

// boardReach gives the areas of a level that were reached, and those that submitted records would reach, with the days of
// counties where they matter.
func (a *App) boardReach(ctx context.Context, ask CoverageQuestion, met []domain.Row, day domain.Date) (reached, waiting []domain.Reached, err error) {
	beside := besides(ask.Filter)
	at := map[domain.Dimension]int{domain.ByProvince: 0, domain.ByCity: 2, domain.ByCounty: 3}[ask.By]
	seen := map[bool]map[domain.AreaCode]bool{false: {}, true: {}}
	for _, row := range met {
		if code, err := domain.ParseAreaCode(row.Keys[at]); err == nil {
			seen[beside && row.Keys[1] == string(domain.Submitted)][code] = true
		}
	}
	if reached, err = a.seenOn(ctx, ask, slices.Sorted(maps.Keys(seen[false])), day); err != nil || !beside {
		return reached, nil, err
	}
	ask.Statuses = []domain.Status{domain.Submitted}
	waiting, err = a.seenOn(ctx, ask, slices.Sorted(maps.Keys(seen[true])), day)
	return reached, waiting, err
}

// seenOn gives areas that are known to be reached, with days for those alone that the list of a day may hold otherwise.
func (a *App) seenOn(ctx context.Context, ask CoverageQuestion, codes []domain.AreaCode, day domain.Date) ([]domain.Reached, error) {
	var list []domain.Reached
	var doubtful []domain.AreaCode
	parted, g := a.parted(ask, day), a.Catalogue().Gazetteer
	for _, code := range codes {
		if parted && g.Dated(code, ask.Period.From, day) {
			doubtful = append(doubtful, code)
			continue
		}
		list = append(list, domain.Reached{Area: code})
	}
	if len(doubtful) == 0 {
		return list, nil
	}
	ask.Areas = doubtful
	dated, err := a.reach(ctx, ask, day)
	return append(list, dated...), err
}

// boardLevels counts what was reached at every level, and shares out the one asked for among the rows.
func (a *App) boardLevels(ctx context.Context, q BoardQuestion, met []domain.Row, b *Board, rows *boardRows) error {
	for _, by := range []domain.Dimension{domain.ByProvince, domain.ByCity, domain.ByCounty} {
		ask := CoverageQuestion{Filter: q.Filter, By: by}
		reached, waiting, err := a.boardReach(ctx, ask, met, b.ListDay)
		if err != nil {
			return err
		}
		kinds := []bool{false}
		if by == domain.ByCounty {
			kinds = []bool{false, true}
		}
		for _, ask.Regions = range kinds {
			c, err := a.cover(reached, ask, b.ListDay)
			if err != nil {
				return err
			}
			w, err := a.cover(waiting, ask, b.ListDay)
			if err != nil {
				return err
			}
			b.Levels = append(b.Levels, BoardLevel{by, ask.Regions, len(c.Rows), len(w.Rows), c.Denominator})
			if by == q.By && ask.Regions == q.Regions {
				rows.cover(&c)
			}
		}
	}
	return nil
}

// besides says whether what waits for review stands beside an answer: where only approved records were asked for.
func besides(f domain.Filter) bool { return slices.Equal(f.Statuses, []domain.Status{domain.Approved}) }

// boardSums adds up activities by area; below the country by the smallest area that has a row.
func boardSums(q BoardQuestion, found []domain.Row, b *Board, rows *boardRows) {
	beside := besides(q.Filter)
	for _, r := range found {
		sums := BoardSums{domain.Count(r.Values[0]), domain.PersonTimes(r.Values[1])}
		keys := r.Keys[:1]
		if len(q.Areas) > 0 {
			keys = []string{r.Keys[0], r.Keys[2], r.Keys[3]}
		}
		row := rows.of(keys)
		if beside && r.Keys[1] == string(domain.Submitted) {
			row.Submitted.add(sums)
			b.Submitted.add(sums)
			continue
		}
		row.Counts.add(sums)
		b.Counts.add(sums)
	}
	rows.sort()
}

func (s *BoardSums) add(o BoardSums) {
	s.Activities += o.Activities
	s.Attendance += o.Attendance
}

// boardRows finds the row of an area.
type boardRows struct {
	g    *domain.Gazetteer
	day  domain.Date
	list []BoardRow
	at   map[domain.AreaCode]int // where in the list
}

func newBoardRows(g *domain.Gazetteer, areas []domain.AreaCode, day domain.Date) *boardRows {
	r := &boardRows{g: g, day: day, at: map[domain.AreaCode]int{}}
	list := g.List(domain.LevelProvince, day)
	if len(areas) == 1 {
		list = g.Children(areas[0], day)
	}
	if len(areas) > 1 || len(list) == 0 {
		list = nil
		for _, code := range areas {
			r.add(g.Last(code, day))
		}
	}
	for _, area := range list {
		r.add(area, true)
	}
	return r
}

func (r *boardRows) add(area domain.Area, stands bool) int {
	if i, ok := r.at[area.Code]; ok {
		return i
	}
	r.at[area.Code] = len(r.list)
	r.list = append(r.list, BoardRow{Area: area, Stands: stands})
	return len(r.list) - 1
}

// cover shares out a coverage among the rows.
func (r *boardRows) cover(c *domain.Coverage) {
	for _, area := range c.Unreached {
		if i, ok := r.within(area); ok {
			r.list[i].Listed++
		}
	}
	for _, reached := range c.Rows {
		area, _ := r.g.Last(reached.Area, r.day)
		if i, ok := r.within(area); ok {
			r.list[i].Listed++
			r.list[i].Reached++
		}
	}
}

func (r *boardRows) within(area domain.Area) (int, bool) {
	for _, code := range []domain.AreaCode{area.Code, area.Parent, area.Code.Province()} {
		if i, ok := r.at[code]; ok {
			return i, true
		}
	}
	return 0, false
}

// of gives the row of records placed in a province and, where told, a city and a county, by the codes of their days. What has
// no row by these codes, nor by what the county has become, gets one of its own.
func (r *boardRows) of(keys []string) *BoardRow {
	codes := make([]domain.AreaCode, 0, 3)
	for _, key := range slices.Backward(keys) {
		if code, err := domain.ParseAreaCode(key); err == nil {
			codes = append(codes, code)
		}
	}
	for _, code := range codes {
		if i, ok := r.at[code]; ok {
			return &r.list[i]
		}
	}
	last, stands := r.g.Last(codes[0], r.day)
	if !stands && last.ValidTo != 0 {
		now, _ := r.g.Restate(last.Code, last.ValidTo.AddDays(-1), r.day)
		area, _ := r.g.Last(now, r.day)
		if i, ok := r.within(area); ok {
			r.list[i].Codes = append(r.list[i].Codes, last.Code)
			return &r.list[i]
		}
	}
	return &r.list[r.add(last, stands)]
}

func (r *boardRows) sort() {
	slices.SortFunc(r.list, func(a, b BoardRow) int { return cmp.Compare(a.Area.Code, b.Area.Code) })
	for i := range r.list {
		slices.Sort(r.list[i].Codes)
		r.list[i].Codes = slices.Compact(r.list[i].Codes)
	}
}
