package api_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"slices"
	"strings"
	"testing"

	"outreach/app/api"
	"outreach/domain"
)

// snapshot gives a picture that differs by its seed.
func snapshot(t testing.TB, seed uint8, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, pixels(seed, width, height), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pixels(seed uint8, width, height int) image.Image {
	m := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetGray(x, y, color.Gray{Y: uint8(x*int(seed) + y)})
		}
	}
	return m
}

func photoPath(body []byte) string { return "/photos/" + domain.Digest(body) }

// sending is the request that puts a photo under its name.
func sending(who string, body []byte) ask {
	return ask{who: who, method: "PUT", path: photoPath(body), body: body, header: map[string]string{"Content-Type": "image/jpeg"}}
}

// after puts a segment into a picture behind its start.
func after(body []byte, marker byte, payload string) []byte {
	head := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2))
	return slices.Concat(body[:2], head, []byte(payload), body[2:])
}

func TestAPhotoIsCreatedOnceHoweverOftenItIsSent(t *testing.T) {
	w := newWorld(t)
	body := snapshot(t, 1, 1280, 960)
	first := w.want(http.StatusCreated, sending("chelsea", body))
	again := w.want(http.StatusOK, sending("chelsea", body))
	p := parse[api.Photo](t, first.body)
	if p.SHA256 != domain.Digest(body) || p.Bytes != int64(len(body)) || p.Width != 1280 || p.Height != 960 || p.At == 0 || !bytes.Equal(first.body, again.body) {
		t.Errorf("%s, then %s", first.body, again.body)
	}
	w.want(http.StatusCreated, sending("bob", body)) // bob's own
	w.wantProblem(domain.Forbidden, sending("dan", body))
	w.wantProblem(domain.Unauthenticated, sending("", body))
}

func TestWhatIsNoBarePhotoIsRefusedByItsContent(t *testing.T) {
	w := newWorld(t)
	plain := snapshot(t, 1, 200, 150)
	var other bytes.Buffer
	if err := png.Encode(&other, pixels(1, 20, 20)); err != nil {
		t.Fatal(err)
	}
	bomb := slices.Clone(plain)
	frame := bytes.Index(bomb, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(bomb[frame+5:], 6000)
	binary.BigEndian.PutUint16(bomb[frame+7:], 10000)
	large := slices.Concat(plain[:len(plain)-2], make([]byte, domain.MaxPhotoBytes), plain[len(plain)-2:])
	for name, c := range map[string]struct {
		body []byte
		code domain.ErrorCode
		key  string // of the fault; "" where there is none
	}{
		"a PNG":         {other.Bytes(), domain.UnsupportedMedia, ""},
		"nothing":       {[]byte{}, domain.UnsupportedMedia, ""},
		"EXIF":          {after(plain, 0xe1, "Exif\x00\x00MM\x00*"), domain.Invalid, "fault.photo.metadata"},
		"a comment":     {after(plain, 0xfe, "here"), domain.Invalid, "fault.photo.metadata"},
		"over 1 MiB":    {large, domain.TooLarge, ""},
		"60 megapixels": {bomb, domain.TooLarge, ""},
		"cut":           {plain[:len(plain)*2/3], domain.Invalid, "fault.photo.broken"},
		"cut and ended": {slices.Concat(plain[:len(plain)*2/3], plain[len(plain)-2:]), domain.Invalid, "fault.photo.broken"},
		"more behind":   {slices.Concat(plain, []byte("more")), domain.Invalid, "fault.photo.trailing"},
	} {
		t.Run(name, func(t *testing.T) {
			w := w.with(t)
			for _, lang := range []string{"zh", "en"} {
				a := sending("chelsea", c.body)
				a.header["Accept-Language"] = lang
				p := w.wantProblem(c.code, a)
				if (c.key == "") != (len(p.Errors) == 0) || c.key != "" && (p.Errors[0].Code != c.key || strings.Contains(p.Errors[0].Message, "fault.")) || strings.Contains(p.Detail, "error.") {
					t.Errorf("%s: %+v", lang, p)
				}
			}
			w.wantProblem(domain.NotFound, ask{who: "chelsea", method: "GET", path: photoPath(c.body)})
		})
	}
	good := sending("chelsea", plain)
	good.path = "/photos/" + domain.Digest(nil)
	if p := w.wantProblem(domain.Invalid, good); len(p.Errors) != 1 || p.Errors[0].Pointer != "/sha256" || p.Errors[0].Code != "fault.photo.hash" {
		t.Errorf("under another name: %+v", p.Errors)
	}
	for _, name := range []string{"abc", strings.ToUpper(domain.Digest(plain)), strings.Repeat("g", 64), strings.Repeat("0", 63) + "%2f", "..%2f..%2fsecret"} {
		bad := sending("chelsea", plain)
		bad.path = "/photos/" + name
		if p := w.wantProblem(domain.Invalid, bad); p.Errors[0].Pointer != "/sha256" {
			t.Errorf("%s: %+v", name, p.Errors)
		}
	}
	for name, header := range map[string]map[string]string{
		"as JSON": {"Content-Type": "application/json"}, "as anything": {"Content-Type": ""}, "as PNG": {"Content-Type": "image/png"},
		"compressed": {"Content-Type": "image/jpeg", "Content-Encoding": "gzip"},
	} {
		a := sending("chelsea", plain)
		a.header = header
		if p := w.wantProblem(domain.UnsupportedMedia, a); p.Detail == "" {
			t.Errorf("%s: no detail", name)
		}
	}
	a := sending("chelsea", plain)
	a.header["Origin"] = "https://elsewhere.example"
	w.wantProblem(domain.Forbidden, a)
}

func TestAPhotoIsReadByteForByteAndKept(t *testing.T) {
	w := newWorld(t)
	body := snapshot(t, 1, 960, 1280)
	w.want(http.StatusCreated, sending("chelsea", body))
	for _, query := range []string{"", "?size=full"} {
		r := w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: photoPath(body) + query, header: map[string]string{"Accept-Encoding": "gzip, br"}})
		if !bytes.Equal(r.body, body) {
			t.Errorf("%q: other bytes", query)
		}
		for name, want := range map[string]string{
			"Content-Type": "image/jpeg", "ETag": `"` + domain.Digest(body) + `"`, "Cache-Control": "private, max-age=31536000, immutable",
			"X-Content-Type-Options": "nosniff", "Content-Encoding": "",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%q: %s = %q, want %q", query, name, got, want)
			}
		}
		if !strings.Contains(r.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("policy %q", r.Header.Get("Content-Security-Policy"))
		}
	}
	thumb := w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: photoPath(body) + "?size=thumb"})
	size, err := jpeg.DecodeConfig(bytes.NewReader(thumb.body))
	if err != nil || size.Width != 240 || size.Height != 320 || thumb.Header.Get("Content-Type") != "image/jpeg" || len(thumb.body) >= len(body) {
		t.Errorf("thumbnail %d×%d of %d bytes, %v", size.Width, size.Height, len(thumb.body), err)
	}
	tag := map[string]string{"If-None-Match": `"` + domain.Digest(body) + `"`}
	if r := w.want(http.StatusNotModified, ask{who: "chelsea", method: "GET", path: photoPath(body), header: tag}); len(r.body) > 0 {
		t.Errorf("%d bytes of what the reader has", len(r.body))
	}
	w.wantProblem(domain.NotFound, ask{who: "bob", method: "GET", path: photoPath(body), header: tag}) // a tag is no right
	w.wantProblem(domain.Invalid, ask{who: "chelsea", method: "GET", path: photoPath(body) + "?size=huge"})
	w.wantProblem(domain.Invalid, ask{who: "chelsea", method: "GET", path: photoPath(body) + "?activity=1"})
}

func TestAPhotoIsReadByWayOfARecord(t *testing.T) {
	w := newWorld(t)
	body := snapshot(t, 1, 64, 48)
	w.want(http.StatusCreated, sending("chelsea", body))
	evidence := []any{map[string]any{"sha256": domain.Digest(body), "kind": "photo"}}
	near, far := w.id(), w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + near, body: with(lesson(), "evidence", evidence)})
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: "/activities/" + far, body: with(lesson(), "evidence", evidence, "area", "110105")})
	get := func(status int, who, in string) reply {
		t.Helper()
		return w.want(status, ask{who: who, method: "GET", path: photoPath(body) + "?activity=" + in})
	}
	for _, who := range []string{"bob", "erin", "alice", "chelsea"} {
		if r := get(http.StatusOK, who, near); !bytes.Equal(r.body, body) {
			t.Errorf("%s reads other bytes", who)
		}
	}
	hidden := get(http.StatusNotFound, "bob", far) // out of scope
	get(http.StatusNotFound, "dan", near)          // not approved
	w.want(http.StatusUnauthorized, ask{method: "GET", path: photoPath(body) + "?activity=" + near})

	nowhere := w.want(http.StatusNotFound, ask{who: "bob", method: "GET", path: "/photos/" + domain.Digest(nil) + "?activity=" + far})
	if a, b := parse[api.Problem](t, hidden.body), parse[api.Problem](t, nowhere.body); a.Detail != b.Detail || a.Code != b.Code {
		t.Errorf("a photo that is there says %+v, one that is not %+v", a, b)
	}

	w.want(http.StatusOK, ask{who: "erin", method: "POST", path: "/activities/" + near + "/review", body: map[string]any{"decision": "approve"}})
	get(http.StatusOK, "dan", near)
	w.want(http.StatusOK, ask{who: "erin", method: "POST", path: "/activities/" + near + "/void", body: map[string]any{"reason": "duplicate"}})
	get(http.StatusOK, "bob", near)
	get(http.StatusOK, "chelsea", near)
	get(http.StatusNotFound, "dan", near)
}

func TestARecordCannotComeBeforeItsPhotosNorTakeAnothersOnes(t *testing.T) {
	w := newWorld(t)
	mine, theirs := snapshot(t, 1, 64, 48), snapshot(t, 2, 64, 48)
	w.want(http.StatusCreated, sending("bob", theirs))
	named := func(bodies ...[]byte) map[string]any {
		var list []any
		for _, b := range bodies {
			list = append(list, map[string]any{"sha256": domain.Digest(b)})
		}
		return with(lesson(), "evidence", list)
	}
	path := "/activities/" + w.id()
	for _, status := range []string{"draft", "submitted"} {
		p := w.wantProblem(domain.Invalid, ask{who: "chelsea", method: "PUT", path: path, body: with(named(mine, theirs), "status", status)})
		if len(p.Errors) != 2 || p.Errors[0].Pointer != "/evidence/0/sha256" || p.Errors[1].Pointer != "/evidence/1/sha256" || p.Errors[0].Code != "fault.photo.absent" {
			t.Errorf("%s: %+v", status, p.Errors)
		}
	}
	w.want(http.StatusCreated, sending("chelsea", mine))
	w.wantProblem(domain.NotFound, ask{who: "chelsea", method: "GET", path: path})
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: named(mine)})
	if p := w.wantProblem(domain.Invalid, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: named(mine, theirs)}); len(p.Errors) != 1 || p.Errors[0].Pointer != "/evidence/1/sha256" {
		t.Errorf("another's: %+v", p.Errors)
	}
}
