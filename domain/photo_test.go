package domain_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"

	"outreach/domain"
	"outreach/repository/contract"
)

// picture gives a JPEG of a size with something on it.
func picture(t testing.TB, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, drawn(width, height), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func drawn(width, height int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetRGBA(x, y, color.RGBA{R: uint8(x * 7), G: uint8(y * 5), B: uint8(x * y), A: 255})
		}
	}
	return m
}

// segment gives a marker with a payload.
func segment(marker byte, payload string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2)), payload...)
}

// starts gives where the segments before the picture's data begin; the last is the scan's.
func starts(body []byte) []int {
	list := []int{2}
	for at := 2; body[at+1] != 0xda; list = append(list, at) {
		at += 2 + int(binary.BigEndian.Uint16(body[at+2:]))
	}
	return list
}

func put(body []byte, at int, more ...[]byte) []byte {
	return slices.Concat(body[:at], slices.Concat(more...), body[at:])
}

// resized gives a picture whose header claims another size.
func resized(t testing.TB, width, height uint16) []byte {
	t.Helper()
	body := picture(t, 16, 16)
	for _, at := range starts(body) {
		if body[at+1] == 0xc0 {
			binary.BigEndian.PutUint16(body[at+5:], height)
			binary.BigEndian.PutUint16(body[at+7:], width)
		}
	}
	return body
}

func read(body []byte) (domain.Photo, error) { return domain.ReadPhoto(domain.Digest(body), body) }

const jfif = "JFIF\x00\x01\x02\x00\x00\x48\x00\x48"

func TestABarePictureIsTaken(t *testing.T) {
	plain := picture(t, 64, 48)
	for name, body := range map[string][]byte{
		"as encoded":           plain,
		"JFIF":                 put(plain, 2, segment(0xe0, jfif+"\x00\x00")),
		"JFIF, colours, Adobe": put(plain, 2, segment(0xe0, jfif+"\x00\x00"), segment(0xe2, "ICC_PROFILE\x00\x01\x01sRGB"), segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01")),
		"restarts":             put(plain, 2, segment(0xdd, "\x00\x00")),
	} {
		got, err := read(body)
		want := domain.Photo{SHA256: domain.Digest(body), Bytes: int64(len(body)), Width: 64, Height: 48}
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if p, err := read(resized(t, domain.MaxPhotoSide, domain.MaxPhotoSide)); err != nil || p.Width != 4096 || p.Height != 4096 {
		t.Errorf("the largest: %+v, %v", p, err)
	}
}

func TestWhatIsMoreOrLessThanAPictureIsRefused(t *testing.T) {
	plain := picture(t, 64, 48)
	var other bytes.Buffer
	if err := png.Encode(&other, drawn(8, 8)); err != nil {
		t.Fatal(err)
	}
	scan := starts(plain)[len(starts(plain))-1]
	for name, c := range map[string]struct {
		body []byte
		code domain.ErrorCode
		key  string // of the refusal, or of its one fault
	}{
		"nothing":           {nil, domain.UnsupportedMedia, "error.unsupported_media.jpeg"},
		"a PNG":             {other.Bytes(), domain.UnsupportedMedia, "error.unsupported_media.jpeg"},
		"a start only":      {plain[:2], domain.UnsupportedMedia, "error.unsupported_media.jpeg"},
		"too many bytes":    {make([]byte, domain.MaxPhotoBytes+1), domain.TooLarge, "error.too_large.body"},
		"too wide":          {resized(t, 4097, 16), domain.TooLarge, "error.too_large.photo"},
		"too high":          {resized(t, 16, 4097), domain.TooLarge, "error.too_large.photo"},
		"60 megapixels":     {resized(t, 10000, 6000), domain.TooLarge, "error.too_large.photo"},
		"EXIF":              {put(plain, 2, segment(0xe1, "Exif\x00\x00MM\x00*")), domain.Invalid, "fault.photo.metadata"},
		"XMP":               {put(plain, scan, segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x/>")), domain.Invalid, "fault.photo.metadata"},
		"IPTC":              {put(plain, 2, segment(0xed, "Photoshop 3.0\x00")), domain.Invalid, "fault.photo.metadata"},
		"more pictures":     {put(plain, 2, segment(0xe2, "MPF\x00MM\x00*")), domain.Invalid, "fault.photo.metadata"},
		"a comment":         {put(plain, scan, segment(0xfe, "Li Na, 12 Garden Road")), domain.Invalid, "fault.photo.metadata"},
		"a thumbnail":       {put(plain, 2, segment(0xe0, jfif+"\x01\x01abc")), domain.Invalid, "fault.photo.metadata"},
		"a claimed one":     {put(plain, 2, segment(0xe0, jfif+"\x01\x01")), domain.Invalid, "fault.photo.metadata"},
		"a JFXX thumbnail":  {put(plain, 2, segment(0xe0, "JFXX\x00\x10")), domain.Invalid, "fault.photo.metadata"},
		"JFIF twice":        {put(plain, 2, segment(0xe0, jfif+"\x00\x00"), segment(0xe0, jfif+"\x00\x00")), domain.Invalid, "fault.photo.metadata"},
		"a long profile":    {put(plain, 2, segment(0xe2, "ICC_PROFILE\x00"+string(make([]byte, 9000))), segment(0xe2, "ICC_PROFILE\x00"+string(make([]byte, 9000)))), domain.Invalid, "fault.photo.metadata"},
		"a long Adobe":      {put(plain, 2, segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01and more")), domain.Invalid, "fault.photo.metadata"},
		"after the scan":    {put(plain, len(plain)-2, segment(0xe1, "Exif\x00\x00")), domain.Invalid, "fault.photo.metadata"},
		"after the end":     {append(slices.Clone(plain), "PK\x03\x04"...), domain.Invalid, "fault.photo.trailing"},
		"no end":            {plain[:len(plain)-2], domain.Invalid, "fault.photo.broken"},
		"half":              {plain[:len(plain)/2], domain.Invalid, "fault.photo.broken"},
		"no scan":           {slices.Concat(plain[:scan], plain[len(plain)-2:]), domain.Invalid, "fault.photo.broken"},
		"no size":           {resized(t, 0, 0), domain.Invalid, "fault.photo.broken"},
		"a foreign marker":  {put(plain, 2, segment(0xdc, "\x00\x10")), domain.Invalid, "fault.photo.broken"},
		"a false length":    {put(plain, 2, []byte{0xff, 0xe0, 0, 1}), domain.Invalid, "fault.photo.broken"},
		"bytes in between":  {put(plain, scan, []byte("GPS")), domain.Invalid, "fault.photo.broken"},
		"a hundred scans":   {slices.Concat(plain[:scan], bytes.Repeat(plain[scan:len(plain)-2], 101), plain[len(plain)-2:]), domain.Invalid, "fault.photo.broken"},
		"a printer's inks":  {inked(t), domain.Invalid, "fault.photo.colours"},
		"no pixel's header": {slices.Concat(plain[:2], plain[scan:]), domain.Invalid, "fault.photo.broken"},
	} {
		_, err := read(c.body)
		e, ok := errors.AsType[*domain.Error](err)
		if !ok || e.Code != c.code || e.Key != c.key && (len(e.Faults) != 1 || e.Faults[0].Key != c.key) {
			t.Errorf("%s: %v, want %s %s", name, err, c.code, c.key)
		}
	}
}

// inked gives a picture whose header names four colours.
func inked(t testing.TB) []byte {
	t.Helper()
	body := picture(t, 16, 16)
	for _, at := range starts(body) {
		if body[at+1] == 0xc0 {
			frame := "\x08\x00\x10\x00\x10\x04\x01\x11\x00\x02\x11\x01\x03\x11\x01\x04\x11\x00"
			return slices.Concat(body[:at], segment(0xc0, frame), body[at+2+int(binary.BigEndian.Uint16(body[at+2:])):])
		}
	}
	t.Fatal("no header")
	return nil
}

func TestBytesUnderAnotherNameAreRefused(t *testing.T) {
	body := picture(t, 16, 16)
	for _, name := range []string{"", domain.Digest(nil), domain.Digest(body)[1:]} {
		_, err := domain.ReadPhoto(name, body)
		e, ok := errors.AsType[*domain.Error](err)
		if !ok || e.Code != domain.Invalid || e.Faults[0].Pointer != "/sha256" || e.Faults[0].Key != "fault.photo.hash" || e.Faults[0].Params["Value"] != domain.Digest(body) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestNoCutAndNoHiddenSegmentPasses(t *testing.T) {
	r := contract.Random(t)
	body := picture(t, 80, 60)
	places := starts(body)
	for range contract.Budget(t, 2000) {
		cut := r.IntN(len(body))
		if _, err := read(body[:cut]); err == nil {
			t.Fatalf("cut at %d is taken", cut)
		}
		marker := byte(0xe0 + r.IntN(16))
		if r.IntN(16) == 0 {
			marker = 0xfe
		}
		payload := make([]byte, r.IntN(300))
		for i := range payload {
			payload[i] = byte(r.Uint32())
		}
		at := places[r.IntN(len(places))]
		if _, err := read(put(body, at, segment(marker, string(payload)))); domain.CodeOf(err) != domain.Invalid {
			t.Fatalf("marker %x of %d bytes at %d: %v", marker, len(payload), at, err)
		}
	}
}

// Whatever comes, the answer is a photo within the limits or a refusal of the caller's fault.
func FuzzReadPhoto(f *testing.F) {
	plain := picture(f, 24, 16)
	for _, seed := range [][]byte{nil, plain, plain[:40], put(plain, 2, segment(0xe1, "Exif\x00\x00")), resized(f, 9999, 9999), inked(f)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := read(body)
		if err != nil {
			if code := domain.CodeOf(err); code != domain.Invalid && code != domain.TooLarge && code != domain.UnsupportedMedia {
				t.Errorf("refused with %v", err)
			}
			return
		}
		if p.Width < 1 || p.Height < 1 || max(p.Width, p.Height) > domain.MaxPhotoSide || len(body) > domain.MaxPhotoBytes ||
			!bytes.HasPrefix(body, []byte{0xff, 0xd8}) || !bytes.HasSuffix(body, []byte{0xff, 0xd9}) {
			t.Errorf("taken: %+v of %x", p, body)
		}
	})
}
