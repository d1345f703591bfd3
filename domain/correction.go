package domain

// Correction is one field of a record that was changed after the record had been approved: what registers of
// corrections list.
type Correction struct {
	Activity ID
	Number   int64 // the revision that changed it
	Date     Date  // the record's day, after the change
	Lead     Party
	Pointer  string // JSON Pointer of the field
	Before   string // as it was when last approved; "" where it was absent
	After    string
	Reason   string // what the last reviewer said
	Actor    string // login of who changed it
	Approver string // login of who approved the change; "" while nobody has
	At       Instant
	Closed   bool // whether the record's month had been closed before, though it was opened for the change
	Counts   bool // whether figures or coverage can move by the field
}
