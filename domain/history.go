package domain

// Revision is one step of a record's history: the whole content as it was after the step.
type Revision struct {
	Activity ID
	Number   int64
	At       Instant
	Actor    string
	Action   Action
	Version  Version
	Reason   string
	Text     string
	Field    string // JSON Pointer of what the reason is about
	Digest   string // SHA-256 of the content, hex: how a repeated write is recognised
}
