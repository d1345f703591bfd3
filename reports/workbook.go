package reports

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"outreach/domain"
	"outreach/reports/xlsx"
)

// creator is the program's name in a file's properties.
const creator = "Outreach Ledger"

// book is a workbook in the making.
type book struct {
	x      *xlsx.Book
	f      *excelize.File
	run    *run
	styles styles
	tables []tableSize
	plots  []plot
	caches caches
}

// tableSize is what the first sheet says about a finished table.
type tableSize struct {
	name string
	rows int // without heading and total
	sums []columnSum
}

// columnSum is the check sum of a column of numbers, totals left out.
type columnSum struct {
	title string
	value float64
}

// writeBook makes a workbook of some reports, the first sheet explaining them, and writes it to w.
func writeBook(r *run, w io.Writer, id string, list []report) error {
	b := &book{run: r, caches: caches{}}
	x, err := xlsx.New(r.ctx, w, xlsx.Options{Cover: b.aboutName(), Mend: true, Patch: b.caches.patch})
	if err != nil {
		return told(err)
	}
	defer x.Abandon()
	b.x, b.f = x, x.File()
	if err := b.fill(id, list); err != nil {
		return told(err)
	}
	return told(x.Close())
}

// told gives an error of the writer in the words of the domain where there are some.
func told(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, xlsx.ErrSize):
		return domain.Refuse(domain.TooLarge, "error.report.size")
	}
	return fmt.Errorf("write workbook: %w", err)
}

// fill makes all sheets in the order in which they are shown: what it is, the figures at a glance, the tables.
func (b *book) fill(id string, list []report) error {
	if err := b.begin(id); err != nil {
		return err
	}
	if _, err := b.f.NewSheet(b.summaryName()); err != nil {
		return err
	}
	for _, d := range list {
		if err := b.table(d); err != nil {
			return err
		}
	}
	if err := b.tidy(id); err != nil {
		return err
	}
	if err := b.summary(id); err != nil {
		return err
	}
	return b.about(id, list)
}

func (b *book) begin(id string) error {
	if err := b.f.SetDefaultFont(typeface); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	var err error
	if b.styles, err = newStyles(b.f); err != nil {
		return err
	}
	return b.properties(id)
}

func (b *book) properties(id string) error {
	made := b.run.req.Now.Time().Format(time.RFC3339)
	err := b.f.SetDocProps(&excelize.DocProperties{
		Title: Title(b.run.req.Text, id), Creator: creator, LastModifiedBy: creator, Created: made, Modified: made,
		Subject: b.run.periodWords(b.run.req.Filter.Period), Description: b.run.req.Actor, Language: b.run.req.Text.Lang(),
	})
	if err != nil {
		return fmt.Errorf("workbook properties: %w", err)
	}
	return nil
}

func (b *book) aboutName() string   { return sheetName(b.run.t("report.about.title")) }
func (b *book) summaryName() string { return sheetName(b.run.t("report.charts.title")) }

// table streams one report into a sheet of its own, its charts' figures gathered on the way.
func (b *book) table(d report) error {
	columns, rows, err := d.table(b.run)
	if err != nil {
		return err
	}
	plots := b.run.gatherers(d.id, columns)
	if err := b.stream(Title(b.run.req.Text, d.id), "Table_"+d.id, columns, func(emit func([]cell, bool) error) error {
		return rows(func(row []cell, total bool) error {
			for _, p := range plots {
				if !total {
					p.take(row)
				}
			}
			return emit(row, total)
		})
	}); err != nil {
		return err
	}
	for _, p := range plots {
		b.plots = append(b.plots, p.plot(b.run))
	}
	return nil
}

// sheetName makes a name that every spreadsheet takes: no []:*?/\ and at most 31 UTF-16 units.
func sheetName(s string) string {
	s = strings.NewReplacer("[", " ", "]", " ", ":", " ", "*", " ", "?", " ", "/", " ", "\\", " ").Replace(s)
	return strings.Trim(cut(s, excelize.MaxSheetNameLength), "' ")
}
