package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
)

// Colours of series in their order: told apart in print and by the colour-blind.
const (
	orange   = "C55A11"
	midGrey  = "A6A6A6"
	mostBars = 15 // of a chart; what is left over stands in one bar
)

// What a chart counts besides columns.
const (
	ofRows      = ""          // rows
	ofReached   = "reached"   // rows with an activity in the period
	ofUnreached = "unreached" // rows without
)

// figure says which chart a report has: columns added up by the texts of another.
type figure struct {
	by     string   // key of the column of names
	of     []string // keys of columns, or one of the above
	sorted bool     // the most first; false: as the rows come
	rate   bool     // of rates, not of counts
}

// figures gives the charts that are drawn from a report's rows. Measures of unlike units are only drawn as rates.
func figures(id string) []figure {
	switch id {
	case "r2":
		return []figure{sorted("province", "attendance"), sorted("province", "activities")}
	case "r3":
		return []figure{{by: "province", of: []string{ofReached, ofUnreached}}}
	case "r4":
		return []figure{sorted("audience", "heads")}
	case "r5":
		return []figure{sorted("topic", "all_attendance")}
	case "r6":
		return []figure{sorted("unit", "offline_attendance")}
	case "r7":
		return []figure{sorted("platform", metricReads)}
	case "r8":
		return []figure{sorted("volunteer_unit", "hours")}
	case "r9":
		return []figure{sorted("school", "students")}
	case "r10":
		return []figure{sorted("county", "talked")}
	case "r12":
		return []figure{{by: "measure", of: []string{"growth"}, rate: true}}
	case "r13":
		return []figure{sorted("unit", ofRows), sorted("field", ofRows)}
	case "r14":
		return []figure{sorted("field", ofRows)}
	case "r15":
		return []figure{sorted("unit", "done")}
	}
	return nil
}

func sorted(by, of string) figure { return figure{by: by, of: []string{of}, sorted: true} }

// gatherer adds up a chart's figures while the rows go by.
type gatherer struct {
	figure
	report  string
	heads   []string
	name    int
	values  int // of rates: their column
	value   []func(row []cell) float64
	names   []string
	figures map[string][]float64
}

// gatherers begins the charts of a report; one whose columns are not there is left out.
func (r *run) gatherers(id string, columns []column) []*gatherer {
	at := func(key string) int { return slices.IndexFunc(columns, func(c column) bool { return c.key == key }) }
	var list []*gatherer
	for _, f := range figures(id) {
		g := &gatherer{figure: f, report: id, name: at(f.by), values: at(f.of[0]), figures: map[string][]float64{}}
		if g.name < 0 {
			continue
		}
		g.heads = []string{r.heading(columns[g.name])}
		for _, key := range f.of {
			head, value := r.adder(id, key, columns, at)
			if value != nil {
				g.heads, g.value = append(g.heads, head), append(g.value, value)
			}
		}
		if len(g.value) == len(f.of) {
			list = append(list, g)
		}
	}
	return list
}

// adder gives the heading of a series and what a row adds to it; nil where there is no such column.
func (r *run) adder(id, key string, columns []column, at func(string) int) (string, func([]cell) float64) {
	one := func(yes bool) float64 {
		if yes {
			return 1
		}
		return 0
	}
	switch key {
	case ofRows:
		return r.t("report.chart.rows." + id), func([]cell) float64 { return 1 }
	case ofReached, ofUnreached:
		i := at("period_activities")
		if i < 0 {
			return "", nil
		}
		return r.t("report.chart." + key), func(row []cell) float64 { return one((row[i].number > 0) == (key == ofReached)) }
	}
	i := at(key)
	if i < 0 {
		return "", nil
	}
	return r.heading(columns[i]), func(row []cell) float64 { return float64(row[i].number) + row[i].real }
}

// take adds a row. A row without a name, such as places beside a list, or without a rate is in no chart.
func (g *gatherer) take(row []cell) {
	name := row[g.name].text
	if name == "" || g.rate && row[g.values].is == isBlank {
		return
	}
	sums, known := g.figures[name]
	if !known {
		sums = make([]float64, len(g.value))
		g.figures[name] = sums
		g.names = append(g.names, name)
	}
	for i, value := range g.value {
		sums[i] += value(row)
	}
}

// plot gives the small table that is drawn; names past the limit are one.
func (g *gatherer) plot(r *run) plot {
	p := plot{report: g.report, heads: g.heads, figures: make([][]float64, len(g.value)), names: g.names, stacked: len(g.value) > 1, bars: true, rate: g.rate}
	if g.sorted {
		p.names = slices.DeleteFunc(p.names, func(name string) bool { return g.figures[name][0] == 0 })
		slices.SortStableFunc(p.names, func(a, b string) int { return cmp.Compare(g.figures[b][0], g.figures[a][0]) })
	}
	var rest []float64
	if g.by != "province" && !g.rate && len(p.names) > mostBars {
		rest = make([]float64, len(g.value))
		for _, name := range p.names[mostBars-1:] {
			for i, v := range g.figures[name] {
				rest[i] += v
			}
		}
		p.names = p.names[:mostBars-1]
	}
	for i := range p.figures {
		for _, name := range p.names {
			p.figures[i] = append(p.figures[i], g.figures[name][i])
		}
	}
	if rest != nil {
		p.names = append(slices.Clip(p.names), r.t("report.chart.others"))
		for i := range p.figures {
			p.figures[i] = append(p.figures[i], rest[i])
		}
	}
	p.title = r.chartTitle(p.heads, slices.Contains([]string{"r13", "r14", "r15"}, g.report))
	return p
}

// chartTitle says what is drawn, of which period and on what basis.
func (r *run) chartTitle(heads []string, newest bool) string {
	basis := r.basisWords()
	if newest {
		basis = r.t("report.chart.newest")
		if len(r.req.Filter.Statuses) > 0 {
			basis = r.statusWords()
		}
	}
	return r.req.Text.T("report.chart.by", map[string]any{
		"Measure": strings.Join(heads[1:], " / "), "Category": strings.ToLower(heads[0]), "Period": r.periodWords(r.figures.Period), "Basis": basis,
	})
}

// months is the line of activities and person-times.
func (r *run) months() (plot, error) {
	a, err := r.answer(r.figures.Period, []domain.Dimension{domain.ByMonth}, domain.MeasureActivities, domain.MeasureAttendance)
	if err != nil {
		return plot{}, err
	}
	p := plot{
		heads:   []string{r.t("report.col.month"), r.t("report.col.activities"), r.t("report.col.attendance")},
		figures: make([][]float64, 2),
	}
	p.title = r.chartTitle(p.heads, false)
	for _, row := range everyMonth(a.Rows, len(a.Totals)) {
		p.names = append(p.names, row.Keys[0])
		for i := range p.figures {
			p.figures[i] = append(p.figures[i], float64(row.Values[i]))
		}
	}
	return p, nil
}

// everyMonth puts the months in between that have nothing, so that a line does not jump over them.
func everyMonth(rows []domain.Row, measures int) []domain.Row {
	var all []domain.Row
	next := domain.Month(0)
	for _, row := range rows {
		m, err := domain.ParseMonth(row.Keys[0])
		for ; err == nil && next != 0 && next < m; next = next.Next() {
			all = append(all, domain.Row{Keys: []string{next.String()}, Values: make([]int64, measures)})
		}
		all = append(all, row)
		if next = 0; err == nil {
			next = m.Next()
		}
	}
	return all
}

// basisWords says what the charts' figures count.
func (r *run) basisWords() string {
	counted := slices.DeleteFunc(slices.Clone(r.figures.Statuses), func(s domain.Status) bool { return s == domain.Void })
	return strings.Join(each(counted, func(s domain.Status) string { return r.word("status", string(s)) }), between)
}

// chart gives the native chart of a plot, and a second one on an axis of its own where units are far apart.
func (p plot) chart() (main *excelize.Chart, more []*excelize.Chart) {
	if !p.bars {
		main = p.empty(excelize.Line, p.series(2, darkBlue))
		main.YAxis = axis(p.heads[2])
		main.Legend = excelize.ChartLegend{Position: "bottom", Font: chartFont()}
		second := p.empty(excelize.Line, p.series(1, orange))
		second.YAxis = axis(p.heads[1])
		second.YAxis.Secondary = true
		return main, []*excelize.Chart{second}
	}
	kind := excelize.Bar
	var series []excelize.ChartSeries
	colors := []string{darkBlue, midGrey}
	for i := range p.figures {
		s := p.series(i+1, colors[i])
		s.Marker, s.Line = excelize.ChartMarker{}, excelize.LineOptions{}
		s.DataLabel.Font = *chartFont()
		if p.stacked {
			kind = excelize.BarStacked
			s.DataLabel.Font.Color = []string{"FFFFFF", "000000"}[i]
		} else {
			s.DataLabelPosition = excelize.ChartDataLabelsPositionOutsideEnd
		}
		series = append(series, s)
	}
	c := p.empty(kind, series...)
	c.XAxis.ReverseOrder = true // the first on top, as in the table
	if p.rate {
		c.XAxis.TickLabelPosition = excelize.ChartTickLabelLow // clear of bars that fall
	}
	c.YAxis.None = true // every bar bears its number
	c.Legend.Position = "none"
	if p.stacked {
		overlap := 100
		c.Overlap = &overlap
		c.Legend = excelize.ChartLegend{Position: "bottom", Font: chartFont()}
	}
	c.PlotArea.ShowVal = true
	c.PlotArea.NumFmt = excelize.ChartNumFmt{CustomNumFmt: p.format()}
	if p.stacked {
		c.PlotArea.NumFmt.CustomNumFmt += ";;" // no number on a part that is not there
	}
	gap := uint(60)
	c.GapWidth = &gap
	return c, nil
}

func (p plot) empty(kind excelize.ChartType, series ...excelize.ChartSeries) *excelize.Chart {
	vary := false
	return &excelize.Chart{
		Type: kind, Series: series, VaryColors: &vary,
		Title:        excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: p.title, Font: font(true, darkBlue, 12)}}},
		Dimension:    excelize.ChartDimension{Width: chartWidth, Height: p.height()},
		XAxis:        excelize.ChartAxis{Font: *chartFont()},
		ShowBlanksAs: "gap",
		Format:       excelize.GraphicOptions{Positioning: "oneCell"}, // goes along with its table, keeps its size
		Border:       excelize.LineOptions{Type: excelize.LineNone},
	}
}

func axis(title string) excelize.ChartAxis {
	return excelize.ChartAxis{
		Font: *chartFont(), NumFmt: excelize.ChartNumFmt{CustomNumFmt: "#,##0"},
		Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title, Font: chartFont()}}},
	}
}

func chartFont() *excelize.Font { return font(false, grey, 9) }

func (p plot) series(i int, color string) excelize.ChartSeries {
	return excelize.ChartSeries{
		Name: p.ref(i, 0), Categories: p.ref(0, len(p.names)), Values: p.ref(i, len(p.names)),
		Fill: fill(color), Line: excelize.LineOptions{Width: 2.25, Fill: fill(color)},
		Marker: excelize.ChartMarker{Symbol: "circle", Size: 5, Fill: fill(color)},
	}
}

// format is the number format of a plot's figures: percent of rates, a place where there are fractions.
func (p plot) format() string {
	if p.rate {
		return numberFormats()[asPercent]
	}
	for _, list := range p.figures {
		for _, v := range list {
			if v != float64(int64(v)) {
				return "#,##0.0"
			}
		}
	}
	return "#,##0"
}

// ref names a column of the table below its heading, or with no rows the heading itself.
func (p plot) ref(column, rows int) string {
	letter := string(rune('A' + column))
	at := quoted(p.sheet) + "!$" + letter
	if rows == 0 {
		return fmt.Sprintf("%s$%d", at, p.row)
	}
	return fmt.Sprintf("%s$%d:$%s$%d", at, p.row+1, letter, p.row+rows)
}
