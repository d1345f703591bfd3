package app_test

import (
	"slices"
	"testing"

	"outreach/app"
	"outreach/domain"
)

// spread records sessions as approved, and one that waits in a county nobody else reached: in Shenzhen, in Dongguan (a city without
// counties), and in Hangzhou before and after its counties were merged.
func (w *world) spread() {
	w.t.Helper()
	for _, at := range []struct {
		day  domain.Date
		area domain.AreaCode
	}{
		{20220915, 440303}, {20220916, 440303}, {20220917, 440305}, {20220918, 441900}, {20220919, 330105}, {20200910, 330103}, {20200911, 330104},
	} {
		e := w.session()
		e.Content.Programme, e.Content.Date, e.Content.Area = "bluevest", at.day, at.area
		w.put("chelsea", e)
		w.approve("erin", e.ID)
	}
	waiting := w.session()
	waiting.Content.Programme, waiting.Content.Area, waiting.Content.Attendance = "bluevest", 440106, 7
	w.put("chelsea", waiting)
}

func (w *world) board(who string, q app.BoardQuestion) app.Board {
	w.t.Helper()
	b, err := w.app.Board(w.ctx, w.who[who], q)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func row(t *testing.T, b app.Board, code domain.AreaCode) app.BoardRow {
	t.Helper()
	i := slices.IndexFunc(b.Rows, func(r app.BoardRow) bool { return r.Area.Code == code })
	if i < 0 {
		t.Fatalf("no row of %s in %+v", code, b.Rows)
	}
	return b.Rows[i]
}

func TestABoardSaysWhatCoverageAndStatsSay(t *testing.T) {
	w := newWorld(t)
	w.spread()
	online := w.session()
	online.Content.Programme, online.Content.Date, online.Content.Delivery, online.Content.Area = "bluevest", 20220921, domain.Online, 440304
	w.put("chelsea", online)
	w.approve("erin", online.ID)
	var filters []domain.Filter
	for _, areas := range [][]domain.AreaCode{nil, {440000}, {330000}, {440300}, {330100}, {441900}, {440303}, {440000, 330100}} {
		for _, deliveries := range [][]domain.Delivery{nil, {domain.Online, domain.InPerson}, {domain.Online}} {
			filters = append(filters, domain.Filter{Areas: areas, Deliveries: deliveries, Period: domain.Period{From: 20200101, To: 20230101}})
		}
	}
	for _, f := range filters {
		areas := f.Areas
		for _, by := range []domain.Dimension{domain.ByProvince, domain.ByCity, domain.ByCounty} {
			b := w.board("erin", app.BoardQuestion{Filter: f, By: by})
			var sums, submitted app.BoardSums
			reached, listed := 0, 0
			for _, r := range b.Rows {
				sums.Activities, sums.Attendance = sums.Activities+r.Counts.Activities, sums.Attendance+r.Counts.Attendance
				submitted.Activities += r.Submitted.Activities
				reached, listed = reached+r.Reached, listed+r.Listed
			}
			if sums != b.Counts || submitted.Activities != b.Submitted.Activities {
				t.Errorf("%v by %s: rows add up to %+v and %+v, the totals are %+v and %+v", areas, by, sums, submitted, b.Counts, b.Submitted)
			}
			if total := w.total("erin", domain.MeasureActivities, f); total != int64(b.Counts.Activities) {
				t.Errorf("%v: %d activities, stats say %d", areas, b.Counts.Activities, total)
			}
			for _, l := range b.Levels {
				c, err := w.app.Coverage(w.ctx, w.who["erin"], app.CoverageQuestion{Filter: f, By: l.By, Regions: l.Regions})
				if err != nil || l.Reached != len(c.Rows) || l.Denominator != c.Denominator || b.ListDay != c.ListDay {
					t.Errorf("%v: %+v, coverage says %d of %+v (%v)", areas, l, len(c.Rows), c.Denominator, err)
				}
				// Of a level above the rows' own nothing can be shared out.
				if l.By == by && !l.Regions && len(b.Rows) > 0 && b.Rows[0].Area.Level <= level(by) && (reached != l.Reached || listed != l.Denominator.Count) {
					t.Errorf("%v by %s: rows have %d of %d, the level %d of %d", areas, by, reached, listed, l.Reached, l.Denominator.Count)
				}
			}
		}
	}
}

func level(by domain.Dimension) domain.Level {
	l, _ := domain.ParseLevel(string(by))
	return l
}

func TestABoardGoesDownFromProvincesToCounties(t *testing.T) {
	w := newWorld(t)
	w.spread()
	f := domain.Filter{Period: domain.Period{From: 20200101, To: 20230101}}
	country := w.board("erin", app.BoardQuestion{Filter: f, By: domain.ByCounty})
	if len(country.Rows) != 34 || len(country.Way) != 0 {
		t.Fatalf("%d rows, way %v", len(country.Rows), country.Way)
	}
	if r := row(t, country, 440000); r.Reached != 2 || r.Listed != 122 || r.Counts.Activities != 4 || r.Submitted != (app.BoardSums{Activities: 1, Attendance: 7}) {
		t.Errorf("Guangdong: %+v", r)
	}
	for _, code := range []domain.AreaCode{710000, 810000, 820000} {
		if r := row(t, country, code); r.Listed != 0 || !r.Stands {
			t.Errorf("outside what is counted: %+v", r)
		}
	}
	f.Areas = []domain.AreaCode{440000}
	province := w.board("erin", app.BoardQuestion{Filter: f, By: domain.ByCounty})
	if r := row(t, province, 440300); r.Reached != 2 || r.Listed != 9 || r.Counts.Activities != 3 || len(province.Way) != 1 {
		t.Errorf("Shenzhen: %+v, way %v", r, province.Way)
	}
	if r := row(t, province, 441900); r.Listed != 0 || r.Counts.Activities != 1 {
		t.Errorf("Dongguan has no counties: %+v", r)
	}
	f.Areas = []domain.AreaCode{440300}
	city := w.board("erin", app.BoardQuestion{Filter: f, By: domain.ByCounty})
	if r := row(t, city, 440303); r.Reached != 1 || r.Listed != 1 || r.Counts.Activities != 2 || len(city.Way) != 2 || city.Way[0].Code != 440000 {
		t.Errorf("Luohu: %+v, way %v", r, city.Way)
	}
}

func TestRecordsUnderAnEndedCodeStandWithItsSuccessorOrByThemselves(t *testing.T) {
	w := newWorld(t)
	w.spread()
	b := w.board("erin", app.BoardQuestion{By: domain.ByCounty, Filter: domain.Filter{
		Areas: []domain.AreaCode{330100}, Period: domain.Period{From: 20200101, To: 20230101},
	}})
	if r := row(t, b, 330105); r.Counts.Activities != 2 || r.Reached != 1 || !slices.Equal(r.Codes, []domain.AreaCode{330103}) {
		t.Errorf("the successor: %+v", r)
	}
	if r := row(t, b, 330104); r.Stands || r.Listed != 0 || r.Counts.Activities != 1 || r.Area.Name != "江干区" {
		t.Errorf("what was split: %+v", r)
	}
}

func TestWhatWaitsStandsBesideApprovedRecordsOnly(t *testing.T) {
	w := newWorld(t)
	w.spread()
	b := w.board("erin", app.BoardQuestion{By: domain.ByCounty})
	counties := b.Levels[2]
	if b.Submitted.Activities != 1 || counties.Submitted != 1 || counties.By != domain.ByCounty || counties.Regions {
		t.Errorf("%+v, %+v", b.Submitted, counties)
	}
	asked := w.board("erin", app.BoardQuestion{By: domain.ByCounty, Filter: domain.Filter{Statuses: []domain.Status{domain.Submitted}}})
	if asked.Counts.Activities != 1 || asked.Submitted != (app.BoardSums{}) || asked.Levels[2].Reached != 1 || asked.Levels[2].Submitted != 0 {
		t.Errorf("asked for: %+v", asked)
	}
}

func TestABoardShowsWhatItsReaderMaySee(t *testing.T) {
	w := newWorld(t)
	w.spread()
	bob := w.board("bob", app.BoardQuestion{By: domain.ByCounty})
	if r := row(t, bob, 330000); r.Counts.Activities != 0 || r.Reached != 0 {
		t.Errorf("another province: %+v", r)
	}
	if bob.Counts.Activities != 4 || bob.Submitted.Activities != 1 {
		t.Errorf("own province: %+v, %+v", bob.Counts, bob.Submitted)
	}
	if dan := w.board("dan", app.BoardQuestion{By: domain.ByCounty}); dan.Submitted != (app.BoardSums{}) || dan.Counts.Activities != 7 {
		t.Errorf("an author reads approved records: %+v beside %+v", dan.Counts, dan.Submitted)
	}
	_, err := w.app.Board(w.ctx, w.who["erin"], app.BoardQuestion{By: domain.ByTopic})
	wantCode(t, err, domain.Invalid)
	_, err = w.app.Board(w.ctx, w.who["erin"], app.BoardQuestion{By: domain.ByCounty, Filter: domain.Filter{Statuses: []domain.Status{domain.Void}}})
	wantCode(t, err, domain.Invalid)
}
