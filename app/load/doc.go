// Package load plays clients of a ledger's API on the same machine and tells how they fared: how many answers,
// how long each took, how many were refused.
//
// A Client asks one server. Closed has clients that ask again as soon as they are answered and so finds how much
// a server can do; Paced has clients that ask at fixed moments, as people do, and measures from the moment a
// question was due, so that a slow answer cannot hide the questions waiting behind it.
//
// It refuses to talk to anything but loopback addresses: it is a yardstick, not a weapon. The clock comes in.
//
// It imports the standard library only.
package load
