package mongo_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
)

// waitingJobs puts two jobs of one user.
func waitingJobs(t *testing.T, s repository.Store) {
	t.Helper()
	for n := range 2 {
		if err := s.InTx(t.Context(), func(ctx context.Context, tx repository.Tx) error {
			return tx.PutJob(ctx, domain.Job{ID: contract.ID(n), Kind: domain.JobExport, Owner: "li", State: domain.JobWaiting, CreatedAt: 1, Revision: 1})
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// claim takes a job that waits, unless one of its owner's runs; another's being first is NotFound.
func claim(holder string, id domain.ID) func(context.Context, repository.Tx, func()) error {
	return func(ctx context.Context, tx repository.Tx, meet func()) error {
		running, err1 := tx.JobsIn(ctx, domain.JobRunning)
		j, err2 := tx.Job(ctx, id)
		meet()
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		if j.State != domain.JobWaiting || slices.ContainsFunc(running, func(r domain.Job) bool { return r.Owner == j.Owner }) {
			return domain.Refuse(domain.NotFound, "")
		}
		j.State, j.Holder, j.Revision = domain.JobRunning, holder, j.Revision+1
		return tx.PutJob(ctx, j)
	}
}

// Two processes claim a job at once, the same one or two of the same user: one runs.
func TestOfTwoProcessesOneRunsAUsersJob(t *testing.T) {
	for name, second := range map[string]domain.ID{"the same job": contract.ID(0), "another of the user's": contract.ID(1)} {
		uri := server.URI(t)
		a, b := openAt(t, uri), openAt(t, uri)
		waitingJobs(t, a)
		errs := both(t, a, b, claim("a", contract.ID(0)), claim("b", second))
		won := slices.IndexFunc(errs[:], func(err error) bool { return err == nil })
		if won < 0 || domain.CodeOf(errs[1-won]) != domain.NotFound {
			t.Errorf("%s: %v", name, errs)
			continue
		}
		running, err := a.JobsIn(t.Context(), domain.JobRunning)
		if err != nil || len(running) != 1 || running[0].Holder != []string{"a", "b"}[won] || running[0].Revision != 2 {
			t.Errorf("%s: %+v runs, %v", name, running, err)
		}
	}
}

// A pass is made for a preset while another process drops the preset: no pass is left that opens what is gone.
func TestAPresetEndsForEveryProcess(t *testing.T) {
	uri := server.URI(t)
	a, b := openAt(t, uri), openAt(t, uri)
	id := contract.ID(1)
	if err := a.InTx(t.Context(), func(ctx context.Context, tx repository.Tx) error {
		return tx.PutPreset(ctx, domain.Preset{ID: id, Owner: "li", Kind: domain.PresetExport, Revision: 1})
	}); err != nil {
		t.Fatal(err)
	}
	errs := both(t, a, b, func(ctx context.Context, tx repository.Tx, meet func()) error {
		_, err := tx.Preset(ctx, id)
		meet()
		if err != nil {
			return err
		}
		return tx.PutPass(ctx, domain.Pass{Hash: "h", Kind: domain.PassToken, User: "wang", Preset: id})
	}, func(ctx context.Context, tx repository.Tx, meet func()) error {
		err := tx.DropPreset(ctx, id)
		meet()
		return err
	})
	if errs[0] != nil && domain.CodeOf(errs[0]) != domain.NotFound || errs[1] != nil {
		t.Fatal(errs)
	}
	if p, err := b.Pass(t.Context(), "h"); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("left: %+v, %v", p, err)
	}
}
