package reports_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
	"outreach/reports"
	"outreach/repository"
	"outreach/repository/contract"
)

// everything is a store seen by one who may see all.
type everything struct {
	repository.Readers
	held memory
}

func (e everything) Findings(c *domain.Content) []domain.Finding { return e.held.Findings(c) }

func (e everything) Corrections(ctx context.Context, f domain.Filter, each func(domain.Correction) error) error {
	return e.held.Corrections(ctx, f, each)
}

func (e everything) WalkActivities(ctx context.Context, f domain.Filter, each func(domain.Activity) error) error {
	f.Scope.Everything = true
	return e.Readers.WalkActivities(ctx, f, each)
}

func (e everything) Answer(ctx context.Context, q domain.Question) (domain.Answer, error) {
	q.Scope.Everything = true
	return e.Readers.Answer(ctx, q)
}

func (e everything) Reach(ctx context.Context, q domain.ReachQuestion) ([]domain.Reached, error) {
	q.Scope.Everything = true
	return e.Readers.Reach(ctx, q)
}

func stored(t *testing.T, list memory) everything {
	t.Helper()
	m := contract.NewModel()
	for _, a := range list {
		step := domain.Revision{Activity: a.ID, Number: a.Revision, Action: domain.ActionCreate, Version: a.Version}
		err := m.InTx(t.Context(), func(ctx context.Context, tx repository.Tx) error { return tx.PutActivity(ctx, nil, a, step) })
		if err != nil {
			t.Fatal(err)
		}
	}
	return everything{m, list}
}

func TestAStoreGivesTheSameTablesAsRecordsCountedByHand(t *testing.T) {
	const seed = 41
	src := crowd(400, seed)
	store, req := stored(t, src), request(t, "zh")
	req.Filter.Statuses = domain.Statuses()
	for _, id := range reports.List() {
		if id == reports.All {
			continue
		}
		if diff := cmp.Diff(table(t, id, src, req), table(t, id, store, req)); diff != "" {
			t.Errorf("seed %d, %s (-by hand +store): %s", seed, id, diff)
		}
	}
}
