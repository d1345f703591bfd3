package reports

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
)

// creator is the program's name in a file's properties.
const creator = "Outreach Ledger"

// book is a workbook in the making.
type book struct {
	f      *excelize.File
	run    *run
	styles styles
	tables []tableSize
	caches caches
}

// tableSize is what the first sheet says about a finished table.
type tableSize struct {
	name string
	rows int // without heading and total
}

// writeBook makes a workbook of some reports, the first sheet explaining them, and writes it to w.
func writeBook(r *run, w io.Writer, id string, list []report) (err error) {
	b := &book{f: excelize.NewFile(), run: r, caches: caches{}}
	defer func() { err = errors.Join(err, b.f.Close()) }()
	if err := b.begin(id); err != nil {
		return err
	}
	for _, d := range list {
		if err := b.table(d); err != nil {
			return err
		}
	}
	if id == All {
		if err := b.charts(); err != nil {
			return err
		}
	}
	if err := b.about(id, list); err != nil {
		return err
	}
	return b.save(w)
}

func (b *book) begin(id string) error {
	if err := b.f.SetDefaultFont(typeface); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	var err error
	if b.styles, err = newStyles(b.f); err != nil {
		return err
	}
	if err := b.f.SetSheetName("Sheet1", b.aboutName()); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	return b.properties(id)
}

func (b *book) properties(id string) error {
	made := b.run.req.Now.Time().Format(time.RFC3339)
	err := b.f.SetDocProps(&excelize.DocProperties{
		Title: Title(b.run.req.Text, id), Creator: creator, LastModifiedBy: creator, Created: made, Modified: made,
		Description: b.run.req.Actor, Language: b.run.req.Text.Lang(),
	})
	if err != nil {
		return fmt.Errorf("workbook properties: %w", err)
	}
	return nil
}

func (b *book) aboutName() string { return sheetName(b.run.t("report.about.title")) }

// table streams one report into a sheet of its own.
func (b *book) table(d report) error {
	name := sheetName(Title(b.run.req.Text, d.id))
	columns, rows, err := d.table(b.run)
	if err != nil {
		return err
	}
	s, err := b.newSheet(name, columns)
	if err != nil {
		return err
	}
	if err := rows(s.row); err != nil {
		return err
	}
	b.tables = append(b.tables, tableSize{name, s.rows})
	return s.finish()
}

// save writes the file part by part to w, not by way of memory, and tells w's errors, which excelize drops.
func (b *book) save(w io.Writer) error {
	z := newParts(w, b.caches)
	b.f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return z })
	err := b.f.Write(io.Discard)
	if z.err != nil {
		err = z.err
	}
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// sheetName makes a name that every spreadsheet takes: no []:*?/\ and at most 31 UTF-16 units.
func sheetName(s string) string {
	s = strings.NewReplacer("[", " ", "]", " ", ":", " ", "*", " ", "?", " ", "/", " ", "\\", " ").Replace(s)
	return strings.Trim(cut(s, excelize.MaxSheetNameLength), "' ")
}

// serial gives a day as a spreadsheet's day number: days since 1899-12-30.
func serial(d domain.Date) int { return d.DaysSince(18991230) }
