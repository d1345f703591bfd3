package job

import (
	"context"
	"sync/atomic"
)

// Progress takes a running job's word on how far it is. The desk writes it down about once a second, and
// renews the lease with it.
type Progress struct {
	ctx         context.Context //nolint:containedctx // lives just as long as the work it was made for
	done, total atomic.Int64
}

// Progress says that so many rows are done, of so many; total 0 means that is not known. It gives
// context.Canceled once the job was cancelled, its lease lost, or the process is stopping.
func (p *Progress) Progress(done, total int64) error {
	p.done.Store(done)
	p.total.Store(total)
	return p.ctx.Err()
}
