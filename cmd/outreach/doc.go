// Command outreach is the ledger's one program: it serves, fills, counts, exports, imports and checks.
//
// It only wires and prints: every command asks a use case of app over the store it opens, as the operator of
// the machine. Commands that read open the data folder themselves, so no server may hold it meanwhile.
//
// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check found something.
//
// It is the one place that names the stores and reads clock, randomness and environment.
package main
