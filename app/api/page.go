package api

import (
	_ "embed"
	"net/http"
	"sync"

	"github.com/gofiber/fiber/v2"
)

//go:embed page/welcome.html
var welcomeHTML string

//go:embed page/docs.html
var docsHTML string

//go:embed page/docs.js
var docsJS string

//go:embed page/docs.css
var docsCSS string

//go:embed page/summaries.zh.json
var summariesZh string

//go:embed openapi.json
var documentJSON string

func openapi() string { return documentJSON }

// How long a browser may keep a page: the app's own, never, so that a new build is met at once; files whose
// names change with their content, for ever; the others after asking.
const (
	keepNever   = "no-store"
	keepForEver = "public, max-age=31536000, immutable"
	keepAsking  = "no-cache"
)

// page is a file that is served as it is, to everybody.
type page struct {
	path    string
	route   string // as the log and the measures know it
	media   string
	keep    string
	content string // tag of the content; "" where the page is never kept
	body    []byte
	forms   map[coding]func() []byte
}

func newPage(path, media, keep string, body []byte) page {
	p := page{path: path, route: path, media: media, keep: keep, body: body, forms: map[coding]func() []byte{}}
	if keep != keepNever {
		p.content = contentTag(body)
	}
	for _, how := range []coding{brotli, gzip} {
		p.forms[how] = sync.OnceValue(func() []byte { return compress(body, how, best) })
	}
	return p
}

// pages gives the web app, or where it was not built a page that says so, and the reader of the document.
func (s *Server) pages() []page {
	list := []page{
		newPage("/docs", "text/html; charset=utf-8", keepAsking, []byte(docsHTML)),
		newPage("/docs/docs.js", "text/javascript; charset=utf-8", keepAsking, []byte(docsJS)),
		newPage("/docs/docs.css", "text/css; charset=utf-8", keepAsking, []byte(docsCSS)),
		newPage("/docs/summaries.zh.json", "application/json", keepAsking, []byte(summariesZh)),
	}
	if len(s.site.Assets) == 0 {
		return append(list, newPage("/", "text/html; charset=utf-8", keepNever, []byte(welcomeHTML)))
	}
	for _, a := range s.site.Assets {
		keep := keepAsking
		switch {
		case a.Immutable:
			keep = keepForEver
		case a.Path == "/", a.Path == "/office":
			keep = keepNever
		}
		p := newPage(a.Path, a.Media, keep, a.Body)
		if a.Immutable {
			p.route = "/assets/{name}"
		}
		if a.Brotli != nil {
			p.forms[brotli] = func() []byte { return a.Brotli }
		}
		list = append(list, p)
		if a.Path == "/office" { // as it is often typed
			p.path, p.route = "/office/", a.Path
			list = append(list, p)
		}
	}
	return list
}

// serve answers with the page in the form that the client takes.
func (p page) serve(c *fiber.Ctx) error {
	c.Locals(localRoute, p.route)
	c.Set("Content-Security-Policy", pagePolicy)
	c.Set("Permissions-Policy", pagePermissions)
	c.Set(fiber.HeaderCacheControl, p.keep)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if p.path == "/worker.js" {
		c.Set("Service-Worker-Allowed", "/")
	}
	how := accepted(c.Get(fiber.HeaderAcceptEncoding))
	if p.content != "" && matches(c.Get(fiber.HeaderIfNoneMatch), p.content) {
		c.Set(fiber.HeaderETag, how.tag(p.content))
		c.Status(http.StatusNotModified)
		return nil
	}
	var form []byte
	if how != plain {
		form = p.forms[how]()
	}
	if form == nil {
		how = plain
	}
	if p.content != "" {
		c.Set(fiber.HeaderETag, how.tag(p.content))
	}
	c.Set(fiber.HeaderContentType, p.media)
	write(c, p.body, form, how)
	return nil
}
