package main

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"outreach/repository/mongo/standin"
)

// onMongo makes the commands of a test keep their records in a MongoDB.
func onMongo(t *testing.T, server *standin.Server) {
	t.Helper()
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	t.Setenv("OUTREACH_STORE", server.URI(t))
}

func TestBothStoresGiveTheSameFigures(t *testing.T) {
	fill := []string{"demo", "--fill-only", "--every", "200", "--data"}
	questions := [][]string{
		{"stats", "--by", "programme", "--from", "2022-01-01", "--to", "2023-01-01", "--format", "json"},
		{"stats", "--by", "month,county", "--format", "csv"},
		{"coverage", "--level", "county", "--from", "2022-01-01", "--to", "2023-01-01", "--format", "json"},
	}
	asked := regexp.MustCompile(`"as_of": "[^"]*"`) // when it was asked
	ask := func(dir string) (answers []string) {
		done(t, append(fill, dir)...)
		for _, q := range questions {
			answers = append(answers, asked.ReplaceAllString(done(t, append(q, "--data", dir)...), ""))
		}
		done(t, "check", "--data", dir)
		return answers
	}
	embedded := ask(t.TempDir())
	onMongo(t, &standin.Server{})
	for i, answer := range ask(t.TempDir()) {
		if answer != embedded[i] {
			t.Errorf("%v: the embedded store says\n%s\nMongoDB says\n%s", questions[i], embedded[i], answer)
		}
	}
}

func TestTheDoctorSaysWhatAStoreCanDo(t *testing.T) {
	if out := done(t, "doctor", "--data", t.TempDir()); !strings.Contains(out, "embedded") {
		t.Error(out)
	}
	server := &standin.Server{}
	onMongo(t, server)
	for _, line := range []string{"topology\t", "transactions\ttrue\n", "tls\tfalse\n"} {
		if out := done(t, "doctor"); !strings.Contains(out, line) {
			t.Errorf("%q is not in %q", line, out)
		}
	}
	u, err := url.Parse(server.URI(t))
	if err != nil {
		t.Fatal(err)
	}
	u.RawQuery += "&w=0"
	t.Setenv("OUTREACH_STORE", u.String())
	if o := outreach(t, "doctor"); o.code != exitFailed || !strings.Contains(o.err, "less than the ledger promises: w") {
		t.Errorf("w=0: %+v", o)
	}
	t.Setenv("OUTREACH_STORE", "mongodb://db.example.org/x")
	if o := outreach(t, "doctor"); o.code != exitFailed || !strings.Contains(o.err, "tls") {
		t.Errorf("no TLS to another host: %+v", o)
	}
	onMongo(t, &standin.Server{Alone: true})
	if o := outreach(t, "doctor"); o.code != exitFound || !strings.Contains(o.out, "standalone") {
		t.Errorf("a standalone server: %+v", o)
	}
	if o := outreach(t, "check", "--data", t.TempDir()); o.code != exitFailed || !strings.Contains(o.err, "standalone") {
		t.Errorf("a standalone server used: %+v", o)
	}
}
