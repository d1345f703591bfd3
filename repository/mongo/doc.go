// Package mongo keeps the ledger in MongoDB: the store for more than one machine. Any number of processes may
// have one database open; nothing that matters lies in the memory of one of them.
//
// A write is one multi-document transaction: snapshot reads, majority and journalled commits. One goroutine a
// process runs the changes that wait, each on a layer of its own over the snapshot, so that a change
// which fails leaves nothing to undo, and writes what they came to at the end, in few commands. A
// conflict with another process runs them again, with a bound. Whether a commit of unknown outcome took place
// is settled before anything is answered or repeated (settle.go).
//
// What a snapshot cannot see is guarded by documents that both sides write (lock.go): closing a month
// against records of that month, the terms of a programme against its first record, two first users.
//
// Audit entries are written with what they tell of, into an outbox, and put into the hash chain by one process
// at a time, which holds a fenced lease (chain.go). Who reads the log first waits until all of it is chained.
//
// It imports repository, domain, the MongoDB driver and a JSON codec; nothing above.
package mongo
