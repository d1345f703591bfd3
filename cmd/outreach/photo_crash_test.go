package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"outreach/app/api"
	"outreach/domain"
	"outreach/repository/contract"
)

// A killed server keeps every photo it acknowledged, byte for byte, and no record without its photo.
func TestKilledServerKeepsThePhotosItAcknowledged(t *testing.T) {
	r := contract.Random(t)
	w := newCrashWorld(t)
	var all []*camera
	kills := contract.Budget(t, 3)
	for kill := range kills {
		s := w.serve()
		var running sync.WaitGroup
		for range 8 {
			c := &camera{rand: mathrand.New(mathrand.NewPCG(r.Uint64(), r.Uint64())), content: w.contents[r.IntN(len(w.contents))]}
			all = append(all, c)
			running.Go(func() {
				for c.shoot(t, w, s) {
				}
			})
		}
		<-time.After(time.Duration(50+r.IntN(400)) * time.Millisecond)
		if err := s.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		running.Wait()
		s.gone(t)
		w.check()
		again := w.serve()
		for _, c := range all {
			c.verify(t, w, again)
		}
		again.stop(t)
		if t.Failed() {
			t.Fatalf("kill %d", kill)
		}
	}
	photos := 0
	for _, c := range all {
		photos += len(c.taken)
	}
	t.Logf("%d kills, %d photos acknowledged, none lost", kills, photos)
	if photos == 0 {
		t.Error("the load was none")
	}
}

// camera puts photos, each with a record that names it, and knows what was acknowledged.
type camera struct {
	rand    *mathrand.Rand
	content domain.Content
	taken   []taken
}

type taken struct {
	body   []byte
	record string // "" where it was not acknowledged
}

// shoot puts one photo and its record; false once the server is gone.
func (c *camera) shoot(t *testing.T, w *crashWorld, s *served) bool {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 160, 120))
	for i := range m.Pix {
		m.Pix[i] = byte(c.rand.Uint32())
	}
	var body bytes.Buffer
	if err := jpeg.Encode(&body, m, nil); err != nil {
		t.Error(err)
		return false
	}
	name := domain.Digest(body.Bytes())
	if status, _ := w.ask(t, s, http.MethodPut, "/photos/"+name, "image/jpeg", body.Bytes()); status != http.StatusCreated {
		return wantGone(t, status)
	}
	c.taken = append(c.taken, taken{body: body.Bytes()})
	c.content.Evidence = []domain.Evidence{{SHA256: name}}
	raw, err := json.Marshal(api.ActivityEntry{Content: c.content, Status: domain.Submitted})
	if err != nil {
		t.Error(err)
		return false
	}
	id := uuid.Must(uuid.NewV7()).String()
	if status, _ := w.ask(t, s, http.MethodPut, "/activities/"+id, "application/json", raw); status != http.StatusCreated {
		return wantGone(t, status)
	}
	c.taken[len(c.taken)-1].record = id
	return true
}

func wantGone(t *testing.T, status int) bool {
	t.Helper()
	if status != 0 {
		t.Errorf("refused with %d", status)
	}
	return false
}

func (c *camera) verify(t *testing.T, w *crashWorld, s *served) {
	t.Helper()
	for _, p := range c.taken {
		name := domain.Digest(p.body)
		if status, body := w.ask(t, s, http.MethodGet, "/photos/"+name, "", nil); status != http.StatusOK || !bytes.Equal(body, p.body) {
			t.Errorf("photo %s: %d, %d bytes of %d", name, status, len(body), len(p.body))
		}
		if status, body := w.ask(t, s, http.MethodGet, "/photos/"+name+"?size=thumb", "", nil); status != http.StatusOK || len(body) == 0 {
			t.Errorf("thumbnail %s: %d, %d bytes", name, status, len(body))
		}
		if p.record == "" {
			continue
		}
		if status, _ := w.ask(t, s, http.MethodGet, "/activities/"+p.record, "", nil); status != http.StatusOK {
			t.Errorf("record %s: %d", p.record, status)
		}
	}
}

// ask sends one request as the volunteer; status 0 where no whole answer came.
func (w *crashWorld) ask(t *testing.T, s *served, method, path, media string, body []byte) (int, []byte) {
	t.Helper()
	address := s.cmd.Args[len(s.cmd.Args)-1]
	req, err := http.NewRequestWithContext(t.Context(), method, fmt.Sprintf("http://%s%s%s", address, api.Base, path), bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0, nil
	}
	req.Header.Set("Authorization", "Bearer "+w.token)
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil
	}
	return res.StatusCode, answer
}
