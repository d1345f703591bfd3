package table

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"

	"outreach/domain"
)

// Encoding is how the text of a CSV is written.
type Encoding struct {
	Name string // utf-8, utf-16le, utf-16be or gb18030
	// Doubt says that the bytes could also be GB18030, because there are too few characters beyond ASCII to tell: someone
	// should look at the text before it is taken over.
	Doubt bool
}

// The encodings that are read. GB18030 holds all of GBK and GB 2312.
const (
	UTF8    = "utf-8"
	UTF16LE = "utf-16le"
	UTF16BE = "utf-16be"
	GB18030 = "gb18030"
)

// detect finds the encoding: a byte-order mark decides; then valid UTF-8 wins; then what fits GB18030 in its form. What is
// neither is read as that of the two that it breaks later, so that the reader names the cell.
func detect(ctx context.Context, in io.Reader, head []byte) (Encoding, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return Encoding{Name: UTF8}, nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return Encoding{Name: UTF16LE}, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return Encoding{Name: UTF16BE}, nil
	}
	var c census
	buffered := bufio.NewReaderSize(in, 64<<10)
	for {
		b, err := buffered.Peek(64 << 10)
		if err != nil && !errors.Is(err, io.EOF) {
			return Encoding{}, fmt.Errorf("read table: %w", err)
		}
		if ctx.Err() != nil {
			return Encoding{}, ctx.Err()
		}
		last := errors.Is(err, io.EOF)
		n := c.count(b, last)
		if _, err := buffered.Discard(n); err != nil {
			return Encoding{}, fmt.Errorf("read table: %w", err)
		}
		if last {
			return c.verdict(), nil
		}
	}
}

// census counts how far a text is of either encoding.
type census struct {
	at             int64 // bytes seen
	utf8Bad, gbBad int64 // where the first fault stands, counted from 1
	pairs, longer  int   // characters of two bytes of UTF-8, and of more
	gbSkip         int   // bytes at the head of the next block that belong to a GB18030 character before
}

// count looks at a block but for a character that its end may cut, and gives how much it saw.
func (c *census) count(b []byte, last bool) int {
	end := len(b)
	if !last {
		end -= 4
	}
	n := c.countUTF8(b, end)
	c.countGB(b, n)
	c.at += int64(n)
	return n
}

func (c *census) countUTF8(b []byte, end int) int {
	i := 0
	for i < end {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, width := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && width <= 1:
			if c.utf8Bad == 0 {
				c.utf8Bad = c.at + int64(i) + 1
			}
		case width == 2:
			c.pairs++
		default:
			c.longer++
		}
		i += width
	}
	return i
}

func (c *census) countGB(b []byte, end int) {
	i := c.gbSkip
	for i < end {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		width := widthGB(b[i:])
		if width == 0 {
			if c.gbBad == 0 {
				c.gbBad = c.at + int64(i) + 1
			}
			width = 1
		}
		i += width
	}
	c.gbSkip = i - end
}

// widthGB gives how many bytes the character is long that b begins with, 0 where it is none (GB 18030-2022, 5.2).
func widthGB(b []byte) int {
	lead := func(i int) bool { return i < len(b) && 0x81 <= b[i] && b[i] <= 0xfe }
	digit := func(i int) bool { return i < len(b) && '0' <= b[i] && b[i] <= '9' }
	switch {
	case b[0] == euro:
		return 1
	case lead(0) && digit(1) && lead(2) && digit(3):
		return 4
	case lead(0) && len(b) > 1 && 0x40 <= b[1] && b[1] <= 0xfe && b[1] != 0x7f:
		return 2
	}
	return 0
}

func (c *census) verdict() Encoding {
	const enough = 4 // characters of three bytes: GBK text that happens to be so many of them in a row is not met
	switch {
	case c.utf8Bad == 0:
		return Encoding{UTF8, c.gbBad == 0 && c.pairs+c.longer > 0 && c.longer < enough}
	case c.gbBad == 0 || c.gbBad > c.utf8Bad && c.longer < enough:
		return Encoding{Name: GB18030}
	}
	return Encoding{Name: UTF8}
}

// wideReader turns UTF-16 into UTF-8. Half a character or byte comes out as bytes that are no UTF-8, so that the reader
// of the cells finds it where it stands.
type wideReader struct {
	in    *bufio.Reader
	order binary.ByteOrder
	out   []byte
	err   error
}

func (w *wideReader) Read(p []byte) (int, error) {
	for len(w.out) == 0 {
		if w.err != nil {
			return 0, w.err
		}
		w.more()
	}
	n := copy(p, w.out)
	w.out = w.out[n:]
	return n, nil
}

func (w *wideReader) more() {
	w.out = w.out[:0]
	for len(w.out) < 4<<10 && w.err == nil {
		c, ok := w.unit()
		if !ok {
			return
		}
		if !utf16.IsSurrogate(c) {
			w.out = utf8.AppendRune(w.out, c)
			continue
		}
		low, err := w.in.Peek(2)
		if err == nil {
			if whole := utf16.DecodeRune(c, rune(w.order.Uint16(low))); whole != utf8.RuneError {
				_, w.err = w.in.Discard(2)
				w.out = utf8.AppendRune(w.out, whole)
				continue
			}
		}
		w.out = append(w.out, 0xed, 0xa0, 0x80)
	}
}

func (w *wideReader) unit() (rune, bool) {
	var b [2]byte
	n, err := io.ReadFull(w.in, b[:])
	if n == 1 {
		w.out = append(w.out, 0xff)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	w.err = err
	return rune(w.order.Uint16(b[:])), err == nil
}

// gbDecoder decodes cells. A character that is not in the standard's table, such as one of the areas for private use that
// every machine fills differently, is refused by its bytes: a plain decoder would give a mark for it, or another character.
type gbDecoder struct {
	from *encoding.Decoder
	to   *encoding.Encoder
	cell []byte
}

func newGBDecoder() *gbDecoder {
	return &gbDecoder{from: simplifiedchinese.GB18030.NewDecoder(), to: simplifiedchinese.GB18030.NewEncoder()}
}

// The euro sign of code page 936, which the standard writes in two bytes.
const (
	euro         = 0x80
	standardEuro = "\xa2\xe3"
)

// text decodes one cell.
func (d *gbDecoder) text(b []byte, at place) (string, error) {
	d.cell = d.cell[:0]
	for i := 0; i < len(b); {
		width := 1
		switch {
		case b[i] == euro:
			d.cell = append(d.cell, standardEuro...)
			i++
			continue
		case b[i] > euro:
			width = widthGB(b[i:])
		}
		if width == 0 {
			return "", refuse(domain.UnsupportedMedia, "error.table.utf8", at, "Value", fmt.Sprintf("% X", b[i:min(i+2, len(b))]))
		}
		d.cell = append(d.cell, b[i:i+width]...)
		i += width
	}
	if text, ok := d.same(d.cell); ok {
		return string(text), nil
	}
	for i := 0; i < len(d.cell); {
		width := 1
		if d.cell[i] >= utf8.RuneSelf {
			width = widthGB(d.cell[i:])
		}
		if c := d.cell[i : i+width]; width > 1 {
			if _, ok := d.same(c); !ok {
				return "", refuse(domain.UnsupportedMedia, "error.table.private", at, "Value", fmt.Sprintf("% X", c))
			}
		}
		i += width
	}
	return "", refuse(domain.UnsupportedMedia, "error.table.utf8", at)
}

// same decodes bytes that come out the same when they are encoded again.
func (d *gbDecoder) same(b []byte) ([]byte, bool) {
	text, err := d.from.Bytes(b)
	if err != nil || bytes.Contains(text, []byte("\ufffd")) {
		return nil, false
	}
	back, err := d.to.Bytes(text)
	return text, err == nil && bytes.Equal(back, b)
}
