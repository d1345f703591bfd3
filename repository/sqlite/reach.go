package sqlite

import (
	"context"

	"outreach/domain"
)

// Reach is repository.Statistics'.
func (s *Store) Reach(ctx context.Context, q domain.ReachQuestion) ([]domain.Reached, error) {
	return nil, nil
}
