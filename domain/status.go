package domain

import "slices"

// Status is where a record stands in review.
type Status string

// The states of a record; doc.go draws who moves it where.
const (
	Draft     Status = "draft"
	Submitted Status = "submitted"
	Returned  Status = "returned"
	Approved  Status = "approved"
	Void      Status = "void"
)

// Statuses lists the states in their printed order.
func Statuses() []Status { return []Status{Draft, Submitted, Returned, Approved, Void} }

// Version is one revision of a record as it was: content, placing, state and whether it counts.
type Version struct {
	Content
	// Placed is the area of the record's own day, with its name then; it never changes afterwards.
	Placed   Placement
	Status   Status
	Revision int64
	Verdict  Verdict
}

// Activity is a record: its newest version, the approved version that keeps counting while the newest
// waits for a decision (nil where the newest is the only live one), and its trail.
type Activity struct {
	ID       ID
	Author   string
	Standing *Version
	// Stood is the trail up to the approval of the standing version: what has been said since is about a newer one.
	Stood Trail
	Trail
	Version
}

// Alone gives the record as it was with one of its live versions as the newest: with that one's trail, and no other beside it.
func (a *Activity) Alone(v *Version) Activity {
	one := *a
	if v == a.Standing {
		one.Version, one.Trail = *v, a.Stood
	}
	one.Standing, one.Stood = nil, Trail{}
	return one
}

// Live lists the versions that totals and status filters see: the head, and the standing approved
// one beside it where there is one.
func (a *Activity) Live() []*Version {
	if a.Standing == nil {
		return []*Version{&a.Version}
	}
	return []*Version{&a.Version, a.Standing}
}

// Touched lists the versions that a step takes out of totals or puts into them, or may: the newest of after and of
// before always, and a standing one unless it stands in both. before is nil for a new record.
func Touched(before, after *Activity) []*Version {
	list := []*Version{&after.Version}
	if before == nil {
		return list
	}
	list = append(list, &before.Version)
	stays := before.Standing != nil && after.Standing != nil && before.Standing.Revision == after.Standing.Revision
	for _, v := range []*Version{before.Standing, after.Standing} {
		if v != nil && !stays {
			list = append(list, v)
		}
	}
	return list
}

// Trail holds who did what last, and when (UTC).
type Trail struct {
	CreatedAt   Instant
	UpdatedAt   Instant
	SubmittedAt Instant
	DecidedAt   Instant
	DecidedBy   string
	// DuplicateOf names the record this one was marked a duplicate of, by a reviewer.
	DuplicateOf ID
	// Reason and Text say why the record was last returned or voided.
	Reason string
	Text   string
	// Field is the JSON Pointer of the field that a return is about; "" for the record as a whole.
	Field string
}

// Action names one step in a record's life.
type Action string

// The actions that history and audit know for records.
const (
	ActionCreate  Action = "create"
	ActionEdit    Action = "edit"
	ActionSubmit  Action = "submit"
	ActionApprove Action = "approve"
	ActionReturn  Action = "return"
	ActionVoid    Action = "void"
	ActionUndo    Action = "undo"
)

// Edited gives the record after its author (or a corrector) changed the content: back at draft or
// submitted, one revision on. An approved version stays standing until the new one is decided.
// A void record is Gone.
func (a Activity) Edited(v Version, at Instant) (Activity, error) {
	if v.Status != Draft && v.Status != Submitted {
		return a, RefuseFields(FaultAt("/status", "fault.status"))
	}
	if a.Status == Void {
		return a, Refuse(Gone, "error.void")
	}
	a.Standing, a.Stood = a.stands()
	v.Revision = a.Revision + 1
	a.Version = v
	a.UpdatedAt = at
	if v.Status == Submitted {
		a.SubmittedAt = at
	}
	return a, nil
}

// stands gives the approved version that keeps counting beside a change of the record, with its trail.
func (a *Activity) stands() (*Version, Trail) {
	if a.Status != Approved {
		return a.Standing, a.Stood
	}
	v := a.Version
	return &v, a.Trail
}

// Decision is a reviewer's word on a submitted record.
type Decision struct {
	Approve     bool
	Reason      string // a code of the vocabulary return_reason; needed to return
	Text        string
	Field       string // JSON Pointer of the field a return is about; "": the record as a whole
	DuplicateOf ID
	By          string
	At          Instant
}

// Decided gives the record after review: approved (replacing any standing version) or returned
// (the standing one keeps counting). Only a submitted record can be decided, and never by its author
// (rule 53).
func (a Activity) Decided(d Decision, judge func(*Activity) Verdict) (Activity, error) {
	if a.Status == Void {
		return a, Refuse(Gone, "error.void")
	}
	if a.Status != Submitted {
		return a, Refuse(Conflict, "error.not_submitted", "Status", string(a.Status))
	}
	if d.By == a.Author {
		return a, &Error{Code: Forbidden, Key: "rule.53", Faults: []Fault{FaultAt("/decision", "rule.53")}}
	}
	a.Revision++
	a.UpdatedAt, a.DecidedAt, a.DecidedBy = d.At, d.At, d.By
	a.Reason, a.Text, a.Field = d.Reason, d.Text, d.Field
	a.Status = Returned
	if d.Approve {
		a.Status = Approved
		a.Standing, a.Stood = nil, Trail{}
		a.DuplicateOf = d.DuplicateOf
	}
	a.Verdict = judge(&a)
	return a, nil
}

// Voided gives the record taken out of every total, kept with its reason. Voiding twice is Gone.
func (a Activity) Voided(reason, text, by string, at Instant) (Activity, error) {
	if a.Status == Void {
		return a, Refuse(Gone, "error.void")
	}
	a.Revision++
	a.Status = Void
	a.Standing, a.Stood = nil, Trail{}
	a.UpdatedAt, a.DecidedAt, a.DecidedBy = at, at, by
	a.Reason, a.Text, a.Field = reason, text, ""
	return a, nil
}

// Verdict says whether a version is fit to count, and every reason why not. Status is judged apart:
// a fit version adds to the totals of its own status.
type Verdict struct {
	Fit     bool         `json:"fit"`
	Because []NotCounted `json:"because,omitempty"`
}

// NotCounted is a reason why a record is not in the totals.
type NotCounted string

// The reasons, in the order they are told.
const (
	NotForStatus    NotCounted = "status"
	NotForMinutes   NotCounted = "minutes"
	NotForJoint     NotCounted = "joint"
	NotForDuplicate NotCounted = "duplicate"
	NotForProgramme NotCounted = "outside_programme"
)

// Judge says whether a version is fit to count for its programme: long enough (the programme's minimum,
// 20 minutes by default, as PEARS excludes shorter ones), owned here, not marked a duplicate, and of the
// programme's kinds and days.
func Judge(v *Version, duplicateOf ID, p Programme) Verdict {
	var because []NotCounted
	if v.Minutes < p.MinimumMinutes() {
		because = append(because, NotForMinutes)
	}
	if v.JointOf != "" || !owned(v, p) {
		because = append(because, NotForJoint)
	}
	if duplicateOf != "" {
		because = append(because, NotForDuplicate)
	}
	if !p.Takes(v.Kind, v.Date, v.Placed) {
		because = append(because, NotForProgramme)
	}
	return Verdict{Fit: len(because) == 0, Because: because}
}

func owned(v *Version, p Programme) bool {
	if len(p.Owners) == 0 {
		return true
	}
	lead, ok := v.Lead()
	if !ok {
		return false
	}
	return slices.Contains(p.Owners, lead.Code)
}

// Counts says whether a version is in the published totals, and if not, why.
func (v *Version) Counts() (bool, []NotCounted) {
	if v.Status == Approved && v.Verdict.Fit {
		return true, nil
	}
	if v.Status == Approved {
		return false, v.Verdict.Because
	}
	return false, append([]NotCounted{NotForStatus}, v.Verdict.Because...)
}
