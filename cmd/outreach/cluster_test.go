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
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"outreach/app/api"
	"outreach/app/load"
	"outreach/domain"
	"outreach/repository/contract"
	"outreach/repository/mongo"
	"outreach/repository/mongo/standin"
)

// balancer hands requests to the processes that stand, in turn.
type balancer struct {
	mu    sync.Mutex
	stand []string
	next  int
}

// add lets requests go to a process, drop no more.
func (b *balancer) add(s *served) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stand = append(b.stand, s.address)
}

func (b *balancer) drop(s *served) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stand = slices.DeleteFunc(b.stand, func(address string) bool { return address == s.address })
}

// pick gives the next process that stands, "" where none does.
func (b *balancer) pick() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.stand) == 0 {
		return ""
	}
	b.next++
	return b.stand[b.next%len(b.stand)]
}

// front serves the balancer and gives its address.
func (b *balancer) front(t *testing.T) string {
	t.Helper()
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: b.pick()})
			r.Out.Host = r.In.Host
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	s := httptest.NewServer(proxy)
	t.Cleanup(s.Close)
	return s.URL
}

// patient is a phone that sends a record until it is acknowledged, as the app's queue does.
type patient struct {
	*load.Client
	*mathrand.Rand
	contents []domain.Content
	held     map[string]stored
	last     string
	again    int // sendings that were repeated
}

// run sends until ctx ends; the record under way is acknowledged first.
func (p *patient) run(ctx context.Context) error {
	for ctx.Err() == nil {
		next := attempt{uuid.Must(uuid.NewV7()).String(), stored{p.contents[p.IntN(len(p.contents))], 1}}
		if before, ok := p.held[p.last]; ok && p.IntN(4) == 0 {
			next = attempt{p.last, stored{before.content, before.revision + 1}}
			next.content.Notes = fmt.Sprintf("edit %d", next.revision)
		}
		body, err := json.Marshal(api.ActivityEntry{Content: next.content, Status: domain.Submitted})
		if err != nil {
			return err
		}
		q := load.Question{Method: http.MethodPut, Path: "/api/v1/activities/" + next.id, IfMatch: next.revision - 1, Body: body, Want: http.StatusOK}
		if err := p.insist(context.WithoutCancel(ctx), q); err != nil {
			return err
		}
		p.held[next.id], p.last = next.stored, next.id
	}
	return nil
}

// insist asks until there is an answer that says yes or no.
func (p *patient) insist(ctx context.Context, q load.Question) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for {
		err := p.Ask(ctx, q, io.Discard)
		status, answered := errors.AsType[*load.StatusError](err)
		switch {
		case err == nil, answered && status.Status == http.StatusCreated:
			return nil
		case answered && status.Status != http.StatusBadGateway && status.Status != http.StatusServiceUnavailable:
			return err
		}
		p.again++
		select {
		case <-time.After(time.Duration(10+p.IntN(100)) * time.Millisecond):
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		}
	}
}

// node is one of the processes, with its own data folder.
type node struct {
	*served
	data string
	well chan error // told once whether it came to stand
}

// start starts the node's process again; the balancer hears of it once it is well.
func (w *crashWorld) start(n *node, b *balancer) {
	w.t.Helper()
	w.data = n.data
	s := w.begin()
	n.served, n.well = s, make(chan error, 1)
	go func() {
		err := s.well(w.t.Context())
		if err == nil {
			b.add(s)
		}
		n.well <- err
	}()
}

// kill ends the node's process at once. It must have come to stand, so that no process is killed before it did
// anything.
func (w *crashWorld) kill(n *node, b *balancer) {
	w.t.Helper()
	if err := <-n.well; err != nil {
		w.t.Fatalf("%v\n%s", err, n.log)
	}
	b.drop(n.served)
	if err := n.cmd.Process.Kill(); err != nil {
		w.t.Fatal(err)
	}
	n.gone(w.t)
}

// TestThreeProcessesAreKilledInTurn serves one MongoDB by three processes behind a balancer to 64 phones and kills one
// process a second: no acknowledged record is lost or doubled, totals equal a recount, who was signed in stays so.
// What the last one was at when it was killed, another does.
// OUTREACH_BUDGET multiplies the kills.
func TestThreeProcessesAreKilledInTurn(t *testing.T) {
	r, database := contract.Random(t), &standin.Server{}
	t.Cleanup(func() {
		if err := database.Stop(); err != nil {
			t.Error(err)
		}
	})
	w, b := newCluster(t, database), &balancer{}
	nodes := make([]*node, 3)
	for i := range nodes {
		nodes[i] = &node{data: t.TempDir()}
		w.start(nodes[i], b)
	}
	for _, n := range nodes {
		err := <-n.well
		if err != nil {
			t.Fatal(err)
		}
		n.well <- nil
	}
	front := b.front(t)
	cookie := signIn(t, front)
	phones, errs := make([]*patient, 64), make([]error, 64)
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for i := range phones {
		client, err := load.NewClient(front, w.token, 4)
		if err != nil {
			t.Fatal(err)
		}
		phones[i] = &patient{Client: client, Rand: mathrand.New(mathrand.NewPCG(r.Uint64(), r.Uint64())), contents: w.contents, held: map[string]stored{}}
		all.Go(func() { errs[i] = phones[i].run(ctx) })
	}
	kills, began := contract.Budget(t, 8), time.Now()
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for kill := range kills {
		<-second.C
		w.kill(nodes[kill%3], b)
		w.start(nodes[kill%3], b)
	}
	took := time.Since(began)
	stop()
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if err := <-n.well; err != nil {
			t.Fatalf("%v\n%s", err, n.log)
		}
	}
	records, again := w.verify(nodes, phones)
	if total := ask[struct{ Total int }](t, front+"/api/v1/activities?limit=1", cookie).Total; total != records {
		t.Errorf("%d records, %d acknowledged", total, records)
	}
	for _, n := range nodes[1:] {
		n.stop(t)
	}
	t.Run("takeover", func(t *testing.T) { takenOver(t, nodes[0].served) })
	w.check()
	t.Logf("%d kills in %.1f s, %d records acknowledged and looked up again, %d sendings repeated", kills, took.Seconds(), records, again)
}

func newCluster(t *testing.T, database *standin.Server) *crashWorld {
	t.Helper()
	dir := t.TempDir()
	w := &crashWorld{t: t, binary: filepath.Join(dir, "outreach"), data: filepath.Join(dir, "data")}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", w.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	uri := database.URI(t)
	t.Setenv("OUTREACH_STORE", uri)
	store, err := mongo.Open(t.Context(), mongo.Options{URI: uri, Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	w.volunteer(store)
	w.made()
	return w
}

// verify asks each process for a part of what was acknowledged; no phone sent the same as another.
func (w *crashWorld) verify(nodes []*node, phones []*patient) (records, again int) {
	w.t.Helper()
	for _, p := range phones {
		for id, want := range p.held {
			got, err := nodes[records%len(nodes)].get(w.t, id)
			records++
			if err != nil {
				w.t.Errorf("acknowledged record lost: %v", err)
				continue
			}
			equal(w.t, id, want, got)
		}
		again += p.again
	}
	return records, again
}

// signIn signs the volunteer in and gives the cookie.
func signIn(t *testing.T, front string) *http.Cookie {
	t.Helper()
	body := strings.NewReader(`{"login": "li", "password": "rain falls in the field"}`)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, front+"/api/v1/session", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if len(answer.Cookies()) == 0 {
		t.Fatalf("no cookie: %s", answer.Status)
	}
	return answer.Cookies()[0]
}

// ask reads a JSON answer as who has the cookie.
func ask[T any](t *testing.T, address string, cookie *http.Cookie) (v T) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(cookie)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body.Bytes(), &v); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %s %v", address, answer.Status, body.String(), err)
	}
	return v
}
