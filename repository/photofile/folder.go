package photofile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"outreach/domain"
	"outreach/repository"
)

const (
	part = "part"
	full = ".jpg"
)

// Folder is the photos of one data folder. Only one process may have it open, which the store's lock sees to.
type Folder struct {
	dir string

	mu   sync.Mutex
	made map[string]bool // folders that are known to be durable
}

var _ repository.PhotoFiles = (*Folder)(nil)

// Open gives the photos of a data folder and removes what an interrupted Put left. It makes nothing: folders
// come with the first photo.
func Open(data string) (*Folder, error) {
	f := &Folder{dir: filepath.Join(data, "photos"), made: map[string]bool{}}
	if err := os.RemoveAll(filepath.Join(f.dir, part)); err != nil {
		return nil, unusable(err)
	}
	return f, nil
}

// Put is repository.PhotoFiles'. A full disk is Unavailable with the key error.store.full.
func (f *Folder) Put(ctx context.Context, sha256 string, size domain.PhotoSize, body []byte) error {
	if err := ctx.Err(); err != nil {
		return &domain.Error{Code: domain.Unavailable, Key: "error.store.interrupted", Err: err}
	}
	name, ok := f.name(sha256, size)
	if !ok {
		return domain.RefuseFields(domain.FaultAt("/sha256", "fault.sha256", "Value", sha256))
	}
	if err := f.put(name, body); err != nil {
		return unusable(fmt.Errorf("keep photo: %w", err))
	}
	return nil
}

func (f *Folder) put(name string, body []byte) error {
	parts := filepath.Join(f.dir, part)
	for _, dir := range []string{f.dir, parts, filepath.Dir(name)} {
		if err := f.make(dir); err != nil {
			return err
		}
	}
	written, err := write(parts, body)
	if err != nil {
		return err
	}
	if err := os.Rename(written, name); err != nil {
		return errors.Join(err, os.Remove(written))
	}
	return syncFolder(filepath.Dir(name))
}

// write puts bytes on disk under a passing name; where that fails nothing is left.
func write(dir string, body []byte) (name string, err error) {
	file, err := os.CreateTemp(dir, "")
	if err != nil {
		return "", err
	}
	_, err = file.Write(body)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}

// make makes a folder durably where it is missing; one found may be another's that is not on disk yet.
func (f *Folder) make(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.made[dir] {
		return nil
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := syncFolder(filepath.Dir(dir)); err != nil {
		return err
	}
	f.made[dir] = true
	return nil
}

// Get is repository.PhotoFiles'.
func (f *Folder) Get(_ context.Context, sha256 string, size domain.PhotoSize) ([]byte, error) {
	name, ok := f.name(sha256, size)
	if !ok {
		return nil, domain.Refuse(domain.NotFound, "")
	}
	body, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &domain.Error{Code: domain.NotFound, Err: err}
	}
	if err != nil {
		return nil, unusable(err)
	}
	return body, nil
}

// Walk is repository.PhotoFiles'. Other files in the folder are passed over.
func (f *Folder) Walk(ctx context.Context, each func(sha256 string) error) error {
	shards, err := os.ReadDir(f.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unusable(err)
	}
	for _, shard := range shards {
		if err := ctx.Err(); err != nil {
			return &domain.Error{Code: domain.Unavailable, Key: "error.store.interrupted", Err: err}
		}
		if !shard.IsDir() {
			continue
		}
		files, err := os.ReadDir(filepath.Join(f.dir, shard.Name()))
		if err != nil {
			return unusable(err)
		}
		for _, file := range files {
			sha256 := strings.TrimSuffix(file.Name(), full)
			if name, ok := f.name(sha256, domain.PhotoFull); !ok || name != filepath.Join(f.dir, shard.Name(), file.Name()) {
				continue
			}
			if err := each(sha256); err != nil {
				return err
			}
		}
	}
	return nil
}

// name gives a photo's file; not ok for what is no SHA-256 in lower-case hex, so that no name leads elsewhere.
func (f *Folder) name(sha256 string, size domain.PhotoSize) (string, bool) {
	if len(sha256) != 64 || strings.Trim(sha256, "0123456789abcdef") != "" {
		return "", false
	}
	ending := full
	if size == domain.PhotoThumb {
		ending = ".thumb" + full
	}
	return filepath.Join(f.dir, sha256[:2], sha256+ending), true
}

// syncFolder makes new names in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func unusable(err error) error {
	key := "error.store.unusable"
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		key = "error.store.full"
	}
	return &domain.Error{Code: domain.Unavailable, Key: key, Err: err}
}
