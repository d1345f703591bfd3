package api

import (
	_ "embed"

	"github.com/gofiber/fiber/v2"
)

// page is a static file of the server's own: the welcome page and the reader of the document.
type page struct {
	path  string
	media string
	body  string
}

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

func pages() []page {
	return []page{
		{"/", "text/html; charset=utf-8", welcomeHTML},
		{"/docs", "text/html; charset=utf-8", docsHTML},
		{"/docs/docs.js", "text/javascript; charset=utf-8", docsJS},
		{"/docs/docs.css", "text/css; charset=utf-8", docsCSS},
		{"/docs/summaries.zh.json", "application/json", summariesZh},
	}
}

func (s *Server) page(p page) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Locals(localRoute, p.path)
		c.Set("Content-Security-Policy", pagePolicy)
		c.Set(fiber.HeaderCacheControl, "no-cache")
		c.Set(fiber.HeaderContentType, p.media)
		return c.SendString(p.body)
	}
}
