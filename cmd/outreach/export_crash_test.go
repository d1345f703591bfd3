package main_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"outreach/app"
	"outreach/app/api"
	"outreach/app/demo"
	"outreach/app/load"
	"outreach/configs"
	"outreach/domain"
	"outreach/repository/contract"
	"outreach/repository/sqlite"
)

// manyRecords is enough for an export to be under way for a while.
const manyRecords = 10_000

// exportWorld is a crash world with many records and a manager, whose token it has.
func exportWorld(t *testing.T) *crashWorld {
	t.Helper()
	w := newCrashWorld(t)
	store, err := sqlite.Open(t.Context(), sqlite.Options{Dir: w.data})
	if err != nil {
		t.Fatal(err)
	}
	cat := w.catalogue()
	if err := demo.FillBulk(t.Context(), store, &cat, manyRecords, demo.Options{Seed: 3}); err != nil {
		t.Fatal(err)
	}
	rules, err := configs.Rules()
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Parts{Store: store, Catalogue: cat, Rules: rules, Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	u, err := a.AddUser(t.Context(), app.UserEntry{Login: "wang", Name: "wang", Grants: []domain.Grant{{Role: domain.RoleManager}}}, "rain falls in the field")
	if err != nil {
		t.Fatal(err)
	}
	w.token, _, err = a.MakeToken(t.Context(), &app.Caller{User: u, Pass: domain.Pass{Kind: domain.PassSession}}, "exports", 24*time.Hour)
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err)
	}
	return w
}

// export asks for an export until holds says so.
func (s *served) export(t *testing.T, id domain.ID, holds func(*api.Export) bool) api.Export {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; <-time.After(2 * time.Millisecond) {
		e := answered[api.Export](t, s, load.Question{Path: "/api/v1/exports/" + string(id)})
		if holds(&e) {
			return e
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %+v", e)
		}
	}
}

func answered[T any](t *testing.T, s *served, q load.Question) T {
	t.Helper()
	var body bytes.Buffer
	var v T
	if err := s.Ask(t.Context(), q, &body); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// A server that is killed while it exports runs the export again when it is back, and nothing of the first attempt is
// left. OUTREACH_BUDGET multiplies the kills.
func TestAKilledServerEndsItsExports(t *testing.T) {
	w := exportWorld(t)
	r := contract.Random(t)
	for range contract.Budget(t, 2) {
		s := w.serve()
		taken := answered[api.Export](t, s, load.Question{Method: http.MethodPost, Path: "/api/v1/exports", Body: []byte(`{"report":"r1","lang":"en"}`), Want: http.StatusAccepted})
		s.export(t, taken.ID, func(e *api.Export) bool { return e.State == domain.JobRunning })
		<-time.After(time.Duration(r.IntN(200)) * time.Millisecond) // somewhere in the middle
		if err := s.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		s.gone(t)
		again := w.serve()
		e := again.export(t, taken.ID, func(e *api.Export) bool { return e.State.Ended() })
		if e.State != domain.JobDone || e.Attempt != 2 || e.File.Rows != manyRecords {
			t.Fatalf("ended as %+v, file %+v", e, e.File)
		}
		var body bytes.Buffer
		if err := again.Ask(t.Context(), load.Question{Path: "/api/v1/exports/" + string(taken.ID) + "/file"}, &body); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(body.Bytes())
		if hex.EncodeToString(sum[:]) != e.File.SHA256 || rowsOf(t, body.Bytes()) < manyRecords {
			t.Errorf("%d bytes of %d, %d rows", body.Len(), e.File.Bytes, rowsOf(t, body.Bytes()))
		}
		again.stop(t)
		if left := lying(t, filepath.Join(w.data, "jobs")); len(left) == 0 || !strings.HasPrefix(left[len(left)-1], string(taken.ID)) || strings.Contains(strings.Join(left, " "), ".part/") {
			t.Errorf("left lying: %v", left)
		}
		w.check()
	}
	if left := lying(t, filepath.Join(w.data, "jobs")); len(left) != contract.Budget(t, 2) {
		t.Errorf("left lying: %v", left)
	}
	t.Run("interrupted", func(t *testing.T) { interrupted(t, w) })
}

// rowsOf counts the rows of every sheet of a workbook.
func rowsOf(t *testing.T, book []byte) int {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
			continue
		}
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err := errors.Join(err, part.Close()); err != nil {
			t.Fatal(err)
		}
		rows += bytes.Count(text, []byte("<row "))
	}
	return rows
}

// lying lists the files of a folder and those below it.
func lying(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, rerr := filepath.Rel(dir, path)
			list, err = append(list, name), rerr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// An export of the command line that is interrupted leaves nothing where the file was to be, and says so.
func interrupted(t *testing.T, w *crashWorld) {
	t.Helper()
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, w.binary, "export", "all", "-o", filepath.Join(dir, "all.xlsx"), "--data", w.data, "--lang", "en")
	var told bytes.Buffer
	cmd.Stdout, cmd.Stderr = &told, &told
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for len(lying(t, dir)) == 0 && ctx.Err() == nil {
		<-time.After(time.Millisecond)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
		t.Errorf("ended with %v: %s", err, told.String())
	}
	if left := lying(t, dir); len(left) > 0 {
		t.Errorf("left lying: %v", left)
	}
	whole, err := exec.CommandContext(ctx, w.binary, "export", "r1", "-o", filepath.Join(dir, "r1.csv"), "--data", w.data, "--lang", "en").CombinedOutput()
	if err != nil || !strings.Contains(string(whole), "10,000 rows from 10,000 records") {
		t.Errorf("%v: %s", err, whole)
	}
}
