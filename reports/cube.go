package reports

import (
	"slices"

	"outreach/domain"
)

// Stats is the id of the table of an answered question, Request.Cube; it stands in no List.
const Stats = "stats"

// Cube is a question of the statistics with its answer. The file prints these numbers and asks no others.
type Cube struct {
	By       []domain.Dimension
	Measures []domain.Measure
	domain.Answer
}

// cubeReport is the table of the request's cube; a request without one is NotFound.
func cubeReport(req Request) (report, error) {
	cube := req.Cube
	if cube == nil {
		return report{}, domain.Refuse(domain.NotFound, "error.report.unknown", "Value", Stats)
	}
	notes := []string{"report.note.distinct"}
	if cube.overlaps() {
		notes = append(notes, "report.note.of_which")
	}
	return report{id: Stats, notes: notes, table: func(r *run) ([]column, rows, error) {
		return r.cubeColumns(cube), func(emit func([]cell, bool) error) error {
			return r.counted(Stats, emit, func(emit func([]cell, bool) error) error { return r.cubeRows(cube, emit) })
		}, nil
	}}, nil
}

// overlaps says whether one activity may stand in many rows, so that no column has a total.
func (c *Cube) overlaps() bool {
	return slices.Contains(c.By, domain.ByAudience)
}

// cubeColumns are one for a time, two for any other dimension, its code and name, places with those above them, and
// one for each measure.
func (r *run) cubeColumns(cube *Cube) []column {
	var list []column
	add := func(d domain.Dimension, suffix string, width float64) {
		c := col(string(d)+suffix, asText, width)
		c.title = r.term("dimension", string(d))
		if suffix != "" {
			c.title = r.req.Text.T("report.tidy.code", map[string]any{"Name": c.title})
		}
		list = append(list, c)
	}
	for _, d := range cube.By {
		shown := []domain.Dimension{d}
		switch d {
		case domain.ByDay, domain.ByMonth, domain.ByQuarter, domain.ByHalf, domain.ByYear:
			add(d, "", 12)
			continue
		case domain.ByCity:
			shown = []domain.Dimension{domain.ByProvince, domain.ByCity}
		case domain.ByCounty:
			shown = []domain.Dimension{domain.ByProvince, domain.ByCity, domain.ByCounty}
		default:
		}
		for _, d := range shown {
			add(d, "_code", 14)
			add(d, "", 22)
		}
	}
	for _, m := range cube.Measures {
		c := col(string(m), asWhole, 16)
		c.title = r.t("report.measure." + string(m))
		if !cube.overlaps() && m.Additive() {
			c.total = totalAdds
		} else if !cube.overlaps() {
			c.total = totalDistinct
		}
		list = append(list, c)
	}
	return list
}

// cubeRows emits the answer's rows and under them its totals, where no activity stands in two rows. A question without
// dimensions has the totals for its only row.
func (r *run) cubeRows(cube *Cube, emit func([]cell, bool) error) error {
	var cells []cell
	values := func(list []int64) []cell {
		for _, v := range list {
			cells = append(cells, whole(v))
		}
		return cells
	}
	if len(cube.By) == 0 {
		return emit(values(cube.Totals), false)
	}
	for _, row := range cube.Rows {
		cells = cells[:0]
		for i, d := range cube.By {
			cells = r.cubeKey(cells, d, row.Keys[i])
		}
		if err := emit(values(row.Values), false); err != nil {
			return err
		}
	}
	if cube.overlaps() || len(cube.Rows) == 0 {
		return nil
	}
	keys := len(r.cubeColumns(cube)) - len(cube.Measures)
	cells = append(cells[:0], words(r.total()))
	for len(cells) < keys {
		cells = append(cells, cell{})
	}
	return emit(values(cube.Totals), true)
}

// cubeKey adds the cells of one key of a dimension.
func (r *run) cubeKey(cells []cell, d domain.Dimension, key string) []cell {
	switch d {
	case domain.ByDay, domain.ByMonth, domain.ByQuarter, domain.ByHalf, domain.ByYear:
		return append(cells, words(key))
	case domain.ByCounty:
		if key == "" { // in a city without counties
			return append(cells, cell{}, cell{}, cell{}, cell{}, cell{}, words(r.cubeName(d, key)))
		}
		return r.placeCells(cells, key)
	case domain.ByCity:
		province := ""
		if code, err := domain.ParseAreaCode(key); err == nil {
			province = code.Province().String()
		}
		cells = append(cells, words(province), words(r.areaName(province)))
		return append(cells, words(key), words(r.areaName(key)))
	}
	return append(cells, words(key), words(r.cubeName(d, key)))
}

// cubeName gives the name of a code; a record without one is said to be so.
func (r *run) cubeName(d domain.Dimension, key string) string {
	if key == "" {
		return r.t("report.no_place")
	}
	switch d {
	case domain.ByProvince:
		return r.areaName(key)
	case domain.ByProgramme:
		return r.programme(key)
	case domain.ByCampaign:
		return r.campaign(key)
	case domain.ByOrganisation:
		return r.organisation(domain.Party{Code: key})
	case domain.ByCampus:
		return r.campus(key).Name
	case domain.ByKind, domain.ByBasis, domain.ByStatus, domain.ByDelivery:
		return r.word(string(d), key)
	default:
		return r.term(string(d), key)
	}
}

// cubeLines are what the first sheet says of a cube's numbers: how they were counted and what they come to.
func (r *run) cubeLines() []aboutLine {
	cube := r.req.Cube
	lines := []aboutLine{{r.t("report.col.derivation"), r.t("report.derivation." + string(cube.Method))}}
	for i, m := range cube.Measures {
		lines = append(lines, aboutLine{r.req.Text.T("report.about.total", map[string]any{"Name": r.t("report.measure." + string(m))}), cube.Totals[i]})
	}
	return lines
}
