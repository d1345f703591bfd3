package demo

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"outreach/domain"
)

//go:embed data/words.json
var wordsFile []byte

// words are the made-up names and sentences that records are put together from.
type words struct {
	Mark        string
	Surnames    []string
	Given       []string
	Streets     []string
	Communities []string
	Community   string
	Village     string
	Market      string
	Outlet      string
	Hall        []string
	Police      string
	Partners    []string
	PartnerLead string `json:"partner_lead"`
	Titles      map[string][]string
	Notes       []string
	Returns     []string
	Voids       []string
	Rare        []rarePlace
	People      struct{ Recorder, Reviewer string }
	Accounts    []struct{ Login, Name, Organisation string }
}

// rarePlace is a place whose name needs characters outside the common sets.
type rarePlace struct {
	Area  domain.AreaCode
	Place string
}

func loadWords() (*words, error) {
	var w words
	if err := json.Unmarshal(wordsFile, &w); err != nil {
		return nil, fmt.Errorf("data/words.json: %w", err)
	}
	return &w, nil
}

// filled puts values into a pattern's {placeholders}; they come as name, value pairs.
func filled(pattern string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		pattern = strings.ReplaceAll(pattern, "{"+pairs[i]+"}", pairs[i+1])
	}
	return pattern
}
