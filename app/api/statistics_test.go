package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/app/api"
	"outreach/domain"
)

// fill records three approved sessions in two counties, one draft and one submitted.
func (w *world) fill() {
	w.t.Helper()
	for i, m := range []map[string]any{
		lesson(), with(lesson(), "area", "440305", "attendance", 10), with(lesson(), "area", "440305", "attendance", 7, "date", "2022-10-01"),
		with(lesson(), "status", "draft"), lesson(),
	} {
		path := "/activities/" + w.id()
		w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: m})
		if i < 3 {
			w.want(http.StatusOK, ask{who: "bob", method: "POST", path: path + "/review", body: `{"decision":"approve","text":"seen"}`})
		}
	}
}

func TestStatsAnswerRowsByNameWithTotals(t *testing.T) {
	w := newWorld(t)
	w.fill()
	r := w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/stats?by=county,month&measure=activities,attendance,counties&from=2022-01-01&to=2023-01-01"})
	got := parse[api.Statistics](t, r.body)
	if len(got.Rows) != 3 || got.Rows[0]["county"] != "440303" || got.Rows[0]["month"] != "2022-09" || got.Rows[0]["attendance"] != 45.0 {
		t.Errorf("rows: %s", r.body)
	}
	if got.Totals["attendance"] != 62 || got.Totals["counties"] != 2 || got.Totals["activities"] != 3 || got.AsOf == 0 || got.Method == "" {
		t.Errorf("totals: %s", r.body)
	}
	empty := parse[api.Statistics](t, w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/stats?from=2020-01-01&to=2020-02-01"}).body)
	if empty.Rows == nil || empty.Totals["activities"] != 0 {
		t.Errorf("nothing counted: %+v", empty)
	}
	w.wantProblem(domain.Invalid, ask{who: "dan", method: "GET", path: "/stats?status=void"})
	w.wantProblem(domain.Invalid, ask{who: "dan", method: "GET", path: "/stats?by=weather"})
	w.wantProblem(domain.Invalid, ask{who: "dan", method: "GET", path: "/stats?measure=activities,activities"})
}

func TestEveryMeasureAndDimensionCanBeAsked(t *testing.T) {
	w := newWorld(t)
	w.fill()
	for _, d := range domain.Dimensions() {
		r := w.want(http.StatusOK, ask{who: "erin", method: "GET", path: "/stats?by=" + string(d)})
		for _, row := range parse[api.Statistics](t, r.body).Rows {
			if _, ok := row[string(d)]; !ok {
				t.Errorf("%s: %v", d, row)
			}
		}
	}
	for _, list := range [][]domain.Measure{sliceOf(domain.AdditiveMeasures()), sliceOf5(domain.DistinctMeasures())} {
		for _, m := range list {
			r := w.want(http.StatusOK, ask{who: "erin", method: "GET", path: "/stats?measure=" + string(m)})
			if _, ok := parse[api.Statistics](t, r.body).Totals[string(m)]; !ok {
				t.Errorf("%s: %s", m, r.body)
			}
		}
	}
}

func sliceOf(a [11]domain.Measure) []domain.Measure { return a[:] }
func sliceOf5(a [5]domain.Measure) []domain.Measure { return a[:] }

func TestRareCodesStandInRowsAsTheyAre(t *testing.T) {
	w := newWorld(t)
	path := "/activities/" + w.id()
	odd := "a\"b\\c<𠀀>"
	w.want(http.StatusCreated, ask{who: "erin", method: "PUT", path: path, body: with(lesson(), "status", "draft", "form", odd)})
	r := w.want(http.StatusOK, ask{who: "erin", method: "GET", path: "/stats?by=form&status=draft"})
	if rows := parse[api.Statistics](t, r.body).Rows; len(rows) != 1 || rows[0]["form"] != odd {
		t.Errorf("rows: %s", r.body)
	}
}

func TestCoverageGivesItsDenominatorAndWhatIsNotReached(t *testing.T) {
	w := newWorld(t)
	w.fill()
	r := w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/coverage?from=2022-01-01&to=2023-01-01"})
	got := parse[api.Coverage](t, r.body)
	if got.Reached != 2 || len(got.Rows) != 2 || got.Rows[0].Name != "罗湖区" || got.Denominator.Count != 2843 || got.Denominator.ListDate != 20221231 ||
		got.Rate <= 0 || got.Rate > 1 || len(got.Unreached) < 2800 || got.Unplaced == nil {
		t.Errorf("coverage: reached %d, rows %+v, denominator %+v, rate %v, unreached %d", got.Reached, got.Rows, got.Denominator, got.Rate, len(got.Unreached))
	}
	regions := parse[api.Coverage](t, w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/coverage?regions=true&from=2022-01-01&to=2023-01-01"}).body)
	if regions.Denominator.Count != 1866 || regions.Reached != 0 {
		t.Errorf("county regions: %+v reached %d", regions.Denominator, regions.Reached)
	}
	for level, want := range map[string]int{"province": 31, "city": 333, "campus": 0} {
		c := parse[api.Coverage](t, w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/coverage?level=" + level + "&from=2022-01-01&to=2023-01-01"}).body)
		if want != 0 && c.Denominator.Count != want || c.Level != level {
			t.Errorf("%s: %+v", level, c.Denominator)
		}
	}
	for only, empty := range map[string]string{"reached": `"unreached":[]`, "unreached": `"rows":[]`} {
		r := w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/coverage?only=" + only + "&from=2022-01-01&to=2023-01-01"})
		c := parse[api.Coverage](t, r.body)
		if c.Reached != 2 || c.Denominator != got.Denominator || !strings.Contains(string(r.body), empty) || len(c.Rows)+len(c.Unreached) == 0 {
			t.Errorf("only %s: %d of %+v, %d and %d", only, c.Reached, c.Denominator, len(c.Rows), len(c.Unreached))
		}
	}
	w.wantProblem(domain.Invalid, ask{who: "dan", method: "GET", path: "/coverage?only=nothing"})
	w.wantProblem(domain.Invalid, ask{who: "dan", method: "GET", path: "/coverage?level=village"})
}

func TestTheWrittenStatementIsPlainJSON(t *testing.T) {
	w := newWorld(t)
	w.fill()
	r := w.want(http.StatusOK, ask{who: "erin", method: "GET", path: "/stats?by=year,county,programme,basis"})
	if !json.Valid(r.body) || r.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%s: %s", r.Header.Get("Content-Type"), r.body)
	}
}

func TestASummaryTellsWhatCountsAndWhyTheRestDoesNot(t *testing.T) {
	w := newWorld(t)
	w.fill()
	for i, m := range []map[string]any{
		with(lesson(), "minutes", 10), with(lesson(), "delivery", "online", "attendance", 100), with(lesson(), "date", "2022-10-02", "attendance", 3),
	} {
		path := "/activities/" + w.id()
		w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: m})
		if i < 2 {
			w.want(http.StatusOK, ask{who: "bob", method: "POST", path: path + "/review", body: `{"decision":"approve","text":"seen"}`})
		}
	}
	chelsea := parse[api.Session](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/session"}).body).User.ID
	r := w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/activities/summary?author=" + chelsea + "&from=2022-09-01&to=2022-10-01"})
	got := parse[api.Summary](t, r.body)
	rows := []api.NotCountedRow{
		{Because: domain.NotForStatus, Status: domain.Draft, Activities: 1, Attendance: 45},
		{Because: domain.NotForStatus, Status: domain.Submitted, Activities: 1, Attendance: 45},
		{Because: domain.NotForMinutes, Status: domain.Approved, Activities: 1, Attendance: 45},
	}
	if got.Activities != 3 || got.Attendance != 155 || got.Total != 6 || !slices.Equal(got.NotCounted, rows) || got.AsOf == 0 {
		t.Errorf("%s", r.body)
	}
	stats := parse[api.Statistics](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/stats?measure=activities,attendance&delivery=in_person,online&author=" + chelsea +
		"&from=2022-09-01&to=2022-10-01"}).body)
	if stats.Totals["activities"] != int64(got.Activities) || stats.Totals["attendance"] != int64(got.Attendance) {
		t.Errorf("the statement says %v", stats.Totals)
	}
	empty := w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/activities/summary?from=2020-01-01&to=2020-02-01"})
	if !strings.Contains(string(empty.body), `"not_counted":[]`) || parse[api.Summary](t, empty.body).Total != 0 {
		t.Errorf("nothing: %s", empty.body)
	}
	w.wantProblem(domain.Invalid, ask{who: "chelsea", method: "GET", path: "/activities/summary?status=void"})
	w.wantProblem(domain.Malformed, ask{who: "chelsea", method: "GET", path: "/activities/summary?limit=5"})
	w.wantProblem(domain.Invalid, ask{who: "chelsea", method: "GET", path: "/activities/summary?from=2022-02-01&to=2022-01-01"})
}

func TestAStatisticsFileHoldsWhatStatsAnswers(t *testing.T) {
	w := newWorld(t)
	w.fill()
	const query = "?by=county,month&measure=activities,attendance,counties&from=2022-01-01&to=2023-01-01"
	answer := parse[api.Statistics](t, w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/stats" + query}).body)
	r := w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/stats.csv" + query})
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(r.body, []byte("\ufeff")))).ReadAll()
	if err != nil || len(all) != len(answer.Rows)+2 {
		t.Fatalf("%v: %s", err, r.body)
	}
	text := func(v any) string { return fmt.Sprint(v) }
	for i, row := range answer.Rows {
		got := all[i+1]
		want := []string{text(row["county"]), text(row["month"]), text(row["activities"]), text(row["attendance"]), text(row["counties"])}
		if diff := cmp.Diff(want, append([]string{got[4]}, got[6:]...)); diff != "" {
			t.Error(diff)
		}
	}
	last := all[len(all)-1]
	if diff := cmp.Diff([]string{"3", "62", "2"}, last[7:]); diff != "" || all[0][7] != "活动场次" {
		t.Errorf("%v under %v: %s", last, all[0], diff)
	}
	r = w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/stats.xlsx" + query + "&lang=en"})
	if _, err := zip.NewReader(bytes.NewReader(r.body), int64(len(r.body))); err != nil || !strings.Contains(r.Header.Get("Content-Disposition"), "Statistics") {
		t.Errorf("workbook named %q: %v", r.Header.Get("Content-Disposition"), err)
	}
	// Every file that is fetched is in the audit log.
	if log := w.want(http.StatusOK, ask{who: "erin", method: "GET", path: "/audit?limit=2"}); !bytes.Contains(log.body, []byte("measure=activities")) {
		t.Errorf("audit: %s", log.body)
	}
}

func TestAStatisticsFileKeepsToTheCallersScopeAndRefusesWhatStatsRefuses(t *testing.T) {
	w := newWorld(t)
	w.fill()
	path := "/activities/" + w.id()
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: with(lesson(), "area", "110101")})
	w.want(http.StatusOK, ask{who: "erin", method: "POST", path: path + "/review", body: `{"decision":"approve"}`})
	for who, want := range map[string]string{"dan": "4", "bob": "3"} { // bob manages one province
		answer := parse[api.Statistics](t, w.want(http.StatusOK, ask{who: who, method: "GET", path: "/stats?measure=activities"}).body)
		r := w.want(http.StatusOK, ask{who: who, method: "GET", path: "/stats.csv?measure=activities"})
		if got := strings.Fields(string(r.body))[1]; got != want || got != fmt.Sprint(answer.Totals["activities"]) {
			t.Errorf("%s: the file says %s, stats %d, want %s", who, got, answer.Totals["activities"], want)
		}
	}
	for _, format := range []string{"csv", "xlsx"} {
		w.wantProblem(domain.Forbidden, ask{who: "chelsea", method: "GET", path: "/stats." + format})
		w.wantProblem(domain.Invalid, ask{who: "dan", method: "GET", path: "/stats." + format + "?status=void"})
		w.wantProblem(domain.Invalid, ask{who: "dan", method: "GET", path: "/stats." + format + "?by=weather"})
		w.wantProblem(domain.NotFound, ask{who: "dan", method: "GET", path: "/exports/stats." + format})
		w.want(http.StatusOK, ask{who: "dan", method: "GET", path: "/stats." + format}) // a refusal has freed its place
	}
}
