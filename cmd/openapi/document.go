package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strings"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go"
	"github.com/swaggest/openapi-go/openapi31"

	"outreach/app/api"
)

// Document gives the whole document as indented JSON, members in a fixed order.
func Document() ([]byte, error) {
	r := openapi31.NewReflector()
	r.DefaultOptions = append(r.DefaultOptions,
		jsonschema.InterceptDefName(defName), jsonschema.InterceptSchema(describeType), jsonschema.InterceptProp(describeField),
		jsonschema.InterceptNullability(neverNull),
	)
	r.Spec.Info.WithTitle("Outreach Ledger").WithVersion("1").WithDescription(
		"Records of financial-education outreach: write, review, count, export. Days are Asia/Shanghai and ranges half-open; " +
			"codes are those of the catalogue; errors are RFC 9457 problems in zh or en by Accept-Language.")
	r.Spec.SetHTTPBearerTokenSecurity("token", "", "API token of POST /tokens")
	r.Spec.SetHTTPBasicSecurity("basic", "a token as the password, with any user name: for Excel")
	r.Spec.SetAPIKeySecurity("session", "__Host-outreach", openapi.InCookie, "session cookie of POST /session")
	for _, o := range api.Table() {
		if err := add(r, &o); err != nil {
			return nil, fmt.Errorf("%s: %w", o.ID, err)
		}
	}
	raw, err := r.Spec.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", " "); err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	return append(out.Bytes(), '\n'), nil
}

// add describes one row of the table.
func add(r *openapi31.Reflector, o *api.Operation) error {
	oc, err := r.NewOperationContext(o.Method, api.Base+o.Path)
	if err != nil {
		return err
	}
	oc.SetID(o.ID)
	oc.SetSummary(o.Summary)
	oc.SetTags(o.Tag)
	oc.AddReqStructure(reflect.New(o.In).Interface())
	if o.HasJSON() && o.Body() != o.In {
		oc.AddReqStructure(reflect.New(o.Body()).Interface())
	} else if o.Takes != "" {
		oc.AddReqStructure("", func(cu *openapi.ContentUnit) { cu.ContentType, cu.Format = o.Takes, "binary" })
	}
	var answer any
	if o.Out != nil {
		answer = reflect.New(o.Out).Interface()
	}
	oc.AddRespStructure(answer, openapi.WithHTTPStatus(o.Status), openapi.WithContentType(o.Media))
	if o.Creates {
		oc.AddRespStructure(answer, openapi.WithHTTPStatus(http.StatusCreated), openapi.WithContentType(o.Media))
	}
	oc.AddRespStructure(new(api.Problem), openapi.WithContentType("application/problem+json"), func(cu *openapi.ContentUnit) {
		cu.IsDefault = true
		cu.Description = "What was refused, and why"
	})
	if !o.Access.Public {
		oc.AddSecurity("session")
		oc.AddSecurity("token")
		if o.Basic {
			oc.AddSecurity("basic")
		}
	}
	exposed, ok := oc.(openapi31.OperationExposer)
	if !ok {
		return errors.New("the operation cannot be extended")
	}
	if o.Access.Public {
		exposed.Operation().WithMapOfAnythingItem("x-public", true)
	} else if len(o.Access.Roles) > 0 {
		exposed.Operation().WithMapOfAnythingItem("x-roles", o.Access.Roles)
	}
	if err := r.AddOperation(oc); err != nil {
		return err
	}
	if body := exposed.Operation().RequestBody; body != nil && body.RequestBody != nil {
		body.RequestBody.WithRequired(true)
	}
	return nil
}

// defName names a schema after its Go type, without packages.
func defName(t reflect.Type, _ string) string {
	name := regexp.MustCompile(`[\w/]*/?\w+\.`).ReplaceAllString(t.Name(), "")
	name = regexp.MustCompile(`\W`).ReplaceAllString(name, "")
	return strings.ToUpper(name[:1]) + name[1:]
}

// neverNull takes the null out again: explicit nulls are refused and never sent.
func neverNull(p jsonschema.InterceptNullabilityParams) {
	if p.NullAdded {
		p.Schema.RemoveType(jsonschema.Null)
	}
}
