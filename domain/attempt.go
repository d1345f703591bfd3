package domain

// Attempt is one try at something of which only so many are let pass in a while: a failed sign-in by login
// or by address. Key names both what is tried and who tries; only its SHA-256 in hex is kept.
type Attempt struct {
	Key string
	At  Instant
}
