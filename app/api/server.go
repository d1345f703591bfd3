package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/valyala/fasthttp"

	"outreach/app"
	"outreach/app/job"
	"outreach/app/web"
	"outreach/domain"
)

// Texts gives the messages of the language that an Accept-Language header wants most.
type Texts interface {
	For(acceptLanguage string) domain.Text
}

// Settings are what a configuration decides about serving.
type Settings struct {
	Version     string
	TLS         bool           // the listener speaks TLS, or a proxy before it does: send HSTS
	Proxies     []netip.Prefix // whose X-Forwarded-For is believed
	Origins     []string       // further origins whose pages may write, as scheme://host[:port]
	Exports     int            // files being made at once, over all callers
	Connections int            // open at once; 0: 4,096
}

// Parts are what a Server is made of.
type Parts struct {
	App      *app.App
	Desk     *job.Desk
	Imports  *job.Imports
	Texts    Texts
	Site     web.Site // the built web app; without files the root tells that there is none
	Settings Settings
	Logger   *slog.Logger
	Metrics  prometheus.Registerer
	Random   io.Reader
	Now      func() time.Time
}

// Server answers the operations of the route table and the static pages.
type Server struct {
	app        *app.App
	desk       *job.Desk
	imports    *job.Imports
	texts      Texts
	settings   Settings
	log        *slog.Logger
	metrics    *metrics
	random     io.Reader
	now        func() time.Time
	validator  checker
	guard      *guard
	downloads  *downloads
	feeds      *places
	refresh    *pacer
	serving    context.Context //nolint:containedctx // ends when event streams must, at the beginning of Shutdown
	stop       context.CancelFunc
	site       web.Site
	started    domain.Instant
	kept       kept
	operations []Operation
	fiber      *fiber.App
}

// New makes a server; it listens nowhere yet.
func New(p Parts) (*Server, error) {
	s := &Server{
		app: p.App, desk: p.Desk, imports: p.Imports, texts: p.Texts, settings: p.Settings, log: p.Logger, random: p.Random, now: p.Now,
		downloads: newDownloads(p.Settings.Exports), started: domain.At(p.Now()), feeds: newPlaces(feedsOfCaller), refresh: &pacer{at: map[string][]time.Time{}}, site: p.Site,
	}
	s.serving, s.stop = context.WithCancel(context.Background())
	var err error
	if s.validator, err = newChecker(); err != nil {
		return nil, err
	}
	if s.guard, err = newGuard(p.Settings); err != nil {
		return nil, err
	}
	if s.metrics, err = newMetrics(p.Metrics); err != nil {
		return nil, err
	}
	s.operations = s.table()
	s.fiber = s.build()
	return s, nil
}

// build makes the Fiber application: its own limits and times, the pages and the table.
func (s *Server) build() *fiber.App {
	connections := s.settings.Connections
	if connections == 0 {
		connections = 4096
	}
	f := fiber.New(fiber.Config{
		AppName: "outreach", DisableStartupMessage: true, Immutable: true, StrictRouting: true, CaseSensitive: true,
		BodyLimit: batchLimit, StreamRequestBody: true, DisablePreParseMultipartForm: true, Concurrency: connections, ReadBufferSize: 16 << 10,
		ReadTimeout: 60 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorHandler: s.lastResort,
	})
	f.Use(s.around)
	for _, p := range s.pages() {
		f.Get(p.path, p.serve)
	}
	for _, o := range s.operations {
		if o.Method == fiber.MethodGet {
			f.Get(fiberPath(o.Path), s.serve(o))
			continue
		}
		f.Add(o.Method, fiberPath(o.Path), s.serve(o))
	}
	server := f.Server()
	server.CloseOnShutdown = true
	s.receives(server)
	known, inner := f.Config().RequestMethods, server.Handler
	server.Handler = func(ctx *fasthttp.RequestCtx) {
		var refused error = fiber.ErrMethodNotAllowed
		switch {
		case len(ctx.Request.Header.Peek(overlong)) > 0:
			refused = domain.Refuse(domain.TooLarge, "error.too_large.body", "Limit", string(ctx.Request.Header.Peek(overlong)))
			s.linger(ctx.Conn(), ctx.Conn(), 2*s.imports.MaxBytes())
		case slices.Contains(known, string(ctx.Method())):
			inner(ctx)
			return
		}
		c := f.AcquireCtx(ctx)
		defer f.ReleaseCtx(c)
		if err := s.lastResort(c, refused); err != nil {
			s.log.Error("not routed", "error", err.Error())
		}
	}
	return f
}

// Listen answers what comes in by a listener, plain or TLS, until Shutdown; it returns as soon as that
// begins, so wait for Shutdown to return.
func (s *Server) Listen(ln net.Listener) error {
	if err := s.fiber.Listener(ln); err != nil {
		return fmt.Errorf("serve %s: %w", ln.Addr(), err)
	}
	return nil
}

// Secure makes a listener speak TLS 1.2 or later with the certificate and key of two PEM files.
func Secure(ln net.Listener, certFile, keyFile string) (net.Listener, error) {
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("TLS files: %w", err)
	}
	return tls.NewListener(ln, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}), nil
}

// Shutdown takes no more connections, ends the event streams, lets what is under way finish until ctx ends, then
// cuts the rest.
func (s *Server) Shutdown(ctx context.Context) error {
	s.stop()
	if err := s.fiber.ShutdownWithContext(ctx); err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// ErrPlain says that plain HTTP would leave this machine.
var ErrPlain = errors.New("plain HTTP beyond this machine needs TLS files, a proxy, or leave by the setting")

// CheckListen refuses plain HTTP on an address beyond loopback, unless it is allowed by name.
func CheckListen(address string, secure, allowPlain bool) error {
	if secure || allowPlain || Loopback(address) {
		return nil
	}
	return fmt.Errorf("%s: %w", address, ErrPlain)
}

// Loopback says whether a host:port can be reached from this machine only.
func Loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
