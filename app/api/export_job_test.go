package api_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"testing"
	"time"

	"outreach/app/api"
	"outreach/domain"
)

// exported has a report made as a job and waits for its end.
func (w *world) exported(who string, wish any) api.Export {
	w.t.Helper()
	r := w.want(http.StatusAccepted, ask{who: who, method: "POST", path: "/exports", body: wish})
	e := parse[api.Export](w.t, r.body)
	if r.Header.Get("Location") != api.Base+"/exports/"+string(e.ID) {
		w.t.Errorf("location %q", r.Header.Get("Location"))
	}
	return w.ended(who, e.ID)
}

// ended polls, as a client without event streams does.
func (w *world) ended(who string, id domain.ID) api.Export {
	w.t.Helper()
	tag := ""
	for deadline := time.Now().Add(20 * time.Second); ; {
		r := w.do(ask{who: who, method: "GET", path: "/exports/" + string(id), header: map[string]string{"If-None-Match": tag}})
		if r.StatusCode == http.StatusOK {
			if e := parse[api.Export](w.t, r.body); e.State.Ended() {
				return e
			}
			tag = r.Header.Get("ETag")
		} else if r.StatusCode != http.StatusNotModified || tag == "" {
			w.t.Fatalf("%d: %s", r.StatusCode, r.body)
		}
		if time.Now().After(deadline) {
			w.t.Fatal("waited in vain for the export's end")
		}
		<-time.After(5 * time.Millisecond)
	}
}

func TestAnExportIsTakenMadeAndFetched(t *testing.T) {
	w := newWorld(t)
	w.fill()
	e := w.exported("bob", map[string]any{"report": "r1", "format": "csv", "lang": "en", "filter": map[string]any{"from": "2022-01-01", "to": "2023-01-01", "area": []string{"440305"}}})
	if e.State != domain.JobDone || e.Wish.Report != "r1" || e.File == nil || e.File.Rows != 2 || e.Done != 2 || e.Total != 2 || e.Fault != nil || e.Expires == 0 {
		t.Fatalf("%+v, file %+v", e, e.File)
	}
	path := "/exports/" + string(e.ID) + "/file"
	r := w.want(http.StatusOK, ask{who: "bob", method: "GET", path: path, header: map[string]string{"Accept-Encoding": "gzip, br"}})
	sum := sha256.Sum256(r.body)
	if hex.EncodeToString(sum[:]) != e.File.SHA256 || int64(len(r.body)) != e.File.Bytes || r.Header.Get("ETag") != `"`+e.File.SHA256+`"` ||
		r.Header.Get("Content-Encoding") != "" || r.Header.Get("Accept-Ranges") != "bytes" || bytes.Count(r.body, []byte("440305")) != 2 {
		t.Errorf("%v: %s", r.Header, r.body)
	}
	if _, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition")); err != nil || params["filename"] != e.File.Name {
		t.Errorf("%q, want %q (%v)", params["filename"], e.File.Name, err)
	}
	head := w.want(http.StatusOK, ask{who: "bob", method: "HEAD", path: path})
	if head.ContentLength != e.File.Bytes || len(head.body) > 0 || head.Header.Get("ETag") != r.Header.Get("ETag") {
		t.Errorf("HEAD: %d bytes said, %v", head.ContentLength, head.Header)
	}
	again := parse[api.Export](t, w.want(http.StatusAccepted, ask{who: "bob", method: "POST", path: "/exports/" + string(e.ID) + "/again"}).body)
	if second := w.ended("bob", again.ID); second.ID == e.ID || second.File.SHA256 != e.File.SHA256 {
		t.Errorf("again: %+v", second.File)
	}
	list := parse[api.Exports](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/exports"}).body)
	if len(list.Items) != 2 || list.Items[0].ID != again.ID {
		t.Errorf("listed: %+v", list)
	}
	w.want(http.StatusNoContent, ask{who: "bob", method: "DELETE", path: "/exports/" + string(e.ID)})
	w.wantProblem(domain.NotFound, ask{who: "bob", method: "GET", path: path})
}

func TestWhatIsExportedCanBeNarrowedToColumns(t *testing.T) {
	w := newWorld(t)
	w.fill()
	wish := map[string]any{"report": "r1", "format": "csv", "lang": "en", "columns": []string{"recorded_by", "title", "submitted_on"}, "filter": map[string]any{"area": []string{"440000"}}}
	page := parse[api.Page[api.Activity]](t, w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/activities?area=440000&limit=500"}).body)
	var want strings.Builder
	want.WriteString("\ufeffTitle,Recorded by,Submitted on\r\n")
	for _, a := range page.Items {
		day := ""
		if a.SubmittedAt != 0 {
			day = a.SubmittedAt.Day().String()
		}
		fmt.Fprintf(&want, "%s,%s,%s\r\n", a.Title, a.AuthorName, day)
	}
	e := w.exported("bob", wish)
	if e.File == nil || e.File.Rows != page.Total || page.Total == 0 || len(e.Wish.Columns) != 3 {
		t.Fatalf("%+v, listed %d", e.File, page.Total)
	}
	job := w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/exports/" + string(e.ID) + "/file"})
	at := w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/exports/r1.csv?lang=en&area=440000&columns=title,submitted_on,recorded_by"})
	for name, body := range map[string][]byte{"job": job.body, "at once": at.body} {
		if string(body) != want.String() {
			t.Errorf("%s: %s\nwant %s", name, body, want.String())
		}
	}
	for _, columns := range [][]string{{"title", "nonsense"}, {"title", "title"}} {
		wish["columns"] = columns
		w.wantProblem(domain.Invalid, ask{who: "bob", method: "POST", path: "/exports", body: wish})
		w.wantProblem(domain.Invalid, ask{who: "bob", method: "GET", path: "/exports/r1.csv?columns=" + strings.Join(columns, ",")})
		w.wantProblem(domain.Invalid, ask{who: "bob", method: "POST", path: "/presets", body: map[string]any{"kind": "export", "name": "x", "export": wish}})
	}
}

func TestADownloadInThreePiecesIsTheSame(t *testing.T) {
	w := newWorld(t)
	w.fill()
	e := w.exported("erin", map[string]any{"report": "r1"})
	path := "/exports/" + string(e.ID) + "/file"
	whole := w.want(http.StatusOK, ask{who: "erin", method: "GET", path: path}).body
	n := len(whole)
	var got []byte
	for _, r := range [][2]int{{0, n/3 - 1}, {n / 3, 2*n/3 - 1}, {2 * n / 3, n + 1000}} {
		piece := w.want(http.StatusPartialContent, ask{who: "erin", method: "GET", path: path, header: map[string]string{
			"Range": fmt.Sprintf("bytes=%d-%d", r[0], r[1]), "If-Range": `"` + e.File.SHA256 + `"`, "Accept-Encoding": "gzip",
		}})
		if want := fmt.Sprintf("bytes %d-%d/%d", r[0], min(r[1], n-1), n); piece.Header.Get("Content-Range") != want || int(piece.ContentLength) != len(piece.body) {
			t.Errorf("range %q of %d bytes, want %q", piece.Header.Get("Content-Range"), piece.ContentLength, want)
		}
		got = append(got, piece.body...)
	}
	if !bytes.Equal(got, whole) {
		t.Errorf("%d bytes in pieces, %d in one", len(got), n)
	}
}

func TestRangesAreReadAsTheStandardHasThem(t *testing.T) {
	w := newWorld(t)
	w.fill()
	e := w.exported("erin", map[string]any{"report": "r1", "format": "csv"})
	path, n := "/exports/"+string(e.ID)+"/file", int(e.File.Bytes)
	tag := `"` + e.File.SHA256 + `"`
	for name, c := range map[string]struct {
		header map[string]string
		status int
		bytes  int
	}{
		"the last ten":         {map[string]string{"Range": "bytes=-10"}, http.StatusPartialContent, 10},
		"more than there is":   {map[string]string{"Range": "bytes=-999999"}, http.StatusOK, n},
		"from a byte on":       {map[string]string{"Range": "bytes=5-"}, http.StatusPartialContent, n - 5},
		"to beyond the end":    {map[string]string{"Range": "bytes=0-9223372036854775807"}, http.StatusOK, n},
		"one byte":             {map[string]string{"Range": "bytes=0-0"}, http.StatusPartialContent, 1},
		"two ranges":           {map[string]string{"Range": "bytes=0-1,4-5"}, http.StatusOK, n},
		"another unit":         {map[string]string{"Range": "lines=0-1"}, http.StatusOK, n},
		"backwards":            {map[string]string{"Range": "bytes=5-2"}, http.StatusOK, n},
		"no number":            {map[string]string{"Range": "bytes=a-b"}, http.StatusOK, n},
		"another file by now":  {map[string]string{"Range": "bytes=0-1", "If-Range": `"other"`}, http.StatusOK, n},
		"a weak tag":           {map[string]string{"Range": "bytes=0-1", "If-Range": "W/" + tag}, http.StatusOK, n},
		"what the reader has":  {map[string]string{"If-None-Match": tag}, http.StatusNotModified, 0},
		"past the end":         {map[string]string{"Range": fmt.Sprintf("bytes=%d-", n)}, http.StatusRequestedRangeNotSatisfiable, -1},
		"the last none":        {map[string]string{"Range": "bytes=-0"}, http.StatusRequestedRangeNotSatisfiable, -1},
		"past the end, though": {map[string]string{"Range": "bytes=999999-", "If-Range": `"other"`}, http.StatusOK, n},
	} {
		r := w.do(ask{who: "erin", method: "GET", path: path, header: c.header})
		if r.StatusCode != c.status || c.bytes >= 0 && len(r.body) != c.bytes {
			t.Errorf("%s: %d with %d bytes, want %d with %d", name, r.StatusCode, len(r.body), c.status, c.bytes)
		}
		if c.bytes < 0 && r.Header.Get("Content-Range") != fmt.Sprintf("bytes */%d", n) {
			t.Errorf("%s: %q", name, r.Header.Get("Content-Range"))
		}
	}
}

func TestAnExportIsItsOwnersAlone(t *testing.T) {
	w := newWorld(t)
	w.fill()
	e := w.exported("erin", map[string]any{"report": "r1", "format": "csv"})
	for _, who := range []string{"bob", "alice", "dan"} {
		for _, path := range []string{"", "/file", "/events"} {
			w.wantProblem(domain.NotFound, ask{who: who, method: "GET", path: "/exports/" + string(e.ID) + path})
		}
		w.wantProblem(domain.NotFound, ask{who: who, method: "POST", path: "/exports/" + string(e.ID) + "/again"})
	}
	w.wantProblem(domain.NotFound, ask{who: "bob", method: "DELETE", path: "/exports/" + string(e.ID)})
	w.wantProblem(domain.Forbidden, ask{who: "bob", method: "GET", path: "/exports?everybody=true"})
	list := parse[api.Exports](t, w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/exports?everybody=true"}).body)
	if len(list.Items) != 1 || list.Items[0].ID != e.ID || list.Items[0].Wish != nil || list.Items[0].File != nil || list.Items[0].State != domain.JobDone {
		t.Errorf("an admin sees %+v", list)
	}
}

func TestWhatCannotBeExportedIsRefusedAtOnce(t *testing.T) {
	w := newWorld(t)
	for body, want := range map[string]struct {
		code domain.ErrorCode
		at   string
	}{
		`{"report":"r99"}`:                                                  {domain.NotFound, ""},
		`{"report":"all","format":"csv"}`:                                   {domain.Invalid, "/format"},
		`{"report":"r1","format":"pdf"}`:                                    {domain.Invalid, "/format"},
		`{"report":"r1","filter":{"period":"someday"}}`:                     {domain.Invalid, "/filter/period"},
		`{"report":"r1","filter":{"period":"this_year","to":"2022-01-01"}}`: {domain.Invalid, "/filter/period"},
		`{"report":"r1","filter":{"kind":["party"]}}`:                       {domain.Invalid, "/filter/kind/0"},
		`{"report":"r1","filter":{"nonsense":1}}`:                           {domain.Malformed, "/filter/nonsense"},
		`{}`: {domain.Invalid, "/report"},
	} {
		p := w.wantProblem(want.code, ask{who: "erin", method: "POST", path: "/exports", body: body})
		if want.at != "" && (len(p.Errors) != 1 || p.Errors[0].Pointer != want.at) {
			t.Errorf("%s: %+v, want %s", body, p.Errors, want.at)
		}
	}
}

// event is one server-sent event.
type event struct{ id, name, data string }

// events reads a stream until it ends.
func events(t *testing.T, r io.Reader) []event {
	t.Helper()
	var list []event
	var e event
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			if e.data != "" {
				list = append(list, e)
			}
			e = event{}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func (w *world) stream(a ask) io.Reader {
	w.t.Helper()
	res, err := http.DefaultClient.Do(w.request(a))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := res.Body.Close(); err != nil {
			w.t.Error(err)
		}
	})
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Content-Encoding") != "" {
		w.t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	return res.Body
}

func TestEventsTellOfTheJobUntilItsEnd(t *testing.T) {
	w := newWorld(t)
	w.fill()
	taken := parse[api.Export](t, w.want(http.StatusAccepted, ask{who: "erin", method: "POST", path: "/exports", body: `{"report":"r1"}`}).body)
	path := "/exports/" + string(taken.ID) + "/events"
	list := events(t, w.stream(ask{who: "erin", method: "GET", path: path, header: map[string]string{"Accept-Encoding": "gzip"}}))
	if len(list) == 0 {
		t.Fatal("no event")
	}
	last := list[len(list)-1]
	if e := parse[api.Export](t, []byte(last.data)); last.name != "job" || e.State != domain.JobDone || e.File == nil || last.id != fmt.Sprint(e.Revision) {
		t.Errorf("the last event is %+v", last)
	}
	// Who comes again hears the whole once more, or, having heard the end, is told to stay away.
	repeated := events(t, w.stream(ask{who: "erin", method: "GET", path: path, header: map[string]string{"Last-Event-ID": "nonsense"}}))
	if len(repeated) != 1 || repeated[0].data != last.data {
		t.Errorf("again: %+v", repeated)
	}
	w.want(http.StatusNoContent, ask{who: "erin", method: "GET", path: path, header: map[string]string{"Last-Event-ID": last.id}})
}

// stuck is a world whose exports go on until the test lets them.
func stuck(t *testing.T) (w *world, let chan struct{}) {
	t.Helper()
	let = make(chan struct{})
	return walking(t, api.Settings{}, func(ctx context.Context, _ func(domain.Activity) error) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-let:
			return nil
		}
	}), let
}

func TestEventStreamsEndWhenTheServerStops(t *testing.T) {
	w, _ := stuck(t)
	taken := parse[api.Export](t, w.want(http.StatusAccepted, ask{who: "erin", method: "POST", path: "/exports", body: `{"report":"r1"}`}).body)
	res := w.stream(ask{who: "erin", method: "GET", path: "/exports/" + string(taken.ID) + "/events"})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	stopped := make(chan error, 1)
	go func() { stopped <- w.server.Shutdown(ctx) }()
	for _, e := range events(t, res) {
		if parse[api.Export](t, []byte(e.data)).State.Ended() {
			t.Errorf("ended by %+v", e)
		}
	}
	if err := <-stopped; err != nil {
		t.Errorf("the server did not stop: %v", err)
	}
}

func TestASilentStreamSaysThatItIsAlive(t *testing.T) {
	w, let := stuck(t)
	taken := parse[api.Export](t, w.want(http.StatusAccepted, ask{who: "erin", method: "POST", path: "/exports", body: `{"report":"r1"}`}).body)
	lines := bufio.NewScanner(w.stream(ask{who: "erin", method: "GET", path: "/exports/" + string(taken.ID) + "/events"}))
	alive := 0
	for lines.Scan() {
		switch {
		case lines.Text() == ": alive":
			alive++
			if alive == 2 {
				close(let)
			}
			w.ahead.Add(int64(15 * time.Second))
		case strings.Contains(lines.Text(), `"state":"running"`):
			w.ahead.Add(int64(15 * time.Second))
		}
	}
	if err := lines.Err(); err != nil || alive < 2 {
		t.Errorf("alive %d times (%v)", alive, err)
	}
}

func TestACallerHasFewStreamsAtOnce(t *testing.T) {
	w, let := stuck(t)
	taken := parse[api.Export](t, w.want(http.StatusAccepted, ask{who: "erin", method: "POST", path: "/exports", body: `{"report":"r1"}`}).body)
	path := "/exports/" + string(taken.ID) + "/events"
	var open []io.Reader
	for range 8 {
		open = append(open, w.stream(ask{who: "erin", method: "GET", path: path}))
	}
	w.wantProblem(domain.RateLimited, ask{who: "erin", method: "GET", path: path})
	close(let)
	for _, r := range open {
		events(t, r)
	}
	w.ended("erin", taken.ID)
	events(t, w.stream(ask{who: "erin", method: "GET", path: path}))
}

func TestACancelledExportIsToldSo(t *testing.T) {
	w, _ := stuck(t)
	taken := parse[api.Export](t, w.want(http.StatusAccepted, ask{who: "erin", method: "POST", path: "/exports", body: `{"report":"r1"}`}).body)
	path := "/exports/" + string(taken.ID)
	w.wantProblem(domain.NotFound, ask{who: "erin", method: "GET", path: path + "/file"})
	w.want(http.StatusNoContent, ask{who: "erin", method: "DELETE", path: path})
	if e := w.ended("erin", taken.ID); e.State != domain.JobCancelled || e.File != nil {
		t.Errorf("%+v", e)
	}
}

func TestEveryFileThatIsFetchedIsInTheAuditLog(t *testing.T) {
	w := newWorld(t)
	w.fill()
	e := w.exported("bob", map[string]any{"report": "r1", "format": "csv"})
	for range 2 {
		w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/exports/" + string(e.ID) + "/file"})
	}
	w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/exports/r2.csv?lang=en"})
	for query, want := range map[string]int{"subject=export/" + string(e.ID): 3, "subject=export/" + string(e.ID) + "&action=export.fetch": 1, "subject=report/r2": 1} {
		list := parse[api.Page[domain.Event]](t, w.want(http.StatusOK, ask{who: "alice", method: "GET", path: "/audit?" + query}).body)
		if len(list.Items) != want {
			t.Errorf("%s: %+v, want %d", query, list.Items, want)
		}
	}
}
