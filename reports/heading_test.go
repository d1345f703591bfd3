package reports_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
	"outreach/reports"
)

// aliases reads the product's own list of further headings.
func aliases(t testing.TB) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile("../configs/data/headings.json")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string][]string{}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func heads(t *testing.T, raw string, req reports.Request, opt reports.ReadOptions) reports.Head {
	t.Helper()
	h, err := reports.Headings(t.Context(), strings.NewReader(raw), int64(len(raw)), req, opt)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestEveryKnownHeadingMeansOneColumn(t *testing.T) {
	req, opt := bothLanguages(t, "zh"), reports.ReadOptions{Aliases: aliases(t)}
	keys := map[string]string{}
	n := 0
	for key, list := range opt.Aliases {
		for _, alias := range list {
			n++
			if other, twice := keys[alias]; twice {
				t.Errorf("%s stands for %s and %s", alias, key, other)
			}
			keys[alias] = key
			h := heads(t, "活动名称,"+alias+"\r\n", req, opt)
			if got := h.Sheets[0].Headings[1]; got.Key != key || !got.Read {
				t.Errorf("%s is read as %+v, want %s", alias, got, key)
			}
			if h := heads(t, "活动名称,"+alias+"\r\n", req, reports.ReadOptions{}); h.Sheets[0].Headings[1].Key != "" {
				t.Errorf("%s needs no alias: it is a heading of %s", alias, h.Sheets[0].Headings[1].Key)
			}
		}
	}
	if n < 100 {
		t.Errorf("%d further headings", n)
	}
	for _, key := range reports.Keys() {
		if len(opt.Aliases[key]) == 0 {
			t.Errorf("no further heading for %s", key)
		}
	}
}

func TestALedgerUnderOtherHeadingsIsRead(t *testing.T) {
	raw := "2022年宣教活动台账,,,\r\n填报单位：浙江站,,,\r\n\r\n场次名称,活动时间,区 县,人数\r\n金融课,2022年5月6日,下城区,42\r\n金融课二,20220507,下城区,43\r\n"
	req := request(t, "zh")
	opt := reports.ReadOptions{Aliases: aliases(t)}
	h := heads(t, raw, req, opt)
	want := []reports.Heading{{"A", "场次名称", "title", true}, {"B", "活动时间", "date", true}, {"C", "区 县", "county", true}, {"D", "人数", "attendance", true}}
	if diff := cmp.Diff(want, h.Sheets[0].Headings); diff != "" || h.Sheets[0].Row != 4 || h.Chosen != 0 || h.Encoding != "utf-8" {
		t.Fatalf("%+v %s", h, diff)
	}
	list, err := readWith(t, raw, req, opt)
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %d rows", err, len(list))
	}
	for i, e := range list {
		want := domain.Content{Title: []string{"金融课", "金融课二"}[i], Date: domain.Date(20220506 + i), Area: 330103, Attendance: domain.PersonTimes(42 + i)}
		if diff := cmp.Diff(want, e.Content); diff != "" || len(e.Faults) > 0 || e.Row != 5+i {
			t.Errorf("row %d: %v %s", e.Row, e.Faults, diff)
		}
	}
}

func readWith(t *testing.T, raw string, req reports.Request, opt reports.ReadOptions) ([]reports.Entry, error) {
	t.Helper()
	var list []reports.Entry
	for e, err := range reports.ReadActivities(t.Context(), strings.NewReader(raw), int64(len(raw)), req, opt) {
		if err != nil {
			return list, err
		}
		list = append(list, e)
	}
	return list, nil
}

func TestAMappingSaysWhatAColumnIs(t *testing.T) {
	raw := "事项,哪天,在哪,内部编号,参与人次,审核状态\r\n课,2022-05-06,文新街道,7,42,好\r\n"
	req := request(t, "zh")
	opt := reports.ReadOptions{Mapping: map[string]string{"事项": "title", "b": "date", "C": "place", "审核状态": ""}}
	h := heads(t, raw, req, opt).Sheets[0]
	var ignored []string
	for _, c := range h.Headings {
		if !c.Read {
			ignored = append(ignored, c.Text)
		}
	}
	if diff := cmp.Diff([]string{"内部编号", "审核状态"}, ignored); diff != "" {
		t.Error(diff)
	}
	list, err := readWith(t, raw, req, opt)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %d rows", err, len(list))
	}
	want := domain.Content{Title: "课", Date: 20220506, Place: "文新街道", Attendance: 42}
	if diff := cmp.Diff(want, list[0].Content); diff != "" || len(list[0].Faults) > 0 {
		t.Errorf("%v %s", list[0].Faults, diff)
	}
}

func TestAMappingThatFitsNothingIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		mapping  map[string]string
		pointers []string
	}{
		"no such key":      {map[string]string{"title": "titel"}, []string{"/mapping/title"}},
		"not for reading":  {map[string]string{"title": "title", "date": "photos"}, []string{"/mapping/date"}},
		"no such column":   {map[string]string{"a/b": "notes"}, []string{"/mapping/a~1b"}},
		"two of one key":   {map[string]string{"B": "title"}, []string{"/columns/1"}},
		"column past last": {map[string]string{"Z": "notes"}, []string{"/mapping/Z"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readWith(t, "title,date\r\na,b\r\n", request(t, "zh"), reports.ReadOptions{Mapping: c.mapping})
			e, ok := errors.AsType[*domain.Error](err)
			if !ok || e.Code != domain.Invalid {
				t.Fatalf("%v", err)
			}
			var got []string
			for _, f := range e.Faults {
				got = append(got, f.Pointer)
			}
			if diff := cmp.Diff(c.pointers, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
