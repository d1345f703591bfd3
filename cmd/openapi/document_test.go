package main

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"outreach/app/api"
	"outreach/domain"
)

func TestTheCommittedDocumentIsTheGeneratedOne(t *testing.T) {
	doc, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile("../../app/api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(doc, committed) {
		t.Error("app/api/openapi.json is not what the route table says: run go run ./cmd/openapi -o app/api/openapi.json")
	}
}

func TestTheDocumentIsValidOpenAPI(t *testing.T) {
	doc, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := libopenapi.NewDocument(doc)
	if err != nil {
		t.Fatal(err)
	}
	v, faults := validator.NewValidator(parsed)
	for _, f := range faults {
		t.Error(f)
	}
	if ok, list := v.ValidateDocument(); !ok {
		for _, f := range list {
			t.Error(f.Message, f.Reason)
		}
	}
}

func TestTheDocumentSaysWhoMayCallWhat(t *testing.T) {
	doc, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	var parsed struct {
		Paths map[string]map[string]struct {
			Public bool          `json:"x-public"`
			Roles  []domain.Role `json:"x-roles"`
		}
	}
	if err := json.Unmarshal(doc, &parsed); err != nil {
		t.Fatal(err)
	}
	for _, o := range api.Table() {
		got, ok := parsed.Paths[api.Base+o.Path][strings.ToLower(o.Method)]
		if !ok || got.Public != o.Access.Public || !slices.Equal(got.Roles, o.Access.Roles) {
			t.Errorf("%s: %+v, the table says %+v", o.ID, got, o.Access)
		}
	}
}

func TestEveryOperationIsDescribedInBothLanguages(t *testing.T) {
	raw, err := os.ReadFile("../../app/api/page/summaries.zh.json")
	if err != nil {
		t.Fatal(err)
	}
	var zh map[string]string
	if err := json.Unmarshal(raw, &zh); err != nil {
		t.Fatal(err)
	}
	for _, o := range api.Table() {
		if zh[o.ID] == "" || o.Summary == "" {
			t.Errorf("%s has no summary in zh or en", o.ID)
		}
		delete(zh, o.ID)
	}
	for id := range zh {
		t.Errorf("summary of %s, which is no operation", id)
	}
}

func TestRunWritesTheDocumentOrSaysWhyNot(t *testing.T) {
	var out, told bytes.Buffer
	if code := run(nil, &out, &told); code != 0 || !json.Valid(out.Bytes()) || told.Len() > 0 {
		t.Errorf("exit %d, %s", code, told.String())
	}
	if code := run([]string{"-o", t.TempDir() + "/no/such/folder"}, &out, &told); code != 1 || told.Len() == 0 {
		t.Errorf("a file that cannot be written: exit %d, %q", code, told.String())
	}
	if code := run([]string{"-nonsense"}, &out, &told); code != 2 {
		t.Errorf("a wrong flag: exit %d", code)
	}
}
