package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"outreach/app"
	"outreach/app/api"
	"outreach/app/job"
	"outreach/app/rehearsal"
	"outreach/app/web"
	"outreach/configs"
	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
	"outreach/repository/jobfile"
	"outreach/repository/photofile"
)

const (
	password = rehearsal.Password
	cookieOf = "__Host-outreach"
)

// world is a served ledger with named people: alice keeps it, bob manages Guangdong, chelsea volunteers,
// dan writes the annual report; erin manages everything.
type world struct {
	t        testing.TB
	app      *app.App
	server   *api.Server
	base     string
	registry *prometheus.Registry
	log      *rehearsal.Log
	cookies  map[string]string
	seq      *atomic.Int64
	ahead    *atomic.Int64 // nanoseconds that the server's clock is before everybody's
}

func people() map[string][]domain.Grant {
	return rehearsal.Cast("alice", "bob", "chelsea", "dan", "erin")
}

// premises are what a server serves: the use cases, and the desk of the same ledger.
type premises struct {
	*app.App
	desk    *job.Desk
	imports *job.Imports
}

// ledger makes an app over the in-memory store at noon of the last day of 2022, with everybody in it, and runs its
// desk.
func ledger(t testing.TB, around func(repository.Store) repository.Store) premises {
	t.Helper()
	store := contract.NewModel()
	dir := t.TempDir()
	photos, err := photofile.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	noon := time.Date(2022, 12, 31, 4, 0, 0, 0, time.UTC)
	now := func() time.Time { return noon.Add(time.Since(began)) }
	a, _ := rehearsal.Open(t, app.Parts{Store: around(store), Photos: photos, Random: rand.Reader, Now: now}, people())
	desk, imports := working(t, job.Parts{App: a, Store: around(store), Texts: texts(t), Now: now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)}, dir)
	return premises{a, desk, imports}
}

// working makes a desk whose files lie in a folder, and runs it until the test has ended.
func working(t testing.TB, p job.Parts, dir string) (*job.Desk, *job.Imports) {
	t.Helper()
	var err error
	if p.Files, err = jobfile.Open(dir); err != nil {
		t.Fatal(err)
	}
	desk, err := job.New(p)
	if err != nil {
		t.Fatal(err)
	}
	check, err := api.ContentCheck()
	if err != nil {
		t.Fatal(err)
	}
	imports := job.NewImports(desk, job.ImportParts{Languages: configs.Languages(), Check: check, MaxBytes: 9 << 20})
	rehearsal.Run(t, desk.Run)
	return desk, imports
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldWith(t, api.Settings{Version: "test", Exports: 4})
}

func newWorldWith(t testing.TB, settings api.Settings) *world {
	t.Helper()
	return newWorldOver(t, settings, func(s repository.Store) repository.Store { return s })
}

// newWorldOver serves a ledger over the store that around makes of a good one.
func newWorldOver(t testing.TB, settings api.Settings, around func(repository.Store) repository.Store) *world {
	t.Helper()
	return serve(t, ledger(t, around), settings, web.Site{})
}

// serve serves a ledger with a web app.
func serve(t testing.TB, p premises, settings api.Settings, site web.Site) *world {
	t.Helper()
	w := &world{t: t, app: p.App, registry: prometheus.NewRegistry(), log: &rehearsal.Log{}, seq: new(atomic.Int64), ahead: new(atomic.Int64), cookies: map[string]string{}}
	var err error
	w.server, err = api.New(api.Parts{
		App: w.app, Desk: p.desk, Imports: p.imports, Texts: texts(t), Site: site, Settings: settings, Logger: slog.New(slog.NewJSONHandler(w.log, nil)), Metrics: w.registry, Random: rand.Reader,
		Now: func() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) },
	})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.base = "http://" + ln.Addr().String()
	served := make(chan error, 1)
	go func() { served <- w.server.Listen(ln) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
		defer cancel()
		http.DefaultClient.CloseIdleConnections()
		if err := errors.Join(w.server.Shutdown(ctx), <-served); err != nil {
			t.Error(err)
		}
	})
	return w
}

// with gives the same world to another test.
func (w *world) with(t testing.TB) *world {
	t.Helper()
	same := *w
	same.t = t
	return &same
}

// ask is one request; who signs in by name, "" asks without a login.
type ask struct {
	who    string
	method string
	path   string // below the base of the API, unless it begins with "//": then from the root
	body   any    // nil: none; string or []byte: as it is; else as JSON
	header map[string]string
}

type reply struct {
	*http.Response
	body []byte
}

func (w *world) do(a ask) reply {
	w.t.Helper()
	res, err := http.DefaultClient.Do(w.request(a))
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() {
		if err := res.Body.Close(); err != nil {
			w.t.Error(err)
		}
	}()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return reply{res, body}
}

func (w *world) request(a ask) *http.Request {
	w.t.Helper()
	var body io.Reader = http.NoBody
	switch b := a.body.(type) {
	case nil:
	case string:
		body = strings.NewReader(b)
	case []byte:
		body = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			w.t.Fatal(err)
		}
		body = bytes.NewReader(raw)
	}
	url := w.base + api.Base + a.path
	if strings.HasPrefix(a.path, "//") {
		url = w.base + a.path[1:]
	}
	req, err := http.NewRequestWithContext(w.t.Context(), a.method, url, body)
	if err != nil {
		w.t.Fatal(err)
	}
	if a.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if a.who != "" {
		req.Header.Set("Cookie", cookieOf+"="+w.session(a.who))
	}
	for name, value := range a.header {
		req.Header.Set(name, value)
	}
	return req
}

// session signs somebody in once and gives the secret of their session.
func (w *world) session(who string) string {
	w.t.Helper()
	if w.cookies[who] == "" {
		res := w.want(http.StatusCreated, ask{method: "POST", path: "/session", body: map[string]string{"login": who, "password": password}})
		for _, c := range res.Cookies() {
			w.cookies[who] = c.Value
		}
	}
	return w.cookies[who]
}

func (w *world) want(status int, a ask) reply {
	w.t.Helper()
	r := w.do(a)
	if r.StatusCode != status {
		w.t.Fatalf("%s %s as %q = %d, want %d: %s", a.method, a.path, a.who, r.StatusCode, status, r.body)
	}
	return r
}

func (w *world) wantProblem(code domain.ErrorCode, a ask) api.Problem {
	w.t.Helper()
	r := w.do(a)
	p := parse[api.Problem](w.t, r.body)
	if r.StatusCode != api.StatusOf(code) || p.Code != string(code) || p.Status != r.StatusCode || p.Type != "/problems/"+string(code) ||
		r.Header.Get("Content-Type") != "application/problem+json" {
		w.t.Fatalf("%s %s as %q = %d %s, want %s: %s", a.method, a.path, a.who, r.StatusCode, r.Header.Get("Content-Type"), code, r.body)
	}
	return p
}

func parse[T any](t testing.TB, body []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return v
}

// id makes the next UUIDv7-shaped id.
func (w *world) id() string { return fmt.Sprintf("01900000-0000-7000-8000-%012x", w.seq.Add(1)) }

// lesson is a submitted education session in Shenzhen that passes every rule.
func lesson() map[string]any {
	return map[string]any{
		"status": "submitted", "kind": "session", "programme": "xinghai", "title": "金融教育课堂 𠀀", "date": "2022-09-15", "minutes": 60, "area": "440303",
		"place": "桂园街道", "venue": "community", "delivery": "in_person", "form": "lecture", "topics": []string{"telecom_fraud"}, "attendance": 45,
		"count_basis": "counted", "organisations": []any{map[string]any{"name": "某公司", "role": "lead"}},
	}
}

func with(m map[string]any, pairs ...any) map[string]any {
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			panic("with: a name is no text")
		}
		m[name] = pairs[i+1]
	}
	return m
}
