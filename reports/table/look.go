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

// lookOf reads the first section of a number format.
func lookOf(code string) look {
	letters := strings.NewReplacer("general", "", "e+", "", "e-", "").Replace(bareFormat(code))
	switch {
	case strings.ContainsAny(letters, "yde"):
		return lookDay
	case strings.ContainsAny(letters, "hs"):
		return lookTime
	case strings.Contains(letters, "m"):
		return lookDay
	}
	return lookNumber
}

// bareFormat gives the first section of a number format in lower case without what is quoted, escaped or in brackets; of
// these only lengths of time, such as [h], are kept.
func bareFormat(code string) string {
	var bare strings.Builder
	for code != "" {
		skip := 1
		switch code[0] {
		case ';':
			return bare.String()
		case '"':
			skip = 1 + through(code[1:], '"')
		case '\\', '_', '*':
			skip = 2
		case '[':
			skip = 1 + through(code[1:], ']')
			if inside, _, _ := strings.Cut(strings.ToLower(code[1:]), "]"); inside != "" && strings.Trim(inside, "hms") == "" {
				bare.WriteString("h")
			}
		default:
			bare.WriteString(strings.ToLower(code[:1]))
		}
		code = code[min(skip, len(code)):]
	}
	return bare.String()
}

// through gives how many bytes a text has up to a mark, that included; all where it has none.
func through(s string, mark byte) int {
	if i := strings.IndexByte(s, mark); i >= 0 {
		return i + 1
	}
	return len(s)
}
