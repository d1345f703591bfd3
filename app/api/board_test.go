package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"outreach/app/api"
	"outreach/domain"
)

func TestTheBoardTellsEveryLevelAndTheAreasBelow(t *testing.T) {
	w := newWorld(t)
	w.fill()
	r := w.want(http.StatusOK, ask{who: "erin", method: "GET", path: "/board?from=2022-01-01&to=2023-01-01"})
	got := parse[api.Board](t, r.body)
	counties := got.Levels[2]
	if len(got.Levels) != 4 || counties.Level != domain.ByCounty || counties.Reached != 2 || counties.Denominator.Count != 2843 || counties.Submitted != 1 {
		t.Errorf("levels: %+v", got.Levels)
	}
	if got.Counts != (api.BoardSums{Activities: 3, Attendance: 62}) || got.Submitted != (api.BoardSums{Activities: 1, Attendance: 45}) || got.ListDay != 20221231 {
		t.Errorf("counts %+v, submitted %+v, list %s", got.Counts, got.Submitted, got.ListDay)
	}
	i := slices.IndexFunc(got.Rows, func(r api.BoardRow) bool { return r.Code == "440000" })
	if len(got.Rows) != 34 || i < 0 || got.Rows[i].Name != "广东省" || got.Rows[i].Reached != 2 || got.Rows[i].Listed != 122 {
		t.Errorf("%d rows: %+v", len(got.Rows), got.Rows)
	}
	if len(r.body) > 12_000 || !strings.Contains(string(r.body), `"way":[]`) {
		t.Errorf("%d bytes: %s", len(r.body), r.body)
	}
	below := parse[api.Board](t, w.want(http.StatusOK, ask{who: "erin", method: "GET", path: "/board?area=440300&level=county&regions=true&to=2023-01-01"}).body)
	if len(below.Way) != 2 || below.Way[1].Name != "深圳市" || len(below.Rows) != 9 || below.Rows[0].Level != domain.LevelCounty || below.Rows[0].Listed != 0 {
		t.Errorf("Shenzhen has districts only: %+v", below)
	}
}

func TestTheBoardRefusesWhatItCannotAnswer(t *testing.T) {
	w := newWorld(t)
	w.wantProblem(domain.Invalid, ask{who: "dan", method: "GET", path: "/board?level=campus"})
	w.wantProblem(domain.Invalid, ask{who: "dan", method: "GET", path: "/board?status=void"})
	w.wantProblem(domain.Invalid, ask{who: "dan", method: "GET", path: "/board?from=2023-01-01&to=2022-01-01"})
	w.wantProblem(domain.Malformed, ask{who: "dan", method: "GET", path: "/board?by=month"})
	w.wantProblem(domain.Unauthenticated, ask{method: "GET", path: "/board"})
}
