package reports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
)

// Widths of the first sheet's columns in characters.
const (
	nameWidth  = 48
	valueWidth = 100
)

// aboutLine is one line of the first sheet: what, and its text or number.
type aboutLine struct {
	name  string
	value any // string, int64 or float64
}

// about fills the first sheet: what the tables say, of what, by which rules and as of when.
func (b *book) about(id string, list []report) error {
	r := b.run
	lines := []aboutLine{
		{r.t("report.about.as_of"), r.req.Now.Time().In(domain.Shanghai()).Format("2006-01-02 15:04:05") + " (Asia/Shanghai)"},
		{r.t("report.about.actor"), r.req.Actor},
	}
	lines = append(lines, r.filterLines()...)
	if len(r.req.Columns) > 0 {
		lines = append(lines, aboutLine{r.t("report.about.columns"), r.chosenWords(list[0])})
	}
	for _, t := range b.tables {
		lines = append(lines, aboutLine{r.req.Text.T("report.about.rows", map[string]any{"Name": t.name}), int64(t.rows)})
		for _, c := range t.sums {
			lines = append(lines, aboutLine{r.req.Text.T("report.about.sum", map[string]any{"Name": t.name, "Column": c.title}), c.value})
		}
	}
	totals, err := r.totalLines(list)
	if err != nil {
		return err
	}
	lines = append(lines, totals...)
	rates, err := r.denominatorLines()
	if err != nil {
		return err
	}
	lines = append(lines, rates...)
	lines = append(lines, r.noteLines(list)...)
	for _, key := range []string{"rounding", "trace", "fill"} {
		lines = append(lines, aboutLine{r.t("report.about." + key), r.t("report.about." + key + "_text")})
	}
	return b.writeAbout(Title(r.req.Text, id), lines)
}

func (b *book) writeAbout(title string, lines []aboutLine) error {
	name := b.aboutName()
	if err := b.printSetup(name, nil); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	if err := b.f.SetSheetDimension(name, ""); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	s, err := b.f.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	for i, width := range []float64{nameWidth, valueWidth} {
		if err := s.SetColWidth(i+1, i+1, width); err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
	}
	rows := [][]any{{excelize.Cell{StyleID: b.styles.title, Value: title}}}
	for _, l := range lines {
		value := l.value
		if text, ok := value.(string); ok {
			value = cut(clean(text), excelize.TotalCellChars)
		}
		rows = append(rows, []any{excelize.Cell{StyleID: b.styles.name, Value: l.name}, excelize.Cell{StyleID: b.styles.value, Value: value}})
	}
	for i, row := range rows {
		opts := excelize.RowOpts{Height: 24}
		if i > 0 {
			opts.Height = aboutHeight(lines[i-1])
		}
		if err := s.SetRow("A"+strconv.Itoa(i+1), row, opts); err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
	}
	b.f.SetActiveSheet(0)
	if err := s.Flush(); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	return nil
}

// aboutHeight gives a line's height in points by the lines that its texts take.
func aboutHeight(l aboutLine) float64 {
	lines := func(s string, width int) int {
		n := 0
		for line := range strings.SplitSeq(s, "\n") {
			n += max(1, (displayed(line)+width-1)/width)
		}
		return n
	}
	n := lines(l.name, nameWidth-4)
	if text, ok := l.value.(string); ok {
		n = max(n, lines(text, valueWidth-8))
	}
	const point, most = 15.5, 409 // a line of the typeface; the highest row there is
	return min(point*float64(n), most)
}

// displayed gives how many characters wide a line is shown; a Han character is as wide as two others.
func displayed(line string) int {
	wide := 0
	for _, c := range line {
		if wide++; c > '\u2e7f' {
			wide++
		}
	}
	return wide
}

// filterLines says in words which records were meant; a filter that does not restrict is left out.
func (r *run) filterLines() []aboutLine {
	f := r.req.Filter
	lines := []aboutLine{{r.t("report.filter.period"), r.req.Text.T("report.period.days", map[string]any{"Range": r.periodWords(f.Period)})}, {r.t("report.filter.status"), r.statusWords()}}
	add := func(key string, names []string) {
		if len(names) > 0 {
			lines = append(lines, aboutLine{r.t("report.filter." + key), strings.Join(names, between)})
		}
	}
	terms := func(list string) func(string) string { return func(code string) string { return r.term(list, code) } }
	add("area", each(f.Areas, func(c domain.AreaCode) string { return r.area(c, r.closing()).Name }))
	add("programme", each(f.Programmes, r.programme))
	add("campaign", each(f.Campaigns, r.campaign))
	add("kind", each(f.Kinds, func(k domain.Kind) string { return r.word("kind", string(k)) }))
	add("delivery", each(f.Deliveries, func(d domain.Delivery) string { return r.word("delivery", string(d)) }))
	add("form", each(f.Forms, terms("form")))
	add("venue", each(f.Venues, terms("venue")))
	add("topic", each(f.Topics, terms("topic")))
	add("audience", each(f.Audiences, terms("audience")))
	add("organisation", each(f.Organisations, func(c string) string { return r.organisation(domain.Party{Code: c}) }))
	add("campus", each(f.Campuses, func(c string) string { return r.campus(c).Name }))
	add("basis", each(f.Bases, func(b domain.Basis) string { return r.word("basis", string(b)) }))
	if f.Author != "" {
		add("author", []string{r.person(f.Author)})
	}
	if f.Text != "" {
		add("text", []string{f.Text})
	}
	if f.Fit != nil {
		add("fit", []string{r.word("yes", strconv.FormatBool(*f.Fit))})
	}
	return lines
}

func each[T any](list []T, name func(T) string) []string {
	names := make([]string, len(list))
	for i, v := range list {
		names[i] = name(v)
	}
	return names
}

// periodWords gives a period by its first and last day.
func (r *run) periodWords(p domain.Period) string {
	from, to := r.t("report.period.start"), r.t("report.period.now")
	if p.From != 0 {
		from = p.From.String()
	}
	if p.To != 0 {
		to = p.Last().String()
	}
	return r.req.Text.T("report.period.range", map[string]any{"From": from, "To": to})
}

// statusWords says which states are listed, and which the figures count.
func (r *run) statusWords() string {
	name := func(s domain.Status) string { return r.word("status", string(s)) }
	if len(r.req.Filter.Statuses) == 0 {
		return r.t("report.filter.newest")
	}
	return strings.Join(each(r.figures.Statuses, name), between)
}

// chosenWords names the columns that were chosen, as they stand.
func (r *run) chosenWords(d report) string {
	var names []string
	for _, c := range slices.Concat(d.columns, d.more) {
		if slices.Contains(r.req.Columns, c.key) {
			names = append(names, r.heading(c))
		}
	}
	return strings.Join(names, between)
}

// noteLines are the definitions and counting rules of the tables, each once.
func (r *run) noteLines(list []report) []aboutLine {
	keys := []string{"report.note.approved", "report.note.minutes", "report.note.persontimes", "report.note.online", "report.note.owner", "report.note.area"}
	for _, d := range list {
		keys = append(keys, d.notes...)
	}
	var lines []aboutLine
	said := map[string]bool{}
	for _, k := range keys {
		if !said[k] {
			said[k] = true
			lines = append(lines, aboutLine{r.t("report.about.rule"), r.t(k)})
		}
	}
	return lines
}

// denominatorLines prints every official number with the day of its list.
func (r *run) denominatorLines() ([]aboutLine, error) {
	on := r.closing()
	var lines []aboutLine
	for _, name := range []string{
		domain.DenominatorProvinces, domain.DenominatorPrefectures, domain.DenominatorCountyLevel,
		domain.DenominatorCountyRegions, domain.DenominatorCampuses,
	} {
		find := func() (domain.Denominator, error) { return r.req.Catalogue.Gazetteer.Denominator(name, on) }
		if name == domain.DenominatorCampuses {
			find = func() (domain.Denominator, error) { return r.req.Catalogue.Campuses.Denominator(on) }
		}
		d, err := find()
		if domain.CodeOf(err) == domain.NotFound {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("denominator %s: %w", name, err)
		}
		lines = append(lines, aboutLine{
			r.req.Text.T("report.about.denominator", map[string]any{"Name": r.t("report.denominator." + name)}),
			r.req.Text.T("report.about.listed", map[string]any{"Count": d.Count, "Date": d.ListDate.String()}),
		})
	}
	return lines, nil
}

// totalLines prints the figures that the tables add up to, as /stats answers them.
func (r *run) totalLines(list []report) ([]aboutLine, error) {
	if list[0].id == Stats {
		return r.cubeLines(), nil
	}
	measures := domain.AdditiveMeasures()
	a, err := r.answer(r.figures.Period, nil, measures[:]...)
	if err != nil {
		return nil, err
	}
	var lines []aboutLine
	for i, m := range measures {
		if i < len(a.Totals) {
			lines = append(lines, aboutLine{r.req.Text.T("report.about.total", map[string]any{"Name": r.t("report.measure." + string(m))}), a.Totals[i]})
		}
	}
	if list[0].id == "r1" {
		lines = append(lines,
			aboutLine{r.t("report.about.counted"), r.listed.counted},
			aboutLine{r.t("report.about.counted_attendance"), int64(r.listed.attendance)})
	}
	return lines, nil
}
