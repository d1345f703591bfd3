package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/cobra"

	"outreach/configs"
)

// TestMain lets the test binary stand in for the program where a test starts a process of its own, and leaves no folder behind.
func TestMain(m *testing.M) {
	if os.Getenv("OUTREACH_SELF") != "" {
		main()
		return
	}
	os.Exit(inScratch(m))
}

func inScratch(m *testing.M) int {
	dir, err := os.MkdirTemp("", "outreach-test-*")
	if err == nil {
		err = os.Setenv("TMPDIR", dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	return m.Run()
}

// outcome is what a command line came to.
type outcome struct {
	code     int
	out, err string
}

func outreach(t *testing.T, args ...string) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), append(args, "--lang", "en"), &out, &errs)
	return outcome{code, out.String(), errs.String()}
}

// done wants a command line to be done and gives what it printed.
func done(t *testing.T, args ...string) string {
	t.Helper()
	o := outreach(t, args...)
	if o.code != exitDone {
		t.Fatalf("outreach %s: exit %d\n%s%s", strings.Join(args, " "), o.code, o.out, o.err)
	}
	return o.out
}

// small is a folder with one record in fifty of the example, filled once for all tests of a run and copied for each.
var small = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "outreach-small-*")
	if err != nil {
		return "", err
	}
	var errs bytes.Buffer
	if code := run(context.Background(), []string{"demo", "--fill-only", "--every", "50", "--data", dir, "--lang", "en"}, io.Discard, &errs); code != exitDone {
		return "", io.ErrUnexpectedEOF
	}
	return dir, nil
})

// folder gives a copy of the small example.
func folder(t *testing.T) string {
	t.Helper()
	from, err := small()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestWrongUsageIsTwoAndSaysWhy(t *testing.T) {
	dir := t.TempDir()
	for name, args := range map[string][]string{
		"unknown command":     {"count"},
		"unknown flag":        {"stats", "--nope"},
		"argument too many":   {"stats", "now"},
		"argument missing":    {"export"},
		"unknown dimension":   {"stats", "--by", "colour", "--data", dir},
		"unknown measure":     {"stats", "--measure", "joy", "--data", dir},
		"no date":             {"stats", "--from", "yesterday", "--data", dir},
		"no area":             {"coverage", "--area", "12", "--data", dir},
		"unknown level":       {"coverage", "--level", "village", "--data", dir},
		"unknown status":      {"stats", "--status", "fine", "--data", dir},
		"unknown format":      {"stats", "--format", "xml", "--data", dir},
		"unknown report":      {"export", "r99", "-o", "x.csv", "--data", dir},
		"unknown ending":      {"export", "r1", "-o", "x.pdf", "--data", dir},
		"import for nobody":   {"import", "x.csv", "--data", dir},
		"unknown role":        {"user", "add", "li", "--role", "king", "--data", dir},
		"no records to bench": {"bench", "--records", "0", "--data", dir},
	} {
		if o := outreach(t, args...); o.code != exitUsage || !strings.HasPrefix(o.err, "outreach: ") || !strings.Contains(o.err, "--help") {
			t.Errorf("%s: exit %d, %q; want %d and a reason", name, o.code, o.err, exitUsage)
		}
	}
	if o := outreach(t, "version", "--lang", "fr"); o.code != exitDone {
		// run appends --lang en, which wins: the flag is read last
		t.Errorf("exit %d: %s", o.code, o.err)
	}
}

func TestFailuresAreOne(t *testing.T) {
	for name, args := range map[string][]string{
		"no such configuration": {"stats", "--config", filepath.Join(t.TempDir(), "none.yaml")},
		"nobody listens":        {"health", "--url", "http://127.0.0.1:1"},
		"no such file":          {"import", "none.csv", "--user", "volunteer", "--data", folder(t)},
		"no such user":          {"import", "none.csv", "--user", "nobody", "--data", folder(t)},
		"beyond this machine":   {"serve", "--listen", "0.0.0.0:0", "--data", t.TempDir()},
	} {
		if o := outreach(t, args...); o.code != exitFailed || o.err == "" {
			t.Errorf("%s: exit %d, %q; want %d and a reason", name, o.code, o.err, exitFailed)
		}
	}
}

func TestHelpTeachesInBothLanguages(t *testing.T) {
	messages, err := configs.LoadMessages()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range configs.Languages() {
		p := &program{messages: messages, text: messages.For(lang)}
		var visit func(c *cobra.Command)
		visit = func(c *cobra.Command) {
			var help bytes.Buffer
			c.SetOut(&help)
			if err := c.Help(); err != nil {
				t.Error(err)
			}
			if strings.Contains(help.String(), "cli.") || c.Short == "" || c.Long == "" {
				t.Errorf("%s, %s: words are missing:\n%s", lang, c.CommandPath(), help.String())
			}
			for _, sub := range c.Commands() {
				visit(sub)
			}
		}
		visit(p.root())
	}
}

func TestLanguageIsOfTheFlagThenOfTheEnvironment(t *testing.T) {
	for _, c := range []struct {
		args, environ []string
		want          string
	}{
		{nil, nil, "zh"},
		{nil, []string{"LANG=en_GB.UTF-8"}, "en"},
		{nil, []string{"LANG=en_GB.UTF-8", "LC_ALL=zh_CN.UTF-8"}, "zh"},
		{nil, []string{"LANG=zh_CN", "OUTREACH_LANG=en"}, "en"},
		{[]string{"stats", "--lang", "en"}, []string{"LANG=zh_CN"}, "en"},
		{[]string{"stats", "--lang=en"}, nil, "en"},
		{[]string{"stats", "--", "--lang=en"}, nil, "zh"},
		{nil, []string{"LANG=C.UTF-8"}, "zh"},
	} {
		messages, err := configs.LoadMessages()
		if err != nil {
			t.Fatal(err)
		}
		if got := messages.For(language(c.args, c.environ)).Lang(); got != c.want {
			t.Errorf("%v with %v: %s, want %s", c.args, c.environ, got, c.want)
		}
	}
}

func TestVersionSaysWhatRuns(t *testing.T) {
	if out := done(t, "version"); !strings.HasPrefix(out, "outreach "+version+" go") {
		t.Errorf("printed %q", out)
	}
}

func TestGroupedPartsThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 4012345: "4,012,345", -1234: "-1,234", -12: "-12"} {
		if got := grouped(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestAreasAnswerForAnyDay(t *testing.T) {
	for on, want := range map[string]string{"2020-12-31": "2,844 ", "2022-12-31": "2,843 ", "2024-12-31": "2,846 "} {
		if out := done(t, "areas", "--on", on, "--level", "county", "--count"); !strings.HasPrefix(out, want) {
			t.Errorf("%s: %q, want %s", on, out, want)
		}
	}
	var list []struct{ Code, Name string }
	if err := json.Unmarshal([]byte(done(t, "areas", "--on", "2022-12-31", "--level", "province", "--format", "json")), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 31 || list[0].Code != "110000" {
		t.Errorf("%d provinces, first %v", len(list), list[0])
	}
}
