// Package demo makes up ledgers: the worked example, whose figures come out by counting alone, and as
// many lifelike records as a measurement wants.
//
// Everything is drawn from a seed: the same seed and catalogue give the same records. Records are loaded
// with a true history (created, submitted, returned, approved, voided, edited again) by the domain's own state
// changes, never with a total of their own. Nothing here is real; every record says so.
//
// It refuses a catalogue that lacks a place, campus or programme which the example needs.
//
// It imports app, repository, domain and the standard library. All words stand in data files.
package demo
