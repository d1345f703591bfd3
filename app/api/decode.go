package api

import (
	"errors"
	"fmt"
	"mime"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"outreach/domain"
)

// maxDepth is how deep a body may nest; the deepest field of a record lies at five.
const maxDepth = 16

// decode reads a JSON body strictly: unknown and repeated members, explicit nulls, wrong types, overflow,
// text after the value, invalid UTF-8 and deep nesting are refused, each with its JSON Pointer.
func decode(body []byte, v any) error {
	if len(body) == 0 {
		return domain.Refuse(domain.Malformed, "error.malformed.empty")
	}
	if err := scan(body); err != nil {
		return err
	}
	err := json.Unmarshal(body, v, json.RejectUnknownMembers(true), jsontext.AllowDuplicateNames(false), jsontext.AllowInvalidUTF8(false))
	if err != nil {
		return decodeError(err)
	}
	return nil
}

// scan looks at the bytes once: nesting beyond maxDepth is refused before any decoder recurses, and a
// null sends the body to be searched for it.
func scan(body []byte) error {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return domain.Refuse(domain.Malformed, "error.malformed.depth", "Limit", maxDepth)
			}
		case c == '}' || c == ']':
			depth--
		case c == 'n':
			return findNull(body)
		}
	}
	return nil
}

// findNull refuses the first explicit null; an absent member says the same with one meaning. Other
// faults are left to the decoder.
func findNull(body []byte) error {
	d := jsontext.NewDecoder(strings.NewReader(string(body)))
	for {
		token, err := d.ReadToken()
		if err != nil {
			return nil //nolint:nilerr // what is wrong here is told by the decoder proper
		}
		if token.Kind() == jsontext.KindNull {
			return malformedAt(string(d.StackPointer()), "fault.null")
		}
	}
}

// decodeError tells what the decoder found, where.
func decodeError(err error) error {
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		at := string(e.JSONPointer)
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return malformedAt(at, "fault.duplicate_name")
		}
		return malformedAt(at, "fault.syntax", "Value", fmt.Sprint(e.ByteOffset))
	}
	e, ok := errors.AsType[*json.SemanticError](err)
	if !ok {
		return &domain.Error{Code: domain.Malformed, Err: err}
	}
	at := string(e.JSONPointer)
	if errors.Is(err, json.ErrUnknownName) {
		return malformedAt(at, "fault.unknown_member")
	}
	if cause, ok := errors.AsType[*domain.Error](e.Err); ok && cause.Key != "" {
		return domain.RefuseFields(domain.Fault{Pointer: at, Key: cause.Key, Params: cause.Params})
	}
	return malformedAt(at, "fault.type", "Value", e.JSONKind.String())
}

func malformedAt(pointer, key string, params ...any) error {
	return &domain.Error{Code: domain.Malformed, Key: "error.malformed.json", Faults: []domain.Fault{domain.FaultAt(pointer, key, params...)}}
}

// checkMedia refuses a body that is not of the media type, or not plain JSON where that is "", before a byte
// of it is read.
func checkMedia(takes, contentType, encoding string) error {
	if encoding != "" && !strings.EqualFold(encoding, "identity") {
		return domain.Refuse(domain.UnsupportedMedia, "error.unsupported_media.encoding", "Value", encoding)
	}
	media, params, err := mime.ParseMediaType(contentType)
	if takes == mediaTable { // what a table is shows in its content; programs name it in many ways
		if strings.HasPrefix(media, "multipart/") {
			return domain.Refuse(domain.UnsupportedMedia, "error.unsupported_media.form")
		}
		return nil
	}
	if takes != "" {
		if err != nil || media != takes {
			return domain.Refuse(domain.UnsupportedMedia, "error.unsupported_media.jpeg")
		}
		return nil
	}
	charset, named := params["charset"]
	if err != nil || media != "application/json" || named && !strings.EqualFold(charset, "utf-8") {
		return domain.Refuse(domain.UnsupportedMedia, "error.unsupported_media.json", "Value", contentType)
	}
	return nil
}
