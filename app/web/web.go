package web

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// Site is the built app. The zero Site is a checkout in which it was not built.
type Site struct {
	// Build names the build: a hash of its files, the same in the page and in the worker.
	Build string
	// Assets are the files, by path.
	Assets []Asset
}

// Asset is one file of the app.
type Asset struct {
	// Path is where a browser asks for it, such as /assets/index-D2x.js; the pages are "/" and "/office".
	Path string
	// Media is its type, with the charset of texts.
	Media string
	Body  []byte
	// Brotli is the body compressed at build time; nil where that would gain nothing.
	Brotli []byte
	// Immutable says that the name holds a hash of the content, so that it may be kept for ever.
	Immutable bool
}

const (
	page   = "index.html"
	office = "office.html"
	build  = "build.txt"
)

var errHalf = errors.New("half built: it needs " + page + " and " + build)

// Load gives the embedded app.
func Load() (Site, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return Site{}, fmt.Errorf("web app: %w", err)
	}
	return Read(files)
}

// Read gives the app that a folder holds. One with files but without its page or its build's name is refused,
// and so is a file of no known type: half an app would only fail later, in a browser.
func Read(files fs.FS) (Site, error) {
	var s Site
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) == ".br" || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		if name == build {
			id, err := fs.ReadFile(files, name)
			s.Build = strings.TrimSpace(string(id))
			return err
		}
		a, err := read(files, name)
		s.Assets = append(s.Assets, a)
		return err
	})
	if err != nil {
		return Site{}, fmt.Errorf("web app: %w", err)
	}
	if len(s.Assets) == 0 && s.Build == "" {
		return s, nil
	}
	if s.Build == "" || !slices.ContainsFunc(s.Assets, func(a Asset) bool { return a.Path == "/" }) {
		return Site{}, fmt.Errorf("web app: %w", errHalf)
	}
	return s, nil
}

func read(files fs.FS, name string) (Asset, error) {
	a := Asset{Path: "/" + name, Media: media(path.Ext(name)), Immutable: path.Dir(name) == "assets"}
	switch name {
	case page:
		a.Path = "/"
	case office:
		a.Path = "/office"
	}
	if a.Media == "" {
		return a, fmt.Errorf("%s: unknown type of file", name)
	}
	var err error
	if a.Body, err = fs.ReadFile(files, name); err != nil {
		return a, err
	}
	small, err := fs.ReadFile(files, name+".br")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return a, err
	}
	if len(small) > 0 && len(small) < len(a.Body) {
		a.Brotli = small
	}
	return a, nil
}

// media gives the type of a file by its ending, the same on every machine; "" for one the app has no use for.
func media(ending string) string {
	switch ending {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".json":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	}
	return ""
}
