package main

import (
	"regexp"
	"testing"

	"outreach/repository/mongo/standin"
)

func TestALedgerMovesToTheOtherStoreAndBack(t *testing.T) {
	server := &standin.Server{}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	uri, here, there := server.URI(t), t.TempDir(), t.TempDir()
	done(t, "demo", "--fill-only", "--every", "400", "--data", here)
	digest := func(out string) string {
		t.Helper()
		found := regexp.MustCompile(`SHA-256 ([0-9a-f]{64})`).FindStringSubmatch(out)
		if found == nil {
			t.Fatalf("no digest in %q", out)
		}
		return found[1]
	}
	first := digest(done(t, "migrate", "--data", here, "--from", "sqlite", "--to", uri))
	again := digest(done(t, "migrate", "--data", here, "--from", "sqlite", "--to", uri))
	back := digest(done(t, "migrate", "--data", there, "--from", uri, "--to", "sqlite"))
	if first != again || first != back {
		t.Errorf("digests %s, %s, %s", first, again, back)
	}
	done(t, "check", "--data", there)
	done(t, "user", "add", "newcomer", "--name", "N", "--role", "volunteer", "--data", there)
	if o := outreach(t, "migrate", "--data", there, "--from", uri, "--to", "sqlite"); o.code != exitFailed {
		t.Errorf("into a store that holds something else: %+v", o)
	}
	for _, args := range [][]string{{"migrate"}, {"migrate", "--from", "sqlite"}, {"migrate", "--from", "sqlite", "--to", "sqlite"}, {"migrate", "--from", "sqlite", "--to", "paper"}} {
		if o := outreach(t, append(args, "--data", there)...); o.code != exitUsage {
			t.Errorf("%v: %+v", args, o)
		}
	}
}
