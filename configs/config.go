package configs

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/providers/structs"
	"github.com/knadh/koanf/v2"

	"outreach/domain"
)

// Config is everything an operator decides. outreach.example.yaml explains each setting.
type Config struct {
	Listen          string   `koanf:"listen"`            // host:port to serve on
	MetricsListen   string   `koanf:"metrics_listen"`    // loopback host:port of metrics and profiles; empty: none
	Data            string   `koanf:"data"`              // folder of the ledger
	Store           string   `koanf:"store"`             // "sqlite", or the address of a MongoDB, which may hold a password
	AllowPlainStore bool     `koanf:"allow_plain_store"` // no TLS to a MongoDB on another host
	Lang            string   `koanf:"lang"`              // of the commands and of readers who name no language
	TLS             TLS      `koanf:"tls"`               // certificate of the server itself
	Proxies         []string `koanf:"proxies"`           // addresses or networks whose X-Forwarded-For is believed
	AllowPlainHTTP  bool     `koanf:"allow_plain_http"`  // plain HTTP beyond loopback without a proxy
	Origins         []string `koanf:"origins"`           // further origins whose pages may write
	Session         Session  `koanf:"session"`
	Limits          Limits   `koanf:"limits"`
	Log             Log      `koanf:"log"`
}

// TLS names the files of a certificate chain and its key, PEM; both or neither.
type TLS struct {
	Cert string `koanf:"cert"`
	Key  string `koanf:"key"`
}

// Session says how long a sign-in lasts.
type Session struct {
	Idle     time.Duration `koanf:"idle"`     // unused for so long, it has ended
	Absolute time.Duration `koanf:"absolute"` // it never lives longer
	Invite   time.Duration `koanf:"invite"`   // a single-use code is good for so long
}

// Limits bound what callers can ask of the machine.
type Limits struct {
	SignInAttempts int           `koanf:"sign_in_attempts"` // failures per login and per address within the window
	SignInWindow   time.Duration `koanf:"sign_in_window"`
	PhotosPerHour  int           `koanf:"photos_per_hour"` // new photos that one user may put
	Batch          int           `koanf:"batch"`           // records in one batch
	Exports        int           `koanf:"exports"`         // files being made at once
	Import         int           `koanf:"import"`          // MiB of a table that is sent to be imported
	Connections    int           `koanf:"connections"`     // open at once
	Readers        int           `koanf:"readers"`         // reads of the database at once
}

// Log says how much is logged.
type Log struct {
	Level string `koanf:"level"` // "debug", "info", "warn" or "error"
}

// Defaults gives the configuration of a ledger on one's own machine.
func Defaults() Config {
	return Config{
		Listen: "127.0.0.1:8080", Data: "data", Store: "sqlite", Lang: Languages()[0],
		Session: Session{Idle: 12 * time.Hour, Absolute: 14 * 24 * time.Hour, Invite: 72 * time.Hour},
		Limits: Limits{
			SignInAttempts: 10, SignInWindow: 15 * time.Minute, PhotosPerHour: 600, Batch: 500, Exports: 4, Import: 32, Connections: 4096, Readers: 3,
		},
		Log: Log{Level: "info"},
	}
}

// Load puts together the defaults, a YAML file (path "" for none), variables of an environment and flags, each over
// the one before, and checks the whole. A variable is the setting's name in capitals after OUTREACH_, with
// "_" for "." (OUTREACH_TLS_CERT); lists are parted by commas. Flags come by setting name ("tls.cert").
// Every fault is told at once; a setting in the file or the flags that does not exist is one.
func Load(path string, environ []string, flags map[string]any) (Config, error) {
	k := koanf.New(".")
	if err := k.Load(structs.Provider(Defaults(), "koanf"), nil); err != nil {
		return Config{}, fmt.Errorf("default settings: %w", err)
	}
	defaults := k.All()
	if path != "" {
		raw, err := os.ReadFile(path)
		if err != nil {
			return Config{}, fmt.Errorf("configuration: %w", err)
		}
		if err := k.Load(rawbytes.Provider(raw), yaml.Parser()); err != nil {
			return Config{}, &domain.Error{Code: domain.Malformed, Key: "error.config.yaml", Params: map[string]any{"Path": path}, Err: err}
		}
	}
	if err := k.Load(environment(defaults, environ), nil); err != nil {
		return Config{}, fmt.Errorf("environment: %w", err)
	}
	if err := k.Load(confmap.Provider(flags, "."), nil); err != nil {
		return Config{}, fmt.Errorf("flags: %w", err)
	}
	var faults []domain.Fault
	for _, key := range k.Keys() {
		if _, known := defaults[key]; !known {
			faults = append(faults, domain.FaultAt(pointer(key), "fault.config.unknown"))
		}
	}
	var c Config
	if err := k.Unmarshal("", &c); err != nil {
		return Config{}, &domain.Error{Code: domain.Invalid, Key: "error.config.type", Params: map[string]any{"Value": err.Error()}, Faults: faults, Err: err}
	}
	faults = append(faults, c.faults()...)
	if len(faults) > 0 {
		return Config{}, domain.RefuseFields(faults...)
	}
	return c, nil
}

// environment reads the variables that name a setting in defaults; others are somebody else's.
func environment(defaults map[string]any, environ []string) koanf.Provider {
	const prefix = "OUTREACH_"
	settings := make(map[string]string, len(defaults))
	for key := range defaults {
		settings[prefix+strings.ToUpper(strings.ReplaceAll(key, ".", "_"))] = key
	}
	return env.Provider(".", env.Opt{
		Prefix:      prefix,
		EnvironFunc: func() []string { return environ },
		TransformFunc: func(name, value string) (string, any) {
			key := settings[name]
			if _, list := defaults[key].([]string); list {
				return key, strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
			}
			return key, value
		},
	})
}

// pointer gives the JSON Pointer of a setting.
func pointer(key string) string { return "/" + strings.ReplaceAll(key, ".", "/") }
