package api_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"outreach/app/api"
	"outreach/app/web"
	"outreach/domain"
	"outreach/repository"
)

// site gives a built app of a few files; its Brotli forms are told from the server's own by their bytes.
func site(t testing.TB) web.Site {
	t.Helper()
	s, err := web.Read(fstest.MapFS{
		".keep": {}, "build.txt": {Data: []byte("0123456789ab")}, "index.html": {Data: []byte("<!doctype html><title>台账</title>" + strings.Repeat(" ", 600))},
		"index.html.br": {Data: []byte("page in Brotli")}, "worker.js": {Data: []byte("self.x = 1")}, "manifest.webmanifest": {Data: []byte("{}")},
		"office.html": {Data: []byte("<!doctype html><title>desk</title>")}, "icon-192.png": {Data: []byte("\x89PNG")}, "assets/main-D2x.js": {Data: []byte(strings.Repeat("export const a = 1\n", 200))},
		"assets/main-D2x.js.br": {Data: []byte("code in Brotli")}, "assets/main-D2x.css": {Data: []byte("body { margin: 0 }")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newSite(t testing.TB) *world {
	t.Helper()
	a := ledger(t, func(s repository.Store) repository.Store { return s })
	return serve(t, a, api.Settings{Version: "test", TLS: true}, site(t))
}

func TestTheAppIsKeptAsLongAsItsNamesSay(t *testing.T) {
	w := newSite(t)
	for path, want := range map[string]struct{ media, keep string }{
		"//":                     {"text/html; charset=utf-8", "no-store"},
		"//office":               {"text/html; charset=utf-8", "no-store"},
		"//office/":              {"text/html; charset=utf-8", "no-store"},
		"//worker.js":            {"text/javascript; charset=utf-8", "no-cache"},
		"//manifest.webmanifest": {"application/manifest+json", "no-cache"},
		"//icon-192.png":         {"image/png", "no-cache"},
		"//assets/main-D2x.js":   {"text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		"//assets/main-D2x.css":  {"text/css; charset=utf-8", "public, max-age=31536000, immutable"},
	} {
		r := w.want(http.StatusOK, coded("", path, "identity"))
		if h := r.Header; h.Get("Content-Type") != want.media || h.Get("Cache-Control") != want.keep || h.Get("Vary") != "Accept-Encoding" || len(r.body) == 0 {
			t.Errorf("%s: %v", path, h)
		}
		if tag := r.Header.Get("ETag"); tag != "" {
			w.want(http.StatusNotModified, ask{method: "GET", path: path, header: map[string]string{"If-None-Match": tag}})
		} else if want.keep != "no-store" {
			t.Errorf("%s has no ETag", path)
		}
		if scope := r.Header.Get("Service-Worker-Allowed"); (scope == "/") != (path == "//worker.js") {
			t.Errorf("%s: Service-Worker-Allowed %q", path, scope)
		}
	}
}

func TestTheAppComesInTheFormItWasBuiltIn(t *testing.T) {
	w := newSite(t)
	for path, brotli := range map[string]string{"//": "page in Brotli", "//assets/main-D2x.js": "code in Brotli"} {
		plain := w.want(http.StatusOK, coded("", path, "identity"))
		if r := w.want(http.StatusOK, coded("", path, "gzip, br")); r.Header.Get("Content-Encoding") != "br" || string(r.body) != brotli {
			t.Errorf("%s: %s %.40q", path, r.Header.Get("Content-Encoding"), r.body)
		}
		if r := w.want(http.StatusOK, coded("", path, "gzip")); r.Header.Get("Content-Encoding") != "gzip" || plainly(t, r) != string(plain.body) {
			t.Errorf("%s: %s %.40q", path, r.Header.Get("Content-Encoding"), r.body)
		}
	}
	if r := w.want(http.StatusOK, coded("", "//icon-192.png", "br")); r.Header.Get("Content-Encoding") != "" {
		t.Errorf("a picture of four bytes: %v", r.Header)
	}
}

func TestThePageAsksForNothingButWhereOneIsAndAPhoto(t *testing.T) {
	w := newSite(t)
	for _, path := range []string{"//", "//docs", "//worker.js", "//assets/main-D2x.js"} {
		h := w.want(http.StatusOK, ask{method: "GET", path: path}).Header
		want := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; manifest-src 'self'; " +
			"worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'"
		if h.Get("Content-Security-Policy") != want || h.Get("Referrer-Policy") != "same-origin" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, h)
		}
		allowed := h.Get("Permissions-Policy")
		if !strings.Contains(allowed, "geolocation=(self)") || !strings.Contains(allowed, "camera=(self)") || !strings.Contains(allowed, "microphone=()") ||
			strings.Count(allowed, "(self)") != 2 {
			t.Errorf("%s: %s", path, allowed)
		}
	}
}

func TestWhatIsNoFileOfTheAppIsAProblem(t *testing.T) {
	w := newSite(t)
	for _, path := range []string{"//index.html", "//build.txt", "//.keep", "//assets/", "//assets/main-D2x.js.br", "//assets/none.js", "//../web.go", "//records"} {
		w.wantProblem(domain.NotFound, ask{method: "GET", path: path})
	}
	w.wantProblem(domain.MethodNotAllowed, ask{method: "POST", path: "//"})
}

func TestWithoutABuiltAppTheRootSaysSoInBothLanguages(t *testing.T) {
	w := newWorld(t)
	r := w.want(http.StatusOK, ask{method: "GET", path: "//"})
	for _, want := range []string{"未含网页应用", "holds no web app", `href="/docs"`} {
		if !strings.Contains(string(r.body), want) {
			t.Errorf("no %q in %s", want, r.body)
		}
	}
	w.wantProblem(domain.NotFound, ask{method: "GET", path: "//worker.js"})
}

func TestASessionTellsTheBuildOfTheApp(t *testing.T) {
	for build, w := range map[string]*world{"": newWorld(t), "0123456789ab": newSite(t)} {
		if s := parse[api.Session](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/session"}).body); s.Build != build {
			t.Errorf("build %q, want %q", s.Build, build)
		}
	}
}
