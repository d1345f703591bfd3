package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"outreach/domain"
	"outreach/repository"
)

// photo is a photo as the photos collection has it.
type photo struct {
	Key    string `bson:"_id"`
	SHA256 string `bson:"sha256"`
	User   string `bson:"user"`
	At     int64  `bson:"at"`
	Bytes  int64  `bson:"bytes"`
	Width  int64  `bson:"width"`
	Height int64  `bson:"height"`
}

func photoOf(p domain.Photo) *photo {
	return &photo{quotedKey(p.SHA256, p.User), p.SHA256, p.User, int64(p.At), p.Bytes, int64(p.Width), int64(p.Height)}
}

func (p *photo) domain() domain.Photo {
	return domain.Photo{SHA256: p.SHA256, User: p.User, At: domain.Instant(p.At), Bytes: p.Bytes, Width: int(p.Width), Height: int(p.Height)}
}

// Photo is repository.Photos'.
func (s *Store) Photo(ctx context.Context, sha256, user string) (d domain.Photo, err error) {
	err = s.read(func(from *snapshot) error {
		p, found, err := first[photo](ctx, from, photos, byID(quotedKey(sha256, user)))
		if err == nil && !found {
			err = domain.Refuse(domain.NotFound, "")
		}
		d = p.domain()
		return err
	})
	return d, err
}

// PhotoCount is repository.Photos'.
func (s *Store) PhotoCount(ctx context.Context, user string, since domain.Instant) (int, error) {
	return s.counted(ctx, photos, bson.D{{Key: "user", Value: user}, notBefore(since)})
}

func (t *tx) photoDoc(ctx context.Context, key string) (*photo, error) {
	return latest(ctx, t, func(l *layer) map[string]*photo { return l.photos }, photos, key)
}

// Photo is repository.PhotoTx's.
func (t *tx) Photo(ctx context.Context, sha256, user string) (domain.Photo, error) {
	p, err := t.photoDoc(ctx, quotedKey(sha256, user))
	if err != nil {
		return domain.Photo{}, err
	}
	if p == nil {
		return domain.Photo{}, domain.Refuse(domain.NotFound, "")
	}
	return p.domain(), nil
}

// PutPhoto is repository.PhotoTx's.
func (t *tx) PutPhoto(ctx context.Context, d domain.Photo) error {
	p := photoOf(d)
	held, err := t.photoDoc(ctx, p.Key)
	if err != nil {
		return err
	}
	if held != nil {
		return domain.Refuse(domain.Conflict, "")
	}
	t.own.photos[p.Key] = p
	return nil
}

func (b *batch) flushPhotos(ctx context.Context) error {
	var models []driver.WriteModel
	for _, key := range sortedKeys(b.all.photos) {
		models = append(models, driver.NewInsertOneModel().SetDocument(b.all.photos[key]))
	}
	return b.write(ctx, photos, models)
}

// Photos is repository.Inspection's.
func (i inspection) Photos(ctx context.Context, take func(domain.Photo) error) error {
	return each(ctx, i.from, photos, query{sort: up("sha256", "user")}, func(p *photo) error { return take(p.domain()) })
}

// PhotoFiles keeps the bytes of photos in the ledger's database, where every process finds them: a photo is at most
// domain.MaxPhotoBytes, far below what a document may hold.
type PhotoFiles struct{ store *Store }

var _ repository.PhotoFiles = PhotoFiles{}

// PhotoFiles gives the store's photos. They are open as long as the store is.
func (s *Store) PhotoFiles() PhotoFiles { return PhotoFiles{s} }

// photoFile is one size of a photo as the photofiles collection has it.
type photoFile struct {
	Key    string `bson:"_id"`
	SHA256 string `bson:"sha256"`
	Size   string `bson:"size"`
	Body   []byte `bson:"body"`
}

func photoFileKey(sha256 string, size domain.PhotoSize) string {
	return quotedKey(sha256, string(size))
}

// Put is repository.PhotoFiles'.
func (f PhotoFiles) Put(ctx context.Context, sha256 string, size domain.PhotoSize, body []byte) error {
	return f.store.read(func(from *snapshot) error {
		ctx, cancel := from.bound(ctx, writing)
		defer cancel()
		d := photoFile{photoFileKey(sha256, size), sha256, string(size), body}
		_, err := f.store.db.Collection(photoFiles).ReplaceOne(ctx, byID(d.Key), d, options.Replace().SetUpsert(true))
		if driver.IsDuplicateKeyError(err) { // another process put the same bytes at once
			_, err = f.store.db.Collection(photoFiles).ReplaceOne(ctx, byID(d.Key), d)
		}
		return err
	})
}

// Get is repository.PhotoFiles'.
func (f PhotoFiles) Get(ctx context.Context, sha256 string, size domain.PhotoSize) (body []byte, err error) {
	err = f.store.read(func(from *snapshot) error {
		d, found, err := first[photoFile](ctx, from, photoFiles, byID(photoFileKey(sha256, size)))
		if err == nil && !found {
			err = domain.Refuse(domain.NotFound, "")
		}
		body = d.Body
		return err
	})
	return body, err
}

// Walk is repository.PhotoFiles'.
func (f PhotoFiles) Walk(ctx context.Context, take func(sha256 string) error) error {
	full := query{filter: bson.D{{Key: "size", Value: string(domain.PhotoFull)}}, sort: up("sha256"), fields: up("sha256")}
	return f.store.read(func(from *snapshot) error {
		return each(ctx, from, photoFiles, full, func(d *photoFile) error { return take(d.SHA256) })
	})
}
