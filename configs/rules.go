package configs

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"outreach/domain"
)

//go:embed data/rules.json
var rulesFile []byte

// reviewRulesFile is apart, since no phone needs it.
//
//go:embed data/review_rules.json
var reviewRulesFile []byte

// Rules gives the data-quality rules in force, as their data files state them: those of a content, whose file browsers
// read too, and those of a submitted record.
func Rules() (*domain.RuleBook, error) {
	var rules, review []domain.Rule
	if err := json.Unmarshal(rulesFile, &rules); err != nil {
		return nil, fmt.Errorf("data/rules.json: %w", err)
	}
	if err := json.Unmarshal(reviewRulesFile, &review); err != nil {
		return nil, fmt.Errorf("data/review_rules.json: %w", err)
	}
	return domain.NewRuleBook(append(rules, review...))
}
