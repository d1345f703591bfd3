package api

import (
	"context"

	"outreach/app/job"
	"outreach/domain"
)

// Job is long work that goes on by itself, and how far it is.
type Job struct {
	ID       domain.ID       `json:"id"`
	Owner    string          `json:"owner"` // id of the user
	State    domain.JobState `json:"state"`
	Expired  bool            `json:"expired"`        // what it made is deleted
	Done     int64           `json:"done"`           // rows done
	Total    int64           `json:"total"`          // rows in all; 0: not known yet
	Rate     float64         `json:"rate"`           // rows a second since it began; 0: not known yet
	Left     int64           `json:"left,omitempty"` // seconds that it will still take; absent: not known
	Attempt  int             `json:"attempt"`        // how often it was begun; more than once after a restart
	Fault    *Problem        `json:"fault,omitempty"`
	Created  domain.Instant  `json:"created_at"`
	Started  domain.Instant  `json:"started_at,omitzero"`
	Ended    domain.Instant  `json:"ended_at,omitzero"`
	Expires  domain.Instant  `json:"expires_at,omitzero"`
	Revision int64           `json:"revision"`
}

// jobOf tells a job in a language. It says the same of the same row at any moment, but for its expiry.
func (s *Server) jobOf(j *domain.Job, text domain.Text) Job {
	out := Job{
		ID: j.ID, Owner: j.Owner, State: j.State, Expired: s.desk.Expired(j), Done: j.Done, Total: j.Total, Attempt: j.Attempt,
		Created: j.CreatedAt, Started: j.StartedAt, Ended: j.EndedAt, Expires: j.ExpiresAt, Revision: j.Revision,
	}
	out.Rate, out.Left = job.Pace(j)
	if j.Fault != nil {
		p := problemOf(j.Fault, text)
		out.Fault = &p
	}
	return out
}

// jobPath names a job. What is no id names none.
type jobPath struct {
	ID domain.ID `path:"id" json:"-" validate:"required,max=64"`
}

type jobsInput struct {
	Everybody bool `query:"everybody" json:"-" description:"for admins: that others' jobs exist, without what they are about"`
}

// jobs lists the caller's jobs of a kind, or everybody's.
func (s *Server) jobs(ctx context.Context, c *call, kind domain.JobKind, everybody bool) ([]domain.Job, error) {
	if everybody {
		return s.desk.All(ctx, c.caller, kind)
	}
	return s.desk.Jobs(ctx, c.caller, kind)
}
