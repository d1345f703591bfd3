package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
)

// Where the charts stand: right of the small tables that they are drawn from.
const (
	barsAt  = "I2"
	linesAt = "I54"
)

// orange is the second series' colour: told from dark blue in print and by the colour-blind.
const orange = "C55A11"

// plot is a small table that a chart is drawn from.
type plot struct {
	at      int // column of the names, counted from 1
	heads   []string
	names   []string
	figures [][]int64 // by series
}

// charts adds the sheet of native charts: person-times by province, and activities and person-times by month.
func (b *book) charts() error {
	r := b.run
	provinces, err := r.answer(r.figures.Period, []domain.Dimension{domain.ByProvince}, domain.MeasureAttendance)
	if err != nil {
		return err
	}
	months, err := r.answer(r.figures.Period, []domain.Dimension{domain.ByMonth}, domain.MeasureActivities, domain.MeasureAttendance)
	if err != nil {
		return err
	}
	slices.SortStableFunc(provinces.Rows, func(a, b domain.Row) int { return cmp.Compare(b.Values[0], a.Values[0]) })
	bars := plotOf(1, provinces, r.areaName, r.t("report.col.province"), r.t("report.col.attendance"))
	months.Rows = everyMonth(months.Rows, len(months.Totals))
	lines := plotOf(4, months, func(s string) string { return s }, r.t("report.col.month"), r.t("report.col.activities"), r.t("report.col.attendance"))
	name := sheetName(r.t("report.charts.title"))
	if err := b.drawOn(name, bars, lines); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	return nil
}

func plotOf(at int, a domain.Answer, name func(string) string, heads ...string) plot {
	p := plot{at: at, heads: heads, figures: make([][]int64, len(heads)-1)}
	for _, row := range a.Rows {
		p.names = append(p.names, name(row.Keys[0]))
		for i := range p.figures {
			p.figures[i] = append(p.figures[i], row.Values[i])
		}
	}
	return p
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

func (b *book) drawOn(name string, bars, lines plot) error {
	if _, err := b.f.NewSheet(name); err != nil {
		return err
	}
	if err := b.printSetup(name); err != nil {
		return err
	}
	for _, p := range []plot{bars, lines} {
		if err := b.fillPlot(name, p); err != nil {
			return err
		}
	}
	if len(bars.names) > 0 {
		if err := b.f.AddChart(name, barsAt, b.bars(name, bars)); err != nil {
			return err
		}
	}
	if len(lines.names) == 0 {
		return nil
	}
	main, second := b.lines(name, lines)
	return b.f.AddChart(name, linesAt, main, second)
}

// fillPlot writes a small table and remembers what its ranges hold, for the charts' own copies.
func (b *book) fillPlot(name string, p plot) error {
	head, text, number := b.styles.head, b.styles.plain[asText], b.styles.plain[asWhole]
	for i, h := range p.heads {
		if err := b.set(name, p.at+i, 1, head, h); err != nil {
			return err
		}
		column, err := excelize.ColumnNumberToName(p.at + i)
		if err != nil {
			return err
		}
		if err := b.f.SetColWidth(name, column, column, 18); err != nil {
			return err
		}
		b.caches.words(p.ref(name, i, 0), []string{h})
	}
	for n, word := range p.names {
		if err := b.set(name, p.at, n+2, text, word); err != nil {
			return err
		}
		for i := range p.figures {
			if err := b.set(name, p.at+1+i, n+2, number, p.figures[i][n]); err != nil {
				return err
			}
		}
	}
	b.caches.words(p.ref(name, 0, len(p.names)), p.names)
	for i, list := range p.figures {
		b.caches.numbers(p.ref(name, i+1, len(p.names)), list)
	}
	return nil
}

func (b *book) set(name string, column, row, style int, value any) error {
	at, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return err
	}
	if err := b.f.SetCellValue(name, at, value); err != nil {
		return err
	}
	return b.f.SetCellStyle(name, at, at, style)
}

// ref names a column of the table below its heading, or with no rows the heading itself.
func (p plot) ref(sheet string, column, rows int) string {
	letter := string(rune('A' + p.at + column - 1))
	at := "'" + strings.ReplaceAll(sheet, "'", "''") + "'!$" + letter
	if rows == 0 {
		return at + "$1"
	}
	return fmt.Sprintf("%s$2:$%s$%d", at, letter, rows+1)
}

func (p plot) series(sheet string, i int, color string) excelize.ChartSeries {
	return excelize.ChartSeries{
		Name: p.ref(sheet, i, 0), Categories: p.ref(sheet, 0, len(p.names)), Values: p.ref(sheet, i, len(p.names)),
		Fill: fill(color), Line: excelize.LineOptions{Width: 2.25, Fill: fill(color)},
		Marker: excelize.ChartMarker{Symbol: "circle", Size: 5, Fill: fill(color)},
	}
}

// bars draws person-times by province, the most first: names stay level where there are thirty.
func (b *book) bars(sheet string, p plot) *excelize.Chart {
	series := p.series(sheet, 1, darkBlue)
	series.Marker, series.Line = excelize.ChartMarker{}, excelize.LineOptions{}
	series.DataLabel.Font = *chartFont()
	series.DataLabelPosition = excelize.ChartDataLabelsPositionOutsideEnd
	c := b.chart(excelize.Bar, "report.chart.provinces", series)
	c.Dimension.Height = 800
	c.XAxis.ReverseOrder = true // the most on top, as in the table
	c.YAxis.None = true         // every bar bears its number
	c.Legend.Position = "none"
	c.PlotArea.ShowVal = true
	c.PlotArea.NumFmt = excelize.ChartNumFmt{CustomNumFmt: "#,##0"}
	gap := uint(60)
	c.GapWidth = &gap
	return c
}

// lines draws person-times on the left axis and activities, which are far fewer, on the right.
func (b *book) lines(sheet string, p plot) (main, second *excelize.Chart) {
	main = b.chart(excelize.Line, "report.chart.months", p.series(sheet, 2, darkBlue))
	main.Legend = excelize.ChartLegend{Position: "bottom", Font: chartFont()}
	main.YAxis = axis(p.heads[2])
	second = b.chart(excelize.Line, "report.chart.months", p.series(sheet, 1, orange))
	second.YAxis = axis(p.heads[1])
	second.YAxis.Secondary = true
	return main, second
}

func (b *book) chart(kind excelize.ChartType, title string, series excelize.ChartSeries) *excelize.Chart {
	r := b.run
	vary := false
	said := r.req.Text.T(title, map[string]any{"Period": r.periodWords(r.figures.Period), "Basis": r.basisWords()})
	heading := font(true, darkBlue, 14)
	return &excelize.Chart{
		Type: kind, Series: []excelize.ChartSeries{series}, VaryColors: &vary,
		Title:        excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: said, Font: heading}}},
		Dimension:    excelize.ChartDimension{Width: 960, Height: 440},
		XAxis:        excelize.ChartAxis{Font: *chartFont()},
		ShowBlanksAs: "gap",
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

// basisWords says what the charts' figures count.
func (r *run) basisWords() string {
	counted := slices.DeleteFunc(slices.Clone(r.figures.Statuses), func(s domain.Status) bool { return s == domain.Void })
	return strings.Join(each(counted, func(s domain.Status) string { return r.word("status", string(s)) }), between)
}
