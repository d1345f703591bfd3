package load_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"outreach/app/load"
)

// clock moves only when it is told to.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func TestFiguresAreByNearestRank(t *testing.T) {
	c := &clock{}
	step := 0
	f := load.Closed(t.Context(), c.now, 1, 55*time.Millisecond, func(context.Context, int) error {
		step++
		c.move(time.Duration(step) * time.Millisecond)
		return nil
	})
	// 1 + 2 + … + 10 ms fill the 55 ms exactly.
	if f.Done() != 10 || f.Took != 55*time.Millisecond || f.Failed != 0 || f.Err != nil {
		t.Fatalf("done %d, took %v, failed %d, err %v", f.Done(), f.Took, f.Failed, f.Err)
	}
	for percent, want := range map[float64]int{0: 1, 10: 1, 50: 5, 51: 6, 95: 10, 100: 10} {
		if got := f.Percentile(percent); got != time.Duration(want)*time.Millisecond {
			t.Errorf("percentile %v = %v, want %d ms", percent, got, want)
		}
	}
	if got := f.Rate(); got < 181.8 || got > 181.9 {
		t.Errorf("rate %v, want 10 in 55 ms", got)
	}
}

func TestNothingMeasuredIsZero(t *testing.T) {
	var f load.Figures
	if f.Rate() != 0 || f.Percentile(95) != 0 || f.Done() != 0 {
		t.Errorf("rate %v, p95 %v, done %d", f.Rate(), f.Percentile(95), f.Done())
	}
}

func TestFailuresAreCountedApart(t *testing.T) {
	c := &clock{}
	broken := errors.New("broken")
	n := 0
	f := load.Closed(t.Context(), c.now, 1, 10*time.Second, func(context.Context, int) error {
		n++
		c.move(time.Second)
		if n%3 == 0 {
			return fmt.Errorf("%d: %w", n, broken)
		}
		return nil
	})
	if f.Done() != 7 || f.Failed != 3 || !errors.Is(f.Err, broken) || f.Err.Error() != "3: broken" {
		t.Errorf("done %d, failed %d, first %v", f.Done(), f.Failed, f.Err)
	}
}

func TestClosedStopsWhenItsContextEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var asked atomic.Int64
	f := load.Closed(ctx, time.Now, 8, time.Hour, func(context.Context, int) error {
		if asked.Add(1) == 100 {
			stop()
		}
		return nil
	})
	if f.Done() != int(asked.Load()) || f.Done() < 100 || f.Done() > 100+8 {
		t.Errorf("done %d of %d", f.Done(), asked.Load())
	}
}

func TestPacedAsksAtItsMoments(t *testing.T) {
	var mu sync.Mutex
	asked := map[int]int{}
	pace := load.Pace{Clients: 20, Every: 50 * time.Millisecond, Length: 200 * time.Millisecond}
	began := time.Now()
	early := 0
	f := load.Paced(t.Context(), time.Now, pace, func(_ context.Context, client int) error {
		mu.Lock()
		defer mu.Unlock()
		due := pace.Every*time.Duration(client)/20 + pace.Every*time.Duration(asked[client])
		if time.Since(began) < due {
			early++
		}
		asked[client]++
		return nil
	})
	if f.Done() != 20*4 || early != 0 || len(asked) != 20 {
		t.Errorf("done %d, want 80; %d too early; %d clients", f.Done(), early, len(asked))
	}
	for client, n := range asked {
		if n != 4 {
			t.Errorf("client %d asked %d times, want 4", client, n)
		}
	}
}

func TestPacedCountsTheWaitBehindALateAnswer(t *testing.T) {
	c := &clock{}
	late := true
	f := load.Paced(t.Context(), c.now, load.Pace{Clients: 1, Every: 10 * time.Millisecond, Length: 20 * time.Millisecond}, func(context.Context, int) error {
		if late {
			c.move(25 * time.Millisecond)
			late = false
		}
		return nil
	})
	// The second question was due at 10 ms and answered at 25 ms, at once though it was.
	if f.Done() != 2 || f.Percentile(100) != 25*time.Millisecond || f.Percentile(50) != 15*time.Millisecond {
		t.Errorf("done %d, p100 %v, p50 %v", f.Done(), f.Percentile(100), f.Percentile(50))
	}
}

func TestPacedStopsWhenItsContextEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	f := load.Paced(ctx, time.Now, load.Pace{Clients: 4, Every: time.Hour, Length: 3 * time.Hour}, func(context.Context, int) error {
		stop()
		return nil
	})
	if f.Done() != 1 {
		t.Errorf("done %d, want the first client's question only", f.Done())
	}
}

func TestClientSendsWhatIsAsked(t *testing.T) {
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got = append(got, r.Method+" "+r.RequestURI+" "+r.Header.Get("Authorization")+" "+r.Header.Get("Content-Type")+" "+r.Header.Get("If-Match")+" "+string(body))
		if r.Method == http.MethodPut {
			w.WriteHeader(http.StatusCreated)
		}
		fmt.Fprint(w, "answer")
	}))
	t.Cleanup(server.Close)
	c, err := load.NewClient(server.URL, "first", 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	var out bytes.Buffer
	if err := c.Ask(t.Context(), load.Question{Path: "/a?b=1"}, &out); err != nil || out.String() != "answer" {
		t.Fatalf("%q, %v", out.String(), err)
	}
	put := load.Question{Method: http.MethodPut, Path: "/b", IfMatch: 7, Body: []byte(`{}`), Want: http.StatusCreated}
	second, err := load.NewClient(server.URL, "second", 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(second.Close)
	if err := second.Ask(t.Context(), put, io.Discard); err != nil {
		t.Fatal(err)
	}
	want := []string{"GET /a?b=1 Bearer first   ", `PUT /b Bearer second application/json "7" {}`}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnotherStatusIsAnErrorThatTellsIt(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "not now", http.StatusServiceUnavailable)
	}))
	t.Cleanup(server.Close)
	c, err := load.NewClient(server.URL, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	err = c.Ask(t.Context(), load.Question{Path: "/x"}, io.Discard)
	status, ok := errors.AsType[*load.StatusError](err)
	if !ok || status.Status != 503 || err.Error() != "/x: status 503: not now\n" {
		t.Errorf("got %v", err)
	}
}

func TestOnlyLoopbackIsAsked(t *testing.T) {
	for _, base := range []string{"http://192.0.2.1:80", "http://example.org", "http://0.0.0.0:1", "", "http://[2001:db8::1]:1", "http://localhost.example.org"} {
		if _, err := load.NewClient(base, "", 1); !errors.Is(err, load.ErrFar) {
			t.Errorf("%q: %v", base, err)
		}
	}
	for _, base := range []string{"http://127.0.0.1:1", "http://[::1]:1"} {
		if _, err := load.NewClient(base, "", 1); err != nil {
			t.Errorf("%q: %v", base, err)
		}
	}
}
