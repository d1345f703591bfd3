package api

import (
	"context"

	"outreach/app"
	"outreach/domain"
)

const mediaPhoto = "image/jpeg"

type photoInput struct {
	SHA256 string `path:"sha256" json:"-" validate:"len=64,hexadecimal,lowercase" description:"SHA-256 of the photo's bytes in lower-case hex"`
}

// Photo tells of a photo that was put.
type Photo struct {
	SHA256 string         `json:"sha256"`
	At     domain.Instant `json:"at"`
	Bytes  int64          `json:"bytes"`
	Width  int            `json:"width"` // pixels
	Height int            `json:"height"`
}

func (s *Server) putPhoto(ctx context.Context, c *call, in *photoInput) (Photo, error) {
	p, outcome, err := s.app.PutPhoto(ctx, c.caller, in.SHA256, c.body)
	if outcome == app.Created {
		c.created()
	}
	return Photo{p.SHA256, p.At, p.Bytes, p.Width, p.Height}, err
}

type photoQuery struct {
	photoInput
	Activity domain.ID        `query:"activity" json:"-" validate:"omitempty,uuid7" description:"a record that names the photo; needed for a photo that another user has put"`
	Size     domain.PhotoSize `query:"size" json:"-" validate:"omitempty,oneof=thumb full" description:"full where absent; thumb: at most 320 px"`
}

// getPhoto answers bytes that never change under their name, so a browser may keep them as long as it likes.
func (s *Server) getPhoto(ctx context.Context, c *call, in *photoQuery) (written, error) {
	size := domain.PhotoFull
	if in.Size != "" {
		size = in.Size
	}
	body, err := s.app.Photo(ctx, c.caller, in.SHA256, size, in.Activity)
	c.etag(`"` + in.SHA256 + `"`)
	c.header("Cache-Control", "private, max-age=31536000, immutable")
	return written(body), err
}
