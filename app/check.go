package app

import (
	"context"
	"fmt"

	"outreach/domain"
	"outreach/repository"
)

// CheckReport is what a check saw and what it found wrong.
type CheckReport struct {
	Records   int64
	Revisions int64
	Tallies   int64
	Events    int64
	Faults    []CheckFault
}

// CheckFault is one thing that does not hold: of what kind, about what, and how.
type CheckFault struct {
	Kind    string // engine, record, tally, history, audit
	Subject string
	Detail  string
}

// maxFaults bounds a report: past it the file is beyond reading one by one.
const maxFaults = 1000

// Check proves over one snapshot that the engine's files are sound, that every tally equals a recount of
// the records, that each record is its newest revision, that every revision is the one the audit log
// saw, and that the audit chain is unbroken. progress gets records done and in all.
func (a *App) Check(ctx context.Context, progress func(done, total int64)) (CheckReport, error) {
	c := &checker{
		progress: progress, sums: map[domain.TallyKey]domain.Sums{}, heads: map[domain.ID]head{}, logged: map[string]string{},
	}
	err := a.store.Inspect(ctx, func(in repository.Inspection) error {
		for _, pass := range []func(context.Context, repository.Inspection) error{
			c.engine, c.records, c.tallies, c.events, c.revisions,
		} {
			if err := pass(ctx, in); err != nil {
				return err
			}
		}
		return nil
	})
	return c.report, err
}

// Rebuild replaces all tallies by a recount.
func (a *App) Rebuild(ctx context.Context) error { return a.store.Rebuild(ctx) }

type head struct {
	revision int64
	digest   string
}

type checker struct {
	report   CheckReport
	progress func(done, total int64)
	sums     map[domain.TallyKey]domain.Sums
	heads    map[domain.ID]head
	logged   map[string]string // subject@revision → digest after
}

func (c *checker) fault(kind, subject, format string, args ...any) {
	if len(c.report.Faults) < maxFaults {
		c.report.Faults = append(c.report.Faults, CheckFault{kind, subject, fmt.Sprintf(format, args...)})
	}
}

func (c *checker) engine(ctx context.Context, in repository.Inspection) error {
	faults, err := in.Faults(ctx)
	for _, f := range faults {
		c.fault("engine", "", "%s", f)
	}
	return err
}

func (c *checker) records(ctx context.Context, in repository.Inspection) error {
	total, err := in.Counts(ctx)
	if err != nil {
		return err
	}
	return in.Records(ctx, func(a domain.Activity, mismatch error) error {
		c.report.Records++
		if c.progress != nil && (c.report.Records%1000 == 0 || c.report.Records == total) {
			c.progress(c.report.Records, total)
		}
		if mismatch != nil {
			c.fault("record", string(a.ID), "%v", mismatch)
		}
		for _, r := range domain.TallyRows(&a) {
			c.sums[r.TallyKey] = c.sums[r.TallyKey].Plus(r.Sums)
		}
		digest, err := contentDigest(&a.Content)
		c.heads[a.ID] = head{a.Revision, digest}
		return err
	})
}

func (c *checker) tallies(ctx context.Context, in repository.Inspection) error {
	err := in.Tallies(ctx, func(r domain.TallyRow) error {
		c.report.Tallies++
		if counted := c.sums[r.TallyKey]; counted != r.Sums {
			c.fault("tally", fmt.Sprintf("%+v", r.TallyKey), "holds %v, the records add up to %v", r.Values(), counted.Values())
		}
		delete(c.sums, r.TallyKey)
		return nil
	})
	for k, s := range c.sums {
		if s != (domain.Sums{}) {
			c.fault("tally", fmt.Sprintf("%+v", k), "is missing, the records add up to %v", s.Values())
		}
	}
	return err
}

func (c *checker) events(ctx context.Context, in repository.Inspection) error {
	var last domain.Event
	return in.Events(ctx, func(e domain.Event) error {
		c.report.Events++
		if err := e.Follows(last.Seq, last.Hash); err != nil {
			c.fault("audit", e.Subject, "%v", err)
		}
		last = e
		if e.Revision > 0 {
			c.logged[revisionKey(e.Subject, e.Revision)] = e.After
		}
		return nil
	})
}

func (c *checker) revisions(ctx context.Context, in repository.Inspection) error {
	err := in.Revisions(ctx, func(r domain.Revision) error {
		c.report.Revisions++
		digest, err := contentDigest(&r.Version.Content)
		if err != nil {
			return err
		}
		key := revisionKey("activity/"+string(r.Activity), r.Number)
		if after, ok := c.logged[key]; !ok || after != digest || r.Digest != digest {
			c.fault("history", key, "is not the content the audit log saw")
		}
		delete(c.logged, key)
		if h := c.heads[r.Activity]; h.revision == r.Number {
			if h.digest != digest {
				c.fault("record", string(r.Activity), "differs from its revision %d", r.Number)
			}
			delete(c.heads, r.Activity)
		}
		return nil
	})
	for id := range c.heads {
		c.fault("record", string(id), "has no history step for its revision")
	}
	for key := range c.logged {
		if len(key) > 9 && key[:9] == "activity/" {
			c.fault("history", key, "is missing though the audit log saw it")
		}
	}
	return err
}

func revisionKey(subject string, revision int64) string {
	return fmt.Sprintf("%s@%d", subject, revision)
}
