package sqlite

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

// sumColumns are the additive measures in the order of domain.Sums.Values; columns bear the measures' names.
const sumColumns = `activities, attendance, elderly, minors, students, volunteers, volunteer_minutes, materials, households, officers, questions`

const keyColumns = `period, area, programme, kind, delivery, status, fit, city`

func tallyTable(g domain.Grain) string {
	switch g {
	case domain.GrainMonthArea:
		return "month_area"
	case domain.GrainYearArea:
		return "year_area"
	default:
		return "month_province"
	}
}

// flushTallies adds the batch's changes to the tables: however many changes met in one row, it is written
// once, in the order of the tables. A row that comes to nothing is deleted, so tables equal a recount row by row.
func (t *tx) flushTallies(ctx context.Context, grains ...domain.Grain) error {
	keys := make([]repository.TallyKey, 0, len(t.tallies))
	for k, s := range t.tallies {
		if s != (domain.Sums{}) && slices.Contains(grains, k.Grain) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b repository.TallyKey) int {
		return cmp.Or(cmp.Compare(a.Grain, b.Grain), strings.Compare(string(a.Status), string(b.Status)), cmp.Compare(a.Period, b.Period), cmp.Compare(a.Area, b.Area))
	})
	for _, k := range keys {
		if err := t.addTally(ctx, k, t.tallies[k]); err != nil {
			return err
		}
		delete(t.tallies, k)
	}
	return nil
}

func (t *tx) addTally(ctx context.Context, k repository.TallyKey, s domain.Sums) error {
	table := tallyTable(k.Grain)
	args, err := t.tallyKeyArgs(ctx, k)
	if err != nil {
		return err
	}
	shrinks, keys := false, len(args)
	for _, v := range s.Values() {
		args = append(args, v)
		shrinks = shrinks || v < 0
	}
	if _, err := t.exec(ctx, t.w.upserts[k.Grain], args...); err != nil || !shrinks {
		return err
	}
	_, err = t.exec(ctx, `DELETE FROM `+table+` WHERE (`+keyColumns+`) = (?, ?, ?, ?, ?, ?, ?, ?) AND (`+sumColumns+
		`) = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`, args[:keys]...)
	return err
}

func (t *tx) tallyKeyArgs(ctx context.Context, k repository.TallyKey) ([]any, error) {
	args := make([]any, 0, 19)
	args = append(args, int64(k.Period), int64(k.Area))
	for _, word := range []string{k.Programme, string(k.Kind), string(k.Delivery), string(k.Status)} {
		id, err := t.code(ctx, word)
		if err != nil {
			return nil, err
		}
		args = append(args, id)
	}
	return append(args, k.Fit, int64(k.City)), nil
}

// upsertTallies gives the statements that add to each grain's table.
func upsertTallies() map[domain.Grain]string {
	statements := map[domain.Grain]string{}
	for _, g := range domain.Grains() {
		statements[g] = upsertTally(tallyTable(g))
	}
	return statements
}

func upsertTally(table string) string {
	var b strings.Builder
	b.WriteString(`INSERT INTO ` + table + ` (` + keyColumns + `, ` + sumColumns + `) VALUES (?` + strings.Repeat(`, ?`, 18) +
		`) ON CONFLICT DO UPDATE SET `)
	for i, m := range domain.AdditiveMeasures() {
		if i > 0 {
			b.WriteString(`, `)
		}
		b.WriteString(string(m) + ` = ` + string(m) + ` + excluded.` + string(m))
	}
	return b.String()
}

// Rebuild is repository.Store's. It counts the columns of versions, which inspection holds against the bodies; years
// one by one, so that only one is in memory.
func (s *Store) Rebuild(ctx context.Context) error {
	return s.writer.alone(ctx, func(ctx context.Context, change repository.Tx) error {
		t, ok := change.(*tx)
		if !ok {
			return domain.Refuse(domain.Internal, "")
		}
		for _, g := range domain.Grains() {
			if _, err := t.exec(ctx, `DELETE FROM `+tallyTable(g)); err != nil {
				return err
			}
		}
		var first, last int64
		const years = `SELECT coalesce(min(day), 0) / 10000, coalesce(max(day), -1) / 10000 FROM versions`
		if err := one(ctx, t, []any{&first, &last}, years); err != nil {
			return err
		}
		for year := first; year <= last; year++ {
			for _, g := range domain.Grains() {
				if _, err := t.exec(ctx, recount(g), year*10000, (year+1)*10000); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// recount gives the statement that counts the live versions of some days into a grain's empty rows.
func recount(g domain.Grain) string {
	period, place := `day / 100`, `area, city`
	switch g {
	case domain.GrainYearArea:
		period = `day / 10000`
	case domain.GrainMonthProvince:
		place = `province, city * 0`
	}
	key := `fit, status, ` + period + `, ` + place + `, programme, kind, delivery`
	return `INSERT INTO ` + tallyTable(g) + ` (fit, status, period, area, city, programme, kind, delivery, ` + sumColumns + `) SELECT ` + key +
		`, sum(` + strings.ReplaceAll(sumColumns, `, `, `), sum(`) + `) FROM versions INDEXED BY versions_day WHERE day >= ? AND day < ? GROUP BY ` + key
}
