package table

import (
	"context"
	"strconv"
	"strings"
)

// look is how a style shows a number.
type look uint8

const (
	lookNumber look = iota
	lookDay
	lookTime
)

// readStyles finds out which cell styles show a day or a time.
func (b *book) readStyles(ctx context.Context, part string) error {
	at := place{part: part}
	own := map[int]look{}
	return b.read(ctx, part, func() place { return at }, func(s *scanner) error {
		return eachChild(s, spaceMain, "styleSheet", func() error {
			switch {
			case s.is("numFmts"):
				return eachOf(s, "numFmt", func() {
					if id, err := strconv.Atoi(string(s.attr("numFmtId"))); err == nil && len(own) < maxFormats {
						own[id] = lookOf(s.attrText(spaceNone, "formatCode"))
					}
				})
			case s.is("cellXfs"):
				return eachOf(s, "xf", func() {
					id, err := strconv.Atoi(string(s.attr("numFmtId")))
					shown, known := own[id]
					if !known {
						shown = builtIn(id)
					}
					if err != nil {
						shown = lookNumber
					}
					if len(b.looks) < maxFormats {
						b.looks = append(b.looks, shown)
					}
				})
			}
			return s.skip()
		})
	})
}

// maxFormats is how many cell formats a workbook has at most (Excel's published limits).
const maxFormats = 65_490

func eachOf(s *scanner, name string, each func()) error {
	for {
		ok, err := s.child()
		if err != nil || !ok {
			return err
		}
		if s.is(name) {
			each()
		}
		if err := s.skip(); err != nil {
			return err
		}
	}
}

// builtIn gives the look of a number format that needs no code (ECMA-376 Part 1, 18.8.30, with the East Asian ones).
func builtIn(id int) look {
	switch {
	case id == 14, id == 15, id == 16, id == 17, id == 22, 27 <= id && id <= 31, id == 36, 50 <= id && id <= 54, id == 57, id == 58:
		return lookDay
	case 18 <= id && id <= 21, 32 <= id && id <= 35, 45 <= id && id <= 47, id == 55, id == 56:
		return lookTime
	}
	return lookNumber
}

// lookOf reads the first section of a number format: letters of days or times that are neither quoted nor escaped.
func lookOf(code string) look {
	found := lookNumber
	if strings.EqualFold(code, "general") {
		return found
	}
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == ';':
			return found
		case code[i] == '"':
			i += max(strings.IndexByte(code[i+1:], '"')+1, 0)
		case code[i] == '\\' || code[i] == '_' || code[i] == '*':
			i++
		case code[i] == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return found
			}
			if inside := strings.ToLower(code[i+1 : i+end]); inside != "" && strings.Trim(inside, inside[:1]) == "" && strings.Contains("hms", inside[:1]) {
				found = max(found, lookTime)
			}
			i += end
		case c == 'y', c == 'd', c == 'e' && (i+1 == len(code) || code[i+1] != '+' && code[i+1] != '-'):
			return lookDay
		case c == 'm' && found != lookTime:
			found = lookDay
		case c == 'h', c == 's':
			if found == lookDay && !strings.ContainsAny(strings.ToLower(code), "yd") { // mm:ss
				found = lookNumber
			}
			found = max(found, lookTime)
		}
	}
	return found
}
