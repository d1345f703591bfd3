package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"outreach/reports/xlsx"
)

// made writes a book of one sheet and opens it with excelize.
func made(t *testing.T, o xlsx.Options, l xlsx.Layout, fill func(*xlsx.Book, *xlsx.Sheet) error) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	b, err := xlsx.New(t.Context(), &out, o)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abandon()
	s, err := b.Sheet(l)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(fill(b, s), b.Close()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestRowsComeOutAsTheyWentIn(t *testing.T) {
	l := xlsx.Layout{Name: "甲", Table: "talks", Columns: []xlsx.Column{{Title: "地点", Width: 20, Shared: true}, {Title: "人数"}}}
	f := made(t, xlsx.Options{Cover: "说明"}, l, func(b *xlsx.Book, s *xlsx.Sheet) error {
		var errs []error
		for i := range 3 {
			errs = append(errs, s.Row([]xlsx.Cell{xlsx.Text(fmt.Sprint("=县", i%2)), xlsx.Whole(int64(i))}))
		}
		errs = append(errs, s.Total([]xlsx.Cell{xlsx.Text("合计"), xlsx.Whole(3)}), s.End())
		n, fits := s.Sums()[1].Whole()
		if s.Rows() != 3 || n != 3 || !fits || s.Sums()[1].Count != 3 {
			t.Errorf("%d rows, sum %d", s.Rows(), n)
		}
		return errors.Join(append(errs, b.File().SetCellInt("说明", "A1", int64(s.Rows())))...)
	})
	rows, err := f.GetRows("甲")
	if err != nil || fmt.Sprint(rows) != "[[地点 人数] [=县0 0] [=县1 1] [=县0 2] [合计 3]]" {
		t.Errorf("%v %v", rows, err)
	}
	tables, err := f.GetTables("甲")
	if err != nil || len(tables) != 1 || tables[0].Range != "A1:B4" {
		t.Errorf("%+v %v", tables, err)
	}
	if got, err := f.GetCellValue("说明", "A1"); got != "3" || err != nil {
		t.Errorf("%q %v", got, err)
	}
}
