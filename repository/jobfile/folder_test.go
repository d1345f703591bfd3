package jobfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/jobfile"
)

func open(t *testing.T, data string) *jobfile.Folder {
	t.Helper()
	f, err := jobfile.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFolderKeepsTheContract(t *testing.T) {
	contract.RunJobFiles(t, func(t *testing.T) repository.JobFiles {
		t.Helper()
		return open(t, t.TempDir())
	})
}

// entries lists everything below a data folder, by path.
func entries(t *testing.T, data string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(data, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			path, err = filepath.Rel(data, path)
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestNothingIsLeftOfWhatFailedOrWasCut(t *testing.T) {
	data := t.TempDir()
	f := open(t, data)
	put := func(name, text string, fail error) error {
		return f.Put(t.Context(), name, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return errors.Join(err, fail)
		})
	}
	if err := put("kept", "kept", nil); err != nil {
		t.Fatal(err)
	}
	if err := put("failed", "half", io.ErrUnexpectedEOF); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("the writer's error: %v", err)
	}
	if err := os.Mkdir(filepath.Join(data, "jobs", "taken"), 0o700); err != nil { // a name that no file can get
		t.Fatal(err)
	}
	if err := put("taken", "x", nil); domain.CodeOf(err) != domain.Unavailable {
		t.Fatalf("a name that cannot be given: %v", err)
	}
	if got := entries(t, data); !slices.Equal(got, []string{"jobs/kept"}) {
		t.Fatalf("left %q", got)
	}
	if err := os.WriteFile(filepath.Join(data, "jobs", ".part", "123"), []byte("cut"), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, data) // as the next process does
	if got := entries(t, data); !slices.Equal(got, []string{"jobs/kept"}) {
		t.Fatalf("left %q", got)
	}
}

func TestAPlaceThatIsGoneIsUnavailable(t *testing.T) {
	data := t.TempDir()
	f := open(t, data)
	if err := os.RemoveAll(filepath.Join(data, "jobs")); err != nil {
		t.Fatal(err)
	}
	put := f.Put(t.Context(), "a", func(io.Writer) error { return nil })
	for _, err := range []error{put, f.Walk(t.Context(), func(string) error { return nil })} {
		if e, ok := errors.AsType[*domain.Error](err); !ok || e.Code != domain.Unavailable || e.Key != "error.store.unusable" {
			t.Error(err)
		}
	}
	if _, err := f.Open(t.Context(), "a"); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("opened: %v", err)
	}
}
