package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/ncruces/go-sqlite3/driver"

	"outreach/domain"
)

// fileName is the database in the data folder.
const fileName = "ledger.db"

// oldest is the first SQLite whose write-ahead log is safe against the reset race: 3.51.3.
const oldest = 3_051_003

// openWriting opens the file for the one connection that writes. FULL syncs every commit, which the driver's
// default does not; the log is folded by the writer itself, between batches. A checkpoint waits for
// readers no longer than the busy timeout, as long as writes would stand still.
func openWriting(file string) (*sql.DB, error) {
	db, err := open(file, "immediate", []string{
		"busy_timeout(250)", "page_size(8192)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "temp_store(MEMORY)",
		"cache_size(-32768)", "journal_size_limit(67108864)", "wal_autocheckpoint(0)",
	})
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// openReading opens the file for questions.
func openReading(file string, readers int) (*sql.DB, error) {
	db, err := open(file, "deferred", []string{
		"busy_timeout(5000)", "synchronous(FULL)", "foreign_keys(1)", "temp_store(MEMORY)", "cache_size(-8192)", "query_only(1)",
	})
	if err == nil {
		db.SetMaxOpenConns(readers)
		db.SetMaxIdleConns(readers)
	}
	return db, err
}

func open(file, lock string, pragmas []string) (*sql.DB, error) {
	query := url.Values{"_txlock": {lock}, "_pragma": pragmas}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: query.Encode()}
	db, err := driver.Open(u.String())
	return db, translate(err)
}

// checkVersion refuses an engine older than oldest.
func checkVersion(ctx context.Context, from source) error {
	var version string
	if err := one(ctx, from, []any{&version}, `SELECT sqlite_version()`); err != nil {
		return err
	}
	n := 0
	for part := range strings.SplitSeq(version, ".") {
		v, err := strconv.Atoi(part)
		if err != nil {
			return fmt.Errorf("version %q: %w", version, err)
		}
		n = n*1000 + v
	}
	if n < oldest {
		return domain.Refuse(domain.Unavailable, "error.store.old_engine", "Version", version)
	}
	return nil
}

// enableChecksums makes every page carry a checksum that is verified whenever it is read from disk; it costs
// writes a few per cent and finds flipped bits that no check of structure sees. New files only
// change; others have it.
func enableChecksums(conn *sql.Conn) error {
	return conn.Raw(func(c any) error {
		engine, err := native(c)
		if err != nil {
			return err
		}
		return engine.EnableChecksums("main")
	})
}

// quickCheck refuses a damaged file.
func quickCheck(ctx context.Context, from source) error {
	faults, err := pragmaFaults(ctx, from, `PRAGMA quick_check`)
	if err == nil && len(faults) > 0 {
		return &domain.Error{Code: domain.Internal, Key: "error.store.corrupt", Err: errors.New(faults[0])}
	}
	return err
}

// pragmaFaults runs a checking pragma and gives what it found.
func pragmaFaults(ctx context.Context, from source, pragma string) ([]string, error) {
	var faults []string
	err := each(ctx, from, func(rows *sql.Rows) error {
		var text string
		err := rows.Scan(&text)
		if text != "ok" {
			faults = append(faults, text)
		}
		return err
	}, pragma)
	return faults, err
}
