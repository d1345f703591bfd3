package reports_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"outreach/domain"
	"outreach/reports"
)

// answered gives a request for the table of a question, answered by the source.
func answered(t *testing.T, src reports.Source, req reports.Request, by []domain.Dimension, measures ...domain.Measure) reports.Request {
	t.Helper()
	req.Filter = req.Filter.Settled(by...)
	a, err := src.Answer(t.Context(), domain.Question{Filter: req.Filter, By: by, Measures: measures})
	if err != nil {
		t.Fatal(err)
	}
	req.Cube = &reports.Cube{By: by, Measures: measures, Answer: a}
	return req
}

// numbers gives the last n cells of each line.
func numbers(lines [][]string, n int) [][]string {
	out := make([][]string, len(lines))
	for i, l := range lines {
		out[i] = l[len(l)-n:]
	}
	return out
}

// printed gives rows of numbers as texts.
func printed(rows ...[]int64) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		for _, v := range row {
			out[i] = append(out[i], strconv.FormatInt(v, 10))
		}
	}
	return out
}

// split takes apart a CSV whose cells hold no quotes.
func split(text string) [][]string {
	var out [][]string
	for l := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(text, "\uFEFF"), "\r\n"), "\r\n") {
		out = append(out, strings.Split(l, ","))
	}
	return out
}

func TestACubeIsTheAnswerAndItsTotals(t *testing.T) {
	const seed = 17
	src := stored(t, crowd(500, seed))
	measures := []domain.Measure{domain.MeasureActivities, domain.MeasureAttendance, domain.MeasureCounties}
	for _, by := range [][]domain.Dimension{
		{domain.ByMonth},
		{domain.ByCounty},
		{domain.ByCity, domain.ByKind},
		{domain.ByStatus, domain.ByDelivery, domain.ByBasis},
		{domain.ByProvince, domain.ByProgramme, domain.ByForm, domain.ByTopic},
		{domain.ByCampus, domain.ByOrganisation},
		{domain.ByCampaign, domain.ByVenue},
		{domain.ByAudience, domain.ByYear},
		{domain.ByDay},
		{domain.ByQuarter, domain.ByHalf},
		nil,
	} {
		req := answered(t, src, request(t, "zh"), by, measures...)
		want := make([][]int64, 0, len(req.Cube.Rows)+1)
		for _, row := range req.Cube.Rows {
			want = append(want, row.Values)
		}
		switch {
		case len(by) == 0:
			want = [][]int64{req.Cube.Totals}
		case !slices.Contains(by, domain.ByAudience):
			want = append(want, req.Cube.Totals)
		}
		got := split(table(t, reports.Stats, src, req))
		if diff := cmp.Diff(printed(want...), numbers(got[1:], len(measures))); diff != "" || len(want) < 1 {
			t.Errorf("seed %d, %v (-answer +csv): %s", seed, by, diff)
		}
		for _, l := range got {
			if len(l) != len(got[0]) {
				t.Errorf("%v: %d cells under %d headings: %v", by, len(l), len(got[0]), l)
			}
		}
		f, err := excelize.OpenReader(bytes.NewReader(book(t, reports.Stats, src, req)))
		if err != nil {
			t.Fatal(err)
		}
		sheet, err := f.GetRows("统计表", excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(printed(want...), numbers(sheet[1:], len(measures))); diff != "" {
			t.Errorf("seed %d, %v (-answer +workbook): %s", seed, by, diff)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestACubeNamesItsCodes(t *testing.T) {
	list := memory{sample(1), sample(2)}
	list[1].Placed, list[1].Form = placed(441900, "东莞市", 441900, 440000), ""
	src := stored(t, list)
	req := answered(t, src, request(t, "zh"), []domain.Dimension{domain.ByCounty, domain.ByForm, domain.ByKind}, domain.MeasureActivities)
	got := split(table(t, reports.Stats, src, req))
	want := [][]string{
		{"", "", "", "", "", "未填", "", "未填", "session", "教育课堂", "1"}, // a city without counties
		{"330000", "浙江省", "330100", "杭州市", "330106", "西湖区", "lecture", "讲座", "session", "教育课堂", "1"},
		{"合计", "", "", "", "", "", "", "", "", "", "2"},
	}
	if diff := cmp.Diff(want, got[1:]); diff != "" {
		t.Error(diff)
	}
	req = answered(t, src, request(t, "en"), []domain.Dimension{domain.ByCity}, domain.MeasureActivities)
	got = split(table(t, reports.Stats, src, req))
	if diff := cmp.Diff([]string{"330000", "浙江省", "330100", "杭州市", "1"}, got[1]); diff != "" {
		t.Error(diff)
	}
}

func TestTheTableOfNoAnswerIsNotFound(t *testing.T) {
	var b bytes.Buffer
	req := request(t, "zh")
	for _, err := range []error{
		reports.CSV(t.Context(), &b, reports.Stats, memory{}, req), reports.Workbook(t.Context(), &b, reports.Stats, memory{}, req),
	} {
		if domain.CodeOf(err) != domain.NotFound || b.Len() > 0 {
			t.Errorf("%v, %d bytes", err, b.Len())
		}
	}
}
