package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	"outreach/domain"
)

//go:embed schema/*.sql
var schema embed.FS

// migration is one numbered step of the schema: its number is its place in the list, from 1.
type migration struct {
	name     string
	script   string
	checksum string
}

func migrations() ([]migration, error) {
	names, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	list := make([]migration, 0, len(names))
	for _, name := range names {
		script, err := schema.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		sum := sha256.Sum256(script)
		list = append(list, migration{name, string(script), hex.EncodeToString(sum[:])})
	}
	return list, nil
}

// migrate brings the file to the newest schema, one transaction a step. It refuses a file that has steps
// this program does not know, and a step that is not what was applied.
func migrate(ctx context.Context, conn *sql.Conn) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	const ledger = `CREATE TABLE IF NOT EXISTS migrations
		(number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT`
	if _, err := conn.ExecContext(ctx, ledger); err != nil {
		return translate(err)
	}
	applied, err := appliedMigrations(ctx, conn)
	if err != nil {
		return translate(err)
	}
	if len(applied) > len(steps) {
		return domain.Refuse(domain.Unavailable, "error.store.newer", "Found", len(applied), "Known", len(steps))
	}
	for i, step := range steps {
		if i < len(applied) {
			if applied[i] != step.checksum {
				return domain.Refuse(domain.Unavailable, "error.store.changed_migration", "Name", step.name)
			}
			continue
		}
		if err := apply(ctx, conn, i+1, step); err != nil {
			return translate(fmt.Errorf("migration %s: %w", step.name, err))
		}
	}
	return nil
}

func appliedMigrations(ctx context.Context, conn *sql.Conn) ([]string, error) {
	var list []string
	err := each(ctx, conn, func(rows *sql.Rows) error {
		var checksum string
		if err := rows.Scan(&checksum); err != nil {
			return err
		}
		list = append(list, checksum)
		return nil
	}, `SELECT checksum FROM migrations ORDER BY number`)
	return list, err
}

func apply(ctx context.Context, conn *sql.Conn, number int, step migration) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing left to roll back
	if _, err := tx.ExecContext(ctx, step.script); err != nil {
		return err
	}
	const note = `INSERT INTO migrations (number, name, checksum) VALUES (?, ?, ?)`
	if _, err := tx.ExecContext(ctx, note, number, step.name, step.checksum); err != nil {
		return err
	}
	return tx.Commit()
}
