package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"outreach/app/api"
	"outreach/domain"
)

// kept keeps a preset and gives it.
func (w *world) kept(who string, body any) api.Preset {
	w.t.Helper()
	r := w.want(http.StatusCreated, ask{who: who, method: "POST", path: "/presets", body: body})
	if r.Header.Get("ETag") != `"1"` {
		w.t.Errorf("ETag %q", r.Header.Get("ETag"))
	}
	return parse[api.Preset](w.t, r.body)
}

// refreshing keeps the settings of an export and makes a token that opens its data alone.
func (w *world) refreshing(who string, export any) (data, secret string) {
	w.t.Helper()
	p := w.kept(who, map[string]any{"kind": "export", "name": "每月 monthly", "export": export})
	token := parse[api.Token](w.t, w.want(http.StatusCreated, ask{who: who, method: "POST", path: "/presets/" + string(p.ID) + "/token", body: `{"days":30}`}).body)
	return "/presets/" + string(p.ID) + "/data", token.Secret
}

func bearer(secret string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + secret}
}

func basic(user, secret string) map[string]string {
	return map[string]string{"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+secret))}
}

func TestEachKindOfPresetIsKeptAsItWasSent(t *testing.T) {
	w := newWorld(t)
	for _, body := range []string{
		`{"kind":"export","name":"去年","export":{"report":"r1","format":"csv","lang":"zh","filter":{"period":"last_year","area":["440000"]}}}`,
		`{"kind":"mapping","name":"街道 𠀀","mapping":{"日期":"date","人数":"attendance"}}`,
		`{"kind":"view","name":"a","view":{"page":"coverage","filter":{"programme":["xinghai"]},"by":["county"],"sort":"-attendance"}}`,
		`{"kind":"view","name":"b","view":{"page":"records","filter":{"status":["approved"],"fit":true},"columns":["title","date"],"default":true}}`,
	} {
		p := w.kept("bob", body)
		var sent, got map[string]any
		if err := json.Unmarshal([]byte(body), &sent); err != nil {
			t.Fatal(err)
		}
		raw := w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/presets/" + string(p.ID)}).body
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		for name, value := range sent {
			if fmt.Sprint(got[name]) != fmt.Sprint(value) {
				t.Errorf("%s: got %v, sent %v", name, got[name], value)
			}
		}
	}
	list := parse[api.Presets](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/presets"}).body)
	if len(list.Items) != 4 || list.Items[0].Name != "a" {
		t.Errorf("listed: %+v", list)
	}
	if only := parse[api.Presets](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/presets?kind=mapping"}).body); len(only.Items) != 1 {
		t.Errorf("mappings: %+v", only)
	}
	if none := parse[api.Presets](t, w.want(http.StatusOK, ask{who: "erin", method: "GET", path: "/presets"}).body); len(none.Items) > 0 {
		t.Errorf("another sees %+v", none)
	}
}

func TestAPresetThatSaysNothingOfItsKindIsRefused(t *testing.T) {
	w := newWorld(t)
	for body, at := range map[string]string{
		`{"kind":"export","name":"a"}`:                                                                    "/export",
		`{"kind":"view","name":"a","view":{"page":"x"},"mapping":{"a":"b"}}`:                              "/mapping",
		`{"kind":"export","name":"a","export":{"report":"r1","format":"doc"}}`:                            "/export/format",
		`{"kind":"mapping","name":"a","mapping":{"":"b"}}`:                                                "/mapping/",
		`{"kind":"mapping","name":"","mapping":{"a":"b"}}`:                                                "/name",
		`{"kind":"nonsense","name":"a"}`:                                                                  "/kind",
		`{"kind":"view","name":"a","view":{"page":"x","filter":{"from":"2022-02-01","to":"2022-01-01"}}}`: "/to",
	} {
		p := w.wantProblem(domain.Invalid, ask{who: "erin", method: "POST", path: "/presets", body: body})
		if len(p.Errors) == 0 || p.Errors[0].Pointer != at {
			t.Errorf("%s: %+v, want %s", body, p.Errors, at)
		}
	}
	w.wantProblem(domain.NotFound, ask{who: "erin", method: "POST", path: "/presets", body: `{"kind":"export","name":"a","export":{"report":"r99"}}`})
}

func TestAPresetIsChangedFromTheRevisionThatWasSeen(t *testing.T) {
	w := newWorld(t)
	p := w.kept("bob", `{"kind":"mapping","name":"a","mapping":{"x":"date"}}`)
	path, body := "/presets/"+string(p.ID), `{"kind":"mapping","name":"b","mapping":{"y":"date"}}`
	w.wantProblem(domain.PreconditionRequired, ask{who: "bob", method: "PUT", path: path, body: body})
	r := w.want(http.StatusOK, ask{who: "bob", method: "PUT", path: path, body: body, header: map[string]string{"If-Match": `"1"`}})
	if now := parse[api.Preset](t, r.body); now.Name != "b" || now.Mapping["y"] != "date" || now.Mapping["x"] != "" || r.Header.Get("ETag") != `"2"` {
		t.Errorf("%+v", now)
	}
	w.wantProblem(domain.Conflict, ask{who: "bob", method: "PUT", path: path, body: body, header: map[string]string{"If-Match": `"1"`}})
	w.wantProblem(domain.Conflict, ask{who: "bob", method: "PUT", path: path, body: `{"kind":"view","name":"b","view":{"page":"x"}}`, header: map[string]string{"If-Match": `"2"`}})
	for _, method := range []string{"GET", "DELETE"} {
		w.wantProblem(domain.NotFound, ask{who: "erin", method: method, path: path})
	}
	w.wantProblem(domain.NotFound, ask{who: "erin", method: "PUT", path: path, body: body, header: map[string]string{"If-Match": `"2"`}})
	w.want(http.StatusNoContent, ask{who: "bob", method: "DELETE", path: path})
	w.wantProblem(domain.NotFound, ask{who: "bob", method: "GET", path: path})
}

func TestAUserHasAHundredPresetsAtMost(t *testing.T) {
	w := newWorld(t)
	for range 100 {
		w.kept("bob", `{"kind":"view","name":"a","view":{"page":"x"}}`)
	}
	w.wantProblem(domain.Conflict, ask{who: "bob", method: "POST", path: "/presets", body: `{"kind":"view","name":"a","view":{"page":"x"}}`})
	w.kept("erin", `{"kind":"view","name":"a","view":{"page":"x"}}`)
}

func TestAPresetsDataIsReadAnewInEveryFormat(t *testing.T) {
	w := newWorld(t)
	w.fill()
	data, secret := w.refreshing("bob", map[string]any{"report": "r1", "lang": "en", "filter": map[string]any{"period": "this_year", "area": []string{"440305"}}})
	for name, header := range map[string]map[string]string{"bearer": bearer(secret), "basic": basic("anything", secret), "basic without a user": basic("", secret)} {
		r := w.want(http.StatusOK, ask{method: "GET", path: data + ".csv", header: header})
		if r.Header.Get("Content-Type") != "text/csv; charset=utf-8" || bytes.Count(r.body, []byte("440305")) != 2 || len(r.Cookies()) > 0 {
			t.Errorf("%s: %v %s", name, r.Header, r.body)
		}
	}
	rows := parse[[]map[string]any](t, w.want(http.StatusOK, ask{method: "GET", path: data + ".json", header: basic("x", secret)}).body)
	if len(rows) != 2 || rows[0]["attendance"] != 7.0 || rows[0]["date"] != "2022-10-01" || rows[1]["attendance"] != 10.0 {
		t.Errorf("rows %v", rows)
	}
	book := w.want(http.StatusOK, ask{method: "GET", path: data + ".xlsx", header: bearer(secret)})
	if _, err := zip.NewReader(bytes.NewReader(book.body), int64(len(book.body))); err != nil {
		t.Errorf("workbook: %v", err)
	}
	path := "/activities/" + w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: with(lesson(), "area", "440305")})
	if more := parse[[]map[string]any](t, w.want(http.StatusOK, ask{method: "GET", path: data + ".json", header: bearer(secret)}).body); len(more) != 3 {
		t.Errorf("after one more record: %v", more)
	}
	w.want(http.StatusOK, ask{who: "bob", method: "GET", path: data + ".csv"}) // the owner, signed in
	list := parse[api.Page[domain.Event]](t, w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/audit?action=preset.fetch"}).body)
	if len(list.Items) != 1 || !strings.Contains(list.Items[0].Note, `"period":"this_year"`) {
		t.Errorf("the audit log says %+v", list.Items)
	}
}

func TestAPresetsTokenOpensNothingElse(t *testing.T) {
	w := newWorld(t)
	w.fill()
	data, secret := w.refreshing("bob", map[string]any{"report": "r1", "format": "csv"})
	other, _ := w.refreshing("bob", map[string]any{"report": "r2"})
	for _, o := range api.Table() {
		if o.Access.Public {
			continue
		}
		r := w.do(ask{method: o.Method, path: example(&o), body: body(&o), header: bearer(secret)})
		if r.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s with a preset's token = %d", o.ID, r.StatusCode)
		}
		r = w.do(ask{method: o.Method, path: example(&o), body: body(&o), header: basic("bob", secret)})
		if r.StatusCode != http.StatusUnauthorized || strings.HasPrefix(r.Header.Get("WWW-Authenticate"), "Basic ") != o.Basic {
			t.Errorf("%s with Basic = %d, asks for %q", o.ID, r.StatusCode, r.Header.Get("WWW-Authenticate"))
		}
	}
	w.want(http.StatusUnauthorized, ask{method: "GET", path: other + ".csv", header: bearer(secret)})
	ask0 := w.do(ask{method: "GET", path: data + ".csv"})
	if ask0.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(ask0.Header.Get("WWW-Authenticate"), "Basic ") {
		t.Errorf("a stranger gets %d and is asked for %q", ask0.StatusCode, ask0.Header.Get("WWW-Authenticate"))
	}
	for _, header := range []map[string]string{basic("bob", password), basic("bob", "nonsense"), {"Authorization": "Basic !!!"}, {"Authorization": "Basic"}, bearer("nonsense")} {
		w.want(http.StatusUnauthorized, ask{method: "GET", path: data + ".csv", header: header})
	}
	w.wantProblem(domain.NotFound, ask{who: "erin", method: "GET", path: data + ".csv"})
	w.wantProblem(domain.NotFound, ask{who: "erin", method: "POST", path: strings.TrimSuffix(data, "/data") + "/token", body: `{"days":1}`})
}

func TestAPresetsTokenEndsWithThePresetOrByItself(t *testing.T) {
	w := newWorld(t)
	w.fill()
	data, secret := w.refreshing("bob", map[string]any{"report": "r1", "format": "csv"})
	w.want(http.StatusOK, ask{method: "GET", path: data + ".csv", header: bearer(secret)})
	w.want(http.StatusNoContent, ask{who: "bob", method: "DELETE", path: strings.TrimSuffix(data, "/data")})
	w.want(http.StatusUnauthorized, ask{method: "GET", path: data + ".csv", header: bearer(secret)})

	data, secret = w.refreshing("bob", map[string]any{"report": "r1", "format": "csv"})
	tokens := parse[api.Passes](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/tokens"}).body)
	if len(tokens.Items) != 1 || "/presets/"+string(tokens.Items[0].Preset)+"/data" != data {
		t.Fatalf("tokens: %+v", tokens)
	}
	w.want(http.StatusNoContent, ask{who: "bob", method: "DELETE", path: "/tokens/" + tokens.Items[0].ID})
	w.want(http.StatusUnauthorized, ask{method: "GET", path: data + ".csv", header: bearer(secret)})

	data, secret = w.refreshing("bob", map[string]any{"report": "r1", "format": "csv"})
	me := parse[api.Session](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/session"}).body).User
	disabled := map[string]any{"login": "bob", "name": "bob", "grants": me.Grants, "disabled": true}
	header := map[string]string{"If-Match": fmt.Sprintf("%q", fmt.Sprint(me.Revision))}
	w.want(http.StatusOK, ask{who: "alice", method: "PUT", path: "/users/" + me.ID, body: disabled, header: header})
	w.want(http.StatusUnauthorized, ask{method: "GET", path: data + ".csv", header: bearer(secret)})
}

func TestOnlyExportsHaveDataAndOnlyForThoseWhoExport(t *testing.T) {
	w := newWorld(t)
	data, _ := w.refreshing("bob", map[string]any{"report": "r1", "format": "csv"})
	w.want(http.StatusForbidden, ask{who: "chelsea", method: "GET", path: data + ".csv"})
	view := w.kept("bob", `{"kind":"view","name":"a","view":{"page":"x"}}`)
	w.wantProblem(domain.Conflict, ask{who: "bob", method: "POST", path: "/presets/" + string(view.ID) + "/token", body: `{"days":1}`})
	w.wantProblem(domain.NotFound, ask{who: "bob", method: "GET", path: "/presets/" + string(view.ID) + "/data.csv"})
}

func TestAPresetsDataIsNotReadTooOften(t *testing.T) {
	w := newWorld(t)
	data, secret := w.refreshing("bob", map[string]any{"report": "r1", "format": "csv"})
	for range 60 {
		w.want(http.StatusOK, ask{method: "GET", path: data + ".csv", header: bearer(secret)})
	}
	r := w.do(ask{method: "GET", path: data + ".csv", header: bearer(secret)})
	if r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
		t.Errorf("%d, Retry-After %q", r.StatusCode, r.Header.Get("Retry-After"))
	}
	w.ahead.Store(int64(time.Hour))
	w.want(http.StatusOK, ask{method: "GET", path: data + ".csv", header: bearer(secret)})
}
