package job

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"

	"outreach/app"
	"outreach/domain"
	"outreach/reports"
)

// Preview compares every row of the table with the ledger as its caller sees it, writes what would become of each to
// out (OpenRows reads it), and writes nothing else.
func (i *Import) Preview(ctx context.Context, out io.Writer, told Told) (Summary, error) {
	s, j, err := i.judge(ctx)
	if err != nil {
		return s, err
	}
	w := newRowWriter(out)
	for e, err := range reports.ReadActivities(ctx, i.Table, i.Size, i.Request, i.Options) {
		if err != nil {
			return s, err
		}
		p, err := j.row(ctx, &e)
		if err != nil {
			return s, err
		}
		s.Rows++
		if err := errors.Join(w.add(&p.row), told(s.Rows, 0)); err != nil {
			return s, err
		}
	}
	s.Counts = w.counts()
	return s, w.close()
}

// head reads what the table has for columns.
func (i *Import) head(ctx context.Context) (Summary, columns, error) {
	h, err := reports.Headings(ctx, i.Table, i.Size, i.Request, i.Options)
	s := Summary{Format: h.Format, Encoding: h.Encoding, Doubt: h.Doubt, Columns: []ImportColumn{}}
	if err != nil {
		return s, columns{}, err
	}
	for n, sheet := range h.Sheets {
		s.Sheets = append(s.Sheets, sheet.Name)
		if h.Chosen < 0 && len(sheet.Headings) > 0 && (i.Options.Sheet == sheet.Name || i.Options.Sheet == "" && !sheet.Hidden) {
			h.Chosen, s.Unknown = n, true
		}
	}
	if h.Chosen < 0 {
		return s, columns{}, nil // the reading itself says why
	}
	chosen := h.Sheets[h.Chosen]
	s.Sheet, s.Head = chosen.Name, chosen.Row
	for _, x := range chosen.Headings {
		s.Columns = append(s.Columns, ImportColumn{Letter: x.Column, Heading: x.Text, Key: x.Key, Read: x.Read})
	}
	return s, columnsOf(chosen.Headings), nil
}

// Apply writes what a preview has shown as new or changed, each row judged again, and tells to out what became of
// every row; what was shown the same or refused is not touched. Broken off and called again it goes on, and the
// ledger ends as if it had not been broken. A record that another has changed since the preview is refused.
func (i *Import) Apply(ctx context.Context, seen *Rows, out io.Writer, told Told) (Summary, error) {
	s, j, err := i.judge(ctx)
	if err != nil {
		return s, err
	}
	a := &applying{judge: j, out: newRowWriter(out), limit: min(500, i.App.BatchLimit()), told: told, total: seen.Count("")}
	for p, err := range i.pairs(ctx, seen) {
		if err != nil {
			return s, err
		}
		if err := a.take(ctx, p.shown, p.entry); err != nil {
			return s, err
		}
	}
	if err := a.flush(ctx); err != nil {
		return s, err
	}
	s.Rows, s.Counts, s.Applied = seen.Count(""), a.out.counts(), true
	return s, a.out.close()
}

// Rehearse judges again what a preview has shown, as Apply would, and writes it to out as another preview. It says
// how many rows an earlier Apply has written already.
func (i *Import) Rehearse(ctx context.Context, seen *Rows, out io.Writer, told Told) (s Summary, written int64, err error) {
	s, j, err := i.judge(ctx)
	if err != nil {
		return s, 0, err
	}
	w := newRowWriter(out)
	for p, err := range i.pairs(ctx, seen) {
		if err != nil {
			return s, written, err
		}
		q, done, err := j.again(ctx, p.shown, p.entry)
		if err != nil {
			return s, written, err
		}
		if done {
			written++
		}
		s.Rows++
		if err := errors.Join(w.add(&q.row), told(s.Rows, seen.Count(""))); err != nil {
			return s, written, err
		}
	}
	s.Counts = w.counts()
	return s, written, w.close()
}

// pair is a row as it was shown and as it is read again.
type pair struct {
	shown ImportRow
	entry *reports.Entry
}

// errTable says that the table is not the one that was previewed.
var errTable = errors.New("the table is not the one that was looked at")

func (i *Import) pairs(ctx context.Context, seen *Rows) iter.Seq2[pair, error] {
	return func(yield func(pair, error) bool) {
		next, stop := iter.Pull2(seen.Each(""))
		defer stop()
		for e, err := range reports.ReadActivities(ctx, i.Table, i.Size, i.Request, i.Options) {
			p := pair{entry: &e}
			if err == nil {
				var ok bool
				if p.shown, err, ok = next(); ok && err == nil && p.shown.Row != e.Row || !ok {
					err = errTable
				}
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
		if _, _, more := next(); more {
			yield(pair{}, errTable)
		}
	}
}

// again judges a row that was shown before. done says that it was written since, by this very import.
func (j *judge) again(ctx context.Context, shown ImportRow, e *reports.Entry) (p proposal, done bool, err error) {
	p = proposal{row: shown}
	if shown.Fate != FateNew && shown.Fate != FateChanged {
		return p, false, nil
	}
	done, err = j.propose(ctx, e, &p)
	return p, done, j.refused(&p, err)
}

func (j *judge) propose(ctx context.Context, e *reports.Entry, p *proposal) (done bool, err error) {
	id := domain.ID(p.row.ID)
	held, err := j.trial.Held(ctx, id)
	if err != nil && domain.CodeOf(err) != domain.NotFound {
		return false, err
	}
	missing := err != nil
	if missing && p.row.Fate == FateChanged {
		return false, err
	}
	if !missing && held.Revision != p.row.Revision {
		return j.moved(ctx, e, &held, p)
	}
	p.entry = &app.Entry{ID: id, Content: e.Content, Status: domain.Submitted, IfMatch: p.row.Revision}
	status := e.Status
	if !missing {
		var faults []domain.Fault
		if p.entry.Content, faults = e.Onto(held.Content); len(faults) > 0 {
			return false, domain.RefuseFields(faults...)
		}
		status, _ = statusOf(e, &held)
	}
	if status == domain.Draft {
		p.entry.Status = domain.Draft
	}
	_, err = j.try(ctx, p.entry)
	return false, err
}

// moved decides about a row whose record has another revision now than when it was looked at: what this import
// wrote itself before it was broken off is done; what already says the same is the same; all else is refused.
func (j *judge) moved(ctx context.Context, e *reports.Entry, held *domain.Activity, p *proposal) (done bool, err error) {
	step, err := j.trial.Revision(ctx, held.ID, p.row.Revision+1)
	if err != nil && domain.CodeOf(err) != domain.NotFound {
		return false, err
	}
	if err == nil && step.Actor == j.Caller.User.ID && says(e, &step.Version) {
		return true, nil
	}
	if says(e, &held.Version) {
		p.row.Fate, p.row.Changes = FateSame, nil
		return false, nil
	}
	return false, domain.Refuse(domain.Conflict, "error.import.meanwhile", "Revision", held.Revision, "Limit", p.row.Revision)
}

// says says whether a version is as the row wants it.
func says(e *reports.Entry, v *domain.Version) bool {
	content, faults := e.Onto(v.Content)
	waits := v.Status == domain.Draft && e.Status == domain.Submitted
	return len(faults) == 0 && !waits && reflect.DeepEqual(content, v.Content)
}

// applying is an apply on its way: rows wait until a batch is full.
type applying struct {
	*judge
	out   *rowWriter
	limit int
	told  Told
	total int64
	done  int64

	rows    []ImportRow
	entries []app.Entry
	at      []int // of the entries among the rows
}

func (a *applying) take(ctx context.Context, shown ImportRow, e *reports.Entry) error {
	p, _, err := a.again(ctx, shown, e)
	if err != nil {
		return err
	}
	if p.entry != nil {
		a.entries, a.at = append(a.entries, *p.entry), append(a.at, len(a.rows))
	}
	a.rows = append(a.rows, p.row)
	if len(a.entries) == a.limit || len(a.rows) == 8*a.limit {
		return a.flush(ctx)
	}
	return nil
}

// flush writes the waiting records, each with its own fate, and then tells of the rows.
func (a *applying) flush(ctx context.Context) error {
	results, err := a.App.PutBatch(ctx, a.Caller, a.entries)
	if err != nil {
		return fmt.Errorf("batch of an import: %w", err)
	}
	for n, r := range results {
		row := &a.rows[a.at[n]]
		if r.Err != nil {
			p := proposal{row: *row}
			if err := a.refused(&p, meanwhile(r.Err, row)); err != nil {
				return err
			}
			*row = p.row
		} else if r.Outcome == app.Same {
			row.Fate, row.Changes = FateSame, nil
		}
	}
	for n := range a.rows {
		if err := a.out.add(&a.rows[n]); err != nil {
			return err
		}
	}
	a.done += int64(len(a.rows))
	a.rows, a.entries, a.at = a.rows[:0], a.entries[:0], a.at[:0]
	return a.told(a.done, a.total)
}

// meanwhile tells a lost race in an import's own words.
func meanwhile(err error, row *ImportRow) error {
	if c, ok := errors.AsType[*app.ConflictError](err); ok {
		return domain.Refuse(domain.Conflict, "error.import.meanwhile", "Revision", c.Stored.Revision, "Limit", row.Revision)
	}
	return err
}
