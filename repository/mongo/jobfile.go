package mongo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"outreach/domain"
	"outreach/repository"
)

const (
	chunkSize = 1 << 20   // bytes of a file that one document holds
	fileGrace = time.Hour // how long bytes that no name leads to are kept: for who has them open, or is still putting them
	signEvery = time.Minute
	markerOf  = "." // begins the key of a marker; no name of a file does
)

// head is what the jobfiles collection has: a file under its name, or, under its id, a marker of a file that has no
// name because it is being put or was taken away. Names and markers change places in one transaction, so that
// bytes always have exactly one of them, whichever process dies.
type head struct {
	Key   string `bson:"_id"`
	File  string `bson:"file"` // the id by which its chunks are found
	Size  int64  `bson:"size"`
	At    int64  `bson:"at"`              // of a marker: the last sign of life; 0 of a name
	Swept bool   `bson:"swept,omitempty"` // of a marker: its bytes are being deleted
}

// chunk is a piece of a file; all but the last are chunkSize long.
type chunk struct {
	Key  string `bson:"_id"`
	File string `bson:"file"`
	N    int64  `bson:"n"`
	Body []byte `bson:"body"`
}

func chunkKey(file string, n int64) string { return file + "/" + strconv.FormatInt(n, 10) }

// JobFiles keeps the bytes of jobs in the ledger's database, where every process finds them.
type JobFiles struct {
	store *Store
	swept *sweeping
}

// sweeping is when this process last looked for bytes that nobody needs.
type sweeping struct {
	mu   sync.Mutex
	last time.Time
}

var _ repository.JobFiles = JobFiles{}

// JobFiles gives the files of the store's jobs. They are open as long as the store is.
func (s *Store) JobFiles() JobFiles { return JobFiles{s, &sweeping{}} }

// heads runs a change of names and markers.
func (f JobFiles) heads(ctx context.Context, change func(ctx context.Context, t *tx) error) error {
	return f.store.InTx(ctx, func(ctx context.Context, within repository.Tx) error {
		t, ok := within.(*tx)
		if !ok {
			return fmt.Errorf("a transaction of another store: %T", within)
		}
		return change(ctx, t)
	})
}

func (t *tx) head(ctx context.Context, key string) (*head, error) {
	return latest(ctx, t, func(l *layer) map[string]*head { return l.heads }, jobFiles, key)
}

// mark gives a file without a name its marker.
func (t *tx) mark(file string) {
	key := markerOf + file
	t.own.heads[key] = &head{Key: key, File: file, At: t.b.store.clock().UnixMilli()}
}

// marker gives the marker of a file that is being put, unless the file was taken for a dead process's.
func (t *tx) marker(ctx context.Context, file string) (*head, error) {
	h, err := t.head(ctx, markerOf+file)
	if err == nil && (h == nil || h.Swept) {
		err = unavailable("error.store.interrupted", errSwept)
	}
	return h, err
}

func (b *batch) flushHeads(ctx context.Context) error {
	return b.write(ctx, jobFiles, replacements(b.all.heads))
}

var errSwept = errors.New("the file was taken for a dead process's")

// Put is repository.JobFiles'. Writers of one name at once leave one of their files whole.
func (f JobFiles) Put(ctx context.Context, name string, write func(io.Writer) error) error {
	if !repository.IsJobFileName(name) {
		return domain.Refuse(domain.Invalid, "")
	}
	if err := f.sweep(ctx); err != nil {
		f.store.log.Warn("files of jobs were not swept", "err", err)
	}
	file, err := f.store.name()
	if err != nil {
		return err
	}
	if err := f.heads(ctx, func(_ context.Context, t *tx) error { t.mark(file); return nil }); err != nil {
		return err
	}
	w := &chunks{ctx: ctx, files: f, file: file, signed: f.store.clock()}
	if err = write(w); err == nil {
		err = w.flush() //nolint:contextcheck // the writer has the put's own
	}
	nothing := err != nil // of a transaction that failed to name it the outcome may be unknown
	if err == nil {
		err = f.heads(ctx, func(ctx context.Context, t *tx) error { return t.name(ctx, name, file, w.size) })
	}
	if nothing || errors.Is(err, errSwept) {
		if err := f.erase(context.WithoutCancel(ctx), file); err != nil { // the sweep will do it
			f.store.log.Warn("a file of a job was left unnamed", "file", file, "err", err)
		}
	}
	if err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	return nil
}

// name gives a file that was put its name, and what had the name a marker.
func (t *tx) name(ctx context.Context, name, file string, size int64) error {
	mine, err1 := t.marker(ctx, file)
	held, err2 := t.head(ctx, name)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	t.own.heads[mine.Key] = nil
	t.own.heads[name] = &head{Key: name, File: file, Size: size}
	if held != nil {
		t.mark(held.File)
	}
	return nil
}

// chunks writes a file's chunks as they fill.
type chunks struct {
	ctx    context.Context //nolint:containedctx // io.Writer has no other way
	files  JobFiles
	file   string
	size   int64
	n      int64
	rest   []byte
	signed time.Time
}

// Write is io.Writer's.
func (w *chunks) Write(p []byte) (int, error) {
	done := len(p)
	for len(p) > 0 {
		n := min(len(p), chunkSize-len(w.rest))
		w.rest, p = append(w.rest, p[:n]...), p[n:]
		if len(w.rest) < chunkSize {
			break
		}
		if err := w.flush(); err != nil {
			return 0, err
		}
	}
	return done, nil
}

// flush writes what there is of a chunk.
func (w *chunks) flush() error {
	if len(w.rest) == 0 {
		return w.ctx.Err()
	}
	if now := w.files.store.clock(); now.Sub(w.signed) >= signEvery {
		if err := w.files.heads(w.ctx, func(ctx context.Context, t *tx) error {
			if _, err := t.marker(ctx, w.file); err != nil {
				return err
			}
			t.mark(w.file)
			return nil
		}); err != nil {
			return err
		}
		w.signed = now
	}
	err := w.files.store.read(func(from *snapshot) error {
		ctx, cancel := from.bound(w.ctx, writing)
		defer cancel()
		_, err := from.db.Collection(jobChunks).InsertOne(ctx, chunk{chunkKey(w.file, w.n), w.file, w.n, w.rest})
		return err
	})
	w.size += int64(len(w.rest))
	w.n++
	w.rest = w.rest[:0]
	return err
}

// Open is repository.JobFiles'. Bytes that were replaced or removed meanwhile stay readable for an hour.
func (f JobFiles) Open(ctx context.Context, name string) (opened repository.File, err error) {
	err = f.store.read(func(from *snapshot) error {
		h, found, err := first[head](ctx, from, jobFiles, byID(name))
		if err == nil && (!found || !repository.IsJobFileName(name)) {
			err = domain.Refuse(domain.NotFound, "")
		}
		opened = &file{ctx: context.WithoutCancel(ctx), store: f.store, head: h, held: -1}
		return err
	})
	if err != nil {
		return nil, err
	}
	return opened, nil
}

// Remove is repository.JobFiles'.
func (f JobFiles) Remove(ctx context.Context, name string) error {
	if !repository.IsJobFileName(name) {
		return nil
	}
	return f.heads(ctx, func(ctx context.Context, t *tx) error {
		h, err := t.head(ctx, name)
		if err != nil || h == nil {
			return err
		}
		t.own.heads[name] = nil
		t.mark(h.File)
		return nil
	})
}

// Walk is repository.JobFiles'.
func (f JobFiles) Walk(ctx context.Context, take func(name string) error) error {
	if err := f.sweep(ctx); err != nil {
		return err
	}
	named := query{filter: bson.D{{Key: "at", Value: int64(0)}}, sort: up("_id"), fields: up("_id")}
	return f.store.read(func(from *snapshot) error {
		return each(ctx, from, jobFiles, named, func(h *head) error { return take(h.Key) })
	})
}

// sweep deletes the bytes whose markers have given no sign of life for fileGrace: what was taken away, and what a
// dead process had not finished. It looks a few times an hour.
func (f JobFiles) sweep(ctx context.Context) error {
	now := f.store.clock()
	f.swept.mu.Lock()
	due := now.Sub(f.swept.last) >= fileGrace/6
	if due {
		f.swept.last = now
	}
	f.swept.mu.Unlock()
	if !due {
		return nil
	}
	old := bson.D{{Key: "at", Value: bson.D{{Key: "$gt", Value: int64(0)}, {Key: "$lt", Value: now.Add(-fileGrace).UnixMilli()}}}}
	var list []head
	err := f.store.read(func(from *snapshot) (err error) {
		list, err = all[head](ctx, from, jobFiles, query{filter: old})
		return err
	})
	for _, h := range list {
		err = errors.Join(err, f.eraseOld(ctx, h))
	}
	return err
}

// eraseOld deletes the bytes of a marker that is as it was seen.
func (f JobFiles) eraseOld(ctx context.Context, seen head) error {
	mine := false
	err := f.heads(ctx, func(ctx context.Context, t *tx) error {
		h, err := t.head(ctx, seen.Key)
		if mine = err == nil && h != nil && h.At == seen.At; !mine {
			return err
		}
		swept := *h
		swept.Swept = true
		t.own.heads[h.Key] = &swept
		return nil
	})
	if err != nil || !mine {
		return err
	}
	return f.erase(ctx, seen.File)
}

// erase deletes the bytes of a file without a name, and its marker after them.
func (f JobFiles) erase(ctx context.Context, file string) error {
	err := f.store.read(func(from *snapshot) error {
		ctx, cancel := from.bound(ctx, reading)
		defer cancel()
		_, err := from.db.Collection(jobChunks).DeleteMany(ctx, bson.D{{Key: "file", Value: file}})
		return err
	})
	if err != nil {
		return err
	}
	return f.heads(ctx, func(_ context.Context, t *tx) error {
		t.own.heads[markerOf+file] = nil
		return nil
	})
}

// file is an open file; it keeps the chunk that was read last.
type file struct {
	ctx   context.Context //nolint:containedctx // io.ReaderAt has no other way
	store *Store
	head  head

	mu   sync.Mutex
	held int64 // number of the chunk in body; -1: none
	body []byte
}

// Size is repository.File's.
func (f *file) Size() int64 { return f.head.Size }

// Close is io.Closer's.
func (f *file) Close() error { return nil }

// ReadAt is io.ReaderAt's.
func (f *file) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, domain.Refuse(domain.Invalid, "")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for n < len(p) && off < f.head.Size {
		if err := f.load(off / chunkSize); err != nil {
			return n, err
		}
		part := copy(p[n:], f.body[off%chunkSize:])
		n, off = n+part, off+int64(part)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// load makes the n-th chunk the one at hand.
func (f *file) load(n int64) error {
	if f.held == n {
		return nil
	}
	f.held = -1
	var c chunk
	err := f.store.read(func(from *snapshot) (err error) {
		var found bool
		c, found, err = first[chunk](f.ctx, from, jobChunks, bson.D{{Key: "file", Value: f.head.File}, {Key: "n", Value: n}})
		if err == nil && (!found || int64(len(c.Body)) != min(chunkSize, f.head.Size-n*chunkSize)) {
			err = unavailable("error.store.interrupted", fmt.Errorf("chunk %d of %s is gone", n, f.head.Key))
		}
		return err
	})
	if err == nil {
		f.held, f.body = n, c.Body
	}
	return err
}
