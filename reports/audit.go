package reports

import (
	"context"
	"io"
	"time"

	"outreach/domain"
)

// AuditSource hands entries of the audit log to each, with the name of who acted.
type AuditSource func(each func(e *domain.Event, actor string) error) error

// auditRow is one entry with the name of who acted.
type auditRow struct {
	*domain.Event
	name string
}

// auditFields are the columns of an exported audit log. The last ones let anybody verify it: an entry's hash is the
// SHA-256 of what the column "entry" holds, and an entry names the hash of the one before it.
func auditFields() []field[auditRow] {
	text := func(key string, value func(*auditRow) string) field[auditRow] {
		return field[auditRow]{col(key, asText, 20), func(_ *run, e *auditRow) cell { return words(value(e)) }}
	}
	return []field[auditRow]{
		{col("audit_seq", asWhole, 9), func(_ *run, e *auditRow) cell { return whole(e.Seq) }},
		text("audit_at", func(e *auditRow) string { return e.At.Time().UTC().Format(time.RFC3339Nano) }),
		text("audit_actor", func(e *auditRow) string { return e.Actor }),
		text("audit_actor_name", func(e *auditRow) string { return e.name }),
		text("audit_action", func(e *auditRow) string { return e.Action }),
		text("audit_subject", func(e *auditRow) string { return e.Subject }),
		text("audit_area", func(e *auditRow) string {
			if e.Placed.Area == 0 {
				return ""
			}
			return e.Placed.Area.String()
		}),
		text("audit_area_name", func(e *auditRow) string { return e.Placed.Name }),
		text("audit_programme", func(e *auditRow) string { return e.Programme }),
		{col("audit_revision", asWhole, 9), func(_ *run, e *auditRow) cell { return whole(e.Revision) }},
		text("audit_before", func(e *auditRow) string { return e.Before }),
		text("audit_after", func(e *auditRow) string { return e.After }),
		text("audit_note", func(e *auditRow) string { return e.Note }),
		text("audit_prev", func(e *auditRow) string { return e.Prev }),
		text("audit_hash", func(e *auditRow) string { return e.Hash }),
		text("audit_entry", func(e *auditRow) string { return string(e.Covered()) }),
	}
}

// AuditCSV writes entries of the audit log as CSV does a report.
func AuditCSV(ctx context.Context, w io.Writer, text domain.Text, src AuditSource) error {
	r := newRun(ctx, nil, Request{Text: text})
	fields := auditFields()
	out := newCSVWriter(w)
	out.head(r, columnsOf(fields))
	cells := make([]cell, len(fields))
	err := src(func(e *domain.Event, actor string) error {
		row := auditRow{e, actor}
		for i := range fields {
			cells[i] = fields[i].value(r, &row)
		}
		return out.row(cells)
	})
	if err != nil {
		return err
	}
	return out.close()
}
