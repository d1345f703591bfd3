package sqlite

import (
	"context"
	"encoding/base64"
	"encoding/binary"

	"github.com/ncruces/go-sqlite3"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/columns"
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

// waitingOrder is that of queues.
const waitingOrder = ` ORDER BY v.waits, v.id`

// waitingPage gives a page of what waits. Whether something looks alike is asked of the few versions of the same area and day.
// Where few are taken, the keys of those are told: other conditions are not in the index that the queue lies in.
func (s *Store) waitingPage(f domain.Filter, few []int64, after *turn, limit int) (string, []any) {
	sent := newWhere(s.codes, recordColumns())
	sent.codes(`o.status`, texts(domain.SentIn()))
	w, index := newWhere(s.codes, recordColumns()), ` INDEXED BY versions_waits`
	if few != nil {
		w.and(`v.key IN (` + ints(few) + `)`)
		index = ``
	} else {
		f.Statuses = nil // what waits is submitted
		w.and(`waits IS NOT NULL`)
		w.days(`day`, f.Period, 1)
		w.filter(&f)
	}
	if after != nil {
		w.and(`(waits, id) > (?, ?)`, after.since, after.id[:])
	}
	return `SELECT v.id, v.content, v.waits, v.area, v.programme, v.key, EXISTS (SELECT 1 FROM versions o INDEXED BY versions_area
			WHERE o.area = v.area AND o.day = v.day AND o.id <> v.id AND ` + sent.String() + `
			AND o.programme = v.programme AND o.topic = v.topic AND o.lead = v.lead AND o.place = v.place)
		FROM versions v` + index + ` WHERE ` + w.String() + waitingOrder + ` LIMIT ?`, append(w.args, limit)
}

// waitingAll gives everything that waits, as waitingPage does but for what looks alike.
const waitingAll = `SELECT v.id, v.content, v.waits, v.area, v.programme, v.key FROM versions v INDEXED BY versions_waits WHERE waits IS NOT NULL` + waitingOrder

// ListWaiting is repository.Activities'.
func (s *Store) ListWaiting(ctx context.Context, f domain.Filter, p repository.Page) (list repository.List[domain.Waiting], err error) {
	var after *turn
	if p.Cursor != "" {
		at, err := parseTurn(p.Cursor)
		if err != nil {
			return list, err
		}
		after = &at
	}
	err = s.both(ctx, func(v *factsView, from *snapshot) error {
		keys, err := v.waiting(ctx, f)
		if err != nil {
			return err
		}
		list.Total = int64(len(keys))
		switch {
		case len(keys) == 0:
			return nil
		case p.Limit == 0:
			list.Items, err = s.allWaiting(ctx, v, from, keys)
			return err
		case len(keys) > fewRows:
			keys = nil
		}
		query, args := s.waitingPage(f, keys, after, p.Limit+1)
		var last turn
		return from.each(ctx, func(row *sqlite3.Stmt) error {
			if len(list.Items) == p.Limit {
				list.Next = last.cursor()
				return nil
			}
			last = turnOf(row)
			list.Items = append(list.Items, s.waitingOf(row, last))
			list.Items[len(list.Items)-1].Alike = row.ColumnBool(6)
			return nil
		}, query, args...)
	})
	return list, err
}

// allWaiting gives what waits under some keys, in the order of queues.
func (s *Store) allWaiting(ctx context.Context, v *factsView, from *snapshot, keys []int64) ([]domain.Waiting, error) {
	alike, err := v.alike(ctx, keys)
	if err != nil {
		return nil, err
	}
	taken, items := columns.NewSet(keys...), make([]domain.Waiting, 0, len(keys))
	err = from.each(ctx, func(row *sqlite3.Stmt) error {
		if key := row.ColumnInt64(5); taken.Has(key) {
			w := s.waitingOf(row, turnOf(row))
			w.Alike = alike.Has(key)
			items = append(items, w)
		}
		return nil
	}, waitingAll)
	return items, err
}

func turnOf(row *sqlite3.Stmt) (t turn) {
	copy(t.id[:], row.ColumnRawBlob(0))
	t.since = row.ColumnInt64(2)
	return t
}

func (s *Store) waitingOf(row *sqlite3.Stmt, t turn) domain.Waiting {
	return domain.Waiting{
		ID: unpackID(t.id[:]), Revision: row.ColumnInt64(1) & (1<<revisionBits - 1), Since: domain.Instant(t.since),
		Area: domain.AreaCode(row.ColumnInt64(3)), Programme: s.codes.word(row.ColumnInt64(4)),
	}
}
