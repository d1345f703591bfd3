package app_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"outreach/app"
	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
)

// send puts a session of chelsea's, a minute after the one before, at a place of its own.
func (w *world) send(changes ...func(*domain.Content)) domain.ID {
	w.t.Helper()
	w.clock = w.clock.Add(time.Minute)
	e := w.session()
	e.Content.Place = fmt.Sprintf("第%d社区", w.seq)
	for _, change := range changes {
		change(&e.Content)
	}
	return w.put("chelsea", e).ID
}

// queue gives the ids of everything that waits for somebody, page by page.
func (w *world) queue(who string, q app.QueueQuery) (ids []domain.ID, last app.Queue) {
	w.t.Helper()
	q.Limit = max(q.Limit, 2)
	for {
		list, err := w.app.Queue(w.ctx, w.who[who], q)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, item := range list.Items {
			ids = append(ids, item.Activity.ID)
		}
		if q.Cursor = list.Next; q.Cursor == "" {
			if int(list.Total) != len(ids) {
				w.t.Errorf("total %d of %d", list.Total, len(ids))
			}
			return ids, list
		}
	}
}

func TestTheQueueHasWhatTheCallerMayReviewAndNothingOfTheirOwn(t *testing.T) {
	w := newWorld(t)
	guangdong := w.send()
	beijing := w.send(func(c *domain.Content) { c.Area = 110101 })
	own := w.session()
	w.put("bob", own)
	decided := w.send()
	w.approve("erin", decided)
	for who, want := range map[string][]domain.ID{
		"bob": {guangdong}, "erin": {guangdong, beijing, own.ID}, "alice": nil, "chelsea": nil, "dan": nil,
	} {
		got, list := w.queue(who, app.QueueQuery{Order: app.ByAge})
		if !slices.Equal(got, want) || list.Own != map[string]int64{"bob": 1}[who] {
			t.Errorf("%s: %v and %d own, want %v", who, got, list.Own, want)
		}
	}
	w.clock = w.clock.Add(50 * time.Hour)
	_, list := w.queue("bob", app.QueueQuery{Order: app.ByAge, Page: repository.Page{Limit: 9}})
	if days := list.Items[0].Days; days != 2 {
		t.Errorf("waits for %d days", days)
	}
}

func TestTheQueueIsSortedAndCutByWhatTheRulesFind(t *testing.T) {
	w := newWorld(t)
	bare := func(c *domain.Content) { c.Evidence = nil }
	clean := w.send(func(c *domain.Content) { c.Area = 440305 })
	short := w.send(func(c *domain.Content) { c.Minutes = 10; c.Area = 110101 })
	early := w.send(bare, func(c *domain.Content) { c.Date = 20210101 })
	guess := w.send(func(c *domain.Content) {
		c.Attendance, c.CountBasis, c.CountMethod = 1001, domain.Estimated, "headcount"
	})
	visit := w.send(func(c *domain.Content) { c.Programme = "bluevest" })
	same := func(c *domain.Content) { c.Place, c.Area = "一处", 440304 }
	one, two := w.send(same), w.send(same)
	// Nobody's session here has a photo, so every one has a finding of grade W at least.
	for name, c := range map[string]struct {
		query app.QueueQuery
		want  []domain.ID
	}{
		"by age":       {app.QueueQuery{Order: app.ByAge}, []domain.ID{clean, short, early, guess, visit, one, two}},
		"worst first":  {app.QueueQuery{Order: app.ByFindings}, []domain.ID{early, guess, one, two, clean, short, visit}},
		"by area":      {app.QueueQuery{Order: app.ByArea}, []domain.ID{short, early, guess, visit, one, two, clean}},
		"by programme": {app.QueueQuery{Order: app.ByProgramme}, []domain.ID{visit, clean, short, early, guess, one, two}},
		"grade A":      {app.QueueQuery{Order: app.ByAge, Grades: []domain.Grade{domain.GradeA}}, []domain.ID{early, guess, one, two}},
		"grade W":      {app.QueueQuery{Order: app.ByArea, Grades: []domain.Grade{domain.GradeW}}, []domain.ID{short, visit, clean}},
		"none":         {app.QueueQuery{Order: app.ByFindings, Grades: []domain.Grade{""}}, nil},
		"one county":   {app.QueueQuery{Order: app.ByFindings, Filter: domain.Filter{Areas: []domain.AreaCode{440304}}}, []domain.ID{one, two}},
	} {
		for range 2 { // the second time much is remembered
			if got, _ := w.queue("erin", c.query); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
	}
	if _, err := w.app.Void(w.ctx, w.who["erin"], two, app.VoidEntry{Reason: "duplicate"}); err != nil {
		t.Fatal(err)
	}
	want := []domain.ID{early, guess}
	if got, _ := w.queue("erin", app.QueueQuery{Order: app.ByAge, Grades: []domain.Grade{domain.GradeA}}); !slices.Equal(got, want) {
		t.Errorf("once the other is void: %v, want %v", got, want)
	}
}

func TestAQueueOfManyIsGradedAlike(t *testing.T) {
	w := newWorld(t)
	var late []domain.ID
	for n := range 230 {
		id := w.send(func(c *domain.Content) {
			if n%5 == 0 {
				c.Date = 20210101
			}
		})
		if n%5 == 0 {
			late = append(late, id)
		}
	}
	for range 2 {
		got, _ := w.queue("erin", app.QueueQuery{Order: app.ByFindings, Grades: []domain.Grade{domain.GradeA}, Page: repository.Page{Limit: 20}})
		if !slices.Equal(got, late) {
			t.Errorf("%d of grade A, want %d", len(got), len(late))
		}
		late = append(late, w.send(func(c *domain.Content) { c.Date = 20210101 }))
	}
}

// walked counts the walks over a store's records.
type walked struct {
	repository.Store
	walks int
}

func (s *walked) WalkActivities(ctx context.Context, f domain.Filter, each func(domain.Activity) error) error {
	s.walks++
	return s.Store.WalkActivities(ctx, f, each)
}

func TestWhatWaitsIsJudgedBeforehandUntilTheDayOrTheCatalogueChanges(t *testing.T) {
	store := &walked{Store: contract.NewModel()}
	w := worldOver(t, store)
	for range 230 {
		w.send()
	}
	sorted := func() { w.queue("erin", app.QueueQuery{Order: app.ByFindings, Page: repository.Page{Limit: 100}}) }
	judge := func() {
		if err := w.app.JudgeQueue(w.ctx); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		name  string
		do    func()
		walks int
	}{
		{"judged", judge, 1},
		{"sorted", sorted, 1},
		{"judged again", judge, 1},
		{"the same catalogue read again", func() {
			if err := w.app.Refresh(w.ctx); err != nil {
				t.Fatal(err)
			}
			sorted()
		}, 1},
		{"the next day", func() { w.clock = w.clock.Add(24 * time.Hour); judge() }, 2},
		{"sorted that day", sorted, 2},
		{"another catalogue", func() {
			entry := repository.Entry{List: app.ListOrganisation, Code: "new_bank", Body: []byte(`{"code":"new_bank","zh":"N","en":"N"}`)}
			if _, err := w.app.PutEntry(w.ctx, w.who["alice"], entry); err != nil {
				t.Fatal(err)
			}
			judge()
		}, 3},
		{"sorted by it", sorted, 3},
	} {
		if step.do(); store.walks != step.walks {
			t.Errorf("%s: %d walks, want %d", step.name, store.walks, step.walks)
		}
	}
}

func TestACursorOfAnotherOrderIsMalformed(t *testing.T) {
	w := newWorld(t)
	w.send()
	w.send()
	list, err := w.app.Queue(w.ctx, w.who["erin"], app.QueueQuery{Order: app.ByArea, Page: repository.Page{Limit: 1}})
	if err != nil || list.Next == "" {
		t.Fatal(list, err)
	}
	for _, order := range []app.Order{app.ByAge, app.ByFindings} {
		_, err := w.app.Queue(w.ctx, w.who["erin"], app.QueueQuery{Order: order, Page: repository.Page{Limit: 1, Cursor: list.Next}})
		wantCode(t, err, domain.Malformed)
	}
	_, err = w.app.Queue(w.ctx, w.who["erin"], app.QueueQuery{Order: app.ByAge, Filter: domain.Filter{Period: domain.Period{From: 20220101, To: 20210101}}})
	wantCode(t, err, domain.Invalid)
}

func TestWhatIsBesideARecordIsToldWithinScope(t *testing.T) {
	w := newWorld(t)
	id := w.send(func(c *domain.Content) { c.Place = "同处" })
	for range 22 {
		w.send()
	}
	twin := w.send(func(c *domain.Content) { c.Place = "同处" })
	w.send(func(c *domain.Content) { c.Date = 20220916 })
	w.send(func(c *domain.Content) { c.Area = 440305 })
	got, err := w.app.Beside(w.ctx, w.who["bob"], id)
	if err != nil || len(got.Items) != 20 || got.More != 3 || got.Items[0].ID != twin || !got.Items[0].Alike || got.Items[1].Alike {
		t.Errorf("%d and %d more, first %+v (%v)", len(got.Items), got.More, got.Items[0].ID, err)
	}
	found, err := w.app.RecordFindings(w.ctx, w.who["bob"], id)
	if err != nil || domain.Worst(found) != domain.GradeA {
		t.Errorf("findings %+v (%v)", found, err)
	}
	w.approve("erin", id)
	for _, who := range []string{"dan", "bob"} { // dan sees what is approved, and nothing beside it
		got, err := w.app.Beside(w.ctx, w.who[who], id)
		if want := map[string]int{"dan": 0, "bob": 20}[who]; err != nil || len(got.Items) != want {
			t.Errorf("%s sees %d beside it (%v)", who, len(got.Items), err)
		}
	}
	_, err = w.app.Beside(w.ctx, w.who["dan"], twin)
	wantCode(t, err, domain.NotFound)
	_, err = w.app.RecordFindings(w.ctx, w.who["dan"], twin)
	wantCode(t, err, domain.NotFound)
}

func TestWhatIsBesideACampusIsCountedOnce(t *testing.T) {
	w := newWorld(t)
	drive := func(area domain.AreaCode) func(*domain.Content) {
		return func(c *domain.Content) {
			c.Kind, c.Programme, c.Area = domain.KindDrive, "campus", area
			c.Drive = &domain.DrivePart{Campus: "4144010590", PoliceUnit: "派出所", Students: 40}
		}
	}
	id := w.send(drive(440305))
	w.send(drive(440305))
	elsewhere := w.send(drive(440303))
	w.send(func(c *domain.Content) { c.Area = 440305 })
	got, err := w.app.Beside(w.ctx, w.who["bob"], id)
	if err != nil || len(got.Items) != 3 || got.More != 0 || !slices.ContainsFunc(got.Items, func(n app.Neighbour) bool { return n.ID == elsewhere }) {
		t.Errorf("%d and %d more (%v)", len(got.Items), got.More, err)
	}
}

func TestABatchApprovesWhatItMayAndSaysWhyNotTheRest(t *testing.T) {
	w := newWorld(t)
	good, faulty := w.send(), w.send(func(c *domain.Content) { c.Date = 20210101 })
	stale := w.send()
	elsewhere := w.send(func(c *domain.Content) { c.Area = 110101 })
	own := w.session()
	w.put("bob", own)
	twins := []domain.ID{w.send(func(c *domain.Content) { c.Place = "同处" }), w.send(func(c *domain.Content) { c.Place = "同处" })}
	list := []app.Approval{{good, 1}, {faulty, 1}, {stale, 7}, {elsewhere, 1}, {own.ID, 1}, {twins[0], 1}, {twins[1], 1}, {w.id(), 1}}
	results, err := w.app.ApproveBatch(w.ctx, w.who["bob"], list)
	if err != nil {
		t.Fatal(err)
	}
	want := []domain.ErrorCode{"", domain.Invalid, domain.Conflict, domain.NotFound, domain.Forbidden, domain.Invalid, domain.Invalid, domain.NotFound}
	for i, r := range results {
		if r.ID != list[i].ID || domain.CodeOf(r.Err) != want[i] {
			t.Errorf("entry %d: %v, want %q", i, r.Err, want[i])
		}
	}
	if r := results[0]; r.Activity.Status != domain.Approved || r.Outcome != app.Changed {
		t.Errorf("approved: %+v", r)
	}
	again, err := w.app.ApproveBatch(w.ctx, w.who["bob"], list[:1])
	if err != nil || again[0].Err != nil || again[0].Outcome != app.Same {
		t.Errorf("sent again: %+v, %v", again, err)
	}
	if n := w.total("erin", domain.MeasureActivities, domain.Filter{}); n != 1 {
		t.Errorf("approved = %d, want 1", n)
	}
	if _, err := w.app.UndoReview(w.ctx, w.who["bob"], good, 2); err != nil {
		t.Error(err)
	}
	_, err = w.app.ApproveBatch(w.ctx, w.who["bob"], make([]app.Approval, 501))
	wantCode(t, err, domain.TooLarge)
	if report, err := w.app.Check(w.ctx, nil); err != nil || len(report.Faults) > 0 {
		t.Errorf("check: %+v, %v", report.Faults, err)
	}
}
