package reports

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
	"outreach/reports/xlsx"
)

// templateRows is how many rows of a template have lists to choose from.
const templateRows = 2000

// Template writes an empty table for new records of a kind: the columns that are read, those that must be filled in
// marked, with lists to choose from, kept on a second sheet. Filled in, ReadActivities reads it. A kind that is none is
// NotFound.
func Template(ctx context.Context, w io.Writer, kind domain.Kind, req Request) (err error) {
	if !slices.Contains(domain.Kinds(), kind) {
		return domain.Refuse(domain.NotFound, "error.not_found.report", "Value", string(kind))
	}
	f := excelize.NewFile()
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("template: %w", cerr)
		}
	}()
	t := &template{run: newRun(ctx, nil, req), file: f, kind: kind}
	if err := t.fill(); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	return nil
}

// template is one being written.
type template struct {
	*run
	file  *excelize.File
	kind  domain.Kind
	sheet string
	lists string // the sheet with what can be chosen
	next  int    // column of lists that is free
}

func (t *template) fill() error {
	if err := t.file.SetDefaultFont(typeface); err != nil {
		return err
	}
	t.sheet, t.lists = t.word("kind", string(t.kind)), t.t("report.template.lists")
	if err := t.file.SetSheetName("Sheet1", t.sheet); err != nil {
		return err
	}
	if _, err := t.file.NewSheet(t.lists); err != nil {
		return err
	}
	columns := templateColumns(t.kind)
	for i, c := range columns {
		if err := t.column(i+1, c); err != nil {
			return err
		}
	}
	if err := t.guide(columns); err != nil {
		return err
	}
	if err := t.properties(); err != nil {
		return err
	}
	if err := (&book{run: t.run, f: t.file}).printSetup(t.sheet, columns); err != nil {
		return err
	}
	return t.file.SetPanes(t.sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (t *template) properties() error {
	made := t.req.Now.Time().Format(time.RFC3339)
	return t.file.SetDocProps(&excelize.DocProperties{
		Title: t.sheet + between + t.t("report.template.name"), Creator: creator, LastModifiedBy: creator,
		Created: made, Modified: made, Language: t.req.Text.Lang(),
	})
}

// templateColumns are the columns that a new record of a kind is made of: R1's that are read, with the kind's own
// before the notes.
func templateColumns(kind domain.Kind) []column {
	read := map[string]bool{"province": true, "city": true, "county": true, "status": true}
	for _, in := range inputs() {
		read[in.key] = true
	}
	var list []column
	for _, f := range activityFields() {
		if f.key == "notes" {
			for _, d := range details() {
				if strings.HasPrefix(d.pointer, "/"+string(kind)+"/") {
					list = append(list, col(d.key, asText, 14))
				}
			}
		}
		if read[f.key] {
			list = append(list, f.column)
		}
	}
	return list
}

// needed lists the columns without which rule 1 or 12 refuses a record of any kind.
func needed() []string {
	return []string{"kind", "programme", "title", "date", "minutes", "area", "place", "form", "venue", "delivery", "topics", "attendance", "basis", "lead"}
}

// mustFill tells the columns without which a record of the template's kind is refused.
func mustFill(key string) bool {
	return slices.Contains(needed(), key) || key == "visit_mode" || key == "school"
}

func (t *template) column(n int, c column) error {
	letter, err := excelize.ColumnNumberToName(n)
	if err != nil {
		return err
	}
	fill := "E7E6E6"
	if mustFill(c.key) {
		fill = "FFE699"
	}
	head, err := t.file.NewStyle(&excelize.Style{
		Font: font(true, "000000", 10), Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
	})
	if err != nil {
		return err
	}
	if err := t.file.SetCellStr(t.sheet, letter+"1", t.t("report.col."+c.key)); err != nil {
		return err
	}
	if err := t.file.SetCellStyle(t.sheet, letter+"1", letter+"1", head); err != nil {
		return err
	}
	if err := t.file.SetColWidth(t.sheet, letter, letter, c.width); err != nil {
		return err
	}
	return t.validate(letter, c)
}

// validate says what the cells of a column take; where several values or words of one's own may stand, a value that
// is not on the list is only asked about.
func (t *template) validate(letter string, c column) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref(templateCells(letter))
	v.SetError(excelize.DataValidationErrorStyleStop, t.heading(c), t.t("report.fill.refused"))
	switch labels := t.choices(c.key); {
	case len(labels) > 0:
		where, err := t.list(t.heading(c), labels)
		if err != nil {
			return err
		}
		v.SetSqrefDropList(where)
		if slices.Contains([]string{"topics", "venue", "lead"}, c.key) {
			v.SetError(excelize.DataValidationErrorStyleInformation, t.t("report.template.other"), t.t("report.template.other_text"))
		}
	case exampleNumber(c.key) != "":
		if err := v.SetRange(0, most, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween); err != nil {
			return err
		}
	case c.form == asDate:
		format := "yyyy-mm-dd"
		style, err := t.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			return err
		}
		if err := t.file.SetCellStyle(t.sheet, letter+"2", fmt.Sprintf("%s%d", letter, templateRows+1), style); err != nil {
			return err
		}
		if err := v.SetRange(xlsx.Serial(1990, 1, 1), xlsx.Serial(2099, 12, 31), excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween); err != nil {
			return err
		}
	default:
		return nil
	}
	return t.file.AddDataValidation(t.sheet, v)
}

// list keeps labels on the sheet of lists under their heading and says where.
func (t *template) list(heading string, labels []string) (string, error) {
	t.next++
	letter, err := excelize.ColumnNumberToName(t.next)
	if err != nil {
		return "", err
	}
	if err := t.file.SetCellStr(t.lists, letter+"1", heading); err != nil {
		return "", err
	}
	if err := t.file.SetSheetCol(t.lists, letter+"2", &labels); err != nil {
		return "", err
	}
	if err := t.file.SetColWidth(t.lists, letter, letter, 24); err != nil {
		return "", err
	}
	return fmt.Sprintf("'%s'!$%s$2:$%s$%d", t.lists, letter, letter, len(labels)+1), nil
}

// choices gives the labels that may stand in a column today, in printed order; none where anything may.
func (t *template) choices(key string) []string {
	cat, lang, today := t.req.Catalogue, t.req.Text.Lang(), t.req.Now.Day()
	var labels []string
	switch key {
	case "kind":
		return []string{t.word("kind", string(t.kind))}
	case "status":
		return []string{t.word("status", string(domain.Draft)), t.word("status", string(domain.Submitted))}
	case "delivery", "basis":
		for _, code := range ownCodes(key) {
			labels = append(labels, t.word(key, code))
		}
		return labels
	case "programme":
		return sortedLabels(cat.Programmes, lang)
	case "campaign":
		return sortedLabels(cat.Campaigns, lang)
	case "lead":
		return sortedLabels(cat.Organisations, lang)
	case "topics":
		key = "topic"
	case "method":
		key = "count_method"
	}
	for _, term := range cat.Vocabularies[key].Terms {
		if (domain.Period{From: term.ValidFrom, To: term.ValidTo}).Contains(today) {
			labels = append(labels, term.Label(lang))
		}
	}
	return labels
}

func sortedLabels[T interface{ Label(lang string) string }](m map[string]T, lang string) []string {
	labels := make([]string, 0, len(m))
	for _, v := range m {
		labels = append(labels, v.Label(lang))
	}
	slices.Sort(labels)
	return labels
}
