package app

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"outreach/domain"
	"outreach/repository"
)

// Place is a store with the bytes of its photos.
type Place struct {
	Store  repository.Store
	Photos repository.PhotoFiles
}

// dumper writes a line of JSON for each thing, under the name of its kind.
type dumper struct{ to *json.Encoder }

func (d dumper) line(kind string, parts ...any) error {
	return d.to.Encode(append([]any{kind}, parts...))
}

// Dump writes everything that a ledger holds in one canonical form: the same lines in the same order, byte for byte,
// whatever store holds it. Passes and presets are those of the users there are; jobs, their files and attempts, which end
// by themselves, are left out.
func (p Place) Dump(ctx context.Context, w io.Writer) error {
	d := dumper{json.NewEncoder(w)}
	return errors.Join(d.people(ctx, p.Store), d.ledger(ctx, p.Store), d.files(ctx, p.Photos), p.Store.Inspect(ctx, func(i repository.Inspection) error {
		return errors.Join(
			i.Records(ctx, func(a domain.Activity, mismatch error) error { return errors.Join(mismatch, d.record(&a)) }),
			i.Revisions(ctx, func(r domain.Revision) error {
				v := r.Version
				r.Version = domain.Version{}
				return errors.Join(d.line("revision", r), d.version("revised", &v))
			}),
			i.Photos(ctx, func(ph domain.Photo) error { return d.line("photo", ph) }),
			i.Events(ctx, func(e domain.Event) error { return d.line("event", e) }),
			d.tallies(ctx, i),
		)
	}))
}

func (d dumper) record(a *domain.Activity) error {
	err := errors.Join(d.line("record", a.ID, a.Author, a.Trail), d.version("newest", &a.Version))
	if a.Standing != nil {
		err = errors.Join(err, d.version("standing", a.Standing))
	}
	return err
}

func (d dumper) version(kind string, v *domain.Version) error {
	because := append([]domain.NotCounted{}, v.Verdict.Because...)
	return d.line(kind, v.Revision, v.Status, v.Placed, v.Verdict.Fit, because, v.Content)
}

func (d dumper) people(ctx context.Context, s repository.Store) error {
	users, err := s.Users(ctx)
	for _, u := range users {
		err = errors.Join(err, d.line("user", u))
		presets, e := s.Presets(ctx, u.ID, "")
		err = errors.Join(err, e)
		for _, p := range presets {
			err = errors.Join(err, d.line("preset", p))
		}
		for _, kind := range passKinds() {
			passes, e := s.Passes(ctx, u.ID, kind)
			err = errors.Join(err, e)
			for _, p := range passes {
				err = errors.Join(err, d.line("pass", p))
			}
		}
	}
	return err
}

func passKinds() []domain.PassKind {
	return []domain.PassKind{domain.PassSession, domain.PassToken, domain.PassInvite}
}

func (d dumper) ledger(ctx context.Context, s repository.Store) error {
	closings, err1 := s.Closings(ctx)
	entries, err2 := s.Entries(ctx, "")
	err := errors.Join(err1, err2)
	for _, c := range closings {
		err = errors.Join(err, d.line("closing", c))
	}
	for _, e := range entries {
		err = errors.Join(err, d.line("entry", e))
	}
	return err
}

func (d dumper) files(ctx context.Context, photos repository.PhotoFiles) error {
	return photos.Walk(ctx, func(sha256 string) error {
		for _, size := range photoSizes() {
			body, err := photos.Get(ctx, sha256, size)
			if err != nil && !missing(err) {
				return err
			}
			if err := d.line("file", sha256, size, domain.Digest(body)); err != nil {
				return err
			}
		}
		return nil
	})
}

func photoSizes() []domain.PhotoSize { return []domain.PhotoSize{domain.PhotoFull, domain.PhotoThumb} }

// tallies come in no order of their own.
func (d dumper) tallies(ctx context.Context, i repository.Inspection) error {
	var lines []string
	err := i.Tallies(ctx, func(r domain.TallyRow) error {
		raw, err := json.Marshal([]any{r.TallyKey, r.Sums})
		lines = append(lines, string(raw))
		return err
	})
	slices.Sort(lines)
	for _, l := range lines {
		err = errors.Join(err, d.line("tally", l))
	}
	return err
}
