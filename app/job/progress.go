package job

import (
	"math"
	"sync/atomic"

	"outreach/domain"
)

// Progress takes a running job's word on how far it is. The desk writes it down about once a second, and
// renews the lease with it.
type Progress struct {
	stopped     func() error // why the work it was made for is to stop
	done, total atomic.Int64
}

// Progress says that so many rows are done, of so many; total 0 means that is not known. It gives
// context.Canceled once the job was cancelled, its lease lost, or the process is stopping.
func (p *Progress) Progress(done, total int64) error {
	p.done.Store(done)
	p.total.Store(total)
	return p.stopped()
}

// Pace gives a job's rows a second since it began, as of its last sign of life, and the seconds that the rest will
// take at that pace; 0 where that is not known.
func Pace(j *domain.Job) (rate float64, left int64) {
	until := j.EndedAt.Time()
	if j.State == domain.JobRunning {
		until = j.HeldUntil.Time().Add(-domain.JobLease)
	}
	took := until.Sub(j.StartedAt.Time()).Seconds()
	if j.StartedAt == 0 || took <= 0 || j.Done == 0 {
		return 0, 0
	}
	rate = float64(j.Done) / took
	if j.State == domain.JobRunning && j.Total > j.Done {
		left = int64(math.Ceil(float64(j.Total-j.Done) / rate))
	}
	return rate, left
}
