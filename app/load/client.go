package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// Client asks one server as one user. Safe for concurrent use.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// ErrFar says that a server is not on this machine.
var ErrFar = errors.New("load stays on loopback addresses")

// NewClient makes a client of the server at base ("http://127.0.0.1:8080") that signs in by an API token and keeps so
// many connections open.
func NewClient(base, token string, connections int) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err != nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("%s: %w", base, ErrFar)
	}
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	return &Client{base: base, token: token, http: &http.Client{
		Timeout: time.Minute,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, MaxIdleConns: connections, MaxIdleConnsPerHost: connections, DisableCompression: true,
		},
	}}, nil
}

// Close ends the connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Question is one request. Want is the status that is right; 0 means 200.
type Question struct {
	Method  string // GET where empty
	Path    string // with its query, from the root: "/api/v1/health"
	IfMatch int64  // revision to change; 0: none
	Body    []byte // JSON
	Want    int
}

// StatusError is an answer with another status than wanted.
type StatusError struct {
	Status int
	Path   string
	Body   string // its beginning
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: status %d: %s", e.Path, e.Status, e.Body)
}

// Ask sends a question and reads the whole answer into w. An answer with another status is a *StatusError.
func (c *Client) Ask(ctx context.Context, q Question, w io.Writer) (err error) {
	method, want := q.Method, q.Want
	if method == "" {
		method = http.MethodGet
	}
	if want == 0 {
		want = http.StatusOK
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+q.Path, bytes.NewReader(q.Body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if q.Body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if q.IfMatch > 0 {
		r.Header.Set("If-Match", fmt.Sprintf("%q", fmt.Sprint(q.IfMatch)))
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	if answer.StatusCode != want {
		body, err := io.ReadAll(io.LimitReader(answer.Body, 2000))
		return errors.Join(&StatusError{answer.StatusCode, q.Path, string(body)}, err)
	}
	_, err = io.Copy(w, answer.Body)
	return err
}
