// Package rehearsal gives tests a ledger that is staffed: the use cases over a store of theirs, with the built-in
// catalogue and rules, and a cast of people of every role.
//
// It is a test's tool: nothing that ships imports it. What cannot be had fails the test. It imports app, configs
// and domain.
package rehearsal
