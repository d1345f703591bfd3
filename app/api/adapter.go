package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"outreach/domain"
)

// Keys under which one request's facts are kept while it runs.
const (
	localID    = "request_id"
	localUser  = "user"
	localRoute = "route"
	localCode  = "code"
)

const sessionCookie = "__Host-outreach"

// fiberPath turns {name} into :name under Base.
func fiberPath(path string) string {
	return Base + strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// around gives every request its id, headers, log line and measures, and turns what went wrong, a panic
// too, into a problem.
func (s *Server) around(c *fiber.Ctx) error {
	began := s.now()
	s.identify(c)
	s.guard.headers(c)
	if err := s.guarded(c); err != nil {
		s.refuse(c, err)
	}
	s.note(c, began)
	return nil
}

// guarded runs the rest of the chain; a panic ends this request and nothing else.
func (s *Server) guarded(c *fiber.Ctx) (err error) {
	defer func() {
		if v := recover(); v != nil {
			s.log.Error("panic", "request_id", requestID(c), "route", route(c), "value", fmt.Sprint(v), "stack", string(debug.Stack()))
			err = domain.Refuse(domain.Internal, "")
		}
	}()
	return c.Next()
}

// lastResort answers what never reached the chain: broken requests, unknown methods.
func (s *Server) lastResort(c *fiber.Ctx, err error) error {
	s.identify(c)
	s.guard.headers(c)
	s.refuse(c, err)
	s.note(c, s.now())
	return nil
}

// refuse writes an error as a problem in the caller's language.
func (s *Server) refuse(c *fiber.Ctx, err error) {
	status, err := fromFiber(err)
	p := problemOf(err, s.texts.For(c.Get(fiber.HeaderAcceptLanguage)))
	if status != 0 {
		p.Status = status
	}
	p.RequestID = requestID(c)
	c.Locals(localCode, p.Code)
	e := refusal(err)
	switch e.Code {
	case domain.Internal:
		s.log.Error("internal", "request_id", p.RequestID, "route", route(c), "error", err.Error())
	case domain.Unavailable:
		s.log.Warn("unavailable", "request_id", p.RequestID, "route", route(c), "error", err.Error())
		c.Set(fiber.HeaderRetryAfter, "2")
	case domain.RateLimited:
		c.Set(fiber.HeaderRetryAfter, retryAfter(e))
	case domain.Unauthenticated:
		if len(c.Response().Header.Peek(fiber.HeaderWWWAuthenticate)) == 0 {
			c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="outreach"`)
		}
	case domain.MethodNotAllowed:
		if len(c.Response().Header.Peek(fiber.HeaderAllow)) == 0 {
			c.Set(fiber.HeaderAllow, "GET, HEAD, POST, PUT, DELETE")
		}
	}
	body, err := marshal(p)
	if err != nil {
		s.log.Error("problem", "request_id", p.RequestID, "error", err.Error())
	}
	c.Response().ResetBody()
	c.Set(fiber.HeaderContentType, "application/problem+json")
	how := codingFor(c, body)
	write(c.Status(p.Status), body, compress(body, how, quick), how)
}

func retryAfter(e *domain.Error) string {
	if seconds, ok := e.Params["Seconds"]; ok {
		return fmt.Sprint(seconds)
	}
	return "5"
}

// fromFiber translates Fiber's own errors; status is set where it says more than the code's own.
func fromFiber(err error) (int, error) {
	e, ok := errors.AsType[*fiber.Error](err)
	if !ok {
		return 0, err
	}
	switch e.Code {
	case http.StatusNotFound:
		return 0, domain.Refuse(domain.NotFound, "error.not_found.route")
	case http.StatusMethodNotAllowed:
		return 0, domain.Refuse(domain.MethodNotAllowed, "")
	case http.StatusRequestEntityTooLarge:
		return 0, domain.Refuse(domain.TooLarge, "error.too_large.body", "Limit", batchLimit>>10)
	case http.StatusRequestHeaderFieldsTooLarge:
		return e.Code, domain.Refuse(domain.TooLarge, "error.too_large.header")
	case http.StatusRequestedRangeNotSatisfiable:
		return e.Code, domain.Refuse(domain.Invalid, "error.invalid.range")
	case http.StatusRequestTimeout:
		return e.Code, domain.Refuse(domain.Malformed, "error.malformed.time")
	}
	return 0, &domain.Error{Code: domain.Malformed, Key: "error.malformed.request", Err: err}
}

// serve makes the Fiber handler of a row: who asks, may they, what do they say, what came of it.
func (s *Server) serve(o Operation) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Locals(localRoute, o.Path)
		ctx, cancel := context.WithTimeout(context.Background(), o.deadline)
		answer, err := s.run(ctx, c, &o)
		if f, streams := answer.(*file); streams && err == nil {
			return s.stream(c, f, cancel)
		}
		cancel()
		if err != nil {
			if in := c.Request().BodyStream(); in != nil {
				s.linger(c.Context().Conn(), in, 2*s.imports.MaxBytes())
			}
			return err
		}
		switch f := answer.(type) {
		case *feed:
			return s.sendFeed(c, f)
		case *keptFile:
			return s.send(c, f)
		}
		return nil
	}
}

func (s *Server) run(ctx context.Context, c *fiber.Ctx, o *Operation) (any, error) {
	call := &call{
		server: s, text: s.texts.For(c.Get(fiber.HeaderAcceptLanguage)), address: s.guard.address(c),
		headers: func(name string) string { return strings.Clone(c.Get(name)) },
	}
	if err := s.admit(ctx, c, call, o); err != nil {
		return nil, err
	}
	if err := call.take(ctx, c, o); err != nil {
		return nil, err
	}
	v, err := o.run(ctx, call)
	if err != nil {
		return nil, err
	}
	switch v.(type) {
	case *file, *feed, *keptFile:
		return v, nil
	}
	return nil, s.reply(c, call, o, v)
}

// take copies out of the request what the operation reads.
func (c *call) take(ctx context.Context, f *fiber.Ctx, o *Operation) error {
	c.query = strings.Clone(string(f.Request().URI().QueryString()))
	c.params = map[string]string{}
	for name, value := range f.AllParams() {
		text, err := url.PathUnescape(value)
		if err != nil {
			return domain.Refuse(domain.NotFound, "error.not_found.route")
		}
		c.params[name] = strings.Clone(text)
	}
	if !o.HasBody() {
		return nil
	}
	if err := checkMedia(o.Takes, f.Get(fiber.HeaderContentType), f.Get(fiber.HeaderContentEncoding)); err != nil {
		return err
	}
	return c.receive(ctx, f, o)
}

// reply writes a handler's value: bytes as they are, anything else as JSON.
func (s *Server) reply(c *fiber.Ctx, call *call, o *Operation, v any) error {
	status := o.Status
	if call.answer.created {
		status = http.StatusCreated
	}
	for _, h := range call.answer.header {
		c.Set(h[0], h[1])
	}
	if ck := call.answer.cookie; ck != nil {
		setCookie(c, ck)
	}
	body, raw := v.(written)
	if o.Out != nil && !raw {
		var err error
		if body, err = marshal(v); err != nil {
			return fmt.Errorf("answer of %s: %w", o.ID, err)
		}
	}
	if o.Cached {
		c.Set(fiber.HeaderCacheControl, "private, no-cache")
		s.replyCached(c.Status(status), o, body)
		return nil
	}
	c.Status(status)
	if body != nil {
		c.Set(fiber.HeaderContentType, o.Media)
	}
	if tag := call.answer.etag; tag != "" { // a tag of the handler's own names one form only
		c.Set(fiber.HeaderETag, tag)
		if o.Method == fiber.MethodGet && matches(c.Get(fiber.HeaderIfNoneMatch), tag) {
			c.Status(http.StatusNotModified)
			return nil
		}
		c.Response().SetBodyRaw(body)
		return nil
	}
	how := codingFor(c, body)
	write(c, body, compress(body, how, quick), how)
	return nil
}

// replyCached answers a content by its tag. Where nobody can ask for anything else, its forms are the same for
// all and kept; else anybody could fill the memory with them.
func (s *Server) replyCached(c *fiber.Ctx, o *Operation, body []byte) {
	content, how := contentTag(body), codingFor(c, body)
	if matches(c.Get(fiber.HeaderIfNoneMatch), content) {
		c.Set(fiber.HeaderETag, how.tag(content))
		c.Status(http.StatusNotModified)
		return
	}
	var form []byte
	if o.In == reflect.TypeFor[none]() && how != plain {
		form = s.kept.form(how.tag(content), func() []byte { return compress(body, how, best) })
	} else {
		form = compress(body, how, quick)
	}
	if form == nil {
		how = plain
	}
	c.Set(fiber.HeaderETag, how.tag(content))
	c.Set(fiber.HeaderContentType, o.Media)
	write(c, body, form, how)
}

// written is an answer whose bytes its handler has written already.
type written []byte

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), nil
}

func setCookie(c *fiber.Ctx, ck *cookie) {
	out := &fiber.Cookie{
		Name: sessionCookie, Value: ck.secret, Path: "/", Secure: true, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode, Expires: ck.expires,
	}
	if ck.secret == "" {
		out.Expires = time.Unix(1, 0)
	}
	c.Cookie(out)
}
