package job

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"

	"outreach/app"
	"outreach/domain"
	"outreach/reports"
)

// judge decides what becomes of one row after the other.
type judge struct {
	*Import
	trial   *app.Trial
	columns columns
	named   map[domain.ID]int         // the row that named a record first
	equal   map[[sha256.Size]byte]int // rows without an id, by content
}

// proposal is a row with what it would put into the ledger; nil where it would put nothing.
type proposal struct {
	row   ImportRow
	entry *app.Entry
}

// judge gives a judge of the table's rows, and what the table has for columns.
func (i *Import) judge(ctx context.Context) (Summary, *judge, error) {
	s, c, err := i.head(ctx)
	if err != nil {
		return s, nil, err
	}
	trial, err := i.App.Trial(ctx, i.Caller)
	if err != nil {
		return s, nil, err
	}
	return s, &judge{Import: i, trial: trial, columns: c, named: map[domain.ID]int{}, equal: map[[sha256.Size]byte]int{}}, nil
}

// row decides what a row would do. Only what hinders the work itself is an error; what is wrong with the row is
// its refusal.
func (j *judge) row(ctx context.Context, e *reports.Entry) (proposal, error) {
	p := proposal{row: ImportRow{Row: e.Row, ID: string(e.ID), Title: e.Content.Title, Date: e.Content.Date}}
	err := j.decide(ctx, e, &p)
	return p, j.refused(&p, err)
}

// refused makes an error that is about the row its refusal, and gives back any other.
func (j *judge) refused(p *proposal, err error) error {
	if err == nil {
		return nil
	}
	r, ok := errors.AsType[*domain.Error](err)
	if !ok || r.Code == domain.Internal || r.Code == domain.Unavailable {
		return err
	}
	p.entry = nil
	p.row.Fate, p.row.Changes, p.row.Code, p.row.Faults = FateRefused, nil, string(r.Code), faultsOf(r, j.columns)
	return nil
}

func (j *judge) decide(ctx context.Context, e *reports.Entry, p *proposal) error {
	id := e.ID
	if id == "" {
		if len(e.Faults) > 0 {
			return domain.RefuseFields(e.Faults...)
		}
		var err error
		if id, err = j.derive(e.Content); err != nil {
			return err
		}
		p.row.ID = string(id)
	}
	held, err := j.trial.Held(ctx, id)
	switch {
	case domain.CodeOf(err) == domain.NotFound:
		return j.fresh(ctx, e, id, p)
	case err != nil:
		return err
	case e.ID == "": // this very row came before
		p.row.Fate, p.row.Revision = FateSame, held.Revision
		return nil
	}
	p.row.Revision = held.Revision
	return j.known(ctx, e, &held, p)
}

// derive gives a row without an id one of its own: the same each time the row comes, and another for each of
// several equal rows of a table.
func (j *judge) derive(c domain.Content) (domain.ID, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	n := j.equal[sum]
	j.equal[sum] = n + 1
	return domain.DerivedID(c.Date, strconv.AppendInt(raw, int64(n), 10)), nil
}

// twice refuses a row that names a record which another row has named.
func (j *judge) twice(e *reports.Entry) error {
	if e.ID == "" {
		return nil
	}
	if first, named := j.named[e.ID]; named {
		return domain.RefuseFields(domain.FaultAt("/id", "fault.import.twice", "Row", first, "Value", string(e.ID)))
	}
	j.named[e.ID] = e.Row
	return nil
}

// fresh decides about a row of a record that its caller does not have.
func (j *judge) fresh(ctx context.Context, e *reports.Entry, id domain.ID, p *proposal) error {
	if err := j.twice(e); err != nil {
		return err
	}
	if len(e.Faults) > 0 {
		return domain.RefuseFields(e.Faults...)
	}
	p.row.Fate = FateNew
	p.entry = &app.Entry{ID: id, Content: e.Content, Status: domain.Submitted}
	if e.Status == domain.Draft {
		p.entry.Status = domain.Draft
	}
	_, err := j.try(ctx, p.entry)
	return err
}

// known decides about a row of a record that its caller has.
func (j *judge) known(ctx context.Context, e *reports.Entry, held *domain.Activity, p *proposal) error {
	if e.Revision != 0 && e.Revision != held.Revision {
		if same, err := j.older(ctx, e, held); same || err != nil {
			p.row.Fate, p.row.Revision = FateSame, e.Revision
			return err
		}
	}
	content, faults := e.Onto(held.Content)
	status, fault := statusOf(e, held)
	if fault != nil {
		faults = append(faults, *fault)
	}
	unchanged := len(faults) == 0 && status == held.Status && reflect.DeepEqual(content, held.Content)
	if !unchanged && isStanding(e, held) { // a row of the approved version, beside that of the newer one
		p.row.Fate, p.row.Revision = FateSame, held.Standing.Revision
		return nil
	}
	if err := j.twice(e); err != nil {
		return err
	}
	if unchanged {
		p.row.Fate = FateSame
		return nil
	}
	if len(faults) > 0 {
		return domain.RefuseFields(faults...)
	}
	entry := &app.Entry{ID: held.ID, Content: content, Status: domain.Submitted, IfMatch: held.Revision}
	if status == domain.Draft {
		entry.Status = domain.Draft
	}
	return j.change(ctx, entry, held, p)
}

// change decides about a row that would make another revision of a record.
func (j *judge) change(ctx context.Context, e *app.Entry, held *domain.Activity, p *proposal) error {
	p.row.Fate, p.entry = FateChanged, e
	put, err := j.try(ctx, e)
	if err != nil {
		return err
	}
	changes, err := app.Differences(&held.Version, &put.Activity.Version)
	for _, c := range changes {
		p.row.Changes = append(p.row.Changes, RowChange{c.Pointer, keyOf(c.Pointer), c.Before, c.After})
	}
	return err
}

// older decides about a row that was made from another revision than the one that stands now: unedited, or saying
// what the record has come to say, it is the same; else it is refused where the record has come to say something else
// since, for its other cells are of then.
func (j *judge) older(ctx context.Context, e *reports.Entry, held *domain.Activity) (same bool, err error) {
	if says(e, &held.Version) {
		return true, nil
	}
	then, err := j.trial.Revision(ctx, held.ID, e.Revision)
	if err != nil && domain.CodeOf(err) != domain.NotFound {
		return false, err
	}
	if err == nil {
		if says(e, &then.Version) {
			return true, nil
		}
		if reflect.DeepEqual(then.Version.Content, held.Content) {
			return false, nil
		}
	}
	return false, domain.Refuse(domain.Conflict, "error.import.older", "Revision", held.Revision, "Limit", e.Revision)
}

// statusOf gives the status that a row wants of a held record: a draft may be submitted, and nothing else is an
// import's to decide. What a row says beside that is an edit where the row is of this very revision; else the
// record's status has moved on by itself.
func statusOf(e *reports.Entry, held *domain.Activity) (domain.Status, *domain.Fault) {
	switch {
	case e.Status == "" || e.Status == held.Status:
	case held.Status == domain.Draft && e.Status == domain.Submitted:
		return domain.Submitted, nil
	case held.Status == domain.Draft || e.Revision == held.Revision:
		fault := domain.FaultAt("/status", "fault.import.status", "Value", string(e.Status))
		return held.Status, &fault
	}
	return held.Status, nil
}

// isStanding says whether a row is that of the approved version that a newer one waits to replace, unchanged.
func isStanding(e *reports.Entry, held *domain.Activity) bool {
	if held.Standing == nil || e.Status != "" && e.Status != domain.Approved {
		return false
	}
	content, faults := e.Onto(held.Standing.Content)
	return len(faults) == 0 && reflect.DeepEqual(content, held.Standing.Content)
}

// try gives what a put would come to, and all that is wrong with it at once.
func (j *judge) try(ctx context.Context, e *app.Entry) (app.Result, error) {
	faults := j.Check(&e.Content)
	put, err := j.trial.Put(ctx, *e)
	if len(faults) == 0 {
		return put, err
	}
	if r, ok := errors.AsType[*domain.Error](err); ok && r.Code == domain.Invalid {
		faults = append(faults, r.Faults...)
	}
	return put, domain.RefuseFields(faults...)
}
