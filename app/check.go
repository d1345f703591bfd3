package app

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

// CheckReport is what a check saw and what it found wrong.
type CheckReport struct {
	Records   int64        `json:"records"`
	Revisions int64        `json:"revisions"`
	Tallies   int64        `json:"tallies"`
	Events    int64        `json:"events"`
	Photos    int64        `json:"photos"`    // put by somebody, each once however many have
	Unclaimed int64        `json:"unclaimed"` // photo files that nobody has put: what a cut upload leaves; no fault
	Faults    []CheckFault `json:"faults"`
}

// CheckFault is one thing that does not hold: of what kind, about what, and how.
type CheckFault struct {
	Kind    string `json:"kind"` // engine, record, duplicate, tally, history, audit, photo
	Subject string `json:"subject"`
	Detail  string `json:"detail"`
}

// CheckResult is a report as the audit log keeps it: how many faults were found, and the first few.
type CheckResult struct {
	Found int `json:"found"`
	CheckReport
}

// Short gives what of a report fits into an audit entry.
func (r CheckReport) Short() CheckResult {
	const most, long = 8, 120 // faults, characters
	out := CheckResult{Found: len(r.Faults), CheckReport: r}
	out.Faults = make([]CheckFault, min(most, len(r.Faults)))
	for i := range out.Faults {
		f := r.Faults[i]
		out.Faults[i] = CheckFault{f.Kind, cut(f.Subject, long), cut(f.Detail, long)}
	}
	return out
}

// cut gives at most so many characters of a text.
func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// maxFaults bounds a report: past it the file is beyond reading one by one.
const maxFaults = 1000

// Check proves over one snapshot that the engine's files are sound, that every tally equals a recount of
// the records, that each record is its newest revision, that every revision is the one the audit log
// saw, that no duplicate counts through a record that is void or in a circle with it, that the audit chain is
// unbroken, and that every photo somebody has put has its files with the bytes it
// is named after. Evidence that nobody has put is no fault: the worked example's is made up. progress gets
// records done and in all.
func (a *App) Check(ctx context.Context, progress func(done, total int64)) (CheckReport, error) {
	c := &checker{progress: progress, sums: map[domain.TallyKey]domain.Sums{}, traces: map[domain.ID]trace{}, duplicates: map[domain.ID]domain.ID{}, photos: map[string]bool{}}
	err := a.store.Inspect(ctx, func(in repository.Inspection) error {
		for _, pass := range []func(context.Context, repository.Inspection) error{
			c.engine, c.records, c.originals, c.tallies, c.events, c.revisions, c.claims,
		} {
			if err := pass(ctx, in); damaged(err) {
				c.fault("engine", "", "%v", err) // what can still be read is checked all the same
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = c.files(ctx, a.photos)
	}
	return c.report, err
}

// damaged says whether a store could not read what it holds.
func damaged(err error) bool {
	e, ok := errors.AsType[*domain.Error](err)
	return ok && e.Key == "error.store.corrupt"
}

// Rebuild replaces all tallies by a recount.
func (a *App) Rebuild(ctx context.Context) error { return a.store.Rebuild(ctx) }

// trace is what is remembered of a record while its history and the audit log go by: small, since a check
// holds one for every record. The log adds a mark for each step it saw and the history takes one away for each
// it holds, so balance comes out at zero where the two tell the same.
type trace struct {
	revision int64
	void     bool
	content  mark // of the newest version
	balance  mark
}

// mark is half of a SHA-256: enough to tell contents apart.
type mark [2]uint64

func markOf(text string) mark {
	sum := sha256.Sum256([]byte(text))
	return mark{binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])}
}

func (m mark) plus(o mark) mark  { return mark{m[0] + o[0], m[1] + o[1]} }
func (m mark) minus(o mark) mark { return mark{m[0] - o[0], m[1] - o[1]} }

// stepMark is the mark of one step of one record: its number and its content's digest.
func stepMark(revision int64, digest string) mark {
	return markOf(strconv.FormatInt(revision, 10) + " " + digest)
}

type checker struct {
	report   CheckReport
	progress func(done, total int64)
	sums     map[domain.TallyKey]domain.Sums
	traces   map[domain.ID]trace
	// duplicates are the approved ones, each with what it counts through.
	duplicates map[domain.ID]domain.ID
	photos     map[string]bool // by SHA-256, that somebody has put
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
	held, err := in.Describe(ctx)
	if err != nil {
		return err
	}
	return in.Records(ctx, func(a domain.Activity, mismatch error) error {
		c.report.Records++
		if c.progress != nil && (c.report.Records%1000 == 0 || c.report.Records == held.Records) {
			c.progress(c.report.Records, held.Records)
		}
		if mismatch != nil {
			c.fault("record", string(a.ID), "%v", mismatch)
		}
		for _, r := range domain.TallyRows(&a) {
			c.sums[r.TallyKey] = c.sums[r.TallyKey].Plus(r.Sums)
		}
		digest, err := contentDigest(&a.Content)
		c.traces[a.ID] = trace{revision: a.Revision, void: a.Status == domain.Void, content: markOf(digest)}
		for _, v := range a.Live() {
			if one := a.Alone(v); one.Status == domain.Approved && one.DuplicateOf != "" {
				c.duplicates[a.ID] = one.DuplicateOf
			}
		}
		return err
	})
}

// originals follows every duplicate to the record that it counts through. One that is not there is no fault: no record
// is ever deleted, and a part of the worked example may lack it.
func (c *checker) originals(context.Context, repository.Inspection) error {
	for _, id := range slices.Sorted(maps.Keys(c.duplicates)) {
		passed := map[domain.ID]bool{}
		of := id
		for next, more := c.duplicates[of]; more && !passed[of]; next, more = c.duplicates[of] {
			passed[of], of = true, next
		}
		switch {
		case passed[of]:
			c.fault("duplicate", string(id), "counts through itself: marked a duplicate in a circle with %s", c.duplicates[id])
		case c.traces[of].void:
			c.fault("duplicate", string(id), "counts through %s, which is void", of)
		}
	}
	return nil
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
		if id, ok := strings.CutPrefix(e.Subject, "activity/"); ok {
			t := c.traces[domain.ID(id)]
			t.balance = t.balance.plus(stepMark(e.Revision, e.After))
			c.traces[domain.ID(id)] = t
		}
		return nil
	})
}

func (c *checker) revisions(ctx context.Context, in repository.Inspection) error {
	newest := map[domain.ID]bool{} // records whose newest revision was another content
	err := in.Revisions(ctx, func(r domain.Revision) error {
		c.report.Revisions++
		digest, err := contentDigest(&r.Version.Content)
		if err != nil {
			return err
		}
		if r.Digest != digest {
			c.fault("history", string(r.Activity), "revision %d is not the content it was written as", r.Number)
		}
		t := c.traces[r.Activity]
		t.balance = t.balance.minus(stepMark(r.Number, digest))
		if t.revision == r.Number {
			t.revision = 0 // seen
			if t.content != markOf(digest) {
				newest[r.Activity] = true
			}
		}
		c.traces[r.Activity] = t
		return nil
	})
	for _, id := range slices.Sorted(maps.Keys(newest)) {
		c.fault("record", string(id), "differs from its newest revision")
	}
	for id, t := range c.traces {
		if t.revision != 0 {
			c.fault("record", string(id), "has no history step for its revision %d", t.revision)
		}
		if t.balance != (mark{}) {
			c.fault("history", string(id), "is not what the audit log saw")
		}
	}
	return err
}

func (c *checker) claims(ctx context.Context, in repository.Inspection) error {
	return in.Photos(ctx, func(p domain.Photo) error {
		c.photos[p.SHA256] = true
		return nil
	})
}

// files compares photos with their files. It comes after the snapshot: files are written before their row, so
// those of every row seen are there.
func (c *checker) files(ctx context.Context, files repository.PhotoFiles) error {
	for _, sha256 := range slices.Sorted(maps.Keys(c.photos)) {
		c.report.Photos++
		for _, size := range []domain.PhotoSize{domain.PhotoFull, domain.PhotoThumb} {
			body, err := files.Get(ctx, sha256, size)
			switch {
			case missing(err):
				c.fault("photo", sha256, "has no file of size %s", size)
			case err != nil:
				return err
			case size == domain.PhotoFull && domain.Digest(body) != sha256:
				c.fault("photo", sha256, "is not the bytes it is named after")
			}
		}
	}
	return files.Walk(ctx, func(sha256 string) error {
		if !c.photos[sha256] {
			c.report.Unclaimed++
		}
		return nil
	})
}
