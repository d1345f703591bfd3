package configs_test

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/configs"
	"outreach/domain"
)

type found struct {
	Rule    int    `json:"rule"`
	Pointer string `json:"pointer"`
}

// The vectors are shared with the browser: what the server finds is what the form finds.
func TestRulesFindWhatTheSharedVectorsSay(t *testing.T) {
	var file struct {
		Today   domain.Date                `json:"today"`
		Bases   map[string]json.RawMessage `json:"bases"`
		Vectors []struct {
			Name   string         `json:"name"`
			Base   string         `json:"base"`
			Set    map[string]any `json:"set"`
			Expect []found        `json:"expect"`
		} `json:"vectors"`
	}
	raw, err := os.ReadFile("testdata/rule_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	rules, err := configs.Rules()
	if err != nil {
		t.Fatal(err)
	}
	catalogue := wholeCatalogue(t)
	for _, v := range file.Vectors {
		t.Run(v.Name, func(t *testing.T) {
			content := patched(t, file.Bases[v.Base], v.Set)
			got := []found{}
			for _, f := range rules.CheckContent(&content, catalogue, file.Today) {
				got = append(got, found{f.Rule, f.Fault.Pointer})
				if f.Grade != domain.GradeB || f.Fault.Key != "rule."+strconv.Itoa(f.Rule) {
					t.Errorf("finding %+v is not a B finding with its rule's message", f)
				}
			}
			if d := cmp.Diff(v.Expect, got); d != "" {
				t.Errorf("findings (-want +got):\n%s", d)
			}
		})
	}
}

func TestARuleThatIsOffFindsNothing(t *testing.T) {
	book, err := domain.NewRuleBook([]domain.Rule{{No: 1, Grade: domain.GradeB, Off: true}, {No: 5, Grade: domain.GradeW}})
	if err != nil {
		t.Fatal(err)
	}
	findings := book.CheckContent(&domain.Content{}, wholeCatalogue(t), 20221231)
	if len(findings) != 1 || findings[0].Rule != 5 {
		t.Fatalf("findings = %+v, want rule 5 only", findings)
	}
	if faults := domain.Blocking(findings); len(faults) != 0 {
		t.Errorf("a W finding blocks: %v", faults)
	}
}

func TestAPatternThatIsNoRegularExpressionIsRefused(t *testing.T) {
	_, err := domain.NewRuleBook([]domain.Rule{{No: 63, Patterns: []domain.Pattern{{Name: "bad", Pattern: "("}}}})
	if err == nil || !strings.Contains(err.Error(), "bad") {
		t.Fatalf("err = %v, want the pattern named", err)
	}
}

func patched(t *testing.T, base json.RawMessage, set map[string]any) domain.Content {
	t.Helper()
	var tree any
	if err := json.Unmarshal(base, &tree); err != nil {
		t.Fatal(err)
	}
	for pointer, value := range set {
		tree = setAt(tree, strings.Split(pointer, "/")[1:], value)
	}
	raw, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	var c domain.Content
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func setAt(node any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	if list, ok := node.([]any); ok {
		i, _ := strconv.Atoi(path[0])
		if i == len(list) {
			return append(list, value)
		}
		list[i] = setAt(list[i], path[1:], value)
		return list
	}
	m, ok := node.(map[string]any)
	if !ok {
		m = map[string]any{}
	}
	if value == nil && len(path) == 1 {
		delete(m, path[0])
		return m
	}
	m[path[0]] = setAt(m[path[0]], path[1:], value)
	return m
}
