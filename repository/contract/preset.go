package contract

import (
	"context"
	"errors"

	"outreach/domain"
	"outreach/repository"
)

func presetChecks() []check {
	return []check{
		{"come back whole, by name", presetsWhole},
		{"a revision goes up by one", presetRevision},
		{"a dropped one takes its passes along", presetDropped},
		{"a change that failed changed none", presetUndone},
		{"of many with one stale copy one wins", onePresetWins},
		{"none leaves a pass that is made meanwhile", presetLeavesNoPass},
	}
}

func preset(n int, owner, name string) domain.Preset {
	return domain.Preset{ID: ID(n), Owner: owner, Kind: domain.PresetExport, Name: name, Body: []byte(`{"lang":"zh"}`), ChangedAt: Morning, Revision: 1}
}

func (b *bench) putPreset(p domain.Preset) error {
	return b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error { return tx.PutPreset(ctx, p) })
}

func (b *bench) dropPreset(id domain.ID) error {
	return b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error { return tx.DropPreset(ctx, id) })
}

func (b *bench) presets(user string, kind domain.PresetKind) []domain.Preset {
	b.Helper()
	list, err := b.store.Presets(b.ctx, user, kind)
	b.must(err)
	return list
}

func presetsWhole(b *bench) {
	_, err := b.store.Preset(b.ctx, ID(1))
	b.refused(err, domain.NotFound)
	want := []domain.Preset{
		preset(5, "li", ""), preset(4, "li", "A"), preset(2, "li", "a"), preset(3, "li", "a"), preset(1, "li", "a "), preset(7, "li", "\u6708"), preset(6, "li", "\U00020BB7"),
	}
	want[2].Kind, want[3].Body, want[5].Kind = domain.PresetView, nil, domain.PresetMapping
	want[4].Body = []byte{0, 0xff}
	for i := range want {
		b.must(b.putPreset(want[(i*3)%len(want)]))
	}
	b.must(b.putPreset(preset(8, "wang", "a")))
	b.same(b.presets("li", ""), want)
	b.same(b.presets("li", domain.PresetView), want[2:3])
	b.same(b.presets("li", domain.PresetExport), []domain.Preset{want[0], want[1], want[3], want[4], want[6]})
	b.same(len(b.presets("LI", "")), 0)
	for i, text := range texts() {
		p := preset(20+i, text, text)
		p.Body = []byte(text)
		b.must(b.putPreset(p))
		b.same(b.presets(text, ""), []domain.Preset{p})
	}
	b.change(func(ctx context.Context, tx repository.Tx) error {
		_, err := tx.Preset(ctx, ID(99))
		b.refused(err, domain.NotFound)
		got, err := tx.Preset(ctx, want[4].ID)
		b.same(got, want[4])
		return err
	})
}

func presetRevision(b *bench) {
	p := preset(1, "li", "first")
	for _, revision := range []int64{0, 2, -1} {
		p.Revision = revision
		b.refused(b.putPreset(p), domain.Conflict)
	}
	p.Revision = 1
	b.must(b.putPreset(p))
	for _, revision := range []int64{0, 1, 3} {
		stale := p
		stale.Name, stale.Revision = "lost", revision
		b.refused(b.putPreset(stale), domain.Conflict)
	}
	p.Name, p.Kind, p.Revision = "second", domain.PresetMapping, 2
	b.must(b.putPreset(p))
	got, err := b.store.Preset(b.ctx, p.ID)
	b.must(err)
	b.same(got, p)
}

// opening is a pass that opens a preset alone; "" opens everything.
func opening(hash, user string, p domain.ID) domain.Pass {
	return domain.Pass{Hash: hash, Kind: domain.PassToken, ID: hash, User: user, CreatedAt: Morning, UsedAt: Morning, Preset: p}
}

func presetDropped(b *bench) {
	b.refused(b.dropPreset(ID(1)), domain.NotFound)
	b.refused(b.dropPreset(""), domain.NotFound)
	passes := []domain.Pass{opening("a", "li", ID(1)), opening("b", "wang", ID(1)), opening("c", "li", ID(2)), opening("d", "li", "")}
	b.must(errors.Join(b.putPreset(preset(1, "li", "x")), b.putPreset(preset(2, "li", "y"))))
	b.change(func(ctx context.Context, tx repository.Tx) (err error) {
		for _, p := range passes {
			err = errors.Join(err, tx.PutPass(ctx, p))
		}
		return err
	})
	got, err := b.store.Pass(b.ctx, "a")
	b.must(err)
	b.same(got, passes[0])
	b.change(func(ctx context.Context, tx repository.Tx) error {
		err := errors.Join(tx.PutPass(ctx, opening("e", "li", ID(1))), tx.DropPreset(ctx, ID(1)))
		for _, hash := range []string{"a", "e"} {
			_, gone := tx.TakePass(ctx, hash)
			b.refused(gone, domain.NotFound)
		}
		_, gone := tx.Preset(ctx, ID(1))
		b.refused(gone, domain.NotFound)
		return err
	})
	for _, hash := range []string{"a", "b", "e"} {
		_, err := b.store.Pass(b.ctx, hash)
		b.refused(err, domain.NotFound)
	}
	b.same(b.passes("li", domain.PassToken), "c d")
	b.same(b.presets("li", ""), []domain.Preset{preset(2, "li", "y")})
	b.refused(b.dropPreset(ID(1)), domain.NotFound)
	b.must(b.putPreset(preset(1, "li", "x"))) // the same id once more is a new preset
}

func presetUndone(b *bench) {
	b.must(b.putPreset(preset(1, "li", "x")))
	b.change(func(ctx context.Context, tx repository.Tx) error { return tx.PutPass(ctx, opening("a", "li", ID(1))) })
	b.refused(b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error {
		return errors.Join(tx.DropPreset(ctx, ID(1)), tx.PutPreset(ctx, preset(2, "li", "y")), stopError{})
	}), domain.Internal)
	b.same(b.presets("li", ""), []domain.Preset{preset(1, "li", "x")})
	b.same(b.passes("li", domain.PassToken), "a")
}

func onePresetWins(b *bench) {
	b.must(b.putPreset(preset(1, "li", "x")))
	for round := range bumps {
		won := make([]int, workers)
		b.atOnce(func(worker int) error {
			p := preset(1, "li", name(worker))
			p.Revision = int64(round + 2)
			err := b.putPreset(p)
			if domain.CodeOf(err) == domain.Conflict {
				return nil
			}
			won[worker]++
			return err
		})
		sum, winner := 0, ""
		for worker, n := range won {
			if sum += n; n > 0 {
				winner = name(worker)
			}
		}
		b.same(sum, 1)
		b.same(b.presets("li", "")[0].Name, winner)
	}
}

// presetLeavesNoPass drops a preset while others make passes for it as use cases do.
func presetLeavesNoPass(b *bench) {
	for round := range bumps / 2 {
		id := ID(round)
		b.must(b.putPreset(preset(round, "li", "x")))
		b.atOnce(func(worker int) error {
			if worker == 0 {
				return b.dropPreset(id)
			}
			err := b.store.InTx(b.ctx, func(ctx context.Context, tx repository.Tx) error {
				if _, err := tx.Preset(ctx, id); err != nil {
					return err
				}
				return tx.PutPass(ctx, opening(name(round*workers+worker), name(worker), id))
			})
			if domain.CodeOf(err) == domain.NotFound {
				return nil
			}
			return err
		})
	}
	for worker := range workers {
		b.same(b.passes(name(worker), domain.PassToken), "")
	}
}
