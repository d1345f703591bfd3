package table

import (
	"bytes"
	"fmt"
	"slices"
)

// space is a namespace as far as it matters here.
type space uint8

const (
	spaceNone  space = iota
	spaceOther       // one that is not looked into
	spaceMain        // SpreadsheetML
	spaceOffice
	spacePackage // relationships of a package
	spaceTypes   // content types of a package
	spaceXML
)

// spaceOf knows the namespaces of ECMA-376, in its transitional and strict forms.
func spaceOf(uri string) space {
	switch uri {
	case "":
		return spaceNone
	case "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main":
		return spaceMain
	case "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships":
		return spaceOffice
	case "http://schemas.openxmlformats.org/package/2006/relationships":
		return spacePackage
	case "http://schemas.openxmlformats.org/package/2006/content-types":
		return spaceTypes
	case "http://www.w3.org/XML/1998/namespace":
		return spaceXML
	}
	return spaceOther
}

type binding struct {
	prefix string
	space  space
}

// startTag reads a tag with its attributes and gives its length; errMore where the window holds only part of it.
func (s *scanner) startTag(b []byte) (int, error) {
	s.attrs = s.attrs[:0]
	var i int
	var err error
	if s.prefix, s.name, i, err = qualified(b, 1); err != nil {
		return 0, err
	}
	for {
		at := afterSpace(b, i)
		if at+1 >= len(b) && (at >= len(b) || b[at] != '>') {
			return 0, errMore
		}
		switch {
		case b[at] == '>':
			s.closing = false
			return at + 1, nil
		case b[at] == '/' && b[at+1] == '>':
			s.closing = true
			return at + 2, nil
		case at == i:
			return 0, fmt.Errorf("%w: attributes run together", errXML)
		}
		if i, err = s.attribute(b, at); err != nil {
			return 0, err
		}
	}
}

// attribute reads one attribute and gives where it ends.
func (s *scanner) attribute(b []byte, i int) (int, error) {
	prefix, name, i, err := qualified(b, i)
	if err != nil {
		return 0, err
	}
	i = afterSpace(b, i)
	if i < len(b) && b[i] != '=' {
		return 0, fmt.Errorf("%w: an attribute without a value", errXML)
	}
	value, i, err := quoted(b, afterSpace(b, i+1))
	if err != nil {
		return 0, err
	}
	for _, a := range s.attrs {
		if bytes.Equal(a.name, name) && bytes.Equal(a.prefix, prefix) {
			return 0, fmt.Errorf("%w: attribute %s twice", errXML, name)
		}
	}
	if len(s.attrs) == maxAttributes {
		return 0, fmt.Errorf("%w: more than %d attributes", errXML, maxAttributes)
	}
	s.attrs = append(s.attrs, attribute{prefix, name, value})
	return i, nil
}

// quoted reads a value in quotes from i on and gives where it ends.
func quoted(b []byte, i int) (value []byte, next int, err error) {
	if i >= len(b) {
		return nil, 0, errMore
	}
	quote := b[i]
	if quote != '"' && quote != '\'' {
		return nil, 0, fmt.Errorf("%w: a value without quotes", errXML)
	}
	start, escaped := i+1, false
	for i = start; i < len(b) && b[i] != quote; i++ {
		if b[i] == '<' {
			return nil, 0, fmt.Errorf("%w: < in a value", errXML)
		}
		escaped = escaped || b[i] == '&'
	}
	if i == len(b) {
		return nil, 0, errMore
	}
	if escaped {
		err = checkEntities(b[start:i])
	}
	return b[start:i], i + 1, err
}

// qualified reads a name from i on, its prefix apart, and gives where it ends.
func qualified(b []byte, i int) (prefix, local []byte, next int, err error) {
	end, err := simple(b, i)
	if err != nil || b[end] != ':' {
		return nil, b[i:max(i, end)], end, err
	}
	next, err = simple(b, end+1)
	if err != nil {
		return nil, nil, 0, err
	}
	return b[i:end], b[end+1 : next], next, nil
}

// simple gives where a name without a prefix ends; there is a byte there.
func simple(b []byte, start int) (int, error) {
	for i := start; i < len(b); i++ {
		c := b[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_'
		if letter || i > start && ('0' <= c && c <= '9' || c == '-' || c == '.') {
			continue
		}
		if i == start {
			return 0, fmt.Errorf("%w: a name of %q", errXML, c)
		}
		return i, nil
	}
	return 0, errMore
}

func afterSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// push opens the element of the tag that was read last.
func (s *scanner) push() error {
	if len(s.open) == 0 && s.rooted || len(s.open) == maxDepth {
		return fmt.Errorf("%w: a second root element, or %d levels", errXML, maxDepth)
	}
	s.rooted = true
	e := element{name: len(s.names), bindings: len(s.bindings)}
	if n := len(s.open); n > 0 {
		e.within = s.open[n-1].within
	}
	if err := s.bind(&e); err != nil {
		return err
	}
	if e.space = e.within; len(s.prefix) > 0 {
		var ok bool
		if e.space, ok = s.lookup(s.prefix); !ok {
			return fmt.Errorf("%w: prefix %s has no namespace", errXML, s.prefix)
		}
		s.names = append(append(s.names, s.prefix...), ':')
	}
	e.local = len(s.names)
	s.names = append(s.names, s.name...)
	s.open = append(s.open, e)
	s.space = e.space
	return nil
}

// bind takes up the namespaces that an element declares.
func (s *scanner) bind(e *element) error {
	for _, a := range s.attrs {
		switch {
		case len(a.prefix) == 0 && string(a.name) == "xmlns":
			e.within = spaceOf(string(a.value))
		case string(a.prefix) == "xmlns":
			if len(s.bindings) == maxBindings {
				return fmt.Errorf("%w: more than %d namespaces", errXML, maxBindings)
			}
			s.bindings = append(s.bindings, binding{string(a.name), spaceOf(string(a.value))})
		}
	}
	return nil
}

// lookup gives the namespace of a prefix; that of xml cannot be bound to another.
func (s *scanner) lookup(prefix []byte) (space, bool) {
	if string(prefix) == "xml" {
		return spaceXML, true
	}
	for _, b := range slices.Backward(s.bindings) {
		if b.prefix == string(prefix) {
			return b.space, true
		}
	}
	return spaceNone, false
}

// pop closes the element that was opened last.
func (s *scanner) pop() {
	e := s.open[len(s.open)-1]
	s.name, s.space = s.names[e.local:], e.space
	s.names, s.bindings, s.open = s.names[:e.name], s.bindings[:e.bindings], s.open[:len(s.open)-1]
}

// passed says that the element begun last is empty, and ends it.
func (s *scanner) passed() bool {
	if !s.closing {
		return false
	}
	s.closing = false
	s.pop()
	return true
}

// endTag reads an end tag, which must be of the element that was opened last.
func (s *scanner) endTag(b []byte) error {
	if len(s.open) == 0 {
		return fmt.Errorf("%w: an end without a beginning", errXML)
	}
	name := s.names[s.open[len(s.open)-1].name:]
	i := len("</") + len(name)
	if len(b) <= i {
		return errMore
	}
	if !bytes.Equal(b[len("</"):i], name) {
		return fmt.Errorf("%w: element %s is not ended", errXML, name)
	}
	if i = afterSpace(b, i); i == len(b) {
		return errMore
	}
	if b[i] != '>' {
		return fmt.Errorf("%w: element %s is not ended", errXML, name)
	}
	s.pop()
	s.pos += i + 1
	return nil
}

// is says whether the element of the last token is one of SpreadsheetML.
func (s *scanner) is(name string) bool { return s.space == spaceMain && string(s.name) == name }

// attr gives an attribute without a prefix as it stands; nil where it is absent.
func (s *scanner) attr(name string) []byte {
	for i := range s.attrs {
		if len(s.attrs[i].prefix) == 0 && string(s.attrs[i].name) == name {
			return s.attrs[i].value
		}
	}
	return nil
}

// attrText gives an attribute of a namespace with its escapes undone, "" where it is absent.
func (s *scanner) attrText(in space, name string) string {
	for _, a := range s.attrs {
		if string(a.name) != name {
			continue
		}
		of := spaceNone
		if len(a.prefix) > 0 {
			of, _ = s.lookup(a.prefix)
		}
		if of == in {
			return string(appendUnescaped(nil, a.value))
		}
	}
	return ""
}

// child moves to the next element within the one that is open; false at its end. Text between is passed over.
func (s *scanner) child() (bool, error) {
	for {
		t, err := s.next()
		if err != nil || t == tokenEnd || t == tokenDone {
			return false, err
		}
		if t == tokenBegin {
			return true, nil
		}
	}
}

// skip passes over the rest of the element that was begun last.
func (s *scanner) skip() error {
	for depth := len(s.open); len(s.open) >= depth; {
		if _, err := s.next(); err != nil {
			return err
		}
	}
	return nil
}

// drain reads the rest of the document, to its end and check-sum.
func (s *scanner) drain() error {
	for {
		if t, err := s.next(); err != nil || t == tokenDone {
			return err
		}
	}
}
