package sqlite

import (
	"context"
	"database/sql"
	"slices"
	"sync"
)

// codes is the dictionary between words and the numbers that stand for them in tables. A word keeps its
// number for as long as the store is open, even where the change that brought it was rolled back, so a
// reader can never take one word for another.
type codes struct {
	mu     sync.RWMutex
	ids    map[string]int64
	words  []string // by number
	stored []bool   // by number: whether the table has it; the writer's own
}

func loadCodes(ctx context.Context, from source) (*codes, error) {
	c := &codes{ids: map[string]int64{"": 0}, words: []string{""}, stored: []bool{true}}
	err := each(ctx, from, func(rows *sql.Rows) error {
		var id int64
		var word string
		if err := rows.Scan(&id, &word); err != nil {
			return err
		}
		for int64(len(c.words)) <= id {
			c.words, c.stored = append(c.words, ""), append(c.stored, false)
		}
		c.ids[word], c.words[id], c.stored[id] = id, word, true
		return nil
	}, `SELECT id, code FROM codes ORDER BY id`)
	return c, err
}

// find gives a word's number; -1, which no row has, for an unknown word.
func (c *codes) find(word string) int64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if id, ok := c.ids[word]; ok {
		return id
	}
	return -1
}

// word gives the word of a number, "" for one that nobody gave out.
func (c *codes) word(id int64) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if id < 0 || id >= int64(len(c.words)) {
		return ""
	}
	return c.words[id]
}

// number gives a word its number and says whether the table still lacks it.
func (c *codes) number(word string) (id int64, missing bool) {
	if id = c.find(word); id < 0 {
		c.mu.Lock()
		defer c.mu.Unlock()
		id = int64(len(c.words))
		word = string(slices.Clone([]byte(word))) // a caller's big buffer must not live on through a word
		c.ids[word] = id
		c.words, c.stored = append(c.words, word), append(c.stored, false)
	}
	return id, !c.stored[id]
}
