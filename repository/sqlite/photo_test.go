package sqlite_test

import (
	"context"
	"testing"

	"outreach/domain"
	"outreach/repository"
)

func TestAFolderFromBeforePhotosTakesThem(t *testing.T) {
	dir := t.TempDir()
	shut(t, dir)
	byHand(t, dir, `DROP TABLE photos; DELETE FROM migrations WHERE name = 'schema/0002_photos.sql'`)
	s := open(t, dir)
	want := domain.Photo{SHA256: domain.Digest(nil), User: "li", At: 1, Bytes: 2, Width: 3, Height: 4}
	if err := s.InTx(t.Context(), func(ctx context.Context, tx repository.Tx) error { return tx.PutPhoto(ctx, want) }); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Photo(t.Context(), want.SHA256, "li"); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if found := findings(t, s); len(found) > 0 {
		t.Error(found)
	}
}
