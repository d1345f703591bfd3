package jobfile

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"outreach/domain"
	"outreach/repository"
)

// part is the folder of what is being put; no name of a file begins with a dot.
const part = ".part"

// Folder is the files of the jobs of one data folder. Only one process may have it open, which the store's lock
// sees to.
type Folder struct{ dir string }

var _ repository.JobFiles = (*Folder)(nil)

// Open gives the files of a data folder, makes the place for them and removes what an interrupted Put left.
func Open(data string) (*Folder, error) {
	f := &Folder{filepath.Join(data, "jobs")}
	parts := filepath.Join(f.dir, part)
	if err := errors.Join(os.RemoveAll(parts), os.MkdirAll(parts, 0o700), syncFolder(f.dir), syncFolder(data)); err != nil {
		return nil, unusable(err)
	}
	return f, nil
}

// Put is repository.JobFiles'. A full disk is Unavailable with the key error.store.full.
func (f *Folder) Put(ctx context.Context, name string, write func(io.Writer) error) (err error) {
	if err := ctx.Err(); err != nil {
		return interrupted(err)
	}
	if !repository.IsJobFileName(name) {
		return domain.Refuse(domain.Invalid, "")
	}
	file, err := os.CreateTemp(filepath.Join(f.dir, part), "")
	if err != nil {
		return unusable(err)
	}
	if err := errors.Join(fill(ctx, file, write), file.Close()); err != nil {
		return errors.Join(fmt.Errorf("keep file: %w", err), os.Remove(file.Name()))
	}
	if err := os.Rename(file.Name(), filepath.Join(f.dir, name)); err != nil {
		return errors.Join(unusable(err), os.Remove(file.Name()))
	}
	if err := syncFolder(f.dir); err != nil {
		return unusable(err)
	}
	return nil
}

// fill writes a file and brings it to the disk.
func fill(ctx context.Context, file *os.File, write func(io.Writer) error) error {
	const buffer = 256 << 10
	disk := &disk{to: file}
	out := bufio.NewWriterSize(disk, buffer)
	err := write(out)
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = ctx.Err()
	}
	if err == nil && disk.err == nil {
		disk.err = file.Sync()
	}
	if disk.err != nil { // whatever write made of it
		return unusable(disk.err)
	}
	return err
}

// disk remembers what the file system refused.
type disk struct {
	to  io.Writer
	err error
}

// Write is io.Writer's.
func (d *disk) Write(p []byte) (int, error) {
	n, err := d.to.Write(p)
	if err != nil {
		d.err = err
	}
	return n, err
}

// Open is repository.JobFiles'.
func (f *Folder) Open(_ context.Context, name string) (repository.File, error) {
	if !repository.IsJobFileName(name) {
		return nil, domain.Refuse(domain.NotFound, "")
	}
	opened, err := os.Open(filepath.Join(f.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &domain.Error{Code: domain.NotFound, Err: err}
	}
	if err != nil {
		return nil, unusable(err)
	}
	info, err := opened.Stat()
	if err != nil {
		return nil, unusable(errors.Join(err, opened.Close()))
	}
	return file{opened, info.Size()}, nil
}

// file is an open file with its size.
type file struct {
	*os.File
	size int64
}

// Size is repository.File's.
func (f file) Size() int64 { return f.size }

// Remove is repository.JobFiles'.
func (f *Folder) Remove(_ context.Context, name string) error {
	if !repository.IsJobFileName(name) {
		return nil
	}
	if err := os.Remove(filepath.Join(f.dir, name)); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return unusable(err)
	}
	if err := syncFolder(f.dir); err != nil {
		return unusable(err)
	}
	return nil
}

// Walk is repository.JobFiles'. Other things in the folder are passed over.
func (f *Folder) Walk(ctx context.Context, each func(name string) error) error {
	list, err := os.ReadDir(f.dir) // sorted
	if err != nil {
		return unusable(err)
	}
	for _, entry := range list {
		if err := ctx.Err(); err != nil {
			return interrupted(err)
		}
		if !entry.Type().IsRegular() || !repository.IsJobFileName(entry.Name()) {
			continue
		}
		if err := each(entry.Name()); err != nil {
			return err
		}
	}
	return nil
}

// syncFolder makes new and removed names in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func interrupted(err error) error {
	return &domain.Error{Code: domain.Unavailable, Key: "error.store.interrupted", Err: err}
}

func unusable(err error) error {
	key := "error.store.unusable"
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		key = "error.store.full"
	}
	return &domain.Error{Code: domain.Unavailable, Key: key, Err: err}
}
