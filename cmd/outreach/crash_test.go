package main_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"outreach/app"
	"outreach/app/api"
	"outreach/app/demo"
	"outreach/app/load"
	"outreach/configs"
	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/sqlite"
)

// A server that is killed at any moment keeps every record and every edit it acknowledged, whole, and nothing
// half written. OUTREACH_BUDGET multiplies the kills.
func TestKilledServerKeepsWhatItAcknowledged(t *testing.T) {
	r := contract.Random(t)
	w := newCrashWorld(t)
	var all []*phone
	acknowledged, edits := 0, 0
	kills := contract.Budget(t, 6)
	for kill := range kills {
		s := w.serve()
		clients := w.clients(s, r)
		moment := time.Duration(50+r.IntN(550)) * time.Millisecond
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan load.Figures, 1)
		go func() {
			ended <- load.Closed(ctx, time.Now, len(clients), time.Minute, func(ctx context.Context, i int) error {
				if err := clients[i].send(ctx); err != nil {
					stop() // the server is gone
					return err
				}
				return nil
			})
		}()
		select {
		case <-ctx.Done():
			t.Fatalf("kill %d: the load ended before it: %v", kill, (<-ended).Err)
		case <-time.After(moment):
		}
		if err := s.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		figures := <-ended
		stop()
		if status, ok := errors.AsType[*load.StatusError](figures.Err); ok {
			t.Fatalf("kill %d: refused: %v", kill, status)
		}
		s.gone(t)
		again := w.serve()
		for _, c := range clients {
			c.verify(t, again)
			acknowledged += len(c.held)
			edits += c.edits
		}
		again.stop(t)
		w.check()
		all = append(all, clients...)
	}
	last := w.serve() // what one kill spared, no later one took
	for _, c := range all {
		c.verify(t, last)
	}
	last.stop(t)
	t.Logf("%d kills, %d records and %d edits acknowledged, none lost", kills, acknowledged, edits)
	if acknowledged == 0 || edits == 0 {
		t.Error("the load was none")
	}
}

// crashWorld is a built program and a data folder with one volunteer.
type crashWorld struct {
	t        *testing.T
	binary   string
	data     string
	token    string
	contents []domain.Content
}

func newCrashWorld(t *testing.T) *crashWorld {
	t.Helper()
	dir := t.TempDir()
	w := &crashWorld{t: t, binary: filepath.Join(dir, "outreach"), data: filepath.Join(dir, "data")}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", w.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	store, err := sqlite.Open(t.Context(), sqlite.Options{Dir: w.data})
	if err != nil {
		t.Fatal(err)
	}
	w.volunteer(store)
	w.made()
	return w
}

// made makes up what the phones send.
func (w *crashWorld) made() {
	w.t.Helper()
	cat := w.catalogue()
	items, failed, err := demo.Bulk(&cat, 1, 3000)
	if err != nil {
		w.t.Fatal(err)
	}
	for item := range items {
		item.Content.Evidence = nil // made up: nobody has put these photos
		w.contents = append(w.contents, item.Content)
	}
	if err := failed(); err != nil {
		w.t.Fatal(err)
	}
}

func (w *crashWorld) catalogue() domain.Catalogue {
	w.t.Helper()
	cat, err := configs.WholeCatalogue()
	if err != nil {
		w.t.Fatal(err)
	}
	return cat
}

// volunteer makes the ledger's only user, with an API token, and closes the store.
func (w *crashWorld) volunteer(store repository.Store) {
	w.t.Helper()
	ctx := w.t.Context()
	rules, err := configs.Rules()
	if err != nil {
		w.t.Fatal(err)
	}
	d := configs.Defaults()
	a, err := app.New(ctx, app.Parts{Store: store, Catalogue: w.catalogue(), Rules: rules, Now: time.Now, Random: rand.Reader, Settings: app.Settings{
		SessionIdle: d.Session.Idle, SessionAbsolute: d.Session.Absolute, SignInAttempts: 10, SignInWindow: time.Minute,
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	const login, password = "li", "rain falls in the field"
	entry := app.UserEntry{Login: login, Name: login, Grants: []domain.Grant{{Role: domain.RoleVolunteer}}}
	if _, err := a.AddUser(ctx, entry, password); err != nil {
		w.t.Fatal(err)
	}
	_, caller, err := a.SignIn(ctx, login, password, "127.0.0.1")
	if err != nil {
		w.t.Fatal(err)
	}
	if w.token, _, err = a.MakeToken(ctx, caller, "phones", 24*time.Hour); err != nil {
		w.t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		w.t.Fatal(err)
	}
}

// check runs "outreach check" on the folder, which no server holds.
func (w *crashWorld) check() {
	w.t.Helper()
	out, err := exec.CommandContext(w.t.Context(), w.binary, "check", "--data", w.data, "--lang", "en").CombinedOutput()
	if err != nil {
		w.t.Fatalf("check: %v\n%s", err, out)
	}
}

// served is a running server.
type served struct {
	*load.Client
	cmd     *exec.Cmd
	address string
	log     *bytes.Buffer // standard error; to be read once the process has ended
}

// serve starts the program on the folder and waits until it is well.
func (w *crashWorld) serve() *served {
	w.t.Helper()
	s := w.begin()
	if err := s.well(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return s
}

// begin starts a server that need not be well yet.
func (w *crashWorld) begin() *served {
	w.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	address := ln.Addr().String()
	if err := ln.Close(); err != nil {
		w.t.Fatal(err)
	}
	s := &served{cmd: exec.Command(w.binary, "serve", "--data", w.data, "--listen", address), address: address, log: &bytes.Buffer{}}
	s.cmd.Env = append(os.Environ(), "OUTREACH_LOG_LEVEL=error")
	s.cmd.Stderr = s.log
	if s.Client, err = load.NewClient("http://"+address, w.token, 64); err != nil {
		w.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		s.Close()
		if s.cmd.ProcessState == nil {
			s.cmd.Process.Kill()
			s.cmd.Wait()
		}
	})
	return s
}

// well waits until the server says that it is well.
func (s *served) well(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		err := s.Ask(ctx, load.Question{Path: "/api/v1/health"}, io.Discard)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server is not well: %w", err)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// gone waits for the end of a killed process.
func (s *served) gone(t *testing.T) {
	t.Helper()
	s.Close()
	err := s.cmd.Wait()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		t.Fatalf("the server ended by itself: %v\n%s", err, s.log)
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		t.Fatalf("the server ended by itself: %v\n%s", err, s.log)
	}
}

// stop ends the server as an operator does.
func (s *served) stop(t *testing.T) {
	t.Helper()
	s.Close()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Fatalf("stop: %v\n%s", err, s.log)
	}
}

// phone sends records one after the other, and edits some, and knows what was acknowledged.
type phone struct {
	server   *served
	contents []domain.Content
	rand     *mathrand.Rand
	held     map[string]stored // acknowledged, by id
	edits    int
	last     string   // id of the last one acknowledged
	open     *attempt // sent and not yet acknowledged
}

type stored struct {
	content  domain.Content
	revision int64
}

type attempt struct {
	id string
	stored
}

func (w *crashWorld) clients(s *served, r *mathrand.Rand) []*phone {
	list := make([]*phone, 64)
	for i := range list {
		list[i] = &phone{server: s, contents: w.contents, rand: mathrand.New(mathrand.NewPCG(r.Uint64(), r.Uint64())), held: map[string]stored{}}
	}
	return list
}

// send makes one record, or edits the last.
func (p *phone) send(ctx context.Context) error {
	next := attempt{id: uuid.Must(uuid.NewV7()).String(), stored: stored{p.contents[p.rand.IntN(len(p.contents))], 1}}
	want := http.StatusCreated
	if before, ok := p.held[p.last]; ok && p.rand.IntN(4) == 0 {
		next = attempt{p.last, stored{before.content, before.revision + 1}}
		next.content.Notes = fmt.Sprintf("edit %d", next.revision)
		want = http.StatusOK
	}
	body, err := json.Marshal(api.ActivityEntry{Content: next.content, Status: domain.Submitted})
	if err != nil {
		return err
	}
	p.open = &next
	question := load.Question{Method: http.MethodPut, Path: "/api/v1/activities/" + next.id, IfMatch: next.revision - 1, Body: body, Want: want}
	// Not ctx: another client's failure must not take back what is on its way.
	if err := p.server.Ask(context.WithoutCancel(ctx), question, io.Discard); err != nil {
		return err
	}
	p.held[next.id], p.last, p.open = next.stored, next.id, nil
	if next.revision > 1 {
		p.edits++
	}
	return nil
}

// verify asks for everything that was acknowledged, and for what was not: it is there whole, or not at all.
func (p *phone) verify(t *testing.T, s *served) {
	t.Helper()
	if o := p.open; o != nil {
		p.open = nil
		before := p.held[o.id]
		delete(p.held, o.id)
		got, err := s.get(t, o.id)
		status, refused := errors.AsType[*load.StatusError](err)
		switch {
		case refused && status.Status == http.StatusNotFound && before.revision == 0:
		case err != nil:
			t.Errorf("%s: %v", o.id, err)
		case got.revision == before.revision:
			equal(t, o.id, before, got)
			p.held[o.id] = got
		default:
			equal(t, o.id, o.stored, got)
			p.held[o.id] = got
		}
	}
	for id, want := range p.held {
		got, err := s.get(t, id)
		if err != nil {
			t.Errorf("acknowledged record lost: %v", err)
			continue
		}
		equal(t, id, want, got)
	}
}

func equal(t *testing.T, id string, want, got stored) {
	t.Helper()
	if want.revision != got.revision {
		t.Errorf("%s: revision %d, want %d", id, got.revision, want.revision)
	}
	if diff := cmp.Diff(want.content, got.content); diff != "" {
		t.Errorf("%s: content differs: %s", id, diff)
	}
}

func (s *served) get(t *testing.T, id string) (stored, error) {
	t.Helper()
	var body bytes.Buffer
	if err := s.Ask(t.Context(), load.Question{Path: "/api/v1/activities/" + id}, &body); err != nil {
		return stored{}, err
	}
	var a api.Activity
	if err := json.Unmarshal(body.Bytes(), &a); err != nil {
		return stored{}, err
	}
	return stored{a.Content, a.Revision}, nil
}
