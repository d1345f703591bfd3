package api

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"outreach/app"
	"outreach/domain"
)

// guard holds what protects every route: who may write across origins, whose word on addresses counts.
type guard struct {
	origin  *http.CrossOriginProtection
	proxies []netip.Prefix
	tls     bool
	clean   *regexp.Regexp // request ids that a client may bring
}

func newGuard(s Settings) (*guard, error) {
	g := &guard{
		origin: http.NewCrossOriginProtection(), proxies: s.Proxies, tls: s.TLS, clean: regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`),
	}
	for _, o := range s.Origins {
		if err := g.origin.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("origin %s: %w", o, err)
		}
	}
	return g, nil
}

// Policies of content security: an answer of the API is never a page; pages take all they need from here.
const (
	apiPolicy  = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
		"manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'"
	// What a page may ask the person for: where they are and a photo, on a button; nothing else.
	pagePermissions = "accelerometer=(), camera=(self), display-capture=(), geolocation=(self), gyroscope=(), hid=(), " +
		"magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
)

// headers puts the security headers on an answer, whatever it becomes.
func (g *guard) headers(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", apiPolicy)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("X-Frame-Options", "DENY")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderVary, "Accept-Encoding, Accept-Language, Cookie, Authorization")
	if g.tls {
		c.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// address gives the client's address: the rightmost hop that is no trusted proxy. A header from a peer
// that is none says nothing.
func (g *guard) address(c *fiber.Ctx) string {
	peer, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return ""
	}
	peer = peer.Unmap()
	hops := strings.Split(strings.Clone(c.Get(fiber.HeaderXForwardedFor)), ",")
	for _, hop := range slices.Backward(hops) {
		if !g.trusted(peer) {
			break
		}
		ip, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		peer = ip.Unmap()
	}
	return peer.String()
}

func (g *guard) trusted(ip netip.Addr) bool {
	return slices.ContainsFunc(g.proxies, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// sameOrigin refuses a write that a page of another site makes with the user's cookie.
func (g *guard) sameOrigin(c *fiber.Ctx) error {
	r := &http.Request{Method: c.Method(), Host: string(c.Request().Host()), URL: &url.URL{Path: c.Path()}, Header: http.Header{}}
	for _, name := range []string{"Origin", "Sec-Fetch-Site"} {
		if v := c.Get(name); v != "" {
			r.Header.Set(name, v)
		}
	}
	if err := g.origin.Check(r); err != nil {
		return &domain.Error{Code: domain.Forbidden, Key: "error.forbidden.origin", Err: err}
	}
	return nil
}

// admit finds out who asks and whether they may: a bearer token, else the session cookie.
func (s *Server) admit(ctx context.Context, c *fiber.Ctx, call *call, o *Operation) error {
	token, bearer := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer ")
	if o.Basic && !bearer {
		token, bearer = basicPassword(c.Get(fiber.HeaderAuthorization))
		c.Set(fiber.HeaderWWWAuthenticate, `Basic realm="outreach", charset="UTF-8"`) // goes again where nobody is refused
	}
	call.bearer = bearer
	if !bearer {
		if err := s.guard.sameOrigin(c); err != nil {
			return err
		}
	}
	if o.Access.Public {
		return nil
	}
	secret, kind := strings.Clone(c.Cookies(sessionCookie)), domain.PassSession
	if bearer {
		secret, kind = strings.Clone(token), domain.PassToken
	}
	if secret == "" {
		return domain.Refuse(domain.Unauthenticated, "")
	}
	caller, err := s.authenticate(ctx, c, o, secret, kind)
	if err != nil {
		return err
	}
	c.Response().Header.Del(fiber.HeaderWWWAuthenticate)
	c.Locals(localUser, caller.User.ID)
	if !o.Access.Lets(caller) {
		return domain.Refuse(domain.Forbidden, "")
	}
	call.caller = caller
	return nil
}

// authenticate finds the caller of a secret; where a preset is asked for, a token made for it alone will do.
func (s *Server) authenticate(ctx context.Context, c *fiber.Ctx, o *Operation, secret string, kind domain.PassKind) (*app.Caller, error) {
	if o.Basic && kind == domain.PassToken {
		return s.app.AuthenticatePreset(ctx, secret, domain.ID(strings.Clone(c.Params("id"))))
	}
	return s.app.Authenticate(ctx, secret, kind)
}

// basicPassword gives the password of a Basic Authorization header (RFC 7617); whose it is does not matter.
func basicPassword(header string) (password string, given bool) {
	scheme, encoded, _ := strings.Cut(header, " ")
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if !strings.EqualFold(scheme, "Basic") || err != nil {
		return "", false
	}
	_, password, given = strings.Cut(string(raw), ":")
	return password, given
}

// identify gives the request its id: the client's own where it is clean, else a random one.
func (s *Server) identify(c *fiber.Ctx) {
	id := strings.Clone(c.Get(fiber.HeaderXRequestID))
	if !s.guard.clean.MatchString(id) {
		id = s.randomID()
	}
	c.Locals(localID, id)
	c.Set(fiber.HeaderXRequestID, id)
}

func (s *Server) randomID() string {
	var b [16]byte
	if _, err := s.random.Read(b[:]); err != nil {
		s.log.Error("randomness", "error", err.Error())
	}
	return hex.EncodeToString(b[:])
}

// note writes the log line and the measures of a request: what was asked by its route, never by its
// path, query or person.
func (s *Server) note(c *fiber.Ctx, began time.Time) {
	took := s.now().Sub(began)
	status := c.Response().StatusCode()
	s.metrics.observe(c.Method(), route(c), status, took)
	if code := local(c, localCode); code != "" {
		s.metrics.refused.WithLabelValues(code).Inc()
	}
	s.log.Info("request", "request_id", requestID(c), "method", c.Method(), "route", route(c), "status", status,
		"duration_ms", float64(took.Microseconds())/1000, "user", local(c, localUser), "code", local(c, localCode))
}

func local(c *fiber.Ctx, key string) string {
	text, _ := c.Locals(key).(string)
	return text
}

func requestID(c *fiber.Ctx) string { return local(c, localID) }

// route gives the table's path, or "-" where no row was met.
func route(c *fiber.Ctx) string {
	if r := local(c, localRoute); r != "" {
		return r
	}
	return "-"
}
