package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"outreach/domain"
)

const (
	lockName   = "lock"
	markerName = "open" // stands while the store is open; found at start, it tells of an unclean end
)

// folder is a locked data folder.
type folder struct {
	dir     string
	lock    *os.File
	unclean bool
}

// lockFolder makes the folder where it is missing, takes its lock and sets the marker.
func lockFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unavailable("error.store.unusable", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, unavailable("error.store.unusable", err)
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		refusal := domain.Refuse(domain.Unavailable, "error.store.locked", "Dir", dir)
		refusal.Err = errors.Join(err, lock.Close())
		return nil, refusal
	}
	f := &folder{dir: dir, lock: lock}
	if _, err := os.Stat(f.path(markerName)); err == nil {
		f.unclean = true
	}
	if err := errors.Join(os.WriteFile(f.path(markerName), nil, 0o600), f.sync()); err != nil {
		return nil, unavailable("error.store.unusable", errors.Join(err, lock.Close()))
	}
	return f, nil
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, name) }

// sync makes new and removed names in the folder durable.
func (f *folder) sync() error {
	d, err := os.Open(f.dir)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

// release takes the marker away after a clean end and lets the lock go.
func (f *folder) release(clean bool) error {
	var err error
	if clean {
		err = errors.Join(os.Remove(f.path(markerName)), f.sync())
	}
	return errors.Join(err, f.lock.Close())
}
