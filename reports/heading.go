package reports

import (
	"context"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"outreach/domain"
	"outreach/reports/table"
)

// Heading is one column of a table from outside.
type Heading struct {
	Column string // its letter
	Text   string // what stands in the heading row
	Key    string // the key it is known as, e.g. "title"; "" where it is not known or left out
	Read   bool   // its cells are taken over; other known columns are for people to read
}

// SheetHead is what is known of a sheet from its first rows.
type SheetHead struct {
	Name     string
	Hidden   bool
	Row      int // of the headings, or of the first row that holds anything where none are known; 0 in an empty sheet
	Known    bool
	Headings []Heading
}

// Head is what is known of a table from outside before its rows are read.
type Head struct {
	Format   string // FormatXLSX or FormatCSV
	Encoding string // of a CSV: utf-8, utf-16le, utf-16be or gb18030
	Doubt    bool   // the text could also be of another encoding: show some of it before anything is written
	Sheets   []SheetHead
	Chosen   int // index of the sheet that is read, -1 for none
}

// Headings reads the headings of every sheet, each with the key it is read as under the options' mapping.
func Headings(ctx context.Context, r io.ReaderAt, size int64, req Request, opt ReadOptions) (Head, error) {
	t, err := table.Open(ctx, r, size, opt.Limits)
	if err != nil {
		return Head{}, err
	}
	known, err := newHeadings(req, opt)
	if err != nil {
		return Head{}, err
	}
	all := Head{Format: string(t.Format()), Encoding: t.Encoding().Name, Doubt: t.Encoding().Doubt, Chosen: -1}
	for i, s := range t.Sheets() {
		rows, err := firstRows(ctx, t, s.Name)
		if err != nil {
			return all, err
		}
		h, ok := known.find(s.Name, rows)
		if !ok && len(rows) > 0 {
			h = known.head(s.Name, rows[0])
		}
		all.Sheets = append(all.Sheets, SheetHead{s.Name, s.Hidden, h.row, ok, h.columns})
		if ok && all.Chosen < 0 && (opt.Sheet == s.Name || opt.Sheet == "" && !s.Hidden) {
			all.Chosen = i
		}
	}
	return all, nil
}

func firstRows(ctx context.Context, t *table.Table, sheet string) ([]table.Row, error) {
	var rows []table.Row
	for row, err := range t.Rows(ctx, sheet) {
		if err != nil {
			return nil, err
		}
		if rows = append(rows, table.Row{Number: row.Number, Cells: slices.Clone(row.Cells)}); len(rows) == headRows {
			break
		}
	}
	return rows, nil
}

// Keys gives the keys of the columns that are read, in R1's order; their titles are the messages "report.col."+key.
func Keys() []string {
	read := map[string]bool{"id": true, "revision": true, "status": true, "province": true, "city": true, "county": true}
	for _, in := range readInputs() {
		read[in.key] = true
	}
	var keys []string
	for _, f := range readFields() {
		if read[f.key] {
			keys = append(keys, f.key)
		}
	}
	return keys
}

// headings finds the key of a column by its heading or letter.
type headings struct {
	known   map[string]string // key by folded heading
	mapping map[string]string // key by folded heading or letter
	given   map[string]string // the same as the caller wrote it
	row     int
	read    map[string]bool
}

// head is the row of headings of a sheet.
type head struct {
	sheet   string
	row     int
	columns []Heading
	faults  []domain.Fault
}

// newHeadings takes up a mapping; one that names a key that is none is refused.
func newHeadings(req Request, opt ReadOptions) (headings, error) {
	h := headings{known: map[string]string{}, row: opt.Row, read: map[string]bool{}}
	for _, key := range Keys() {
		h.read[key] = true
	}
	for key, list := range opt.Aliases {
		for _, s := range list {
			h.known[folded(s)] = key
		}
	}
	maps.Copy(h.known, ownHeadings(req))
	if opt.Mapping == nil {
		return h, nil
	}
	h.mapping, h.given = map[string]string{}, map[string]string{}
	var faults []domain.Fault
	for _, name := range slices.Sorted(maps.Keys(opt.Mapping)) {
		key := opt.Mapping[name]
		if key != "" && !h.read[key] {
			faults = append(faults, domain.FaultAt("/mapping/"+pointed(name), "fault.report.mapping", "Value", key))
		}
		h.mapping[folded(name)], h.given[folded(name)] = key, name
	}
	if len(faults) > 0 {
		return h, domain.RefuseFields(faults...)
	}
	return h, nil
}

// pointed writes one step of a JSON Pointer (RFC 6901).
func pointed(s string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(s) }

// ownHeadings gives the key of every heading of R1, in every language of the request, folded.
func ownHeadings(req Request) map[string]string {
	known := map[string]string{}
	for _, f := range readFields() {
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

// find gives the row of headings: the asked one, or the one with the most known headings, the title's among them.
func (h headings) find(sheet string, rows []table.Row) (head, bool) {
	var best head
	most := 0
	for _, row := range rows {
		if h.row > 0 && row.Number != h.row {
			continue
		}
		one := h.head(sheet, row)
		keys := map[string]bool{}
		for _, c := range one.columns {
			if c.Key != "" {
				keys[c.Key] = true
			}
		}
		if keys["title"] && len(keys) > most {
			best, most = one, len(keys)
		}
	}
	return best, most > 0
}

// head reads a row as headings; what is unknown and what stands twice are its faults.
func (h headings) head(sheet string, row table.Row) head {
	one := head{sheet: sheet, row: row.Number}
	seen, used := map[string]bool{}, map[string]bool{}
	for i, c := range row.Cells {
		text := strings.TrimSpace(c.Text)
		key, known := h.key(i, text, used)
		if text == "" && !known {
			continue
		}
		letter := table.ColumnName(i)
		fault := ""
		switch {
		case !known && h.mapping == nil:
			fault = "fault.report.heading"
		case key != "" && seen[key]:
			fault = "fault.report.heading_twice"
		}
		if fault != "" {
			one.faults = append(one.faults, domain.FaultAt("/columns/"+strconv.Itoa(i), fault, "Value", text, "Column", letter, "Row", row.Number, "Sheet", sheet))
		}
		seen[key] = true
		one.columns = append(one.columns, Heading{letter, text, key, h.read[key]})
	}
	for _, name := range slices.Sorted(maps.Keys(h.mapping)) {
		if !used[name] {
			one.faults = append(one.faults, domain.FaultAt("/mapping/"+pointed(h.given[name]), "fault.report.mapping", "Value", h.given[name]))
		}
	}
	return one
}

// key finds the key of a column: the mapping's by the heading, then by the letter, then the known one.
func (h headings) key(column int, text string, used map[string]bool) (key string, known bool) {
	for _, name := range []string{folded(text), strings.ToLower(table.ColumnName(column))} {
		if key, ok := h.mapping[name]; ok {
			used[name] = true
			return key, true
		}
	}
	key, known = h.known[folded(text)]
	return key, known
}
