package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"outreach/app"
	"outreach/domain"
	"outreach/repository"
)

func TestCoverageIsOverTheListOfItsDay(t *testing.T) {
	w := newWorld(t)
	online := w.session()
	online.Content.Delivery, online.Content.Area = domain.Online, 440304
	for _, e := range []app.Entry{w.session(), w.session(), online} {
		w.put("chelsea", e)
		w.approve("erin", e.ID)
	}
	year := domain.Filter{Period: domain.YearPeriod(2022)}
	for _, c := range []struct {
		by      domain.Dimension
		regions bool
		of      int
		reached int
	}{
		{domain.ByCounty, false, 2843, 1},
		{domain.ByCounty, true, 1866, 0},
		{domain.ByCity, false, 333, 1},
		{domain.ByProvince, false, 31, 1},
		{domain.ByCampus, false, 2759, 0},
	} {
		got, err := w.app.Coverage(w.ctx, w.who["dan"], app.CoverageQuestion{Filter: year, By: c.by, Regions: c.regions})
		if err != nil {
			t.Fatal(err)
		}
		if got.Denominator.Count != c.of || len(got.Rows) != c.reached {
			t.Errorf("%s (regions %v): %d of %d, want %d of %d", c.by, c.regions, len(got.Rows), got.Denominator.Count, c.reached, c.of)
		}
		if c.by != domain.ByCampus && len(got.Rows)+len(got.Unreached) != c.of {
			t.Errorf("%s: reached %d and unreached %d do not make %d", c.by, len(got.Rows), len(got.Unreached), c.of)
		}
	}
	_, err := w.app.Coverage(w.ctx, w.who["dan"], app.CoverageQuestion{Filter: year, By: domain.ByTopic})
	wantCode(t, err, domain.Invalid)
	within := year
	within.Areas = []domain.AreaCode{440300}
	got, err := w.app.Coverage(w.ctx, w.who["dan"], app.CoverageQuestion{Filter: within, By: domain.ByCounty})
	if err != nil || got.Denominator.Count != 9 || len(got.Rows) != 1 {
		t.Errorf("within Shenzhen: %d of %d (%v), want 1 of 9", len(got.Rows), got.Denominator.Count, err)
	}
}

func TestACountyMergedSinceCoversItsSuccessorOnce(t *testing.T) {
	w := newWorld(t)
	for _, area := range []domain.AreaCode{330103, 330105, 330104} {
		e := w.session()
		e.Content.Programme, e.Content.Date, e.Content.Area = "bluevest", 20200910, area
		w.put("chelsea", e)
		w.approve("erin", e.ID)
	}
	since := domain.Filter{Period: domain.Period{From: 20200101, To: 20230101}}
	got, err := w.app.Coverage(w.ctx, w.who["dan"], app.CoverageQuestion{Filter: since, By: domain.ByCounty})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Rows) != 1 || got.Rows[0].Area != 330105 || got.Rows[0].Activities != 2 {
		t.Errorf("rows = %+v, want one successor with both", got.Rows)
	}
	if len(got.Unplaced) != 1 || got.Unplaced[0].Area != 330104 {
		t.Errorf("unplaced = %+v, want the county that was split", got.Unplaced)
	}
	asThen, err := w.app.Coverage(w.ctx, w.who["dan"], app.CoverageQuestion{
		Filter: domain.Filter{Period: domain.YearPeriod(2020)}, By: domain.ByCounty,
	})
	if err != nil || len(asThen.Rows) != 3 || asThen.Denominator.Count != 2844 {
		t.Errorf("by the list of 2020: %d of %d (%v), want 3 of 2844", len(asThen.Rows), asThen.Denominator.Count, err)
	}
}

func TestThePhoneAndTheListCountAlike(t *testing.T) {
	w := newWorld(t)
	for i := range 6 {
		e := w.session()
		if i%2 == 0 {
			e.Content.Minutes = 10
		}
		w.put("chelsea", e)
		if i > 2 {
			w.approve("erin", e.ID)
		}
	}
	fit := true
	f := domain.Filter{Statuses: []domain.Status{domain.Approved}, Fit: &fit}
	list, err := w.app.ListActivities(w.ctx, w.who["chelsea"], f, repository.Page{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if n := w.total("chelsea", domain.MeasureActivities, domain.Filter{}); n != list.Total || n != 2 {
		t.Errorf("stats say %d, the list %d; want 2", n, list.Total)
	}
	var seen int
	err = w.app.Source(w.who["chelsea"]).WalkActivities(w.ctx, f, func(domain.Activity) error { seen++; return nil })
	if err != nil || seen != 2 {
		t.Errorf("the report walks %d (%v), want 2", seen, err)
	}
}

func TestTheCatalogueChangesForAllWhoAskAfter(t *testing.T) {
	w := newWorld(t)
	entry := func(list, code string, v any) repository.Entry {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return repository.Entry{List: list, Code: code, Body: raw}
	}
	bank := domain.Organisation{Code: "newbank", Zh: "新银行", En: "New Bank"}
	_, err := w.app.PutEntry(w.ctx, w.who["erin"], entry(app.ListOrganisation, bank.Code, bank))
	wantCode(t, err, domain.Forbidden)
	if _, err := w.app.PutEntry(w.ctx, w.who["alice"], entry(app.ListOrganisation, bank.Code, bank)); err != nil {
		t.Fatal(err)
	}
	if o, err := w.app.Catalogue().Organisation("newbank"); err != nil || o.Zh != bank.Zh {
		t.Errorf("catalogue has %+v, %v", o, err)
	}
	_, err = w.app.PutEntry(w.ctx, w.who["alice"], entry(app.ListOrganisation, bank.Code, bank))
	wantCode(t, err, domain.Conflict)
	if n, err := w.app.EntryRevision(w.ctx, app.ListOrganisation, bank.Code); err != nil || n != 1 {
		t.Errorf("revision = %d, %v", n, err)
	}
	_, err = w.app.PutEntry(w.ctx, w.who["alice"], entry("spells", "x", bank))
	wantCode(t, err, domain.NotFound)

	p, err := w.app.Catalogue().Programme("xinghai")
	if err != nil {
		t.Fatal(err)
	}
	p.MinMinutes = 45
	if _, err := w.app.PutEntry(w.ctx, w.who["alice"], entry(app.ListProgramme, p.Code, p)); err != nil {
		t.Fatalf("terms of a programme without records: %v", err)
	}
	log, err := w.app.Events(w.ctx, w.who["alice"], repository.EventFilter{Action: "catalogue.put"}, repository.Page{Limit: 5})
	if err != nil || len(log.Items) != 2 {
		t.Fatalf("the log of the catalogue: %+v, %v", log.Items, err)
	}
	fresh, changed := log.Items[1], log.Items[0]
	if fresh.Before != "" || fresh.After == "" || !strings.Contains(fresh.Note, `"zh":{"after":"新银行"}`) {
		t.Errorf("of a new entry: %+v", fresh)
	}
	if changed.Before == "" || changed.Before == changed.After || changed.Note != `{"min_minutes":{"before":20,"after":45}}` || changed.Revision != 1 {
		t.Errorf("of a built-in entry: %+v", changed)
	}
	w.put("chelsea", w.session())
	p.MinMinutes = 5
	used := entry(app.ListProgramme, p.Code, p)
	used.Revision = 1
	_, err = w.app.PutEntry(w.ctx, w.who["alice"], used)
	wantCode(t, err, domain.Conflict)
}

func TestCheckFindsNothingWrongWithWhatTheAppWrote(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		e := w.session()
		w.put("chelsea", e)
		w.approve("erin", e.ID)
	}
	var done int64
	report, err := w.app.Check(w.ctx, func(n, _ int64) { done = n })
	if err != nil || len(report.Faults) != 0 {
		t.Fatalf("faults = %+v, %v", report.Faults, err)
	}
	if report.Records != 5 || report.Revisions != 10 || report.Tallies != 3 || done != 5 {
		t.Errorf("report = %+v, done %d", report, done)
	}
	if err := w.app.Rebuild(w.ctx); err != nil {
		t.Fatal(err)
	}
	if err := w.app.Ping(w.ctx); err != nil {
		t.Fatal(err)
	}
}
