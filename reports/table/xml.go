package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// scanner reads the elements of one XML part, strictly, in one window of memory: what it accepts encoding/xml accepts
// too, with the same elements and texts. Document types, entities of a document's own, names beyond ASCII, prefixes
// without a namespace and tags or comments larger than the window are refused.
type scanner struct {
	ctx  context.Context
	in   io.Reader
	buf  []byte // the window
	pos  int    // read up to here
	end  int    // checked up to here: whole, valid characters
	have int    // filled up to here
	bad  error  // what comes after end

	open     []element
	names    []byte // of the open elements, one after the other
	bindings []binding
	rooted   bool // the root element has begun
	closing  bool // the element begun last was empty: its end is the next token

	// What the last token was, valid until the next.
	attrs  []attribute
	prefix []byte
	name   []byte // of the element, without its prefix
	space  space
	text   []byte
	plain  bool // the text is of a CDATA section: nothing in it is escaped
}

// element is one that is open; within is the namespace of names without a prefix in it.
type element struct {
	name, local, bindings int // where its name, its local name and its bindings begin
	space, within         space
}

type attribute struct{ prefix, name, value []byte }

type token uint8

const (
	tokenDone token = iota
	tokenBegin
	tokenEnd
	tokenText
)

// The scanner's bounds. The window holds the longest cell whose every character is escaped.
const (
	windowBytes   = 256 << 10
	maxDepth      = 64
	maxBindings   = 256
	maxAttributes = 64
	longestEntity = 12
)

var (
	errXML         = errors.New("not well-formed XML")
	errWindow      = errors.New("a tag, comment or section of more than 256 KB")
	errDeclaration = errors.New("a document type or entity is declared")
	errControl     = errors.New("a control character")
	errUTF8        = errors.New("not UTF-8")
	errMore        = errors.New("the window ends within a tag")
)

// readError is a failure of what is below: the archive, its compression or the disk.
type readError struct{ error }

func (e readError) Unwrap() error { return e.error }

func newScanner(ctx context.Context, in io.Reader) *scanner {
	return &scanner{ctx: ctx, in: in, buf: make([]byte, windowBytes)}
}

// fill takes in more of the part, and gives io.EOF where there is no more. It moves the window.
func (s *scanner) fill() error {
	copy(s.buf, s.buf[s.pos:s.have])
	s.end, s.have, s.pos = s.end-s.pos, s.have-s.pos, 0
	for {
		if s.bad != nil {
			return s.bad
		}
		if err := s.ctx.Err(); err != nil {
			return err
		}
		if s.have == len(s.buf) {
			return errWindow
		}
		n, err := s.in.Read(s.buf[s.have:])
		s.have += n
		sound, bad := soundPrefix(s.buf[s.end:s.have])
		s.end += sound
		switch {
		case bad != nil:
			s.bad = bad
		case errors.Is(err, io.EOF) && s.end < s.have:
			s.bad = errUTF8
		case errors.Is(err, io.EOF):
			s.bad = io.EOF
		case err != nil:
			s.bad = readError{err}
		}
		if sound > 0 {
			return nil
		}
	}
}

// next reads one token. Comments and instructions are passed over.
func (s *scanner) next() (token, error) {
	if s.passed() {
		return tokenEnd, nil
	}
	for {
		if s.pos == s.end {
			if err := s.fill(); errors.Is(err, io.EOF) {
				return tokenDone, s.finish()
			} else if err != nil {
				return tokenDone, err
			}
		}
		if s.buf[s.pos] != '<' {
			if err := s.characters(); err != nil {
				return tokenDone, err
			}
			return tokenText, nil
		}
		t, err := s.markup(s.buf[s.pos:s.end])
		if errors.Is(err, errMore) {
			if err = s.fill(); errors.Is(err, io.EOF) {
				err = fmt.Errorf("%w: it ends within a tag", errXML)
			}
			if err == nil {
				continue
			}
		}
		if err != nil || t != tokenDone {
			return t, err
		}
	}
}

// finish checks that the document was whole.
func (s *scanner) finish() error {
	if !s.rooted || len(s.open) > 0 {
		return fmt.Errorf("%w: it ends within an element", errXML)
	}
	return nil
}

// markup reads what begins with "<": the token, or tokenDone for what is passed over.
func (s *scanner) markup(b []byte) (token, error) {
	if len(b) < 2 {
		return tokenDone, errMore
	}
	switch b[1] {
	case '/':
		return tokenEnd, s.endTag(b)
	case '!':
		return s.declaration(b)
	case '?':
		return tokenDone, s.instruction(b)
	}
	n, err := s.startTag(b)
	if err != nil {
		return tokenDone, err
	}
	if err := s.push(); err != nil {
		return tokenDone, err
	}
	s.pos += n
	return tokenBegin, nil
}

// characters reads text up to the next tag, or as much of it as the window holds.
func (s *scanner) characters() error {
	n := bytes.IndexByte(s.buf[s.pos:s.end], '<')
	for n < 0 {
		err := s.fill()
		if errors.Is(err, errWindow) || err != nil && s.end > s.pos {
			n = beforeEntity(s.buf[s.pos:s.end])
			break
		}
		if err != nil {
			return err
		}
		n = bytes.IndexByte(s.buf[s.pos:s.end], '<')
	}
	s.text, s.plain = s.buf[s.pos:s.pos+n], false
	s.pos += n
	if len(s.open) == 0 && len(bytes.TrimLeft(s.text, " \t\r\n\ufeff")) > 0 {
		return fmt.Errorf("%w: text outside the root element", errXML)
	}
	if bytes.Contains(s.text, []byte("]]>")) {
		return fmt.Errorf("%w: an end of a section without its beginning", errXML)
	}
	return checkEntities(s.text)
}

// beforeEntity gives how much of a text stands before an entity that the window cuts.
func beforeEntity(b []byte) int {
	tail := max(len(b)-longestEntity, 1)
	if i := bytes.LastIndexByte(b[tail:], '&'); i >= 0 && bytes.IndexByte(b[tail+i:], ';') < 0 {
		return tail + i
	}
	return len(b)
}

func (s *scanner) declaration(b []byte) (token, error) {
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		n := bytes.Index(b[4:], []byte("--"))
		if n < 0 || len(b) < 4+n+3 {
			return tokenDone, errMore
		}
		if b[4+n+2] != '>' {
			return tokenDone, fmt.Errorf("%w: -- in a comment", errXML)
		}
		s.pos += 4 + n + 3
		return tokenDone, nil
	case bytes.HasPrefix(b, []byte("<![CDATA[")):
		n := bytes.Index(b, []byte("]]>"))
		if n < 0 {
			return tokenDone, errMore
		}
		if len(s.open) == 0 {
			return tokenDone, fmt.Errorf("%w: text outside the root element", errXML)
		}
		s.text, s.plain = b[len("<![CDATA["):n], true
		s.pos += n + len("]]>")
		return tokenText, nil
	case len(b) < len("<![CDATA["):
		return tokenDone, errMore
	}
	return tokenDone, errDeclaration
}

// instruction passes over a processing instruction; what an XML declaration says of the encoding must be true.
func (s *scanner) instruction(b []byte) error {
	n := bytes.Index(b, []byte("?>"))
	if n < 0 {
		return errMore
	}
	_, target, i, err := qualified(b, len("<?"))
	if err != nil {
		return err
	}
	if string(target) == "xml" {
		if s.rooted {
			return fmt.Errorf("%w: a late XML declaration", errXML)
		}
		about := bytes.ToLower(b[i:n])
		if encoding, given := cutAttribute(about, "encoding"); given && encoding != "utf-8" {
			return errUTF8
		}
		if version, _ := cutAttribute(about, "version"); version != "1.0" {
			return fmt.Errorf("%w: a version other than 1.0", errXML)
		}
	}
	s.pos += n + len("?>")
	return nil
}

func cutAttribute(b []byte, name string) (string, bool) {
	_, after, found := bytes.Cut(b, []byte(name))
	after = bytes.TrimLeft(after, " \t\r\n=")
	if !found || len(after) == 0 {
		return "", false
	}
	value, _, closed := bytes.Cut(after[1:], after[:1])
	return string(value), closed
}
