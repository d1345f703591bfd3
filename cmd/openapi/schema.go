package main

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/swaggest/jsonschema-go"

	"outreach/app/api"
	"outreach/domain"
	"outreach/reports"
)

const (
	uuid7 = `^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`
	month = `^\d{4}-(0[1-9]|1[0-2])$`
	area  = `^[1-9]\d{5}$`
)

// describeType gives the types that JSON carries as text their formats, and answers their required members.
func describeType(p jsonschema.InterceptSchemaParams) (bool, error) {
	s, t := p.Schema, p.Value.Type()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[domain.Date]():
		text(s).WithFormat("date")
	case reflect.TypeFor[domain.Instant](), reflect.TypeFor[time.Time]():
		text(s).WithFormat("date-time")
	case reflect.TypeFor[domain.Month]():
		text(s).WithPattern(month)
	case reflect.TypeFor[domain.AreaCode]():
		text(s).WithPattern(area)
	case reflect.TypeFor[domain.Level]():
		text(s).WithEnum("province", "city", "county")
	default:
		if t.Name() == "revision" {
			text(s).WithPattern(`^"\d+"$`)
		}
		if p.Processed && t.Kind() == reflect.Struct && answers(t) {
			s.Required = union(s.Required, always(t))
		}
	}
	return false, nil
}

func text(s *jsonschema.Schema) *jsonschema.Schema {
	s.Format = nil
	return s.WithType(jsonschema.String.Type())
}

// answers says whether a type is only ever sent: it lives in api or reports and no field is held to a rule. Members
// of problems stay optional, for proxies answer problems too.
func answers(t reflect.Type) bool {
	homes := []string{reflect.TypeFor[api.Problem]().PkgPath(), reflect.TypeFor[reports.Offer]().PkgPath()}
	if !slices.Contains(homes, t.PkgPath()) || t == reflect.TypeFor[api.Problem]() || t == reflect.TypeFor[api.FieldError]() {
		return false
	}
	for f := range t.Fields() {
		if f.Tag.Get("validate") != "" || f.Anonymous && f.Type.PkgPath() == t.PkgPath() && !answers(f.Type) {
			return false
		}
	}
	return true
}

func union(a, b []string) []string {
	list := slices.Concat(a, b)
	slices.Sort(list)
	return slices.Compact(list)
}

// always lists the members that every value of a type has.
func always(t reflect.Type) []string {
	var list []string
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" && answers(f.Type) {
			list = append(list, always(f.Type)...)
			continue
		}
		if name != "" && name != "-" && !strings.Contains(options, "omit") {
			list = append(list, name)
		}
	}
	return list
}

// describeField tells a field's validate tag in the schema's own words.
func describeField(p jsonschema.InterceptPropParams) error {
	tag := p.Field.Tag.Get("validate")
	if tag == "" || !p.Processed {
		return nil
	}
	s := p.PropertySchema
	for rule := range strings.SplitSeq(tag, ",") {
		if rule == "keys" {
			break // the rest holds for the names of members
		}
		if rule == "dive" {
			if s = inner(s); s == nil {
				return nil // elements of a named type carry their own rules
			}
			continue
		}
		if rule == "required" && s == p.PropertySchema && p.Field.Tag.Get("json") != "-" {
			p.ParentSchema.Required = append(p.ParentSchema.Required, p.Name)
		}
		if err := tell(s, rule, p.Field); err != nil {
			return fmt.Errorf("%s: %w", p.Field.Name, err)
		}
	}
	return nil
}

// inner gives the schema of the elements, nil where they are a type of their own.
func inner(s *jsonschema.Schema) *jsonschema.Schema {
	var e *jsonschema.Schema
	switch {
	case s.Items != nil && s.Items.SchemaOrBool != nil:
		e = s.Items.SchemaOrBool.TypeObject
	case s.AdditionalProperties != nil:
		e = s.AdditionalProperties.TypeObject
	}
	if e == nil || e.Ref != nil {
		return nil
	}
	return e
}

// tell writes one rule into a schema. A rule that has no words here is an error, so that the document cannot
// fall behind the code.
func tell(s *jsonschema.Schema, rule string, f reflect.StructField) error {
	name, value, _ := strings.Cut(rule, "=")
	number, err := strconv.ParseFloat(value, 64)
	switch name {
	case "omitempty", "date", "area":
		return nil
	case "required":
		if s.HasType(jsonschema.String) && s.Format == nil && s.Pattern == nil {
			s.WithMinLength(1)
		}
		return nil
	case "oneof":
		s.Enum, s.MinLength = nil, 0
		for v := range strings.FieldsSeq(value) {
			s.Enum = append(s.Enum, v)
		}
		return nil
	case "unique":
		s.WithUniqueItems(true)
		return nil
	case "uuid7":
		s.WithPattern(uuid7)
		return nil
	case "startswith":
		s.WithPattern("^" + regexp.QuoteMeta(value))
		return nil
	case "hexadecimal", "lowercase":
		s.WithPattern("^[0-9a-f]*$")
		return nil
	case "len":
		s.WithMinLength(int64(number)).WithMaxLength(int64(number))
		return err
	case "min", "max":
		bound(s, name, number)
		return err
	}
	return fmt.Errorf("rule %s of %s is not told in the document", rule, f.Name)
}

func bound(s *jsonschema.Schema, name string, limit float64) {
	switch {
	case name == "min":
		s.WithMinimum(limit)
	case s.HasType(jsonschema.String):
		s.WithMaxLength(int64(limit))
	case s.HasType(jsonschema.Array):
		s.WithMaxItems(int64(limit))
	case s.HasType(jsonschema.Object):
		s.WithMaxProperties(int64(limit))
	case slices.ContainsFunc([]jsonschema.SimpleType{jsonschema.Integer, jsonschema.Number}, s.HasType):
		s.WithMaximum(limit)
	}
}
