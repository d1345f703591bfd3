package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"outreach/domain"
	"outreach/repository"
)

// Events gives a page of the audit log, newest first: for admins all of it, for managers what lies in
// their areas and programmes.
func (a *App) Events(ctx context.Context, caller *Caller, f repository.EventFilter, p repository.Page) (repository.List[domain.Event], error) {
	if !caller.User.Has(domain.RoleManager) && !caller.User.Has(domain.RoleAdmin) {
		return repository.List[domain.Event]{}, domain.Refuse(domain.Forbidden, "error.forbidden.audit")
	}
	f.Scope = caller.Scope()
	return a.store.Events(ctx, f, p)
}

// Ping says whether the ledger can read and write now.
func (a *App) Ping(ctx context.Context) error { return a.store.Ping(ctx) }

// memberChange is what a member of something was and has become; an absent side was not there.
type memberChange struct {
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// told makes an entry of the log tell what became of a thing: the digests of its JSON before and after, and the members
// that differ, each with both sides. before is nil for what was not there. Members of more bytes than limit are told by
// their names alone; 0 is no limit.
func told(e domain.Event, before, after []byte, limit int) (domain.Event, error) {
	e.After = domain.Digest(after)
	if before != nil {
		e.Before = domain.Digest(before)
	}
	was, err := membersOf(before)
	if err != nil {
		return e, err
	}
	is, err := membersOf(after)
	if err != nil {
		return e, err
	}
	changes := map[string]memberChange{}
	for name := range is {
		if !bytes.Equal(was[name], is[name]) {
			changes[name] = memberChange{was[name], is[name]}
		}
	}
	for name := range was {
		if _, kept := is[name]; !kept {
			changes[name] = memberChange{Before: was[name]}
		}
	}
	if len(changes) == 0 {
		return e, nil
	}
	note, err := json.Marshal(changes)
	if err == nil && limit > 0 && len(note) > limit {
		for name := range changes {
			changes[name] = memberChange{}
		}
		note, err = json.Marshal(changes)
	}
	e.Note = string(note)
	return e, err
}

// membersOf gives the members of a JSON object in one spelling: without blanks, and with the members of objects within
// in order.
func membersOf(raw []byte) (map[string]json.RawMessage, error) {
	members := map[string]json.RawMessage{}
	if raw == nil {
		return members, nil
	}
	var values map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&values); err != nil {
		return nil, fmt.Errorf("members: %w", err)
	}
	for name, v := range values {
		one, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("member %s: %w", name, err)
		}
		members[name] = one
	}
	return members, nil
}
