package app

import (
	"context"
	"time"

	"outreach/domain"
	"outreach/repository"
)

// attemptKey names an address's failed sign-ins and codes; the address itself is not kept.
func attemptKey(address string) string { return domain.Digest([]byte("sign-in\x00" + address)) }

// windowStart is the moment since which failures count.
func (a *App) windowStart() domain.Instant { return domain.At(a.now().Add(-a.settings.SignInWindow)) }

// notTooOften refuses an address that has failed too often lately, in whichever process.
func (a *App) notTooOften(ctx context.Context, address, key string) error {
	n, err := a.store.Attempts(ctx, attemptKey(address), a.windowStart())
	if err == nil && n >= a.settings.SignInAttempts {
		err = domain.Refuse(domain.RateLimited, key, "Seconds", int(a.settings.SignInWindow/time.Second))
	}
	return err
}

// failed counts a failure of an address, and lets those go that no longer count.
func (a *App) failed(ctx context.Context, tx repository.Tx, address string) error {
	return tx.PutAttempt(ctx, domain.Attempt{Key: attemptKey(address), At: a.instant()}, a.windowStart())
}
