package api_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"

	"outreach/app/api"
	"outreach/domain"
	"outreach/repository"
)

func TestReportsComeAsWorkbookAndCSV(t *testing.T) {
	w := newWorld(t)
	w.fill()
	r := w.want(http.StatusOK, ask{who: "bob", method: "GET", path: "/exports/r1.xlsx?from=2022-01-01&to=2023-01-01", header: map[string]string{"Accept-Encoding": "gzip"}})
	if _, err := zip.NewReader(bytes.NewReader(r.body), int64(len(r.body))); err != nil || r.Header.Get("Content-Encoding") != "" {
		t.Errorf("workbook of %d bytes: %v", len(r.body), err)
	}
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
	if err != nil || !strings.HasSuffix(params["filename"], ".xlsx") || !strings.Contains(params["filename"], "活动明细") {
		t.Errorf("name %q, %v", params["filename"], err)
	}
	r = w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/exports/r1.csv?lang=en"})
	if !bytes.HasPrefix(r.body, []byte("\ufeff")) || bytes.Count(r.body, []byte("440303")) != 1 || r.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("%s: %s", r.Header.Get("Content-Type"), r.body)
	}
	w.wantProblem(domain.NotFound, ask{who: "dan", method: "GET", path: "/exports/r99.csv"})
	w.wantProblem(domain.NotFound, ask{who: "dan", method: "GET", path: "/exports/all.csv"})
	w.wantProblem(domain.NotFound, ask{who: "dan", method: "GET", path: "/exports/r1.pdf"})
	w.wantProblem(domain.Forbidden, ask{who: "chelsea", method: "GET", path: "/exports/r1.csv"})
	w.wantProblem(domain.Invalid, ask{who: "dan", method: "GET", path: "/exports/r1.csv?from=2022-02-01&to=2022-01-01"})
}

func TestEveryReportIsOfferedWithWhatItTakes(t *testing.T) {
	w := newWorld(t)
	w.fill()
	values := map[string]string{"from": "2022-01-01", "to": "2023-01-01", "area": "440000", "programme": "xinghai", "kind": "session", "status": "approved", "delivery": "in_person", "author": "x", "q": "x", "basis": "counted", "fit": "true"}
	for lang, title := range map[string]string{"zh": "R2 分省统计表", "en": "R2 Provinces"} {
		r := w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/reports", header: map[string]string{"Accept-Language": lang}})
		all := parse[api.Reports](t, r.body)
		if len(all.Items) != 16 || all.Items[1].Title != title || all.Items[15].ID != "all" || len(all.Languages) != 2 || r.Header.Get("ETag") == "" {
			t.Fatalf("%s: %s", lang, r.body)
		}
		for _, o := range all.Items {
			if strings.HasPrefix(o.About, "report.") || o.Shape == "" || slices.Contains(o.Formats, "csv") == (o.ID == "all") || (len(o.Columns) == 0) != (o.ID == "all") {
				t.Errorf("%+v", o)
			}
			query := []string{"lang=" + lang}
			for _, name := range o.Filters {
				query = append(query, name+"="+cmp.Or(values[name], "x"))
			}
			file := w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/exports/" + o.ID + "." + o.Formats[len(o.Formats)-1] + "?" + strings.Join(query, "&")})
			head, _, _ := strings.Cut(string(file.body), "\r\n")
			for _, c := range o.Columns {
				if o.ID != "all" && !strings.Contains(head, c.Title) {
					t.Errorf("%s has no column %q: %s", o.ID, c.Title, head)
				}
			}
		}
	}
	w.wantProblem(domain.Forbidden, ask{who: "chelsea", method: "GET", path: "/reports"})
}

func TestAFilterThatAReportDoesNotOfferChangesNothingInIt(t *testing.T) {
	w := newWorld(t)
	w.fill()
	kinds := map[string]string{"r9": "drive", "r10": "visit"}
	for _, o := range parse[api.Reports](t, w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/reports"}).body).Items {
		if (kinds[o.ID] == "") != slices.Contains(o.Filters, "kind") || o.Newest != slices.Contains(o.Filters, "fit") {
			t.Errorf("%+v", o)
		}
		if o.ID == "all" {
			continue
		}
		path := "/exports/" + o.ID + ".csv"
		plain := string(w.want(http.StatusOK, ask{who: "dan", method: "GET", path: path}).body)
		for name, value := range map[string]string{"kind": kinds[o.ID], "fit": "true"} {
			if slices.Contains(o.Filters, name) {
				continue
			}
			if got := w.want(http.StatusOK, ask{who: "dan", method: "GET", path: path + "?" + name + "=" + value}).body; string(got) != plain {
				t.Errorf("%s heeds %s", o.ID, name)
			}
		}
	}
}

// walker is a store whose walks go wrong as told.
type walker struct {
	repository.Store
	walk func(ctx context.Context, each func(domain.Activity) error) error
}

func (w *walker) WalkActivities(ctx context.Context, _ domain.Filter, each func(domain.Activity) error) error {
	return w.walk(ctx, each)
}

func walking(t *testing.T, settings api.Settings, walk func(ctx context.Context, each func(domain.Activity) error) error) *world {
	t.Helper()
	return newWorldOver(t, settings, func(s repository.Store) repository.Store { return &walker{s, walk} })
}

// row is a record long enough that a few hundred overflow every buffer on the way.
func row() domain.Activity {
	var a domain.Activity
	a.Kind, a.Date, a.Area, a.Notes, a.Title = domain.KindSession, 20220915, 440303, strings.Repeat("长", 1000), "课"
	return a
}

func TestAFileThatFailsAtOnceIsAProblem(t *testing.T) {
	w := walking(t, api.Settings{}, func(context.Context, func(domain.Activity) error) error {
		return domain.Refuse(domain.Unavailable, "error.store.busy")
	})
	w.wantProblem(domain.Unavailable, ask{who: "dan", method: "GET", path: "/exports/r1.xlsx"})
}

func TestAFileThatFailsHalfwayNeverLooksWhole(t *testing.T) {
	for name, fail := range map[string]func() error{
		"error": func() error { return errors.New("disk gone") },
		"panic": func() error { panic("boom") },
	} {
		t.Run(name, func(t *testing.T) {
			w := walking(t, api.Settings{}, func(_ context.Context, each func(domain.Activity) error) error {
				for range 400 {
					if err := each(row()); err != nil {
						return err
					}
				}
				return fail()
			})
			res, err := http.DefaultClient.Do(w.request(ask{who: "dan", method: "GET", path: "/exports/r1.csv"}))
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(res.Body)
			if cerr := res.Body.Close(); cerr != nil {
				t.Error(cerr)
			}
			if err == nil || res.StatusCode != http.StatusOK || len(got) == 0 {
				t.Errorf("%d bytes with status %d and error %v", len(got), res.StatusCode, err)
			}
			w.want(http.StatusOK, ask{method: "GET", path: "/health"})
			w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/stats"})
		})
	}
}

func TestAHangUpEndsTheMakingAndFreesThePlace(t *testing.T) {
	started, ended := make(chan struct{}, 1), make(chan error, 1)
	w := walking(t, api.Settings{Exports: 1}, func(ctx context.Context, each func(domain.Activity) error) error {
		started <- struct{}{}
		for {
			if err := errors.Join(ctx.Err(), each(row())); err != nil {
				ended <- err
				return err
			}
		}
	})
	res, err := http.DefaultClient.Do(w.request(ask{who: "dan", method: "GET", path: "/exports/r1.csv"}))
	if err != nil {
		t.Fatal(err)
	}
	<-started
	for _, who := range []string{"dan", "erin"} {
		r := w.do(ask{who: who, method: "GET", path: "/exports/r1.csv"})
		if r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
			t.Errorf("another file for %s = %d", who, r.StatusCode)
		}
	}
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("the making went on")
	}
}
