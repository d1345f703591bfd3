package job

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"outreach/app"
	"outreach/domain"
)

// BeginCheck has the ledger checked; only an admin may, and while one waits or runs another is Conflict.
func (d *Desk) BeginCheck(ctx context.Context, caller *app.Caller) (domain.Job, error) {
	if !caller.User.Has(domain.RoleAdmin) {
		return domain.Job{}, domain.Refuse(domain.Forbidden, "error.forbidden.admin")
	}
	under, err := d.store.JobsIn(ctx, domain.JobWaiting, domain.JobRunning)
	if err != nil {
		return domain.Job{}, err
	}
	if slices.ContainsFunc(under, func(j domain.Job) bool { return j.Kind == domain.JobCheck }) {
		return domain.Job{}, domain.Refuse(domain.Conflict, "error.conflict.check")
	}
	return d.Begin(ctx, caller, domain.JobCheck, nil)
}

// check looks through the ledger. Its result, which the log keeps, is short enough for one entry.
func (d *Desk) check(ctx context.Context, _ domain.Job, p *Progress) ([]byte, domain.JobState, error) {
	report, err := d.app.Check(ctx, func(done, total int64) {
		if err := p.Progress(done, total); err != nil {
			return // ctx has ended, and the check with it
		}
	})
	if err = errors.Join(err, ctx.Err()); err != nil {
		return nil, "", err
	}
	result, err := json.Marshal(report.Short())
	return result, domain.JobDone, err
}
