package reports

import (
	"outreach/domain"
)

// tidied gives the dimensions of the table for pivots that goes with a report, none where its own table is tidy
// already: one row for each place, time and measure.
func tidied(id string) []domain.Dimension {
	switch id {
	case All:
		return []domain.Dimension{domain.ByMonth, domain.ByCounty, domain.ByProgramme, domain.ByKind}
	case "r2": // as coarse as the table it goes with, so that it is quick to open and send
		return []domain.Dimension{domain.ByMonth, domain.ByProvince, domain.ByProgramme, domain.ByKind}
	case "r5":
		return []domain.Dimension{domain.ByTopic, domain.ByForm}
	}
	return nil
}

// tidy adds a sheet with one observation a row: codes and names of what it is about, the measure, the value.
func (b *book) tidy(id string) error {
	by := tidied(id)
	if by == nil {
		return nil
	}
	r := b.run
	measures := domain.AdditiveMeasures()
	a, err := r.answer(r.figures.Period, by, measures[:]...)
	if err != nil {
		return err
	}
	return b.stream(r.t("report.tidy.title"), "Observations", r.tidyColumns(by), func(emit func([]cell, bool) error) error {
		var cells []cell
		for _, row := range a.Rows {
			cells = cells[:0]
			for i, d := range by {
				cells = r.observed(cells, d, row.Keys[i])
			}
			n := len(cells)
			for i, m := range measures {
				if i >= len(row.Values) || row.Values[i] == 0 {
					continue
				}
				cells = append(cells[:n], words(string(m)), words(r.t("report.measure."+string(m))), words(r.t("report.unit."+string(m))), whole(row.Values[i]))
				if err := emit(cells, false); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// tidyColumns are two for a dimension, its code and name, and for places those of all three levels.
func (r *run) tidyColumns(by []domain.Dimension) []column {
	pair := func(key string, width float64) []column {
		code := col(key+"_code", asText, 16)
		code.title = r.req.Text.T("report.tidy.code", map[string]any{"Name": r.t("report.col." + key)})
		return []column{code, col(key, asText, width)}
	}
	var list []column
	for _, d := range by {
		switch d {
		case domain.ByMonth:
			list = append(list, col("month", asText, 11))
		case domain.ByCounty:
			for _, level := range []string{"province", "city", "county"} {
				list = append(list, pair(level, 20)...)
			}
		default:
			list = append(list, pair(string(d), 22)...)
		}
	}
	list = append(append(list, pair("measure", 26)...), col("unit_of", asText, 12))
	value := col("value", asWhole, 15)
	value.title = r.t("report.tidy.value")
	return append(list, value)
}

// observed adds the cells of one key of a dimension.
func (r *run) observed(cells []cell, d domain.Dimension, key string) []cell {
	switch d {
	case domain.ByMonth:
		return append(cells, words(key))
	case domain.ByCounty:
		return r.placeCells(cells, key)
	case domain.ByProvince:
		return append(cells, words(key), words(r.areaName(key)))
	case domain.ByProgramme:
		return append(cells, words(key), words(r.programme(key)))
	case domain.ByKind:
		return append(cells, words(key), words(r.word("kind", key)))
	}
	return append(cells, words(key), words(r.filled(string(d), key)))
}

// placeCells gives province, city and county by code and name as on the closing day; a city without counties has none.
func (r *run) placeCells(cells []cell, key string) []cell {
	code, err := domain.ParseAreaCode(key)
	if err != nil {
		return append(cells, cell{}, cell{}, cell{}, cell{}, words(key), words(key))
	}
	area := r.area(code, r.closing())
	levels := [3]domain.AreaCode{code.Province(), area.Parent, code}
	if area.Level == domain.LevelCity {
		levels[1], levels[2] = code, 0
	}
	if levels[1] == levels[0] {
		levels[1] = 0
	}
	for _, c := range levels {
		if c == 0 {
			cells = append(cells, cell{}, cell{})
			continue
		}
		cells = append(cells, words(c.String()), words(r.area(c, r.closing()).Name))
	}
	return cells
}
