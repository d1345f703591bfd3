package api

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"path"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
)

// stream sends a file while it is made. What fails before the first byte is a problem as any other; what
// fails later cuts the connection, so that no half file looks whole. A client that hangs up ends the making.
func (s *Server) stream(c *fiber.Ctx, f *file, cancel context.CancelFunc) error {
	pr, pw := io.Pipe()
	id, conn := requestID(c), c.Context().Conn()
	go func() {
		defer cancel()
		defer f.done()
		defer func() {
			if v := recover(); v != nil {
				s.log.Error("panic", "request_id", id, "value", fmt.Sprint(v), "stack", string(debug.Stack()))
				pw.CloseWithError(errPanic)
			}
		}()
		err := f.make(pw)
		if err != nil && !errors.Is(err, io.ErrClosedPipe) {
			s.log.Error("file", "request_id", id, "error", err.Error())
		}
		f.done() // before its reader can know, who may come for the next at once
		pw.CloseWithError(err)
	}()
	buffered := bufio.NewReaderSize(pr, 64<<10)
	if _, err := buffered.Peek(1); err != nil && !errors.Is(err, io.EOF) {
		return errors.Join(err, pr.Close())
	}
	c.Set(fiber.HeaderContentType, f.media)
	c.Set(fiber.HeaderContentDisposition, attachment(f.name))
	c.Context().SetBodyStream(&paced{buffered, pr, conn, s.now}, -1)
	return nil
}

// attachment says under which name a file is saved.
func attachment(name string) string {
	return "attachment; filename=\"report" + path.Ext(name) + "\"; filename*=UTF-8''" + url.PathEscape(name)
}

var errPanic = errors.New("panic while a file was made")

// paced moves the connection's write deadline on with every piece, so that a slow line is no broken one.
type paced struct {
	io.Reader
	from io.Closer
	conn net.Conn
	now  func() time.Time
}

// Read gives the next piece.
func (p *paced) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if derr := p.conn.SetWriteDeadline(p.now().Add(time.Minute)); derr != nil && err == nil {
		err = derr
	}
	return n, err
}

// Close ends the making, or gives back the file, of what nobody reads any more.
func (p *paced) Close() error { return p.from.Close() }
