package api

import (
	"context"
	"strconv"

	"outreach/domain"
)

// AreaHistory is every area there ever was, in columns, small enough for a phone to keep (16 KB at
// Brotli's best). A row is one area between two days; row i of every column speaks of the same area, and
// rows are sorted by code, then by first day. A code that was renamed or moved has several rows.
//
// A reader goes through the rows once, adding steps up to codes:
//
//	code  = code of the row before (0 before the first) + steps[i]; 0 as a step is the same code again
//	name  = names[i]
//	days  = the triple of days with i as its first number, else [i, 0, 0]
//	level = the pair of levels with i, else 1 (province) where code % 10000 = 0,
//	        2 (city) where code % 100 = 0, 3 (county) for the others
//	above = the pair of parents with i, else: of a province none; of a city its province, code / 10000 * 10000;
//	        of a county code / 100 * 100 where any row has that code, else its province: such a county
//	        hangs directly on the province, and among its cities in every choice
//
// On a day from start on, the rows that stand are those with from <= day, and to = 0 or day < to. Records are
// placed in a county, or in a city below which no row stands on that day; never in a province.
type AreaHistory struct {
	// Start is the first day the list answers for.
	Start domain.Date `json:"start"`
	// Steps are the differences of the six-digit codes of GB/T 2260, taken as numbers.
	Steps []int `json:"steps"`
	// Names are the names as of each row's own days, as the list prints them.
	Names []string `json:"names"`
	// Days are the rows with a first or last day known: [row, from, to]. Days are numbers such as 20200418, 0
	// for none; to is the first day on which the row no longer stands.
	Days [][]int `json:"days"`
	// Parents are the rows that do not lie below the area their code says: [row, code].
	Parents [][]int `json:"parents"`
	// Levels are the rows that are not of the level their code says: [row, level], 1 to 3 from the top.
	Levels [][]int `json:"levels"`
}

func (s *Server) areaHistory(context.Context, *call, *none) (AreaHistory, error) {
	return areaHistoryOf(s.app.Catalogue().Gazetteer.All()), nil
}

// areaHistoryOf writes areas, sorted by code and first day, in columns.
func areaHistoryOf(areas []domain.Area) AreaHistory {
	h := AreaHistory{
		Start: domain.ListStart, Steps: make([]int, len(areas)), Names: make([]string, len(areas)),
		Days: [][]int{}, Parents: [][]int{}, Levels: [][]int{},
	}
	listed := make(map[domain.AreaCode]bool, len(areas))
	for i := range areas {
		listed[areas[i].Code] = true
	}
	var last domain.AreaCode
	for i := range areas {
		a := &areas[i]
		h.Steps[i], h.Names[i] = int(a.Code-last), a.Name
		last = a.Code
		if a.ValidFrom != 0 || a.ValidTo != 0 {
			h.Days = append(h.Days, []int{i, int(a.ValidFrom), int(a.ValidTo)})
		}
		level, parent := implied(a.Code, listed)
		if a.Level != level {
			h.Levels = append(h.Levels, []int{i, int(a.Level)})
		}
		if a.Parent != parent {
			h.Parents = append(h.Parents, []int{i, int(a.Parent)})
		}
	}
	return h
}

// implied gives the level and parent that the digits of a code say.
func implied(c domain.AreaCode, listed map[domain.AreaCode]bool) (domain.Level, domain.AreaCode) {
	city := c / 100 * 100
	switch {
	case c == c.Province():
		return domain.LevelProvince, 0
	case c == city:
		return domain.LevelCity, c.Province()
	case listed[city]:
		return domain.LevelCounty, city
	}
	return domain.LevelCounty, c.Province()
}

// CampusList is every campus there ever was, in columns: row i of every column speaks of the same campus,
// and rows are sorted by code. It is read as an AreaHistory is; a code is written with ten digits.
type CampusList struct {
	// Steps are the differences of the ministry's ten-digit codes, taken as numbers.
	Steps []int64 `json:"steps"`
	// Names are the present names.
	Names []string `json:"names"`
	// Initials are the first letters of each syllable of the name, small.
	Initials []string `json:"initials"`
	// Provinces are the first two digits of the area code of the province that the campus stands in.
	Provinces []int `json:"provinces"`
	// Locations are the cities as the ministry prints them.
	Locations []string `json:"locations"`
	// Days are the rows with a first or last day known: [row, from, to], as in AreaHistory.
	Days [][]int `json:"days"`
	// Former are the former names, by row, oldest first.
	Former []FormerCampus `json:"former"`
}

// FormerCampus is a name that the campus of a row bore until a day (exclusive, a number such as 20200418).
type FormerCampus struct {
	Row   int    `json:"row"`
	Name  string `json:"name"`
	Until int    `json:"until"`
}

func (s *Server) campusList(context.Context, *call, *none) (CampusList, error) {
	return campusListOf(s.app.Catalogue().Campuses.All())
}

// campusListOf writes campuses, sorted by code, in columns.
func campusListOf(campuses []domain.Campus) (CampusList, error) {
	n := len(campuses)
	l := CampusList{
		Steps: make([]int64, n), Names: make([]string, n), Initials: make([]string, n), Provinces: make([]int, n), Locations: make([]string, n),
		Days: [][]int{}, Former: []FormerCampus{},
	}
	var last int64
	for i := range campuses {
		c := &campuses[i]
		code, err := strconv.ParseInt(c.Code, 10, 64)
		if err != nil {
			return l, &domain.Error{Code: domain.Internal, Err: err}
		}
		l.Steps[i], l.Names[i], l.Initials[i], l.Locations[i] = code-last, c.Name, c.Initials, c.Location
		l.Provinces[i] = int(c.Province / 10000)
		last = code
		if c.ValidFrom != 0 || c.ValidTo != 0 {
			l.Days = append(l.Days, []int{i, int(c.ValidFrom), int(c.ValidTo)})
		}
		for _, f := range c.Former {
			l.Former = append(l.Former, FormerCampus{i, f.Name, int(f.Until)})
		}
	}
	return l, nil
}
