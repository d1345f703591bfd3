package table

import (
	"bytes"
	"context"
	"fmt"

	"outreach/domain"
)

// shared is the table of shared strings, in pages that are turned into strings together.
type shared struct {
	pages []*[pageStrings]string
	count int
}

const pageStrings = 64

func (l *shared) get(i int) (string, bool) {
	if i < 0 || i >= l.count {
		return "", false
	}
	return l.pages[i/pageStrings][i%pageStrings], true
}

// page gathers the strings of a page.
type page struct {
	text []byte
	ends []int
}

func (l *shared) add(p *page) {
	if len(p.ends) == 0 {
		return
	}
	all, start := string(p.text), 0
	var done [pageStrings]string
	for i, end := range p.ends {
		done[i] = all[start:end]
		start = end
	}
	l.pages, l.count = append(l.pages, &done), l.count+len(p.ends)
	p.text, p.ends = p.text[:0], p.ends[:0]
}

func (b *book) readStrings(ctx context.Context, part string, limits Limits) error {
	const header = 16 // bytes of a string that is empty
	at := place{part: part}
	spent := int64(0)
	var p page
	err := b.read(ctx, part, func() place { return at }, func(s *scanner) error {
		return eachChild(s, spaceMain, "sst", func() error {
			if !s.is("si") {
				return s.skip()
			}
			start := len(p.text)
			var err error
			if p.text, err = appendRich(s, p.text, limits); err != nil {
				return fmt.Errorf("shared string %d: %w", b.strings.count+len(p.ends), err)
			}
			if spent += int64(len(p.text)-start) + header; spent > limits.Strings {
				return refuse(domain.TooLarge, "error.table.strings", at, "Limit", limits.Strings>>20)
			}
			if p.ends = append(p.ends, len(p.text)); len(p.ends) == pageStrings {
				b.strings.add(&p)
			}
			return nil
		})
	})
	b.strings.add(&p)
	return err
}

// appendRich adds the text of an <si> or <is>, runs joined, phonetic guides left out.
func appendRich(s *scanner, dst []byte, limits Limits) ([]byte, error) {
	start := len(dst)
	for {
		ok, err := s.child()
		if err != nil {
			return dst, err
		}
		if !ok {
			break
		}
		switch {
		case s.is("t"):
			dst, err = appendText(s, dst, limits)
		case s.is("r"):
			dst, err = appendRun(s, dst, limits)
		default: // rPh, phoneticPr, extLst
			err = s.skip()
		}
		if err != nil {
			return dst, err
		}
	}
	if tooLong(dst[start:], limits.Cell) {
		return dst, longError(limits.Cell)
	}
	return dst, nil
}

func appendRun(s *scanner, dst []byte, limits Limits) ([]byte, error) {
	for {
		ok, err := s.child()
		if err != nil || !ok {
			return dst, err
		}
		if s.is("t") {
			dst, err = appendText(s, dst, limits)
		} else {
			err = s.skip()
		}
		if err != nil {
			return dst, err
		}
	}
}

// longError is a text of more UTF-16 units than this.
type longError int

func (e longError) Error() string { return fmt.Sprintf("a text of more than %d characters", int(e)) }

// appendText adds the text of the element that was begun last, its escapes undone once.
func appendText(s *scanner, dst []byte, limits Limits) ([]byte, error) {
	keep := s.attrText(spaceXML, "space") == "preserve"
	start := len(dst)
	for {
		t, err := s.next()
		switch {
		case err != nil:
			return dst, err
		case t == tokenBegin:
			if err := s.skip(); err != nil {
				return dst, err
			}
		case t == tokenText && s.plain:
			dst = append(dst, s.text...)
		case t == tokenText:
			dst = appendUnescaped(dst, s.text)
		default:
			text := dst[start:]
			if !keep { // as the programs do that write xml:space where it matters
				text = bytes.Trim(text, " \t\r\n")
			}
			text, err = unescapeUnits(text)
			return append(dst[:start], text...), err
		}
		if len(dst)-start > unitBytes*limits.Cell {
			return dst, longError(limits.Cell)
		}
	}
}
