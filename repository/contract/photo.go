package contract

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"outreach/domain"
	"outreach/repository"
)

func photoChecks() []check {
	return []check{
		{"photos come back whole to who put them", photosWhole},
		{"a user puts a photo once", photoPutOnce},
		{"a photo of a change that failed is not there", photoUndone},
		{"photos are inspected in order", photosInspected},
	}
}

// photo is the n-th made-up photo of a user.
func photo(n int, user string) domain.Photo {
	return domain.Photo{
		SHA256: domain.Digest([]byte{byte(n)}), User: user, At: Morning + domain.Instant(n), Bytes: 150_000 + int64(n), Width: 1280, Height: 960 - n,
	}
}

func (b *bench) putPhoto(p domain.Photo) error {
	return b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error { return tx.PutPhoto(ctx, p) })
}

func photosWhole(b *bench) {
	mine, theirs := photo(1, "li"), photo(1, "wang")
	theirs.At++
	b.change(func(ctx context.Context, tx repository.Tx) error {
		_, err := tx.Photo(ctx, mine.SHA256, "li")
		b.refused(err, domain.NotFound)
		err = errors.Join(tx.PutPhoto(ctx, mine), tx.PutPhoto(ctx, theirs))
		got, gone := tx.Photo(ctx, mine.SHA256, "li")
		b.same(got, mine)
		return errors.Join(err, gone)
	})
	for _, want := range []domain.Photo{mine, theirs} {
		got, err := b.store.Photo(b.ctx, want.SHA256, want.User)
		b.must(err)
		b.same(got, want)
	}
	for _, ask := range [][2]string{{mine.SHA256, "nobody"}, {mine.SHA256, ""}, {photo(2, "li").SHA256, "li"}, {"", "li"}, {"%", "li"}} {
		_, err := b.store.Photo(b.ctx, ask[0], ask[1])
		b.refused(err, domain.NotFound)
	}
}

func photoPutOnce(b *bench) {
	first, again := photo(1, "li"), photo(1, "li")
	again.At++
	b.must(b.putPhoto(first))
	b.refused(b.putPhoto(again), domain.Conflict)
	got, err := b.store.Photo(b.ctx, first.SHA256, "li")
	b.must(err)
	b.same(got, first)
}

func photoUndone(b *bench) {
	p := photo(1, "li")
	err := b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error {
		return errors.Join(tx.PutPhoto(ctx, p), stopError{})
	})
	b.refused(err, domain.Internal)
	_, err = b.store.Photo(b.ctx, p.SHA256, "li")
	b.refused(err, domain.NotFound)
	b.must(b.putPhoto(p))
}

func photosInspected(b *bench) {
	want := []domain.Photo{photo(5, "li"), photo(4, "li"), photo(4, "wang"), photo(3, "li")}
	for _, p := range want {
		b.must(b.putPhoto(p))
	}
	var got []domain.Photo
	b.inspect(func(i repository.Inspection) error {
		_, err := i.Describe(b.ctx)
		return errors.Join(err, b.putPhoto(photo(6, "late")), i.Photos(b.ctx, func(p domain.Photo) error { // unseen from the first look on
			got = append(got, p)
			return nil
		}))
	})
	slices.SortFunc(want, func(x, y domain.Photo) int {
		return cmp.Or(cmp.Compare(x.SHA256, y.SHA256), cmp.Compare(x.User, y.User))
	})
	b.same(got, want)
	b.inspect(func(i repository.Inspection) error {
		err := i.Photos(b.ctx, func(domain.Photo) error { return stopError{} })
		b.same(errors.Is(err, stopError{}), true)
		return nil
	})
}
