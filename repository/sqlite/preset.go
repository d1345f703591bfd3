package sqlite

import (
	"context"
	"database/sql"

	"outreach/domain"
)

const (
	presetColumns = `id, owner, kind, name, body, changed_at, revision`
	presetByID    = `SELECT ` + presetColumns + ` FROM presets WHERE id = ?`
)

func presets(ctx context.Context, from source, query string, args ...any) (list []domain.Preset, err error) {
	err = each(ctx, from, func(rows *sql.Rows) error {
		var p domain.Preset
		err := rows.Scan(&p.ID, &p.Owner, &p.Kind, &p.Name, &p.Body, &p.ChangedAt, &p.Revision)
		list = append(list, p)
		return err
	}, query, args...)
	return list, translate(err)
}

func (s *Store) presets(ctx context.Context, query string, args ...any) (list []domain.Preset, err error) {
	err = s.read(func(from source) error {
		list, err = presets(ctx, from, query, args...)
		return err
	})
	return list, err
}

// Preset is repository.Jobs'.
func (s *Store) Preset(ctx context.Context, id domain.ID) (domain.Preset, error) {
	return only(s.presets(ctx, presetByID, string(id)))
}

// Presets is repository.Jobs'.
func (s *Store) Presets(ctx context.Context, user string, kind domain.PresetKind) ([]domain.Preset, error) {
	const query = `SELECT ` + presetColumns + ` FROM presets WHERE owner = ? AND (? = '' OR kind = ?) ORDER BY name, id`
	return s.presets(ctx, query, user, string(kind), string(kind))
}

// Preset is repository.JobTx's.
func (t *tx) Preset(ctx context.Context, id domain.ID) (domain.Preset, error) {
	return only(presets(ctx, t, presetByID, string(id)))
}

// PutPreset is repository.JobTx's.
func (t *tx) PutPreset(ctx context.Context, p domain.Preset) error {
	const put = `INSERT OR REPLACE INTO presets (` + presetColumns + `) SELECT ?, ?, ?, ?, ?, ?, ?
		WHERE ? = 1 + coalesce((SELECT revision FROM presets WHERE id = ?), 0)`
	return t.revised(ctx, put, string(p.ID), p.Owner, string(p.Kind), p.Name, p.Body, int64(p.ChangedAt), p.Revision, p.Revision, string(p.ID))
}

// DropPreset is repository.JobTx's.
func (t *tx) DropPreset(ctx context.Context, id domain.ID) error {
	if err := t.dropped(ctx, `DELETE FROM presets WHERE id = ?`, id); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM passes WHERE preset = ? AND preset <> ''`, string(id))
	return translate(err)
}
