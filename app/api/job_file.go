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
	spec, ok := strings.CutPrefix(header, "bytes=")
	first, last, dash := strings.Cut(strings.TrimSpace(spec), "-")
	if !ok || !dash || strings.Contains(spec, ",") {
		return 0, size, nil
	}
	outside := fiber.ErrRequestedRangeNotSatisfiable
	if first == "" {
		n, perr := strconv.ParseInt(last, 10, 64)
		if perr != nil || n < 0 {
			return 0, size, nil //nolint:nilerr // no range at all
		}
		if n == 0 || size == 0 {
			return 0, 0, outside
		}
		return max(0, size-n), size, nil
	}
	from, ferr := strconv.ParseInt(first, 10, 64)
	to = size
	if last != "" {
		n, lerr := strconv.ParseInt(last, 10, 64)
		if lerr != nil || n < from {
			return 0, size, nil //nolint:nilerr // no range at all
		}
		to = min(size-1, n) + 1
	}
	if ferr != nil || from < 0 {
		return 0, size, nil //nolint:nilerr // no range at all
	}
	if from >= size {
		return 0, 0, outside
	}
	return from, to, nil
}
