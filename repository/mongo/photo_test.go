package mongo_test

import (
	"bytes"
	"slices"
	"testing"

	"outreach/domain"
)

func TestPhotosAreWholeForEveryProcess(t *testing.T) {
	uri := server.URI(t)
	s := openAt(t, uri)
	a, b := s.PhotoFiles(), openAt(t, uri).PhotoFiles()
	ctx, name := t.Context(), func(n byte) string { return domain.Digest([]byte{n}) }
	big := bytes.Repeat([]byte{0, 0xff, 0xd8}, domain.MaxPhotoBytes/3)
	for _, put := range []struct {
		n    byte
		size domain.PhotoSize
		body []byte
	}{{3, domain.PhotoFull, big}, {1, domain.PhotoFull, []byte("first")}, {1, domain.PhotoFull, []byte("one")}, {1, domain.PhotoThumb, []byte("t")}, {2, domain.PhotoThumb, []byte("alone")}} {
		if err := a.Put(ctx, name(put.n), put.size, put.body); err != nil {
			t.Fatal(err)
		}
		got, err := b.Get(ctx, name(put.n), put.size)
		if err != nil || !bytes.Equal(got, put.body) {
			t.Fatalf("photo %d %s: %d bytes, %v", put.n, put.size, len(got), err)
		}
	}
	for _, size := range []domain.PhotoSize{domain.PhotoFull, "other"} {
		if _, err := b.Get(ctx, name(2), size); domain.CodeOf(err) != domain.NotFound {
			t.Error(size, err)
		}
	}
	var walked []string
	if err := b.Walk(ctx, func(sha256 string) error { walked = append(walked, sha256); return nil }); err != nil {
		t.Fatal(err)
	}
	want := []string{name(1), name(3)}
	slices.Sort(want)
	if !slices.Equal(walked, want) {
		t.Errorf("walked %q, want %q", walked, want)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := a.Put(ctx, name(4), domain.PhotoFull, nil); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("put to a shut store: %v", err)
	}
}
