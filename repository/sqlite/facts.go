package sqlite

import (
	"context"
	"fmt"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/ncruces/go-sqlite3"

	"outreach/domain"
	"outreach/repository/columns"
)

// The columns of facts. Those of the table of versions up to factCampus come in its order; then what they are added up by, in
// the order of domain.AdditiveMeasures, and the heads of each audience that any record has had.
const (
	factHead = iota
	factAuthor
	factDay
	factPlace // number of the place, in the table three columns
	factProgramme
	factCampaign
	factKind
	factForm
	factVenue
	factTopic
	factDelivery
	factBasis
	factStatus
	factFit
	factLead
	factCampus
	factSums
	factTitle     = factSums + 11
	factSpot      = factTitle + 1 // the text of the place
	factAudiences = factTitle + 2
)

// factColumns are the numbers of a version that facts are made of, in the order of liveFacts.numbers.
const factColumns = `head, author, day, province, city, area, programme, campaign, kind, form, venue, topic, delivery, basis, status, fit, lead, campus, ` +
	sumColumns

// factNumbers counts factColumns.
const factNumbers = 18 + 11

// liveFacts is what a live version brings into facts; without numbers: there is no longer any under the key.
type liveFacts struct {
	key          int64
	numbers      []int64
	heads        map[string]domain.PersonTimes
	title, place []byte
}

// factsOf gives what a version brings, its row being what versionValues gives.
func factsOf(row []any, v *domain.Version) liveFacts {
	const numbersFrom = 3 // after key, id and content
	f := liveFacts{numbers: make([]int64, factNumbers), heads: v.Heads(), title: []byte(v.Title), place: []byte(v.Place)}
	f.key, _ = row[0].(int64)
	for i := range f.numbers {
		f.numbers[i], _ = row[numbersFrom+i].(int64)
	}
	return f
}

// facts are the live versions in memory, column by column: what questions that no tally holds filter, group and add up. They are
// read from the file when first asked for and change with every commit.
type facts struct {
	loading chan struct{} // held by the one who reads them from the file

	// A commit is made under mu, and a view is taken under it together with the engine's snapshot: both show the same state.
	mu        sync.RWMutex
	table     *columns.Table // nil before they are there
	gathers   bool           // while they are read: keep what is committed meanwhile
	meanwhile []liveFacts

	texts     *columns.Texts
	places    numbered[domain.Placement]
	audiences numbered[string]
}

func newFacts() *facts { return &facts{loading: make(chan struct{}, 1)} }

// numbered gives things numbers from 0 in the order they came.
type numbered[T comparable] struct {
	list    []T
	numbers map[T]int64
}

func (n *numbered[T]) number(thing T) int64 {
	at, ok := n.numbers[thing]
	if !ok {
		at = int64(len(n.list))
		n.list = append(n.list, thing)
		n.numbers[thing] = at
	}
	return at
}

// commit makes a commit and the changes of facts that go with it.
func (f *facts) commit(commit func() error, changes []liveFacts) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := commit(); err != nil {
		return err
	}
	switch {
	case f.table != nil:
		f.apply(changes)
	case f.gathers:
		f.meanwhile = append(f.meanwhile, changes...)
	}
	return nil
}

// gather says whether commits are kept until facts are there; what was kept before is forgotten.
func (f *facts) gather(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gathers, f.meanwhile = on, nil
}

func (f *facts) apply(changes []liveFacts) {
	rows := make([]columns.Row, len(changes))
	for i := range changes {
		rows[i] = f.row(&changes[i])
	}
	f.table.Apply(rows)
}

// row gives the columns of a version.
func (f *facts) row(v *liveFacts) columns.Row {
	row := columns.Row{Key: v.key}
	if v.numbers == nil {
		return row
	}
	n := v.numbers
	place := domain.Placement{Province: domain.AreaCode(n[3]), City: domain.AreaCode(n[4]), Area: domain.AreaCode(n[5])}
	row.Values = append(make([]int64, 0, factAudiences+len(f.audiences.list)+2), n[:factPlace]...)
	row.Values = append(row.Values, f.places.number(place))
	row.Values = append(row.Values, n[6:]...)
	row.Values = append(row.Values, f.texts.Number(v.title), f.texts.Number(v.place))
	for name := range v.heads {
		f.audiences.number(name)
	}
	for _, name := range f.audiences.list {
		row.Values = append(row.Values, int64(v.heads[name]))
	}
	return row
}

// factsView is facts as they were at a moment.
type factsView struct {
	columns.View
	words     *codes
	texts     columns.TextView
	places    []domain.Placement
	audiences []string
}

// view gives facts as they are now, mu being held.
func (f *facts) view(words *codes) *factsView {
	return &factsView{f.table.View(), words, f.texts.View(), f.places.list, f.audiences.list}
}

// ready waits until facts are there, and reads them where nobody has.
func (s *Store) ready(ctx context.Context) error {
	f := s.facts
	select {
	case f.loading <- struct{}{}:
	case <-ctx.Done():
		return translate(ctx.Err())
	}
	defer func() { <-f.loading }()
	f.mu.RLock()
	there := f.table != nil
	f.mu.RUnlock()
	if there {
		return nil
	}
	defer f.gather(false)
	return s.snapshot(ctx, func(from *snapshot) error { return s.load(ctx, from) })
}

// load reads facts from the file, and what was committed meanwhile from those who did.
func (s *Store) load(ctx context.Context, from *snapshot) error {
	if err := s.pin(ctx, from); err != nil {
		return err
	}
	f := s.facts
	fresh := facts{
		table: columns.New(), texts: columns.NewTexts(), places: numbered[domain.Placement]{numbers: map[domain.Placement]int64{}},
		audiences: numbered[string]{numbers: map[string]int64{}},
	}
	v := liveFacts{numbers: make([]int64, factNumbers)}
	heads := headsReader{}
	err := from.each(ctx, func(row *sqlite3.Stmt) (err error) {
		v.key = row.ColumnInt64(0)
		numbers(row, 1, v.numbers)
		next := 1 + len(v.numbers)
		v.title, v.place = row.ColumnRawText(next), row.ColumnRawText(next+1)
		v.heads = nil // what has no audience has no text
		if came := row.ColumnRawText(next + 2); len(came) > 0 {
			if v.heads, err = heads.read(came); err != nil {
				return fmt.Errorf("audiences of version %d: %w", v.key, err)
			}
		}
		fresh.table.Apply([]columns.Row{fresh.row(&v)})
		return nil
	}, `SELECT key, `+factColumns+`, title, place, audiences FROM versions`)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.table, f.texts, f.places, f.audiences = fresh.table, fresh.texts, fresh.places, fresh.audiences
	f.apply(f.meanwhile)
	return nil
}

// pin makes a snapshot that of now, between two batches, and keeps what is committed after it.
func (s *Store) pin(ctx context.Context, from *snapshot) error {
	s.writer.turn.Lock()
	defer s.writer.turn.Unlock()
	s.facts.gather(true)
	return begin(ctx, from)
}

// begin makes the engine take its snapshot, which it does at the first reading.
func begin(ctx context.Context, from *snapshot) error {
	_, err := number(ctx, from, `SELECT count(*) FROM migrations`)
	return err
}

// remembered looks at facts.
func (s *Store) remembered(ctx context.Context, look func(*factsView) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.readers.Done()
	if err := s.ready(ctx); err != nil {
		return err
	}
	s.facts.mu.RLock()
	view := s.facts.view(s.codes)
	s.facts.mu.RUnlock()
	return translate(look(view))
}

// both looks at facts and the file in the same state.
func (s *Store) both(ctx context.Context, look func(*factsView, *snapshot) error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	return s.snapshot(ctx, func(from *snapshot) error {
		view, err := s.together(ctx, from)
		if err != nil {
			return err
		}
		return look(view, from)
	})
}

func (s *Store) together(ctx context.Context, from *snapshot) (*factsView, error) {
	s.facts.mu.RLock()
	defer s.facts.mu.RUnlock()
	return s.facts.view(s.codes), begin(ctx, from)
}

// headsReader reads audiences as audienceText writes them. The same few texts come again and again.
type headsReader map[string]map[string]domain.PersonTimes

// knownHeads bounds what is remembered.
const knownHeads = 4096

func (r headsReader) read(text []byte) (map[string]domain.PersonTimes, error) {
	if heads, ok := r[string(text)]; ok {
		return heads, nil
	}
	var heads map[string]domain.PersonTimes
	if err := json.Unmarshal(text, &heads); err != nil {
		return nil, err
	}
	if len(r) >= knownHeads {
		clear(r)
	}
	r[string(text)] = heads
	return heads, nil
}
