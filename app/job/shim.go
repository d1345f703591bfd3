package job

import (
	"context"
	"errors"

	"outreach/repository"
)

// keeper is a store that keeps jobs.
type keeper interface {
	repository.Store
	repository.Jobs
}

// transaction is one that writes jobs.
type transaction interface {
	repository.Tx
	repository.JobTx
}

var errNoJobs = errors.New("the store keeps no jobs")

func (d *Desk) inTx(ctx context.Context, change func(ctx context.Context, tx transaction) error) error {
	return d.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		whole, ok := tx.(transaction)
		if !ok {
			return errNoJobs
		}
		return change(ctx, whole)
	})
}
