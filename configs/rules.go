package configs

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"outreach/domain"
)

//go:embed data/rules.json
var rulesFile []byte

// Rules gives the data-quality rules in force, as their data file states them; browsers read the same file.
func Rules() (*domain.RuleBook, error) {
	var rules []domain.Rule
	if err := json.Unmarshal(rulesFile, &rules); err != nil {
		return nil, fmt.Errorf("data/rules.json: %w", err)
	}
	return domain.NewRuleBook(rules)
}
