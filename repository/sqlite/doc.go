// Package sqlite keeps the ledger in one folder with an embedded SQLite database: the store for one machine.
//
// One goroutine writes. It takes the changes that wait, gives each a savepoint of its own inside one
// transaction, commits once and only then answers all of them, so that many clients share one sync to disk.
// A failing change is undone alone; when the transaction itself fails, all of it is undone and everybody is
// told. Readers have query-only connections and see committed snapshots.
//
// What is asked about lies in narrow columns of the versions table, one row a live version, words as numbers;
// what is shown lies once, as JSON, in the history. The tallies are three tables, one a grain. Inspection
// compares all of these with one another. Every page carries a checksum, and so does every body.
//
// It refuses a folder that another process holds, a file written by a newer program, a changed
// migration, and an SQLite older than 3.51.3 (the write-ahead log could corrupt before it).
// After an unclean end it checks the whole file before anything else.
//
// It imports repository, domain, the SQLite driver, a JSON codec and golang.org/x/sys; nothing above.
package sqlite
