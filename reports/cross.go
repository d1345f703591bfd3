package reports

import (
	"slices"

	"outreach/domain"
)

// crossMeasures are what R5 gives for every form.
func crossMeasures() []domain.Measure {
	return []domain.Measure{domain.MeasureActivities, domain.MeasureAttendance}
}

// crossTable is R5: primary topics down, the forms that there are across, each with activities and person-times.
func crossTable(r *run) ([]column, rows, error) {
	totals, err := r.answer(r.figures.Period, []domain.Dimension{domain.ByForm}, crossMeasures()...)
	if err != nil {
		return nil, nil, err
	}
	order := r.places("form")
	slices.SortStableFunc(totals.Rows, func(a, b domain.Row) int { return order(a.Keys[0]) - order(b.Keys[0]) })
	columns := []column{col("topic", asText, 22)}
	for _, m := range crossMeasures() {
		for _, row := range totals.Rows {
			c := col(string(m)+"_"+row.Keys[0], asWhole, 13).adds(m)
			c.title = r.filled("form", row.Keys[0]) + " · " + r.t("report.col."+string(m))
			columns = append(columns, c)
		}
	}
	for _, m := range crossMeasures() {
		c := col("all_"+string(m), asWhole, 13).adds(m)
		c.title = r.total() + " · " + r.t("report.col."+string(m))
		columns = append(columns, c)
	}
	return columns, func(emit func([]cell, bool) error) error {
		return r.counted("r5", emit, func(emit func([]cell, bool) error) error { return r.cross(totals, emit) })
	}, nil
}

// cross emits a row a topic, in the vocabulary's order, and the totals that the source gives by form and over all.
func (r *run) cross(totals domain.Answer, emit func([]cell, bool) error) error {
	cut, err := r.answer(r.figures.Period, []domain.Dimension{domain.ByTopic, domain.ByForm}, crossMeasures()...)
	if err != nil {
		return err
	}
	topics, err := r.answer(r.figures.Period, []domain.Dimension{domain.ByTopic}, crossMeasures()...)
	if err != nil {
		return err
	}
	values := map[[2]string][]int64{}
	for _, row := range cut.Rows {
		values[[2]string{row.Keys[0], row.Keys[1]}] = row.Values
	}
	order := r.places("topic")
	slices.SortStableFunc(topics.Rows, func(a, b domain.Row) int { return order(a.Keys[0]) - order(b.Keys[0]) })
	line := func(name string, of func(form domain.Row) []int64, all []int64) []cell {
		cells := []cell{words(name)}
		for i := range crossMeasures() {
			for _, form := range totals.Rows {
				v := int64(0)
				if held := of(form); held != nil {
					v = held[i]
				}
				cells = append(cells, whole(v))
			}
		}
		return append(cells, whole(all[0]), whole(all[1]))
	}
	for _, topic := range topics.Rows {
		of := func(form domain.Row) []int64 { return values[[2]string{topic.Keys[0], form.Keys[0]}] }
		if err := emit(line(r.filled("topic", topic.Keys[0]), of, topic.Values), false); err != nil {
			return err
		}
	}
	return emit(line(r.total(), func(form domain.Row) []int64 { return form.Values }, totals.Totals), true)
}

// places gives where a code stands in a vocabulary; what is not in it comes after all that is.
func (r *run) places(list string) func(code string) int {
	terms := r.req.Catalogue.Vocabularies[list].Terms
	at := make(map[string]int, len(terms))
	for i, t := range terms {
		at[t.Code] = i
	}
	return func(code string) int {
		if i, ok := at[code]; ok {
			return i
		}
		return len(terms)
	}
}

// filled gives a code's label, and says so where there is no code.
func (r *run) filled(list, code string) string {
	if code == "" {
		return r.t("report.no_place")
	}
	return r.term(list, code)
}

func (r *run) total() string { return r.t("report.total") }
