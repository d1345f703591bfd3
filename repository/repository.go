package repository

import (
	"context"
	"io"
	"time"

	"outreach/domain"
)

// Store is a ledger's storage: readers that see committed state, and writes in transactions.
// It is safe for concurrent use.
type Store interface {
	// InTx runs change in a transaction and returns once it is durable. An error from change, or a
	// cancelled ctx before change began, changes nothing. change may run more than once, so it must
	// have no effect but through tx; it may share a commit with other callers' changes.
	InTx(ctx context.Context, change Change) error
	// InTxs runs many changes in order, each as InTx would, and gives each its own error (nil: durable).
	// They share as few commits as the store can manage.
	InTxs(ctx context.Context, changes []Change) []error
	// Inspect runs look over one unmoving snapshot of everything, for checks, backups and exports.
	Inspect(ctx context.Context, look func(Inspection) error) error
	// Rebuild replaces all tallies by a recount of the records.
	Rebuild(ctx context.Context) error
	// Ping says whether the store can read and write now.
	Ping(ctx context.Context) error
	// Close ends all work that was acknowledged and releases the store; closing again does nothing.
	Close() error

	Readers
}

// Change is the body of a transaction.
type Change func(ctx context.Context, tx Tx) error

// Readers are the read sides of every noun.
type Readers interface {
	Activities
	Statistics
	People
	Photos
	Jobs
	Ledger
}

// Activities reads records.
type Activities interface {
	// Activity gives a record whole.
	Activity(ctx context.Context, id domain.ID) (domain.Activity, error)
	// ListActivities gives a page of the versions a filter takes, newest date first, then by id downwards, a
	// record's newest version before its standing one; each item is the record as domain.Activity.Alone gives it: the
	// taken version as its Version with that one's trail, and no Standing one. Total counts all that the filter takes; a later page may
	// repeat the first one's. An unknown cursor is domain.Malformed.
	ListActivities(ctx context.Context, f domain.Filter, p Page) (List[domain.Activity], error)
	// ListWaiting gives a page of the records that wait for review (their newest version is submitted), of those whose
	// newest version the filter takes, whatever its Statuses: longest waiting first, then by id upwards. A Limit of
	// 0 means all. Total counts what waits now, on every page. An unknown cursor is domain.Malformed.
	ListWaiting(ctx context.Context, f domain.Filter, p Page) (List[domain.Waiting], error)
	// WalkActivities hands every version a filter takes to each, in the order of ListActivities, from one
	// snapshot, in bounded memory, until each fails; the value is each's to keep.
	WalkActivities(ctx context.Context, f domain.Filter, each func(domain.Activity) error) error
	// History gives a record's revisions, oldest first; NotFound where there is no such record.
	History(ctx context.Context, id domain.ID) ([]domain.Revision, error)
}

// Statistics answers questions about the versions that are fit to count and not void.
type Statistics interface {
	// Answer gives rows sorted by their keys (bytewise), and totals. It reads tallies where
	// domain.GrainFor names a grain, else the records; the numbers are the same either way.
	// No status in the question's filter means approved. Without dimensions there are only totals. A city
	// without counties has no code as a county. By audience a version falls under each one it has heads of:
	// such a row counts activities and that audience's attendance, its other additive measures are 0.
	Answer(ctx context.Context, q domain.Question) (domain.Answer, error)
	// Reach gives every area of a level, or campus, that in-person activities reached, sorted by code.
	Reach(ctx context.Context, q domain.ReachQuestion) ([]domain.Reached, error)
}

// People reads users and their passes.
type People interface {
	User(ctx context.Context, id string) (domain.User, error)
	// UserByLogin finds a user by login, exactly as typed.
	UserByLogin(ctx context.Context, login string) (domain.User, error)
	// Users lists all users by login.
	Users(ctx context.Context) ([]domain.User, error)
	// Pass finds a pass by the hash of its secret, expired or not.
	Pass(ctx context.Context, hash string) (domain.Pass, error)
	// Passes lists a user's passes of a kind, oldest first, then by hash.
	Passes(ctx context.Context, user string, kind domain.PassKind) ([]domain.Pass, error)
	// Attempts counts those under a key at or after since.
	Attempts(ctx context.Context, key string, since domain.Instant) (int, error)
}

// Photos reads who has put which photo.
type Photos interface {
	// Photo gives the photo that a user has put under a SHA-256.
	Photo(ctx context.Context, sha256, user string) (domain.Photo, error)
	// PhotoCount counts the photos that a user has put at or after since.
	PhotoCount(ctx context.Context, user string, since domain.Instant) (int, error)
}

// PhotoFiles keeps the bytes of photos. It is no part of a transaction: files are put before the row that
// names them, so that a row always has its files. Safe for concurrent use.
type PhotoFiles interface {
	// Put keeps one size of a photo and returns once it is durable; bytes already there are replaced. A Put
	// that failed or was cut leaves what Get gives as it was.
	Put(ctx context.Context, sha256 string, size domain.PhotoSize, body []byte) error
	// Get gives the bytes whole, or NotFound.
	Get(ctx context.Context, sha256 string, size domain.PhotoSize) ([]byte, error)
	// Walk hands the SHA-256 of every photo kept full to each, sorted.
	Walk(ctx context.Context, each func(sha256 string) error) error
}

// Jobs reads work that goes on by itself, and what users have set up for it. Of a Fault the cause is not kept, and
// its params come back as JSON has them: text, true or false, lists and maps, whole numbers as int64.
type Jobs interface {
	Job(ctx context.Context, id domain.ID) (domain.Job, error)
	// JobsOf lists a user's jobs of a kind, newest first by CreatedAt then by id downwards, at most limit.
	JobsOf(ctx context.Context, user string, kind domain.JobKind, limit int) ([]domain.Job, error)
	// JobsIn lists the jobs in any of some states, oldest first by CreatedAt, then by id.
	JobsIn(ctx context.Context, states ...domain.JobState) ([]domain.Job, error)
	Preset(ctx context.Context, id domain.ID) (domain.Preset, error)
	// Presets lists a user's presets of a kind by name, then by id; kind "" means all.
	Presets(ctx context.Context, user string, kind domain.PresetKind) ([]domain.Preset, error)
}

// JobFiles keeps the bytes that jobs are given and make, by name: up to 100 characters of a–z, 0–9, '-' and '.',
// not beginning with '.'. It is no part of a transaction. Safe for concurrent use, by many processes where the
// store is for many.
type JobFiles interface {
	// Put keeps what write writes, as a whole and durable once it returns nil; what was there under the name is
	// replaced then, and not before. An error of write comes back wrapped, and nothing is left of what it wrote.
	Put(ctx context.Context, name string, write func(io.Writer) error) error
	// Open gives the bytes, or NotFound. The caller closes them; a Put or Remove meanwhile does not change them.
	Open(ctx context.Context, name string) (File, error)
	// Remove deletes the bytes; what is not there is no error.
	Remove(ctx context.Context, name string) error
	// Walk hands every name to each, sorted.
	Walk(ctx context.Context, each func(name string) error) error
}

// File is bytes that can be read from anywhere in them.
type File interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// Ledger reads what surrounds the records.
type Ledger interface {
	// Closings lists every closing ever made, in force or opened again, by month, area and time.
	Closings(ctx context.Context) ([]domain.Closing, error)
	// Entries lists catalogue entries put over the built-in ones, by list and code; list "" means all.
	Entries(ctx context.Context, list string) ([]Entry, error)
	// Events gives a page of the audit log, newest first.
	Events(ctx context.Context, f EventFilter, p Page) (List[domain.Event], error)
}

// Entry is a catalogue entry kept as its JSON, by list ("programme", "organisation", …) and code.
type Entry struct {
	List     string
	Code     string
	Body     []byte
	Revision int64
}

// EventFilter says which audit entries are meant; empty fields do not restrict. Scope takes an entry by
// its place and programme; a clause with an author takes that actor's own entries, and whether it wants
// approved versions does not matter here. Noun takes every subject of a noun: activity takes activity/0190…. From is
// inclusive, To is not.
type EventFilter struct {
	Scope   domain.Scope
	Actor   string
	Action  string
	Noun    string
	Subject string
	From    time.Time
	To      time.Time
}

// Page asks for at most Limit items after an opaque Cursor ("" for the first).
type Page struct {
	Limit  int
	Cursor string
}

// List is one page: Next is the cursor of the following one ("" at the end), Total counts all pages.
type List[T any] struct {
	Items []T
	Next  string
	Total int64
}

// Tx is one transaction: it reads its own writes and nobody's half-done ones.
type Tx interface {
	ActivityTx
	PeopleTx
	PhotoTx
	JobTx
	LedgerTx
}

// ActivityTx reads and writes records inside a transaction.
type ActivityTx interface {
	// Activity gives a record whole.
	Activity(ctx context.Context, id domain.ID) (domain.Activity, error)
	// PutActivity writes the record, its history step and the change of the tallies. before is the record
	// as read in this transaction, nil for a new one; a record that exists where before is nil, or whose
	// revision is not before's, is domain.Conflict. step tells of after's own revision and version, and a
	// standing version is one the record went through, with the trail it had then.
	PutActivity(ctx context.Context, before *domain.Activity, after domain.Activity, step domain.Revision) error
	// Revisions gives a record's history, oldest first, empty where there is none.
	Revisions(ctx context.Context, id domain.ID) ([]domain.Revision, error)
	// ProgrammeUsed says whether any live version dated within some days names a programme.
	ProgrammeUsed(ctx context.Context, code string, days domain.Period) (bool, error)
}

// PeopleTx reads and writes users and passes inside a transaction.
type PeopleTx interface {
	User(ctx context.Context, id string) (domain.User, error)
	// PutUser writes a user. A login held by another id is domain.Conflict; so is a Revision that is not
	// one above the stored one (1 for a new user).
	PutUser(ctx context.Context, u domain.User) error
	// PutPass writes a pass, new or used again.
	PutPass(ctx context.Context, p domain.Pass) error
	// TakePass reads a pass by hash and deletes it: the one who gets it is the only one.
	TakePass(ctx context.Context, hash string) (domain.Pass, error)
	// DropPasses deletes a user's passes of a kind, all or the one with the given public id, and says how many.
	DropPasses(ctx context.Context, user string, kind domain.PassKind, id string) (int, error)
	// UserCount counts the users.
	UserCount(ctx context.Context) (int64, error)
	// PutAttempt adds an attempt and, once it is kept, forgets those before forget under any key.
	PutAttempt(ctx context.Context, a domain.Attempt, forget domain.Instant) error
}

// PhotoTx reads and writes who has put which photo inside a transaction.
type PhotoTx interface {
	Photo(ctx context.Context, sha256, user string) (domain.Photo, error)
	// PutPhoto writes a photo; one that the user has put before is domain.Conflict.
	PutPhoto(ctx context.Context, p domain.Photo) error
}

// JobTx reads and writes jobs and presets inside a transaction.
type JobTx interface {
	Job(ctx context.Context, id domain.ID) (domain.Job, error)
	// JobsIn is as Jobs'. No job changes its state between this and the end of a transaction that writes.
	JobsIn(ctx context.Context, states ...domain.JobState) ([]domain.Job, error)
	// PutJob writes a job; a Revision that is not one above the stored one (1 for a new job) is domain.Conflict.
	PutJob(ctx context.Context, j domain.Job) error
	// DropJob deletes a job; NotFound where there is none.
	DropJob(ctx context.Context, id domain.ID) error
	Preset(ctx context.Context, id domain.ID) (domain.Preset, error)
	// PutPreset writes a preset; Conflict as with PutJob.
	PutPreset(ctx context.Context, p domain.Preset) error
	// DropPreset deletes a preset and every pass that opens it alone; NotFound where there is none.
	DropPreset(ctx context.Context, id domain.ID) error
}

// LedgerTx reads and writes what surrounds the records inside a transaction.
type LedgerTx interface {
	// ClosingsOf lists the closings of a month that are in force.
	ClosingsOf(ctx context.Context, m domain.Month) ([]domain.Closing, error)
	// PutClosing writes a closing, keyed by area, month and At.
	PutClosing(ctx context.Context, c domain.Closing) error
	// PutEntry writes a catalogue entry; Revision must be one above the stored one (1 for a new entry),
	// else domain.Conflict.
	PutEntry(ctx context.Context, e Entry) error
	// Log appends to the audit chain; the store numbers and chains the event.
	Log(ctx context.Context, e domain.Event) error
}

// Inspection is an unmoving view of everything a store holds.
type Inspection interface {
	// Records hands every record to each by id, with what the engine's own copies of its fields
	// disagree about (nil: nothing).
	Records(ctx context.Context, each func(a domain.Activity, mismatch error) error) error
	// Tallies hands every tally row to each, in no order.
	Tallies(ctx context.Context, each func(domain.TallyRow) error) error
	// Revisions hands every history step to each, by record and number.
	Revisions(ctx context.Context, each func(domain.Revision) error) error
	// Events hands the audit log to each, oldest first.
	Events(ctx context.Context, each func(domain.Event) error) error
	// Photos hands every photo to each, by SHA-256 and user.
	Photos(ctx context.Context, each func(domain.Photo) error) error
	// Faults gives what the engine itself finds wrong with its files.
	Faults(ctx context.Context) ([]string, error)
	// Describe tells of the store itself.
	Describe(ctx context.Context) (Description, error)
}

// Description is what a store tells of itself.
type Description struct {
	Engine  string // SQLite or MongoDB
	Version string // the engine's
	Schema  int    // of what is kept: it rises with what an older program would not understand
	Records int64  // each once, however many versions it has
	Bytes   int64  // that the database takes, without photos and what jobs made; 0 where it does not tell
}
