package mongo

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"

	"outreach/domain"
	"outreach/repository"
)

// job is a job as the jobs collection has it. Spec and result are JSON by kind, fault is repository.PackFault's.
type job struct {
	ID        string `bson:"_id"`
	Kind      string `bson:"kind"`
	Owner     string `bson:"owner"`
	State     string `bson:"state"`
	Step      string `bson:"step"`
	Spec      []byte `bson:"spec"`
	Result    []byte `bson:"result"`
	Fault     []byte `bson:"fault"`
	Done      int64  `bson:"done"`
	Total     int64  `bson:"total"`
	Holder    string `bson:"holder"`
	HeldUntil int64  `bson:"held"`
	Attempt   int64  `bson:"attempt"`
	CreatedAt int64  `bson:"created"`
	StartedAt int64  `bson:"started"`
	EndedAt   int64  `bson:"ended"`
	ExpiresAt int64  `bson:"expires"`
	Revision  int64  `bson:"revision"`
}

func jobOf(j *domain.Job) (*job, error) {
	fault, err := repository.PackFault(j.Fault)
	return &job{
		ID: string(j.ID), Kind: string(j.Kind), Owner: j.Owner, State: string(j.State), Step: string(j.Step), Spec: slices.Clone(j.Spec),
		Result: slices.Clone(j.Result), Fault: fault, Done: j.Done, Total: j.Total, Holder: j.Holder, HeldUntil: int64(j.HeldUntil),
		Attempt: int64(j.Attempt), CreatedAt: int64(j.CreatedAt), StartedAt: int64(j.StartedAt), EndedAt: int64(j.EndedAt),
		ExpiresAt: int64(j.ExpiresAt), Revision: j.Revision,
	}, err
}

func (j *job) domain() (domain.Job, error) {
	fault, err := repository.UnpackFault(j.Fault)
	return domain.Job{
		ID: domain.ID(j.ID), Kind: domain.JobKind(j.Kind), Owner: j.Owner, State: domain.JobState(j.State), Step: domain.JobStep(j.Step),
		Spec: slices.Clone(j.Spec), Result: slices.Clone(j.Result), Fault: fault, Done: j.Done, Total: j.Total, Holder: j.Holder,
		HeldUntil: domain.Instant(j.HeldUntil), Attempt: int(j.Attempt), CreatedAt: domain.Instant(j.CreatedAt),
		StartedAt: domain.Instant(j.StartedAt), EndedAt: domain.Instant(j.EndedAt), ExpiresAt: domain.Instant(j.ExpiresAt), Revision: j.Revision,
	}, err
}

// Job is repository.Jobs'.
func (s *Store) Job(ctx context.Context, id domain.ID) (d domain.Job, err error) {
	err = s.read(func(from *snapshot) error {
		j, found, err := first[job](ctx, from, jobs, byID(string(id)))
		if err == nil && !found {
			err = domain.Refuse(domain.NotFound, "")
		}
		if err == nil {
			d, err = j.domain()
		}
		return err
	})
	return d, err
}

// JobsOf is repository.Jobs'.
func (s *Store) JobsOf(ctx context.Context, user string, kind domain.JobKind, limit int) ([]domain.Job, error) {
	if limit <= 0 { // which the server would take for no limit
		return nil, nil
	}
	return s.jobs(ctx, query{filter: jobsOf(user, kind), sort: newestFirst(), limit: int64(limit)})
}

func jobsOf(user string, kind domain.JobKind) bson.D {
	return bson.D{{Key: "owner", Value: user}, {Key: "kind", Value: string(kind)}}
}

func newestFirst() bson.D { return down("created", "_id") }

// JobsIn is repository.Jobs'.
func (s *Store) JobsIn(ctx context.Context, states ...domain.JobState) ([]domain.Job, error) {
	list, err := s.jobs(ctx, query{filter: inStates(states)})
	return sortJobs(list), err
}

func inStates(states []domain.JobState) bson.D {
	names := bson.A{}
	for _, s := range states {
		names = append(names, string(s))
	}
	return bson.D{{Key: "state", Value: bson.D{{Key: "$in", Value: names}}}}
}

func sortJobs(list []domain.Job) []domain.Job {
	slices.SortFunc(list, func(a, b domain.Job) int {
		return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), strings.Compare(string(a.ID), string(b.ID)))
	})
	return list
}

func (s *Store) jobs(ctx context.Context, q query) (list []domain.Job, err error) {
	err = s.read(func(from *snapshot) error {
		return each(ctx, from, jobs, q, func(j *job) error {
			d, err := j.domain()
			list = append(list, d)
			return err
		})
	})
	return list, err
}

// jobDoc gives a job, nil where there is none.
func (t *tx) jobDoc(ctx context.Context, id domain.ID) (*job, error) {
	return latest(ctx, t, func(l *layer) map[string]*job { return l.jobs }, jobs, string(id))
}

// Job is repository.JobTx's.
func (t *tx) Job(ctx context.Context, id domain.ID) (domain.Job, error) {
	j, err := t.jobDoc(ctx, id)
	if err != nil {
		return domain.Job{}, err
	}
	if j == nil {
		return domain.Job{}, domain.Refuse(domain.NotFound, "")
	}
	return j.domain()
}

// statesLock is written by whoever changes a job's state and by whoever relies on all there are.
const statesLock = "jobs"

// JobsIn is repository.JobTx's. The change conflicts with any that gives a job another state meanwhile.
func (t *tx) JobsIn(ctx context.Context, states ...domain.JobState) ([]domain.Job, error) {
	t.own.locks[statesLock] = true
	held, err := all[job](ctx, t.b.from, jobs, query{filter: inStates(states)})
	if err != nil {
		return nil, t.b.broken(err)
	}
	there := map[string]*job{}
	for i := range held {
		there[held[i].ID] = &held[i]
	}
	var list []domain.Job
	for _, j := range merged(merged(t.own.jobs, t.b.all.jobs), there) {
		if j == nil || !slices.Contains(states, domain.JobState(j.State)) {
			continue
		}
		d, err := j.domain()
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return sortJobs(list), nil
}

// PutJob is repository.JobTx's.
func (t *tx) PutJob(ctx context.Context, d domain.Job) error {
	held, err := t.jobDoc(ctx, d.ID)
	if err != nil {
		return err
	}
	before := job{}
	if held != nil {
		before = *held
	}
	if d.Revision != before.Revision+1 {
		return domain.Refuse(domain.Conflict, "")
	}
	if before.State != string(d.State) {
		t.own.locks[statesLock] = true
	}
	t.own.jobs[string(d.ID)], err = jobOf(&d)
	return err
}

// DropJob is repository.JobTx's.
func (t *tx) DropJob(ctx context.Context, id domain.ID) error {
	held, err := t.jobDoc(ctx, id)
	if err != nil {
		return err
	}
	if held == nil {
		return domain.Refuse(domain.NotFound, "")
	}
	t.own.locks[statesLock] = true
	t.own.jobs[string(id)] = nil
	return nil
}

// flushJobs writes jobs and presets.
func (b *batch) flushJobs(ctx context.Context) error {
	if err := b.write(ctx, jobs, replacements(b.all.jobs)); err != nil {
		return err
	}
	return b.write(ctx, presets, replacements(b.all.presets))
}

// replacements gives the writes that put documents under their keys and take away those that are nil.
func replacements[D any](docs map[string]*D) []driver.WriteModel {
	models := make([]driver.WriteModel, 0, len(docs))
	for _, key := range sortedKeys(docs) {
		if d := docs[key]; d != nil {
			models = append(models, driver.NewReplaceOneModel().SetFilter(byID(key)).SetReplacement(d).SetUpsert(true))
		} else {
			models = append(models, driver.NewDeleteOneModel().SetFilter(byID(key)))
		}
	}
	return models
}
