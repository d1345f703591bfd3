package api

import (
	"context"
	"runtime"
	"time"

	"outreach/app"
	"outreach/domain"
)

// System is how the ledger's machinery does, for admins.
type System struct {
	Version string         `json:"version"` // of the program
	Go      string         `json:"go"`      // that it was built with
	Build   string         `json:"build"`   // of the web app; "": none
	Now     domain.Instant `json:"now"`     // the ledger's clock
	Started domain.Instant `json:"started_at"`
	Uptime  int64          `json:"uptime"` // seconds that this process has served
	Store   StoreState     `json:"store"`
	Jobs    []JobQueue     `json:"jobs"` // by kind
	SignIns SignIns        `json:"sign_ins"`
	Backup  *Backup        `json:"backup,omitempty"`   // the last one told of; absent: none was
	Check   *Check         `json:"check,omitempty"`    // the last one that ended; absent: none has
	Running *Job           `json:"checking,omitempty"` // the check that waits or runs; absent: none does
}

// StoreState is what keeps the records.
type StoreState struct {
	Engine   string   `json:"engine"`
	Version  string   `json:"version"` // of the engine
	Schema   int      `json:"schema"`
	Records  int64    `json:"records"`
	Bytes    int64    `json:"bytes"`           // without photos and files of jobs; 0: it does not tell
	Writable bool     `json:"writable"`        // now
	Fault    *Problem `json:"fault,omitempty"` // why it is not
}

// JobQueue is how the jobs of a kind stand.
type JobQueue struct {
	Kind    domain.JobKind `json:"kind"`
	Waiting int            `json:"waiting"`
	Running int            `json:"running"`
	Ready   int            `json:"ready"`           // imports that wait for their owner's word
	Failed  int            `json:"failed"`          // that are still listed
	Oldest  domain.Instant `json:"oldest,omitzero"` // since when the one that has waited longest waits
}

// SignIns counts refused sign-ins of people there are: GET /audit?action=session.refuse&from=…&to=… lists as many.
type SignIns struct {
	Refused int64          `json:"refused"`
	Since   domain.Instant `json:"since" description:"first instant of those counted, as from of /audit"`
	Until   domain.Instant `json:"until" description:"instant after the last counted, as to of /audit"`
}

// Backup is a copy of the ledger that somebody made and told it of.
type Backup struct {
	At       domain.Instant `json:"at"`
	Place    string         `json:"place"`
	Verified bool           `json:"verified"` // restored somewhere and checked there
	By       string         `json:"by"`
	ByName   string         `json:"by_name,omitempty"`
	Told     domain.Instant `json:"told_at"`
}

// Check is a check that ended.
type Check struct {
	app.CheckResult
	At     domain.Instant `json:"at"`
	By     string         `json:"by"` // "operator": on the machine itself
	ByName string         `json:"by_name,omitempty"`
}

func (s *Server) system(ctx context.Context, c *call, _ *none) (System, error) {
	st, err := s.app.State(ctx, c.caller)
	if err != nil {
		return System{}, err
	}
	out := System{
		Version: s.settings.Version, Go: runtime.Version(), Build: s.site.Build, Now: st.Now, Started: s.started,
		Uptime: int64(s.now().Sub(s.started.Time()) / time.Second), Jobs: make([]JobQueue, len(st.Jobs)), SignIns: SignIns{st.Refused, st.Since, st.Until},
		Store: StoreState{
			Engine: st.Store.Engine, Version: st.Store.Version, Schema: st.Store.Schema, Records: st.Store.Records, Bytes: st.Store.Bytes,
			Writable: st.Fault == nil,
		},
	}
	if st.Fault != nil {
		p := problemOf(st.Fault, c.text)
		out.Store.Fault = &p
	}
	for i, q := range st.Jobs {
		out.Jobs[i] = JobQueue(q)
	}
	if b := st.Backup; b != nil {
		told := backupOf(b, st.Names)
		out.Backup = &told
	}
	if k := st.Check; k != nil {
		out.Check = &Check{k.CheckResult, k.At, k.By, st.Names[k.By]}
	}
	if st.Checks != nil {
		j := s.jobOf(st.Checks, c.text)
		out.Running = &j
	}
	return out, nil
}

func backupOf(b *app.Backup, names map[string]string) Backup {
	return Backup{b.At, b.Place, b.Verified, b.By, names[b.By], b.Told}
}

func (s *Server) beginCheck(ctx context.Context, c *call, _ *none) (Job, error) {
	j, err := s.desk.BeginCheck(ctx, c.caller)
	if err != nil {
		return Job{}, err
	}
	return s.jobOf(&j, c.text), nil
}

type backupInput struct {
	At       domain.Instant `json:"at,omitzero" description:"as of when; now where absent"`
	Place    string         `json:"place" validate:"required,max=200" description:"where it lies, in words; no passwords"`
	Verified bool           `json:"verified,omitempty" description:"whether it was restored somewhere and checked there"`
}

func (s *Server) noteBackup(ctx context.Context, c *call, in *backupInput) (Backup, error) {
	b, err := s.app.NoteBackup(ctx, c.caller, app.Backup{At: in.At, Place: in.Place, Verified: in.Verified})
	if err != nil {
		return Backup{}, err
	}
	names, err := s.app.Names(ctx)
	return backupOf(&b, names), err
}
