package app_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"outreach/app"
	"outreach/domain"
)

// picture gives a JPEG that differs by its seed, and its name.
func picture(t *testing.T, seed uint8, width, height int) (sha256 string, body []byte) {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetGray(x, y, color.Gray{Y: uint8(x*int(seed) + y)})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	return domain.Digest(out.Bytes()), out.Bytes()
}

// photograph puts a photo as somebody and gives its name.
func (w *world) photograph(who string, seed uint8) string {
	w.t.Helper()
	sha256, body := picture(w.t, seed, 64, 48)
	if _, _, err := w.app.PutPhoto(w.ctx, w.who[who], sha256, body); err != nil {
		w.t.Fatal(err)
	}
	return sha256
}

// naming gives an entry that names photos.
func naming(e app.Entry, photos ...string) app.Entry {
	e.Content.Evidence = nil
	for _, sha256 := range photos {
		e.Content.Evidence = append(e.Content.Evidence, domain.Evidence{SHA256: sha256, Kind: "photo"})
	}
	return e
}

// wantAbsent wants a refusal that points at the photos of the given places.
func wantAbsent(t *testing.T, err error, pointers ...string) {
	t.Helper()
	e, ok := errors.AsType[*domain.Error](err)
	if !ok || e.Code != domain.Invalid {
		t.Fatalf("%v, want a refusal at %v", err, pointers)
	}
	var got []string
	for _, f := range e.Faults {
		if f.Key != "fault.photo.absent" {
			t.Errorf("fault %s at %s", f.Key, f.Pointer)
		}
		got = append(got, f.Pointer)
	}
	if !slices.Equal(got, pointers) {
		t.Errorf("faults at %v, want %v", got, pointers)
	}
}

// visible says whether somebody may read a photo, by way of a record or ("") by their own right.
func (w *world) visible(who, sha256 string, in domain.ID) bool {
	w.t.Helper()
	body, err := w.app.Photo(w.ctx, w.who[who], sha256, domain.PhotoFull, in)
	if err == nil && domain.Digest(body) != sha256 {
		w.t.Errorf("%s is shown other bytes", who)
	}
	if err != nil && domain.CodeOf(err) != domain.NotFound {
		w.t.Fatal(err)
	}
	return err == nil
}

func TestAPhotoIsPutOnceByEachWhoPutsIt(t *testing.T) {
	w := newWorld(t)
	sha256, body := picture(t, 3, 64, 48)
	first, outcome, err := w.app.PutPhoto(w.ctx, w.who["chelsea"], sha256, body)
	want := domain.Photo{SHA256: sha256, User: w.who["chelsea"].User.ID, At: domain.At(w.clock), Bytes: int64(len(body)), Width: 64, Height: 48}
	if err != nil || outcome != app.Created || first != want {
		t.Errorf("%v %+v, %v", outcome, first, err)
	}
	w.clock = w.clock.Add(1e9)
	if again, outcome, err := w.app.PutPhoto(w.ctx, w.who["chelsea"], sha256, body); err != nil || outcome != app.Same || again != want {
		t.Errorf("again: %v %+v, %v", outcome, again, err)
	}
	if other, outcome, err := w.app.PutPhoto(w.ctx, w.who["bob"], sha256, body); err != nil || outcome != app.Created || other.User == want.User {
		t.Errorf("by another: %v %+v, %v", outcome, other, err)
	}
	if _, _, err := w.app.PutPhoto(w.ctx, w.who["dan"], sha256, body); domain.CodeOf(err) != domain.Forbidden {
		t.Errorf("by an author of reports: %v", err)
	}
}

func TestNobodyFillsTheDiskWithPhotos(t *testing.T) {
	w := newWorld(t)
	for seed := range uint8(20) {
		w.photograph("chelsea", seed)
	}
	one, again := picture(t, 1, 64, 48)
	many, body := picture(t, 20, 64, 48)
	for sha256, body := range map[string][]byte{many: body, one: again} {
		_, _, err := w.app.PutPhoto(w.ctx, w.who["chelsea"], sha256, body)
		wantCode(t, err, domain.RateLimited)
	}
	if _, outcome, err := w.app.PutPhoto(w.ctx, w.who["bob"], many, body); outcome != app.Created {
		t.Errorf("somebody else's: %s, %v", outcome, err)
	}
}

func TestAThumbnailKeepsTheShape(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ width, height, wantWidth, wantHeight int }{
		{1280, 960, 320, 240}, {960, 1280, 240, 320}, {320, 320, 320, 320}, {100, 50, 100, 50}, {4096, 2, 320, 1}, {1, 1, 1, 1},
	} {
		sha256, body := picture(t, 5, c.width, c.height)
		if _, _, err := w.app.PutPhoto(w.ctx, w.who["chelsea"], sha256, body); err != nil {
			t.Fatal(err)
		}
		thumb, err := w.app.Photo(w.ctx, w.who["chelsea"], sha256, domain.PhotoThumb, "")
		if err != nil {
			t.Fatal(err)
		}
		size, err := jpeg.DecodeConfig(bytes.NewReader(thumb))
		if err != nil || size.Width != c.wantWidth || size.Height != c.wantHeight {
			t.Errorf("%d×%d became %d×%d (%v)", c.width, c.height, size.Width, size.Height, err)
		}
	}
}

func TestAPictureThatDoesNotDecodeIsRefusedAndLeavesNothing(t *testing.T) {
	w := newWorld(t)
	_, whole := picture(t, 7, 256, 256)
	cut := slices.Concat(whole[:len(whole)/2], []byte{0xff, 0xd9}) // looks whole from outside
	_, _, err := w.app.PutPhoto(w.ctx, w.who["chelsea"], domain.Digest(cut), cut)
	if e, ok := errors.AsType[*domain.Error](err); !ok || e.Code != domain.Invalid || e.Faults[0].Key != "fault.photo.broken" || e.Err == nil {
		t.Errorf("half a picture: %v", err)
	}
	gone, cancel := context.WithCancel(w.ctx)
	cancel()
	if _, _, err := w.app.PutPhoto(gone, w.who["chelsea"], domain.Digest(whole), whole); err == nil {
		t.Error("put although the caller has left")
	}
	if list, err := os.ReadDir(w.photos); err != nil || len(list) > 0 {
		t.Errorf("files %v %v", list, err)
	}
}

func TestARecordNamesOnlyPhotosThatItsWriterHasPut(t *testing.T) {
	w := newWorld(t)
	mine, other, theirs, nowhere := w.photograph("chelsea", 1), w.photograph("chelsea", 2), w.photograph("bob", 3), domain.Digest(nil)
	e := w.session()
	for _, status := range []domain.Status{domain.Draft, domain.Submitted} {
		e.Status = status
		_, err := w.app.PutActivity(w.ctx, w.who["chelsea"], naming(e, mine, nowhere, other, theirs))
		wantAbsent(t, err, "/evidence/1/sha256", "/evidence/3/sha256")
	}
	if _, err := w.app.Activity(w.ctx, w.who["alice"], e.ID); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("a refused record is there: %v", err)
	}
	rec := w.put("chelsea", naming(e, mine))
	if len(rec.Evidence) != 1 {
		t.Errorf("kept %+v", rec.Evidence)
	}

	change := naming(e, mine, nowhere)
	change.IfMatch = rec.Revision
	_, err := w.app.PutActivity(w.ctx, w.who["chelsea"], change)
	wantAbsent(t, err, "/evidence/1/sha256")

	results, err := w.app.PutBatch(w.ctx, w.who["chelsea"], []app.Entry{naming(w.session(), nowhere), naming(w.session(), other)})
	if err != nil || results[1].Err != nil {
		t.Fatalf("batch: %v %+v", err, results)
	}
	wantAbsent(t, results[0].Err, "/evidence/0/sha256")
}

func TestACorrectorKeepsThePhotosThatARecordHas(t *testing.T) {
	w := newWorld(t)
	mine := w.photograph("chelsea", 1)
	e := naming(w.session(), mine)
	w.put("chelsea", e)
	w.approve("erin", e.ID)

	without := naming(e)
	without.IfMatch = 2
	w.put("bob", without)
	back := naming(e, mine) // the approved version has it still
	back.Content.Attendance, back.IfMatch = 50, 3
	w.put("bob", back)
	more := naming(e, mine, w.photograph("bob", 2))
	more.IfMatch = 4
	if rec := w.put("bob", more); len(rec.Evidence) != 2 {
		t.Errorf("kept %+v", rec.Evidence)
	}
	late := naming(e, mine) // the first write once more, after all that
	if put, err := w.app.PutActivity(w.ctx, w.who["chelsea"], late); err != nil || put.Outcome != app.Same {
		t.Errorf("a repeat: %v, %v", put.Outcome, err)
	}
}

func TestAPhotoIsSeenByWhoPutItAndByWhoMayReadItsRecord(t *testing.T) {
	w := newWorld(t)
	frank, err := w.app.AddUser(w.ctx, app.UserEntry{Login: "frank", Name: "frank", Grants: []domain.Grant{{Role: domain.RoleVolunteer}}}, password)
	if err != nil {
		t.Fatal(err)
	}
	w.who["frank"] = &app.Caller{User: frank}
	mine, unnamed := w.photograph("chelsea", 1), w.photograph("chelsea", 2)
	e := naming(w.session(), mine) // in Guangdong
	far := naming(w.session(), mine)
	far.Content.Area, far.Content.Place = 110105, "朝阳"
	w.put("chelsea", e)
	w.put("chelsea", far)
	see := func(when string, want map[string]bool, in domain.ID) {
		t.Helper()
		for who, seen := range want {
			if got := w.visible(who, mine, in); got != seen {
				t.Errorf("%s: %s sees it: %v", when, who, got)
			}
		}
	}
	see("no record named", map[string]bool{"chelsea": true, "alice": false, "erin": false, "bob": false, "dan": false}, "")
	see("submitted", map[string]bool{"chelsea": true, "frank": false, "alice": true, "erin": true, "bob": true, "dan": false}, e.ID)
	see("in another province", map[string]bool{"chelsea": true, "alice": true, "erin": true, "bob": false, "dan": false}, far.ID)
	see("no such record", map[string]bool{"chelsea": true, "alice": false, "bob": false}, w.id())
	for _, who := range []string{"alice", "bob", "erin"} {
		if w.visible(who, unnamed, e.ID) {
			t.Errorf("%s sees a photo that the record does not name", who)
		}
	}

	w.approve("erin", e.ID)
	see("approved", map[string]bool{"frank": false, "bob": true, "dan": true}, e.ID)
	without := naming(e)
	without.IfMatch = 2
	w.put("chelsea", without)
	see("dropped, the approved version stands", map[string]bool{"bob": true, "dan": true}, e.ID)
	w.approve("erin", e.ID)
	see("dropped for good", map[string]bool{"chelsea": true, "alice": false, "bob": false, "dan": false}, e.ID)

	if _, err := w.app.Void(w.ctx, w.who["bob"], far.ID, app.VoidEntry{Reason: "duplicate"}); domain.CodeOf(err) != domain.Forbidden && domain.CodeOf(err) != domain.NotFound {
		t.Fatalf("bob voids elsewhere: %v", err)
	}
	if _, err := w.app.Void(w.ctx, w.who["erin"], far.ID, app.VoidEntry{Reason: "duplicate"}); err != nil {
		t.Fatal(err)
	}
	see("void", map[string]bool{"chelsea": true, "alice": true, "erin": true, "bob": false, "dan": false}, far.ID)
}

func TestCheckComparesPhotosWithTheirFiles(t *testing.T) {
	w := newWorld(t)
	good, bad := w.photograph("chelsea", 1), w.photograph("chelsea", 2)
	w.photograph("bob", 2)
	orphan, body := picture(t, 9, 16, 16)
	name := func(sha256, ending string) string {
		return filepath.Join(w.photos, "photos", sha256[:2], sha256+ending)
	}
	if err := os.MkdirAll(filepath.Dir(name(orphan, "")), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name(orphan, ".jpg"), body, 0o600); err != nil {
		t.Fatal(err)
	}
	check := func() app.CheckReport {
		t.Helper()
		r, err := w.app.Check(w.ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := check(); r.Photos != 2 || r.Unclaimed != 1 || len(r.Faults) > 0 {
		t.Errorf("sound: %+v", r)
	}
	for what, harm := range map[string]func() error{
		"other bytes":  func() error { return os.WriteFile(name(bad, ".jpg"), body, 0o600) },
		"no photo":     func() error { return os.Remove(name(bad, ".jpg")) },
		"no thumbnail": func() error { return os.Remove(name(bad, ".thumb.jpg")) },
	} {
		if err := harm(); err != nil {
			t.Fatal(err)
		}
		r := check()
		if len(r.Faults) != 1 || r.Faults[0].Kind != "photo" || r.Faults[0].Subject != bad {
			t.Errorf("%s: %+v", what, r.Faults)
		}
		if w.photograph("chelsea", 2) != bad { // sent again, it is mended
			t.Fatal("another photo")
		}
		if r := check(); len(r.Faults) > 0 || !w.visible("chelsea", good, "") {
			t.Errorf("%s, mended: %+v", what, r.Faults)
		}
	}
}
