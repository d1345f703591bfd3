package api

import (
	"encoding"
	"errors"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"outreach/domain"
)

// plan says where the fields of an input come from.
type plan struct {
	inputs []input
	body   bool  // some fields come from the JSON body
	whole  []int // the one field that is the body, where it is not the struct itself
}

// input is a field that comes from the path, the query or a header.
type input struct {
	source string // path, query or header
	name   string
	index  []int
}

// planOf reads the tags of an input struct.
func planOf(t reflect.Type) plan {
	var p plan
	p.add(t, nil)
	return p
}

func (p *plan) add(t reflect.Type, at []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(slices.Clone(at), i)
		source, name := sourceOf(f)
		switch {
		case f.Tag.Get("json") == "-" && isBody(f):
			p.body, p.whole = true, index
		case source != "":
			p.inputs = append(p.inputs, input{source, name, index})
		case f.Anonymous && f.Tag.Get("json") == "":
			p.add(f.Type, index)
		case f.Tag.Get("json") != "-":
			p.body = true
		}
	}
}

func isBody(f reflect.StructField) bool {
	_, is := f.Tag.Lookup("body")
	return is
}

// bodyOf gives the type of the JSON body of an input.
func (p plan) bodyOf(t reflect.Type) reflect.Type {
	if p.whole == nil {
		return t
	}
	return t.FieldByIndex(p.whole).Type
}

func sourceOf(f reflect.StructField) (source, name string) {
	for _, source := range []string{"path", "query", "header"} {
		if name, ok := f.Tag.Lookup(source); ok {
			return source, name
		}
	}
	return "", ""
}

// read fills in from the request and refuses all that is wrong with it at once.
func (c *call) read(p plan, in any, body bool) error {
	v := reflect.ValueOf(in).Elem()
	if body {
		target := in
		if p.whole != nil {
			target = v.FieldByIndex(p.whole).Addr().Interface()
		}
		if err := decode(c.body, target); err != nil {
			return err
		}
	}
	values, err := parseQuery(c.query)
	if err != nil {
		return err
	}
	var faults []domain.Fault
	for _, f := range p.inputs {
		text, given := c.value(f, values)
		delete(values, f.source+" "+f.name)
		if !given {
			continue
		}
		if fault := set(v.FieldByIndex(f.index), text); fault != nil {
			fault.Pointer = "/" + f.name
			faults = append(faults, *fault)
		}
	}
	if len(values) > 0 {
		return unknownParameters(values)
	}
	faults = append(faults, c.server.validator.faults(in)...)
	if len(faults) == 0 {
		return nil
	}
	if more, ok := in.(interface{ found(*Server) []domain.Fault }); ok {
		faults = append(faults, more.found(c.server)...)
	}
	return domain.RefuseFields(tidy(faults)...)
}

func (c *call) value(f input, query map[string]string) (string, bool) {
	switch f.source {
	case "path":
		return c.params[f.name], true
	case "header":
		text := c.headers(f.name)
		return text, text != ""
	default:
		text, given := query["query "+f.name]
		return text, given
	}
}

// parseQuery reads a query string; a parameter that is repeated or empty is refused, for readers differ
// in what they make of it.
func parseQuery(raw string) (map[string]string, error) {
	list, err := url.ParseQuery(raw)
	if err != nil || !utf8.ValidString(raw) {
		return nil, domain.Refuse(domain.Malformed, "error.malformed.query")
	}
	values := map[string]string{}
	var faults []domain.Fault
	for name, given := range list {
		switch {
		case len(given) > 1:
			faults = append(faults, domain.FaultAt(pointerTo(name), "fault.parameter.repeated"))
		case given[0] == "":
			faults = append(faults, domain.FaultAt(pointerTo(name), "fault.parameter.empty"))
		case !utf8.ValidString(name + given[0]):
			return nil, domain.Refuse(domain.Malformed, "error.malformed.query")
		}
		values["query "+name] = given[0]
	}
	if len(faults) > 0 {
		return nil, &domain.Error{Code: domain.Malformed, Key: "error.malformed.query", Faults: tidy(faults)}
	}
	return values, nil
}

func unknownParameters(values map[string]string) error {
	var faults []domain.Fault
	for name := range values {
		faults = append(faults, domain.FaultAt(pointerTo(strings.TrimPrefix(name, "query ")), "fault.parameter.unknown"))
	}
	return &domain.Error{Code: domain.Malformed, Key: "error.malformed.query", Faults: tidy(faults)}
}

// set reads text into a field: lists are separated by commas.
func set(v reflect.Value, text string) *domain.Fault {
	if u, ok := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr()); ok {
		return faultOf(u.UnmarshalText([]byte(text)), text)
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return set(v.Elem(), text)
	case reflect.Slice:
		for part := range strings.SplitSeq(text, ",") {
			e := reflect.New(v.Type().Elem()).Elem()
			if part == "" {
				return &domain.Fault{Key: "fault.parameter.empty"}
			}
			if fault := set(e, part); fault != nil {
				return fault
			}
			v.Set(reflect.Append(v, e))
		}
	case reflect.Bool:
		if text != "true" && text != "false" {
			return &domain.Fault{Key: "fault.boolean", Params: map[string]any{"Value": text}}
		}
		v.SetBool(text == "true")
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		v.SetInt(n)
		return faultOf(err, text)
	default:
		v.SetString(text)
	}
	return nil
}

// faultOf gives the fault behind an error of reading one value.
func faultOf(err error, text string) *domain.Fault {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*domain.Error](err); ok && e.Key != "" {
		return &domain.Fault{Key: e.Key, Params: e.Params}
	}
	return &domain.Fault{Key: "fault.value", Params: map[string]any{"Value": text}}
}

// pointerTo gives the JSON Pointer of one name.
func pointerTo(name string) string {
	return "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// tidy sorts faults by field and drops what is said twice of the same field.
func tidy(faults []domain.Fault) []domain.Fault {
	slices.SortStableFunc(faults, func(a, b domain.Fault) int { return strings.Compare(a.Pointer, b.Pointer) })
	return slices.CompactFunc(faults, func(a, b domain.Fault) bool { return a.Pointer == b.Pointer && a.Key == b.Key })
}

// revision is a record's revision as an entity tag: "7" in quotes, as If-Match sends it.
type revision int64

// UnmarshalText reads one strong entity tag; lists, weak tags and * name no single revision.
func (r *revision) UnmarshalText(b []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(b), `"`), 10, 64)
	if err != nil || n < 0 || entityTag(n) != string(b) {
		return domain.Refuse(domain.Invalid, "fault.etag", "Value", string(b))
	}
	*r = revision(n)
	return nil
}

// changing is what a change of something that stands must come with.
type changing struct {
	IfMatch *revision `header:"If-Match" json:"-" description:"quoted revision the change was made from"`
}

// from gives the revision the change was made from; PreconditionRequired where it does not say.
func (c changing) from() (int64, error) {
	if c.IfMatch == nil {
		return 0, domain.Refuse(domain.PreconditionRequired, "")
	}
	return int64(*c.IfMatch), nil
}

func entityTag(n int64) string { return strconv.Quote(strconv.FormatInt(n, 10)) }

// MarshalText gives the quoted tag.
func (r revision) MarshalText() ([]byte, error) { return []byte(entityTag(int64(r))), nil }
