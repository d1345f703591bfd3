package app

import (
	"context"
	"slices"

	"outreach/domain"
)

// Statement is an answer with the question it answers and the moment it held.
type Statement struct {
	domain.Answer
	Question domain.Question
	AsOf     domain.Instant
}

// Stats answers a question over the records the caller may see. No status means approved and no delivery
// in person, unless it is cut by them; void records are in no total and cannot be asked for.
func (a *App) Stats(ctx context.Context, caller *Caller, q domain.Question) (Statement, error) {
	if err := a.complete(caller, &q.Filter, q.By...); err != nil {
		return Statement{}, err
	}
	if len(q.Measures) == 0 {
		q.Measures = []domain.Measure{domain.MeasureActivities, domain.MeasureAttendance}
	}
	answer, err := a.store.Answer(ctx, q)
	return Statement{answer, q, a.instant()}, err
}

// complete checks a filter of figures and puts in what its silence means.
func (a *App) complete(caller *Caller, f *domain.Filter, by ...domain.Dimension) error {
	if err := f.Period.Check(); err != nil {
		return err
	}
	if slices.Contains(f.Statuses, domain.Void) {
		return domain.RefuseFields(domain.FaultAt("/status", "fault.status.void"))
	}
	*f = f.Settled(by...)
	f.Scope = caller.Scope()
	return nil
}

// CoverageQuestion asks what was reached, of everything there was on a day.
type CoverageQuestion struct {
	domain.Filter
	By      domain.Dimension // province, city, county or campus
	Regions bool             // counties without districts of cities (county regions)
	ListDay domain.Date      // the day of the list; zero: the period's last day, at most today
}

// CoverageStatement is a coverage with the moment it held and the day of its list.
type CoverageStatement struct {
	domain.Coverage
	ListDay domain.Date
	AsOf    domain.Instant
}

// Coverage compares what fit, in-person activities reached with the dated list. Within chosen areas the
// denominator is what the list holds there; else it is the official total.
func (a *App) Coverage(ctx context.Context, caller *Caller, q CoverageQuestion) (CoverageStatement, error) {
	if err := a.complete(caller, &q.Filter); err != nil {
		return CoverageStatement{}, err
	}
	day := a.listDay(q)
	reached, err := a.reach(ctx, q, day)
	if err != nil {
		return CoverageStatement{}, err
	}
	c := CoverageStatement{ListDay: day, AsOf: a.instant()}
	if q.By == domain.ByCampus {
		c.Coverage, err = a.coverCampuses(reached, day)
		return c, err
	}
	c.Coverage, err = a.cover(reached, q, day)
	return c, err
}

// reach asks what was reached, with days only where they matter to the list of a day.
func (a *App) reach(ctx context.Context, q CoverageQuestion, day domain.Date) ([]domain.Reached, error) {
	return a.store.Reach(ctx, domain.ReachQuestion{Filter: q.Filter, By: q.By, WithDays: a.parted(q, day)})
}

// cover compares reached areas with the list of a day.
func (a *App) cover(reached []domain.Reached, q CoverageQuestion, day domain.Date) (domain.Coverage, error) {
	level, name, err := coverageLevel(q)
	if err != nil {
		return domain.Coverage{}, err
	}
	g := a.Catalogue().Gazetteer
	c := domain.CoverAreas(reached, g, level, day, func(area domain.Area) bool { return listed(q, area) })
	c.Denominator, err = g.Denominator(name, day)
	if len(q.Areas) > 0 {
		c.Denominator.Count = len(c.Rows) + len(c.Unreached)
	}
	return c, err
}

// parted says whether a county was split between the question's first day and its list's, so that it matters
// on which side a county was last reached. Only then are the records asked for days.
func (a *App) parted(q CoverageQuestion, day domain.Date) bool {
	return q.By == domain.ByCounty && slices.ContainsFunc(a.Catalogue().Gazetteer.Successions(), func(s domain.Succession) bool {
		return s.Kind == domain.SuccessionSplit && s.On > q.Period.From && s.On <= day
	})
}

func (a *App) listDay(q CoverageQuestion) domain.Date {
	day := q.ListDay
	if day == 0 {
		day = q.Period.Last()
	}
	if today := a.Today(); day == 0 || day > today {
		day = today
	}
	return day
}

func coverageLevel(q CoverageQuestion) (domain.Level, string, error) {
	switch {
	case q.By == domain.ByProvince:
		return domain.LevelProvince, domain.DenominatorProvinces, nil
	case q.By == domain.ByCity:
		return domain.LevelCity, domain.DenominatorPrefectures, nil
	case q.By == domain.ByCounty && q.Regions:
		return domain.LevelCounty, domain.DenominatorCountyRegions, nil
	case q.By == domain.ByCounty:
		return domain.LevelCounty, domain.DenominatorCountyLevel, nil
	}
	return 0, "", domain.RefuseFields(domain.FaultAt("/level", "fault.oneof", "Value", string(q.By), "Limit", "province city county campus"))
}

// listed says whether an area belongs to what a coverage is measured against.
func listed(q CoverageQuestion, area domain.Area) bool {
	if q.Regions && area.Class == domain.ClassDistrict || !area.Code.Mainland() {
		return false
	}
	return len(q.Areas) == 0 || slices.ContainsFunc(q.Areas, func(code domain.AreaCode) bool {
		return code == area.Code || code == area.Parent || code == area.Code.Province()
	})
}

func (a *App) coverCampuses(reached []domain.Reached, day domain.Date) (domain.Coverage, error) {
	register := a.Catalogue().Campuses
	d, err := register.Denominator(day)
	c := domain.Coverage{Denominator: d}
	for _, r := range reached {
		if campus, err := register.ByCode(r.Campus); err == nil && campus.Category == domain.CampusRegular {
			c.Rows = append(c.Rows, r)
		} else {
			c.Unplaced = append(c.Unplaced, r)
		}
	}
	return c, err
}

// Source reads records and figures as one caller may see them; reports are made from it.
type Source struct {
	app   *App
	scope domain.Scope
}

// Source gives the caller's view for reports.
func (a *App) Source(caller *Caller) Source { return Source{a, caller.Scope()} }

// WalkActivities hands every version the filter takes, within scope, to each.
func (s Source) WalkActivities(ctx context.Context, f domain.Filter, each func(domain.Activity) error) error {
	f.Scope = s.scope
	return s.app.store.WalkActivities(ctx, f, each)
}

// Answer answers a question within scope.
func (s Source) Answer(ctx context.Context, q domain.Question) (domain.Answer, error) {
	q.Filter = q.Settled(q.By...)
	q.Scope = s.scope
	return s.app.store.Answer(ctx, q)
}

// Reach gives what was reached within scope.
func (s Source) Reach(ctx context.Context, q domain.ReachQuestion) ([]domain.Reached, error) {
	q.Scope = s.scope
	return s.app.store.Reach(ctx, q)
}
