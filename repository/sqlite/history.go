package sqlite

import (
	"context"
	"database/sql"

	"outreach/domain"
	"outreach/repository/body"
)

// Revisions is repository.ActivityTx's.
func (t *tx) Revisions(ctx context.Context, id domain.ID) ([]domain.Revision, error) {
	return revisions(ctx, t, t.w.codes, id)
}

const revisionColumns = `h.key, h.at, h.actor, h.action, h.reason, h.text, h.digest, h.body`

// revisions lists a record's history; empty where there is none.
func revisions(ctx context.Context, from source, words *codes, id domain.ID) ([]domain.Revision, error) {
	var list []domain.Revision
	err := each(ctx, from, func(rows *sql.Rows) error {
		r, err := scanRevision(rows, words)
		list = append(list, r)
		return err
	}, `SELECT `+revisionColumns+` FROM records r JOIN history h ON h.key BETWEEN r.key << 20 AND r.key << 20 | 1048575
		WHERE r.id = ? ORDER BY h.key`, packID(id))
	return list, translate(err)
}

// scanRevision reads a row of revisionColumns.
func scanRevision(rows *sql.Rows, words *codes) (r domain.Revision, err error) {
	var key, at, actor, action, reason int64
	var digest any
	var raw sql.RawBytes
	if err := rows.Scan(&key, &at, &actor, &action, &reason, &r.Text, &digest, &raw); err != nil {
		return r, err
	}
	a, err := body.Unpack(raw)
	r.Activity, r.Version, r.DuplicateOf = a.ID, a.Version, a.DuplicateOf
	r.Number, r.At = key&(1<<revisionBits-1), domain.Instant(at)
	r.Actor, r.Action, r.Reason = words.word(actor), domain.Action(words.word(action)), words.word(reason)
	if r.Reason != "" { // later steps keep the trail of the last decision
		r.Field = a.Field
	}
	r.Digest = unpackDigest(digest)
	return r, err
}
