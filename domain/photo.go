package domain

import (
	"bytes"
	"fmt"
	"image/color"
	"image/jpeg"
)

// Limits of a photo. Phones shrink to 1,280 px and 200 KB before they send; the limits leave room for other
// senders and keep what one picture costs to decode bounded (decision 0009).
const (
	MaxPhotoBytes = 1 << 20
	MaxPhotoSide  = 4096 // pixels
	ThumbSide     = 320  // pixels of a thumbnail's long side
	maxProfile    = 16 << 10
	maxScans      = 100 // of a progressive picture, which has ten; each costs a pass over all its pixels
)

// DecodingPixels is how many pixels may be decoded at once, in one picture or in many. A progressive picture, the
// costliest, takes 17 bytes a pixel, so decoding takes at most some 280 MB.
const DecodingPixels = MaxPhotoSide * MaxPhotoSide

// Photo is a picture that a user has put, named by the SHA-256 of its bytes in lower-case hex. The same
// picture put by two users is two photos with one name.
type Photo struct {
	SHA256 string
	User   string
	At     Instant
	Bytes  int64
	Width  int // pixels, as is Height
	Height int
}

// PhotoSize says which of a photo's two files is meant.
type PhotoSize string

// The sizes: the bytes as they were put, and a JPEG of at most ThumbSide.
const (
	PhotoFull  PhotoSize = "full"
	PhotoThumb PhotoSize = "thumb"
)

// ReadPhoto looks at a picture without decoding it: a JPEG within the limits, whose bytes have the name
// they come under, and which carries no more than its pixels and their colours. Otherwise the error is TooLarge,
// UnsupportedMedia, or Invalid with what is wrong. User and At are left to the caller.
func ReadPhoto(sha256 string, body []byte) (Photo, error) {
	if len(body) > MaxPhotoBytes {
		return Photo{}, Refuse(TooLarge, "error.too_large.body", "Limit", MaxPhotoBytes>>10)
	}
	if got := Digest(body); got != sha256 {
		return Photo{}, RefuseFields(FaultAt("/sha256", "fault.photo.hash", "Value", got))
	}
	if !bytes.HasPrefix(body, []byte{0xff, markSOI, 0xff}) {
		return Photo{}, Refuse(UnsupportedMedia, "error.unsupported_media.jpeg")
	}
	w := segments{rest: body[2:]}
	if err := w.walk(); err != nil {
		return Photo{}, err
	}
	size, err := jpeg.DecodeConfig(bytes.NewReader(body))
	if err != nil || min(size.Width, size.Height) < 1 {
		return Photo{}, BrokenPhoto(err)
	}
	if max(size.Width, size.Height) > MaxPhotoSide {
		return Photo{}, Refuse(TooLarge, "error.too_large.photo", "Width", size.Width, "Height", size.Height, "Limit", MaxPhotoSide)
	}
	if size.ColorModel == color.CMYKModel { // for printing presses: browsers do not agree on its look, and it costs most to decode
		return Photo{}, RefuseFields(FaultAt("", "fault.photo.colours"))
	}
	return Photo{SHA256: sha256, Bytes: int64(len(body)), Width: size.Width, Height: size.Height}, nil
}

// BrokenPhoto is the refusal of bytes that are no whole picture.
func BrokenPhoto(cause error) *Error {
	e := RefuseFields(FaultAt("", "fault.photo.broken"))
	e.Err = cause
	return e
}

// Markers of ISO/IEC 10918-1, table B.1.
const (
	markSOF0  = 0xc0 // baseline; then extended and progressive
	markSOF2  = 0xc2
	markDHT   = 0xc4
	markRST0  = 0xd0
	markRST7  = 0xd7
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markDQT   = 0xdb
	markDRI   = 0xdd
	markAPP0  = 0xe0
	markAPP2  = 0xe2
	markAPP14 = 0xee
	markAPP15 = 0xef
	markCOM   = 0xfe
)

// segments goes through a JPEG's segments in order, past its entropy-coded data, to the end.
type segments struct {
	rest    []byte
	profile int // bytes of colour profile so far
	jfif    bool
	adobe   bool
	scans   int
}

// walk refuses what a picture does not need: segments that cameras hide places and devices in, other
// pictures, and anything after the end.
func (s *segments) walk() error {
	for {
		marker, payload, err := s.next()
		if err != nil {
			return err
		}
		if marker == markEOI {
			return s.end()
		}
		if err := s.admit(marker, payload); err != nil {
			return err
		}
	}
}

func (s *segments) end() error {
	if len(s.rest) > 0 {
		return RefuseFields(FaultAt("", "fault.photo.trailing", "Count", len(s.rest)))
	}
	if s.scans == 0 {
		return BrokenPhoto(nil)
	}
	return nil
}

// next takes one segment off the rest.
func (s *segments) next() (marker byte, payload []byte, err error) {
	if len(s.rest) < 2 || s.rest[0] != 0xff {
		return 0, nil, BrokenPhoto(nil)
	}
	marker, s.rest = s.rest[1], s.rest[2:]
	if marker == markEOI {
		return marker, nil, nil
	}
	if len(s.rest) < 2 {
		return 0, nil, BrokenPhoto(nil)
	}
	length := int(s.rest[0])<<8 | int(s.rest[1]) // counts its own two bytes
	if length < 2 || length > len(s.rest) {
		return 0, nil, BrokenPhoto(nil)
	}
	payload, s.rest = s.rest[2:length], s.rest[length:]
	return marker, payload, nil
}

func (s *segments) admit(marker byte, payload []byte) error {
	switch {
	case marker == markDHT, marker == markDQT, marker == markDRI, markSOF0 <= marker && marker <= markSOF2:
		return nil
	case marker == markSOS:
		if s.scans++; s.scans > maxScans {
			return BrokenPhoto(nil)
		}
		return s.skipScan()
	case marker != markCOM && (marker < markAPP0 || marker > markAPP15):
		return BrokenPhoto(nil)
	case !s.plain(marker, payload):
		return RefuseFields(FaultAt("", "fault.photo.metadata", "Segment", segmentName(marker)))
	}
	return nil
}

// plain says whether an application's segment only tells how colours and pixels are meant.
func (s *segments) plain(marker byte, payload []byte) bool {
	switch marker {
	case markAPP0: // the 14 bytes of JFIF 1.02, where the last two are the size of a thumbnail
		first := !s.jfif
		s.jfif = true
		return first && len(payload) == 14 && bytes.HasPrefix(payload, []byte("JFIF\x00")) && payload[12] == 0 && payload[13] == 0
	case markAPP2:
		s.profile += len(payload)
		return bytes.HasPrefix(payload, []byte("ICC_PROFILE\x00")) && s.profile <= maxProfile
	case markAPP14: // how colours are coded
		first := !s.adobe
		s.adobe = true
		return first && len(payload) == 12 && bytes.HasPrefix(payload, []byte("Adobe"))
	}
	return false
}

func segmentName(marker byte) string {
	if marker == markCOM {
		return "COM"
	}
	return fmt.Sprintf("APP%d", marker-markAPP0)
}

// skipScan goes past entropy-coded data, in which 0xff stands only before a zero or a restart.
func (s *segments) skipScan() error {
	for {
		at := bytes.IndexByte(s.rest, 0xff)
		if at < 0 || at+1 == len(s.rest) {
			return BrokenPhoto(nil)
		}
		follows := s.rest[at+1]
		if follows != 0 && (follows < markRST0 || follows > markRST7) {
			s.rest = s.rest[at:]
			return nil
		}
		s.rest = s.rest[at+2:]
	}
}
