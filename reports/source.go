package reports

import (
	"context"

	"outreach/domain"
)

// Source gives records and figures as one caller may see them; filters are narrowed to its scope.
type Source interface {
	// WalkActivities hands every version a filter takes to each, newest date first, then by id downwards,
	// until each fails; that error comes back as it was.
	WalkActivities(ctx context.Context, f domain.Filter, each func(domain.Activity) error) error
	// Answer gives figures of the versions fit to count; no status means approved.
	Answer(ctx context.Context, q domain.Question) (domain.Answer, error)
	// Reach gives what in-person activities reached, sorted by code.
	Reach(ctx context.Context, q domain.ReachQuestion) ([]domain.Reached, error)
	// Findings gives what the rules find in a content today.
	Findings(c *domain.Content) []domain.Finding
	// Corrections hands every field that was changed after its record had been approved to each: records as
	// WalkActivities gives them, then those that the filter takes no more but took before a change, changes oldest first.
	Corrections(ctx context.Context, f domain.Filter, each func(domain.Correction) error) error
}

// Request says what a report is about and how it is written.
type Request struct {
	// Filter says which records are meant. Without statuses R1 lists each record's newest version, and
	// all other reports count approved ones.
	Filter domain.Filter
	// Text gives headings and words in the reader's language.
	Text domain.Text
	// Languages are further languages that a table to be read may have its headings and labels in.
	Languages []domain.Text
	// Catalogue gives labels, areas and campuses.
	Catalogue *domain.Catalogue
	// Now is the moment the figures are as of.
	Now domain.Instant
	// Actor names who asked, for the first sheet.
	Actor string
	// Cube is the answered question that Stats prints; its filter stands in Filter, settled. Other reports ignore it.
	Cube *Cube
	// Columns are the keys of the columns wanted, in any order; none: the report's usual ones. Names that the report
	// does not offer are Invalid.
	Columns []string
	// Names gives users' names by id; one that is not in it is told by the id.
	Names map[string]string
	// Wrote hears, once a report is written, how many rows it has without totals; nil: nobody listens.
	Wrote func(report string, rows int64)
}
