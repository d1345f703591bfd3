package app

import (
	"context"
	"time"

	"outreach/domain"
	"outreach/repository"
)

// maxPresets is how many presets a user may have.
const maxPresets = 100

// PresetEntry is a preset as its owner sends it: Body is JSON that the kind's own rules have taken. Revision is
// the one that was looked at.
type PresetEntry struct {
	Kind     domain.PresetKind
	Name     string
	Body     []byte
	Revision int64
}

// Presets lists the caller's presets of a kind by name; kind "" means all.
func (a *App) Presets(ctx context.Context, caller *Caller, kind domain.PresetKind) ([]domain.Preset, error) {
	return a.store.Presets(ctx, caller.id(), kind)
}

// Preset gives one of the caller's presets; another's is NotFound.
func (a *App) Preset(ctx context.Context, caller *Caller, id domain.ID) (domain.Preset, error) {
	p, err := a.store.Preset(ctx, id)
	if missing(err) || err == nil && p.Owner != caller.id() {
		return domain.Preset{}, noPreset(id)
	}
	return p, err
}

func noPreset(id domain.ID) error {
	return domain.Refuse(domain.NotFound, "error.not_found.preset", "ID", string(id))
}

// AddPreset keeps a new preset of the caller's, of whom a hundred are kept at most.
func (a *App) AddPreset(ctx context.Context, caller *Caller, e PresetEntry) (domain.Preset, error) {
	held, err := a.store.Presets(ctx, caller.id(), "")
	if err != nil {
		return domain.Preset{}, err
	}
	if len(held) >= maxPresets {
		return domain.Preset{}, domain.Refuse(domain.Conflict, "error.conflict.presets", "Limit", maxPresets)
	}
	id, err := domain.NewID(a.now(), a.random)
	if err != nil {
		return domain.Preset{}, err
	}
	p := domain.Preset{ID: id, Owner: caller.id(), Kind: e.Kind, Name: e.Name, Body: e.Body, ChangedAt: a.instant(), Revision: 1}
	return p, a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		if err := tx.PutPreset(ctx, p); err != nil {
			return err
		}
		return tx.Log(ctx, a.presetEvent(caller, id, "put"))
	})
}

// ChangePreset changes the name and body of one of the caller's presets, from the revision that was looked at.
// Its kind stays: another one is Conflict.
func (a *App) ChangePreset(ctx context.Context, caller *Caller, id domain.ID, e PresetEntry) (domain.Preset, error) {
	var p domain.Preset
	err := a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		held, err := ownPreset(ctx, tx, caller, id)
		if err != nil {
			return err
		}
		if held.Revision != e.Revision || held.Kind != e.Kind {
			return domain.Refuse(domain.Conflict, "error.conflict.preset", "Revision", held.Revision)
		}
		held.Name, held.Body, held.ChangedAt = e.Name, e.Body, a.instant()
		held.Revision++
		p = held
		if err := tx.PutPreset(ctx, held); err != nil {
			return err
		}
		return tx.Log(ctx, a.presetEvent(caller, id, "put"))
	})
	return p, err
}

// DropPreset deletes one of the caller's presets; what opens it alone ends with it.
func (a *App) DropPreset(ctx context.Context, caller *Caller, id domain.ID) error {
	return a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		if _, err := ownPreset(ctx, tx, caller, id); err != nil {
			return err
		}
		if err := tx.DropPreset(ctx, id); err != nil {
			return err
		}
		return tx.Log(ctx, a.presetEvent(caller, id, "drop"))
	})
}

func ownPreset(ctx context.Context, tx repository.Tx, caller *Caller, id domain.ID) (domain.Preset, error) {
	p, err := tx.Preset(ctx, id)
	if missing(err) || err == nil && p.Owner != caller.id() {
		return domain.Preset{}, noPreset(id)
	}
	return p, err
}

func (a *App) presetEvent(caller *Caller, id domain.ID, what string) domain.Event {
	return domain.Event{At: a.instant(), Actor: caller.id(), Action: "preset." + what, Subject: "preset/" + string(id)}
}

// MakePresetToken makes an API token that opens the data of one of the caller's export presets and nothing else;
// its secret is given this once. Only a session can make one. It is listed and ended among the caller's tokens.
func (a *App) MakePresetToken(ctx context.Context, caller *Caller, id domain.ID, life time.Duration) (string, domain.Pass, error) {
	if caller.Pass.Kind != domain.PassSession {
		return "", domain.Pass{}, domain.Refuse(domain.Forbidden, "error.forbidden.token")
	}
	preset, err := a.Preset(ctx, caller, id)
	if err != nil {
		return "", domain.Pass{}, err
	}
	if preset.Kind != domain.PresetExport {
		return "", domain.Pass{}, domain.Refuse(domain.Conflict, "error.conflict.preset_kind")
	}
	secret, pass, err := a.newPass(domain.PassToken, caller.id(), preset.Name, life)
	if err != nil {
		return "", pass, err
	}
	pass.Preset = id
	err = a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		if _, err := ownPreset(ctx, tx, caller, id); err != nil {
			return err
		}
		if err := tx.PutPass(ctx, pass); err != nil {
			return err
		}
		e := a.presetEvent(caller, id, "token")
		e.Note = "token/" + pass.ID
		return tx.Log(ctx, e)
	})
	return secret, pass, err
}

// AuthenticatePreset gives the caller behind the secret of a token that opens a preset: one made for it alone, or
// one that opens all its user may.
func (a *App) AuthenticatePreset(ctx context.Context, secret string, id domain.ID) (*Caller, error) {
	caller, err := a.authenticate(ctx, secret, domain.PassToken)
	if err == nil && caller.Pass.Preset != "" && caller.Pass.Preset != id {
		return nil, domain.Refuse(domain.Unauthenticated, "error.unauthenticated")
	}
	return caller, err
}
