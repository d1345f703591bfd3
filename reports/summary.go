package reports

import (
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"
)

// Sizes of the summary, in pixels of 96 to the inch; a row of the default height has 20.
const (
	chartWidth = 860
	chartLeast = 220
	lineChart  = 360
	barHeight  = 24
	rowHeight  = 20
	pageHeight = 900 // that fits on a page at the scale below
)

// chartColumn is where charts stand, right of the small tables that they are drawn from.
const chartColumn = "E"

// plot is a small table that a chart is drawn from.
type plot struct {
	report  string // "" of one that goes with any
	title   string
	heads   []string
	names   []string
	figures [][]float64 // by series
	bars    bool        // false: lines
	stacked bool
	rate    bool
	sheet   string
	row     int // of the headings
}

func (p plot) height() uint {
	if !p.bars {
		return lineChart
	}
	return uint(max(chartLeast, 110+barHeight*len(p.names)))
}

// summary fills the sheet of figures at a glance: under each other small tables of plain values with their charts. A
// book that has none loses the sheet.
func (b *book) summary(id string) error {
	plots := b.plots
	if slices.Contains([]string{All, "r1", "r2"}, id) {
		line, err := b.run.months()
		if err != nil {
			return err
		}
		plots = append([]plot{line}, plots...)
	}
	plots = slices.DeleteFunc(plots, func(p plot) bool { return len(p.names) == 0 })
	name := b.summaryName()
	if len(plots) == 0 {
		return b.f.DeleteSheet(name)
	}
	if err := b.summarySetup(name, plots); err != nil {
		return err
	}
	row, page := 1, 1
	for _, p := range plots {
		rows := max(int(p.height())/rowHeight, len(p.names)+1) + 4
		if row > page && (row+rows-page)*rowHeight > pageHeight {
			page = row
			if err := b.f.InsertPageBreak(name, fmt.Sprintf("A%d", row)); err != nil {
				return err
			}
		}
		for i := range rows {
			if err := b.f.SetRowHeight(name, row+i, rowHeight*0.75); err != nil { // in points
				return err
			}
		}
		p.sheet, p.row = name, row+1
		if err := b.draw(p); err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
		row += rows
	}
	return nil
}

// summarySetup prints the sheet landscape on A4, no chart over two pages: page breaks hold only without a fit.
func (b *book) summarySetup(name string, plots []plot) error {
	const a4, least, most = 9, 28, 52 // paper; characters
	first := least
	for _, p := range plots {
		for _, word := range p.names {
			first = max(first, min(displayed(word)+2, most))
		}
	}
	scale := uint(70 - (first-least)/3) // so that charts stay on the page
	size, orientation, lines := a4, "landscape", false
	if err := b.f.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, AdjustTo: &scale}); err != nil {
		return err
	}
	if err := b.f.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &lines}); err != nil {
		return err
	}
	for column, width := range map[string]float64{"A": float64(first), "B": 14, "C": 14, "D": 3} {
		if err := b.f.SetColWidth(name, column, column, width); err != nil {
			return err
		}
	}
	return b.feet(name)
}

// draw writes a small table under its title, remembers what its ranges hold for the chart's own copies, and draws it.
func (b *book) draw(p plot) error {
	title := b.run.t("report.chart.months")
	if p.report != "" {
		title = Title(b.run.req.Text, p.report)
	}
	if err := b.set(p.sheet, 1, p.row-1, b.styles.title, title); err != nil {
		return err
	}
	for i, height := range []float64{24, 30} {
		if err := b.f.SetRowHeight(p.sheet, p.row-1+i, height); err != nil {
			return err
		}
	}
	for i, h := range p.heads {
		if err := b.set(p.sheet, i+1, p.row, b.styles.head, h); err != nil {
			return err
		}
		b.caches.words(p.ref(i, 0), []string{h})
	}
	number := b.styles.plain[asWhole]
	switch {
	case p.rate:
		number = b.styles.plain[asPercent]
	case p.format() != numberFormats()[asWhole]:
		number = b.styles.plain[asDecimal]
	}
	for n, word := range p.names {
		if err := b.set(p.sheet, 1, p.row+1+n, b.styles.plain[asText], clean(word)); err != nil {
			return err
		}
		for i := range p.figures {
			if err := b.set(p.sheet, 2+i, p.row+1+n, number, p.figures[i][n]); err != nil {
				return err
			}
		}
	}
	b.caches.words(p.ref(0, len(p.names)), p.names)
	for i, list := range p.figures {
		b.caches.numbers(p.ref(i+1, len(p.names)), p.format(), list)
	}
	main, more := p.chart()
	return b.f.AddChart(p.sheet, fmt.Sprintf("%s%d", chartColumn, p.row), main, more...)
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
