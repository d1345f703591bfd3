package table

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// soundPrefix gives how many bytes are whole characters that XML 1.0 may hold; a cut character at the end is no fault yet.
func soundPrefix(b []byte) (int, error) {
	n := len(b)
	for back := 1; back < utf8.UTFMax && back <= len(b); back++ {
		if c := b[len(b)-back]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-back:]) {
				n = len(b) - back
			}
			break
		}
	}
	var fault error
	if !utf8.Valid(b[:n]) {
		fault = errUTF8
		for i := 0; ; {
			c, width := utf8.DecodeRune(b[i:n])
			if c == utf8.RuneError && width <= 1 {
				n = i
				break
			}
			i += width
		}
	}
	if i := unholdable(b[:n]); i >= 0 {
		return i, errControl
	}
	return n, fault
}

// unholdable gives where the first character stands that no workbook can hold (XML 1.0, production 2), -1 for none.
func unholdable(b []byte) int {
	first := controlIn(b)
	const last = "\xef\xbf" // of U+FFC0 to U+FFFF
	for i := 0; ; i += len(last) {
		next := bytes.Index(b[i:], []byte(last))
		if next < 0 || first >= 0 && i+next > first {
			return first
		}
		if i += next; i+2 < len(b) && b[i+2] >= 0xbe {
			return i
		}
	}
}

// controlIn gives where the first control character but tab and line ends stands, -1 for none, eight bytes at a time.
func controlIn(b []byte) int {
	const each, high = 0x0101010101010101, 0x8080808080808080
	for i := 0; i < len(b); {
		if i+8 <= len(b) {
			if x := binary.LittleEndian.Uint64(b[i:]); (x-each*' ')&^x&high == 0 { // no byte below a space
				i += 8
				continue
			}
		}
		for end := min(i+8, len(b)); i < end; i++ {
			if c := b[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' {
				return i
			}
		}
	}
	return -1
}

func holdable(c rune) bool {
	return c == '\t' || c == '\n' || c == '\r' || c >= ' ' && c != 0xfffe && c != 0xffff && utf8.ValidRune(c)
}

// checkEntities checks that what begins with & is one of the five entities or names a character.
func checkEntities(b []byte) error {
	for {
		i := bytes.IndexByte(b, '&')
		if i < 0 {
			return nil
		}
		b = b[i:]
		c, n := entity(b)
		if n == 0 {
			return fmt.Errorf("%w: entity %.12q", errXML, b)
		}
		if !holdable(c) {
			return errControl
		}
		b = b[n:]
	}
}

// entity reads one entity and gives its character and length, 0 where it is none.
func entity(b []byte) (rune, int) {
	end := bytes.IndexByte(b[:min(len(b), longestEntity)], ';')
	if end < 2 {
		return 0, 0
	}
	switch name := string(b[1:end]); name {
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "amp":
		return '&', end + 1
	case "quot":
		return '"', end + 1
	case "apos":
		return '\'', end + 1
	default:
		if name[0] != '#' {
			return 0, 0
		}
		number, base := name[1:], 10
		if number != "" && number[0] == 'x' {
			number, base = number[1:], 16
		}
		n, err := strconv.ParseUint(number, base, 32)
		if err != nil || n > utf8.MaxRune || 0xd800 <= n && n < 0xe000 {
			return 0, 0
		}
		return rune(n), end + 1
	}
}

// appendUnescaped adds text with its entities undone and its line ends as XML has them (2.11). It was checked before.
func appendUnescaped(dst, b []byte) []byte {
	for {
		i := bytes.IndexAny(b, "&\r")
		if i < 0 {
			return append(dst, b...)
		}
		dst = append(dst, b[:i]...)
		if b[i] == '\r' {
			dst = append(dst, '\n')
			b = b[i+1:]
			if len(b) > 0 && b[0] == '\n' {
				b = b[1:]
			}
			continue
		}
		c, n := entity(b[i:])
		dst = utf8.AppendRune(dst, c)
		b = b[i+max(n, 1):]
	}
}

// unescapeUnits undoes _xHHHH_, one UTF-16 unit each, once and in place (ECMA-376 Part 1, 22.9.2.19): what comes out is
// not looked at again. It fails for half a character and for what no workbook can hold.
func unescapeUnits(b []byte) ([]byte, error) {
	first := bytes.Index(b, []byte("_x"))
	if first < 0 {
		return b, nil
	}
	out, i := b[:first], first
	for i < len(b) {
		unit, ok := escapedUnit(b[i:])
		if !ok {
			out = append(out, b[i])
			i++
			continue
		}
		i += unitBytes
		c := rune(unit)
		if utf16.IsSurrogate(c) {
			low, ok := escapedUnit(b[i:])
			if c = utf16.DecodeRune(c, rune(low)); !ok || c == utf8.RuneError {
				return nil, errUTF8
			}
			i += unitBytes
		}
		if !holdable(c) {
			return nil, errControl
		}
		out = utf8.AppendRune(out, c)
	}
	return out, nil
}

const unitBytes = len("_xHHHH_")

func escapedUnit(b []byte) (uint16, bool) {
	if len(b) < unitBytes || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	n := uint16(0)
	for _, c := range b[2:6] {
		switch {
		case '0' <= c && c <= '9':
			n = n<<4 | uint16(c-'0')
		case 'a' <= c && c <= 'f':
			n = n<<4 | uint16(c-'a'+10)
		case 'A' <= c && c <= 'F':
			n = n<<4 | uint16(c-'A'+10)
		default:
			return 0, false
		}
	}
	return n, true
}

// tooLong says whether a text has more UTF-16 units than a cell may.
func tooLong(b []byte, most int) bool {
	if len(b) <= most {
		return false
	}
	n := 0
	for _, c := range string(b) {
		n += utf16.RuneLen(c)
	}
	return n > most
}
