package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"outreach/app"
	"outreach/domain"
	"outreach/reports"
	"outreach/reports/table"
	"outreach/repository"
)

// maxImports is how many imports a user may have that are not deleted yet: their tables lie on the disk.
const maxImports = 20

// ImportParts are what imports are made of besides the desk.
type ImportParts struct {
	Languages []string            // that a table may be written in; at least one
	Aliases   map[string][]string // further headings by key
	// Check gives the faults of shape that the API would refuse a content for.
	Check    func(*domain.Content) []domain.Fault
	MaxBytes int64 // of a table; 0: 32 MiB
}

// Imports brings tables into the ledger as jobs of a desk.
type Imports struct {
	desk  *Desk
	parts ImportParts
}

// NewImports makes the desk do imports; it must not run yet.
func NewImports(d *Desk, p ImportParts) *Imports {
	if p.MaxBytes <= 0 {
		p.MaxBytes = 32 << 20
	}
	i := &Imports{desk: d, parts: p}
	d.works[domain.JobImport] = i.work
	return i
}

// MaxBytes is how large a table may be.
func (i *Imports) MaxBytes() int64 { return i.parts.MaxBytes }

// importers lists the roles that may import: those that may record.
func importers() []domain.Role {
	return []domain.Role{domain.RoleVolunteer, domain.RoleManager, domain.RoleAdmin}
}

func uploadName(id domain.ID) string { return string(id) + ".upload" }

// rowsName names the rows that a run of a job makes: by the job's revision, which no other run has.
func rowsName(job *domain.Job) string {
	return string(job.ID) + ".rows-" + strconv.FormatInt(job.Revision, 10)
}

// Begin keeps a table and takes a job that makes its preview. One over the limit is TooLarge, an empty one
// Malformed; a user who has too many imports already is RateLimited.
func (i *Imports) Begin(ctx context.Context, caller *app.Caller, spec ImportSpec, table io.Reader) (domain.Job, error) {
	d := i.desk
	held, err := d.Jobs(ctx, caller, domain.JobImport)
	if err != nil {
		return domain.Job{}, err
	}
	held = slices.DeleteFunc(held, func(j domain.Job) bool {
		return Expired(&j, d.instant()) || j.State == domain.JobFailed || j.State == domain.JobCancelled
	})
	if len(held) >= maxImports {
		return domain.Job{}, domain.Refuse(domain.RateLimited, "error.rate_limited.imports", "Limit", maxImports, "Seconds", 60)
	}
	body, err := encoded(spec)
	if err != nil {
		return domain.Job{}, err
	}
	id, err := d.NewID()
	if err != nil {
		return domain.Job{}, err
	}
	if err := d.files.Put(ctx, uploadName(id), i.keep(table)); err != nil {
		return domain.Job{}, err
	}
	job, err := d.BeginAs(ctx, caller, domain.Job{ID: id, Kind: domain.JobImport, Step: domain.StepPreview, Spec: body})
	if err != nil {
		return job, errors.Join(err, d.files.Remove(ctx, uploadName(id)))
	}
	return job, nil
}

func (i *Imports) keep(table io.Reader) func(io.Writer) error {
	return func(w io.Writer) error {
		n, err := io.Copy(w, io.LimitReader(table, i.parts.MaxBytes+1))
		switch {
		case err != nil:
			return fmt.Errorf("table: %w", err)
		case n == 0:
			return domain.Refuse(domain.Malformed, "error.import.empty")
		case n > i.parts.MaxBytes:
			return domain.Refuse(domain.TooLarge, "error.too_large.body", "Limit", i.parts.MaxBytes>>10)
		}
		return nil
	}
}

func encoded(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	return raw, nil
}

// Seen names a job as its owner has looked at it: at which revision.
type Seen struct {
	ID       domain.ID
	Revision int64
}

// Remap makes another preview of the caller's ready import, with other words on its columns. One that has another
// preview than was seen is Conflict.
func (i *Imports) Remap(ctx context.Context, caller *app.Caller, seen Seen, sheet string, mapping map[string]string) (domain.Job, error) {
	return i.requeue(ctx, caller, seen, domain.StepPreview, func(s *ImportSpec) { s.Sheet, s.Mapping, s.Preset = sheet, mapping, "" })
}

// Apply sends the caller's ready import to be applied. One that has another preview than was seen is Conflict, and so
// is, with All, one whose preview has refused rows.
func (i *Imports) Apply(ctx context.Context, caller *app.Caller, seen Seen, only Only) (domain.Job, error) {
	job, err := i.desk.Job(ctx, caller, domain.JobImport, seen.ID)
	if err != nil {
		return job, err
	}
	s, err := SummaryOf(&job)
	switch {
	case err == nil && s.Unknown:
		return job, domain.Refuse(domain.Conflict, "error.import.no_sheet")
	case err == nil && only == All && s.Counts[FateRefused] > 0:
		return job, domain.Refuse(domain.Conflict, "error.conflict.import", "Count", s.Counts[FateRefused])
	}
	return i.requeue(ctx, caller, seen, domain.StepApply, func(s *ImportSpec) { s.Only = only })
}

func (i *Imports) requeue(ctx context.Context, caller *app.Caller, seen Seen, step domain.JobStep, change func(*ImportSpec)) (domain.Job, error) {
	if _, err := i.desk.Job(ctx, caller, domain.JobImport, seen.ID); err != nil {
		return domain.Job{}, err
	}
	return i.desk.Requeue(ctx, caller, seen.ID, func(job *domain.Job) error {
		if job.Revision != seen.Revision {
			return domain.Refuse(domain.Conflict, "error.conflict.preview")
		}
		spec, err := SpecOf(job)
		if err != nil {
			return err
		}
		change(&spec)
		job.Step = step
		job.Spec, err = encoded(spec)
		return err
	})
}

// SpecOf reads the spec of an import job.
func SpecOf(job *domain.Job) (ImportSpec, error) {
	var s ImportSpec
	if err := json.Unmarshal(job.Spec, &s); err != nil {
		return s, fmt.Errorf("spec of job %s: %w", job.ID, err)
	}
	return s, nil
}

// SummaryOf reads what an import job has come to; one that has come to nothing yet is NotFound.
func SummaryOf(job *domain.Job) (Summary, error) {
	var s Summary
	if len(job.Result) == 0 {
		return s, domain.Refuse(domain.NotFound, "error.not_found.file", "ID", string(job.ID))
	}
	if err := json.Unmarshal(job.Result, &s); err != nil {
		return s, fmt.Errorf("result of job %s: %w", job.ID, err)
	}
	return s, nil
}

// Rows opens the rows of the caller's own import as they were shown, or as they were applied; the caller closes
// the file. Rows that have expired, or hold what the caller may no longer see, are Gone.
func (i *Imports) Rows(ctx context.Context, caller *app.Caller, id domain.ID) (*Rows, repository.File, error) {
	job, err := i.desk.Job(ctx, caller, domain.JobImport, id)
	if err != nil {
		return nil, nil, err
	}
	if s, err := SummaryOf(&job); err == nil && s.Scope != scopeDigest(&caller.User) {
		return nil, nil, domain.Refuse(domain.Gone, "error.gone.scope")
	}
	return i.rows(ctx, &job)
}

func (i *Imports) rows(ctx context.Context, job *domain.Job) (*Rows, repository.File, error) {
	s, err := SummaryOf(job)
	if err != nil {
		return nil, nil, err
	}
	file, err := i.desk.files.Open(ctx, s.File)
	if domain.CodeOf(err) == domain.NotFound || Expired(job, i.desk.instant()) {
		return nil, nil, errors.Join(domain.Refuse(domain.Gone, "error.gone.file"), closed(file))
	}
	if err != nil {
		return nil, nil, err
	}
	r, err := OpenRows(file, file.Size())
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return r, file, nil
}

func closed(f repository.File) error {
	if f == nil {
		return nil
	}
	return f.Close()
}

// work is the Work of an import: its preview, or its apply.
func (i *Imports) work(ctx context.Context, job domain.Job, p *Progress) (result []byte, next domain.JobState, err error) {
	d := i.desk
	caller, err := d.Owner(ctx, &job, importers()...)
	if err != nil {
		return nil, "", err
	}
	table, im, err := i.open(ctx, caller, &job)
	if err != nil {
		return nil, "", err
	}
	defer func() { err = closing(table, err) }()
	if err := i.tidy(ctx, &job); err != nil {
		return nil, "", err
	}
	var s Summary
	next = domain.JobReady
	if job.Step == domain.StepApply {
		s, next, err = i.apply(ctx, im, &job, p.Progress)
	} else {
		s, err = i.preview(ctx, im, &job, p.Progress)
	}
	if err != nil {
		return nil, "", err
	}
	s.File, s.Scope = rowsName(&job), scopeDigest(&caller.User)
	result, err = encoded(s)
	return result, next, err
}

// open gives the table of a job and how it is to be brought in. The caller closes the table.
func (i *Imports) open(ctx context.Context, caller *app.Caller, job *domain.Job) (repository.File, *Import, error) {
	file, err := i.desk.files.Open(ctx, uploadName(job.ID))
	if domain.CodeOf(err) == domain.NotFound {
		err = domain.Refuse(domain.Gone, "error.gone.file")
	}
	if err != nil {
		return nil, nil, err
	}
	var texts []domain.Text
	for _, lang := range i.parts.Languages {
		texts = append(texts, i.desk.texts.For(lang))
	}
	return file, &Import{
		App: i.desk.app, Caller: caller, Check: i.parts.Check, Table: file, Size: file.Size(),
		Request: reports.Request{Text: texts[0], Languages: texts[1:], Catalogue: i.desk.app.Catalogue(), Now: i.desk.instant(), Actor: caller.User.Name},
		Options: reports.ReadOptions{Mapping: map[string]string{}, Aliases: i.parts.Aliases, Limits: table.Limits{Upload: i.parts.MaxBytes}},
	}, nil
}

func (i *Imports) preview(ctx context.Context, im *Import, job *domain.Job, told Told) (s Summary, err error) {
	spec, err := SpecOf(job)
	if err != nil {
		return s, err
	}
	im.Options.Sheet = spec.Sheet
	preset, mapping, err := i.mapping(ctx, im, spec)
	if err != nil {
		return s, err
	}
	im.Options.Mapping = mapping
	err = i.desk.files.Put(ctx, rowsName(job), func(w io.Writer) (err error) {
		s, err = im.Preview(ctx, w, told)
		if !s.Unknown || domain.CodeOf(err) != domain.Malformed {
			return err
		}
		s.Counts = map[Fate]int64{} // its owner can still say what the columns hold
		return newRowWriter(w).close()
	})
	s.Preset, s.Mapping = preset, mapping
	return s, err
}

// tidy removes the rows of earlier runs, but those that the job's result names.
func (i *Imports) tidy(ctx context.Context, job *domain.Job) error {
	kept := ""
	if s, err := SummaryOf(job); err == nil {
		kept = s.File
	}
	return i.desk.remove(ctx, func(name string) bool {
		return strings.HasPrefix(name, string(job.ID)+".rows-") && name != kept
	})
}

// apply applies a job's preview. Where all or nothing is wanted, everything is judged before anything is written;
// what a run that was broken off has written already cannot be taken back, so then the rest is applied and listed.
func (i *Imports) apply(ctx context.Context, im *Import, job *domain.Job, told Told) (s Summary, next domain.JobState, err error) {
	spec, err := SpecOf(job)
	if err != nil {
		return s, "", err
	}
	before, err := SummaryOf(job)
	if err != nil {
		return s, "", err
	}
	shown, file, err := i.rows(ctx, job)
	if err != nil {
		return s, "", err
	}
	defer func() { err = closing(file, err) }()
	im.as(&before)
	defer func() { s.Preset, s.Mapping = before.Preset, before.Mapping }()
	if spec.Only == All {
		var written int64
		err := i.desk.files.Put(ctx, rowsName(job), func(w io.Writer) (err error) {
			s, written, err = im.Rehearse(ctx, shown, w, told)
			return err
		})
		if err != nil {
			return s, "", err
		}
		if s.HeldBack = s.Counts[FateRefused] > 0 && written == 0; s.HeldBack {
			return s, domain.JobReady, nil
		}
	}
	err = i.desk.files.Put(ctx, rowsName(job), func(w io.Writer) (err error) {
		s, err = im.Apply(ctx, shown, w, told)
		return err
	})
	return s, domain.JobDone, err
}

// as makes an import read its table as an earlier step did.
func (i *Import) as(before *Summary) {
	i.Options.Sheet, i.Options.Mapping = before.Sheet, before.Mapping
	if i.Options.Mapping == nil {
		i.Options.Mapping = map[string]string{}
	}
}

func closing(c io.Closer, err error) error { return errors.Join(err, c.Close()) }
