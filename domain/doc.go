// Package domain is the glossary of the outreach ledger: its nouns, what must always hold for
// them, how their states change, and the pure sums made of them. A newcomer learns the product here.
//
// It imports the standard library only. It knows no store, no wire, no clock: instants, ids and
// randomness come in as values. Texts that people read are named by keys, never spelled here.
//
// An activity moves like this:
//
//	draft ──submit──▶ submitted ──approve──▶ approved
//	                   ▲     │                  │
//	                   │   return             edit (a new revision; the approved
//	                   │     ▼                  │  one keeps counting until decided)
//	                   └─ returned              ▼
//	                                        submitted
//	any ──void──▶ void (kept, out of every total)
//	approved, returned ──undo──▶ as it was before (by its reviewer, soon after)
package domain
