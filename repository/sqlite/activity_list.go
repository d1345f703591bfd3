package sqlite

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/binary"

	"outreach/domain"
	"outreach/repository"
)

// Activity is repository.Activities'.
func (s *Store) Activity(ctx context.Context, id domain.ID) (a domain.Activity, err error) {
	err = s.read(func(from source) error {
		a, err = activity(ctx, from, id)
		return err
	})
	return a, err
}

// History is repository.Activities'.
func (s *Store) History(ctx context.Context, id domain.ID) (list []domain.Revision, err error) {
	err = s.read(func(from source) error {
		list, err = revisions(ctx, from, s.codes, id)
		return err
	})
	if err == nil && len(list) == 0 {
		return nil, domain.Refuse(domain.NotFound, "")
	}
	return list, err
}

// place is where a page ended: lists run by day, id and head, all downwards.
type place struct {
	day   domain.Date
	id    [16]byte
	head  byte
	total int64
}

func (p place) cursor() string {
	raw := binary.BigEndian.AppendUint32(nil, uint32(p.day))
	raw = append(append(raw, p.id[:]...), p.head)
	raw = binary.BigEndian.AppendUint64(raw, uint64(p.total))
	return base64.RawURLEncoding.EncodeToString(raw)
}

func parsePlace(cursor string) (p place, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) != 29 || raw[20] > 1 {
		return p, &domain.Error{Code: domain.Malformed, Key: "error.cursor", Err: err}
	}
	p.day, p.head = domain.Date(binary.BigEndian.Uint32(raw)), raw[20]
	copy(p.id[:], raw[4:])
	p.total = int64(binary.BigEndian.Uint64(raw[21:]))
	return p, nil
}

// ListActivities is repository.Activities'. The cursor carries the total, so that later pages need not count.
func (s *Store) ListActivities(ctx context.Context, f domain.Filter, p repository.Page) (repository.List[domain.Activity], error) {
	var list repository.List[domain.Activity]
	var after *place
	if p.Cursor != "" {
		at, err := parsePlace(p.Cursor)
		if err != nil {
			return list, err
		}
		after, list.Total = &at, at.total
	}
	err := s.snapshot(ctx, func(from source) (err error) {
		if after == nil {
			if list.Total, err = s.total(ctx, from, &f); err != nil {
				return err
			}
		}
		last, more := place{total: list.Total}, false
		query, args := listQuery(&f, s.codes, after)
		err = each(ctx, from, func(rows *sql.Rows) error {
			if more = len(list.Items) == p.Limit; more {
				return nil
			}
			var b bodies
			if err := rows.Scan(&last.head, &b.version, &b.head); err != nil {
				return err
			}
			a, err := taken(b.version, b.head)
			list.Items = append(list.Items, a)
			return err
		}, query+` LIMIT ?`, append(args, p.Limit+1)...)
		if more {
			end := &list.Items[p.Limit-1]
			last.day = end.Date
			copy(last.id[:], packID(end.ID))
			list.Next = last.cursor()
		}
		return err
	})
	return list, err
}

// taken gives the record with the taken version as its newest: the body of that version and, where it is the
// standing one, the body of the head, whose trail the record has.
func taken(version, head []byte) (domain.Activity, error) {
	a, err := parse(version)
	if err != nil || head == nil {
		return a, err
	}
	newest, err := parse(head)
	a.Trail = newest.Trail
	return a, err
}

// listQuery gives the taken versions in the order of lists: head, body, and the head's body beside a
// standing version. A cursor takes the place of the upper bound of days, one bound being faster than two.
func listQuery(f *domain.Filter, words *codes, after *place) (string, []any) {
	w := versionsWhere(f, words)
	if after != nil {
		w.conditions, w.args = nil, nil
		open := *f
		open.Period.To = 0
		w = versionsWhere(&open, words)
		w.and(`(day, id, head) < (?, ?, ?)`, int64(after.day), after.id[:], int64(after.head))
	}
	return `SELECT v.head, h.body, t.body FROM versions v ` + w.index(f) + ` CROSS JOIN history h ON h.key = v.content
		LEFT JOIN history t ON t.key = CASE WHEN v.head = 0 THEN (SELECT r.key << 20 | r.revision FROM records r WHERE r.key = v.key >> 1) END
		WHERE ` + w.String() + ` ORDER BY v.day DESC, v.id DESC, v.head DESC`, w.args
}

// versionsWhere gives the condition of a filter over versions.
func versionsWhere(f *domain.Filter, words *codes) *where {
	w := newWhere(words, recordColumns())
	w.days(`day`, f.Period, 1)
	w.filter(f)
	if len(f.Statuses) == 0 {
		w.and(`head = 1`)
	}
	return w
}

// index names the index a list runs along: each gives the order of lists, so that a page reads little more than
// itself. By author or area where one is asked for, else by day.
func (w *where) index(f *domain.Filter) string {
	switch {
	case f.Author != "" || !f.Scope.Everything && len(f.Scope.Clauses) == 1 && f.Scope.Clauses[0].Author != "":
		return `INDEXED BY versions_author`
	case len(f.Areas) == 1 && f.Areas[0]%100 != 0:
		return `INDEXED BY versions_area`
	default:
		return `INDEXED BY versions_day`
	}
}

// total counts what a filter takes: from the tallies where a grain holds the question, less the standing
// versions that a list of newest ones leaves out.
func (s *Store) total(ctx context.Context, from source, f *domain.Filter) (int64, error) {
	grain := domain.GrainFor(&domain.Question{Filter: *f})
	if grain == domain.GrainNone {
		w := versionsWhere(f, s.codes)
		return number(ctx, from, `SELECT count(*) FROM versions WHERE `+w.String(), w.args...)
	}
	w := talliesWhere(f, grain, s.codes)
	all, err := number(ctx, from, `SELECT coalesce(sum(activities), 0) FROM `+tallyTable(grain)+` WHERE `+w.String(), w.args...)
	if err != nil || len(f.Statuses) > 0 {
		return all, err
	}
	w = newWhere(s.codes, recordColumns())
	w.days(`day`, f.Period, 1)
	w.filter(f)
	standing, err := number(ctx, from, `SELECT count(*) FROM versions WHERE head = 0 AND `+w.String(), w.args...)
	return all - standing, err
}

// talliesWhere gives the condition of a filter over a grain's table.
func talliesWhere(f *domain.Filter, g domain.Grain, words *codes) *where {
	w := newWhere(words, tallyColumns(g))
	unit := domain.Date(100)
	if g == domain.GrainYearArea {
		unit = 10000
	}
	w.days(`period`, f.Period, unit)
	w.filter(f)
	return w
}

// WalkActivities is repository.Activities'.
func (s *Store) WalkActivities(ctx context.Context, f domain.Filter, take func(domain.Activity) error) error {
	query, args := listQuery(&f, s.codes, nil)
	return s.snapshot(ctx, func(from source) error { return walk(ctx, from, take, query, args...) })
}

// bodies are a taken version's body and, beside a standing version, its head's.
type bodies struct{ version, head []byte }

// walk hands every row of a list query to take.
func walk(ctx context.Context, from source, take func(domain.Activity) error, query string, args ...any) error {
	produce := func(put func(bodies) error) error {
		return each(ctx, from, func(rows *sql.Rows) error {
			var b bodies
			var head int64
			if err := rows.Scan(&head, &b.version, &b.head); err != nil {
				return err
			}
			return put(b)
		}, query, args...)
	}
	return pipeline(produce, func(b bodies) (domain.Activity, error) { return taken(b.version, b.head) }, take)
}
