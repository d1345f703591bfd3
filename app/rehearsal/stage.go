package rehearsal

import (
	"context"
	"sync"
	"testing"
	"time"

	"outreach/app"
	"outreach/configs"
	"outreach/domain"
)

// Password is everybody's: some of it is not ASCII, as people's are.
const Password = "correct horse \u7535\u6c60"

// Cast gives some people by their logins, with what each may: alice keeps the ledger, bob manages Guangdong, chelsea
// volunteers, dan writes the annual report, erin and fay manage everything.
func Cast(logins ...string) map[string][]domain.Grant {
	whole := map[string][]domain.Grant{
		"alice":   {{Role: domain.RoleAdmin}},
		"bob":     {{Role: domain.RoleManager, Areas: []domain.AreaCode{440000}}},
		"chelsea": {{Role: domain.RoleVolunteer}},
		"dan":     {{Role: domain.RoleAuthor}},
		"erin":    {{Role: domain.RoleManager}},
		"fay":     {{Role: domain.RoleManager}},
	}
	some := make(map[string][]domain.Grant, len(logins))
	for _, login := range logins {
		some[login] = whole[login]
	}
	return some
}

// Settings are what Open goes by where parts have none.
func Settings() app.Settings {
	return app.Settings{
		SessionIdle: time.Hour, SessionAbsolute: 8 * time.Hour, InviteLife: time.Hour, SignInAttempts: 5, SignInWindow: 10 * time.Minute,
		PhotosPerHour: 20, BatchLimit: 500,
	}
}

// Open makes the use cases over a store with a cast in it, and gives each of them as a caller by login. It fills in the
// catalogue, the rules and, where there are none, the settings, and closes the store when the test ends.
func Open(t testing.TB, p app.Parts, cast map[string][]domain.Grant) (*app.App, map[string]*app.Caller) {
	t.Helper()
	t.Cleanup(func() {
		if err := p.Store.Close(); err != nil {
			t.Error(err)
		}
	})
	var err error
	if p.Catalogue, err = configs.WholeCatalogue(); err != nil {
		t.Fatal(err)
	}
	if p.Rules, err = configs.Rules(); err != nil {
		t.Fatal(err)
	}
	if p.Settings == (app.Settings{}) {
		p.Settings = Settings()
	}
	a, err := app.New(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	who := map[string]*app.Caller{}
	for login, grants := range cast {
		u, err := a.AddUser(t.Context(), app.UserEntry{Login: login, Name: login, Grants: grants}, Password)
		if err != nil {
			t.Fatal(err)
		}
		who[login] = &app.Caller{User: u}
	}
	return a, who
}

// Run runs what runs until its context ends, such as a desk, until the function it gives is called, or the test ends.
// That waits for its end, and an error fails the test.
func Run(t testing.TB, run func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// Texts loads the messages in every language.
func Texts(t testing.TB) *configs.Messages {
	t.Helper()
	texts, err := configs.LoadMessages()
	if err != nil {
		t.Fatal(err)
	}
	return texts
}
