package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"strconv"
	"time"

	"golang.org/x/image/draw"

	"outreach/domain"
	"outreach/repository"
)

// thumbQuality keeps a thumbnail of 320 px under some 15 KB.
const thumbQuality = 70

// PutPhoto keeps a photo under the SHA-256 of its bytes, with a thumbnail, as the caller's own. Putting it
// again is Same, and mends its files. What is no bare JPEG within the limits is refused (domain.ReadPhoto); who puts more new ones than an hour may bring is
// rate_limited, so that one account cannot fill the disk.
func (a *App) PutPhoto(ctx context.Context, caller *Caller, sha256 string, body []byte) (domain.Photo, Outcome, error) {
	if !slices.ContainsFunc([]domain.Role{domain.RoleVolunteer, domain.RoleManager, domain.RoleAdmin}, caller.User.Has) {
		return domain.Photo{}, "", domain.Refuse(domain.Forbidden, "error.forbidden.record")
	}
	p, err := domain.ReadPhoto(sha256, body)
	if err != nil {
		return domain.Photo{}, "", err
	}
	recent, err := a.store.PhotoCount(ctx, caller.id(), domain.At(a.now().Add(-time.Hour)))
	if err != nil {
		return domain.Photo{}, "", err
	}
	if recent >= a.settings.PhotosPerHour {
		return domain.Photo{}, "", domain.Refuse(domain.RateLimited, "error.rate_limited.photo", "Limit", a.settings.PhotosPerHour, "Seconds", 60)
	}
	p.User, p.At = caller.id(), a.instant()
	thumb, err := a.thumbnail(ctx, p, body)
	if err != nil {
		return domain.Photo{}, "", err
	}
	if err := a.photos.Put(ctx, sha256, domain.PhotoThumb, thumb); err != nil {
		return domain.Photo{}, "", err
	}
	if err := a.photos.Put(ctx, sha256, domain.PhotoFull, body); err != nil {
		return domain.Photo{}, "", err
	}
	var kept domain.Photo
	var outcome Outcome
	err = a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) (err error) {
		outcome = Same
		if kept, err = tx.Photo(ctx, sha256, caller.id()); missing(err) {
			kept, outcome = p, Created
			return tx.PutPhoto(ctx, p)
		}
		return err
	})
	return kept, outcome, err
}

// thumbnail decodes a picture whole, which proves that it is one, and draws it small. It waits while too many
// pixels are being decoded.
func (a *App) thumbnail(ctx context.Context, p domain.Photo, body []byte) ([]byte, error) {
	pixels := int64(p.Width) * int64(p.Height)
	if err := a.decoding.Acquire(ctx, pixels); err != nil {
		return nil, err
	}
	defer a.decoding.Release(pixels)
	picture, err := jpeg.Decode(bytes.NewReader(body))
	if err != nil {
		return nil, domain.BrokenPhoto(err)
	}
	size := picture.Bounds()
	long := max(size.Dx(), size.Dy(), domain.ThumbSide)
	small := image.NewRGBA(image.Rect(0, 0, max(1, size.Dx()*domain.ThumbSide/long), max(1, size.Dy()*domain.ThumbSide/long)))
	draw.BiLinear.Scale(small, small.Bounds(), picture, size, draw.Src, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: thumbQuality}); err != nil {
		return nil, fmt.Errorf("thumbnail: %w", err)
	}
	return out.Bytes(), nil
}

// Photo gives the bytes of a photo in a size to who put it, and to who may read a record that names it and
// says which. For everybody else, and for a photo that is nowhere, it is NotFound in the same words.
func (a *App) Photo(ctx context.Context, caller *Caller, sha256 string, size domain.PhotoSize, in domain.ID) ([]byte, error) {
	may, err := a.mayRead(ctx, caller, sha256, in)
	if err != nil {
		return nil, err
	}
	absent := domain.Refuse(domain.NotFound, "error.not_found.photo")
	if !may {
		return nil, absent
	}
	body, err := a.photos.Get(ctx, sha256, size)
	if missing(err) {
		return nil, absent
	}
	return body, err
}

func (a *App) mayRead(ctx context.Context, caller *Caller, sha256 string, in domain.ID) (bool, error) {
	if _, err := a.store.Photo(ctx, sha256, caller.id()); !missing(err) {
		return err == nil, err
	}
	if in == "" {
		return false, nil
	}
	rec, err := a.store.Activity(ctx, in)
	if missing(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	scope := caller.Scope()
	return slices.ContainsFunc(rec.Live(), func(v *domain.Version) bool {
		return scope.Takes(&rec, v) && names(v, sha256)
	}), nil
}

func names(v *domain.Version, sha256 string) bool {
	return slices.ContainsFunc(v.Evidence, func(e domain.Evidence) bool { return e.SHA256 == sha256 })
}

// evidenced refuses evidence that is neither in the record already nor a photo of the writer's own: a record
// cannot come before its photos, nor open somebody else's.
func (w *write) evidenced(ctx context.Context, tx repository.Tx, before []*domain.Version) error {
	var faults []domain.Fault
	for i, e := range w.entry.Content.Evidence {
		if slices.ContainsFunc(before, func(v *domain.Version) bool { return names(v, e.SHA256) }) {
			continue
		}
		_, err := tx.Photo(ctx, e.SHA256, w.caller.id())
		if missing(err) {
			faults = append(faults, domain.FaultAt("/evidence/"+strconv.Itoa(i)+"/sha256", "fault.photo.absent"))
		} else if err != nil {
			return err
		}
	}
	if len(faults) > 0 {
		return domain.RefuseFields(faults...)
	}
	return nil
}
