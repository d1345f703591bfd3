package reports

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"slices"
	"unicode/utf8"

	"outreach/domain"
)

// csvLines reads UTF-8 CSV by RFC 4180, with or without a byte-order mark.
func csvLines(r io.Reader) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		buffered := bufio.NewReader(r)
		if c, _, err := buffered.ReadRune(); err == nil && c != '\uFEFF' {
			if err := buffered.UnreadRune(); err != nil {
				yield(line{}, err)
				return
			}
		}
		in := csv.NewReader(buffered)
		in.FieldsPerRecord = -1
		for no := 1; ; no++ {
			cells, err := in.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
				err = &domain.Error{Code: domain.Malformed, Key: "error.import.csv", Params: map[string]any{"Row": no}, Err: wrong}
			} else if err == nil && !slices.ContainsFunc(cells, func(s string) bool { return !utf8.ValidString(s) }) {
				for i, s := range cells {
					cells[i] = unguarded(s)
				}
			} else if err == nil {
				err = domain.Refuse(domain.UnsupportedMedia, "error.import.encoding")
			}
			if !yield(line{no, cells}, err) || err != nil {
				return
			}
		}
	}
}
