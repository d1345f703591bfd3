package xlsx

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxUnits is the longest text of a cell in UTF-16 units.
const maxUnits = 32767

// Bytes that are not written as they are.
const (
	plain      = iota
	isMarkup   // & < >
	isControl  // not allowed in XML 1.0, or changed by its readers (carriage return)
	isUnder    // may begin a literal _xHHHH_
	isLastRune // may begin U+FFFE or U+FFFF
)

// classes tells the class of a byte; a value, not a map, for the loop over every byte of a book.
func classes() *[256]uint8 {
	var c [256]uint8
	for i := range 0x20 {
		c[i] = isControl
	}
	c['\t'], c['\n'] = plain, plain
	c['&'], c['<'], c['>'] = isMarkup, isMarkup, isMarkup
	c['_'], c[0xEF] = isUnder, isLastRune
	return &c
}

// Escape adds a text to b as the content of a <t>: XML's escapes, and _xHHHH_ for characters that XML 1.0
// has not and for underscores that would begin such an escape. The text must be UTF-8.
func Escape(b []byte, s string) []byte { return escape(b, s, classes()) }

func escape(b []byte, s string, class *[256]uint8) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		c := class[s[i]]
		if c == plain {
			continue
		}
		width := 1
		var code string
		switch {
		case c == isMarkup:
			code = entity(s[i])
		case c == isControl:
			b = append(append(b, s[from:i]...), "_x00"...)
			b, from = append(b, hex(s[i]>>4), hex(s[i]&15), '_'), i+1
			continue
		case c == isUnder && literal(s[i:], class):
			code = "_x005F_"
		case c == isLastRune && lastRune(s[i:]):
			width, code = 3, "_xFFF"+string(hex(s[i+2]&15))+"_"
		default:
			continue
		}
		b = append(append(b, s[from:i]...), code...)
		i += width - 1
		from = i + 1
	}
	return append(b, s[from:]...)
}

func entity(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	default:
		return "&gt;"
	}
}

func hex(c byte) byte { return "0123456789ABCDEF"[c] }

// lastRune tells whether s begins with U+FFFE or U+FFFF.
func lastRune(s string) bool { return strings.HasPrefix(s, "\uFFFE") || strings.HasPrefix(s, "\uFFFF") }

// literal tells whether s begins with what a reader would take for an escape. Its last underscore may also be
// the first of an escape that is written for the character there.
func literal(s string, class *[256]uint8) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' && class[s[6]] != isControl && !lastRune(s[6:]) {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}

// spaced tells whether a reader might drop white space around s unless told to preserve it.
func spaced(s string) bool { return s[0] <= ' ' || s[len(s)-1] <= ' ' }

// fault tells why a text cannot be a cell, nil if it can.
func fault(s string) error {
	if !utf8.ValidString(s) {
		return ErrText
	}
	if len(s) > maxUnits && units(s) > maxUnits {
		return ErrLong
	}
	return nil
}

func units(s string) int {
	n := 0
	for _, c := range s {
		n += max(utf16.RuneLen(c), 1)
	}
	return n
}

// mend replaces broken UTF-8 by U+FFFD and cuts what is too long, ending it in an ellipsis.
func mend(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	n, end := 0, 0
	for i, c := range s {
		wide := utf16.RuneLen(c)
		if n+wide < maxUnits {
			end = i + utf8.RuneLen(c)
		}
		if n += wide; n > maxUnits {
			return s[:end] + "\u2026"
		}
	}
	return s
}
