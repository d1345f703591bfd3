package job

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"slices"

	"outreach/app"
	"outreach/domain"
	"outreach/reports"
)

// Formats of an export's file, as its name ends.
const (
	Workbook = "xlsx"
	CSV      = "csv"
	JSON     = "json" // of a preset's data only
)

// Wish says what file is wanted: the spec of an export job, and the body of an export preset.
type Wish struct {
	Report string      `json:"report" validate:"required,max=16" description:"r1 to r15, or all, which is a workbook only"`
	Format string      `json:"format,omitempty" validate:"omitempty,oneof=xlsx csv" description:"xlsx where absent"`
	Lang   string      `json:"lang,omitempty" validate:"omitempty,oneof=zh en" description:"language of the sheets; by Accept-Language where absent"`
	Filter SavedFilter `json:"filter,omitzero"`
	// Columns narrow one report to some of its columns, which stand in the report's own order.
	Columns []string `json:"columns,omitempty" validate:"max=100,unique,dive,max=64" description:"keys of the report's columns, as its JSON names them; all that it usually has where absent"`
}

// Made is what an export job came to: its result.
type Made struct {
	File   string         `json:"file"` // the name under which the desk keeps it
	Name   string         `json:"name"` // the name under which a reader saves it
	Rows   int64          `json:"rows"` // in all its sheets together
	Sheets []Sheet        `json:"sheets"`
	Bytes  int64          `json:"bytes"`
	SHA256 string         `json:"sha256"`
	AsOf   domain.Instant `json:"as_of"` // the moment its figures are of
	Scope  string         `json:"scope"` // digest of what its owner could see then
}

// Checked gives the wish with its silences filled and its relative period read on a day. A report that is not
// there is NotFound; all as CSV, and columns that the report does not offer, are Invalid.
func (e Wish) Checked(lang string, today domain.Date) (Wish, error) {
	if !slices.Contains(reports.List(), e.Report) {
		return e, domain.Refuse(domain.NotFound, "error.not_found.report", "Value", e.Report)
	}
	if e.Format == "" {
		e.Format = Workbook
	}
	if e.Format != Workbook && e.Report == reports.All {
		return e, domain.RefuseFields(domain.FaultAt("/format", "error.report.csv", "Value", e.Report))
	}
	if err := reports.CheckColumns(e.Report, e.Columns); err != nil {
		return e, err
	}
	if e.Lang == "" {
		e.Lang = lang
	}
	var err error
	e.Filter, err = e.Filter.On(today)
	return e, err
}

// BeginExport takes an export; lang is the language where it names none.
func (d *Desk) BeginExport(ctx context.Context, caller *app.Caller, e Wish, lang string) (domain.Job, error) {
	e, err := e.Checked(lang, domain.DayOf(d.now()))
	if err != nil {
		return domain.Job{}, err
	}
	spec, err := json.Marshal(e)
	if err != nil {
		return domain.Job{}, fmt.Errorf("export: %w", err)
	}
	return d.Begin(ctx, caller, domain.JobExport, spec)
}

// Again takes an export with the settings of an earlier one, relative periods read anew.
func (d *Desk) Again(ctx context.Context, caller *app.Caller, id domain.ID) (domain.Job, error) {
	job, err := d.Job(ctx, caller, domain.JobExport, id)
	if err != nil {
		return job, err
	}
	e, err := exportOf(&job)
	if err != nil {
		return job, err
	}
	if e.Filter.Period != "" {
		e.Filter.From, e.Filter.To = 0, 0
	}
	return d.BeginExport(ctx, caller, e, e.Lang)
}

func exportOf(job *domain.Job) (Wish, error) {
	var e Wish
	if err := json.Unmarshal(job.Spec, &e); err != nil {
		return e, fmt.Errorf("spec of job %s: %w", job.ID, err)
	}
	return e, nil
}

// Owner gives a job's owner as a caller, with the grants of this moment: one who is disabled, or holds none of
// some roles any more, is Forbidden.
func (d *Desk) Owner(ctx context.Context, job *domain.Job, roles ...domain.Role) (*app.Caller, error) {
	user, err := d.store.User(ctx, job.Owner)
	if err != nil && domain.CodeOf(err) != domain.NotFound {
		return nil, err
	}
	if err != nil || user.Disabled || !slices.ContainsFunc(roles, user.Has) {
		return nil, domain.Refuse(domain.Forbidden, "error.forbidden.job")
	}
	return &app.Caller{User: user}, nil
}

// exporters lists the roles that may export.
func exporters() []domain.Role {
	return []domain.Role{domain.RoleManager, domain.RoleAuthor, domain.RoleAdmin}
}

// export is the Work of an export.
func (d *Desk) export(ctx context.Context, job domain.Job, p *Progress) ([]byte, domain.JobState, error) {
	caller, err := d.Owner(ctx, &job, exporters()...)
	if err != nil {
		return nil, "", err
	}
	wish, err := exportOf(&job)
	if err != nil {
		return nil, "", err
	}
	made := Made{File: fileName(&job, "."+wish.Format), AsOf: d.instant(), Scope: scopeDigest(&caller.User)}
	text := d.texts.For(wish.Lang)
	made.Name = SaveName(text, wish.Report, made.AsOf, wish.Format)
	req := Request{Export: wish, Filter: wish.Filter.Filter(), Text: text, Now: made.AsOf, Progress: p.Progress}
	err = d.files.Put(ctx, made.File, func(w io.Writer) error {
		m := &meter{stopped: ctx.Err, w: w, hash: sha256.New()}
		written, err := Write(ctx, d.app, caller, m, req)
		made.Rows, made.Sheets, made.Bytes, made.SHA256 = written.Rows, written.Sheets, m.bytes, m.sum()
		return err
	})
	if err != nil {
		return nil, "", err
	}
	result, err := json.Marshal(made)
	return result, domain.JobDone, err
}

// SaveName gives the name under which a reader saves a report: its title and the day.
func SaveName(text domain.Text, report string, now domain.Instant, format string) string {
	return reports.Title(text, report) + "-" + now.Day().String() + "." + format
}

// scopeDigest tells whether what a user may see has changed.
func scopeDigest(u *domain.User) string {
	raw, err := json.Marshal(u.Scope())
	if err != nil { // text and numbers always marshal
		return ""
	}
	return domain.Digest(raw)
}

// meter counts and digests what passes, until it is stopped.
type meter struct {
	stopped func() error // why nothing more is to pass
	w       io.Writer
	bytes   int64
	hash    hash.Hash
}

// Write passes bytes on.
func (m *meter) Write(b []byte) (int, error) {
	if err := m.stopped(); err != nil {
		return 0, err
	}
	n, err := m.w.Write(b)
	m.bytes += int64(n)
	m.hash.Write(b[:n])
	return n, err
}

func (m *meter) sum() string { return hex.EncodeToString(m.hash.Sum(nil)) }
