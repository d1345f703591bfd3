// Package app holds the use cases: load, may, change, audit. It decides who may do what, once, and
// hands stores the caller's scope inside the filter; it holds the clock and the source of randomness.
//
// It imports domain and repository (and argon2 for passwords). It knows no wire, no engine, no sheet.
package app
