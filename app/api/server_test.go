package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"outreach/app/api"
	"outreach/domain"
	"outreach/repository"
)

// raw sends bytes over a fresh connection and reads one answer.
func (w *world) raw(text string) reply {
	w.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.base, "http://"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			w.t.Error(err)
		}
	})
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		w.t.Fatal(err)
	}
	if _, err := io.WriteString(conn, text); err != nil {
		w.t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		w.t.Fatalf("%.60q: %v", text, err)
	}
	body, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		w.t.Fatal(err)
	}
	return reply{res, body}
}

func TestBrokenRequestsAreProblemsToo(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		text   string
		status int
	}{
		"header too large": {"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 20<<10) + "\r\n\r\n", http.StatusRequestHeaderFieldsTooLarge},
		"body too large":   {"POST /api/v1/activities/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n", http.StatusRequestEntityTooLarge},
		"two lengths":      {"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", http.StatusBadRequest},
		"no http":          {"nonsense\r\n\r\n", http.StatusBadRequest},
	} {
		r := w.raw(c.text)
		var p api.Problem
		if err := json.Unmarshal(r.body, &p); err != nil || r.StatusCode != c.status || p.Status != c.status || p.RequestID == "" ||
			r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s = %d %v, want %d: %s", name, r.StatusCode, err, c.status, r.body)
		}
	}
}

func TestAnAnnouncedBodyOverTheLimitIsNotCalledFor(t *testing.T) {
	w := newWorld(t)
	r := w.raw("POST /api/v1/activities/batch HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 900000000\r\n\r\n")
	if r.StatusCode == http.StatusContinue || r.StatusCode < 400 {
		t.Errorf("answer %d %s", r.StatusCode, r.body)
	}
}

func TestRequestIDsAreTheClientsOnlyWhereTheyAreClean(t *testing.T) {
	w := newWorld(t)
	seen := map[string]bool{}
	for given, kept := range map[string]bool{"phone-1234_abc": true, "short": false, "with space in it": false, strings.Repeat("x", 65): false, "": false} {
		id := w.do(ask{method: "GET", path: "/nothing", header: map[string]string{"X-Request-Id": given}}).Header.Get("X-Request-Id")
		if (id == given) != kept || id == "" || seen[id] {
			t.Errorf("%q became %q", given, id)
		}
		seen[id] = true
	}
}

// panicking is a store whose lists panic.
type panicking struct{ repository.Store }

func (panicking) ListActivities(context.Context, domain.Filter, repository.Page) (repository.List[domain.Activity], error) {
	panic("secret inside")
}

func TestAPanicEndsOneRequestAndTellsOnlyItsID(t *testing.T) {
	w := newWorldOver(t, api.Settings{}, func(s repository.Store) repository.Store { return panicking{s} })
	r := w.do(ask{who: "erin", method: "GET", path: "/activities"})
	p := parse[api.Problem](t, r.body)
	if r.StatusCode != http.StatusInternalServerError || p.RequestID == "" || strings.Contains(string(r.body), "secret inside") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	if log := w.log.String(); !strings.Contains(log, "secret inside") || !strings.Contains(log, p.RequestID) {
		t.Error("the log does not tell of the panic")
	}
	w.want(http.StatusOK, ask{method: "GET", path: "/health"})
}

// failing is a store that cannot be reached.
type failing struct{ repository.Store }

func (failing) Ping(context.Context) error { return errors.New("file is gone: /data/secret") }
func (failing) ListActivities(ctx context.Context, _ domain.Filter, _ repository.Page) (repository.List[domain.Activity], error) {
	return repository.List[domain.Activity]{}, fmt.Errorf("reader: %w", context.DeadlineExceeded)
}

func TestWhatTheStoreCannotDoIsToldWithoutItsInsides(t *testing.T) {
	w := newWorldOver(t, api.Settings{}, func(s repository.Store) repository.Store { return failing{s} })
	w.wantProblem(domain.Unavailable, ask{who: "erin", method: "GET", path: "/activities"})
	r := w.do(ask{method: "GET", path: "/health"})
	if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" || strings.Contains(string(r.body), "secret") {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
}

func TestTheLogIsOneJSONLineARequestWithoutPersons(t *testing.T) {
	w := newWorld(t)
	path := "/activities/" + w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: with(lesson(), "title", "line\nbreak \u001b[31m")})
	w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/activities?q=%E7%A7%98%E5%AF%86"})
	w.do(ask{method: "GET", path: "/nothing%0aforged"})
	w.wantProblem(domain.Unauthenticated, signIn("chelsea", "wrong guess 77"))
	log := w.log.String()
	for _, hidden := range []string{"chelsea", "wrong guess 77", "秘密", "%E7", "line", "forged", path, "127.0.0.1"} {
		if strings.Contains(log, hidden) {
			t.Errorf("the log holds %q", hidden)
		}
	}
	routes := map[string]bool{}
	for line := range strings.Lines(log) {
		var entry struct {
			Msg, Method, Route, User string
			RequestID                string `json:"request_id"`
			Status                   int
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.RequestID == "" || entry.Status == 0 || entry.Method == "" {
			t.Errorf("%v in %s", err, line)
		}
		routes[entry.Route] = true
	}
	if !routes["/activities/{id}"] || !routes["/activities"] || !routes["-"] {
		t.Errorf("routes: %v", routes)
	}
}

func TestMetricsCountByRouteAndStayFew(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.do(ask{method: "GET", path: fmt.Sprintf("/nothing/%d", i)})
		w.do(ask{method: fmt.Sprintf("METHOD%d", i), path: "/stats"})
	}
	w.want(http.StatusOK, ask{method: "GET", path: "/health"})
	rec := httptest.NewRecorder()
	api.Operator(w.registry).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := rec.Body.String()
	for _, want := range []string{
		`outreach_requests_total{method="GET",route="/health",status="200"} 1`, `outreach_requests_total{method="-",route="-",status="404"} 5`,
		`outreach_requests_total{method="-",route="-",status="405"} 5`, `outreach_refusals_total{code="not_found"} 5`, `outreach_request_seconds_count{route="/health"} 1`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no line %s in\n%s", want, text)
		}
	}
	if r := w.do(ask{method: "GET", path: "//metrics"}); r.StatusCode != http.StatusNotFound {
		t.Errorf("metrics on the public port = %d", r.StatusCode)
	}
	if r := w.do(ask{method: "GET", path: "//debug/pprof/"}); r.StatusCode != http.StatusNotFound {
		t.Errorf("profiles on the public port = %d", r.StatusCode)
	}
}

func TestRequestsInParallelNeverSeeEachOther(t *testing.T) {
	w := newWorld(t)
	secret := w.session("chelsea")
	const workers, each = 16, 40
	var wg sync.WaitGroup
	for n := range workers {
		wg.Go(func() {
			for i := range each {
				mine := fmt.Sprintf("worker-%d-%d-%s", n, i, strings.Repeat("z", n))
				id := w.id()
				req := w.request(ask{method: "PUT", path: "/activities/" + id, body: with(lesson(), "title", mine), header: map[string]string{"Cookie": cookieOf + "=" + secret, "X-Request-Id": "id-" + id}})
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(res.Body)
				if err := errors.Join(err, res.Body.Close()); err != nil {
					t.Error(err)
				}
				var rec api.Activity
				if err := json.Unmarshal(body, &rec); err != nil || rec.Title != mine || string(rec.ID) != id || res.Header.Get("X-Request-Id") != "id-"+id {
					t.Errorf("%s came back as %s %s, %v", mine, rec.ID, rec.Title, err)
				}
			}
		})
	}
	wg.Wait()
	page := parse[api.Page[api.Activity]](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/activities?q=worker&limit=500"}).body)
	titles := map[string]bool{}
	for _, a := range page.Items {
		titles[a.Title] = true
	}
	if page.Total != workers*each || len(titles) != 500 {
		t.Errorf("%d stored, %d distinct titles on a page of 500", page.Total, len(titles))
	}
}

// slow is a store whose writes wait for a gate.
type slow struct {
	repository.Store
	entered chan struct{}
	gate    chan struct{}
}

func (s *slow) InTx(ctx context.Context, change repository.Change) error {
	select {
	case s.entered <- struct{}{}:
		<-s.gate
	default:
	}
	return s.Store.InTx(ctx, change)
}

func TestStoppingFinishesWhatIsUnderWay(t *testing.T) {
	s := &slow{entered: make(chan struct{}), gate: make(chan struct{})}
	w := newWorldOver(t, api.Settings{}, func(st repository.Store) repository.Store { s.Store = st; return s })
	req := w.request(ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: lesson()})
	answered := make(chan int, 1)
	go func() {
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Error(err)
			answered <- 0
			return
		}
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
		answered <- res.StatusCode
	}()
	<-s.entered
	stopped := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		stopped <- w.server.Shutdown(ctx)
	}()
	close(s.gate)
	if status := <-answered; status != http.StatusCreated {
		t.Errorf("the write under way = %d", status)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestPlainHTTPStaysOnThisMachineUnlessAllowed(t *testing.T) {
	for _, c := range []struct {
		address    string
		tls, plain bool
		refused    bool
	}{
		{"127.0.0.1:8080", false, false, false},
		{"[::1]:8080", false, false, false},
		{"localhost:8080", false, false, false},
		{"0.0.0.0:8080", false, false, true},
		{":8080", false, false, true},
		{"192.0.2.7:80", false, false, true},
		{"nonsense", false, false, true},
		{"0.0.0.0:443", true, false, false},
		{"0.0.0.0:8080", false, true, false},
	} {
		if err := api.CheckListen(c.address, c.tls, c.plain); (err != nil) != c.refused || err != nil && !errors.Is(err, api.ErrPlain) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
