package job

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"sync"
	"time"

	"outreach/app"
	"outreach/domain"
	"outreach/repository"
)

// Work is what a kind of job does, from its beginning whenever it is called. It says how far it is by
// p.Progress and stops soon after ctx ends. It gives the job's result and state: done, or ready where its owner
// has the next word. What it began and did not give, a later call or the sweep takes away.
type Work func(ctx context.Context, job domain.Job, p *Progress) (result []byte, next domain.JobState, err error)

// Texts gives the messages of the language that an Accept-Language header, or "zh" or "en", wants most.
type Texts interface {
	For(acceptLanguage string) domain.Text
}

// Settings are what a configuration decides about jobs; zero values mean the defaults named.
type Settings struct {
	AtOnce  int           // that run in this process at once: 2
	Waiting int           // of one user that may wait: 5
	Kept    int           // exports of one user whose files are kept, the newest: 20
	Keep    time.Duration // how long what a job made can be fetched: 24 hours
	Listed  time.Duration // how long an expired job is still listed: 7 days
	// Alone says that no other process can have the store open, so that a job found running at the start is
	// one that a dead process left.
	Alone bool
}

func (s Settings) filled() Settings {
	if s.AtOnce <= 0 {
		s.AtOnce = 2
	}
	if s.Waiting <= 0 {
		s.Waiting = 5
	}
	if s.Kept <= 0 {
		s.Kept = 20
	}
	if s.Keep <= 0 {
		s.Keep = 24 * time.Hour
	}
	if s.Listed <= 0 {
		s.Listed = 7 * 24 * time.Hour
	}
	return s
}

// Parts are what a Desk is made of.
type Parts struct {
	App      *app.App
	Store    repository.Store
	Files    repository.JobFiles
	Texts    Texts
	Now      func() time.Time
	Random   io.Reader
	Log      *slog.Logger
	Settings Settings
	// Works takes the place of the desk's own, or adds to them.
	Works map[domain.JobKind]Work
}

// Desk takes, runs and serves jobs. Safe for concurrent use.
type Desk struct {
	app      *app.App
	store    repository.Store
	files    repository.JobFiles
	texts    Texts
	now      func() time.Time
	random   io.Reader
	log      *slog.Logger
	settings Settings
	works    map[domain.JobKind]Work
	name     string        // of this process, as the holder of jobs
	wake     chan struct{} // something may be waiting

	mu      sync.Mutex
	running map[domain.ID]context.CancelCauseFunc
	fetched map[domain.ID]domain.Date // the last day on which the log was told of a fetch
}

// New makes a desk; it runs nothing before Run.
func New(p Parts) (*Desk, error) {
	d := &Desk{
		app: p.App, store: p.Store, files: p.Files, texts: p.Texts, now: p.Now, random: p.Random, log: p.Log, settings: p.Settings.filled(),
		wake: make(chan struct{}, 1), running: map[domain.ID]context.CancelCauseFunc{}, fetched: map[domain.ID]domain.Date{},
	}
	name, err := d.NewID()
	if err != nil {
		return nil, err
	}
	d.name = string(name)
	d.works = map[domain.JobKind]Work{domain.JobExport: d.export, domain.JobCheck: d.check}
	maps.Copy(d.works, p.Works)
	return d, nil
}

func (d *Desk) instant() domain.Instant { return domain.At(d.now()) }
