package api

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"outreach/domain"
)

// embedded marks a step of a validator's namespace that has no name on the wire.
const embedded = "#"

// checker holds values to their validate tags and names every fault by JSON Pointer.
type checker struct{ validate *validator.Validate }

func newChecker() (checker, error) {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(wireName)
	for tag, fn := range map[string]validator.Func{"date": validDate, "area": validArea, "uuid7": validID} {
		if err := v.RegisterValidation(tag, fn); err != nil {
			return checker{}, fmt.Errorf("rule %s: %w", tag, err)
		}
	}
	return checker{v}, nil
}

func wireName(f reflect.StructField) string {
	if _, name := sourceOf(f); name != "" {
		return name
	}
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if f.Anonymous && name == "" || isBody(f) {
		return embedded
	}
	return name
}

// validDate takes days that a ledger can speak of; the zero Date means none.
func validDate(f validator.FieldLevel) bool {
	d := f.Field().Int()
	return d == 0 || d >= 19490101 && d <= 20991231
}

// validArea takes six digits; whether there is such an area is a rule's business.
func validArea(f validator.FieldLevel) bool {
	c := f.Field().Int()
	return c == 0 || c >= 110000 && c <= 829999
}

func validID(f validator.FieldLevel) bool {
	_, err := domain.ParseID(f.Field().String())
	return err == nil
}

// faults gives everything that is wrong with v, a pointer to a struct, by its tags.
func (c checker) faults(v any) []domain.Fault {
	err := c.validate.Struct(v)
	list, ok := errors.AsType[validator.ValidationErrors](err)
	if err == nil {
		return nil
	}
	if !ok {
		return []domain.Fault{domain.FaultAt("", "fault.value")}
	}
	faults := make([]domain.Fault, 0, len(list))
	for _, e := range list {
		key, limit := messageOf(e)
		faults = append(faults, domain.FaultAt(pointerOf(reflect.ValueOf(v), e.Namespace()), key, "Limit", limit))
	}
	return faults
}

// messageOf gives the message key of a broken tag and its limit.
func messageOf(e validator.FieldError) (key, limit string) {
	limit = e.Param()
	switch e.Tag() {
	case "required", "oneof", "unique":
		return "fault." + e.Tag(), limit
	case "max":
		switch e.Kind() {
		case reflect.String:
			return "fault.max_length", limit
		case reflect.Slice, reflect.Map:
			return "fault.max_items", limit
		default:
			return "fault.max", limit
		}
	case "min":
		return "fault.min", limit
	case "uuid7":
		return "fault.uuid", limit
	case "date":
		return "fault.date", limit
	case "area":
		return "fault.area.code", limit
	case "len", "hexadecimal", "lowercase":
		return "fault.sha256", limit
	}
	return "fault.value", limit
}

// pointerOf turns a validator's namespace (Type.a.b[0].c[key]) into a JSON Pointer by walking the value
// along it, since a map's key may hold any of those signs itself.
func pointerOf(v reflect.Value, namespace string) string {
	rest := strings.TrimPrefix(namespace, reflect.Indirect(v).Type().Name()+".")
	var out strings.Builder
	for rest != "" {
		v = reflect.Indirect(v)
		if key, after, ok := mapKey(v, rest); ok {
			out.WriteString(pointerTo(key))
			v, rest = v.MapIndex(reflect.ValueOf(key).Convert(v.Type().Key())), after
			continue
		}
		name, after := nextName(rest)
		rest = after
		if name != embedded && name != "" {
			out.WriteString(pointerTo(name))
		}
		v = child(v, name)
	}
	return out.String()
}

// mapKey gives the longest key of a map that the text after "[" begins with.
func mapKey(v reflect.Value, rest string) (key, after string, ok bool) {
	if v.Kind() != reflect.Map || !strings.HasPrefix(rest, "[") {
		return "", "", false
	}
	for _, k := range v.MapKeys() {
		if s := k.String(); strings.HasPrefix(rest[1:], s+"]") && (!ok || len(s) > len(key)) {
			key, ok = s, true
		}
	}
	if !ok {
		return "", "", false
	}
	return key, strings.TrimPrefix(rest[len(key)+2:], "."), true
}

// nextName splits the first name or index off a namespace.
func nextName(rest string) (name, after string) {
	if strings.HasPrefix(rest, "[") {
		name, after, _ = strings.Cut(rest[1:], "]")
		return name, strings.TrimPrefix(after, ".")
	}
	end := strings.IndexAny(rest, ".[")
	if end < 0 {
		return rest, ""
	}
	return rest[:end], strings.TrimPrefix(rest[end:], ".")
}

// child gives the field or element of a name; the zero Value where the walk has ended.
func child(v reflect.Value, name string) reflect.Value {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); wireName(f) == name {
				return v.Field(i)
			}
		}
	case reflect.Slice:
		var i int
		if _, err := fmt.Sscan(name, &i); err == nil && i < v.Len() {
			return v.Index(i)
		}
	}
	return reflect.Value{}
}
