package api

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// coding is how a body is written: as it is, or compressed by the name that Content-Encoding has for it.
type coding string

const (
	plain  coding = ""
	brotli coding = "br"
	gzip   coding = "gzip"
)

// Levels of compression: quick for what is made for one answer, best for what is made once and sent often.
const (
	quick = 5
	best  = 11
)

// worthwhile is the least body that is compressed, in bytes: less fits one packet anyhow, and what is secret
// (a token just made, a code) is always shorter, so that its length tells nothing.
const worthwhile = 1 << 10

// accepted gives the coding that an Accept-Encoding header lets us use: Brotli, else gzip, else none.
func accepted(header string) coding {
	chosen := plain
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if q, given := strings.CutPrefix(strings.TrimSpace(weight), "q="); given {
			if v, err := strconv.ParseFloat(q, 64); err != nil || v <= 0 {
				continue
			}
		}
		switch coding(strings.ToLower(strings.TrimSpace(name))) {
		case brotli:
			return brotli
		case gzip:
			chosen = gzip
		case plain:
		}
	}
	return chosen
}

// codingFor gives the coding of an answer to a request.
func codingFor(c *fiber.Ctx, body []byte) coding {
	if len(body) < worthwhile {
		return plain
	}
	return accepted(c.Get(fiber.HeaderAcceptEncoding))
}

// compress gives a body in a coding, or nil where that gains nothing or the compressors are overrun.
func compress(body []byte, how coding, level int) []byte {
	var out []byte
	switch how {
	case brotli:
		out = fasthttp.AppendBrotliBytesLevel(nil, body, level)
	case gzip:
		out = fasthttp.AppendGzipBytesLevel(nil, body, min(level, fasthttp.CompressBestCompression))
	case plain:
	}
	if len(out) == 0 || len(out) >= len(body) {
		return nil
	}
	return out
}

// write puts a body on an answer, in the form that was made of it, or as it is where none was.
func write(c *fiber.Ctx, body, form []byte, how coding) {
	if form != nil {
		c.Set(fiber.HeaderContentEncoding, string(how))
		body = form
	}
	c.Response().SetBodyRaw(body)
}

// contentTag gives the entity tag of a content, without quotes; each form of it has one of its own.
func contentTag(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// tag gives the entity tag of a content's form.
func (how coding) tag(content string) string {
	if how == plain {
		return `"` + content + `"`
	}
	return `"` + content + "-" + string(how) + `"`
}

// matches says whether an If-None-Match header names a content, quoted or not, in any of its forms.
func matches(header, content string) bool {
	content = strings.Trim(content, `"`)
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == "*" || part == plain.tag(content) || part == brotli.tag(content) || part == gzip.tag(content) {
			return true
		}
	}
	return false
}

// Bounds of the forms that are kept.
const (
	keptForms = 32
	keptBytes = 16 << 20
)

// kept holds the forms of bodies that are the same for everybody, so that each is compressed once. Safe for
// concurrent use; the form used longest ago goes first.
type kept struct {
	mu    sync.Mutex
	forms []*form // the last used at the end
}

type form struct {
	tag  string
	once sync.Once
	body []byte
	size int // of body, once made
}

// form gives the form of a tag, made at most once while it is kept.
func (k *kept) form(tag string, compressed func() []byte) []byte {
	f := k.find(tag)
	f.once.Do(func() {
		f.body = compressed()
		k.mu.Lock()
		defer k.mu.Unlock()
		f.size = len(f.body)
		k.trim()
	})
	return f.body
}

func (k *kept) find(tag string) *form {
	k.mu.Lock()
	defer k.mu.Unlock()
	f := &form{tag: tag}
	if i := slices.IndexFunc(k.forms, func(f *form) bool { return f.tag == tag }); i >= 0 {
		f = k.forms[i]
		k.forms = slices.Delete(k.forms, i, i+1)
	}
	k.forms = append(k.forms, f)
	k.trim()
	return f
}

// trim keeps within the bounds.
func (k *kept) trim() {
	first, size := len(k.forms), 0
	for first > 0 && len(k.forms)-first < keptForms && size+k.forms[first-1].size <= keptBytes {
		first--
		size += k.forms[first].size
	}
	k.forms = slices.Delete(k.forms, 0, first)
}
