package table

import (
	"context"
	"fmt"

	"outreach/domain"
)

// sheetReader reads the rows of one sheet.
type sheetReader struct {
	*scanner
	book   *book
	limits Limits
	at     place
	each   func(Row) bool

	cells  []Cell
	spans  []span // of the cells whose text stands in arena
	arena  []byte // texts of the row
	value  []byte
	merged []Area
	arrays []Area // filled by array formulas, of this row or later ones
	seen   bool   // sheetData
}

type span struct{ cell, start, end int }

func (t *Table) sheetRows(ctx context.Context, sheet Sheet, each func(Row) bool) error {
	r := &sheetReader{book: t.book, limits: t.limits, at: place{part: sheet.part, sheet: sheet.Name}, each: each}
	err := t.book.read(ctx, sheet.part, func() place { return r.at }, func(s *scanner) error {
		r.scanner = s
		return eachChild(s, spaceMain, "worksheet", r.section)
	})
	t.merged[sheet.Name] = r.merged
	return err
}

// section reads one part of a worksheet.
func (r *sheetReader) section() error {
	switch {
	case r.is("sheetData"):
		if r.seen {
			return r.refuse("error.table.order", "sheetData")
		}
		r.seen = true
		return r.rows()
	case r.is("mergeCells"):
		r.at.row, r.at.column = 0, 0
		return r.merges()
	}
	return r.skip()
}

func (r *sheetReader) refuse(key, value string) error {
	return refuse(domain.Malformed, key, r.at, "Value", value)
}

func (r *sheetReader) rows() error {
	for {
		ok, err := r.child()
		if err != nil || !ok {
			return err
		}
		if !r.is("row") {
			if err := r.skip(); err != nil {
				return err
			}
			continue
		}
		if err := r.row(); err != nil {
			return err
		}
	}
}

// row reads one row; its number must rise, and one without a number is the next.
func (r *sheetReader) row() error {
	n := r.at.row + 1
	if given := r.attr("r"); given != nil {
		if n = digits(given, lastRow); n <= r.at.row {
			return r.refuse("error.table.order", string(clipped(given)))
		}
	}
	if n > lastRow {
		return r.refuse("error.table.order", fmt.Sprint(n))
	}
	r.at.row, r.at.column = n, 0
	r.cells, r.spans, r.arena = r.cells[:0], r.spans[:0], r.arena[:0]
	for {
		ok, err := r.child()
		if err != nil {
			return err
		}
		if !ok {
			return r.emit()
		}
		if r.is("c") {
			err = r.cell()
		} else {
			err = r.skip()
		}
		if err != nil {
			return err
		}
	}
}

// emit hands a row on that holds a value.
func (r *sheetReader) emit() error {
	if len(r.cells) == 0 {
		return nil
	}
	if r.at.row > r.limits.Rows {
		return refuse(domain.TooLarge, "error.table.rows", r.at, "Limit", r.limits.Rows)
	}
	text := string(r.arena)
	for _, s := range r.spans {
		r.cells[s.cell].Text = text[s.start:s.end]
	}
	if !r.each(Row{r.at.row, r.cells}) {
		return errStopped
	}
	return nil
}

// cell reads one cell; its column must rise, and one without a reference is the next.
func (r *sheetReader) cell() error {
	column := r.at.column + 1
	if ref := r.attr("r"); ref != nil {
		var row []byte
		column, row = letters(ref)
		if column <= r.at.column || digits(row, lastRow) != r.at.row {
			return r.refuse("error.table.order", string(clipped(ref)))
		}
	}
	if column > lastColumn {
		return r.refuse("error.table.order", fmt.Sprint(column))
	}
	r.at.column = column
	if r.passed() {
		return nil // it has a style at most
	}
	kind, shown := r.attr("t"), lookNumber
	if style := r.attr("s"); len(style) > 0 && len(r.book.looks) > 0 {
		if i := index(style); i >= 0 && i < len(r.book.looks) {
			shown = r.book.looks[i]
		}
	}
	c, err := r.content(typeOf(kind), shown)
	if err != nil || c.Kind == Blank && !c.Formula {
		return err
	}
	if column > r.limits.Columns {
		return refuse(domain.TooLarge, "error.table.columns", r.at, "Limit", ColumnName(r.limits.Columns-1))
	}
	return nil
}

// clipped keeps a foreign text short enough for a message.
func clipped(b []byte) []byte { return b[:min(len(b), 40)] }

// cellType is the t of a cell (ECMA-376 Part 1, 18.18.11).
type cellType uint8

const (
	typeUnknown cellType = iota
	typeNumber
	typeShared
	typeInline
	typeResult
	typeBool
	typeError
	typeDate
)

func typeOf(t []byte) cellType {
	switch string(t) {
	case "", "n":
		return typeNumber
	case "s":
		return typeShared
	case "inlineStr":
		return typeInline
	case "str":
		return typeResult
	case "b":
		return typeBool
	case "e":
		return typeError
	case "d":
		return typeDate
	}
	return typeUnknown
}

// content reads what stands in a cell and puts it at its place in the row.
func (r *sheetReader) content(t cellType, shown look) (Cell, error) {
	start := len(r.arena)
	has, formula, err := r.parts(t, start)
	c := Cell{Formula: formula || has && r.isFilled()}
	if err != nil {
		return c, err
	}
	if t == typeUnknown && (has || formula) {
		return c, r.refuse("error.table.value", "t")
	}
	own, err := r.classify(&c, t, shown, start)
	if err != nil || c.Kind == Blank && !c.Formula || r.at.column > r.limits.Columns {
		return c, err
	}
	for len(r.cells) < r.at.column-1 {
		r.cells = append(r.cells, Cell{})
	}
	r.cells = append(r.cells, c)
	if own {
		r.spans = append(r.spans, span{len(r.cells) - 1, start, len(r.arena)})
	}
	return c, nil
}

// parts reads the elements of a cell, and says whether it has a value and a formula.
func (r *sheetReader) parts(t cellType, start int) (has, formula bool, err error) {
	for {
		ok, err := r.child()
		if err != nil || !ok {
			return has, formula, err
		}
		switch {
		case r.is("v"), r.is("is"):
			if has || r.is("is") != (t == typeInline) {
				return has, formula, r.refuse("error.table.value", string(r.name))
			}
			has = true
			err = r.text(start)
		case r.is("f"):
			formula = true
			if ref := r.attr("ref"); ref != nil && string(r.attr("t")) == "array" {
				err = r.filled(ref)
			}
			if err == nil {
				err = r.skip()
			}
		default:
			err = r.skip()
		}
		if err != nil {
			return has, formula, err
		}
	}
}

// text adds the text of a <v> or <is> to the arena.
func (r *sheetReader) text(start int) (err error) {
	if string(r.name) == "is" {
		r.arena, err = appendRich(r.scanner, r.arena, r.limits)
		return err
	}
	r.arena, err = appendText(r.scanner, r.arena, r.limits)
	if err == nil && tooLong(r.arena[start:], r.limits.Cell) {
		err = longError(r.limits.Cell)
	}
	return err
}

// classify gives a cell its kind by what stands in the arena from start on; own says that its text stands there too.
func (r *sheetReader) classify(c *Cell, t cellType, shown look, start int) (own bool, err error) {
	raw := r.arena[start:]
	if len(raw) == 0 {
		return true, nil
	}
	switch t {
	case typeShared:
		if c.Text, err = r.lookUp(raw); c.Text != "" {
			c.Kind = Text
		}
		return false, err
	case typeBool:
		c.Kind = Bool
		c.Text, err = r.truthOf(raw)
		return false, err
	case typeError:
		c.Kind = Error
	case typeNumber, typeDate:
		c.Kind, err = r.number(t, shown, start)
	default:
		c.Kind = Text
	}
	return true, err
}

func (r *sheetReader) lookUp(raw []byte) (string, error) {
	text, ok := r.book.strings.get(index(raw))
	if !ok {
		return "", r.refuse("error.table.shared", string(clipped(raw)))
	}
	return text, nil
}

func (r *sheetReader) truthOf(raw []byte) (string, error) {
	switch string(raw) {
	case "0", "false":
		return "FALSE", nil
	case "1", "true":
		return "TRUE", nil
	}
	return "", r.refuse("error.table.value", string(clipped(raw)))
}

// number makes a day of the number that stands in the arena where the cell shows it as one.
func (r *sheetReader) number(t cellType, shown look, start int) (Kind, error) {
	raw := r.arena[start:]
	if t == typeDate {
		text, ok := isoDay(raw)
		if !ok {
			return Blank, r.refuse("error.table.value", string(clipped(raw)))
		}
		r.arena = append(r.arena[:start], text...)
		return Date, nil
	}
	if !soundNumber(raw) {
		return Blank, r.refuse("error.table.value", string(clipped(raw)))
	}
	if shown == lookNumber {
		return Number, nil
	}
	text, ok := appendDay(r.value[:0], raw, shown, r.book.from1904)
	if r.value = text; !ok {
		return Number, nil
	}
	r.arena = append(r.arena[:start], text...)
	return Date, nil
}

// index reads the number of a shared string, -1 where it is none.
func index(b []byte) int {
	if string(b) == "0" {
		return 0
	}
	if n := digits(b, 1<<30); n > 0 {
		return n
	}
	return -1
}
