package sqlite

import (
	"context"

	"outreach/repository"
)

// tx is one change's view of the writer's transaction. What it adds to caches is undone by forget when the
// change is rolled back, or passed on by absorb.
type tx struct {
	*session
	w        *writer
	interned []int64
	tallies  repository.Tallies
	live     []liveFacts // what has become of live versions, in order
}

func newTx(w *writer) *tx {
	return &tx{session: w.session, w: w, tallies: repository.Tallies{}}
}

// absorb takes over what a kept change did.
func (t *tx) absorb(kept *tx) {
	t.interned = append(t.interned, kept.interned...)
	t.live = append(t.live, kept.live...)
	for k, s := range kept.tallies {
		t.tallies[k] = t.tallies[k].Plus(s)
	}
}

// forget says that codes stored by a rolled back change are not in the table.
func (t *tx) forget() {
	for _, id := range t.interned {
		t.w.codes.stored[id] = false
	}
}

// code gives the number of a word, storing it where it is new.
func (t *tx) code(ctx context.Context, word string) (int64, error) {
	id, missing := t.w.codes.number(word)
	if !missing {
		return id, nil
	}
	const insert = `INSERT INTO codes (id, code) VALUES (?, ?) ON CONFLICT DO NOTHING`
	if _, err := t.exec(ctx, insert, id, word); err != nil {
		return 0, err
	}
	t.w.codes.stored[id] = true
	t.interned = append(t.interned, id)
	return id, nil
}
