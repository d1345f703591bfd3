package reports_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"text/template"

	"outreach/domain"
	"outreach/reports"
)

// text reads the product's own message files, so that a missing heading fails a test.
type text struct {
	lang string
	m    map[string]string
}

const messagesDir = "../configs/messages/"

func texts(t testing.TB, lang string) text {
	t.Helper()
	raw, err := os.ReadFile(messagesDir + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return text{lang, m}
}

func (x text) Lang() string { return x.lang }

func (x text) Has(key string) bool { _, ok := x.m[key]; return ok }

func (x text) T(key string, params map[string]any) string {
	s, ok := x.m[key]
	if !ok || params == nil {
		return cmp.Or(s, key)
	}
	var b strings.Builder
	if err := template.Must(template.New("").Parse(s)).Execute(&b, params); err != nil {
		return err.Error()
	}
	return b.String()
}

// memory is a Source over records in memory: the plain meaning of filters and sums.
type memory []domain.Activity

func (m memory) taken(f domain.Filter) []domain.Activity {
	f.Scope = domain.Scope{Everything: true}
	var list []domain.Activity
	for _, a := range m {
		for _, v := range a.Live() {
			if f.Takes(&a, v) {
				list = append(list, a.Alone(v))
			}
		}
	}
	slices.SortFunc(list, func(a, b domain.Activity) int {
		return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(b.ID, a.ID), cmp.Compare(b.Revision, a.Revision))
	})
	return list
}

func (m memory) WalkActivities(ctx context.Context, f domain.Filter, each func(domain.Activity) error) error {
	for _, a := range m.taken(f) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := each(a); err != nil {
			return err
		}
	}
	return nil
}

func (m memory) fit(f domain.Filter) []domain.Activity {
	fit := true
	f.Fit = &fit
	if len(f.Statuses) == 0 {
		f.Statuses = []domain.Status{domain.Approved}
	}
	return slices.DeleteFunc(m.taken(f), func(a domain.Activity) bool { return a.Status == domain.Void })
}

func (m memory) Answer(ctx context.Context, q domain.Question) (domain.Answer, error) {
	groups := map[string][]domain.Activity{}
	all := m.fit(q.Filter)
	for _, a := range all {
		keys := make([]string, len(q.By))
		for i, d := range q.By {
			keys[i] = dimension(d, &a)
		}
		k := strings.Join(keys, "\x00")
		groups[k] = append(groups[k], a)
	}
	ans := domain.Answer{Method: domain.FromRecords}
	for k, list := range groups {
		ans.Rows = append(ans.Rows, domain.Row{Keys: strings.Split(k, "\x00"), Values: measured(list, q.Measures)})
	}
	slices.SortFunc(ans.Rows, func(a, b domain.Row) int { return slices.Compare(a.Keys, b.Keys) })
	ans.Totals = measured(all, q.Measures)
	return ans, ctx.Err()
}

func dimension(d domain.Dimension, a *domain.Activity) string {
	switch d {
	case domain.ByProvince:
		return a.Placed.Province.String()
	case domain.ByMonth:
		return a.Date.Month().String()
	case domain.ByCounty:
		return a.Placed.Area.String()
	case domain.ByProgramme:
		return a.Programme
	case domain.ByKind:
		return string(a.Kind)
	case domain.ByForm:
		return a.Form
	case domain.ByTopic:
		return a.PrimaryTopic()
	case domain.ByOrganisation:
		lead, _ := a.Lead()
		return lead.Code
	}
	panic("dimension " + d)
}

func measured(list []domain.Activity, measures []domain.Measure) []int64 {
	values := make([]int64, len(measures))
	var sums domain.Sums
	seen := map[domain.Measure]map[string]bool{}
	for _, m := range domain.DistinctMeasures() {
		seen[m] = map[string]bool{}
	}
	for _, a := range list {
		sums = sums.Plus(a.Sums())
		if lead, ok := a.Lead(); ok && lead.Code != "" {
			seen[domain.MeasureOrganisations][lead.Code] = true
		}
		if a.Delivery != domain.InPerson {
			continue
		}
		seen[domain.MeasureProvinces][a.Placed.Province.String()] = true
		seen[domain.MeasureCities][a.Placed.City.String()] = true
		if a.Placed.Area != a.Placed.City { // a city without counties
			seen[domain.MeasureCounties][a.Placed.Area.String()] = true
		}
		if a.Campus() != "" {
			seen[domain.MeasureCampuses][a.Campus()] = true
		}
	}
	for i, x := range measures {
		if set, distinct := seen[x]; distinct {
			values[i] = int64(len(set))
		} else {
			values[i] = sums.Of(x)
		}
	}
	return values
}

func (m memory) Reach(ctx context.Context, q domain.ReachQuestion) ([]domain.Reached, error) {
	q.Deliveries = []domain.Delivery{domain.InPerson}
	by := map[domain.AreaCode]domain.Reached{}
	for _, a := range m.fit(q.Filter) {
		r, ok := by[a.Placed.Area]
		if !ok {
			r = domain.Reached{Area: a.Placed.Area, First: a.Date, Last: a.Date}
		}
		r.Sums = r.Plus(a.Sums())
		r.First, r.Last = min(r.First, a.Date), max(r.Last, a.Date)
		by[a.Placed.Area] = r
	}
	var list []domain.Reached
	for _, r := range by {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b domain.Reached) int { return cmp.Compare(a.Area, b.Area) })
	return list, ctx.Err()
}

// Findings is one rule: somebody came.
func (m memory) Findings(c *domain.Content) []domain.Finding {
	if c.Attendance > 0 {
		return nil
	}
	return []domain.Finding{{Rule: 5, Grade: domain.GradeB, Fault: domain.FaultAt("/attendance", "rule.5")}}
}

// Corrections are the head counts of records whose change waits beside what was approved.
func (m memory) Corrections(_ context.Context, f domain.Filter, each func(domain.Correction) error) error {
	for _, a := range m.taken(f) {
		if a.Status != domain.Submitted || a.Revision < 2 {
			continue
		}
		lead, _ := a.Lead()
		err := each(domain.Correction{
			Activity: a.ID, Number: a.Revision, Date: a.Date, Lead: lead, Pointer: "/attendance", Before: "1", After: "2", Reason: "late sheet",
			Actor: "ann", At: 1670000000000, Closed: true, Counts: true,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func book(t testing.TB, id string, src reports.Source, req reports.Request) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := reports.Workbook(t.Context(), &b, id, src, req); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func table(t testing.TB, id string, src reports.Source, req reports.Request) string {
	t.Helper()
	var b bytes.Buffer
	if err := reports.CSV(t.Context(), &b, id, src, req); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
