package api_test

import (
	"testing"

	"outreach/app/api"
	"outreach/domain"
)

type echo struct{}

func (echo) Lang() string                          { return "zh" }
func (echo) T(key string, _ map[string]any) string { return key }
func (echo) Has(string) bool                       { return true }
func (echo) For(string) domain.Text                { return echo{} }

func texts(t *testing.T) api.Texts {
	t.Helper()
	return echo{}
}
