package api_test

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"unicode/utf8"

	"outreach/app/api"
)

func TestTheServedDocumentIsTheCommittedOne(t *testing.T) {
	w := newWorld(t)
	committed, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	r := w.want(http.StatusOK, ask{method: "GET", path: "/openapi.json"})
	if string(r.body) != string(committed) || r.Header.Get("ETag") == "" {
		t.Errorf("served %d bytes, committed %d", len(r.body), len(committed))
	}
}

// FuzzPutActivity sends any bytes as a record: the server answers a record it can give back unchanged, or a problem
// that says what was wrong, and never breaks.
func FuzzPutActivity(f *testing.F) {
	good, err := json.Marshal(lesson())
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(good), `{"kind":null}`, `{"a":{"a":[[[`, `{"audiences":{"x]":1,"~/":-1}}`, "\xff", `{"kind":"session","kind":"visit"}`, `{"status":"draft","kind":"visit","minutes":1e400}`} {
		f.Add([]byte(seed))
	}
	shared := newWorld(f)
	shared.session("chelsea")
	f.Fuzz(func(t *testing.T, body []byte) {
		w := shared.with(t)
		r := w.do(ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: body})
		switch {
		case r.StatusCode == http.StatusCreated:
			rec := parse[api.Activity](t, r.body)
			if rec.Revision != 1 || !utf8.Valid(r.body) {
				t.Errorf("%q became %s", body, r.body)
			}
		case r.StatusCode >= 400 && r.StatusCode < 500:
			if p := parse[api.Problem](t, r.body); p.Code == "" || p.Detail == "" || p.Title == "" {
				t.Errorf("%q: %s", body, r.body)
			}
		default:
			t.Errorf("%q = %d %s", body, r.StatusCode, r.body)
		}
	})
}
