package reports

import "outreach/domain"

// figureRow is one measure with what an auditor asks about it.
type figureRow struct {
	measure domain.Measure
	exact   int64
	records int64 // that lie behind the period's figures
	method  domain.Method
}

// figureFields are the columns of R11. Snapshot, checker and conclusion are for people to fill in.
func figureFields() []field[figureRow] {
	text := func(key string, width float64, value func(*run, *figureRow) string) field[figureRow] {
		return field[figureRow]{col(key, asText, width), func(r *run, f *figureRow) cell { return words(value(r, f)) }}
	}
	blank := func(key string, width float64, list string) field[figureRow] {
		return field[figureRow]{col(key, asText, width).toFill(list), func(*run, *figureRow) cell { return cell{} }}
	}
	return []field[figureRow]{
		text("figure", 20, func(_ *run, f *figureRow) string { return string(f.measure) }),
		text("wording", 44, (*run).wording),
		{col("exact", asWhole, 16), func(_ *run, f *figureRow) cell { return whole(f.exact) }},
		text("unit_of", 11, func(r *run, f *figureRow) string { return r.t("report.unit." + string(f.measure)) }),
		text("basis_of", 12, func(r *run, _ *figureRow) string { return r.basis() }),
		text("period", 26, func(r *run, _ *figureRow) string { return r.periodWords(r.figures.Period) }),
		{col("as_of", asDate, 12), func(r *run, _ *figureRow) cell { return day(r.closing()) }},
		blank("snapshot", 14, ""),
		text("derivation", 36, func(r *run, f *figureRow) string { return r.t("report.derivation." + string(f.method)) }),
		text("proof", 30, func(r *run, f *figureRow) string {
			return r.req.Text.T("report.proof", map[string]any{"Count": f.records})
		}),
		blank("checker", 12, ""), blank("conclusion", 14, "conclusion"),
	}
}

// measures are all there are, additive ones first.
func measures() []domain.Measure {
	additive, distinct := domain.AdditiveMeasures(), domain.DistinctMeasures()
	return append(additive[:], distinct[:]...)
}

// figureRows gives every measure's total over the filter; different units have no total.
func figureRows(r *run, emit func(*figureRow, bool) error) error {
	all, err := r.answer(r.figures.Period, nil, measures()...)
	if err != nil {
		return err
	}
	for i, m := range measures() {
		row := figureRow{measure: m, exact: all.Totals[i], records: all.Totals[0], method: all.Method}
		if err := emit(&row, false); err != nil {
			return err
		}
	}
	return nil
}

// wording proposes how the figure may be printed: at least two digits stay, and the word that says so holds.
func (r *run) wording(f *figureRow) string {
	step := int64(1)
	for n := f.exact; n >= 100; n /= 10 {
		step *= 10
	}
	number, err := r.req.Catalogue.Figures[r.req.Text.Lang()].Print(f.exact, domain.OverStep, step)
	if err != nil {
		return ""
	}
	return r.req.Text.T("report.wording", map[string]any{
		"Period": r.periodWords(r.figures.Period), "Name": r.t("report.measure." + string(f.measure)), "Number": number, "Unit": r.t("report.unit." + string(f.measure)),
	})
}

// basis says whether the period is bounded on both sides, or goes from the start on.
func (r *run) basis() string {
	if r.figures.Period.From == 0 {
		return r.t("report.basis.since_launch")
	}
	return r.t("report.basis.in_period")
}
