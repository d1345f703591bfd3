package reports

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// The looks of every sheet: one typeface that has Han and Latin, one dark blue, one grey.
const (
	typeface = "Microsoft YaHei"
	darkBlue = "1F3864"
	paleBlue = "DCE6F2"
	grey     = "595959"

	paleYellow = "FFF9E5" // cells to be filled in
)

// styles are the style ids of a workbook, made once.
type styles struct {
	head  int
	plain [asPercent + 1]int // by form
	fill  [asPercent + 1]int // cells that people fill in
	total [asPercent + 1]int
	good  int // conditional: reached, met
	bad   int // not reached, fallen, serious
	fair  int // below target, warned of
	title int
	name  int
	value int
}

// numberFormats are the codes by form; a date is always ISO, so that no locale reads it wrongly.
func numberFormats() [asPercent + 1]string {
	return [asPercent + 1]string{asText: "@", asWhole: "#,##0", asDecimal: "#,##0.0", asDate: "yyyy-mm-dd", asPercent: "0.0%"}
}

func newStyles(f *excelize.File) (styles, error) {
	var s styles
	m := styleMaker{f: f}
	s.head = m.style(excelize.Style{
		Font: font(true, "FFFFFF", 10), Fill: fill(darkBlue),
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	})
	for i, code := range numberFormats() {
		place := aligned(form(i), false)
		s.plain[i] = m.style(excelize.Style{Font: font(false, "000000", 10), CustomNumFmt: &code, Alignment: place})
		s.fill[i] = m.style(excelize.Style{Font: font(false, "000000", 10), CustomNumFmt: &code, Fill: fill(paleYellow), Alignment: aligned(form(i), true)})
		s.total[i] = m.style(excelize.Style{
			Font: font(true, "000000", 10), CustomNumFmt: &code, Fill: fill(paleBlue), Alignment: place,
			Border: []excelize.Border{{Type: "top", Color: darkBlue, Style: 1}},
		})
	}
	s.title = m.style(excelize.Style{Font: font(true, darkBlue, 14), Alignment: top(false)})
	s.name = m.style(excelize.Style{Font: font(true, grey, 10), Alignment: top(true)})
	count := "#,##0"
	s.value = m.style(excelize.Style{
		Font: font(false, "000000", 10), CustomNumFmt: &count,
		Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "top", WrapText: true},
	})
	s.good, s.bad, s.fair = m.condition("006100", "C6EFCE"), m.condition("9C0006", "FFC7CE"), m.condition("7F6000", "FFEB9C")
	return s, m.err
}

// styleMaker makes styles until one fails.
type styleMaker struct {
	f   *excelize.File
	err error
}

func (m *styleMaker) style(s excelize.Style) int {
	if m.err != nil {
		return 0
	}
	id, err := m.f.NewStyle(&s)
	if err != nil {
		m.err = fmt.Errorf("workbook style: %w", err)
	}
	return id
}

// condition makes the looks of a conditional format: dark letters on a pale ground of one hue.
func (m *styleMaker) condition(letters, ground string) int {
	if m.err != nil {
		return 0
	}
	id, err := m.f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: letters}, Fill: fill(ground)})
	if err != nil {
		m.err = fmt.Errorf("workbook style: %w", err)
	}
	return id
}

func font(bold bool, color string, size float64) *excelize.Font {
	return &excelize.Font{Family: typeface, Bold: bold, Color: color, Size: size}
}

func fill(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

// aligned puts days in the middle and keeps place off the text in the next column.
func aligned(f form, wrap bool) *excelize.Alignment {
	a := top(wrap)
	switch f {
	case asDate:
		a.Horizontal = "center"
	case asWhole, asDecimal, asPercent:
		a.Horizontal, a.Indent = "right", 1
	case asText:
	}
	return a
}

func top(wrap bool) *excelize.Alignment { return &excelize.Alignment{Vertical: "top", WrapText: wrap} }
