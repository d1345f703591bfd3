package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outreach/app"
	"outreach/app/rehearsal"
)

// served runs a server in this process until the test stops it, and gives its address.
func served(t *testing.T, dir string) (address string, out *rehearsal.Log, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out = &rehearsal.Log{}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--lang", "en"}, out, &rehearsal.Log{})
	}()
	stop = sync.OnceValue(func() int { cancel(); return <-ended })
	t.Cleanup(func() { stop() })
	line := regexp.MustCompile(`Open http://(\S+)`)
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if m := line.FindStringSubmatch(out.String()); m != nil {
			return m[1], out, stop
		}
		select {
		case code := <-ended:
			t.Fatalf("the server ended with %d: %s", code, out)
		case <-time.After(5 * time.Millisecond):
		}
	}
	t.Fatal("the server does not say where it listens")
	return "", nil, nil
}

// pass makes an API token for a demonstration account.
func pass(t *testing.T, dir, login string) string {
	t.Helper()
	p := &program{out: &rehearsal.Log{}, err: &rehearsal.Log{}, now: time.Now, random: testRandom{}, flags: shared{data: dir}}
	var secret string
	err := p.with(t.Context(), func(ctx context.Context, l *ledger, operator *app.Caller) error {
		u, err := p.userByLogin(ctx, l, operator, login)
		if err != nil {
			return err
		}
		caller := &app.Caller{User: u}
		caller.Pass.Kind = "session"
		secret, _, err = l.MakeToken(ctx, caller, "test", time.Hour)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// testRandom is no randomness at all, which is enough for one token.
type testRandom struct{}

func (testRandom) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i*7 + 1)
	}
	return len(p), nil
}

func get(t *testing.T, address, token, path string) map[string]any {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/api/v1"+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var v map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&v); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s (%v)", path, answer.Status, err)
	}
	return v
}

func TestTheCommandAnswersWhatTheServerAnswers(t *testing.T) {
	dir := folder(t)
	token := pass(t, dir, "manager")
	for _, q := range []struct{ query, flags string }{
		{"by=programme&from=2022-01-01&to=2023-01-01", "--by programme --from 2022-01-01 --to 2023-01-01"},
		{"by=province,quarter&measure=activities,elderly,counties&programme=bluevest", "--by province,quarter --measure activities,elderly,counties --programme bluevest"},
		{"by=form,topic&status=submitted,approved&delivery=online", "--by form,topic --status submitted,approved --delivery online"},
	} {
		var said map[string]any
		printed := done(t, append(strings.Fields("stats --format json "+q.flags), "--data", dir)...)
		if err := json.Unmarshal([]byte(printed), &said); err != nil {
			t.Fatal(err)
		}
		address, _, stop := served(t, dir)
		answered := get(t, address, token, "/stats?"+q.query)
		if code := stop(); code != exitDone {
			t.Errorf("the server ended with %d", code)
		}
		delete(said, "as_of")
		delete(answered, "as_of")
		if diff := cmp.Diff(answered, said); diff != "" {
			t.Errorf("%s: the server's answer, and the command's (+):\n%s", q.query, diff)
		}
	}
}

func TestAServedFolderIsRefusedToCommandsWithAWayOn(t *testing.T) {
	dir := folder(t)
	address, _, stop := served(t, dir)
	if out := done(t, "health", "--url", "http://"+address); !strings.Contains(out, `"ok"`) {
		t.Errorf("health says %q", out)
	}
	if o := outreach(t, "stats", "--data", dir); o.code != exitFailed || !strings.Contains(o.err, "Ask the running server") {
		t.Errorf("exit %d, %q", o.code, o.err)
	}
	if code := stop(); code != exitDone {
		t.Errorf("the server ended with %d", code)
	}
	done(t, "stats", "--data", dir)
}

func TestTheFirstAdminsCodeIsToldOnce(t *testing.T) {
	dir := t.TempDir()
	for start, want := range []bool{true, false} {
		_, out, stop := served(t, dir)
		if code := stop(); code != exitDone {
			t.Fatalf("the server ended with %d", code)
		}
		if told := strings.Contains(out.String(), "single-use code: "); told != want {
			t.Errorf("start %d tells a code: %v, want %v\n%s", start+1, told, want, out)
		}
	}
}

func TestMetricsAreServedOnTheirOwnAddress(t *testing.T) {
	address, err := freeAddress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("OUTREACH_METRICS_LISTEN", address)
	served(t, t.TempDir())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("http://%s/metrics", address), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("metrics: %s (%v)", answer.Status, err)
	}
}
