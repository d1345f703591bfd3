package job

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"outreach/domain"
	"outreach/repository"
)

// lonely is how long a file may lie under the id of a job that is not there yet: it is put before the job.
const lonely = time.Hour

// fileName names what an attempt at a job makes. An attempt has a file of its own, so that a process that has
// lost its lease cannot write over what its successor made.
func fileName(job *domain.Job, ext string) string {
	return string(job.ID) + "." + strconv.Itoa(job.Attempt) + ext
}

// ownerOf gives the id of the job that a file belongs to.
func ownerOf(name string) (domain.ID, bool) {
	head, _, _ := strings.Cut(name, ".")
	id, err := domain.ParseID(head)
	return id, err == nil
}

// discard removes what an attempt made, or all of a job that has ended or gone.
func (d *Desk) discard(ctx context.Context, job *domain.Job) error {
	held, err := d.store.Job(ctx, job.ID)
	switch {
	case domain.CodeOf(err) == domain.NotFound || err == nil && (held.State == domain.JobCancelled || held.State == domain.JobFailed):
		return d.clear(ctx, job.ID)
	case err != nil || held.State == domain.JobDone && held.Attempt == job.Attempt: // it was taken after all
		return err
	}
	return d.remove(ctx, func(name string) bool { return strings.HasPrefix(name, fileName(job, ".")) })
}

// clear removes every file of a job.
func (d *Desk) clear(ctx context.Context, id domain.ID) error {
	return d.remove(ctx, func(name string) bool { return strings.HasPrefix(name, string(id)+".") })
}

func (d *Desk) remove(ctx context.Context, which func(name string) bool) error {
	var names []string
	err := d.files.Walk(ctx, func(name string) error {
		if which(name) {
			names = append(names, name)
		}
		return nil
	})
	for _, name := range names {
		err = errors.Join(err, d.files.Remove(ctx, name))
	}
	return err
}

// sweep takes away the files of jobs that have expired, failed or gone and of attempts that came to nothing, and
// drops jobs that have been listed long enough.
func (d *Desk) sweep(ctx context.Context) error {
	list, err := d.store.JobsIn(ctx, everyState()...)
	if err != nil {
		return err
	}
	if err := d.crowd(ctx, list); err != nil {
		return err
	}
	now := d.now()
	jobs := make(map[domain.ID]*domain.Job, len(list))
	for i := range list {
		job := &list[i]
		jobs[job.ID] = job
		if err := d.age(ctx, job, now); err != nil {
			return err
		}
	}
	return d.remove(ctx, func(name string) bool {
		id, ok := ownerOf(name)
		if !ok {
			return false
		}
		job, held := jobs[id]
		if !held {
			return now.Sub(id.Time()) > lonely
		}
		return Expired(job, domain.At(now)) || job.State == domain.JobFailed || job.State == domain.JobCancelled || superseded(job, name)
	})
}

// crowd expires the oldest files of users who have too many kept.
func (d *Desk) crowd(ctx context.Context, list []domain.Job) error {
	kept, now := map[string]int{}, d.instant()
	for i := range slices.Backward(list) { // the newest first
		job := &list[i]
		if job.Kind != domain.JobExport || job.State != domain.JobDone || Expired(job, now) {
			continue
		}
		if kept[job.Owner]++; kept[job.Owner] <= d.settings.Kept {
			continue
		}
		job.ExpiresAt = now
		err := d.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
			held, err := tx.Job(ctx, job.ID)
			if err != nil {
				return err
			}
			held.ExpiresAt = now
			held.Revision++
			job.Revision = held.Revision
			return tx.PutJob(ctx, held)
		})
		if code := domain.CodeOf(err); err != nil && code != domain.NotFound && code != domain.Conflict {
			return err
		}
	}
	return nil
}

// superseded says whether a file is what an attempt made that another one followed.
func superseded(job *domain.Job, name string) bool {
	parts := strings.Split(name, ".")
	n, err := strconv.Atoi(parts[min(1, len(parts)-1)])
	return err == nil && n < job.Attempt
}

// Expired says whether what a job made is deleted.
func Expired(job *domain.Job, now domain.Instant) bool {
	return job.ExpiresAt != 0 && now >= job.ExpiresAt
}

// Expired says whether what a job made is deleted, now.
func (d *Desk) Expired(job *domain.Job) bool { return Expired(job, d.instant()) }

// age cancels a preview that nobody has answered, and drops a job that has been listed long enough.
func (d *Desk) age(ctx context.Context, job *domain.Job, now time.Time) error {
	if !Expired(job, domain.At(now)) {
		return nil
	}
	long := now.Sub(job.ExpiresAt.Time()) >= d.settings.Listed
	if !long && job.State != domain.JobReady {
		return nil
	}
	err := d.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		held, err := tx.Job(ctx, job.ID)
		if err != nil {
			return err
		}
		if held.Revision != job.Revision { // its owner has just given the word
			job.ExpiresAt = 0
			return nil
		}
		if long {
			return tx.DropJob(ctx, held.ID)
		}
		held.State, held.EndedAt = domain.JobCancelled, domain.At(now)
		held.Revision++
		return tx.PutJob(ctx, held)
	})
	if code := domain.CodeOf(err); code == domain.NotFound || code == domain.Conflict {
		return nil
	}
	return err
}
