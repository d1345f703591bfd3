package domain

import "time"

// Job is a long piece of work that goes on by itself: an export, an import, or a check. Any process that serves the
// ledger may run it; the one that does holds a lease and renews it as it goes, so that a job whose process
// died is seen and taken up by another.
type Job struct {
	ID    ID
	Kind  JobKind
	Owner string // the user for whom and with whose grants it runs
	State JobState
	Step  JobStep // of an import; "" of an export
	Spec  []byte  // what is to be done, JSON by Kind
	// Result is what has come of it, JSON by Kind; nil before the end.
	Result []byte
	Fault  *Error // why it failed; nil in every other state
	Done   int64  // rows done
	Total  int64  // rows in all; 0 while that is not known

	Holder    string // the process that runs it; "" while nobody does
	HeldUntil Instant
	Attempt   int // how often it was begun

	CreatedAt Instant
	StartedAt Instant
	EndedAt   Instant
	ExpiresAt Instant // when what it made is deleted; zero: not decided yet
	Revision  int64
}

// JobKind says what a job does.
type JobKind string

// JobKinds lists the kinds of job.
func JobKinds() []JobKind { return []JobKind{JobExport, JobImport, JobCheck} }

// The kinds of job.
const (
	JobExport JobKind = "export"
	JobImport JobKind = "import"
	JobCheck  JobKind = "check"
)

// JobStep says how far an import has come: first it is looked at, then, when its owner says so, applied.
type JobStep string

// The steps of an import.
const (
	StepPreview JobStep = "preview"
	StepApply   JobStep = "apply"
)

// JobState says where a job stands.
type JobState string

// The states of a job: waiting and ready → running → ready, done, failed, cancelled.
const (
	JobWaiting   JobState = "waiting"
	JobRunning   JobState = "running"
	JobReady     JobState = "ready" // an import whose preview waits for its owner's word
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"
	JobCancelled JobState = "cancelled"
)

// Ended says whether nothing more comes of the job by itself or by its owner's word.
func (s JobState) Ended() bool { return s == JobDone || s == JobFailed || s == JobCancelled }

// JobLease is how long a process holds a job without a sign of life; it gives one several times as often.
const JobLease = 30 * time.Second

// Lapsed says whether a running job's process has given no sign of life for the length of a lease.
func (j *Job) Lapsed(now Instant) bool { return j.State == JobRunning && j.HeldUntil <= now }
