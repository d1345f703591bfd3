package job

import (
	"io"

	"outreach/app"
	"outreach/domain"
	"outreach/reports"
)

// Fate is what an import would make of a row, or has made of it.
type Fate string

// The fates, in the order they are told.
const (
	FateNew     Fate = "new"
	FateChanged Fate = "changed"
	FateSame    Fate = "same"
	FateRefused Fate = "refused"
)

// Fates lists the fates in the order they are told.
func Fates() []Fate { return []Fate{FateNew, FateChanged, FateSame, FateRefused} }

// Only says which rows are written when some are refused.
type Only string

// Listed writes the good rows and lists the others; All writes nothing unless every row is good.
const (
	Listed Only = "listed"
	All    Only = "all"
)

// Import is one table to be brought into the ledger, by whom, and how its columns are meant.
type Import struct {
	App    *app.App
	Caller *app.Caller
	// Check gives the faults of shape (lengths, ranges) that the API would refuse a content for.
	Check func(*domain.Content) []domain.Fault
	Table io.ReaderAt
	Size  int64
	// Request has the languages that the table may be written in, and the catalogue.
	Request reports.Request
	Options reports.ReadOptions
}

// Told hears how many rows are done, of how many (0: not known); an error of it ends the work.
type Told func(done, total int64) error

// ImportSpec is the Spec of an import job.
type ImportSpec struct {
	Name    string            `json:"name"` // of the file, as its owner calls it
	Sheet   string            `json:"sheet,omitempty"`
	Mapping map[string]string `json:"mapping,omitempty"` // key by heading or letter; "" leaves a column out; nil: as a preset has it
	Preset  domain.ID         `json:"preset,omitempty"`  // whose mapping is wanted
	Only    Only              `json:"only,omitempty"`
}

// Summary is the Result of an import job.
type Summary struct {
	Format   string         `json:"format"`
	Encoding string         `json:"encoding,omitempty"`
	Doubt    bool           `json:"doubt,omitempty"` // the encoding is a guess
	Sheet    string         `json:"sheet,omitempty"` // the one taken
	Sheets   []string       `json:"sheets,omitempty"`
	Head     int            `json:"head,omitempty"` // the row of the headings
	Columns  []ImportColumn `json:"columns"`
	// Unknown says that no row of the table is known as its headings: the first one that holds something is shown as
	// Columns, and no row is read before a mapping names the column of the title.
	Unknown bool `json:"unknown,omitempty"`
	// Mapping is the one that was used, and Preset the caller's preset that it is of, if any.
	Mapping map[string]string `json:"mapping,omitempty"`
	Preset  domain.ID         `json:"preset,omitempty"`
	Rows    int64             `json:"rows"`
	Counts  map[Fate]int64    `json:"counts"`
	// Applied says that the counts tell what was written, and not what would be.
	Applied bool `json:"applied"`
	// HeldBack says that rows were refused when all or nothing was to be written, so nothing was.
	HeldBack bool `json:"held_back,omitempty"`

	File  string `json:"file,omitempty"`  // the name under which the desk keeps the rows
	Scope string `json:"scope,omitempty"` // digest of what its owner could see then
}

// ImportColumn is a column of the table. Key is "" where it is not known or left out; a known one that is not Read
// is for people only.
type ImportColumn struct {
	Letter  string `json:"letter"`
	Heading string `json:"heading"`
	Key     string `json:"key,omitempty"`
	Read    bool   `json:"read"`
}

// ImportRow is a row of the table and what becomes of it.
type ImportRow struct {
	Row  int    `json:"row"` // as the spreadsheet numbers it
	Fate Fate   `json:"fate"`
	ID   string `json:"id,omitempty"`
	// Revision is the one of the record that the row was compared with; 0 where there was none.
	Revision int64       `json:"revision,omitempty"`
	Title    string      `json:"title,omitempty"`
	Date     domain.Date `json:"date,omitzero"`
	Changes  []RowChange `json:"changes,omitempty"`
	Code     string      `json:"code,omitempty"` // of a refusal
	Faults   []RowFault  `json:"faults,omitempty"`
}

// RowChange is one field that the row changes; a nil side was not there. Key names the column it stands in.
type RowChange struct {
	Pointer string `json:"pointer"`
	Key     string `json:"key,omitempty"`
	Before  any    `json:"before,omitempty"`
	After   any    `json:"after,omitempty"`
}

// RowFault is one reason why a row is refused: a message and, where it is about one cell, its column.
type RowFault struct {
	Pointer string         `json:"pointer,omitempty"`
	Key     string         `json:"key,omitempty"`
	Letter  string         `json:"letter,omitempty"`
	Heading string         `json:"heading,omitempty"`
	Message string         `json:"message"` // its key
	Params  map[string]any `json:"params,omitempty"`
}
