package api_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"outreach/app/api"
	"outreach/domain"
)

func signIn(login, secret string) ask {
	return ask{method: "POST", path: "/session", body: map[string]string{"login": login, "password": secret}}
}

func TestTheSessionCookieIsClosedToScriptsAndOtherSites(t *testing.T) {
	w := newWorld(t)
	preset := signIn("bob", password)
	preset.header = map[string]string{"Cookie": cookieOf + "=chosen-by-an-attacker"}
	r := w.want(http.StatusCreated, preset)
	cookies := r.Cookies()
	if len(cookies) != 1 {
		t.Fatalf("cookies: %v", cookies)
	}
	c := cookies[0]
	if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" ||
		len(c.Value) < 43 || c.Value == "chosen-by-an-attacker" || c.Expires.IsZero() {
		t.Errorf("cookie: %+v", c)
	}
	if strings.Contains(string(r.body), c.Value) || strings.Contains(w.log.String(), c.Value) || strings.Contains(w.log.String(), password) {
		t.Error("the secret stands in a body or in the log")
	}
	who := parse[api.Session](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/session"}).body)
	if who.User.Login != "bob" || len(who.Roles) != 1 || who.Roles[0] != domain.RoleManager || who.Today != 20221231 {
		t.Errorf("who am I: %+v", who)
	}
}

func TestSigningOutEndsTheSessionAtTheServer(t *testing.T) {
	w := newWorld(t)
	r := w.want(http.StatusNoContent, ask{who: "bob", method: "DELETE", path: "/session"})
	if c := r.Cookies(); len(c) != 1 || c[0].Value != "" || c[0].Expires.Year() > 1970 {
		t.Errorf("cookie after signing out: %v", c)
	}
	w.wantProblem(domain.Unauthenticated, ask{who: "bob", method: "GET", path: "/session"})
}

func TestGuessesAreSlowedDownByAddressAndNotByAForgedOne(t *testing.T) {
	w := newWorld(t)
	for i := range 6 {
		a := signIn("bob", "guess")
		a.header = map[string]string{"X-Forwarded-For": "203.0.113." + string(rune('1'+i))}
		r := w.do(a)
		if want := []int{http.StatusUnauthorized, http.StatusTooManyRequests}[i/5]; r.StatusCode != want {
			t.Errorf("guess %d = %d, want %d", i, r.StatusCode, want)
		}
		if i == 5 && r.Header.Get("Retry-After") != "600" {
			t.Errorf("Retry-After = %q", r.Header.Get("Retry-After"))
		}
	}
}

func TestATrustedProxyTellsTheAddress(t *testing.T) {
	w := newWorldWith(t, api.Settings{Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}})
	from := func(hops string) int {
		a := signIn("bob", "guess")
		a.header = map[string]string{"X-Forwarded-For": hops}
		return w.do(a).StatusCode
	}
	for range 5 {
		from("198.51.100.9, 203.0.113.1, 10.1.2.3")
	}
	if got := from("8.8.8.8, 203.0.113.1"); got != http.StatusTooManyRequests {
		t.Errorf("the same client behind another invented hop = %d", got)
	}
	if got := from("203.0.113.1, 203.0.113.2, 10.1.2.3"); got != http.StatusUnauthorized {
		t.Errorf("another client = %d", got)
	}
}

func TestATokenWorksForScriptsAndSetsNoCookie(t *testing.T) {
	w := newWorld(t)
	made := parse[api.Token](t, w.want(http.StatusCreated, ask{who: "bob", method: "POST", path: "/tokens", body: `{"name":"report","days":30}`}).body)
	bearer := map[string]string{"Authorization": "Bearer " + made.Secret, "Sec-Fetch-Site": "cross-site"}
	r := w.want(http.StatusOK, ask{method: "GET", path: "/session", header: bearer})
	if len(r.Cookies()) != 0 {
		t.Errorf("a token call set %v", r.Cookies())
	}
	w.wantProblem(domain.Forbidden, ask{method: "POST", path: "/tokens", body: `{"name":"more","days":30}`, header: bearer})
	in := signIn("bob", password)
	in.header = bearer
	w.wantProblem(domain.Forbidden, in)
	w.wantProblem(domain.Unauthenticated, ask{method: "GET", path: "/session", header: map[string]string{"Cookie": cookieOf + "=" + made.Secret}})
	list := parse[api.Passes](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/tokens"}).body)
	if len(list.Items) != 1 || list.Items[0].Name != "report" {
		t.Errorf("tokens: %+v", list)
	}
	w.want(http.StatusNoContent, ask{who: "bob", method: "DELETE", path: "/tokens/" + made.ID})
	w.wantProblem(domain.Unauthenticated, ask{method: "GET", path: "/session", header: bearer})
	w.wantProblem(domain.NotFound, ask{who: "bob", method: "DELETE", path: "/tokens/" + made.ID})
	if strings.Contains(w.log.String(), made.Secret) {
		t.Error("the token stands in the log")
	}
}

func TestAChangedPasswordEndsOtherSessions(t *testing.T) {
	w := newWorld(t)
	other := w.want(http.StatusCreated, signIn("bob", password)).Cookies()[0].Value
	w.wantProblem(domain.Invalid, ask{who: "bob", method: "POST", path: "/password", body: map[string]string{"old": "wrong", "new": "another long one 7"}})
	w.want(http.StatusNoContent, ask{who: "bob", method: "POST", path: "/password", body: map[string]string{"old": password, "new": "another long one 7"}})
	w.wantProblem(domain.Unauthenticated, ask{method: "GET", path: "/session", header: map[string]string{"Cookie": cookieOf + "=" + other}})
	w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/session"})
	w.wantProblem(domain.Unauthenticated, signIn("bob", password))
	w.want(http.StatusCreated, signIn("bob", "another long one 7"))
}

func TestAnInvitationWorksOnce(t *testing.T) {
	w := newWorld(t)
	entry := map[string]any{"login": "fay", "name": "Fay", "grants": []any{map[string]any{"role": "volunteer"}}}
	fay := parse[api.User](t, w.want(http.StatusCreated, ask{who: "alice", method: "POST", path: "/users", body: entry}).body)
	w.wantProblem(domain.Conflict, ask{who: "alice", method: "POST", path: "/users", body: entry})
	code := parse[api.Invitation](t, w.want(http.StatusCreated, ask{who: "alice", method: "POST", path: "/users/" + fay.ID + "/invite"}).body).Code
	redeem := ask{method: "POST", path: "/redeem", body: map[string]string{"code": code, "password": "a long enough one 9"}}
	w.want(http.StatusOK, redeem)
	w.wantProblem(domain.Gone, redeem)
	w.want(http.StatusCreated, signIn("fay", "a long enough one 9"))

	path := "/users/" + fay.ID
	w.wantProblem(domain.PreconditionRequired, ask{who: "alice", method: "PUT", path: path, body: entry})
	tag := w.want(http.StatusOK, ask{who: "alice", method: "GET", path: path}).Header.Get("ETag")
	disabled := with(entry, "disabled", true)
	w.want(http.StatusOK, ask{who: "alice", method: "PUT", path: path, body: disabled, header: map[string]string{"If-Match": tag}})
	w.wantProblem(domain.Conflict, ask{who: "alice", method: "PUT", path: path, body: disabled, header: map[string]string{"If-Match": tag}})
	w.wantProblem(domain.Unauthenticated, signIn("fay", "a long enough one 9"))
	w.wantProblem(domain.Malformed, ask{who: "alice", method: "POST", path: "/users", body: with(entry, "id", "x", "password", "y")})
}

func TestGuessesOfInvitationsAreSlowedDownByAddress(t *testing.T) {
	w := newWorld(t)
	guess := ask{method: "POST", path: "/redeem", body: map[string]string{"code": "guess", "password": "a long enough one 9"}}
	for range 5 {
		w.wantProblem(domain.Gone, guess)
	}
	p := w.wantProblem(domain.RateLimited, guess)
	if r := w.do(guess); r.Header.Get("Retry-After") != "600" || !strings.Contains(p.Detail, "600") {
		t.Errorf("Retry-After %s: %s", r.Header.Get("Retry-After"), p.Detail)
	}
}

func TestPagesOfOtherSitesCannotWrite(t *testing.T) {
	w := newWorldWith(t, api.Settings{Origins: []string{"https://field.example"}})
	host := strings.TrimPrefix(w.base, "http://")
	for _, c := range []struct {
		header map[string]string
		want   int
	}{
		{map[string]string{}, http.StatusCreated},
		{map[string]string{"Sec-Fetch-Site": "same-origin"}, http.StatusCreated},
		{map[string]string{"Sec-Fetch-Site": "none"}, http.StatusCreated},
		{map[string]string{"Sec-Fetch-Site": "cross-site"}, http.StatusForbidden},
		{map[string]string{"Sec-Fetch-Site": "same-site"}, http.StatusForbidden},
		{map[string]string{"Origin": "http://" + host}, http.StatusCreated},
		{map[string]string{"Origin": "https://evil.example"}, http.StatusForbidden},
		{map[string]string{"Origin": "null"}, http.StatusForbidden},
		{map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://field.example"}, http.StatusCreated},
	} {
		r := w.do(ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: lesson(), header: c.header})
		if r.StatusCode != c.want {
			t.Errorf("%v = %d, want %d: %s", c.header, r.StatusCode, c.want, r.body)
		}
	}
	for _, o := range api.Table() {
		if o.Method == http.MethodGet {
			continue
		}
		p := w.wantProblem(domain.Forbidden, ask{who: "alice", method: o.Method, path: example(&o), body: body(&o), header: map[string]string{"Sec-Fetch-Site": "cross-site"}})
		if p.Detail == "" {
			t.Errorf("%s: %+v", o.ID, p)
		}
	}
	w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/activities", header: map[string]string{"Sec-Fetch-Site": "cross-site"}})
}
