package photofile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"

	"outreach/domain"
	"outreach/repository/photofile"
)

func open(t *testing.T, data string) *photofile.Folder {
	t.Helper()
	f, err := photofile.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func put(t *testing.T, f *photofile.Folder, body string) (sha256 string) {
	t.Helper()
	sha256 = domain.Digest([]byte(body))
	if err := f.Put(t.Context(), sha256, domain.PhotoFull, []byte(body)); err != nil {
		t.Fatal(err)
	}
	return sha256
}

func wantBody(t *testing.T, f *photofile.Folder, sha256 string, size domain.PhotoSize, want string) {
	t.Helper()
	got, err := f.Get(t.Context(), sha256, size)
	if err != nil || string(got) != want {
		t.Errorf("%s %s = %d bytes (%v), want %d", sha256, size, len(got), err, len(want))
	}
}

func wantAbsent(t *testing.T, f *photofile.Folder, sha256 string, size domain.PhotoSize) {
	t.Helper()
	if body, err := f.Get(t.Context(), sha256, size); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("%q %s = %d bytes (%v)", sha256, size, len(body), err)
	}
}

// files lists every file of a folder by its path in it.
func files(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			path, err = filepath.Rel(dir, path)
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAFolderOpenedAndReadMakesNothing(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	wantAbsent(t, f, domain.Digest(nil), domain.PhotoFull)
	if err := f.Walk(t.Context(), func(string) error { return errors.New("a photo") }); err != nil {
		t.Error(err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
}

func TestBytesComeBackBySizeAndAfterOpeningAgain(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	sha256 := put(t, f, "picture")
	wantAbsent(t, f, sha256, domain.PhotoThumb)
	for _, thumb := range []string{"small", "smaller"} { // the later one stands
		if err := f.Put(t.Context(), sha256, domain.PhotoThumb, []byte(thumb)); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []*photofile.Folder{f, open(t, dir)} {
		wantBody(t, f, sha256, domain.PhotoFull, "picture")
		wantBody(t, f, sha256, domain.PhotoThumb, "smaller")
	}
	if got, want := files(t, dir), []string{"photos/" + sha256[:2] + "/" + sha256 + ".jpg", "photos/" + sha256[:2] + "/" + sha256 + ".thumb.jpg"}; !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
}

func TestOnlyADigestIsAName(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	put(t, f, "picture")
	if err := os.WriteFile(filepath.Join(dir, "secret.jpg"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := files(t, dir)
	good := domain.Digest(nil)
	for _, name := range []string{
		"", "../secret", "../../etc/passwd", good[1:], good + "0", "G" + good[1:], "E" + good[1:], good[:63] + "/", good[:63] + "\x00", "..%2f" + good[5:],
		"../" + good[3:], "/" + good[1:],
	} {
		wantAbsent(t, f, name, domain.PhotoFull)
		if err := f.Put(t.Context(), name, domain.PhotoFull, []byte("x")); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("put %q: %v", name, err)
		}
	}
	if after := files(t, dir); !slices.Equal(before, after) {
		t.Errorf("files %v became %v", before, after)
	}
}

func TestWhatACutPutLeftIsGoneAfterOpening(t *testing.T) {
	dir := t.TempDir()
	sha256 := put(t, open(t, dir), "picture")
	left := filepath.Join(dir, "photos", "part", "123456")
	if err := os.WriteFile(left, []byte("pict"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := open(t, dir)
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
	wantBody(t, f, sha256, domain.PhotoFull, "picture")
	wantBody(t, f, put(t, f, "another"), domain.PhotoFull, "another")
}

func TestADiskThatTakesHalfAFileLeavesNothingOfIt(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	held := put(t, f, "picture")
	before := files(t, dir)

	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ) // else the machine ends a process that writes past the limit
	small := limit
	small.Cur = 100
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		t.Fatal(err)
	}
	big := bytes.Repeat([]byte("x"), 1000)
	fresh := f.Put(t.Context(), domain.Digest(big), domain.PhotoFull, big)
	again := f.Put(t.Context(), held, domain.PhotoFull, big)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	signal.Reset(syscall.SIGXFSZ)

	for _, err := range []error{fresh, again} {
		if domain.CodeOf(err) != domain.Unavailable || !errors.Is(err, syscall.EFBIG) {
			t.Errorf("half a file: %v", err)
		}
	}
	wantAbsent(t, f, domain.Digest(big), domain.PhotoFull)
	wantBody(t, f, held, domain.PhotoFull, "picture")
	if after := files(t, dir); !slices.Equal(before, after) {
		t.Errorf("files %v became %v", before, after)
	}
	wantBody(t, f, put(t, f, string(big)), domain.PhotoFull, string(big)) // the disk is well again
}

func TestAFolderThatCannotBeUsedIsUnavailable(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	sha256 := domain.Digest([]byte("picture"))
	if err := os.MkdirAll(filepath.Join(dir, "photos", sha256[:2], sha256+".jpg", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := f.Put(t.Context(), sha256, domain.PhotoFull, []byte("picture")); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("a name that is taken: %v", err)
	}
	if _, err := f.Get(t.Context(), sha256, domain.PhotoFull); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("read: %v", err)
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("left: %v", left)
	}

	blocked := t.TempDir()
	if err := os.WriteFile(filepath.Join(blocked, "photos"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if f, err := photofile.Open(blocked); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("a file instead of the folder: %v, %v", f, err)
	}
	for cause, key := range map[error]string{syscall.ENOSPC: "error.store.full", syscall.EDQUOT: "error.store.full", syscall.EIO: "error.store.unusable"} {
		err := photofile.Unusable(&fs.PathError{Op: "write", Path: "x", Err: cause})
		if e, ok := errors.AsType[*domain.Error](err); !ok || e.Code != domain.Unavailable || e.Key != key || !errors.Is(err, cause) {
			t.Errorf("%v: %v", cause, err)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := open(t, t.TempDir()).Put(gone, sha256, domain.PhotoFull, nil); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("after the caller left: %v", err)
	}
}

func TestAWalkHandsEveryPhotoOnceInOrder(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	var want []string
	for i := range 40 {
		want = append(want, put(t, f, fmt.Sprint(i)))
	}
	slices.Sort(want)
	if err := f.Put(t.Context(), domain.Digest([]byte("thumbnail only")), domain.PhotoThumb, nil); err != nil {
		t.Fatal(err)
	}
	for _, foreign := range []string{"notes.txt", want[0] + ".jpg", want[0][:2] + "/notes.jpg", want[0][:2] + "/" + want[39] + ".jpg"} {
		if err := os.WriteFile(filepath.Join(dir, "photos", foreign), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	stop := errors.New("enough")
	for _, end := range []error{nil, stop} {
		got = nil
		err := f.Walk(t.Context(), func(sha256 string) error {
			got = append(got, sha256)
			return end
		})
		if !errors.Is(err, end) {
			t.Errorf("walk: %v, want %v", err, end)
		}
		if end == nil && !slices.Equal(got, want) {
			t.Errorf("walked %v, want %v", got, want)
		}
	}
	if len(got) != 1 {
		t.Errorf("%d after the first was refused", len(got))
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Walk(gone, func(string) error { return nil }); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("after the caller left: %v", err)
	}
}

func TestReadersSeeAWholePhotoOrNone(t *testing.T) {
	f := open(t, t.TempDir())
	body := string(bytes.Repeat([]byte("picture "), 20_000))
	sha256 := domain.Digest([]byte(body))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 5 {
				if err := f.Put(t.Context(), sha256, domain.PhotoFull, []byte(body)); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for range 100 {
				got, err := f.Get(t.Context(), sha256, domain.PhotoFull)
				if err == nil && string(got) != body || err != nil && domain.CodeOf(err) != domain.NotFound {
					t.Errorf("%d bytes, %v", len(got), err)
				}
			}
		})
	}
	all.Wait()
	wantBody(t, f, sha256, domain.PhotoFull, body)
}
