// Rival writes the rows of ../README.md: rival excelize|ours ROWS FILE. It also fills a data folder for the
// product to export from: rival fill RECORDS FOLDER.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"outreach/reports/xlsx"
)

type row struct {
	words   [13]string
	numbers [10]int
}

type random struct{ x uint64 }

// Uint64 is a step of the generator that all rivals share.
func (r *random) Uint64() uint64 {
	r.x = r.x*6364136223846793005 + 1442695040888963407
	return r.x
}

func (r *random) next(n uint64) int { return int((r.Uint64() >> 33) % n) }

func (r *random) word() string {
	w := make([]rune, 2+r.next(2))
	for i := range w {
		w[i] = rune(0x4E00 + r.next(6000))
	}
	return string(w)
}

func (r *random) text(words []string, low, high int) string {
	n := low + r.next(uint64(high-low+1))
	var b strings.Builder
	for range n {
		b.WriteString(words[r.next(30)*r.next(30)])
	}
	return b.String()
}

func pool() []row {
	r := &random{1}
	known := make([]string, 900)
	for i := range known {
		known[i] = r.word()
	}
	codes := make([]string, 240)
	for i := range codes {
		codes[i] = r.text(known, 1, 2)
	}
	rows := make([]row, 1000)
	for i := range rows {
		x := &rows[i]
		for c := range 6 {
			x.words[c] = codes[c*40+r.next(40)]
		}
		for c := range 6 {
			x.words[6+c] = r.text(known, 3, 12)
		}
		if i%4 == 0 {
			x.words[12] = r.text(known, 16, 32)
		}
		if i%50 == 0 {
			x.words[6] += string(rune(0x20000 + r.next(40000)))
		}
		for c := range x.numbers {
			x.numbers[c] = r.next(1000)
		}
	}
	return rows
}

func main() {
	if err := run(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 4 {
		return errors.New("rival excelize|ours ROWS FILE, rival fill RECORDS FOLDER")
	}
	if args[1] == "fill" {
		return fill(args[2], args[3])
	}
	rows, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	switch args[1] {
	case "excelize":
		return documented(rows, args[3])
	case "ours":
		return ours(rows, args[3])
	}
	return errors.New("no such rival")
}

// documented is excelize's StreamWriter as its documentation shows it.
func documented(rows int, file string) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	code := "yyyy-mm-dd"
	date, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	sw, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	head := make([]any, 24)
	for i := range head {
		head[i] = excelize.Cell{StyleID: bold, Value: fmt.Sprint("\u5217", i+1)}
	}
	if err := errors.Join(sw.SetColWidth(1, 24, 14), sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}), sw.SetRow("A1", head)); err != nil {
		return err
	}
	list := pool()
	for n := 1; n <= rows; n++ {
		x := &list[n%1000]
		line := make([]any, 24)
		line[0], line[1] = n, excelize.Cell{StyleID: date, Value: 40000 + n%3650}
		for c, w := range x.words {
			if w != "" {
				line[2+c] = w
			}
		}
		for c := range 6 {
			line[15+c] = x.numbers[c]
		}
		for c := 6; c < 8; c++ {
			line[15+c] = float64(x.numbers[c]) / 8
		}
		line[23] = x.numbers[8]%2 == 0
		at, err := excelize.CoordinatesToCellName(1, n+1)
		if err != nil {
			return err
		}
		if err := sw.SetRow(at, line); err != nil {
			return err
		}
	}
	if err := sw.AddTable(&excelize.Table{Range: fmt.Sprintf("A1:X%d", rows+1)}); err != nil {
		return err
	}
	return errors.Join(sw.Flush(), f.SaveAs(file))
}

func ours(rows int, file string) (err error) {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	b, err := xlsx.New(context.Background(), out, xlsx.Options{})
	if err != nil {
		return err
	}
	defer b.Abandon()
	code := "yyyy-mm-dd"
	date, err := b.File().NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		return err
	}
	bold, err := b.File().NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	columns := make([]xlsx.Column, 24)
	for i := range columns {
		columns[i] = xlsx.Column{Title: fmt.Sprint("\u5217", i+1), Width: 14, Head: bold, Shared: i >= 2 && i < 8}
	}
	columns[1].Style = date
	s, err := b.Sheet(xlsx.Layout{Name: "rows", Table: "rows", Columns: columns})
	if err != nil {
		return err
	}
	list := pool()
	line := make([]xlsx.Cell, 24)
	for n := 1; n <= rows; n++ {
		x := &list[n%1000]
		line[0], line[1] = xlsx.Whole(int64(n)), xlsx.Date(float64(40000+n%3650))
		for c, w := range x.words {
			line[2+c] = xlsx.Text(w)
		}
		for c := range 6 {
			line[15+c] = xlsx.Whole(int64(x.numbers[c]))
		}
		for c := 6; c < 8; c++ {
			line[15+c] = xlsx.Real(float64(x.numbers[c]) / 8)
		}
		line[23] = xlsx.Bool(x.numbers[8]%2 == 0)
		if err := s.Row(line); err != nil {
			return err
		}
	}
	if err := s.End(); err != nil {
		return err
	}
	fmt.Println(file, s.Rows(), "rows")
	for i, sum := range s.Sums() {
		if sum.Count > 0 {
			fmt.Println(columns[i].Title, sum.Count, sum.Value())
		}
	}
	return b.Close()
}
