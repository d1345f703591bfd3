package job_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"outreach/app"
	"outreach/app/demo"
	"outreach/app/job"
	"outreach/app/rehearsal"
	"outreach/configs"
	"outreach/domain"
	"outreach/reports"
	"outreach/repository"
	"outreach/repository/sqlite"
)

// ledger is a small ledger of some years with people of every role: erin and fay manage everything, bob Guangdong,
// chelsea records, dan writes the annual report.
type ledger struct {
	t     *testing.T
	app   *app.App
	store repository.Store
	texts *configs.Messages
	who   map[string]*app.Caller
}

func newLedger(t *testing.T, records int) *ledger {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	var seconds atomic.Int64
	now := func() time.Time { return time.Date(2025, 3, 1, 4, 0, int(seconds.Add(1)), 0, time.UTC) }
	settings := rehearsal.Settings()
	settings.BatchLimit = 100
	l := &ledger{t: t, store: store, texts: rehearsal.Texts(t)}
	l.app, l.who = rehearsal.Open(t, app.Parts{
		Store: store, Now: now, Random: &lockedRandom{r: rand.NewChaCha8([32]byte{7})}, Settings: settings,
	}, rehearsal.Cast("bob", "chelsea", "dan", "erin", "fay"))
	if err := demo.FillBulk(t.Context(), store, l.app.Catalogue(), records, demo.Options{Seed: 7}); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *ledger) request(lang string) reports.Request {
	return reports.Request{Text: l.texts.For(lang), Catalogue: l.app.Catalogue(), Now: domain.At(time.Date(2025, 3, 1, 4, 0, 0, 0, time.UTC)), Actor: "erin"}
}

// table is R1 as a CSV, taken apart.
type table [][]string

func (l *ledger) csv(who, lang string, f domain.Filter) table {
	l.t.Helper()
	req := l.request(lang)
	req.Filter = f
	var out bytes.Buffer
	if err := reports.CSV(l.t.Context(), &out, "r1", l.app.Source(l.who[who]), req); err != nil {
		l.t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out.Bytes(), []byte("\ufeff")))).ReadAll()
	if err != nil {
		l.t.Fatal(err)
	}
	return rows
}

// renamed gives approved records with new titles, the first n of them.
func (l *ledger) renamed(n int, word string) table {
	file := l.csv("erin", "zh", domain.Filter{Statuses: []domain.Status{domain.Approved}}).clone()
	file = file[:min(n+1, len(file))]
	for i, row := range file[1:] {
		row[file.column("活动名称")] = fmt.Sprint(word, i)
	}
	return file
}

// bytes gives the table as a file.
func (t table) bytes() []byte {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	if w.WriteAll(t) != nil {
		return nil
	}
	return out.Bytes()
}

func (t table) column(heading string) int { return slices.Index(t[0], heading) }

// clone gives a copy to change.
func (t table) clone() table {
	out := make(table, len(t))
	for i := range t {
		out[i] = slices.Clone(t[i])
	}
	return out
}

// loaded is a table with what was made of it.
type loaded struct {
	*job.Import
	job.Summary
	rows *job.Rows
}

func noProgress(int64, int64) error { return nil }

func (l *ledger) importOf(who string, file []byte, mapping map[string]string) *job.Import {
	if mapping == nil {
		mapping = map[string]string{}
	}
	req := l.request("zh")
	req.Languages = []domain.Text{l.texts.For("zh"), l.texts.For("en")}
	return &job.Import{
		App: l.app, Caller: l.who[who], Check: func(*domain.Content) []domain.Fault { return nil },
		Table: bytes.NewReader(file), Size: int64(len(file)), Request: req, Options: reports.ReadOptions{Mapping: mapping},
	}
}

func (l *ledger) preview(who string, file []byte) *loaded {
	l.t.Helper()
	im := l.importOf(who, file, nil)
	var out bytes.Buffer
	s, err := im.Preview(l.t.Context(), &out, noProgress)
	if err != nil {
		l.t.Fatal(err)
	}
	return &loaded{im, s, opened(l.t, out.Bytes())}
}

func opened(t *testing.T, file []byte) *job.Rows {
	t.Helper()
	rows, err := job.OpenRows(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (l *ledger) apply(p *loaded) *loaded {
	l.t.Helper()
	var out bytes.Buffer
	s, err := p.Apply(l.t.Context(), p.rows, &out, noProgress)
	if err != nil {
		l.t.Fatal(err)
	}
	return &loaded{p.Import, s, opened(l.t, out.Bytes())}
}

// wants compares the counts of a summary: new, changed, same, refused.
func (p *loaded) wants(t *testing.T, counts ...int64) {
	t.Helper()
	var got []int64
	for _, f := range job.Fates() {
		got = append(got, p.Counts[f])
	}
	if !slices.Equal(got, counts) {
		t.Fatalf("new, changed, same, refused = %v, want %v\n%s", got, counts, p.told())
	}
}

// told prints the refused rows.
func (p *loaded) told() string {
	var out strings.Builder
	for row, err := range p.rows.Each(job.FateRefused) {
		fmt.Fprintf(&out, "%d %s %v %v\n", row.Row, row.Code, row.Faults, err)
		if out.Len() > 2000 {
			break
		}
	}
	return out.String()
}

// records gives every record as its JSON by id.
func (l *ledger) records() map[domain.ID]string {
	l.t.Helper()
	all := map[domain.ID]string{}
	err := l.store.Inspect(l.t.Context(), func(in repository.Inspection) error {
		return in.Records(l.t.Context(), func(a domain.Activity, mismatch error) error {
			raw, err := json.Marshal(a)
			all[a.ID] = string(raw)
			if mismatch != nil {
				return mismatch
			}
			return err
		})
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return all
}

func (l *ledger) record(id string) domain.Activity {
	l.t.Helper()
	rec, err := l.store.Activity(l.t.Context(), domain.ID(id))
	if err != nil {
		l.t.Fatal(err)
	}
	return rec
}
