package reports

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"outreach/domain"
)

// reader turns rows of cells into records, by the headings of its table.
type reader struct {
	run    *run // renders a record, to see what a cell changes
	req    Request
	format string
	at     map[string]int // column by key; a column that the table lacks is absent
	codes  map[string]map[string]string
	places places
	fields map[string]field[activityRow]
	inputs []input // of the columns that the table has
}

// headings gives the key of every heading, in every language of the request, folded.
func headings(req Request) map[string]string {
	known := map[string]string{}
	for _, f := range activityFields() {
		known[folded(f.key)] = f.key
		for _, text := range req.languages() {
			known[folded(text.T("report.col."+f.key, nil))] = f.key
		}
	}
	return known
}

// folded makes a heading or label comparable: case, spaces and the width of brackets do not matter.
func folded(s string) string {
	return strings.ToLower(strings.NewReplacer("\uff08", "(", "\uff09", ")", " ", "", "\u3000", "", "\n", "", "\r", "").Replace(s))
}

// newReader reads the heading row; unknown and repeated headings are refused all at once.
func newReader(ctx context.Context, req Request, cells []string, format string) (*reader, error) {
	rd := &reader{
		run: newRun(ctx, nil, req), req: req, format: format, at: map[string]int{},
		codes: map[string]map[string]string{}, fields: map[string]field[activityRow]{},
	}
	known := headings(req)
	var faults []domain.Fault
	for i, s := range cells {
		if strings.TrimSpace(s) == "" {
			continue
		}
		key, ok := known[folded(s)]
		fault := "fault.report.heading"
		if _, twice := rd.at[key]; ok && twice {
			ok, fault = false, "fault.report.heading_twice"
		}
		if !ok {
			faults = append(faults, domain.FaultAt("/columns/"+strconv.Itoa(i), fault, "Value", s, "Column", columnLetter(i), "Row", 1))
			continue
		}
		rd.at[key] = i
	}
	if len(faults) > 0 {
		return nil, domain.RefuseFields(faults...)
	}
	if _, ok := rd.at["title"]; !ok {
		return nil, domain.Refuse(domain.Malformed, "error.import.no_sheet")
	}
	for _, f := range activityFields() {
		rd.fields[f.key] = f
	}
	rd.inputs = slices.DeleteFunc(inputs(), func(in input) bool {
		_, ok := rd.at[in.key]
		return !ok
	})
	return rd, nil
}

// entry reads one row as a record of its own.
func (rd *reader) entry(no int, cells []string) Entry {
	e := Entry{Row: no, reader: rd, cells: cells}
	e.Content, e.Faults = rd.onto(domain.Content{}, no, cells)
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
	return e
}

// onto reads the cells that differ from a record over it.
func (rd *reader) onto(c domain.Content, no int, cells []string) (domain.Content, []domain.Fault) {
	var faults []domain.Fault
	row := activityRow{Activity: &domain.Activity{}}
	for _, in := range rd.inputs {
		s := rd.cell(cells, in.key)
		row.Content = c
		if same(s, shown(rd.fields[in.key].value(rd.run, &row))) {
			continue
		}
		key := "fault.report.cell"
		if !errorCell(s) {
			key = in.read(rd, &c, s)
		}
		if key != "" {
			faults = append(faults, rd.fault(in.pointer, key, in.key, no, s))
		}
	}
	if fault, ok := rd.place(&c, no, cells); !ok {
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
	return domain.FaultAt(pointer, message, "Row", no, "Column", columnLetter(rd.at[key]), "Value", value, "Limit", maxTurnOuts)
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

// columnLetter names a column, counted from 0, as spreadsheets do.
func columnLetter(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}
