package standin

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a server may take to start: a Python program on a busy machine.
const patience = 90 * time.Second

// Server is a running server. The zero value is one that starts when its first address is asked for.
type Server struct {
	// Alone starts a stand-in that says it is no replica set, whatever OUTREACH_TEST_MONGO names.
	Alone bool

	once  sync.Once
	err   error
	uri   string // without a database
	dir   string
	child *exec.Cmd
	stdin io.Closer
}

// URI gives the address of a database of the test's own.
func (s *Server) URI(t testing.TB) string {
	t.Helper()
	s.once.Do(func() { s.err = s.start() })
	if s.err != nil {
		t.Fatalf("the tests need a MongoDB: set OUTREACH_TEST_MONGO, or run `make test`, which installs a stand-in: %v", s.err)
	}
	u, err := url.Parse(s.uri)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/outreach_test_" + word()
	return u.String()
}

// Main runs a package's tests and then stops the server; use it from TestMain.
func (s *Server) Main(m *testing.M) int {
	code := m.Run()
	if err := s.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, "the stand-in server:", err)
		return 1
	}
	return code
}

// Stop ends the server if this one started it, and removes its files.
func (s *Server) Stop() error {
	if s.child == nil {
		return nil
	}
	err := s.stdin.Close()
	wait := s.child.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(wait, &exit) {
		wait = nil // killed by a test, or gone as told
	}
	return errors.Join(err, wait, os.RemoveAll(s.dir))
}

// Kill ends the server as a power cut would end its process, and starts it again on the same files and port.
func (s *Server) Kill(ctx context.Context) error {
	if s.child == nil {
		return errors.New("the server is not this test's to kill")
	}
	if err := s.child.Process.Kill(); err != nil {
		return err
	}
	if err := s.child.Wait(); err == nil {
		return errors.New("the server ended well before it was killed")
	}
	u, err := url.Parse(s.uri)
	if err != nil {
		return err
	}
	return s.launch(ctx, u.Port())
}

// Own says whether the server is this test's own, which may be killed and told to fail.
func (s *Server) Own() bool { return s.child != nil }

func (s *Server) start() error {
	if s.uri = os.Getenv("OUTREACH_TEST_MONGO"); s.uri != "" && !s.Alone {
		return nil
	}
	var err error
	if s.dir, err = os.MkdirTemp("", "outreach-mongo-"); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	port, err := freePort(ctx)
	if err != nil {
		return err
	}
	s.uri = "mongodb://127.0.0.1:" + port + "/?directConnection=true"
	return s.launch(ctx, port)
}

// watched runs the server and ends it with its parent, whose end closes the standard input.
const watched = `
import os, sys, threading
def watch():
    sys.stdin.buffer.read()
    os._exit(0)
threading.Thread(target=watch, daemon=True).start()
from secantus.cli import main
sys.exit(main())
`

func (s *Server) launch(ctx context.Context, port string) error {
	python, err := interpreter()
	if err != nil {
		return err
	}
	flags := []string{
		"-c", watched, "--host", "127.0.0.1", "--port", port, "--storage-path", filepath.Join(s.dir, "data"),
		"--enable-test-commands", "--sync-on-commit", "--log-level", "WARNING", "--cache-size", "256M",
	}
	if s.Alone {
		flags = append(flags, "--standalone")
	}
	child := exec.CommandContext(context.WithoutCancel(ctx), python, flags...)
	child.Dir = s.dir // it reads a file of settings from where it runs
	stdin, err := child.StdinPipe()
	if err != nil {
		return err
	}
	stderr, err := child.StderrPipe()
	if err != nil {
		return err
	}
	if err := child.Start(); err != nil {
		return err
	}
	s.child, s.stdin = child, stdin
	said := make(chan string, 1)
	go func() { said <- tail(stderr) }()
	return s.listening(ctx, port, said)
}

// listening waits until the port answers.
func (s *Server) listening(ctx context.Context, port string, said <-chan string) error {
	var dialer net.Dialer
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", port))
		if err == nil {
			return conn.Close()
		}
		select {
		case text := <-said:
			return errors.Join(fmt.Errorf("SecantusDB ended: %s", text), s.child.Wait())
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-tick.C:
		}
	}
}

// tail gives the last lines of what a server says, and hears it out.
func tail(from io.Reader) string {
	var lines []string
	scan := bufio.NewScanner(from)
	for scan.Scan() {
		if lines = append(lines, scan.Text()); len(lines) > 20 {
			lines = lines[1:]
		}
	}
	return strings.Join(lines, "\n")
}

// interpreter finds the Python that has the server.
func interpreter() (string, error) {
	if python := os.Getenv("OUTREACH_PYTHON"); python != "" {
		return python, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		python := filepath.Join(dir, ".venv", "bin", "python")
		if _, err := os.Stat(python); err == nil {
			return python, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no .venv with tools/requirements.txt here or above")
		}
		dir = up
	}
}

func freePort(ctx context.Context) (string, error) {
	var anywhere net.ListenConfig
	l, err := anywhere.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return "", fmt.Errorf("address %v", l.Addr())
	}
	return strconv.Itoa(addr.Port), l.Close()
}

func word() string {
	var raw [8]byte
	rand.Read(raw[:])
	return hex.EncodeToString(raw[:])
}
