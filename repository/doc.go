// Package repository says what the ledger asks of a store, and what a store promises.
//
// A store keeps; it does not decide. It holds no permission and no rule: the app passes what a caller
// may see inside the filter, and every write comes as a function that has already been allowed.
//
// Promises common to every method:
//   - a missing thing is a domain.NotFound error, never a nil value;
//   - an acknowledged write survives a kill and a power loss; a refused one changes nothing;
//   - text comes back exactly as it went in, absent stays apart from empty where JSON says so;
//   - instants are UTC to the millisecond, days are civil days;
//   - engine errors are translated once: domain.Conflict for a duplicate or a lost race,
//     domain.Unavailable when the store is full, busy or shut; causes stay wrapped.
//
// It imports domain only. The suite in repository/contract proves these promises for any store.
package repository
