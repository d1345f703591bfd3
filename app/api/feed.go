package api

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"outreach/app"
	"outreach/domain"
)

const mediaEvents = "text/event-stream"

// Times and bounds of event streams.
const (
	aliveEvery    = 15 * time.Second // a comment, so that nobody on the way takes the line for dead
	feedWrite     = 10 * time.Second // for one event to leave
	feedsOfCaller = 8                // at once; more of them poll
)

// feed is an answer of server-sent events that tell of a job until it has ended.
type feed struct {
	caller *app.Caller
	kind   domain.JobKind
	id     domain.ID
	seen   bool // the reader has seen the end
	tell   func(*domain.Job) (any, error)
	done   func()
}

// follow makes the stream of a job's states. A reader that has seen the end already is told to stay away.
func (s *Server) follow(ctx context.Context, c *call, kind domain.JobKind, in *feedInput, tell func(*domain.Job) (any, error)) (*feed, error) {
	j, err := s.desk.Job(ctx, c.caller, kind, in.ID)
	if err != nil {
		return nil, err
	}
	done, err := s.feeds.begin(c.caller.User.ID)
	if err != nil {
		return nil, err
	}
	return &feed{caller: c.caller, kind: kind, id: in.ID, tell: tell, done: done, seen: j.State.Ended() && in.Last == strconv.FormatInt(j.Revision, 10)}, nil
}

// sendFeed sends a feed: an event at once and whenever the job has changed, until it has ended, the reader is gone
// or the server stops.
func (s *Server) sendFeed(c *fiber.Ctx, f *feed) error {
	if f.seen {
		f.done()
		c.Status(http.StatusNoContent) // a browser that gets this does not come again
		return nil
	}
	ctx, cancel := context.WithCancel(s.serving)
	id, conn := requestID(c), c.Context().Conn()
	c.Set(fiber.HeaderContentType, mediaEvents)
	c.Set("X-Accel-Buffering", "no")
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer cancel()
		defer f.done()
		defer func() {
			if v := recover(); v != nil {
				s.log.Error("panic", "request_id", id, "value", fmt.Sprint(v), "stack", string(debug.Stack()))
			}
		}()
		if err := s.relate(ctx, &line{w, conn, s.now}, f); err != nil {
			s.log.Debug("events", "request_id", id, "error", err.Error())
		}
	})
	return nil
}

// relate writes the events; an error is a reader that is gone, or a job that cannot be read.
func (s *Server) relate(ctx context.Context, w *line, f *feed) error {
	if err := w.send("retry: 2000\n\n"); err != nil {
		return err
	}
	said, spoke := int64(0), s.now()
	for j, err := range s.desk.Watch(ctx, f.caller, f.kind, f.id) {
		if err != nil {
			return err
		}
		switch now := s.now(); {
		case j.Revision != said:
			v, err := f.tell(&j)
			if err != nil {
				return err
			}
			data, err := json.Marshal(v)
			if err != nil {
				return err
			}
			if err := w.send("id: " + strconv.FormatInt(j.Revision, 10) + "\nevent: job\ndata: " + string(data) + "\n\n"); err != nil {
				return err
			}
			said, spoke = j.Revision, now
		case now.Sub(spoke) >= aliveEvery:
			if err := w.send(": alive\n\n"); err != nil {
				return err
			}
			spoke = now
		}
	}
	return nil
}

// line is a connection that events leave by.
type line struct {
	w    *bufio.Writer
	conn net.Conn
	now  func() time.Time
}

// send writes text and sees it off; it fails where the reader is gone.
func (l *line) send(text string) error {
	if err := l.conn.SetWriteDeadline(l.now().Add(feedWrite)); err != nil {
		return err
	}
	if _, err := l.w.WriteString(text); err != nil {
		return err
	}
	return l.w.Flush()
}

// places bounds how many of something each caller has at once.
type places struct {
	limit int
	mu    sync.Mutex
	by    map[string]int
}

func newPlaces(limit int) *places { return &places{limit: limit, by: map[string]int{}} }

// begin takes a place; the function it gives frees it, once.
func (p *places) begin(caller string) (func(), error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.by[caller] >= p.limit {
		return nil, domain.Refuse(domain.RateLimited, "error.rate_limited.feeds", "Seconds", 5)
	}
	p.by[caller]++
	return sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.by[caller]--; p.by[caller] == 0 {
			delete(p.by, caller)
		}
	}), nil
}
