package job_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"outreach/app"
	"outreach/app/job"
	"outreach/app/rehearsal"
	"outreach/configs"
	"outreach/domain"
	"outreach/repository"
	"outreach/repository/jobfile"
	"outreach/repository/sqlite"
)

// office is a store with people of every role, over which desks come and go. Its clock stands still until it is
// moved.
type office struct {
	t     *testing.T
	store repository.Store
	files repository.JobFiles
	dir   string // where the files lie
	app   *app.App
	texts *configs.Messages
	who   map[string]*app.Caller
	clock atomic.Int64 // milliseconds
	seed  atomic.Uint64
	log   *rehearsal.Log
}

func newOffice(t *testing.T) *office {
	t.Helper()
	dir := t.TempDir()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	files, err := jobfile.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	o := officeOver(t, store, files)
	o.dir = dir
	return o
}

func officeOver(t *testing.T, store repository.Store, files repository.JobFiles) *office {
	t.Helper()
	o := &office{t: t, store: store, files: files, texts: rehearsal.Texts(t), log: &rehearsal.Log{}}
	o.clock.Store(time.Date(2025, 3, 1, 4, 0, 0, 0, time.UTC).UnixMilli())
	o.app, o.who = rehearsal.Open(t, app.Parts{Store: store, Now: o.now, Random: o.random()}, rehearsal.Cast("alice", "bob", "chelsea", "erin"))
	for _, caller := range o.who {
		caller.Pass = domain.Pass{Kind: domain.PassSession}
	}
	return o
}

func (o *office) now() time.Time        { return time.UnixMilli(o.clock.Load()) }
func (o *office) pass(d time.Duration)  { o.clock.Add(d.Milliseconds()) }
func (o *office) random() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{byte(o.seed.Add(1))}) }
func (o *office) ctx() context.Context  { return o.t.Context() }

// desk makes a desk of a process of its own; work takes the place of exports where it is given.
func (o *office) desk(settings job.Settings, work job.Work) *job.Desk {
	o.t.Helper()
	p := job.Parts{
		App: o.app, Store: o.store, Files: o.files, Texts: o.texts, Now: o.now, Random: &lockedRandom{r: o.random()},
		Log: slog.New(slog.NewTextHandler(o.log, nil)), Settings: settings,
	}
	if work != nil {
		p.Works = map[domain.JobKind]job.Work{domain.JobExport: work}
	}
	d, err := job.New(p)
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

// run runs a desk until the function it gives is called, which waits for its end.
func (o *office) run(d *job.Desk) (stop func()) {
	return rehearsal.Run(o.t, d.Run)
}

func (o *office) begin(d *job.Desk, who string) domain.Job {
	o.t.Helper()
	j, err := d.BeginExport(o.ctx(), o.who[who], job.Wish{Report: "r1", Format: "csv"}, "en")
	if err != nil {
		o.t.Fatal(err)
	}
	return j
}

// until waits for a job to come to a state.
func (o *office) until(id domain.ID, state domain.JobState) domain.Job {
	o.t.Helper()
	var j domain.Job
	o.wait("state "+string(state), func() bool {
		var err error
		if j, err = o.store.Job(o.ctx(), id); err != nil {
			o.t.Fatal(err)
		}
		return j.State == state
	})
	return j
}

func (o *office) wait(what string, holds func() bool) {
	o.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); {
		if time.Now().After(deadline) {
			o.t.Fatalf("waited in vain for %s\n%s", what, o.log)
		}
		<-time.After(2 * time.Millisecond)
	}
}

// left lists the files that are kept, and whatever else lies in their folder.
func (o *office) left() []string {
	o.t.Helper()
	var names []string
	if err := o.files.Walk(o.ctx(), func(name string) error { names = append(names, name); return nil }); err != nil {
		o.t.Fatal(err)
	}
	if o.dir == "" {
		return names
	}
	err := filepath.WalkDir(filepath.Join(o.dir, "jobs"), func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !strings.HasPrefix(filepath.Base(path), "0") {
			names = append(names, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		o.t.Fatal(err)
	}
	return names
}

func (o *office) read(d *job.Desk, who string, id domain.ID) ([]byte, job.Made) {
	o.t.Helper()
	f, made, err := d.File(o.ctx(), o.who[who], id)
	if err != nil {
		o.t.Fatal(err)
	}
	body, err := io.ReadAll(io.NewSectionReader(f, 0, f.Size()))
	if err := errors.Join(err, f.Close()); err != nil {
		o.t.Fatal(err)
	}
	return body, made
}

func (o *office) refused(err error, code domain.ErrorCode) {
	o.t.Helper()
	if domain.CodeOf(err) != code {
		o.t.Errorf("%v, want %s", err, code)
	}
}

// actions lists what the audit log tells of a subject, oldest first.
func (o *office) actions(subject string) []string {
	o.t.Helper()
	list, err := o.app.Events(o.ctx(), o.who["alice"], repository.EventFilter{Subject: subject}, repository.Page{Limit: 100})
	if err != nil {
		o.t.Fatal(err)
	}
	var out []string
	for _, e := range list.Items {
		out = append([]string{e.Action}, out...)
	}
	return out
}

// lockedRandom is randomness that many read from.
type lockedRandom struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedRandom) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}
