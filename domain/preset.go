package domain

// Preset is something a user has set up once and wants again: the settings of an export, which also have a
// stable address of their own, how the headings of a table are meant, or a view of the records.
type Preset struct {
	ID        ID
	Owner     string
	Kind      PresetKind
	Name      string
	Body      []byte // JSON by Kind
	ChangedAt Instant
	Revision  int64
}

// PresetKind says what a preset sets.
type PresetKind string

// The kinds of preset.
const (
	PresetExport  PresetKind = "export"
	PresetMapping PresetKind = "mapping"
	PresetView    PresetKind = "view"
)
