package app

import (
	"context"

	"outreach/domain"
	"outreach/repository"
)

// Events gives a page of the audit log, newest first: for admins all of it, for managers what lies in
// their areas and programmes.
func (a *App) Events(ctx context.Context, caller *Caller, f repository.EventFilter, p repository.Page) (repository.List[domain.Event], error) {
	if !caller.User.Has(domain.RoleManager) && !caller.User.Has(domain.RoleAdmin) {
		return repository.List[domain.Event]{}, domain.Refuse(domain.Forbidden, "error.forbidden.audit")
	}
	f.Scope = caller.Scope()
	return a.store.Events(ctx, f, p)
}

// Ping says whether the ledger can read and write now.
func (a *App) Ping(ctx context.Context) error { return a.store.Ping(ctx) }
