package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/body"
)

// inspection reads everything from one snapshot.
type inspection struct {
	from  source
	words *codes
}

// Inspect is repository.Store's.
func (s *Store) Inspect(ctx context.Context, look func(repository.Inspection) error) error {
	return s.snapshot(ctx, func(from *snapshot) error { return look(inspection{from, s.codes}) })
}

// stored is a record as it lies in the tables: bodies with their checksums, and the typed columns of its live
// versions. Standing is empty where the record has none.
type stored struct {
	key, revision, standing   int64
	id                        []byte
	head, stand               []byte
	headSum, standSum         sql.NullInt64
	headColumns, standColumns []any
}

// checked is a record with what is wrong with it.
type checked struct {
	domain.Activity
	mismatch error
}

// Records is repository.Inspection's.
func (i inspection) Records(ctx context.Context, take func(a domain.Activity, mismatch error) error) error {
	names := versionNames()
	query := `SELECT r.key, r.id, r.revision, r.standing, h.body, h.crc, s.body, s.crc, v.` + strings.Join(names, `, v.`) + `, w.` + strings.Join(names, `, w.`) + `
		FROM records r INDEXED BY sqlite_autoindex_records_1 LEFT JOIN history h ON h.key = r.key << 20 | r.revision
		LEFT JOIN history s ON s.key = CASE WHEN r.standing <> 0 THEN r.key << 20 | r.standing END
		LEFT JOIN versions v ON v.key = r.key << 1 | 1 LEFT JOIN versions w ON w.key = r.key << 1 ORDER BY r.id`
	produce := func(put func(stored) error) error {
		return each(ctx, i.from, func(rows *sql.Rows) error {
			r := stored{headColumns: make([]any, len(names)), standColumns: make([]any, len(names))}
			into := []any{&r.key, &r.id, &r.revision, &r.standing, &r.head, &r.headSum, &r.stand, &r.standSum}
			for _, columns := range [][]any{r.headColumns, r.standColumns} {
				for n := range columns {
					into = append(into, &columns[n])
				}
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			return put(r)
		}, query)
	}
	check := func(r stored) (checked, error) { return i.check(r, names), nil }
	return pipeline(produce, check, func(c checked) error { return take(c.Activity, c.mismatch) })
}

// check puts a record together and compares what the tables say twice.
func (i inspection) check(r stored, names []string) checked {
	a, err := body.Whole(r.head, r.stand)
	if err != nil {
		return checked{domain.Activity{ID: unpackID(r.id)}, err}
	}
	var wrong []error
	if body.Checksum(r.head) != r.headSum.Int64 || r.stand != nil && body.Checksum(r.stand) != r.standSum.Int64 {
		wrong = append(wrong, errors.New("the body does not have its checksum"))
	}
	if a.Revision != r.revision || (r.standing != 0) != (a.Standing != nil) {
		wrong = append(wrong, fmt.Errorf("the record's row names revision %d and standing %d", r.revision, r.standing))
	}
	wrong = append(wrong, i.compare(r.key, &a, &a.Version, r.headColumns, names))
	if a.Standing != nil {
		wrong = append(wrong, i.compare(r.key, &a, a.Standing, r.standColumns, names))
	} else if r.standColumns[0] != nil {
		wrong = append(wrong, errors.New("a standing version is left over"))
	}
	if id := unpackID(r.id); a.ID != id {
		wrong = append(wrong, fmt.Errorf("the record's row has id %s", id))
		a.ID = id
	}
	return checked{a, errors.Join(wrong...)}
}

// compare names the typed columns of a version that are not what its body says.
func (i inspection) compare(record int64, a *domain.Activity, v *domain.Version, columns []any, names []string) error {
	values, err := versionValues(record, a, v, func(word string) (int64, error) { return i.words.find(word), nil })
	if err != nil {
		return err
	}
	var wrong []error
	for n, want := range values[1:] {
		if !sameColumn(want, columns[n]) {
			wrong = append(wrong, fmt.Errorf("column %s is %v where the record says %v", names[n], columns[n], want))
		}
	}
	return errors.Join(wrong...)
}

func sameColumn(a, b any) bool {
	if raw, ok := a.([]byte); ok {
		other, ok := b.([]byte)
		return ok && bytes.Equal(raw, other)
	}
	return a == b
}

// Tallies is repository.Inspection's.
func (i inspection) Tallies(ctx context.Context, take func(domain.TallyRow) error) error {
	const key = `fit, status, period, area, programme, kind, delivery`
	sums := `sum(` + strings.ReplaceAll(sumColumns, `, `, `), sum(`) + `)`
	for _, g := range domain.Grains() {
		err := each(ctx, i.from, func(rows *sql.Rows) error {
			r := domain.TallyRow{TallyKey: domain.TallyKey{Grain: g}}
			var programme, kind, delivery, status int64
			var v [11]int64
			into := []any{&r.Fit, &status, &r.Period, &r.Area, &programme, &kind, &delivery}
			for n := range v {
				into = append(into, &v[n])
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			r.Programme, r.Kind = i.words.word(programme), domain.Kind(i.words.word(kind))
			r.Delivery, r.Status = domain.Delivery(i.words.word(delivery)), domain.Status(i.words.word(status))
			r.Sums = domain.SumsOf(v)
			return take(r)
		}, `SELECT `+key+`, `+sums+` FROM `+tallyTable(g)+` GROUP BY `+key)
		if err != nil {
			return err
		}
	}
	return nil
}

// Revisions is repository.Inspection's.
func (i inspection) Revisions(ctx context.Context, take func(domain.Revision) error) error {
	return each(ctx, i.from, func(rows *sql.Rows) error {
		r, err := scanRevision(rows, i.words)
		if err != nil {
			return err
		}
		return take(r)
	}, `SELECT `+revisionColumns+` FROM records r INDEXED BY sqlite_autoindex_records_1
		CROSS JOIN history h ON h.key BETWEEN r.key << 20 AND r.key << 20 | 1048575 ORDER BY r.id, h.key`)
}

// Events is repository.Inspection's.
func (i inspection) Events(ctx context.Context, take func(domain.Event) error) error {
	return each(ctx, i.from, func(rows *sql.Rows) error {
		e, err := scanEvent(rows, i.words)
		if err != nil {
			return err
		}
		return take(e)
	}, `SELECT `+eventColumns+` FROM events ORDER BY seq`)
}

// Faults is repository.Inspection's: pages and indexes by the engine's own check, rows that belong to no
// record, and revisions whose body was changed after it was written.
func (i inspection) Faults(ctx context.Context) ([]string, error) {
	faults, err := pragmaFaults(ctx, i.from, `PRAGMA integrity_check`)
	if err != nil {
		return nil, err
	}
	for _, table := range []struct{ name, record string }{{`history`, `key >> 20`}, {`versions`, `key >> 1`}} {
		n, err := number(ctx, i.from, `SELECT count(*) FROM `+table.name+` WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.key = `+
			table.name+`.`+table.record+`)`)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			faults = append(faults, fmt.Sprintf("%d rows of %s belong to no record", n, table.name))
		}
	}
	err = each(ctx, i.from, func(rows *sql.Rows) error {
		var key, crc int64
		var raw sql.RawBytes
		if err := rows.Scan(&key, &crc, &raw); err != nil {
			return err
		}
		if body.Checksum(raw) != crc {
			faults = append(faults, fmt.Sprintf("revision %d of record %d does not have its checksum", key&(1<<revisionBits-1), key>>revisionBits))
		}
		return nil
	}, `SELECT key, crc, body FROM history`)
	return faults, err
}

// Describe is repository.Inspection's.
func (i inspection) Describe(ctx context.Context) (repository.Description, error) {
	d := repository.Description{Engine: "SQLite"}
	err := one(ctx, i.from, []any{&d.Version, &d.Schema, &d.Records, &d.Bytes}, `SELECT sqlite_version(), (SELECT count(*) FROM migrations),
		(SELECT count(*) FROM records), (SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size())`)
	return d, translate(err)
}
