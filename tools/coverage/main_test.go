package main

import (
	"strings"
	"testing"
)

const profile = `mode: set
outreach/domain/a.go:1.1,2.2 3 0
outreach/domain/a.go:1.1,2.2 3 1
outreach/domain/a.go:3.1,4.2 1 0
outreach/app/b.go:1.1,2.2 4 1
outreach/app/made.go:1.1,2.2 9 0
`

func TestBlocksOfSeveralBinariesAreMerged(t *testing.T) {
	got, err := sum(strings.NewReader(profile), func(file string) bool { return file == "outreach/app/made.go" })
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]tally{"outreach/domain": {4, 3}, "outreach/app": {4, 4}, "whole": {8, 7}} {
		if got[name] != want {
			t.Errorf("%s: %+v, want %+v", name, got[name], want)
		}
	}
	if len(got) != 3 {
		t.Errorf("generated files are counted: %v", got)
	}
}

func TestFloorsHold(t *testing.T) {
	packages := map[string]tally{"outreach/domain": {100, 95}, "whole": {1000, 799}}
	for name, c := range map[string]struct {
		floors map[string]float64
		kept   bool
	}{
		"on the floor": {map[string]float64{"outreach/domain": 95}, true},
		"under it":     {map[string]float64{"outreach/domain": 95, "whole": 80}, false},
		"not measured": {map[string]float64{"outreach/absent": 1}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := report(&strings.Builder{}, packages, c.floors); got != c.kept {
				t.Errorf("kept = %v, want %v", got, c.kept)
			}
		})
	}
}

func TestABrokenProfileIsAnError(t *testing.T) {
	if _, err := sum(strings.NewReader("outreach/a.go:1.1,2.2 x 1\n"), func(string) bool { return false }); err == nil {
		t.Error("accepted")
	}
}
