package job

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"outreach/app"
	"outreach/domain"
	"outreach/repository"
)

// Result gives what an export job has come to; it must be done.
func Result(job *domain.Job) (Made, error) {
	var m Made
	if err := json.Unmarshal(job.Result, &m); err != nil {
		return m, fmt.Errorf("result of job %s: %w", job.ID, err)
	}
	return m, nil
}

// File opens what the caller's own export made. One that has expired, or that holds what the caller may no longer
// see, is Gone; one that has not ended well has none and is NotFound. The caller closes it.
func (d *Desk) File(ctx context.Context, caller *app.Caller, id domain.ID) (repository.File, Made, error) {
	job, err := d.Job(ctx, caller, domain.JobExport, id)
	if err != nil {
		return nil, Made{}, err
	}
	if job.State != domain.JobDone {
		return nil, Made{}, domain.Refuse(domain.NotFound, "error.not_found.file", "ID", string(id))
	}
	made, err := Result(&job)
	if err != nil {
		return nil, made, err
	}
	if Expired(&job, d.instant()) {
		return nil, made, domain.Refuse(domain.Gone, "error.gone.file")
	}
	if made.Scope != scopeDigest(&caller.User) {
		return nil, made, domain.Refuse(domain.Gone, "error.gone.scope")
	}
	file, err := d.files.Open(ctx, made.File)
	if domain.CodeOf(err) == domain.NotFound {
		err = domain.Refuse(domain.Gone, "error.gone.file")
	}
	return file, made, err
}

// Fetched logs that what lies under a noun's id was fetched by its owner: once a day, in however many pieces and
// how often they take it.
func (d *Desk) Fetched(ctx context.Context, caller *app.Caller, noun string, id domain.ID, note any) error {
	today := domain.DayOf(d.now())
	d.mu.Lock()
	told := d.fetched[id] == today
	d.fetched[id] = today
	if len(d.fetched) > manyFetched { // of earlier days, so that the memory stays small
		maps.DeleteFunc(d.fetched, func(_ domain.ID, day domain.Date) bool { return day != today })
	}
	d.mu.Unlock()
	if told {
		return nil
	}
	return d.Logged(ctx, caller, Deed{noun, id, "fetch", note})
}

// manyFetched is how many days of fetching are remembered before old ones are looked for.
const manyFetched = 10_000

// Deed is something that was done with what lies under a noun's id.
type Deed struct {
	Noun string
	ID   domain.ID
	What string
	Note any // kept as JSON
}

// Logged writes the audit entry of a deed.
func (d *Desk) Logged(ctx context.Context, caller *app.Caller, deed Deed) error {
	raw, err := json.Marshal(deed.Note)
	if err != nil {
		return fmt.Errorf("audit entry: %w", err)
	}
	return d.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		return tx.Log(ctx, d.event(&domain.Job{ID: deed.ID, Kind: domain.JobKind(deed.Noun)}, caller.User.ID, deed.What, raw))
	})
}
