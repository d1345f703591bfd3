package reports

import "outreach/domain"

// comparisonRow is one measure now, a year before, and since the first record.
type comparisonRow struct {
	measure           domain.Measure
	now, before, ever int64
	compared          bool // whether there is a year before
}

// comparisonFields are the columns of R12. What was printed the year before is for people to fill in.
func comparisonFields() []field[comparisonRow] {
	compared := func(value func(*comparisonRow) cell) func(*run, *comparisonRow) cell {
		return func(_ *run, c *comparisonRow) cell {
			if !c.compared {
				return cell{}
			}
			return value(c)
		}
	}
	return []field[comparisonRow]{
		{col("measure", asText, 26), func(r *run, c *comparisonRow) cell { return words(r.t("report.measure." + string(c.measure))) }},
		{col("unit_of", asText, 11), func(r *run, c *comparisonRow) cell { return words(r.t("report.unit." + string(c.measure))) }},
		{col("printed_before", asWhole, 16).toFill(""), func(*run, *comparisonRow) cell { return cell{} }},
		{col("restated_before", asWhole, 16), compared(func(c *comparisonRow) cell { return whole(c.before) })},
		{col("now", asWhole, 16), func(_ *run, c *comparisonRow) cell { return whole(c.now) }},
		{col("difference", asWhole, 14), compared(func(c *comparisonRow) cell { return whole(c.now - c.before) })},
		{col("growth", asPercent, 11).shows(ifGrows), compared(func(c *comparisonRow) cell { return growth(c.now, c.before) })},
		{col("since_launch", asWhole, 16), func(_ *run, c *comparisonRow) cell { return whole(c.ever) }},
		{col("definition_note", asText, 34).toFill(""), func(*run, *comparisonRow) cell { return cell{} }},
	}
}

// comparisonRows asks the same question of the period, of the same days a year before, and of all days up to its end.
func comparisonRows(r *run, emit func(*comparisonRow, bool) error) error {
	p := r.figures.Period
	now, err := r.answer(p, nil, measures()...)
	if err != nil {
		return err
	}
	ever, err := r.answer(domain.Period{To: p.To}, nil, measures()...)
	if err != nil {
		return err
	}
	compared := p.From != 0 && p.To != 0
	before := domain.Answer{Totals: make([]int64, len(measures()))}
	if compared {
		if before, err = r.answer(domain.Period{From: lastYear(p.From), To: lastYear(p.To)}, nil, measures()...); err != nil {
			return err
		}
	}
	for i, m := range measures() {
		row := comparisonRow{m, now.Totals[i], before.Totals[i], ever.Totals[i], compared}
		if err := emit(&row, false); err != nil {
			return err
		}
	}
	return nil
}
