package reports

import (
	"fmt"
	"strconv"

	"outreach/domain"
)

// exampleArea is the county of the example: Xihu district of Hangzhou.
const exampleArea domain.AreaCode = 330106

// guide explains a template on a sheet of its own, with an example: a line a column, so that it is never taken for
// a row of the table.
func (t *template) guide(columns []column) error {
	b := &book{f: t.file, run: t.run}
	var err error
	if b.styles, err = newStyles(t.file); err != nil {
		return err
	}
	name := t.t("report.template.guide")
	if _, err := t.file.NewSheet(name); err != nil {
		return err
	}
	for i, width := range []float64{26, 12, 46, 34} {
		letter := string(rune('A' + i))
		if err := t.file.SetColWidth(name, letter, letter, width); err != nil {
			return err
		}
	}
	if err := b.set(name, 1, 1, b.styles.title, t.sheet+" \u2014 "+name); err != nil {
		return err
	}
	if err := t.file.SetRowHeight(name, 1, 24); err != nil {
		return err
	}
	row := 2
	for _, key := range []string{"needed", "lists", "several", "preview", "example"} {
		if err := b.set(name, 1, row, b.styles.plain[asText], t.t("report.template.note."+key)); err != nil {
			return err
		}
		row++
	}
	row++
	heads := []string{t.t("report.template.column"), t.t("report.template.needed"), t.t("report.template.takes"), t.t("report.template.example")}
	if err := b.line(name, row, b.styles.head, heads...); err != nil {
		return err
	}
	for _, c := range columns {
		row++
		needed := ""
		if mustFill(c.key) {
			needed = t.t("report.value.yes.true")
		}
		if err := b.line(name, row, b.styles.value, t.heading(c), needed, t.takes(c), t.example(c)); err != nil {
			return err
		}
	}
	if err := b.printSetup(t.lists, nil); err != nil {
		return err
	}
	return b.printSetup(name, nil)
}

// line writes texts beside each other.
func (b *book) line(name string, row, style int, texts ...string) error {
	for i, text := range texts {
		if err := b.set(name, i+1, row, style, text); err != nil {
			return err
		}
	}
	return nil
}

// takes says what may stand in a column.
func (t *template) takes(c column) string {
	own := "report.template.take." + c.key
	switch {
	case t.req.Text.Has(own):
		return t.t(own)
	case len(t.choices(c.key)) > 0:
		return t.t("report.template.take.list")
	case exampleNumber(c.key) != "":
		return t.t("report.template.take.number")
	case c.form == asDate:
		return t.t("report.template.take.day")
	}
	return t.t("report.template.take.text")
}

// example gives what a column of the example holds; blank where the record does without.
func (t *template) example(c column) string {
	today := t.req.Now.Day()
	place := t.area(exampleArea, today)
	switch c.key {
	case "date":
		return today.String()
	case "area":
		return exampleArea.String()
	case "county":
		return place.Name
	case "province":
		return t.area(exampleArea.Province(), today).Name
	case "city":
		return t.area(place.Parent, today).Name
	case "audiences":
		return t.term("audience", "elderly") + " 10"
	case "campaign", "method": // not for every record
		return ""
	}
	if n := exampleNumber(c.key); n != "" {
		return n
	}
	if labels := t.choices(c.key); len(labels) > 0 {
		return labels[0]
	}
	if key := "report.template.sample." + c.key; t.req.Text.Has(key) {
		return t.t(key)
	}
	return ""
}

// exampleNumber gives the number of a column of numbers in the example, "" of other columns.
func exampleNumber(key string) string {
	n, known := map[string]int{
		"minutes": 60, "attendance": 40, "elderly": 10, "materials": 100, "volunteers": 3,
		"knocked": 20, "opened": 15, "talked": 12, "refused": 3,
		"officers": 2, "students": 30, "staff": 5, "pledges": 30, "entrants": 20,
	}[key]
	if !known {
		return ""
	}
	return strconv.Itoa(n)
}

// templateCells gives the cells of a template's column that are checked.
func templateCells(letter string) string {
	return fmt.Sprintf("%s2:%s%d", letter, letter, templateRows+1)
}
