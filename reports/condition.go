package reports

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
	"outreach/reports/xlsx"
)

// most is the largest number that may be filled in, as on the records' own rules.
const most = 100_000_000

// mark puts on a finished sheet what tells at a glance, and what the cells to be filled in take.
func (b *book) mark(p xlsx.Part, columns []column) error {
	if p.Rows == 0 {
		return nil
	}
	for i, c := range columns {
		where := p.Columns(i, i)
		if rules := b.rules(c.state, strings.SplitN(where, ":", 2)[0]); len(rules) > 0 {
			if err := b.f.SetConditionalFormat(p.Name, where, rules); err != nil {
				return err
			}
		}
		if c.fill {
			if err := b.validate(p.Name, where, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// rules are a column's conditional formats. They are formulas, so that blanks and texts are told from numbers.
func (b *book) rules(s state, first string) []excelize.ConditionalFormatOptions {
	when := func(formula string, looks int) excelize.ConditionalFormatOptions {
		return excelize.ConditionalFormatOptions{Type: "formula", Criteria: strings.ReplaceAll(formula, "@", first), Format: &looks}
	}
	good, bad, fair := b.styles.good, b.styles.bad, b.styles.fair
	switch s {
	case ifReached:
		return []excelize.ConditionalFormatOptions{when("AND(ISNUMBER(@),@>0)", good), when("AND(ISNUMBER(@),@=0)", bad)}
	case ifGrows:
		return []excelize.ConditionalFormatOptions{when("AND(ISNUMBER(@),@<0)", bad)}
	case ifMet:
		return []excelize.ConditionalFormatOptions{when("AND(ISNUMBER(@),@>=1)", good), when("AND(ISNUMBER(@),@<1)", fair)}
	case byGrade:
		return []excelize.ConditionalFormatOptions{
			when(`OR(@="`+string(domain.GradeB)+`",@="`+string(domain.GradeA)+`")`, bad), when(`@="`+string(domain.GradeW)+`"`, fair),
		}
	case noState:
	}
	return nil
}

// validate says what the cells of a column to be filled in take.
func (b *book) validate(sheet, where string, c column) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref(where)
	r := b.run
	var err error
	switch {
	case c.list != "":
		err = v.SetDropList(r.choices(c.list))
	case c.form == asWhole:
		err = v.SetRange(0, most, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween)
	case c.form == asDecimal || c.form == asPercent:
		err = v.SetRange(0, most, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
	case c.form == asDate:
		err = v.SetRange(xlsx.Serial(1990, 1, 1), xlsx.Serial(2099, 12, 31), excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween)
	default:
		err = v.SetRange(0, 2000, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween)
	}
	if err != nil {
		return err
	}
	v.SetError(excelize.DataValidationErrorStyleStop, r.heading(c), r.t("report.fill.refused"))
	v.SetInput(cut(r.heading(c), 32), r.t("report.fill.hint"))
	return b.f.AddDataValidation(sheet, v)
}

// choices gives the labels of a list that is filled in from.
func (r *run) choices(list string) []string {
	prefix := "report.value." + list + "."
	var labels []string
	for _, code := range fillCodes(list) {
		if r.req.Text.Has(prefix + code) {
			labels = append(labels, r.t(prefix+code))
		}
	}
	if labels == nil {
		for _, t := range r.req.Catalogue.Vocabularies[list].Terms {
			labels = append(labels, t.Label(r.req.Text.Lang()))
		}
	}
	return labels
}

// fillCodes are the codes of the lists that only a workbook knows.
func fillCodes(list string) []string {
	switch list {
	case "handling":
		return []string{"fixed", "explained", "waived"}
	case "conclusion":
		return []string{"holds", "adjust", "withdraw"}
	case "original":
		return []string{"own", "passed"}
	}
	return nil
}
