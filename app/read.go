package app

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"outreach/domain"
	"outreach/repository"
)

// Activity gives a record the caller may see; one out of scope is NotFound, as if it were not there. A
// caller who may see only the approved version gets that one, with nothing that was said about a newer one.
func (a *App) Activity(ctx context.Context, caller *Caller, id domain.ID) (domain.Activity, error) {
	rec, err := a.store.Activity(ctx, id)
	if err != nil {
		return domain.Activity{}, err
	}
	return seenBy(caller, rec)
}

func seenBy(caller *Caller, rec domain.Activity) (domain.Activity, error) {
	scope := caller.Scope()
	if scope.Takes(&rec, &rec.Version) {
		return rec, nil
	}
	if rec.Standing != nil && scope.Takes(&rec, rec.Standing) {
		return rec.Alone(rec.Standing), nil
	}
	return domain.Activity{}, domain.Refuse(domain.NotFound, "error.not_found.activity", "ID", string(rec.ID))
}

// ListActivities gives a page of what the filter takes and the caller may see.
func (a *App) ListActivities(ctx context.Context, caller *Caller, f domain.Filter, p repository.Page) (repository.List[domain.Activity], error) {
	if err := f.Period.Check(); err != nil {
		return repository.List[domain.Activity]{}, err
	}
	f.Scope = caller.Scope()
	return a.store.ListActivities(ctx, f, p)
}

// Step is one step of a record's history with what it changed.
type Step struct {
	domain.Revision
	Changes []Change
}

// Change is one field that differs from the step before, by JSON Pointer; a nil side was absent.
type Change struct {
	Pointer string
	Before  any
	After   any
}

// History gives the steps of a record the caller may see, oldest first, each with its changes.
func (a *App) History(ctx context.Context, caller *Caller, id domain.ID) ([]Step, error) {
	rec, err := a.Activity(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	revisions, err := a.store.History(ctx, id)
	if err != nil {
		return nil, err
	}
	scope := caller.Scope()
	var steps []Step
	held := map[string]any{}
	for _, r := range revisions {
		if !scope.Takes(&rec, &r.Version) {
			continue
		}
		fields, err := flatten(&r.Version)
		if err != nil {
			return nil, err
		}
		steps = append(steps, Step{r, difference(held, fields)})
		held = fields
	}
	return steps, nil
}

// flatten gives every leaf of a version's content and its status by JSON Pointer.
func flatten(v *domain.Version) (map[string]any, error) {
	raw, err := json.Marshal(&v.Content)
	if err != nil {
		return nil, fmt.Errorf("content of a revision: %w", err)
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, fmt.Errorf("content of a revision: %w", err)
	}
	fields := map[string]any{"/status": string(v.Status)}
	collect(fields, "", tree)
	return fields, nil
}

func collect(fields map[string]any, at string, node any) {
	switch n := node.(type) {
	case map[string]any:
		for k, child := range n {
			collect(fields, at+"/"+strings.ReplaceAll(strings.ReplaceAll(k, "~", "~0"), "/", "~1"), child)
		}
	case []any:
		for i, child := range n {
			collect(fields, at+"/"+strconv.Itoa(i), child)
		}
	default:
		fields[at] = n
	}
}

func difference(before, after map[string]any) []Change {
	var list []Change
	for p, v := range after {
		if !reflect.DeepEqual(before[p], v) {
			list = append(list, Change{p, before[p], v})
		}
	}
	for p, v := range before {
		if _, still := after[p]; !still {
			list = append(list, Change{p, v, nil})
		}
	}
	slices.SortFunc(list, func(a, b Change) int { return strings.Compare(a.Pointer, b.Pointer) })
	return list
}
