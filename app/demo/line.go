package demo

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"outreach/domain"
)

//go:embed data/lines.json
var linesFile []byte

// Line says how a report prints a programme's figures.
type Line struct {
	// SinceLaunch says that the figures are as of the period's end since the programme began, not of the period.
	SinceLaunch bool     `json:"since_launch"`
	Figures     []Figure `json:"figures"`
}

// Figure is a measure with the rounding word and the step that it is printed with.
type Figure struct {
	Measure domain.Measure      `json:"measure"`
	Word    domain.RoundingWord `json:"word"`
	Step    int64               `json:"step"`
}

// Lines gives the lines of the worked example's report, by programme.
func Lines() (map[string]Line, error) {
	var lines map[string]Line
	if err := json.Unmarshal(linesFile, &lines); err != nil {
		return nil, fmt.Errorf("data/lines.json: %w", err)
	}
	return lines, nil
}
