package configs_test

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"outreach/configs"
	"outreach/domain"
)

func file(t *testing.T, yaml string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "outreach.yaml")
	if err := os.WriteFile(path, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// faults gives pointer and key of everything wrong with a configuration, sorted as told.
func faults(t *testing.T, err error) []string {
	t.Helper()
	e, ok := errors.AsType[*domain.Error](err)
	if !ok {
		t.Fatalf("err = %v, want a refusal", err)
	}
	var list []string
	for _, f := range e.Faults {
		list = append(list, f.Pointer+" "+f.Key)
	}
	return list
}

func TestTheExampleIsTheDefaults(t *testing.T) {
	got, err := configs.Load("outreach.example.yaml", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := configs.Load("", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	// An empty list in the file is no list.
	got.Proxies, got.Origins = nil, nil
	want.Proxies, want.Origins = nil, nil
	if d := cmp.Diff(configs.Defaults(), got); d != "" {
		t.Errorf("example (-defaults +example):\n%s", d)
	}
	if d := cmp.Diff(configs.Defaults(), want); d != "" {
		t.Errorf("nothing given (-defaults +loaded):\n%s", d)
	}
}

// The example names every setting: one that is left out would stay unknown to its readers.
func TestTheExampleNamesEverySetting(t *testing.T) {
	raw, err := os.ReadFile("outreach.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"listen", "metrics_listen", "data", "store", "lang", "cert", "key", "proxies", "allow_plain_http", "origins", "idle", "absolute",
		"invite", "sign_in_attempts", "sign_in_window", "photos_per_hour", "batch", "exports", "import", "connections", "readers", "level",
	} {
		if !strings.Contains("\n"+strings.ReplaceAll(string(raw), "\n  ", "\n"), "\n"+name+":") {
			t.Errorf("no %s in the example", name)
		}
	}
}

func TestLaterSourcesStandOverEarlierOnes(t *testing.T) {
	path := file(t, "data: from-file\nlang: en\nlog: {level: warn}\nsession: {idle: 30m}\n")
	environ := []string{
		"OUTREACH_LANG=zh", "OUTREACH_LOG_LEVEL=error", "OUTREACH_LIMITS_BATCH=100", "OUTREACH_PROXIES=10.0.0.0/8,127.0.0.1",
		"OUTREACH_ALLOW_PLAIN_HTTP=true", "OUTREACH_SEED=7", "HOME=/root",
	}
	c, err := configs.Load(path, environ, map[string]any{"log.level": "debug", "listen": "0.0.0.0:80"})
	if err != nil {
		t.Fatal(err)
	}
	want := configs.Defaults()
	want.Data, want.Lang, want.Log.Level, want.Session.Idle = "from-file", "zh", "debug", 30*time.Minute
	want.Limits.Batch, want.Listen, want.AllowPlainHTTP = 100, "0.0.0.0:80", true
	want.Proxies = []string{"10.0.0.0/8", "127.0.0.1"}
	c.Origins = nil
	if d := cmp.Diff(want, c); d != "" {
		t.Errorf("configuration (-want +got):\n%s", d)
	}
	prefixes := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32")}
	if d := cmp.Diff(prefixes, c.TrustedProxies(), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); d != "" {
		t.Errorf("proxies (-want +got):\n%s", d)
	}
}

func TestEveryFaultIsToldAtOnce(t *testing.T) {
	path := file(t, `
listen: nowhere
metrics_listen: 0.0.0.0:9090
data: ""
store: paper
lang: fr
tls: {cert: a.pem}
proxies: [10.0.0.0/8, proxy.local]
origins: ["https://a.example", "https://b.example/path", ftp://c.example]
session: {idle: 5, absolute: 1h, invite: 1s}
limits: {sign_in_attempts: 0, sign_in_window: 1s, photos_per_hour: 0, batch: 501, exports: 65, import: 0, connections: -1, readers: 0}
log: {level: loud}
tls_cert: x
`)
	_, err := configs.Load(path, nil, nil)
	want := []string{
		"/tls_cert fault.config.unknown",
		"/listen fault.config.address", "/metrics_listen fault.config.loopback", "/data fault.required", "/store fault.oneof", "/lang fault.oneof",
		"/tls fault.config.pair", "/proxies/1 fault.config.network", "/origins/1 fault.config.origin", "/origins/2 fault.config.origin",
		"/session/idle fault.min", "/session/invite fault.min", "/limits/sign_in_window fault.min", "/limits/sign_in_attempts fault.min", "/limits/photos_per_hour fault.min",
		"/limits/batch fault.max", "/limits/exports fault.max", "/limits/import fault.min", "/limits/connections fault.min", "/limits/readers fault.min", "/log/level fault.oneof",
	}
	if d := cmp.Diff(want, faults(t, err)); d != "" {
		t.Errorf("faults (-want +got):\n%s", d)
	}
	if domain.CodeOf(err) != domain.Invalid {
		t.Errorf("code = %s", domain.CodeOf(err))
	}
}

func TestAFlagThatDoesNotExistIsRefused(t *testing.T) {
	_, err := configs.Load("", nil, map[string]any{"colour": "blue"})
	if d := cmp.Diff([]string{"/colour fault.config.unknown"}, faults(t, err)); d != "" {
		t.Error(d)
	}
}

// Beyond loopback a password must not travel readable unless the operator says so.
func TestPlainHTTPStaysOnTheMachine(t *testing.T) {
	for name, c := range map[string]struct {
		yaml string
		ok   bool
	}{
		"loopback":            {"listen: 127.0.0.1:80", true},
		"loopback of IPv6":    {"listen: '[::1]:80'", true},
		"localhost":           {"listen: localhost:80", true},
		"everywhere":          {"listen: ':80'", false},
		"an address":          {"listen: 192.0.2.1:80", false},
		"a name":              {"listen: ledger.example:80", false},
		"allowed":             {"listen: ':80'\nallow_plain_http: true", true},
		"with a certificate":  {"listen: ':443'\ntls: {cert: c.pem, key: k.pem}", true},
		"behind a proxy":      {"listen: ':80'\nproxies: [192.0.2.7]", true},
		"with half a key":     {"listen: ':443'\ntls: {key: k.pem}", false},
		"a port too large":    {"listen: 127.0.0.1:70000", false},
		"a port with letters": {"listen: 127.0.0.1:http", false},
	} {
		if _, err := configs.Load(file(t, c.yaml), nil, nil); (err == nil) != c.ok {
			t.Errorf("%s: %v, want ok = %v", name, err, c.ok)
		}
	}
}

func TestReadersReachASecureServerByTLS(t *testing.T) {
	for _, c := range []struct {
		config configs.Config
		want   bool
	}{
		{configs.Config{}, false},
		{configs.Config{TLS: configs.TLS{Cert: "c.pem", Key: "k.pem"}}, true},
		{configs.Config{Proxies: []string{"10.0.0.1"}}, true},
	} {
		if got := c.config.Secure(); got != c.want {
			t.Errorf("%+v: secure = %v", c.config, got)
		}
	}
}

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	if _, err := configs.Load(filepath.Join(t.TempDir(), "none.yaml"), nil, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	for name, c := range map[string]struct {
		yaml string
		code domain.ErrorCode
	}{
		"broken":          {"listen: [", domain.Malformed},
		"a setting twice": {"data: a\ndata: b", domain.Malformed},
		"a wrong type":    {"limits: {batch: many}", domain.Invalid},
		"a list for text": {"data: {a: b}", domain.Invalid},
	} {
		if _, err := configs.Load(file(t, c.yaml), nil, nil); domain.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}
