package reports_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
	"outreach/reports"
)

func TestAReportCanBeNarrowedToSomeOfItsColumns(t *testing.T) {
	src := crowd(40, 5)
	for i := range src {
		src[i].SubmittedAt, src[i].DecidedBy = 1667000000000, "gone"
	}
	req := request(t, "en")
	req.Names = map[string]string{"u1": "林 𠀀"}
	req.Columns = []string{"title", "recorded_by", "date", "decided_by", "submitted_on", "knocked", "decided_on"}
	whole, narrow := table(t, "r1", src, request(t, "en")), table(t, "r1", src, req)
	list, all := rows(t, narrow), rows(t, whole)
	if len(list) != len(all) || len(list) == 0 {
		t.Fatalf("%d rows, %d with every column", len(list), len(all))
	}
	head, _, _ := strings.Cut(strings.TrimPrefix(narrow, "\ufeff"), "\r\n")
	if want := "Title,Date,Households knocked,Recorded by,Submitted on,Reviewed by,Reviewed on"; head != want {
		t.Errorf("headings %q, want %q", head, want)
	}
	for i, row := range list {
		if row["Title"] != all[i]["Title"] || row["Date"] != all[i]["Date"] {
			t.Errorf("row %d: %v, want %v", i, row, all[i])
		}
		if row["Recorded by"] != "林 𠀀" || row["Reviewed by"] != "gone" || row["Submitted on"] != "2022-10-29" || row["Reviewed on"] != "" {
			t.Errorf("row %d: %v", i, row)
		}
	}
}

func TestAChoiceOfColumnsIsTheSameInEveryFormat(t *testing.T) {
	src, req := crowd(60, 6), request(t, "en")
	req.Columns = []string{"province", "attendance"}
	var out bytes.Buffer
	if err := reports.JSON(t.Context(), &out, "r2", src, req); err != nil {
		t.Fatal(err)
	}
	var list []map[string]any
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	for _, row := range list {
		if diff := cmp.Diff([]string{"attendance", "province"}, slices.Sorted(maps.Keys(row))); diff != "" {
			t.Fatal(diff)
		}
	}
	py := reread(t, book(t, "r2", src, req))
	sheet := py.Sheets[reports.Title(req.Text, "r2")]
	if n := len(sheet.Cells[0]); n != 2 || len(sheet.Cells) < len(list)+1 || len(list) == 0 {
		t.Errorf("%d columns, %d rows, want 2 and those of %d", n, len(sheet.Cells), len(list))
	}
	said := ""
	for _, line := range py.Sheets[py.Order[0]].Cells {
		if line[0].Text == "Only the chosen columns" {
			said = line[1].Text
		}
	}
	if want := "Province; " + req.Text.T("report.col.attendance", nil); said != want {
		t.Errorf("the first sheet says %q, want %q", said, want)
	}
}

func TestColumnsThatAReportDoesNotOfferAreRefused(t *testing.T) {
	for _, c := range []struct {
		report  string
		columns []string
		pointer string
	}{
		{"r1", []string{"title", "password"}, "/columns/1"},
		{"r2", []string{"recorded_by"}, "/columns/0"},
		{"r5", []string{"topic"}, "/columns"},
		{reports.All, []string{"title"}, "/columns"},
	} {
		req := request(t, "en")
		req.Columns = c.columns
		for name, write := range map[string]func() error{
			"check": func() error { return reports.CheckColumns(c.report, c.columns) },
			"book":  func() error { return reports.Workbook(t.Context(), &bytes.Buffer{}, c.report, memory{}, req) },
			"csv":   func() error { return reports.CSV(t.Context(), &bytes.Buffer{}, c.report, memory{}, req) },
			"json":  func() error { return reports.JSON(t.Context(), &bytes.Buffer{}, c.report, memory{}, req) },
		} {
			if e, ok := errors.AsType[*domain.Error](write()); !ok || e.Code != domain.Invalid || len(e.Faults) != 1 || e.Faults[0].Pointer != c.pointer {
				t.Errorf("%s of %s: %v", name, c.report, e)
			}
		}
	}
	for _, id := range reports.List() {
		if err := reports.CheckColumns(id, nil); err != nil {
			t.Errorf("%s without a choice: %v", id, err)
		}
	}
}

func TestWhatAReportOffersCanBeChosenAndHasAHeadingInBothLanguages(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		for _, o := range reports.Offers(texts(t, lang)) {
			var keys []string
			for _, c := range slices.Concat(o.Columns, o.More) {
				if slices.Contains(keys, c.Key) || c.Title == "" || strings.HasPrefix(c.Title, "report.") {
					t.Errorf("%s %s: column %q stands twice or has the heading %q", lang, o.ID, c.Key, c.Title)
				}
				keys = append(keys, c.Key)
			}
			if err := reports.CheckColumns(o.ID, keys); o.Narrows != (err == nil) && len(keys) > 0 {
				t.Errorf("%s, narrows %v: %v", o.ID, o.Narrows, err)
			}
		}
	}
	if o := reports.Offers(texts(t, "en"))[0]; !o.Narrows || len(o.Columns) != 32 || len(o.More) != 24 {
		t.Errorf("R1 offers %d columns and %d more", len(o.Columns), len(o.More))
	}
}
