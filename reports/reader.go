package reports

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"outreach/domain"
	"outreach/reports/table"
)

// reader turns rows of cells into records, by the headings of its table.
type reader struct {
	run    *run // renders a record, to see what a cell changes
	req    Request
	table  *table.Table
	head   head
	at     map[string]int // column by key; a column that the table lacks is absent
	codes  map[string]map[string]string
	places places
	fields map[string]field[activityRow]
	inputs []input // of the columns that the table has
}

// newReader reads a table below its headings; unknown and repeated headings are refused all at once.
func newReader(ctx context.Context, req Request, h head, t *table.Table) (*reader, error) {
	if len(h.faults) > 0 {
		return nil, domain.RefuseFields(h.faults...)
	}
	rd := &reader{
		run: newRun(ctx, nil, req), req: req, table: t, head: h, at: map[string]int{},
		codes: map[string]map[string]string{}, fields: map[string]field[activityRow]{},
	}
	for _, c := range h.columns {
		if i, ok := table.ColumnIndex(c.Column); ok && c.Key != "" {
			rd.at[c.Key] = i
		}
	}
	for _, f := range readFields() {
		rd.fields[f.key] = f
	}
	rd.inputs = slices.DeleteFunc(readInputs(), func(in input) bool {
		_, ok := rd.at[in.key]
		return !ok
	})
	return rd, nil
}

// entry reads one row as a record of its own.
func (rd *reader) entry(l line) Entry {
	no, cells := l.no, l.cells
	e := Entry{Sheet: rd.head.sheet, Row: no, reader: rd, line: l}
	e.Content, e.Faults = rd.onto(domain.Content{}, l)
	if s := rd.cell(cells, "id"); s != "" {
		id, err := domain.ParseID(s)
		if err != nil {
			e.Faults = append(e.Faults, rd.fault("/id", "fault.report.id", "id", no, s))
		}
		e.ID = id
	}
	if s := rd.cell(cells, "status"); s != "" {
		code, ok := rd.code("status", s)
		if !ok {
			e.Faults = append(e.Faults, rd.fault("/status", "fault.report.label", "status", no, s))
		}
		e.Status = domain.Status(code)
	}
	if s := rd.cell(cells, "revision"); s != "" {
		n, ok := wholeNumber(s)
		if !ok || n < 0 {
			e.Faults = append(e.Faults, rd.fault("/revision", "fault.report.number", "revision", no, s))
		}
		e.Revision = n
	}
	return e
}

// onto reads the cells that differ from a record over it.
func (rd *reader) onto(c domain.Content, l line) (domain.Content, []domain.Fault) {
	var faults []domain.Fault
	row := activityRow{Activity: &domain.Activity{}}
	for _, in := range rd.inputs {
		s := rd.cell(l.cells, in.key)
		row.Content = c
		if same(s, shown(rd.fields[in.key].value(rd.run, &row))) {
			continue
		}
		message, odd := l.odd[rd.at[in.key]]
		if !odd {
			message = in.read(rd, &c, s)
		}
		if message != "" {
			faults = append(faults, rd.fault(in.pointer, message, in.key, l.no, s))
		}
	}
	if fault, ok := rd.place(&c, l.no, l.cells); !ok {
		faults = append(faults, fault)
	}
	return c, faults
}

// cell gives the text under a heading, without the spaces around it; "" where the row is shorter.
func (rd *reader) cell(cells []string, key string) string {
	i, ok := rd.at[key]
	if !ok || i >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[i])
}

func (rd *reader) fault(pointer, message, key string, no int, value string) domain.Fault {
	column := table.ColumnName(rd.at[key])
	where := column + strconv.Itoa(no)
	if rd.head.sheet != "" {
		where = rd.head.sheet + "!" + where
	}
	return domain.FaultAt(pointer, message, "Where", where, "Sheet", rd.head.sheet, "Row", no, "Column", column, "Value", value, "Limit", maxTurnOuts)
}

// shown gives a cell as its text in a CSV.
func shown(c cell) string {
	switch c.is {
	case isText:
		return strings.TrimSpace(clean(c.text))
	case isWhole:
		return strconv.FormatInt(c.number, 10)
	case isDay:
		return domain.Date(c.number).String()
	}
	return ""
}

// same says whether two cells are alike but for the kind of line ends, which files do not keep.
func same(a, b string) bool {
	return a == b || strings.ReplaceAll(a, "\r\n", "\n") == strings.ReplaceAll(b, "\r\n", "\n")
}

// errorCell says whether a cell is a spreadsheet's error value.
func errorCell(s string) bool {
	switch s {
	case "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!":
		return true
	}
	return false
}
