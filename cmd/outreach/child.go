package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// child is a server that runs as a process of its own on a data folder.
type child struct {
	address string
	started time.Duration // until it first said that it was well
	cmd     *exec.Cmd
	log     tail       // of its standard error; to be read once it has ended
	ended   chan error // what its end was, told once
}

// spawn starts a server on a free port of this machine and waits until it is well.
func (p *program) spawn(ctx context.Context, data string) (*child, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{address: address, ended: make(chan error, 1)}
	//nolint:gosec,noctx // this very program, which is to end in its own way
	c.cmd = exec.Command(self, "serve", "--config", p.flags.config, "--data", data, "--listen", address)
	c.cmd.Env = slices.Concat(p.environ, []string{"OUTREACH_SELF=1"}) // a test's binary then knows that it is the program
	c.cmd.Stderr = &c.log
	began := p.now()
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { c.ended <- c.cmd.Wait() }()
	for p.now().Sub(began) < time.Minute {
		if c.well(ctx) {
			c.started = p.now().Sub(began)
			return c, nil
		}
		select {
		case err := <-c.ended:
			return nil, fmt.Errorf("the server at %s did not start: %w\n%s", address, err, c.log)
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), c.stop())
		case <-time.After(2 * time.Millisecond):
		}
	}
	return nil, errors.Join(fmt.Errorf("the server at %s does not answer", address), c.stop())
}

func freeAddress(ctx context.Context) (string, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

func (c *child) well(ctx context.Context) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.address+"/api/v1/health", http.NoBody)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	return answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
}

// memory gives the resident memory in MB, now and at its highest.
func (c *child) memory() (now, peak float64, err error) {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(c.cmd.Process.Pid) + "/status")
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(raw)) {
		f := strings.Fields(line)
		if len(f) < 2 || f[0] != "VmRSS:" && f[0] != "VmHWM:" {
			continue
		}
		kb, err := strconv.ParseFloat(f[1], 64)
		if err != nil {
			return 0, 0, err
		}
		if f[0] == "VmRSS:" {
			now = kb / 1024
		} else {
			peak = kb / 1024
		}
	}
	return now, peak, nil
}

// stop ends the server as an operator does and waits for it; only a clean end is no error.
func (c *child) stop() error {
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := <-c.ended; err != nil {
		return fmt.Errorf("the server did not end well: %w\n%s", err, c.log)
	}
	return nil
}

// tail keeps the end of what is written to it: a server logs a line a request, and only the last tell why it ended.
type tail []byte

func (t *tail) Write(b []byte) (int, error) {
	const most = 4 << 10
	*t = append(*t, b...)
	if len(*t) > most {
		*t = append((*t)[:0], (*t)[len(*t)-most:]...)
	}
	return len(b), nil
}
