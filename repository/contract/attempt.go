package contract

import (
	"context"
	"errors"

	"outreach/domain"
	"outreach/repository"
)

func attemptChecks() []check {
	return []check{
		{"are counted by key and time", attemptsCounted},
		{"are forgotten in time", attemptsForgotten},
		{"of many at once none is lost", attemptsAtOnce},
		{"photos are counted by user and time", photosCounted},
	}
}

func (b *bench) attempt(key string, at, forget domain.Instant) {
	b.Helper()
	b.change(func(ctx context.Context, tx repository.Tx) error {
		return tx.PutAttempt(ctx, domain.Attempt{Key: key, At: at}, forget)
	})
}

func (b *bench) attempts(key string, since domain.Instant) int {
	b.Helper()
	n, err := b.store.Attempts(b.ctx, key, since)
	b.must(err)
	return n
}

func attemptsCounted(b *bench) {
	one, other := domain.Digest([]byte("one")), domain.Digest([]byte("other"))
	b.same(b.attempts(one, 0), 0)
	for _, at := range []domain.Instant{Morning, Morning, Morning + 2} { // two in one millisecond are two
		b.attempt(one, at, 0)
	}
	b.attempt(other, Morning+1, 0)
	for since, want := range map[domain.Instant]int{0: 3, Morning: 3, Morning + 1: 1, Morning + 2: 1, Morning + 3: 0} {
		b.same(b.attempts(one, since), want)
	}
	b.same([]int{b.attempts(other, Morning), b.attempts("", 0), b.attempts("%", 0)}, []int{1, 0, 0})
	err := b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error {
		return errors.Join(tx.PutAttempt(ctx, domain.Attempt{Key: one, At: Morning}, Morning+9), stopError{})
	})
	b.refused(err, domain.Internal)
	b.same(b.attempts(one, 0), 3) // neither added nor forgotten
}

func attemptsForgotten(b *bench) {
	for n := range 5 {
		b.attempt("k", Morning+domain.Instant(n), 0)
	}
	b.attempt("other", Morning+10, Morning+3)
	b.same([]int{b.attempts("k", 0), b.attempts("other", 0)}, []int{2, 1})
	b.attempt("other", Morning+11, Morning+3)
	b.same([]int{b.attempts("k", 0), b.attempts("other", 0)}, []int{2, 2})
	b.attempt("k", Morning+100, Morning+100)
	b.same([]int{b.attempts("k", 0), b.attempts("other", 0)}, []int{1, 0})
}

func attemptsAtOnce(b *bench) {
	b.attempt("old", Morning-1, 0)
	b.atOnce(func(int) error {
		for range bumps {
			if err := b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error {
				return tx.PutAttempt(ctx, domain.Attempt{Key: "k", At: Morning}, Morning)
			}); err != nil {
				return err
			}
		}
		return nil
	})
	b.same([]int{b.attempts("k", Morning), b.attempts("old", 0)}, []int{workers * bumps, 0})
}

func photosCounted(b *bench) {
	count := func(user string, since domain.Instant) int {
		b.Helper()
		n, err := b.store.PhotoCount(b.ctx, user, since)
		b.must(err)
		return n
	}
	b.same(count("li", 0), 0)
	for n := range 4 {
		b.must(b.putPhoto(photo(n, "li")))
	}
	b.must(b.putPhoto(photo(1, "wang")))
	b.refused(b.putPhoto(photo(2, "li")), domain.Conflict)
	b.same([]int{count("li", 0), count("li", Morning+1), count("li", Morning+3), count("li", Morning+4), count("wang", Morning)}, []int{4, 3, 1, 0, 1})
}
