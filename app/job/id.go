package job

import "outreach/domain"

// NewID makes the id of a job by the desk's clock and randomness.
func (d *Desk) NewID() (domain.ID, error) { return domain.NewID(d.now(), d.random) }
