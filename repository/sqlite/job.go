package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"

	"outreach/domain"
	"outreach/repository"
)

const (
	jobColumns = `id, kind, owner, state, step, spec, result, fault, done, total, holder, held_until, attempt,
		created_at, started_at, ended_at, expires_at, revision`
	// jobsIn takes the states as a JSON list, so that one statement serves any number of them.
	jobsIn = `SELECT ` + jobColumns + ` FROM jobs WHERE state IN (SELECT value FROM json_each(?)) ORDER BY created_at, id`
)

// jobs gives the jobs of a query.
func jobs(ctx context.Context, from source, query string, args ...any) (list []domain.Job, err error) {
	err = each(ctx, from, func(rows *sql.Rows) error {
		var j domain.Job
		var fault []byte
		err := rows.Scan(&j.ID, &j.Kind, &j.Owner, &j.State, &j.Step, &j.Spec, &j.Result, &fault, &j.Done, &j.Total,
			&j.Holder, &j.HeldUntil, &j.Attempt, &j.CreatedAt, &j.StartedAt, &j.EndedAt, &j.ExpiresAt, &j.Revision)
		if err != nil {
			return err
		}
		j.Fault, err = repository.UnpackFault(fault)
		list = append(list, j)
		return err
	}, query, args...)
	return list, translate(err)
}

func (s *Store) jobs(ctx context.Context, query string, args ...any) (list []domain.Job, err error) {
	err = s.read(func(from source) error {
		list, err = jobs(ctx, from, query, args...)
		return err
	})
	return list, err
}

const jobByID = `SELECT ` + jobColumns + ` FROM jobs WHERE id = ?`

// Job is repository.Jobs'.
func (s *Store) Job(ctx context.Context, id domain.ID) (domain.Job, error) {
	return only(s.jobs(ctx, jobByID, string(id)))
}

// JobsOf is repository.Jobs'.
func (s *Store) JobsOf(ctx context.Context, user string, kind domain.JobKind, limit int) ([]domain.Job, error) {
	const query = `SELECT ` + jobColumns + ` FROM jobs WHERE owner = ? AND kind = ? ORDER BY created_at DESC, id DESC LIMIT ?`
	return s.jobs(ctx, query, user, string(kind), max(limit, 0))
}

// JobsIn is repository.Jobs'.
func (s *Store) JobsIn(ctx context.Context, states ...domain.JobState) ([]domain.Job, error) {
	raw, err := json.Marshal(states)
	if err != nil {
		return nil, err
	}
	return s.jobs(ctx, jobsIn, string(raw))
}

// Job is repository.JobTx's.
func (t *tx) Job(ctx context.Context, id domain.ID) (domain.Job, error) {
	return only(jobs(ctx, t, jobByID, string(id)))
}

// JobsIn is repository.JobTx's.
func (t *tx) JobsIn(ctx context.Context, states ...domain.JobState) ([]domain.Job, error) {
	raw, err := json.Marshal(states)
	if err != nil {
		return nil, err
	}
	return jobs(ctx, t, jobsIn, string(raw))
}

// PutJob is repository.JobTx's.
func (t *tx) PutJob(ctx context.Context, j domain.Job) error {
	fault, err := repository.PackFault(j.Fault)
	if err != nil {
		return err
	}
	const put = `INSERT OR REPLACE INTO jobs (` + jobColumns + `)
		SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
		WHERE ? = 1 + coalesce((SELECT revision FROM jobs WHERE id = ?), 0)`
	return t.revised(ctx, put, string(j.ID), string(j.Kind), j.Owner, string(j.State), string(j.Step), j.Spec, j.Result, fault,
		j.Done, j.Total, j.Holder, int64(j.HeldUntil), j.Attempt, int64(j.CreatedAt), int64(j.StartedAt), int64(j.EndedAt), int64(j.ExpiresAt),
		j.Revision, j.Revision, string(j.ID))
}

// revised runs a statement that changes one row, or none where the revision is not the next one.
func (t *tx) revised(ctx context.Context, put string, args ...any) error {
	n, err := t.affected(ctx, put, args...)
	if err == nil && n == 0 {
		err = domain.Refuse(domain.Conflict, "")
	}
	return translate(err)
}

// DropJob is repository.JobTx's.
func (t *tx) DropJob(ctx context.Context, id domain.ID) error {
	return t.dropped(ctx, `DELETE FROM jobs WHERE id = ?`, id)
}

func (t *tx) dropped(ctx context.Context, drop string, id domain.ID) error {
	n, err := t.affected(ctx, drop, string(id))
	if err == nil && n == 0 {
		err = domain.Refuse(domain.NotFound, "")
	}
	return translate(err)
}
