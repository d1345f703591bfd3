package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"outreach/app"
	"outreach/app/job"
	"outreach/domain"
	"outreach/reports"
)

// mediaTable is any body: what a table is shows in its content.
const mediaTable = "application/octet-stream"

// Import is an import as a job: what was sent, how far it is, and what it would do or has done.
type Import struct {
	Job
	Step   domain.JobStep `json:"step"`
	Name   string         `json:"name,omitempty"` // of the file
	Only   job.Only       `json:"only"`           // listed: the good rows are written; all: all rows or none
	Result *ImportResult  `json:"result,omitempty"`
}

// ImportResult is the preview, or, once applied is true, what was written.
type ImportResult struct {
	Format   string             `json:"format"`
	Encoding string             `json:"encoding,omitempty"`
	Doubt    bool               `json:"doubt,omitempty"` // the encoding is a guess: show some text before applying
	Sheet    string             `json:"sheet,omitempty"`
	Sheets   []string           `json:"sheets,omitempty"`
	Columns  []ImportColumn     `json:"columns"`
	Unknown  bool               `json:"unknown"` // no headings are known: nothing is read before a mapping names the title's column
	Fields   []ImportField      `json:"fields"`  // what a column can be mapped to
	Preset   domain.ID          `json:"preset,omitempty"`
	Rows     int64              `json:"rows"`
	Counts   map[job.Fate]int64 `json:"counts"`
	Applied  bool               `json:"applied"`
	HeldBack bool               `json:"held_back,omitempty"` // rows were refused when all or none were to be written
}

// ImportColumn is a column of the table and the field it is read as, if any.
type ImportColumn struct {
	Letter  string `json:"letter"`
	Heading string `json:"heading"`
	Field   string `json:"field,omitempty"`
	Label   string `json:"label,omitempty"`
	Read    bool   `json:"read"` // its cells are taken over; other known columns are for people to read
}

// ImportField is a field that a column can hold.
type ImportField struct {
	Field string `json:"field"`
	Label string `json:"label"`
}

// Imports are a user's imports, newest first.
type Imports struct {
	Items []Import `json:"items"`
}

// ImportRow is a row of the table with its fate: what it changes, or why it is refused.
type ImportRow struct {
	Row      int            `json:"row"`
	Fate     job.Fate       `json:"fate"`
	ID       string         `json:"id,omitempty"`
	Revision int64          `json:"revision,omitempty"` // of the record it was compared with
	Title    string         `json:"title,omitempty"`
	Date     domain.Date    `json:"date,omitzero"`
	Changes  []ImportChange `json:"changes,omitempty"`
	Code     string         `json:"code,omitempty"` // of a refusal
	Reasons  []ImportReason `json:"reasons,omitempty"`
}

// ImportChange is a field that the row changes; an absent side was not there.
type ImportChange struct {
	Pointer string `json:"pointer"`
	Field   string `json:"field,omitempty"`
	Label   string `json:"label,omitempty"`
	Before  any    `json:"before,omitempty"`
	After   any    `json:"after,omitempty"`
}

// ImportReason is one reason why a row is refused, and where it stands.
type ImportReason struct {
	Sheet   string `json:"sheet,omitempty"`
	Row     int    `json:"row"`
	Column  string `json:"column,omitempty"` // its letter
	Heading string `json:"heading,omitempty"`
	Pointer string `json:"pointer,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (s *Server) importOf(j *domain.Job, text domain.Text) (Import, error) {
	out := Import{Job: s.jobOf(j, text), Step: j.Step, Only: job.Listed}
	if len(j.Spec) > 0 {
		spec, err := job.SpecOf(j)
		if err != nil {
			return out, err
		}
		out.Name = spec.Name
		if spec.Only != "" {
			out.Only = spec.Only
		}
	}
	sum, err := job.SummaryOf(j)
	if domain.CodeOf(err) == domain.NotFound {
		return out, nil
	}
	r := &ImportResult{
		Format: sum.Format, Encoding: sum.Encoding, Doubt: sum.Doubt, Sheet: sum.Sheet, Sheets: sum.Sheets, Preset: sum.Preset,
		Unknown: sum.Unknown, Rows: sum.Rows, Counts: sum.Counts, Applied: sum.Applied, HeldBack: sum.HeldBack, Columns: make([]ImportColumn, len(sum.Columns)),
	}
	for i, c := range sum.Columns {
		r.Columns[i] = ImportColumn{c.Letter, c.Heading, c.Key, fieldLabel(text, c.Key), c.Read}
	}
	for _, key := range reports.Keys() {
		r.Fields = append(r.Fields, ImportField{key, fieldLabel(text, key)})
	}
	out.Result = r
	return out, err
}

// fieldLabel names a field as the heading of its column does.
func fieldLabel(text domain.Text, key string) string {
	if key == "" {
		return ""
	}
	return text.T("report.col."+key, nil)
}

type addImportInput struct {
	Name    string    `query:"name" json:"-" validate:"required,max=200" description:"of the file, as its owner calls it"`
	Mapping domain.ID `query:"mapping" json:"-" validate:"omitempty,uuid7" description:"preset of kind mapping; where absent, the caller's own that fits the headings"`
	Sheet   string    `query:"sheet" json:"-" validate:"max=31" description:"the first one with known headings where absent"`
}

func (s *Server) addImport(ctx context.Context, c *call, in *addImportInput) (Import, error) {
	spec := job.ImportSpec{Name: in.Name, Preset: in.Mapping, Sheet: in.Sheet}
	j, err := s.imports.Begin(ctx, c.caller, spec, c.stream)
	if err == nil {
		c.header("Location", Base+"/imports/"+string(j.ID))
	}
	return s.importTaken(c, j, err)
}

func (s *Server) importTaken(c *call, j domain.Job, err error) (Import, error) {
	if err != nil {
		return Import{}, err
	}
	return s.importOf(&j, c.text)
}

func (s *Server) listImports(ctx context.Context, c *call, in *jobsInput) (Imports, error) {
	list, err := s.jobs(ctx, c, domain.JobImport, in.Everybody)
	if err != nil {
		return Imports{}, err
	}
	out := Imports{Items: make([]Import, len(list))}
	for i := range list {
		if out.Items[i], err = s.importOf(&list[i], c.text); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (s *Server) getImport(ctx context.Context, c *call, in *jobPath) (Import, error) {
	j, err := s.desk.Job(ctx, c.caller, domain.JobImport, in.ID)
	return s.importTaken(c, j, err)
}

func (s *Server) cancelImport(ctx context.Context, c *call, in *jobPath) (none, error) {
	return none{}, s.desk.Cancel(ctx, c.caller, domain.JobImport, in.ID)
}

func (s *Server) importEvents(ctx context.Context, c *call, in *feedInput) (*feed, error) {
	return s.follow(ctx, c, domain.JobImport, in, func(j *domain.Job) (any, error) { return s.importOf(j, c.text) })
}

type mapInput struct {
	jobPath
	changing
	Sheet   string            `json:"sheet,omitempty" validate:"max=31" description:"the first one with known headings where absent"`
	Mapping map[string]string `json:"mapping" validate:"required,max=200,dive,keys,required,max=200,endkeys,max=64" description:"field by heading or column letter; an empty one leaves the column out"`
	Save    string            `json:"save,omitempty" validate:"max=100" description:"name under which the mapping is kept as a preset, for other tables with these headings"`
}

// seen names the job as the caller has looked at it.
func (c changing) seen(id domain.ID) (job.Seen, error) {
	from, err := c.from()
	return job.Seen{ID: id, Revision: from}, err
}

func (s *Server) mapImport(ctx context.Context, c *call, in *mapInput) (Import, error) {
	seen, err := in.seen(in.ID)
	if err != nil {
		return Import{}, err
	}
	held, err := s.desk.Job(ctx, c.caller, domain.JobImport, in.ID)
	if err != nil {
		return Import{}, err
	}
	// Kept first: that there is no room for it is told before anything changes.
	if in.Save != "" && held.State == domain.JobReady && held.Revision == seen.Revision {
		if err := s.saveMapping(ctx, c.caller, in); err != nil {
			return Import{}, err
		}
	}
	j, err := s.imports.Remap(ctx, c.caller, seen, in.Sheet, in.Mapping)
	return s.importTaken(c, j, err)
}

// saveMapping keeps a mapping as a preset of the caller's, in the place of the one that names the same headings.
func (s *Server) saveMapping(ctx context.Context, caller *app.Caller, in *mapInput) error {
	body, err := json.Marshal(in.Mapping)
	if err != nil {
		return err
	}
	entry := app.PresetEntry{Kind: domain.PresetMapping, Name: in.Save, Body: body}
	held, err := s.app.Presets(ctx, caller, domain.PresetMapping)
	if err != nil {
		return err
	}
	for i := range held {
		p, err := presetOf(&held[i])
		if err != nil {
			return err
		}
		if maps.EqualFunc(p.Mapping, in.Mapping, func(string, string) bool { return true }) {
			entry.Revision = p.Revision
			_, err = s.app.ChangePreset(ctx, caller, p.ID, entry)
			return err
		}
	}
	_, err = s.app.AddPreset(ctx, caller, entry)
	return err
}

type applyInput struct {
	jobPath
	changing
	Only job.Only `json:"only,omitempty" validate:"omitempty,oneof=listed all" description:"listed (where absent): write the good rows and list the others; all: write nothing unless every row is good"`
}

func (s *Server) applyImport(ctx context.Context, c *call, in *applyInput) (Import, error) {
	if in.Only == "" {
		in.Only = job.Listed
	}
	seen, err := in.seen(in.ID)
	if err != nil {
		return Import{}, err
	}
	j, err := s.imports.Apply(ctx, c.caller, seen, in.Only)
	return s.importTaken(c, j, err)
}

type rowsInput struct {
	jobPath
	paging
	Fate job.Fate `query:"fate" json:"-" validate:"omitempty,oneof=new changed same refused" description:"all rows where absent"`
}

func (s *Server) importRows(ctx context.Context, c *call, in *rowsInput) (p Page[ImportRow], err error) {
	j, err := s.desk.Job(ctx, c.caller, domain.JobImport, in.ID)
	if err != nil {
		return p, err
	}
	rows, file, err := s.imports.Rows(ctx, c.caller, in.ID)
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sum, err := job.SummaryOf(&j)
	if err != nil {
		return p, err
	}
	page := in.page()
	from := int64(0)
	if page.Cursor != "" {
		if from, err = strconv.ParseInt(page.Cursor, 10, 64); err != nil || from < 0 {
			return p, domain.Refuse(domain.Malformed, "error.malformed.cursor")
		}
	}
	list, err := rows.Page(in.Fate, from, page.Limit)
	if err != nil {
		return p, err
	}
	p = Page[ImportRow]{Items: make([]ImportRow, len(list)), Total: rows.Count(in.Fate)}
	for i := range list {
		p.Items[i] = rowOf(&list[i], sum.Sheet, c.text)
	}
	if next := from + int64(len(list)); next < p.Total && len(list) > 0 {
		p.Next = strconv.FormatInt(next, 10)
	}
	return p, nil
}

// rowOf tells a row in a language.
func rowOf(r *job.ImportRow, sheet string, text domain.Text) ImportRow {
	out := ImportRow{Row: r.Row, Fate: r.Fate, ID: r.ID, Revision: r.Revision, Title: r.Title, Date: r.Date, Code: r.Code}
	for _, ch := range r.Changes {
		out.Changes = append(out.Changes, ImportChange{ch.Pointer, ch.Key, fieldLabel(text, ch.Key), ch.Before, ch.After})
	}
	for _, f := range r.Faults {
		out.Reasons = append(out.Reasons, ImportReason{
			Sheet: sheet, Row: r.Row, Column: f.Letter, Heading: f.Heading, Pointer: f.Pointer, Code: f.Message, Message: text.T(f.Message, f.Params),
		})
	}
	return out
}

type refusedInput struct {
	jobPath
	Lang string `query:"lang" json:"-" validate:"omitempty,oneof=zh en" description:"language of the reasons; by Accept-Language where absent"`
}

// importRefused gives the refused rows as a workbook that can be mended and sent again.
func (s *Server) importRefused(ctx context.Context, c *call, in *refusedInput) (*file, error) {
	text := c.text
	if in.Lang != "" {
		text = s.texts.For(in.Lang)
	}
	done, err := s.downloads.begin(c.caller.User.ID)
	if err != nil {
		return nil, err
	}
	name, write, err := s.imports.Refused(ctx, c.caller, in.ID, text)
	if err != nil {
		done()
		return nil, err
	}
	return &file{
		name: strings.TrimSuffix(name, path.Ext(name)) + "-" + text.T("report.value.fate.refused", nil) + ".xlsx", media: mediaWorkbook, done: done,
		make: func(w io.Writer) error { return write(ctx, w) },
	}, nil
}

type templateInput struct {
	Kind domain.Kind `path:"kind" json:"-" validate:"max=16" description:"session, visit or drive"`
	Lang string      `query:"lang" json:"-" validate:"omitempty,oneof=zh en" description:"language of the headings; by Accept-Language where absent"`
}

// template gives an empty table to fill in and import.
func (s *Server) template(ctx context.Context, c *call, in *templateInput) (*file, error) {
	text := c.text
	if in.Lang != "" {
		text = s.texts.For(in.Lang)
	}
	if !slices.Contains(domain.Kinds(), in.Kind) {
		return nil, domain.Refuse(domain.NotFound, "error.not_found.report", "Value", string(in.Kind))
	}
	req := reports.Request{Text: text, Catalogue: s.app.Catalogue(), Now: domain.At(s.now()), Actor: c.caller.User.Name}
	return &file{
		name: text.T("report.value.kind."+string(in.Kind), nil) + "-" + text.T("report.template.name", nil) + ".xlsx", media: mediaWorkbook, done: func() {},
		make: func(w io.Writer) error { return reports.Template(ctx, w, in.Kind, req) },
	}, nil
}
