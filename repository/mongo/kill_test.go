package mongo_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"outreach/repository/contract"
	"outreach/repository/mongo"
)

// asChild tells a test binary to be a process that writes one life to a database and says what is acknowledged; its
// value is the database's address. It then runs no test, and so never starts itself again.
const asChild = "OUTREACH_MONGO_CHILD"

func TestMain(m *testing.M) {
	if uri := os.Getenv(asChild); uri != "" {
		if err := child(uri); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(server.Main(m))
}

func child(uri string) error {
	ctx := context.Background()
	s, err := mongo.Open(ctx, mongo.Options{URI: uri, AllowPlain: true, Now: time.Now, Random: rand.Reader, Grace: grace})
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, "ready")
	var n int
	if _, err := fmt.Scan(&n); err != nil {
		return err
	}
	for _, change := range life(n) {
		if err := s.InTx(ctx, change); err != nil {
			return err
		}
		fmt.Fprintln(os.Stdout, "acknowledged")
	}
	return s.Close()
}

// lived runs a life in a process of its own, which is killed at a command, and gives how many of its writes were
// acknowledged and whether it was killed at all.
func lived(t *testing.T, p *proxy, uri string, n int, name string, what fault) (acknowledged int, killed bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self)
	c.Env = append(os.Environ(), asChild+"="+uri)
	c.Stderr = os.Stderr
	in, err1 := c.StdinPipe()
	out, err2 := c.StdoutPipe()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "ready" {
		t.Fatalf("the child says %q", lines.Text())
	}
	var end sync.Once
	p.arm(func(seen string) fault {
		if seen != name {
			return passes
		}
		end.Do(func() {
			killed = true
			c.Process.Kill()
		})
		return what
	})
	fmt.Fprintln(in, n)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "acknowledged" {
			acknowledged++
		}
	}
	if err := c.Wait(); (err != nil) != killed {
		t.Fatalf("killed %t: %v", killed, err)
	}
	p.arm(nil)
	return acknowledged, killed
}

// TestAKilledProcessLeavesWholeWrites kills a process before and after every command of the write path. What it
// acknowledged is there; the write it was at is there whole or not at all; another process chains what it left.
func TestAKilledProcessLeavesWholeWrites(t *testing.T) {
	direct := server.URI(t)
	p, uri := through(t, direct)
	model := contract.NewModel()
	names := writeCommands(t, p, openAt(t, uri), model)
	kills, n := 0, 0
	for _, name := range names {
		for _, what := range []fault{requestLost, replyLost} {
			n++
			acknowledged, killed := lived(t, p, uri, n, name, what)
			if killed {
				kills++
			}
			writes := life(n)
			for _, change := range writes[:acknowledged] {
				if err := model.InTx(t.Context(), change); err != nil {
					t.Fatal(err)
				}
			}
			s, err := mongo.Open(t.Context(), mongo.Options{URI: direct, AllowPlain: true, Now: time.Now, Random: rand.Reader, Grace: grace})
			if err != nil {
				t.Fatal(err)
			}
			got := stateOf(t, s)
			if acknowledged < len(writes) && !cmp.Equal(stateOf(t, model), got, cmpopts.EquateEmpty()) {
				if err := model.InTx(t.Context(), writes[acknowledged]); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(stateOf(t, model), got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("killed at %s (%d) after %d writes: -model +store %s", name, what, acknowledged, diff)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if kills < len(names) {
		t.Errorf("only %d kills at %d commands", kills, len(names))
	}
	t.Logf("%d commands, %d kills", len(names), kills)
}
