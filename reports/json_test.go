package reports_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"outreach/domain"
	"outreach/reports"
)

func objects(t *testing.T, id, lang string, src reports.Source) []map[string]any {
	t.Helper()
	var out bytes.Buffer
	if err := reports.JSON(t.Context(), &out, id, src, request(t, lang)); err != nil {
		t.Fatal(err)
	}
	var list []map[string]any
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatalf("%v in %s", err, out.Bytes())
	}
	return list
}

func TestJSONHasTheSameNamesInEveryLanguageAndTypedValues(t *testing.T) {
	a := sample(1)
	a.Title, a.Campaign, a.Notes = "=𠀀<&>\"\n", "", "_x0041_"
	for _, lang := range []string{"zh", "en"} {
		list := objects(t, "r1", lang, memory{a})
		if len(list) != 1 {
			t.Fatalf("%d objects", len(list))
		}
		for name, want := range map[string]any{"date": "2022-11-05", "attendance": 42.0, "title": a.Title, "campaign": nil, "notes": a.Notes} {
			if got, has := list[0][name]; !has || got != want {
				t.Errorf("%s: %s is %v, want %v", lang, name, got, want)
			}
		}
	}
}

func TestJSONLeavesTotalsOutAndIsAListEvenWhereThereIsNothing(t *testing.T) {
	list := objects(t, "r2", "en", crowd(300, 1))
	if len(list) != 2 {
		t.Errorf("%d provinces, want 2: %v", len(list), list)
	}
	if none := objects(t, "r1", "en", memory{}); none == nil || len(none) > 0 {
		t.Errorf("nothing is %v", none)
	}
}

func TestJSONOfManyReportsOrNoneIsRefused(t *testing.T) {
	for _, id := range []string{reports.All, "r99"} {
		if err := reports.JSON(t.Context(), io.Discard, id, memory{}, request(t, "en")); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// shut is a writer that nobody reads from.
type shut struct{}

func (shut) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestJSONToAReaderWhoHasGoneFails(t *testing.T) {
	if err := reports.JSON(t.Context(), shut{}, "r1", crowd(2000, 2), request(t, "en")); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v", err)
	}
}

func TestEachReportTellsHowManyRowsItHas(t *testing.T) {
	src := crowd(300, 3)
	for _, id := range []string{"r1", "r2", "r4"} {
		req, told := request(t, "en"), map[string]int64{}
		req.Wrote = func(report string, rows int64) { told[report] += rows }
		var out bytes.Buffer
		if err := reports.JSON(t.Context(), &out, id, src, req); err != nil {
			t.Fatal(err)
		}
		if got := int64(len(objects(t, id, "en", src))); len(told) != 1 || told[id] != got {
			t.Errorf("%s: told %v, has %d", id, told, got)
		}
	}
}
