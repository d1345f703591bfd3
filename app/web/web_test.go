package web_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"outreach/app/web"
)

func built() fstest.MapFS {
	long := strings.Repeat("a", 100)
	return fstest.MapFS{
		".keep": {}, "build.txt": {Data: []byte("0123456789ab\n")}, "index.html": {Data: []byte(long)}, "index.html.br": {Data: []byte("small")},
		"worker.js": {Data: []byte("w")}, "worker.js.br": {Data: []byte("larger")}, "manifest.webmanifest": {Data: []byte("{}")},
		"office.html": {Data: []byte("desk")}, "icon-192.png": {Data: []byte("png")}, "icon.svg": {Data: []byte("svg")}, "assets/main-D2x.js": {Data: []byte(long)}, "assets/main-D2x.css": {Data: []byte("css")},
	}
}

func TestABuiltAppIsReadWhole(t *testing.T) {
	s, err := web.Read(built())
	if err != nil || s.Build != "0123456789ab" {
		t.Fatalf("build %q, %v", s.Build, err)
	}
	want := map[string]struct {
		media           string
		brotli, forEver bool
	}{
		"/":                     {"text/html; charset=utf-8", true, false},
		"/office":               {"text/html; charset=utf-8", false, false},
		"/worker.js":            {"text/javascript; charset=utf-8", false, false},
		"/manifest.webmanifest": {"application/manifest+json", false, false},
		"/icon-192.png":         {"image/png", false, false},
		"/icon.svg":             {"image/svg+xml", false, false},
		"/assets/main-D2x.js":   {"text/javascript; charset=utf-8", false, true},
		"/assets/main-D2x.css":  {"text/css; charset=utf-8", false, true},
	}
	for _, a := range s.Assets {
		w, known := want[a.Path]
		if !known || a.Media != w.media || (a.Brotli != nil) != w.brotli || a.Immutable != w.forEver || len(a.Body) == 0 {
			t.Errorf("%s: %s, Brotli %q, immutable %v", a.Path, a.Media, a.Brotli, a.Immutable)
		}
		delete(want, a.Path)
	}
	for path := range want {
		t.Errorf("%s is missing", path)
	}
}

func TestACheckoutWithoutABuildIsAnEmptySite(t *testing.T) {
	s, err := web.Read(fstest.MapFS{".keep": {}})
	if err != nil || s.Build != "" || len(s.Assets) != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestHalfAnAppIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(fstest.MapFS){
		"no page":      func(m fstest.MapFS) { delete(m, "index.html") },
		"no build":     func(m fstest.MapFS) { delete(m, "build.txt") },
		"only a build": func(m fstest.MapFS) { clear(m); m["build.txt"] = &fstest.MapFile{Data: []byte("x")} },
		"a stranger":   func(m fstest.MapFS) { m["app.exe"] = &fstest.MapFile{Data: []byte("x")} },
		"no file": func(m fstest.MapFS) {
			m["icon.svg"] = &fstest.MapFile{Mode: fs.ModeDir}
			m["icon.svg/x"] = &fstest.MapFile{Data: []byte("x")}
		},
	} {
		files := built()
		spoil(files)
		if s, err := web.Read(files); err == nil {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestTheEmbeddedAppIsWholeOrAbsent(t *testing.T) {
	s, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	if s.Build == "" && len(s.Assets) > 0 {
		t.Errorf("files without a build: %d", len(s.Assets))
	}
	for _, a := range s.Assets {
		if a.Path == "/" && !bytes.Contains(a.Body, []byte(s.Build)) {
			t.Error("the page does not name its build")
		}
	}
}
