package columns_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"outreach/repository/columns"
	"outreach/repository/contract"
)

// rows are a table as a plain map has it.
type rows map[int64][]int64

// at gives a column; one that a row does not have is 0.
func (r rows) at(key int64, column int) int64 {
	if column >= len(r[key]) {
		return 0
	}
	return r[key][column]
}

// whole reads a view, with as many columns as told.
func whole(t *testing.T, v columns.View, width int, c columns.Condition) rows {
	t.Helper()
	got := rows{}
	err := v.Scan(t.Context(), c, func(r *columns.Rows) error {
		keys := r.Keys(nil)
		for _, key := range keys {
			if _, ok := got[key]; ok {
				return fmt.Errorf("key %d comes twice", key)
			}
			got[key] = make([]int64, 0, width)
		}
		for column := range width {
			for i, n := range r.Column(column, nil) {
				got[keys[i]] = append(got[keys[i]], n)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (r rows) wide(width int) rows {
	out := rows{}
	for key := range r {
		for column := range width {
			out[key] = append(out[key], r.at(key, column))
		}
	}
	return out
}

func same(a, b rows) bool { return maps.EqualFunc(a, b, slices.Equal) }

const widest = 8

// change gives some random changes, and makes them in a plain map too.
func change(random *rand.Rand, model rows, keys int64, count int) []columns.Row {
	list := make([]columns.Row, count)
	for i := range list {
		row := columns.Row{Key: random.Int64N(keys)}
		if random.IntN(5) > 0 {
			row.Values = []int64{
				5, random.Int64N(3), 20220101 + random.Int64N(1100), random.Int64N(70_000), -random.Int64N(1 << 40), math.MinInt64 + random.Int64N(2)*math.MaxInt64,
			}
			for range random.IntN(widest - len(row.Values) + 1) {
				row.Values = append(row.Values, random.Int64N(300))
			}
		}
		list[i] = row
		if row.Values == nil {
			delete(model, row.Key)
		} else {
			model[row.Key] = row.Values
		}
	}
	return list
}

func TestAViewShowsTheTableAsItWasWhateverHasChangedSince(t *testing.T) {
	random := contract.Random(t)
	table, model := columns.New(), rows{}
	type moment struct {
		view columns.View
		rows rows
	}
	var moments []moment
	for step := range 120 {
		keys := int64(20_000)
		if step > 60 { // most of what is there is replaced again and again
			keys = 3000
		}
		table.Apply(change(random, model, keys, 1+random.IntN(900)))
		if step%6 == 0 {
			moments = append(moments, moment{table.View(), maps.Clone(model)})
		}
	}
	for i, m := range moments {
		if got := whole(t, m.view, widest, columns.All{}); !same(got, m.rows.wide(widest)) {
			t.Errorf("moment %d: %d rows where %d were", i, len(got), len(m.rows))
		}
	}
}

func TestConditionsTakeWhatTheySay(t *testing.T) {
	random := contract.Random(t)
	table, model := columns.New(), rows{}
	for range 10 {
		table.Apply(change(random, model, 12_000, 1500))
	}
	view := table.View()
	for range 300 {
		c, holds := condition(random, 3)
		want := rows{}
		for key := range model {
			if holds(func(column int) int64 { return model.at(key, column) }) {
				want[key] = model[key]
			}
		}
		got := whole(t, view, widest, c)
		count, err := view.Count(t.Context(), c)
		if err != nil || count != int64(len(got)) || !same(got, want.wide(widest)) {
			t.Fatalf("%#v: %d rows, counted %d, where %d are; %v", c, len(got), count, len(want), err)
		}
	}
}

// condition gives a random condition, and the same in plain words.
func condition(random *rand.Rand, depth int) (columns.Condition, func(at func(int) int64) bool) {
	column := random.IntN(widest + 1)
	switch kind := random.IntN(5); {
	case depth > 0 && kind == 0:
		c, holds := condition(random, depth-1)
		return columns.Not(c), func(at func(int) int64) bool { return !holds(at) }
	case depth > 0 && kind <= 2:
		var list []columns.Condition
		var plain []func(func(int) int64) bool
		for range random.IntN(4) {
			c, holds := condition(random, depth-1)
			list, plain = append(list, c), append(plain, holds)
		}
		if kind == 1 {
			return columns.All(list), func(at func(int) int64) bool {
				return !slices.ContainsFunc(plain, func(holds func(func(int) int64) bool) bool { return !holds(at) })
			}
		}
		return columns.Any(list), func(at func(int) int64) bool {
			return slices.ContainsFunc(plain, func(holds func(func(int) int64) bool) bool { return holds(at) })
		}
	case kind == 3:
		from := []int64{20220101 + random.Int64N(1000), random.Int64N(300), math.MinInt64, -1 << 39}[random.IntN(4)]
		to := from + random.Int64N(1<<random.IntN(40))
		return columns.Between(column, from, to), func(at func(int) int64) bool { return from <= at(column) && at(column) < to }
	default:
		var set []int64
		for range random.IntN(5) {
			set = append(set, random.Int64N(300)-1)
		}
		return columns.In(column, columns.NewSet(set...)), func(at func(int) int64) bool { return slices.Contains(set, at(column)) }
	}
}

// A reader that finds two halves of one change apart would add up to something else than nothing.
func TestReadersBesideChangesSeeAllOfAChangeOrNone(t *testing.T) {
	random := contract.Random(t)
	table := columns.New()
	var mu sync.RWMutex
	var reading sync.WaitGroup
	for range 2 {
		reading.Go(func() {
			for range 200 {
				mu.RLock()
				view := table.View()
				mu.RUnlock()
				sum := int64(0)
				err := view.Scan(t.Context(), columns.Not(columns.In(0, columns.NewSet(-1))), func(r *columns.Rows) error {
					for _, n := range r.Column(0, nil) {
						sum += n
					}
					return nil
				})
				if err != nil || sum != 0 {
					t.Errorf("adds up to %d, %v", sum, err)
					return
				}
			}
		})
	}
	done := make(chan struct{})
	go func() {
		reading.Wait()
		close(done)
	}()
	for changing := true; changing; {
		select {
		case <-done:
			changing = false
		default:
		}
		n := 2 + random.Int64N(100_000)
		pair := random.Int64N(4000) * 2
		mu.Lock()
		table.Apply([]columns.Row{{pair, []int64{n}}, {pair + 1, []int64{-n}}})
		mu.Unlock()
	}
}

func TestAScanEndsWithItsReaderOrItsContext(t *testing.T) {
	table, model := columns.New(), rows{}
	table.Apply(change(contract.Random(t), model, 20_000, 15_000))
	enough, looks := errors.New("enough"), 0
	err := table.View().Scan(t.Context(), columns.All{}, func(*columns.Rows) error {
		looks++
		return enough
	})
	if !errors.Is(err, enough) || looks != 1 {
		t.Errorf("%d looks, %v", looks, err)
	}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if n, err := table.View().Count(ctx, columns.All{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := columns.New().View().Count(t.Context(), columns.All{}); n != 0 || err != nil {
		t.Errorf("an empty table: %d, %v", n, err)
	}
}

func TestTextsAreNumberedOnceAndFoundByAnyPart(t *testing.T) {
	random := contract.Random(t)
	texts := columns.NewTexts()
	known := map[string]int64{"": 0}
	letters := []string{"a", "b", "\x00", "\u5e7f", "\u573a", "\u5e7f\u573a"}
	word := func(most int) string {
		var b strings.Builder
		for range 1 + random.IntN(most) {
			b.WriteString(letters[random.IntN(len(letters))])
		}
		return b.String()
	}
	for range 20_000 {
		text := word(9)
		if random.IntN(2000) == 0 {
			text = strings.Repeat(text, 30_000) // longer than what lies together
		}
		n := texts.Number([]byte(text))
		if before, ok := known[text]; ok && before != n {
			t.Fatalf("%q is %d, then %d", text, before, n)
		} else if !ok && n != int64(len(known)) {
			t.Fatalf("%q is %d, the %dth", text, n, len(known))
		}
		known[text] = n
	}
	view := texts.View()
	texts.Number([]byte("later"))
	for range 50 {
		part := word(4)
		having := view.Having(part)
		for text, n := range known {
			if having.Has(n) != bytes.Contains([]byte(text), []byte(part)) {
				t.Fatalf("%q in %.60q: %v", part, text, having.Has(n))
			}
		}
	}
}
