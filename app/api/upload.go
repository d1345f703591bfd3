package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"outreach/domain"
)

// readAhead is how much of a body that is read as it comes in lies in memory before its caller is known.
const readAhead = 64 << 10

// pieceTime is how long the next piece of a body may take to come.
const pieceTime = time.Minute

// overlong marks a request whose body is larger than any that its operation takes, with that limit in KiB. It is set on the server's own copy
// of the header, before the body is read.
const overlong = "Outreach-Overlong"

// receives tells the server how much of a body it takes: of most operations all, before they are run; of those that
// read it as it comes in only its beginning; of one that is too large nothing, and the connection ends with the answer.
func (s *Server) receives(server *fasthttp.Server) {
	streamed := map[string]bool{}
	for _, o := range s.operations {
		if o.streams {
			streamed[o.Method+" "+fiberPath(o.Path)] = true
		}
	}
	server.HeaderReceived = func(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
		path, _, _ := bytes.Cut(h.RequestURI(), []byte{'?'})
		ahead, limit := batchLimit, int64(batchLimit)
		if streamed[string(h.Method())+" "+string(path)] {
			ahead, limit = readAhead, s.imports.MaxBytes()
		}
		h.Del(overlong)
		if int64(h.ContentLength()) > limit {
			h.Set(overlong, strconv.FormatInt(limit>>10, 10))
			h.SetContentLength(0)
			h.SetConnectionClose()
		}
		return fasthttp.RequestConfig{MaxRequestBodySize: ahead}
	}
	server.ContinueHandler = func(h *fasthttp.RequestHeader) bool { return len(h.Peek(overlong)) == 0 }
}

// receive takes a request's body, bounded, or lets the handler read it as it comes in.
func (c *call) receive(ctx context.Context, f *fiber.Ctx, o *Operation) error {
	r := f.Request()
	limit := o.body
	if o.streams {
		limit = int(c.server.imports.MaxBytes())
	}
	if r.Header.ContentLength() > limit {
		return domain.Refuse(domain.TooLarge, "error.too_large.body", "Limit", limit>>10)
	}
	in := r.BodyStream() // never Ctx.Body(), which inflates
	if in == nil {
		in = bytes.NewReader(r.Body())
	}
	if o.streams {
		c.stream = &arriving{in, ctx.Err, f.Context().Conn(), c.server.now}
		return nil
	}
	var body bytes.Buffer
	body.Grow(max(r.Header.ContentLength(), 0) + bytes.MinRead)
	if n, err := body.ReadFrom(io.LimitReader(in, int64(limit)+1)); err != nil {
		return lost(err)
	} else if n > int64(limit) {
		return domain.Refuse(domain.TooLarge, "error.too_large.body", "Limit", limit>>10)
	}
	c.body = body.Bytes()
	return nil
}

// arriving is a body that is read as it comes in; it moves the connection's read deadline on with every piece.
type arriving struct {
	io.Reader
	ended func() error // why the request whose body it is takes no more
	conn  net.Conn
	now   func() time.Time
}

// Read gives the next piece.
func (a *arriving) Read(b []byte) (int, error) {
	if err := a.ended(); err != nil {
		return 0, lost(err)
	}
	if err := a.conn.SetReadDeadline(a.now().Add(pieceTime)); err != nil {
		return 0, lost(err)
	}
	n, err := a.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, lost(err)
	}
	return n, err //nolint:wrapcheck // io.EOF as it is
}

// Bounds of what is read of a body that was refused. Were nothing read, most clients would see a broken connection
// instead of the answer.
const (
	lingerTime  = 10 * time.Second
	lingerPiece = 500 * time.Millisecond // without a byte
)

// linger reads on from a connection whose request is refused while its body still comes in.
func (s *Server) linger(conn net.Conn, in io.Reader, limit int64) {
	piece := make([]byte, 4<<10)
	for began := s.now(); limit > 0 && s.now().Sub(began) < lingerTime; {
		if conn.SetReadDeadline(s.now().Add(lingerPiece)) != nil {
			return
		}
		n, err := in.Read(piece)
		if limit -= int64(n); err != nil {
			return
		}
	}
}

// lost tells of a body that did not come whole.
func lost(err error) error {
	return &domain.Error{Code: domain.Malformed, Key: "error.malformed.time", Err: err}
}
