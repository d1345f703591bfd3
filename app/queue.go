package app

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"sync"

	"outreach/domain"
	"outreach/repository"
)

// Order says how a queue is sorted; ties by age.
type Order string

// The orders. ByFindings has the worst first.
const (
	ByAge       Order = "age"
	ByFindings  Order = "findings"
	ByArea      Order = "area"
	ByProgramme Order = "programme"
)

// QueueQuery asks for a page of what waits for the caller's review.
type QueueQuery struct {
	Filter domain.Filter
	Grades []domain.Grade // the worst of each record's findings is one of these; "": it has none. Empty: whichever
	Order  Order
	repository.Page
}

// Queued is a record that waits, with what the rules find in it.
type Queued struct {
	Activity domain.Activity
	Findings []domain.Finding
	Days     int // since it was submitted, by the calendar of Shanghai
}

// Queue is a page of what waits. Total counts what waits now; Own counts what the caller recorded, which others review.
type Queue struct {
	repository.List[Queued]
	Own int64
}

// Queue gives a page of the submitted records that the caller may review, by the manager's grants alone: never the
// caller's own. A page may be shorter than its limit where a record was decided while it was read.
func (a *App) Queue(ctx context.Context, caller *Caller, q QueueQuery) (Queue, error) {
	if err := q.Filter.Period.Check(); err != nil {
		return Queue{}, err
	}
	q.Filter.Scope = caller.User.ScopeAs(domain.RoleManager)
	own, err := a.ownWaiting(ctx, caller, q.Filter)
	if err != nil {
		return Queue{}, err
	}
	q.Filter.Except = caller.id()
	var list repository.List[domain.Waiting]
	if q.Order == ByAge && len(q.Grades) == 0 {
		list, err = a.store.ListWaiting(ctx, q.Filter, q.Page)
	} else {
		list, err = a.sorted(ctx, &q)
	}
	if err != nil {
		return Queue{}, err
	}
	out := Queue{Own: own}
	out.Next, out.Total = list.Next, list.Total
	for _, w := range list.Items {
		rec, err := a.store.Activity(ctx, w.ID)
		if err != nil {
			return Queue{}, err
		}
		if rec.Revision != w.Revision {
			continue
		}
		out.Items = append(out.Items, Queued{rec, a.checkRecord(&rec, w.Alike), a.Today().DaysSince(rec.SubmittedAt.Day())})
	}
	return out, nil
}

// ownWaiting counts the caller's own among what a filter takes.
func (a *App) ownWaiting(ctx context.Context, caller *Caller, f domain.Filter) (int64, error) {
	if f.Author != "" && f.Author != caller.id() {
		return 0, nil
	}
	f.Author = caller.id()
	list, err := a.store.ListWaiting(ctx, f, repository.Page{Limit: 1})
	return list.Total, err
}

// checkRecord gives what the rules find in a submitted record today.
func (a *App) checkRecord(rec *domain.Activity, alike bool) []domain.Finding {
	return a.rules.CheckRecord(rec, alike, a.Catalogue(), a.Today())
}

// spot is where a record stands in a queue. As a cursor it is where a page ended.
type spot struct {
	Order     Order           `json:"o"`
	Grade     domain.Grade    `json:"g,omitempty"`
	Area      domain.AreaCode `json:"a,omitzero"`
	Programme string          `json:"p,omitempty"`
	Since     int64           `json:"s"`
	ID        domain.ID       `json:"i"`
}

func (s *spot) compare(o *spot) int {
	by := 0
	switch s.Order {
	case ByFindings:
		by = s.Grade.Worse(o.Grade)
	case ByArea:
		by = cmp.Compare(s.Area, o.Area)
	case ByProgramme:
		by = cmp.Compare(s.Programme, o.Programme)
	case ByAge:
	}
	return cmp.Or(by, cmp.Compare(s.Since, o.Since), cmp.Compare(s.ID, o.ID))
}

func (s *spot) cursor() (string, error) {
	raw, err := json.Marshal(s)
	return base64.RawURLEncoding.EncodeToString(raw), err
}

func parseSpot(cursor string, order Order) (*spot, error) {
	var s spot
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(raw, &s)
	}
	if again, e := s.cursor(); err != nil || e != nil || again != cursor || s.Order != order {
		return nil, &domain.Error{Code: domain.Malformed, Key: "error.cursor", Err: err}
	}
	return &s, nil
}

// sorted gives a page in an order, or of grades, that no store knows: it reads what all of the queue is sorted by, which is small.
func (a *App) sorted(ctx context.Context, q *QueueQuery) (list repository.List[domain.Waiting], err error) {
	var after *spot
	if q.Cursor != "" {
		if after, err = parseSpot(q.Cursor, q.Order); err != nil {
			return list, err
		}
	}
	all, err := a.store.ListWaiting(ctx, q.Filter, repository.Page{})
	if err != nil {
		return list, err
	}
	worst := map[domain.ID]domain.Grade{}
	if q.Order == ByFindings || len(q.Grades) > 0 {
		if worst, err = a.graded(ctx, q.Filter, all.Items); err != nil {
			return list, err
		}
	}
	rows := make([]ranked, 0, len(all.Items))
	for _, w := range all.Items {
		if grade := worst[w.ID]; len(q.Grades) == 0 || slices.Contains(q.Grades, grade) {
			rows = append(rows, ranked{w, spotOf(&w, q.Order, grade)})
		}
	}
	list.Total = int64(len(rows))
	slices.SortFunc(rows, func(x, y ranked) int { return x.spot.compare(&y.spot) })
	if after != nil {
		rows = slices.DeleteFunc(rows, func(r ranked) bool { return r.spot.compare(after) <= 0 })
	}
	if len(rows) > q.Limit {
		rows = rows[:q.Limit]
		list.Next, err = rows[q.Limit-1].spot.cursor()
	}
	list.Items = make([]domain.Waiting, len(rows))
	for i := range rows {
		list.Items[i] = rows[i].waiting
	}
	return list, err
}

// ranked is a record that waits, with its place.
type ranked struct {
	waiting domain.Waiting
	spot    spot
}

// spotOf gives where a record stands by an order, with nothing in it that the order does not look at.
func spotOf(w *domain.Waiting, order Order, grade domain.Grade) spot {
	s := spot{Order: order, Since: int64(w.Since), ID: w.ID}
	switch order {
	case ByFindings:
		s.Grade = grade
	case ByArea:
		s.Area = w.Area
	case ByProgramme:
		s.Programme = w.Programme
	case ByAge:
	}
	return s
}

// grades remembers the worst finding of records by revision, as long as nothing that rules ask about has changed.
// Whether another record looks alike is not part of it.
type grades struct {
	mu        sync.Mutex
	catalogue *domain.Catalogue
	today     domain.Date
	known     map[graded]domain.Grade
}

type graded struct {
	id       domain.ID
	revision int64
}

// maxGrades bounds what is remembered: some 20 MB.
const maxGrades = 200_000

// fewUngraded is up to how many records are read one by one, and not by a walk over all that wait.
const fewUngraded = 200

// recall fills in what is known and gives what is not.
func (g *grades) recall(cat *domain.Catalogue, today domain.Date, list []domain.Waiting, into map[domain.ID]domain.Grade) (missing []domain.Waiting) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.catalogue != cat || g.today != today || len(g.known) > maxGrades {
		g.catalogue, g.today, g.known = cat, today, map[graded]domain.Grade{}
	}
	for _, w := range list {
		if grade, ok := g.known[graded{w.ID, w.Revision}]; ok {
			into[w.ID] = grade
		} else {
			missing = append(missing, w)
		}
	}
	return missing
}

func (g *grades) learn(cat *domain.Catalogue, today domain.Date, rec *domain.Activity, grade domain.Grade) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.catalogue == cat && g.today == today {
		g.known[graded{rec.ID, rec.Revision}] = grade
	}
}

// graded gives the worst grade of what waits, by record.
func (a *App) graded(ctx context.Context, f domain.Filter, list []domain.Waiting) (map[domain.ID]domain.Grade, error) {
	cat, today, worst := a.Catalogue(), a.Today(), make(map[domain.ID]domain.Grade, len(list))
	judge := func(rec domain.Activity) error {
		grade := domain.Worst(a.rules.CheckRecord(&rec, false, cat, today))
		a.grades.learn(cat, today, &rec, grade)
		worst[rec.ID] = grade
		return nil
	}
	missing := a.grades.recall(cat, today, list, worst)
	if len(missing) > fewUngraded {
		f.Statuses = []domain.Status{domain.Submitted}
		if err := a.store.WalkActivities(ctx, f, judge); err != nil {
			return nil, err
		}
	} else {
		for _, w := range missing {
			rec, err := a.store.Activity(ctx, w.ID)
			if err == nil {
				err = judge(rec)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	alike := a.rules.Grade(domain.RuleAlike)
	for _, w := range list {
		if w.Alike && alike.Worse(worst[w.ID]) < 0 {
			worst[w.ID] = alike
		}
	}
	return worst, nil
}
