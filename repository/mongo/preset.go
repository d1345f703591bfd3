package mongo

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"

	"outreach/domain"
)

// preset is a preset as the presets collection has it.
type preset struct {
	ID        string `bson:"_id"`
	Owner     string `bson:"owner"`
	Kind      string `bson:"kind"`
	Name      string `bson:"name"`
	Body      []byte `bson:"body"`
	ChangedAt int64  `bson:"changed"`
	Revision  int64  `bson:"revision"`
}

func presetOf(p *domain.Preset) *preset {
	return &preset{string(p.ID), p.Owner, string(p.Kind), p.Name, slices.Clone(p.Body), int64(p.ChangedAt), p.Revision}
}

func (p *preset) domain() domain.Preset {
	return domain.Preset{
		ID: domain.ID(p.ID), Owner: p.Owner, Kind: domain.PresetKind(p.Kind), Name: p.Name, Body: slices.Clone(p.Body),
		ChangedAt: domain.Instant(p.ChangedAt), Revision: p.Revision,
	}
}

func presetLock(id domain.ID) string { return "preset/" + string(id) }

// Preset is repository.Jobs'.
func (s *Store) Preset(ctx context.Context, id domain.ID) (d domain.Preset, err error) {
	err = s.read(func(from *snapshot) error {
		p, found, err := first[preset](ctx, from, presets, byID(string(id)))
		if err == nil && !found {
			err = domain.Refuse(domain.NotFound, "")
		}
		d = p.domain()
		return err
	})
	return d, err
}

// Presets is repository.Jobs'.
func (s *Store) Presets(ctx context.Context, user string, kind domain.PresetKind) (list []domain.Preset, err error) {
	theirs := bson.D{{Key: "owner", Value: user}}
	if kind != "" {
		theirs = append(theirs, bson.E{Key: "kind", Value: string(kind)})
	}
	err = s.read(func(from *snapshot) error {
		return each(ctx, from, presets, query{filter: theirs}, func(p *preset) error {
			list = append(list, p.domain())
			return nil
		})
	})
	slices.SortFunc(list, func(a, b domain.Preset) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(string(a.ID), string(b.ID)))
	})
	return list, err
}

// presetDoc gives a preset, nil where there is none.
func (t *tx) presetDoc(ctx context.Context, id domain.ID) (*preset, error) {
	return latest(ctx, t, func(l *layer) map[string]*preset { return l.presets }, presets, string(id))
}

// Preset is repository.JobTx's.
func (t *tx) Preset(ctx context.Context, id domain.ID) (domain.Preset, error) {
	p, err := t.presetDoc(ctx, id)
	if err != nil {
		return domain.Preset{}, err
	}
	if p == nil {
		return domain.Preset{}, domain.Refuse(domain.NotFound, "")
	}
	return p.domain(), nil
}

// PutPreset is repository.JobTx's.
func (t *tx) PutPreset(ctx context.Context, d domain.Preset) error {
	held, err := t.presetDoc(ctx, d.ID)
	if err != nil {
		return err
	}
	revision := int64(0)
	if held != nil {
		revision = held.Revision
	}
	if d.Revision != revision+1 {
		return domain.Refuse(domain.Conflict, "")
	}
	t.own.presets[string(d.ID)] = presetOf(&d)
	return nil
}

// DropPreset is repository.JobTx's. It conflicts with a change that makes a pass for the preset meanwhile.
func (t *tx) DropPreset(ctx context.Context, id domain.ID) error {
	held, err := t.presetDoc(ctx, id)
	if err != nil {
		return err
	}
	if held == nil {
		return domain.Refuse(domain.NotFound, "")
	}
	t.own.locks[presetLock(id)] = true
	t.own.presets[string(id)] = nil
	if id == "" {
		return nil
	}
	opening, err := all[pass](ctx, t.b.from, passes, query{filter: bson.D{{Key: "preset", Value: string(id)}}})
	if err != nil {
		return t.b.broken(err)
	}
	there := map[string]*pass{}
	for i := range opening {
		there[opening[i].Hash] = &opening[i]
	}
	for hash, p := range merged(merged(t.own.passes, t.b.all.passes), there) {
		if p != nil && p.Preset == string(id) {
			t.own.passes[hash] = nil
		}
	}
	return nil
}
