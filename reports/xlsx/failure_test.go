package xlsx_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"testing"

	"outreach/reports/xlsx"
)

var errFull = errors.New("no space left on device")

// disk takes so many bytes and no more.
type disk struct{ left int }

func (d *disk) Write(b []byte) (int, error) {
	if d.left -= len(b); d.left < 0 {
		return len(b) + d.left, errFull
	}
	return len(b), nil
}

// write makes a book of rows that do not compress well; during sees each row's number.
func write(ctx context.Context, w io.Writer, rows int, during func(int)) error {
	b, err := xlsx.New(ctx, w, xlsx.Options{RowsPerSheet: 3000})
	if err != nil {
		return err
	}
	defer b.Abandon()
	s, err := b.Sheet(xlsx.Layout{Name: "甲", Table: "t", Columns: columns(2, func(int) bool { return false })})
	if err != nil {
		return errors.Join(err, b.Close())
	}
	x := uint64(1)
	for i := range rows {
		during(i)
		x = x*6364136223846793005 + 1442695040888963407
		if err := s.Row([]xlsx.Cell{xlsx.Text(fmt.Sprintf("%x", x)), xlsx.Whole(int64(i))}); err != nil {
			break // Close tells it again
		}
	}
	return b.Close()
}

// clean makes sure that nothing stays behind: no temporary file, no goroutine.
func clean(t *testing.T) func() {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	before := runtime.NumGoroutine()
	return func() {
		t.Helper()
		files, err := os.ReadDir(dir)
		if n := runtime.NumGoroutine(); err != nil || len(files) > 0 || n > before {
			t.Errorf("%v left, %d goroutines of %d, %v", files, n, before, err)
		}
	}
}

func TestAFullDiskIsToldAndLeavesNothing(t *testing.T) {
	check := clean(t)
	var whole bytes.Buffer
	if err := write(t.Context(), &whole, 10_000, func(int) {}); err != nil {
		t.Fatal(err)
	}
	for size := 0; size < whole.Len(); size += 1 + whole.Len()/40 {
		if err := write(t.Context(), &disk{size}, 10_000, func(int) {}); !errors.Is(err, errFull) {
			t.Errorf("%d of %d bytes: %v", size, whole.Len(), err)
		}
	}
	if err := write(t.Context(), &disk{whole.Len() - 1}, 10_000, func(int) {}); !errors.Is(err, errFull) {
		t.Errorf("the last byte: %v", err)
	}
	if err := write(t.Context(), &disk{whole.Len()}, 10_000, func(int) {}); err != nil {
		t.Errorf("just enough: %v", err)
	}
	check()
}

func TestACancelledBookIsNoBook(t *testing.T) {
	check := clean(t)
	for _, at := range []int{0, 1, 2999, 5000, 9999} {
		ctx, cancel := context.WithCancel(t.Context())
		err := write(ctx, io.Discard, 10_000, func(i int) {
			if i == at {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at row %d: %v", at, err)
		}
	}
	check()
}

func TestAPanicOfTheCallerLeavesNothing(t *testing.T) {
	check := clean(t)
	func() {
		defer func() {
			if got := recover(); got != "lost" {
				t.Errorf("%v", got)
			}
		}()
		err := write(t.Context(), io.Discard, 10_000, func(i int) {
			if i == 5000 {
				panic("lost")
			}
		})
		t.Errorf("went on: %v", err)
	}()
	check()
}

func TestALostSheetOrALateChangeIsAnError(t *testing.T) {
	row := []xlsx.Cell{xlsx.Whole(1), xlsx.Text("a")}
	for name, c := range map[string]struct {
		before, between, after func(b *xlsx.Book) error
		err                    error
	}{
		"deleted": {after: func(b *xlsx.Book) error { return b.File().DeleteSheet("甲") }, err: xlsx.ErrPart},
		"no mark": {before: func(b *xlsx.Book) error {
			b.File().Sheet.Delete("xl/worksheets/sheet2.xml")
			b.File().Pkg.Store("xl/worksheets/sheet2.xml", []byte("<worksheet/>"))
			return nil
		}, err: xlsx.ErrPart},
		"width after rows":  {between: func(b *xlsx.Book) error { return b.File().SetColWidth("甲", "A", "A", 50) }, err: xlsx.ErrLate},
		"cell after rows":   {between: func(b *xlsx.Book) error { return b.File().SetCellStr("甲", "A2", "x") }, err: xlsx.ErrLate},
		"width after end":   {after: func(b *xlsx.Book) error { return b.File().SetColWidth("甲", "A", "A", 50) }, err: xlsx.ErrLate},
		"another is active": {after: func(b *xlsx.Book) error { b.File().SetActiveSheet(1); return nil }, err: xlsx.ErrLate},
		"patched to fail":   {err: errFull},
	} {
		o := xlsx.Options{Cover: "说明"}
		if c.err == errFull { //nolint:errorlint // the table's own value
			o.Patch = func(string, []byte) ([]byte, error) { return nil, errFull }
		}
		b, err := xlsx.New(t.Context(), io.Discard, o)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Abandon()
		l := xlsx.Layout{Name: "甲", Table: "t", Columns: columns(2, func(int) bool { return false })}
		s, err := b.Sheet(l)
		if err != nil {
			t.Fatal(err)
		}
		do := func(f func(*xlsx.Book) error) error {
			if f == nil {
				return nil
			}
			return f(b)
		}
		err = errors.Join(do(c.before), s.Row(row), do(c.between), s.End(), do(c.after), b.Close())
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLayoutsThatProgramsRepairAreRefused(t *testing.T) {
	two := columns(2, func(int) bool { return false })
	for name, l := range map[string]xlsx.Layout{
		"no columns": {Name: "a"}, "too many columns": {Name: "a", Columns: columns(16385, func(int) bool { return false })},
		"no title": {Name: "a", Columns: []xlsx.Column{{}}}, "same title": {Name: "a", Columns: []xlsx.Column{{Title: "X"}, {Title: "x"}}},
		"control in a title": {Name: "a", Columns: []xlsx.Column{{Title: "a\x01"}}}, "title not UTF-8": {Name: "a", Columns: []xlsx.Column{{Title: "\xff"}}},
		"name taken": {Name: "说明", Columns: two}, "name wrong": {Name: "a/b", Columns: two}, "no name": {Columns: two},
		"table name": {Name: "a", Table: "a b", Columns: two}, "head below": {Name: "a", Columns: two, HeadRow: 100}, "negative": {Name: "a", Columns: two, HeadRow: -1},
		"begin fails": {Name: "a", Columns: two, Begin: func(xlsx.Part) error { return errFull }},
	} {
		b, err := xlsx.New(t.Context(), io.Discard, xlsx.Options{Cover: "说明", RowsPerSheet: 100})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Sheet(l); err == nil {
			t.Errorf("%s: taken", name)
		} else if again := b.Close(); !errors.Is(again, errors.Unwrap(err)) && again.Error() != err.Error() {
			t.Errorf("%s: Close gives %v after %v", name, again, err)
		}
	}
	for _, o := range []xlsx.Options{{Level: 10}, {RowsPerSheet: 1}, {RowsPerSheet: xlsx.MaxRows + 1}, {BytesPerPart: 1 << 32}, {Cover: "a:b"}} {
		if _, err := xlsx.New(t.Context(), io.Discard, o); err == nil {
			t.Errorf("%+v: taken", o)
		}
	}
}

func TestCallsOutOfOrderAreRefused(t *testing.T) {
	row := []xlsx.Cell{xlsx.Whole(1), xlsx.Text("a")}
	for name, c := range map[string]struct {
		do  func(b *xlsx.Book, s *xlsx.Sheet) error
		err error
	}{
		"row after total": {func(_ *xlsx.Book, s *xlsx.Sheet) error { return errors.Join(s.Total(row), s.Row(row)) }, xlsx.ErrOrder},
		"row after end":   {func(_ *xlsx.Book, s *xlsx.Sheet) error { return errors.Join(s.End(), s.Row(row)) }, xlsx.ErrOrder},
		"row after next sheet": {func(b *xlsx.Book, s *xlsx.Sheet) error {
			_, err := b.Sheet(xlsx.Layout{Name: "乙", Columns: columns(2, func(int) bool { return false })})
			return errors.Join(err, s.Row(row))
		}, xlsx.ErrOrder},
		"row after close": {func(b *xlsx.Book, s *xlsx.Sheet) error { return errors.Join(b.Close(), s.Row(row)) }, xlsx.ErrOrder},
		"close twice":     {func(b *xlsx.Book, _ *xlsx.Sheet) error { return errors.Join(b.Close(), b.Close()) }, xlsx.ErrEnded},
		"abandoned":       {func(b *xlsx.Book, s *xlsx.Sheet) error { b.Abandon(); return s.Row(row) }, xlsx.ErrEnded},
		"sheet after close": {func(b *xlsx.Book, _ *xlsx.Sheet) error {
			_, err := b.Sheet(xlsx.Layout{Name: "乙", Columns: columns(1, func(int) bool { return false })})
			if err != nil {
				return err
			}
			err = b.Close()
			_, late := b.Sheet(xlsx.Layout{Name: "丙", Columns: columns(1, func(int) bool { return false })})
			return errors.Join(err, late)
		}, xlsx.ErrEnded},
		"cells missing": {func(_ *xlsx.Book, s *xlsx.Sheet) error { return s.Row(row[:1]) }, xlsx.ErrLayout},
	} {
		b, err := xlsx.New(t.Context(), io.Discard, xlsx.Options{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := b.Sheet(xlsx.Layout{Name: "甲", Columns: columns(2, func(int) bool { return false })})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.do(b, s); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
		b.Abandon()
	}
}
