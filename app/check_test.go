package app_test

import (
	"context"
	"encoding/json"
	"testing"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/contract"
)

// tampered is a store whose contents are shown as if somebody had changed them by hand.
type tampered struct {
	*contract.Model
	hand hand
}

// hand changes what passes through it; nil functions change nothing, and a false drops the thing.
type hand struct {
	record   func(*domain.Activity)
	tally    func(*domain.TallyRow) bool
	revision func(*domain.Revision) bool
	event    func(*domain.Event) bool
	faults   []string
}

func (s tampered) Inspect(ctx context.Context, look func(repository.Inspection) error) error {
	return s.Model.Inspect(ctx, func(in repository.Inspection) error { return look(touched{in, s.hand}) })
}

type touched struct {
	repository.Inspection
	hand hand
}

func (i touched) Records(ctx context.Context, each func(domain.Activity, error) error) error {
	return i.Inspection.Records(ctx, func(a domain.Activity, mismatch error) error {
		if i.hand.record != nil {
			i.hand.record(&a)
		}
		return each(a, mismatch)
	})
}

func (i touched) Tallies(ctx context.Context, each func(domain.TallyRow) error) error {
	return i.Inspection.Tallies(ctx, passing(i.hand.tally, each))
}

func (i touched) Revisions(ctx context.Context, each func(domain.Revision) error) error {
	return i.Inspection.Revisions(ctx, passing(i.hand.revision, each))
}

func (i touched) Events(ctx context.Context, each func(domain.Event) error) error {
	return i.Inspection.Events(ctx, passing(i.hand.event, each))
}

func (i touched) Faults(context.Context) ([]string, error) { return i.hand.faults, nil }

func passing[T any](change func(*T) bool, each func(T) error) func(T) error {
	return func(v T) error {
		if change != nil && !change(&v) {
			return nil
		}
		return each(v)
	}
}

func TestCheckFindsWhatSomebodyChangedByHand(t *testing.T) {
	for name, c := range map[string]struct {
		hand hand
		want string // the kind of the finding
	}{
		"nothing":              {hand{}, ""},
		"a number in a record": {hand{record: func(a *domain.Activity) { a.Attendance++ }}, "record"},
		"a number in a tally":  {hand{tally: func(r *domain.TallyRow) bool { r.Attendance++; return true }}, "tally"},
		"a tally that is gone": {hand{tally: func(r *domain.TallyRow) bool { return r.Grain != domain.GrainYearArea }}, "tally"},
		"a number in the history": {hand{revision: func(r *domain.Revision) bool {
			r.Version.Attendance++
			return true
		}}, "history"},
		"a history step with its digest made to fit": {hand{revision: func(r *domain.Revision) bool {
			if r.Number == 1 {
				r.Version.Title = "another"
				r.Digest = contentDigestOf(t, &r.Version.Content)
			}
			return true
		}}, "history"},
		"a history step that is gone":  {hand{revision: func(r *domain.Revision) bool { return r.Number != 1 }}, "history"},
		"the newest step that is gone": {hand{revision: func(r *domain.Revision) bool { return r.Number != 2 }}, "record"},
		"an audit entry":               {hand{event: func(e *domain.Event) bool { e.Actor = "nobody"; return true }}, "audit"},
		"an audit entry that is gone":  {hand{event: func(e *domain.Event) bool { return e.Action != "activity.create" }}, "audit"},
		"the file itself":              {hand{faults: []string{"page 7 is torn"}}, "engine"},
	} {
		t.Run(name, func(t *testing.T) {
			w := worldOver(t, tampered{contract.NewModel(), c.hand})
			e := w.session()
			w.put("chelsea", e)
			w.approve("erin", e.ID)
			report, err := w.app.Check(w.ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			kinds := map[string]bool{}
			for _, f := range report.Faults {
				kinds[f.Kind] = true
			}
			if len(kinds) > 0 != (c.want != "") || c.want != "" && !kinds[c.want] {
				t.Errorf("findings = %+v, want one of kind %q", report.Faults, c.want)
			}
		})
	}
}

func contentDigestOf(t *testing.T, c *domain.Content) string {
	t.Helper()
	raw, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return domain.Digest(raw)
}
