package job

import (
	"slices"
	"strings"

	"outreach/domain"
	"outreach/reports"
)

// columns finds the columns of a table, by key and by letter.
type columns struct{ keys, letters map[string]reports.Heading }

func columnsOf(headings []reports.Heading) columns {
	c := columns{map[string]reports.Heading{}, map[string]reports.Heading{}}
	for _, h := range headings {
		c.letters[h.Column] = h
		if h.Key != "" {
			c.keys[h.Key] = h
		}
	}
	return c
}

// at tells where a fault stands: in the column that it names itself, else in the one that holds its field.
func (c columns) at(f domain.Fault) RowFault {
	out := RowFault{Pointer: f.Pointer, Message: f.Key, Params: f.Params}
	if letter, ok := f.Params["Column"].(string); ok {
		h := c.letters[letter]
		out.Key, out.Letter, out.Heading = h.Key, letter, h.Text
		return out
	}
	out.Key, out.Letter, out.Heading = c.of(f.Pointer)
	return out
}

// of gives the key, letter and heading of the column that a field stands in; the key alone where the table has
// no such column.
func (c columns) of(pointer string) (key, letter, heading string) {
	key = keyOf(pointer)
	for _, k := range append([]string{key}, instead(key)...) {
		if h, ok := c.keys[k]; ok {
			return k, h.Column, h.Text
		}
	}
	return key, "", ""
}

// instead gives the columns that a field is read from where its own is missing.
func instead(key string) []string {
	switch key {
	case "area":
		return []string{"county", "city"}
	case "partners":
		return []string{"lead"}
	}
	return nil
}

// keyOf gives the key of the column that a field stands in, "" for one that stands in none.
func keyOf(pointer string) string {
	for _, f := range []struct{ pointer, key string }{
		{"/audiences/elderly", "elderly"},
		{"/visit/elderly", "elderly"},
		{"/venue_text", "venue"},
		{"/count_basis", "basis"},
		{"/count_method", "method"},
		{"/organisations/0", "lead"},
		{"/organisations/", "partners"},
		{"/organisations", "lead"},
		{"/visit/mode", "visit_mode"},
		{"/visit/households/answered", "opened"},
		{"/drive/police_unit", "police"},
		{"/drive/quiz_entrants", "entrants"},
	} {
		if pointer == f.pointer || strings.HasPrefix(pointer, strings.TrimSuffix(f.pointer, "/")+"/") {
			return f.key
		}
	}
	steps := strings.Split(pointer, "/")
	name := steps[min(1, len(steps)-1)]
	if last := steps[len(steps)-1]; len(steps) > 2 && slices.Contains([]string{"session", "visit", "drive"}, name) {
		name = last
	}
	if slices.Contains(reports.Keys(), name) {
		return name
	}
	return ""
}
