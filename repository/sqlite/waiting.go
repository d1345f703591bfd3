package sqlite

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"slices"

	"github.com/ncruces/go-sqlite3"

	"outreach/domain"
	"outreach/repository"
)

// turn is where a page of the queue ended: it runs by the moment of submission and id, both upwards.
type turn struct {
	since int64
	id    [16]byte
}

func (t turn) cursor() string {
	raw := append(binary.BigEndian.AppendUint64(nil, uint64(t.since)), t.id[:]...)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func parseTurn(cursor string) (t turn, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) != 24 {
		return t, &domain.Error{Code: domain.Malformed, Key: "error.cursor", Err: err}
	}
	t.since = int64(binary.BigEndian.Uint64(raw))
	copy(t.id[:], raw[8:])
	return t, nil
}

// waitingQuery gives what waits in the order of queues. Whether something looks alike is asked of the few versions of
// the same area and day.
func (s *Store) waitingQuery(w *where, p repository.Page) (string, []any) {
	sent := newWhere(s.codes, recordColumns())
	sent.codes(`o.status`, texts(domain.SentIn()))
	query := `SELECT v.id, v.content, v.waits, v.area, v.programme, EXISTS (SELECT 1 FROM versions o INDEXED BY versions_area
			WHERE o.area = v.area AND o.day = v.day AND o.id <> v.id AND ` + sent.String() + `
			AND o.programme = v.programme AND o.topic = v.topic AND o.lead = v.lead AND o.place = v.place)
		FROM versions v INDEXED BY versions_waits WHERE ` + w.String() + ` ORDER BY v.waits, v.id`
	if p.Limit == 0 {
		return query, w.args
	}
	return query + ` LIMIT ?`, append(w.args, p.Limit+1)
}

// waitingWhere gives the condition of a filter over what waits.
func (s *Store) waitingWhere(f domain.Filter) *where {
	f.Statuses = nil // what waits is submitted
	w := newWhere(s.codes, recordColumns())
	w.and(`waits IS NOT NULL`)
	w.days(`day`, f.Period, 1)
	w.filter(&f)
	return w
}

// ListWaiting is repository.Activities'.
func (s *Store) ListWaiting(ctx context.Context, f domain.Filter, p repository.Page) (repository.List[domain.Waiting], error) {
	var list repository.List[domain.Waiting]
	w := s.waitingWhere(f)
	counting, counted := `SELECT count(*) FROM versions INDEXED BY versions_waits WHERE `+w.String(), slices.Clip(w.args)
	if p.Cursor != "" {
		after, err := parseTurn(p.Cursor)
		if err != nil {
			return list, err
		}
		w.and(`(waits, id) > (?, ?)`, after.since, after.id[:])
	}
	if !f.Scope.Everything && len(f.Scope.Clauses) == 0 { // a condition that nothing fulfils leaves the engine without an index
		return list, nil
	}
	err := s.snapshot(ctx, func(from *snapshot) (err error) {
		if list.Total, err = number(ctx, from, counting, counted...); err != nil {
			return err
		}
		query, args := s.waitingQuery(w, p)
		var last turn
		return from.each(ctx, func(row *sqlite3.Stmt) error {
			if p.Limit > 0 && len(list.Items) == p.Limit {
				list.Next = last.cursor()
				return nil
			}
			copy(last.id[:], row.ColumnRawBlob(0))
			last.since = row.ColumnInt64(2)
			list.Items = append(list.Items, domain.Waiting{
				ID: unpackID(last.id[:]), Revision: row.ColumnInt64(1) & (1<<revisionBits - 1), Since: domain.Instant(last.since),
				Area: domain.AreaCode(row.ColumnInt64(3)), Programme: s.codes.word(row.ColumnInt64(4)), Alike: row.ColumnBool(5),
			})
			return nil
		}, query, args...)
	})
	return list, err
}
