package api_test

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"outreach/app"
	"outreach/app/api"
	"outreach/domain"
)

// example fills a row's path with values that exist nowhere.
func example(o *api.Operation) string {
	return strings.NewReplacer("{id}", "01900000-0000-7000-8000-ffffffffffff", "{code}", "nothing", "{report}", "r1", "{sha256}", strings.Repeat("0", 64)).Replace(o.Path)
}

func body(o *api.Operation) any {
	if o.HasBody() {
		return "{}"
	}
	return nil
}

func TestNoRowOfTheTableAnswersAStrangerUnlessItIsPublic(t *testing.T) {
	w := newWorld(t)
	public := []string{"health", "openapi", "signIn", "redeem"}
	for _, o := range api.Table() {
		r := w.do(ask{method: o.Method, path: example(&o), body: body(&o)})
		if o.Access.Public != slices.Contains(public, o.ID) {
			t.Errorf("%s: public = %v", o.ID, o.Access.Public)
		}
		if refused := r.StatusCode == http.StatusUnauthorized; refused == o.Access.Public {
			t.Errorf("%s without a login = %d", o.ID, r.StatusCode)
		}
		r = w.do(ask{method: o.Method, path: example(&o), body: body(&o), header: map[string]string{"Authorization": "Bearer nonsense"}})
		if refused := r.StatusCode == http.StatusUnauthorized; refused == o.Access.Public {
			t.Errorf("%s with a false token = %d", o.ID, r.StatusCode)
		}
	}
}

func TestEveryRowLetsJustTheRolesItNames(t *testing.T) {
	w := newWorld(t)
	for _, o := range api.Table() {
		if o.Access.Public || o.ID == "signOut" || o.ID == "setPassword" {
			continue
		}
		for who, grants := range people() {
			caller := &app.Caller{User: domain.User{Grants: grants}}
			r := w.do(ask{who: who, method: o.Method, path: example(&o), body: body(&o)})
			want := o.Access.Lets(caller)
			ownSay := o.ID == "getUser" && who != "alice" // the app refuses it: another's account
			if allowed := r.StatusCode != http.StatusForbidden; allowed != want && !ownSay {
				t.Errorf("%s as %s = %d, allowed should be %v: %s", o.ID, who, r.StatusCode, want, r.body)
			}
			if r.StatusCode == http.StatusUnauthorized || r.StatusCode >= http.StatusInternalServerError {
				t.Errorf("%s as %s = %d: %s", o.ID, who, r.StatusCode, r.body)
			}
		}
	}
}

func TestTheTableSaysWhoMayDoWhat(t *testing.T) {
	raw, err := os.ReadFile("testdata/access.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, o := range api.Table() {
		who := "signed in"
		if o.Access.Public {
			who = "public"
		}
		for i, r := range o.Access.Roles {
			if i == 0 {
				who = ""
			}
			who = strings.TrimSpace(who + " " + string(r))
		}
		got.WriteString(o.Method + " " + o.Path + ": " + who + "\n")
	}
	if got.String() != string(raw) {
		t.Errorf("testdata/access.txt, reviewed by people, is not what the table says; it says\n%s", got.String())
	}
}

func TestAnUnknownRouteOrMethodIsAProblem(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/nothing", "//", "/Activities", "/activities/", "/../x", "/stats;x", "/activities%2fbatch", "//nothing", "//API/v1/stats", "//api/v1//stats"} {
		if path == "//" {
			continue
		}
		w.wantProblem(domain.NotFound, ask{who: "erin", method: "GET", path: path})
	}
	for _, method := range []string{"DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY", "PROPFIND"} {
		r := w.do(ask{who: "erin", method: method, path: "/stats"})
		p := parse[api.Problem](t, r.body)
		if r.StatusCode != http.StatusMethodNotAllowed || p.Code != string(domain.MethodNotAllowed) || !strings.Contains(r.Header.Get("Allow"), "GET") {
			t.Errorf("%s = %d, Allow %q, %s", method, r.StatusCode, r.Header.Get("Allow"), r.body)
		}
	}
}

func TestSecurityHeadersAreOnEveryAnswer(t *testing.T) {
	w := newWorldWith(t, api.Settings{Version: "test", TLS: true})
	asks := []ask{{method: "GET", path: "/nothing"}, {method: "QUERY", path: "/stats"}, {method: "GET", path: "//"}, {method: "GET", path: "//docs"}}
	for _, o := range api.Table() {
		asks = append(asks, ask{method: o.Method, path: example(&o), body: body(&o)})
		if !o.Access.Public && o.Method == http.MethodGet {
			asks = append(asks, ask{who: "erin", method: o.Method, path: example(&o)}, ask{who: "erin", method: "HEAD", path: example(&o)})
		}
	}
	for _, a := range asks {
		h := w.do(a).Header
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(csp, "base-uri 'none'") ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || h.Get("X-Request-Id") == "" ||
			!strings.Contains(h.Get("Strict-Transport-Security"), "max-age=31536000") || h.Get("Cache-Control") == "" || h.Get("Server") != "" {
			t.Errorf("%s %s: %v", a.method, a.path, h)
		}
	}
}

func TestThePagesNeedNoOtherHost(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"//", "//docs", "//docs/docs.js", "//docs/docs.css", "//docs/summaries.zh.json"} {
		r := w.want(http.StatusOK, ask{method: "GET", path: path})
		text := string(r.body)
		for _, bad := range []string{"http://", "https://", "<style", "onclick", "style=", "innerHTML", "eval("} {
			if strings.Contains(text, bad) {
				t.Errorf("%s holds %s", path, bad)
			}
		}
		if !strings.Contains(r.Header.Get("Content-Security-Policy"), "script-src 'self'") {
			t.Errorf("%s: %v", path, r.Header)
		}
	}
}
