package sqlite_test

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ncruces/go-sqlite3/driver"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/sqlite"
)

// play makes n random changes, each with an audit entry.
func play(t *testing.T, s repository.Store, w *world, n int) {
	t.Helper()
	for i := range n {
		before, after, step := w.step(domain.Instant(1000 + i))
		if err := s.InTx(t.Context(), func(ctx context.Context, tx repository.Tx) error {
			if err := tx.PutActivity(ctx, before, after, step); err != nil {
				return err
			}
			return tx.Log(ctx, domain.Event{At: step.At, Actor: step.Actor, Action: string(step.Action), Subject: "activity/" + string(after.ID)})
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// findings are what an inspection says is wrong, the way a check would: mismatches, faults, tallies that are not
// the recount, and a broken chain.
func findings(t *testing.T, s repository.Store) []string {
	t.Helper()
	var found []string
	recount, kept := map[domain.TallyKey]domain.Sums{}, map[domain.TallyKey]domain.Sums{}
	err := s.Inspect(t.Context(), func(i repository.Inspection) error {
		if err := i.Records(t.Context(), func(a domain.Activity, mismatch error) error {
			if mismatch != nil {
				found = append(found, "record: "+mismatch.Error())
			}
			for _, r := range domain.TallyRows(&a) {
				recount[r.TallyKey] = recount[r.TallyKey].Plus(r.Sums)
			}
			return nil
		}); err != nil {
			return err
		}
		if err := i.Tallies(t.Context(), func(r domain.TallyRow) error {
			kept[r.TallyKey] = r.Sums
			return nil
		}); err != nil {
			return err
		}
		var last domain.Event
		if err := i.Events(t.Context(), func(e domain.Event) error {
			if err := e.Follows(last.Seq, last.Hash); err != nil {
				found = append(found, err.Error())
			}
			last = e
			return nil
		}); err != nil {
			return err
		}
		faults, err := i.Faults(t.Context())
		found = append(found, faults...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(recount, kept); d != "" {
		found = append(found, "tallies: "+d)
	}
	return found
}

func TestTalliesEqualTheRecountAfterAnyHistory(t *testing.T) {
	for seed := range uint64(5) {
		s := open(t, t.TempDir())
		play(t, s, &world{random: rand.New(rand.NewPCG(seed, 1))}, 300)
		if found := findings(t, s); len(found) > 0 {
			t.Fatalf("seed %d: %v", seed, found)
		}
		if err := s.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if found := findings(t, s); len(found) > 0 {
			t.Fatalf("seed %d, rebuilt: %v", seed, found)
		}
	}
}

func TestHandMadeChangesAreFound(t *testing.T) {
	for name, change := range map[string]string{
		"measure":       `UPDATE versions SET attendance = attendance + 1 WHERE key = (SELECT min(key) FROM versions)`,
		"status":        `UPDATE versions SET status = status + 1 WHERE key = (SELECT max(key) FROM versions)`,
		"title":         `UPDATE versions SET title = title || 'x' WHERE key = (SELECT min(key) FROM versions)`,
		"version gone":  `DELETE FROM versions WHERE key = (SELECT min(key) FROM versions)`,
		"tally":         `UPDATE month_province SET attendance = attendance + 1 WHERE period = (SELECT max(period) FROM month_province)`,
		"tally gone":    `DELETE FROM year_area WHERE period = 2022`,
		"payload":       `UPDATE history SET body = CAST(replace(CAST(body AS TEXT), '"minutes":', '"minutes":1') AS BLOB)`,
		"old payload":   `UPDATE history SET body = CAST(replace(CAST(body AS TEXT), 'o', 'e') AS BLOB) WHERE key & 1048575 = 1`,
		"broken":        `UPDATE history SET body = x'7b' WHERE key = (SELECT max(key) FROM history)`,
		"record gone":   `DELETE FROM records WHERE key = (SELECT min(key) FROM records)`,
		"audit actor":   `UPDATE events SET actor = actor + 1 WHERE seq = 7`,
		"audit gone":    `DELETE FROM events WHERE seq = 7`,
		"audit subject": `UPDATE events SET subject = 'activity/' WHERE seq = 3`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			play(t, s, &world{random: rand.New(rand.NewPCG(3, 1))}, 60)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			byHand(t, dir, change)
			if found := findings(t, open(t, dir)); len(found) == 0 {
				t.Error("nothing was found")
			} else {
				t.Log(strings.Split(found[0], "\n")[0])
			}
		})
	}
}

// byHand changes the closed file as a person with a SQLite shell would.
func byHand(t *testing.T, dir, change string) {
	t.Helper()
	db, err := driver.Open("file:" + filepath.Join(dir, "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	result, err := db.ExecContext(t.Context(), change)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%d rows changed, %v", n, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
