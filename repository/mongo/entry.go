package mongo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"

	"outreach/domain"
	"outreach/repository"
)

// entry is a catalogue entry as the entries collection has it.
type entry struct {
	Key      string `bson:"_id"`
	List     string `bson:"list"`
	Code     string `bson:"code"`
	Revision int64  `bson:"revision"`
	Body     []byte `bson:"body"`
}

// quotedKey makes one key of two texts, so that no two pairs look alike.
func quotedKey(a, b string) string { return fmt.Sprintf("%q/%q", a, b) }

// Entries is repository.Ledger's.
func (s *Store) Entries(ctx context.Context, list string) (found []repository.Entry, err error) {
	filter := bson.D{}
	if list != "" {
		filter = bson.D{{Key: "list", Value: list}}
	}
	err = s.read(func(from *snapshot) error {
		return each(ctx, from, entries, query{filter: filter}, func(e *entry) error {
			found = append(found, repository.Entry{List: e.List, Code: e.Code, Body: e.Body, Revision: e.Revision})
			return nil
		})
	})
	slices.SortFunc(found, func(a, b repository.Entry) int {
		return cmp.Or(strings.Compare(a.List, b.List), strings.Compare(a.Code, b.Code))
	})
	return found, err
}

// PutEntry is repository.LedgerTx's.
func (t *tx) PutEntry(ctx context.Context, e repository.Entry) error {
	key := quotedKey(e.List, e.Code)
	held, err := latest(ctx, t, func(l *layer) map[string]*entry { return l.entries }, entries, key)
	if err != nil {
		return err
	}
	if held == nil {
		held = &entry{}
	}
	if e.Revision != held.Revision+1 {
		return domain.Refuse(domain.Conflict, "")
	}
	t.own.entries[key] = &entry{key, e.List, e.Code, e.Revision, append([]byte{}, e.Body...)}
	return nil
}
