package contract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"outreach/domain"
	"outreach/repository"
)

// FilesOpener opens an empty place for the files of jobs, of a test's own, and sees to its closing.
type FilesOpener func(t *testing.T) repository.JobFiles

// filesBench is an empty place for files under test.
type filesBench struct {
	*bench
	files repository.JobFiles
}

// RunJobFiles checks every promise of repository.JobFiles against places from open.
func RunJobFiles(t *testing.T, open FilesOpener) {
	t.Helper()
	for _, c := range []struct {
		name string
		keep func(b filesBench)
	}{
		{"come back whole, from anywhere in them", filesWhole},
		{"are replaced as a whole", fileReplaced},
		{"what is open stays as it is", fileStaysOpen},
		{"what could not be written leaves nothing", fileRefused},
		{"names lead nowhere else", fileNames},
		{"are walked in order", filesWalked},
		{"writers of one name leave one whole", filesAtOnce},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.keep(filesBench{&bench{T: t, ctx: t.Context()}, open(t)})
		})
	}
}

// bytesOf gives n bytes that differ from any other seed's.
func bytesOf(seed byte, n int) []byte {
	body := make([]byte, n)
	rand.NewChaCha8([32]byte{seed}).Read(body) //nolint:errcheck // it never fails
	return body
}

// write writes bytes in pieces of odd sizes.
func write(body []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		for piece := range slices.Chunk(body, 70_001) {
			if n, err := w.Write(piece); err != nil || n != len(piece) {
				return errors.Join(err, fmt.Errorf("%d of %d written", n, len(piece)))
			}
		}
		return nil
	}
}

func (b filesBench) put(name string, body []byte) {
	b.Helper()
	b.must(b.files.Put(b.ctx, name, write(body)))
}

func (b filesBench) opened(name string) repository.File {
	b.Helper()
	f, err := b.files.Open(b.ctx, name)
	b.must(err)
	b.Cleanup(func() { b.must(f.Close()) })
	return f
}

// holds wants an open file to be some bytes.
func (b filesBench) holds(f repository.File, want []byte) {
	b.Helper()
	got, err := io.ReadAll(io.NewSectionReader(f, 0, f.Size()))
	b.must(err)
	if f.Size() != int64(len(want)) || !bytes.Equal(got, want) {
		b.Errorf("%d bytes read, size %d, want %d bytes", len(got), f.Size(), len(want))
	}
}

func (b filesBench) names() (names []string) {
	b.Helper()
	b.must(b.files.Walk(b.ctx, func(name string) error {
		names = append(names, name)
		return nil
	}))
	return names
}

func filesWhole(b filesBench) {
	for i, size := range []int{0, 1, 1<<20 - 1, 1 << 20, 1<<20 + 1, 3<<20 + 77} {
		name, body := fmt.Sprintf("%d.xlsx", i), bytesOf(byte(i), size)
		b.put(name, body)
		f := b.opened(name)
		b.holds(f, body)
		for range 20 {
			off := rand.IntN(size + 1)
			want := body[off:min(size, off+rand.IntN(2<<20)+1)]
			got := make([]byte, len(want)+1)
			n, err := f.ReadAt(got, int64(off))
			if off+len(got) > size && !errors.Is(err, io.EOF) {
				b.Errorf("no end at %d of %d: %v", off+len(got), size, err)
			}
			if n < len(want) || !bytes.Equal(got[:len(want)], want) {
				b.Errorf("%d bytes at %d of %d differ", len(want), off, size)
			}
		}
		n, err := f.ReadAt(make([]byte, 1), int64(size)+5)
		b.same([]any{n, errors.Is(err, io.EOF)}, []any{0, true})
	}
	_, err := b.files.Open(b.ctx, "9.xlsx")
	b.refused(err, domain.NotFound)
}

func fileReplaced(b filesBench) {
	first, second := bytesOf(1, 2<<20+5), bytesOf(2, 1<<20)
	b.put("a.csv", first)
	b.must(b.files.Put(b.ctx, "a.csv", func(w io.Writer) error {
		err := write(second)(w)
		b.holds(b.opened("a.csv"), first) // and not before
		return err
	}))
	b.holds(b.opened("a.csv"), second)
	b.must(b.files.Remove(b.ctx, "a.csv"))
	b.must(b.files.Remove(b.ctx, "a.csv"))
	_, err := b.files.Open(b.ctx, "a.csv")
	b.refused(err, domain.NotFound)
	b.same(len(b.names()), 0)
}

func fileStaysOpen(b filesBench) {
	first, second := bytesOf(1, 2<<20+5), bytesOf(2, 100)
	b.put("a.csv", first)
	before := b.opened("a.csv")
	b.put("a.csv", second)
	between := b.opened("a.csv")
	b.must(b.files.Remove(b.ctx, "a.csv"))
	b.holds(before, first)
	b.holds(between, second)
}

func fileRefused(b filesBench) {
	body := bytesOf(1, 3<<20)
	b.put("a.csv", []byte("old"))
	for _, name := range []string{"a.csv", "b.csv"} {
		err := b.files.Put(b.ctx, name, func(w io.Writer) error { return errors.Join(write(body)(w), stopError{}) })
		if !errors.Is(err, stopError{}) {
			b.Errorf("the writer's error is lost: %v", err)
		}
	}
	ctx, cancel := context.WithCancel(b.ctx)
	err := b.files.Put(ctx, "c.csv", func(w io.Writer) error {
		cancel()
		return write(body)(w)
	})
	b.same(err != nil, true)
	err = b.files.Put(ctx, "c.csv", write(body))
	b.same(err != nil, true)
	b.same(b.names(), []string{"a.csv"})
	b.holds(b.opened("a.csv"), []byte("old"))
}

func fileNames(b filesBench) {
	for _, name := range []string{
		"", ".", "..", ".part", "a/b", "../a", "/a", `a\b`, "a b", "A.xlsx", "a_b", "a\x00", "\u6708.csv", "a%2e", strings.Repeat("a", 101),
	} {
		b.refused(b.files.Put(b.ctx, name, write([]byte("x"))), domain.Invalid)
		_, err := b.files.Open(b.ctx, name)
		b.refused(err, domain.NotFound)
		b.must(b.files.Remove(b.ctx, name))
	}
	b.same(len(b.names()), 0)
	for _, name := range []string{"a", "0-9.a..b", "-", strings.Repeat("z", 100), string(ID(1)) + ".1.xlsx"} {
		b.put(name, []byte(name))
		b.holds(b.opened(name), []byte(name))
	}
}

func filesWalked(b filesBench) {
	b.same(len(b.names()), 0)
	want := []string{"-", "0", "a", "a-", "a.", "aa", "b"}
	for i := range want {
		b.put(want[(i*3)%len(want)], nil)
	}
	b.same(b.names(), want)
	seen := 0
	err := b.files.Walk(b.ctx, func(string) error {
		seen++
		return stopError{}
	})
	b.same([]any{errors.Is(err, stopError{}), seen}, []any{true, 1})
	b.must(b.files.Walk(b.ctx, func(name string) error { return b.files.Remove(b.ctx, name) }))
	b.same(len(b.names()), 0)
}

func filesAtOnce(b filesBench) {
	bodies := make([][]byte, workers)
	for worker := range bodies {
		bodies[worker] = bytesOf(byte(worker), 1<<20+worker)
	}
	b.atOnce(func(worker int) error {
		for range 3 {
			if err := b.files.Put(b.ctx, "same", write(bodies[worker])); err != nil {
				return err
			}
			f, err := b.files.Open(b.ctx, "same")
			if err != nil {
				return err
			}
			got, err := io.ReadAll(io.NewSectionReader(f, 0, f.Size()))
			if !slices.ContainsFunc(bodies, func(body []byte) bool { return bytes.Equal(body, got) }) {
				err = errors.Join(err, fmt.Errorf("%d bytes of nobody", len(got)))
			}
			if err = errors.Join(err, f.Close()); err != nil {
				return err
			}
		}
		return nil
	})
	b.same(b.names(), []string{"same"})
}
