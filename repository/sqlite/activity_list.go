package sqlite

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/binary"

	"github.com/ncruces/go-sqlite3"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/body"
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
func (s *Store) ListActivities(ctx context.Context, f domain.Filter, p repository.Page) (list repository.List[domain.Activity], err error) {
	var after *place
	if p.Cursor != "" {
		at, err := parsePlace(p.Cursor)
		if err != nil {
			return list, err
		}
		after, list.Total = &at, at.total
	}
	sparse := domain.GrainFor(&domain.Question{Filter: f}) == domain.GrainNone // along the days too much may lie between what is taken
	if !sparse {
		err = s.snapshot(ctx, func(from *snapshot) (err error) {
			if after == nil {
				if list.Total, err = s.total(ctx, from, &f); err != nil {
					return err
				}
			}
			if sparse = list.Total <= fewRows && fewAreas(&f) == nil; sparse {
				return nil
			}
			query, args := pageQuery(&f, s.codes, after, list.Total, p.Limit+1)
			return from.page(ctx, &list, p.Limit, query, args)
		})
	}
	if err != nil || !sparse {
		return list, err
	}
	err = s.both(ctx, func(v *factsView, from *snapshot) error {
		found, err := v.newest(ctx, &f, after, p.Limit+1)
		if err != nil {
			return err
		}
		if after == nil {
			list.Total = found.total
		}
		query, args := pageQuery(&f, s.codes, after, list.Total, p.Limit+1)
		if len(found.keys) <= fewRows {
			query, args = keysQuery(found.keys, after, p.Limit+1)
		}
		return from.page(ctx, &list, p.Limit, query, args)
	})
	return list, err
}

// page reads a page of a list from a query that gives one row more than it has.
func (s *snapshot) page(ctx context.Context, list *repository.List[domain.Activity], limit int, query string, args []any) error {
	last, more := place{total: list.Total}, false
	err := each(ctx, s, func(rows *sql.Rows) error {
		if more = len(list.Items) == limit; more {
			return nil
		}
		var raw sql.RawBytes
		if err := rows.Scan(&last.head, &raw); err != nil {
			return err
		}
		a, err := body.Unpack(raw)
		list.Items = append(list.Items, a)
		return err
	}, query, args...)
	if more {
		end := &list.Items[limit-1]
		last.day = end.Date
		copy(last.id[:], packID(end.ID))
		list.Next = last.cursor()
	}
	return err
}

const (
	listOrder   = ` ORDER BY v.day DESC, v.id DESC, v.head DESC`
	listColumns = `SELECT v.head, h.body FROM `
	// listBodies joins the body of each taken version, as it was kept with the trail of its day.
	listBodies = ` CROSS JOIN history h ON h.key = v.content`
)

// keysQuery gives the versions of a page of limit among those under some keys.
func keysQuery(keys []int64, after *place, limit int) (string, []any) {
	w := newWhere(nil, recordColumns())
	w.and(`key IN (` + ints(keys) + `)`)
	w.after(after)
	return listColumns + `(SELECT key, head, content, day, id FROM versions v WHERE ` + w.String() + listOrder + ` LIMIT ?) v` + listBodies + listOrder, append(w.args, limit)
}

// after adds that versions come behind a place in the order of lists; nothing where there is none.
func (w *where) after(at *place) {
	if at != nil {
		w.and(`(day, id, head) < (?, ?, ?)`, int64(at.day), at.id[:], int64(at.head))
	}
}

// fewRows is how many taken versions are sorted sooner than found along the days: by estimate where both cost alike
// on a million records.
const fewRows = 2000

// pageQuery gives the versions of a page of limit, in the order of lists, after a place. A cursor takes the place
// of the upper bound of days, one bound being faster than two.
func pageQuery(f *domain.Filter, words *codes, after *place, total int64, limit int) (string, []any) {
	open := *f
	if after != nil {
		open.Period.To = 0
	}
	w, index := versionsWhere(&open, words), listIndex(f)
	w.after(after)
	if few := fewAreas(f); few != nil && total <= fewRows {
		w.and(`area IN (` + ints(few) + `)`)
		index = `versions_area`
	}
	return listColumns + `(SELECT key, head, content, day, id FROM versions v INDEXED BY ` + index + ` WHERE ` + w.String() + listOrder + ` LIMIT ?) v` +
		listBodies + listOrder, append(w.args, limit)
}

// walkQuery gives all taken versions in the order of lists.
func walkQuery(f *domain.Filter, words *codes) (string, []any) {
	w := versionsWhere(f, words)
	return listColumns + `versions v INDEXED BY ` + listIndex(f) + listBodies + ` WHERE ` + w.String() + listOrder, w.args
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

// listIndex names the index a list runs along: each gives the order of lists, so that a page reads little more
// than itself. By author or area where one is asked for, else by day.
func listIndex(f *domain.Filter) string {
	switch {
	case f.Author != "" || !f.Scope.Everything && len(f.Scope.Clauses) == 1 && f.Scope.Clauses[0].Author != "":
		return `versions_author`
	case len(f.Areas) == 1 && f.Areas[0]%100 != 0:
		return `versions_area`
	default:
		return `versions_day`
	}
}

// total counts what a filter takes that a grain holds: every record has one newest version and is never deleted, so that the
// last key counts them all; in a few areas along their index; else from the tallies, less the standing versions that a list of
// newest ones leaves out.
func (s *Store) total(ctx context.Context, from source, f *domain.Filter) (int64, error) {
	grain := domain.GrainFor(&domain.Question{Filter: *f})
	if few := fewAreas(f); few != nil {
		w := versionsWhere(f, s.codes)
		w.and(`area IN (` + ints(few) + `)`)
		return number(ctx, from, `SELECT count(*) FROM versions INDEXED BY versions_area WHERE `+w.String(), w.args...)
	}
	w := talliesWhere(f, grain, s.codes)
	if len(w.conditions) == 0 {
		return number(ctx, from, `SELECT coalesce(max(key), 0) FROM records`)
	}
	if f.Period != (domain.Period{}) { // the tallies' key has fit and status before the period: name all that there are
		w.and(`fit IN (0, 1)`)
		if len(f.Statuses) == 0 {
			w.codes(`status`, texts(domain.Statuses()))
		}
	}
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

// fewAreas gives the areas outside of which a filter takes nothing, where it looks below provinces; nil where it
// does not. The areas of a city bear its first four digits (GB/T 2260).
func fewAreas(f *domain.Filter) []domain.AreaCode {
	asked := f.Areas
	if len(asked) == 0 && !f.Scope.Everything {
		for _, c := range f.Scope.Clauses {
			if len(c.Areas) == 0 {
				return nil
			}
			asked = append(asked, c.Areas...)
		}
	}
	var few []domain.AreaCode
	for _, a := range asked {
		switch {
		case a == a.Province():
			return nil
		case a%100 == 0:
			for n := range domain.AreaCode(100) {
				few = append(few, a+n)
			}
		default:
			few = append(few, a)
		}
	}
	return few
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
	query, args := walkQuery(&f, s.codes)
	return s.snapshot(ctx, func(from *snapshot) error {
		produce := func(put func([]byte) error) error {
			var room arena
			return from.each(ctx, func(row *sqlite3.Stmt) error { return put(room.keep(row.ColumnRawBlob(1))) }, query, args...)
		}
		return pipeline(produce, body.Unpack, take)
	})
}

// arena keeps copies of many small things in a few big pieces.
type arena []byte

// keep copies raw; nil stays nil.
func (a *arena) keep(raw []byte) []byte {
	if raw == nil {
		return nil
	}
	if len(*a)+len(raw) > cap(*a) {
		*a = make([]byte, 0, max(arenaSize, len(raw)))
	}
	at := len(*a)
	*a = append(*a, raw...)
	return (*a)[at:len(*a):len(*a)]
}

// arenaSize is about what a parcel's bodies take.
const arenaSize = 64 << 10
