package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"outreach/domain"
	"outreach/repository"
)

const eventColumns = `seq, at, actor, action, subject, area, area_name, city, province, programme, revision, before, after, note, prev, hash`

// readHead reads the end of the audit chain.
func readHead(ctx context.Context, from source) (*link, error) {
	var seq int64
	var hash any
	err := one(ctx, from, []any{&seq, &hash}, `SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1`)
	if errors.Is(err, sql.ErrNoRows) {
		return &link{}, nil
	}
	if err != nil {
		return nil, err
	}
	return &link{seq, unpackDigest(hash)}, nil
}

// Log is repository.LedgerTx's.
func (t *tx) Log(ctx context.Context, e domain.Event) error {
	e = e.Chained(t.w.head.seq, t.w.head.hash)
	n, err := t.codes(ctx, e.Actor, e.Action, e.Programme)
	if err != nil {
		return translate(err)
	}
	const insert = `INSERT INTO events (` + eventColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	_, err = t.exec(ctx, insert, e.Seq, int64(e.At), n[0], n[1], e.Subject, int64(e.Placed.Area), e.Placed.Name, int64(e.Placed.City),
		int64(e.Placed.Province), n[2], e.Revision, packDigest(e.Before), packDigest(e.After), e.Note, packDigest(e.Prev), packDigest(e.Hash))
	if err != nil {
		return translate(err)
	}
	t.w.head = &link{e.Seq, e.Hash}
	return nil
}

func scanEvent(rows *sql.Rows, words *codes) (e domain.Event, err error) {
	var at, actor, action, programme int64
	var before, after, prev, hash any
	p := &e.Placed
	err = rows.Scan(&e.Seq, &at, &actor, &action, &e.Subject, &p.Area, &p.Name, &p.City, &p.Province, &programme, &e.Revision,
		&before, &after, &e.Note, &prev, &hash)
	e.At, e.Actor, e.Action, e.Programme = domain.Instant(at), words.word(actor), words.word(action), words.word(programme)
	e.Before, e.After, e.Prev, e.Hash = unpackDigest(before), unpackDigest(after), unpackDigest(prev), unpackDigest(hash)
	return e, err
}

// Events is repository.Ledger's. The cursor is the number of the last entry shown and the total.
func (s *Store) Events(ctx context.Context, f repository.EventFilter, p repository.Page) (repository.List[domain.Event], error) {
	var list repository.List[domain.Event]
	w := eventWhere(f, s.codes)
	before, total, err := repository.ParseEventCursor(p.Cursor)
	if err != nil {
		return list, err
	}
	err = s.snapshot(ctx, func(from *snapshot) (err error) {
		if list.Total = total; total < 0 {
			count := `SELECT count(*) FROM events WHERE ` + w.String()
			if len(w.conditions) == 0 { // the chain has no gaps
				count = `SELECT coalesce(max(seq), 0) FROM events`
			}
			if list.Total, err = number(ctx, from, count, w.args...); err != nil {
				return err
			}
		}
		if before > 0 {
			w.and(`seq < ?`, before)
		}
		along := `` // of many the newest are soon met; few are found by an index and sorted
		if list.Total > fewRows {
			along = ` NOT INDEXED`
		}
		return each(ctx, from, func(rows *sql.Rows) error {
			e, err := scanEvent(rows, s.codes)
			list.Items = append(list.Items, e)
			return err
		}, `SELECT `+eventColumns+` FROM events`+along+` WHERE `+w.String()+` ORDER BY seq DESC LIMIT ?`, append(w.args, p.Limit+1)...)
	})
	if len(list.Items) > p.Limit {
		list.Items = list.Items[:p.Limit]
		list.Next = repository.EventCursor(list.Items[p.Limit-1].Seq, list.Total)
	}
	return list, err
}

// eventWhere gives the condition of a filter over events.
func eventWhere(f repository.EventFilter, words *codes) *where {
	w := newWhere(words, recordColumns())
	w.scope(f.Scope, `actor`)
	if f.Actor != "" {
		w.and(`actor = ?`, words.find(f.Actor))
	}
	if f.Action != "" {
		w.and(`action = ?`, words.find(f.Action))
	}
	if f.Noun != "" {
		w.and(`subject >= ? AND subject < ?`, f.Noun+"/", f.Noun+"0") // 0 is what follows the slash
	}
	if f.Subject != "" {
		w.and(`subject = ?`, f.Subject)
	}
	if !f.From.IsZero() {
		w.and(`at >= ?`, int64(domain.At(f.From)))
	}
	if !f.To.IsZero() {
		w.and(`at < ?`, int64(domain.At(f.To)))
	}
	return w
}
