package sqlite

import (
	"context"

	"outreach/repository"
)

// Inspect is repository.Store's.
func (s *Store) Inspect(ctx context.Context, look func(repository.Inspection) error) error {
	return nil
}

// Rebuild is repository.Store's.
func (s *Store) Rebuild(ctx context.Context) error { return nil }
