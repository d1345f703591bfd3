package app

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"outreach/domain"
	"outreach/repository"
)

// App is the ledger's use cases over one store. Safe for concurrent use.
type App struct {
	store     repository.Store
	photos    repository.PhotoFiles
	catalogue atomic.Pointer[domain.Catalogue]
	names     atomic.Pointer[roster] // nil: to be read anew
	loading   sync.Mutex             // held while the catalogue is read and kept
	base      domain.Catalogue       // the built-in catalogue, under the entries people have put
	entries   []repository.Entry     // these, of the catalogue that is loaded
	rules     *domain.RuleBook
	now       func() time.Time
	random    io.Reader
	settings  Settings
	grades    grades
	hashing   chan struct{}       // bounds the memory of concurrent password hashing
	decoding  *semaphore.Weighted // in pixels, bounds the memory of pictures being decoded
}

// Settings are the limits and times that a configuration decides.
type Settings struct {
	SessionIdle     time.Duration // a browser session unused for so long has ended
	SessionAbsolute time.Duration // no browser session lives longer
	InviteLife      time.Duration // a single-use code is good for so long
	PhotosPerHour   int           // new photos that one user may put
	SignInAttempts  int           // failed sign-ins and codes of one address within SignInWindow
	SignInWindow    time.Duration
	BatchLimit      int // records in one batch
}

// Parts are what an App is made of.
type Parts struct {
	Store     repository.Store
	Photos    repository.PhotoFiles
	Catalogue domain.Catalogue
	Rules     *domain.RuleBook
	Now       func() time.Time
	Random    io.Reader
	Settings  Settings
}

// New makes an App and loads the catalogue entries people have put over the built-in ones.
func New(ctx context.Context, p Parts) (*App, error) {
	a := &App{
		store: p.Store, photos: p.Photos, base: p.Catalogue, rules: p.Rules, now: p.Now, random: p.Random, settings: p.Settings,
		hashing: make(chan struct{}, 2), decoding: semaphore.NewWeighted(domain.DecodingPixels),
	}
	if err := a.loadCatalogue(ctx); err != nil {
		return nil, err
	}
	return a, nil
}

// Catalogue gives the catalogue in force; it never changes once given.
func (a *App) Catalogue() *domain.Catalogue { return a.catalogue.Load() }

// Today gives the day in Asia/Shanghai.
func (a *App) Today() domain.Date { return domain.DayOf(a.now()) }

func (a *App) instant() domain.Instant { return domain.At(a.now()) }

// Caller is who asks: a user, and the pass they came with.
type Caller struct {
	User domain.User
	Pass domain.Pass
}

// Scope gives what the caller may see.
func (c *Caller) Scope() domain.Scope { return c.User.Scope() }

func (c *Caller) id() string { return c.User.ID }
