package contract

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"

	"outreach/domain"
	"outreach/repository"
)

// Job gives a job.
func (m *Model) Job(ctx context.Context, id domain.ID) (domain.Job, error) {
	return read(ctx, m, func(s *state) (domain.Job, error) { return s.Job(ctx, id) })
}

// JobsOf lists a user's newest jobs of a kind.
func (m *Model) JobsOf(ctx context.Context, user string, kind domain.JobKind, limit int) ([]domain.Job, error) {
	return read(ctx, m, func(s *state) ([]domain.Job, error) {
		list, err := s.jobsWhere(func(j domain.Job) bool { return j.Owner == user && j.Kind == kind })
		slices.Reverse(list)
		return list[:min(max(limit, 0), len(list))], err
	})
}

// JobsIn lists the jobs in some states.
func (m *Model) JobsIn(ctx context.Context, states ...domain.JobState) ([]domain.Job, error) {
	return read(ctx, m, func(s *state) ([]domain.Job, error) { return s.JobsIn(ctx, states...) })
}

// Preset gives a preset.
func (m *Model) Preset(ctx context.Context, id domain.ID) (domain.Preset, error) {
	return read(ctx, m, func(s *state) (domain.Preset, error) { return s.Preset(ctx, id) })
}

// Presets lists a user's presets.
func (m *Model) Presets(ctx context.Context, user string, kind domain.PresetKind) ([]domain.Preset, error) {
	return read(ctx, m, func(s *state) ([]domain.Preset, error) {
		var list []domain.Preset
		for _, p := range s.presets {
			if p.Owner == user && (kind == "" || p.Kind == kind) {
				p.Body = bytes.Clone(p.Body)
				list = append(list, p)
			}
		}
		slices.SortFunc(list, func(a, b domain.Preset) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
		return list, nil
	})
}

func (s *state) Job(_ context.Context, id domain.ID) (domain.Job, error) {
	j, ok := s.jobs[id]
	if !ok {
		return j, notFound()
	}
	return copiedJob(j)
}

func (s *state) JobsIn(_ context.Context, states ...domain.JobState) ([]domain.Job, error) {
	return s.jobsWhere(func(j domain.Job) bool { return slices.Contains(states, j.State) })
}

// jobsWhere gives the jobs that take wants, oldest first.
func (s *state) jobsWhere(take func(domain.Job) bool) (list []domain.Job, err error) {
	for _, j := range slices.SortedFunc(maps.Values(s.jobs), func(a, b domain.Job) int {
		return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.ID, b.ID))
	}) {
		if !take(j) {
			continue
		}
		if j, err = copiedJob(j); err != nil {
			return nil, err
		}
		list = append(list, j)
	}
	return list, nil
}

func (s *state) Preset(_ context.Context, id domain.ID) (domain.Preset, error) {
	p, ok := s.presets[id]
	if !ok {
		return p, notFound()
	}
	p.Body = bytes.Clone(p.Body)
	return p, nil
}

func (t *tx) PutJob(_ context.Context, j domain.Job) error {
	if j.Revision != t.jobs[j.ID].Revision+1 {
		return conflict()
	}
	j, err := copiedJob(j)
	if err == nil {
		set(t, t.jobs, j.ID, j)
	}
	return err
}

func (t *tx) DropJob(_ context.Context, id domain.ID) error {
	if _, ok := t.jobs[id]; !ok {
		return notFound()
	}
	remove(t, t.jobs, id)
	return nil
}

func (t *tx) PutPreset(_ context.Context, p domain.Preset) error {
	if p.Revision != t.presets[p.ID].Revision+1 {
		return conflict()
	}
	p.Body = bytes.Clone(p.Body)
	set(t, t.presets, p.ID, p)
	return nil
}

func (t *tx) DropPreset(_ context.Context, id domain.ID) error {
	if _, ok := t.presets[id]; !ok {
		return notFound()
	}
	remove(t, t.presets, id)
	for hash, p := range t.passes {
		if id != "" && p.Preset == id {
			remove(t, t.passes, hash)
		}
	}
	return nil
}

// copiedJob gives a job that shares nothing with the given one, with its fault as stores keep it.
func copiedJob(j domain.Job) (domain.Job, error) {
	j.Spec, j.Result = bytes.Clone(j.Spec), bytes.Clone(j.Result)
	raw, err := repository.PackFault(j.Fault)
	if err == nil {
		j.Fault, err = repository.UnpackFault(raw)
	}
	return j, err
}
