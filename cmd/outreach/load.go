package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"outreach/domain"
)

// client speaks to a server of this machine as one user.
type client struct {
	base  string
	token string
	http  *http.Client
}

func newClient(address, token string) *client {
	return &client{"http://" + address + "/api/v1", token, &http.Client{
		Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 1024, MaxConnsPerHost: 1024},
	}}
}

// do sends a request, reads the whole answer and gives its size; an answer that is no success is an error.
func (c *client) do(ctx context.Context, method, path string, body []byte) (int64, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, err
	}
	if answer.StatusCode >= 300 {
		text, err := io.ReadAll(io.LimitReader(answer.Body, 4096))
		return 0, errors.Join(fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, text), err, answer.Body.Close())
	}
	n, err := io.Copy(io.Discard, answer.Body)
	return n, errors.Join(err, answer.Body.Close())
}

// result is what a closed loop measured.
type result struct {
	took  []time.Duration // of every request, sorted
	total time.Duration
	bytes int64
}

func (r *result) rate() float64 { return float64(len(r.took)) / r.total.Seconds() }

// at gives the latency that a share of the requests stayed under.
func (r *result) at(share float64) time.Duration {
	if len(r.took) == 0 {
		return 0
	}
	return r.took[min(int(float64(len(r.took))*share), len(r.took)-1)]
}

// loop lets clients send one request after another until the time is over. pace, where it is not 0, is how often
// each client sends: they start spread over it.
func (p *program) loop(ctx context.Context, clients int, length, pace time.Duration, send func(ctx context.Context, n int64) (int64, error)) (*result, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var wg sync.WaitGroup
	var next, size atomic.Int64
	took := make([][]time.Duration, clients)
	failed := make([]error, clients)
	start := p.now()
	for i := range clients {
		wg.Go(func() {
			due := start.Add(pace * time.Duration(i) / time.Duration(clients))
			for p.now().Sub(start) < length {
				if pace > 0 && !waitUntil(ctx, due.Sub(p.now())) {
					return
				}
				began := p.now()
				n, err := send(ctx, next.Add(1))
				if err != nil {
					if ctx.Err() == nil {
						failed[i] = err
					}
					stop()
					return
				}
				size.Add(n)
				took[i] = append(took[i], p.now().Sub(began))
				due = due.Add(pace)
			}
		})
	}
	wg.Wait()
	r := &result{took: slices.Concat(took...), total: p.now().Sub(start), bytes: size.Load()}
	slices.Sort(r.took)
	return r, errors.Join(failed...)
}

// waitUntil waits, and says whether the context still stands.
func waitUntil(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// submission is a record as it is sent.
type submission struct {
	domain.Content
	Status domain.Status `json:"status"`
	ID     domain.ID     `json:"id,omitempty"`
}

// bodies are contents to send again and again under new ids.
type bodies struct {
	contents []domain.Content
	encoded  [][]byte
	random   io.Reader
	mu       sync.Mutex
}

func newBodies(contents []domain.Content, random io.Reader) (*bodies, error) {
	b := &bodies{contents: contents, random: random}
	for _, c := range contents {
		raw, err := json.Marshal(submission{Content: c, Status: domain.Submitted})
		if err != nil {
			return nil, err
		}
		b.encoded = append(b.encoded, raw)
	}
	return b, nil
}

func (b *bodies) id() (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	id, err := uuid.NewV7FromReader(b.random)
	return id.String(), err
}

// put sends one record.
func (b *bodies) put(c *client) func(context.Context, int64) (int64, error) {
	return func(ctx context.Context, n int64) (int64, error) {
		id, err := b.id()
		if err != nil {
			return 0, err
		}
		return c.do(ctx, http.MethodPut, "/activities/"+id, b.encoded[int(n)%len(b.encoded)])
	}
}

// batch sends many records at once.
func (b *bodies) batch(c *client, size int) func(context.Context, int64) (int64, error) {
	return func(ctx context.Context, n int64) (int64, error) {
		list := make([]submission, size)
		for i := range list {
			id, err := b.id()
			if err != nil {
				return 0, err
			}
			list[i] = submission{b.contents[(int(n)*size+i)%len(b.contents)], domain.Submitted, domain.ID(id)}
		}
		body, err := json.Marshal(map[string]any{"items": list})
		if err != nil {
			return 0, err
		}
		return c.do(ctx, http.MethodPost, "/activities/batch", body)
	}
}
