package configs

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"outreach/domain"
)

// LogLevels lists the levels of the log from most to least.
func LogLevels() []string { return []string{"debug", "info", "warn", "error"} }

// TrustedProxies gives the networks of Proxies; an address is a network of one. What is neither is left out:
// Load has refused it.
func (c Config) TrustedProxies() []netip.Prefix {
	var list []netip.Prefix
	for _, s := range c.Proxies {
		if p, ok := network(s); ok {
			list = append(list, p)
		}
	}
	return list
}

// OnMongo says whether records are kept in a MongoDB.
func (c Config) OnMongo() bool {
	return strings.HasPrefix(c.Store, "mongodb://") || strings.HasPrefix(c.Store, "mongodb+srv://")
}

// Secure says whether readers reach the server by TLS: its own, or a proxy's before it.
func (c Config) Secure() bool { return c.TLS.Cert != "" || len(c.Proxies) > 0 }

// faults lists everything wrong with the configuration, in the order of its settings.
func (c Config) faults() []domain.Fault {
	var list []domain.Fault
	add := func(wrong bool, pointer, key string, params ...any) {
		if wrong {
			list = append(list, domain.FaultAt(pointer, key, params...))
		}
	}
	add(!address(c.Listen), "/listen", "fault.config.address", "Value", c.Listen)
	add(!c.Secure() && !c.AllowPlainHTTP && address(c.Listen) && !loopback(c.Listen), "/listen", "fault.config.plain_http", "Value", c.Listen)
	if c.MetricsListen != "" {
		add(!address(c.MetricsListen) || !loopback(c.MetricsListen), "/metrics_listen", "fault.config.loopback", "Value", c.MetricsListen)
	}
	add(c.Data == "", "/data", "fault.required")
	add(c.Store != "sqlite" && !c.OnMongo(), "/store", "fault.oneof", "Limit", "sqlite mongodb://… mongodb+srv://…")
	add(!slices.Contains(Languages(), c.Lang), "/lang", "fault.oneof", "Limit", strings.Join(Languages(), " "))
	add((c.TLS.Cert == "") != (c.TLS.Key == ""), "/tls", "fault.config.pair")
	for i, s := range c.Proxies {
		_, ok := network(s)
		add(!ok, "/proxies/"+strconv.Itoa(i), "fault.config.network", "Value", s)
	}
	for i, s := range c.Origins {
		add(!origin(s), "/origins/"+strconv.Itoa(i), "fault.config.origin", "Value", s)
	}
	list = append(list, c.Session.faults()...)
	list = append(list, c.Limits.faults()...)
	add(!slices.Contains(LogLevels(), c.Log.Level), "/log/level", "fault.oneof", "Limit", strings.Join(LogLevels(), " "))
	return list
}

// shortest is the least time that a setting of time can mean; a bare number, read as nanoseconds, falls under it.
const shortest = time.Minute

func (s Session) faults() []domain.Fault {
	var list []domain.Fault
	for _, b := range []struct {
		name        string
		value, from time.Duration
	}{{"idle", s.Idle, shortest}, {"absolute", s.Absolute, max(s.Idle, shortest)}, {"invite", s.Invite, shortest}} {
		if b.value < b.from {
			list = append(list, domain.FaultAt("/session/"+b.name, "fault.min", "Limit", b.from.String()))
		}
	}
	return list
}

func (l Limits) faults() []domain.Fault {
	var list []domain.Fault
	if l.SignInWindow < shortest {
		list = append(list, domain.FaultAt("/limits/sign_in_window", "fault.min", "Limit", shortest.String()))
	}
	for _, b := range []struct {
		name       string
		value, max int
	}{
		{"sign_in_attempts", l.SignInAttempts, 1000},
		{"photos_per_hour", l.PhotosPerHour, 100_000},
		{"batch", l.Batch, 500},
		{"exports", l.Exports, 64},
		{"import", l.Import, 1024},
		{"connections", l.Connections, 1 << 20},
		{"readers", l.Readers, 256},
	} {
		switch {
		case b.value < 1:
			list = append(list, domain.FaultAt("/limits/"+b.name, "fault.min", "Limit", 1))
		case b.value > b.max:
			list = append(list, domain.FaultAt("/limits/"+b.name, "fault.max", "Limit", b.max))
		}
	}
	return list
}

// address says whether a text is host:port with a port number.
func address(s string) bool {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

// loopback says whether host:port can be reached from this machine only.
func loopback(s string) bool {
	host, _, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// network reads an address or a network.
func network(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p, true
	}
	ip, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(ip, ip.BitLen()), true
}

// origin says whether a text is scheme://host[:port] of the web and no more.
func origin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && s == u.Scheme+"://"+u.Host
}
