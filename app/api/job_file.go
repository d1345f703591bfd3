package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"outreach/repository"
)

// keptFile is an answer out of a file that is kept, whole or in a range.
type keptFile struct {
	repository.File
	name    string
	media   string
	etag    string // strong, quoted
	ranged  string // as Range and If-Range say
	ifRange string
}

// closing closes what will not be sent.
func closing(c io.Closer, err error) error { return errors.Join(err, c.Close()) }

// send answers with a kept file as RFC 9110 has it: 304 where the reader has it, one range as 206 where it is
// still the same file, 416 where the range lies outside. More ranges than one get the whole.
func (s *Server) send(c *fiber.Ctx, f *keptFile) error {
	c.Set(fiber.HeaderETag, f.etag)
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	if matches(c.Get(fiber.HeaderIfNoneMatch), f.etag) {
		c.Status(http.StatusNotModified)
		return f.Close()
	}
	size := f.Size()
	from, to := int64(0), size
	if f.ranged != "" && (f.ifRange == "" || f.ifRange == f.etag) {
		var err error
		if from, to, err = byteRange(f.ranged, size); err != nil {
			c.Set(fiber.HeaderContentRange, "bytes */"+strconv.FormatInt(size, 10))
			return closing(f, err)
		}
	}
	if to-from < size {
		c.Status(http.StatusPartialContent)
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", from, to-1, size))
	}
	c.Set(fiber.HeaderContentType, f.media)
	c.Set(fiber.HeaderContentDisposition, attachment(f.name))
	c.Context().SetBodyStream(&paced{io.NewSectionReader(f, from, to-from), f, c.Context().Conn(), s.now}, int(to-from))
	return nil
}

// byteRange reads one range of a file: [from, to). What is no such range asks for the whole; one that lies outside
// is refused.
func byteRange(header string, size int64) (from, to int64, err error) {
	from, to, ok := span(header, size)
	switch {
	case !ok:
		return 0, size, nil
	case from >= to:
		return 0, 0, fiber.ErrRequestedRangeNotSatisfiable
	}
	return from, to, nil
}

// span reads one range as it meets a file of a size, empty where it lies outside; not ok is no such range.
func span(header string, size int64) (from, to int64, ok bool) {
	spec, inBytes := strings.CutPrefix(header, "bytes=")
	first, last, dash := strings.Cut(strings.TrimSpace(spec), "-")
	start, begins := position(first)
	end, ends := position(last)
	switch {
	case !inBytes || !dash:
		return 0, 0, false
	case first == "":
		return max(0, size-end), size, ends
	case last == "":
		return start, size, begins
	}
	return start, min(size-1, end) + 1, begins && ends && start <= end
}

// position reads a whole number that is not negative.
func position(s string) (n int64, ok bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n >= 0
}
