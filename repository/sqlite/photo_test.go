package sqlite_test

import (
	"context"
	"errors"
	"testing"

	"outreach/domain"
	"outreach/repository"
)

// TestAFolderFromBeforePhotosAndJobsTakesThem takes a folder back to the first step of its schema.
func TestAFolderFromBeforePhotosAndJobsTakesThem(t *testing.T) {
	dir := t.TempDir()
	shut(t, dir)
	byHand(t, dir, `DROP TABLE photos; DROP TABLE jobs; DROP TABLE presets; DROP TABLE attempts;
		DROP INDEX events_actor; DROP INDEX events_action; DROP INDEX events_at; DROP INDEX versions_waits; ALTER TABLE versions DROP COLUMN waits; DROP INDEX passes_preset; ALTER TABLE passes DROP COLUMN preset; INSERT INTO passes VALUES ('h', 'li', 'token', 'p', 'script', 1, 2, 3);
		DELETE FROM migrations WHERE number > 1`)
	s := open(t, dir)
	photo := domain.Photo{SHA256: domain.Digest(nil), User: "li", At: 1, Bytes: 2, Width: 3, Height: 4}
	job := domain.Job{ID: "j", Kind: domain.JobExport, Owner: "li", State: domain.JobWaiting, Revision: 1}
	if err := s.InTx(t.Context(), func(ctx context.Context, tx repository.Tx) error {
		return errors.Join(tx.PutPhoto(ctx, photo), tx.PutJob(ctx, job))
	}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Photo(t.Context(), photo.SHA256, "li"); err != nil || got != photo {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := s.Job(t.Context(), "j"); err != nil || got.Owner != "li" {
		t.Errorf("%+v, %v", got, err)
	}
	want := domain.Pass{Hash: "h", Kind: domain.PassToken, ID: "p", User: "li", Name: "script", CreatedAt: 1, UsedAt: 2, ExpiresAt: 3}
	if got, err := s.Pass(t.Context(), "h"); err != nil || got != want {
		t.Errorf("a pass from before: %+v, %v", got, err)
	}
	if found := findings(t, s); len(found) > 0 {
		t.Error(found)
	}
}
