package api_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/valyala/fasthttp"

	"outreach/domain"
)

// plainly gives the body of an answer as it was before it was compressed.
func plainly(t testing.TB, r reply) string {
	t.Helper()
	var err error
	body := r.body
	switch r.Header.Get("Content-Encoding") {
	case "br":
		var b bytes.Buffer
		_, err = fasthttp.WriteUnbrotli(&b, body)
		body = b.Bytes()
	case "gzip":
		var z io.Reader
		if z, err = gzip.NewReader(bytes.NewReader(body)); err == nil {
			body, err = io.ReadAll(z)
		}
	}
	if err != nil {
		t.Errorf("%s body of %d bytes: %v", r.Header.Get("Content-Encoding"), len(r.body), err)
	}
	return string(body)
}

func coded(who, path, accepts string) ask {
	return ask{who: who, method: "GET", path: path, header: map[string]string{"Accept-Encoding": accepts}}
}

func TestAnswersComeInTheFormTheClientTakes(t *testing.T) {
	w := newWorld(t)
	w.fill()
	for accepts, want := range map[string]string{
		"identity": "", "deflate": "", "gzip": "gzip", "br": "br", "gzip, deflate, br": "br", "GZIP;q=0.5": "gzip", "br;q=0, gzip": "gzip",
		"br;q=0": "", "gzip;q=0.0": "", "br; q=1.0": "br", "x-gzip, brr": "", "br;q=x, gzip": "gzip", "*": "",
	} {
		for _, path := range []string{"/activities", "/vocabularies", "/areas?on=2022-12-31&level=province", "/openapi.json", "/activities?nonsense=" + strings.Repeat("x", 9)} {
			plain := w.do(coded("chelsea", path, "identity"))
			r := w.do(coded("chelsea", path, accepts))
			expect := want
			if len(plain.body) < 1<<10 {
				expect = "" // too short to be worth it
			}
			if got := r.Header.Get("Content-Encoding"); got != expect || !strings.Contains(r.Header.Get("Vary"), "Accept-Encoding") {
				t.Errorf("%s for %q comes as %q, want %q; Vary %s", path, accepts, got, expect, r.Header.Get("Vary"))
			}
			if told, asked := withoutID(plainly(t, r)), withoutID(string(plain.body)); told != asked || expect != "" && len(r.body) >= len(plain.body) {
				t.Errorf("%s for %q: %d bytes, plain %d: %.100s", path, accepts, len(r.body), len(plain.body), told)
			}
		}
	}
}

// withoutID cuts the id of the request out of a problem.
func withoutID(body string) string {
	before, _, _ := strings.Cut(body, `"request_id"`)
	return before
}

func TestEachFormHasATagOfItsOwnAndAnyOfThemIsKnownAgain(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/vocabularies", "/catalogue", "/areas?on=2022-12-31", "/openapi.json", "//docs/docs.js"} {
		tags := map[string]string{}
		for _, accepts := range []string{"identity", "gzip", "br"} {
			tags[accepts] = w.want(http.StatusOK, coded("chelsea", path, accepts)).Header.Get("ETag")
		}
		if tags["br"] == tags["gzip"] || tags["br"] == tags["identity"] || tags["gzip"] == tags["identity"] || tags["identity"] == "" {
			t.Errorf("%s: tags %v", path, tags)
		}
		for known, tag := range tags {
			for _, accepts := range []string{"identity", "gzip", "br"} {
				a := coded("chelsea", path, accepts)
				a.header["If-None-Match"] = `"other", W/` + tag
				r := w.want(http.StatusNotModified, a)
				if len(r.body) > 0 || r.Header.Get("ETag") != tags[accepts] || r.Header.Get("Content-Encoding") != "" {
					t.Errorf("%s known as %s, asked as %s: %v", path, known, accepts, r.Header)
				}
			}
		}
		a := coded("chelsea", path, "br")
		a.header["If-None-Match"] = strings.Replace(tags["br"], `-br"`, `-zstd"`, 1)
		w.want(http.StatusOK, a)
	}
}

func TestARecordKeepsTheTagOfItsRevisionInEveryForm(t *testing.T) {
	w := newWorld(t)
	path := "/activities/" + w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: with(lesson(), "notes", strings.Repeat("宣教", 900))})
	if r := w.want(http.StatusOK, coded("chelsea", path, "br, gzip")); r.Header.Get("ETag") != `"1"` || r.Header.Get("Content-Encoding") != "" {
		t.Errorf("%v", r.Header)
	}
}

func TestWhatChangesIsNeverToldFromAFormKeptBefore(t *testing.T) {
	w := newWorld(t)
	for i := range 40 { // more contents than are kept
		o := domain.Organisation{Code: fmt.Sprintf("org%d", i), Zh: fmt.Sprintf("机构%d号", i), En: "An organisation"}
		w.want(http.StatusCreated, ask{who: "alice", method: "PUT", path: "/organisations/" + o.Code, body: o})
		for _, accepts := range []string{"br", "gzip", "br"} {
			if told := plainly(t, w.want(http.StatusOK, coded("chelsea", "/organisations", accepts))); !strings.Contains(told, o.Zh) {
				t.Fatalf("%s is not in the %s answer", o.Zh, accepts)
			}
		}
	}
}

func TestFormsAreMadeOnceForManyAtATime(t *testing.T) {
	w := newWorld(t)
	want := plainly(t, w.want(http.StatusOK, coded("chelsea", "/catalogue/campuses", "identity")))
	var wg sync.WaitGroup
	for n := range 24 {
		a := coded("chelsea", "/catalogue/campuses", []string{"br", "gzip"}[n%2])
		req := w.request(a)
		wg.Go(func() {
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() {
				if err := res.Body.Close(); err != nil {
					t.Error(err)
				}
			}()
			body, err := io.ReadAll(res.Body)
			if err != nil || plainly(t, reply{res, body}) != want {
				t.Errorf("%d bytes, %v", len(body), err)
			}
		})
	}
	wg.Wait()
}

func TestAHeadAnswerHasTheHeadersOfItsGet(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/vocabularies", "//docs", "//"} {
		got := w.want(http.StatusOK, coded("chelsea", path, "br"))
		a := coded("chelsea", path, "br")
		a.method = "HEAD"
		head := w.want(http.StatusOK, a)
		for _, name := range []string{"Content-Encoding", "Content-Type", "Content-Length", "ETag", "Vary", "Cache-Control"} {
			if head.Header.Get(name) != got.Header.Get(name) {
				t.Errorf("%s %s: %q and %q", path, name, head.Header.Get(name), got.Header.Get(name))
			}
		}
		if len(head.body) > 0 || got.Header.Get("Content-Encoding") != "br" && path != "//" {
			t.Errorf("%s: %d bytes, %v", path, len(head.body), got.Header)
		}
	}
}
