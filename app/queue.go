package app

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"sort"
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
	waiting, worst := all.Items, make([]domain.Grade, len(all.Items))
	if q.Order == ByFindings || len(q.Grades) > 0 {
		if worst, err = a.graded(ctx, q.Filter, waiting); err != nil {
			return list, err
		}
	}
	rows := ordered(waiting, worst, q)
	list.Total = int64(len(rows))
	spotAt := func(i int) *spot { return spotOf(&waiting[rows[i]], q.Order, worst[rows[i]]) }
	from := 0
	if after != nil {
		from = sort.Search(len(rows), func(i int) bool { return spotAt(i).compare(after) > 0 })
	}
	to := min(len(rows), from+q.Limit)
	for _, i := range rows[from:to] {
		list.Items = append(list.Items, waiting[i])
	}
	if to < len(rows) {
		list.Next, err = spotAt(to - 1).cursor()
	}
	return list, err
}

// ordered gives what is of the grades asked for, by its place among all that waits, in the order asked for. What waits comes by age.
func ordered(waiting []domain.Waiting, worst []domain.Grade, q *QueueQuery) []int {
	rows, ranks := make([]int, 0, len(waiting)), make([]int, len(waiting))
	for i, grade := range worst {
		if len(q.Grades) == 0 || slices.Contains(q.Grades, grade) {
			rows = append(rows, i)
		}
		switch q.Order {
		case ByFindings:
			ranks[i] = grade.Worse("")
		case ByArea:
			ranks[i] = int(waiting[i].Area)
		case ByProgramme, ByAge:
		}
	}
	slices.SortFunc(rows, func(x, y int) int {
		by := cmp.Compare(ranks[x], ranks[y])
		if q.Order == ByProgramme {
			by = cmp.Compare(waiting[x].Programme, waiting[y].Programme)
		}
		return cmp.Or(by, cmp.Compare(x, y))
	})
	return rows
}

// spotOf gives where a record stands by an order, with nothing in it that the order does not look at.
func spotOf(w *domain.Waiting, order Order, grade domain.Grade) *spot {
	s := &spot{Order: order, Since: int64(w.Since), ID: w.ID}
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

// grades remembers the worst finding of records by revision, until something changes that rules ask about: the day, at the latest.
// Whether another record looks alike is not part of it.
type grades struct {
	judging sync.Mutex // held by the one who judges many
	mu      sync.Mutex
	basis   gradeBasis
	known   map[domain.ID]judgement
	whole   gradeBasis // on which all that waited has been judged
}

// gradeBasis is what rules ask about beside the record.
type gradeBasis struct {
	catalogue *domain.Catalogue
	today     domain.Date
}

// judgement is the worst grade found in a revision of a record.
type judgement struct {
	revision int32
	grade    uint8 // its place among domain.Grades; behind them: nothing was found
}

func (j judgement) worst() domain.Grade {
	if all := domain.Grades(); int(j.grade) < len(all) {
		return all[j.grade]
	}
	return ""
}

// fewUngraded is up to how many records are read one by one, and not by a walk over all that wait.
const fewUngraded = 200

// recall fills in what is known, by place in the list, and gives the places of what is not.
func (g *grades) recall(basis gradeBasis, list []domain.Waiting, into []domain.Grade) (missing []int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.basis != basis {
		g.basis, g.known = basis, map[domain.ID]judgement{}
	}
	for i := range list {
		if j, ok := g.known[list[i].ID]; ok && int64(j.revision) == list[i].Revision {
			into[i] = j.worst()
		} else {
			missing = append(missing, i)
		}
	}
	return missing
}

func (g *grades) learn(basis gradeBasis, rec *domain.Activity, grade domain.Grade) {
	all := domain.Grades()
	place := slices.Index(all, grade)
	if place < 0 {
		place = len(all)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.basis == basis {
		g.known[rec.ID] = judgement{int32(rec.Revision), uint8(place)}
	}
}

func (a *App) gradeBasis() gradeBasis { return gradeBasis{a.Catalogue(), a.Today()} }

// JudgeQueue judges all that waits for review where what rules ask about has changed since it last did: who then sorts the
// queue by findings need not wait for it. It must not run twice at once.
func (a *App) JudgeQueue(ctx context.Context) error {
	basis := a.gradeBasis()
	if a.grades.whole == basis {
		return nil
	}
	everything := domain.Filter{Scope: domain.Scope{Everything: true}}
	all, err := a.store.ListWaiting(ctx, everything, repository.Page{})
	if err != nil {
		return err
	}
	if _, err := a.graded(ctx, everything, all.Items); err != nil {
		return err
	}
	a.grades.whole = basis
	return nil
}

// graded gives the worst grade of each of what waits, which is what a filter takes.
func (a *App) graded(ctx context.Context, f domain.Filter, list []domain.Waiting) ([]domain.Grade, error) {
	basis, worst := a.gradeBasis(), make([]domain.Grade, len(list))
	missing := a.grades.recall(basis, list, worst)
	if len(missing) > fewUngraded { // who comes while another judges them waits for that
		a.grades.judging.Lock()
		defer a.grades.judging.Unlock()
		missing = a.grades.recall(basis, list, worst)
	}
	judge := func(rec *domain.Activity) domain.Grade {
		grade := domain.Worst(a.rules.CheckRecord(rec, false, basis.catalogue, basis.today))
		a.grades.learn(basis, rec, grade)
		return grade
	}
	if len(missing) > fewUngraded {
		found := make(map[domain.ID]domain.Grade, len(missing))
		f.Statuses = []domain.Status{domain.Submitted}
		if err := a.store.WalkActivities(ctx, f, func(rec domain.Activity) error {
			found[rec.ID] = judge(&rec)
			return nil
		}); err != nil {
			return nil, err
		}
		for _, i := range missing {
			worst[i] = found[list[i].ID]
		}
		missing = nil
	}
	for _, i := range missing {
		rec, err := a.store.Activity(ctx, list[i].ID)
		if err != nil {
			return nil, err
		}
		worst[i] = judge(&rec)
	}
	alike := a.rules.Grade(domain.RuleAlike)
	for i := range list {
		if list[i].Alike && alike.Worse(worst[i]) < 0 {
			worst[i] = alike
		}
	}
	return worst, nil
}
