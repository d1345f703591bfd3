// Package sqlite keeps the ledger in one folder with an embedded SQLite database: the store for one machine.
//
// One goroutine writes. It takes the changes that wait, gives each a savepoint of its own inside one
// transaction, commits once and only then answers all of them, so that many clients share one sync to disk.
// Readers have query-only connections and see committed snapshots. A second process is refused by a lock.
//
// It refuses a folder that another process holds, a file written by a newer program, a changed
// migration, and an SQLite older than 3.51.3 (the write-ahead log could corrupt before it).
//
// It imports repository, domain, the SQLite driver and golang.org/x/sys; nothing above.
package sqlite
