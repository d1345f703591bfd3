package mongo

import (
	"context"
	"maps"

	"outreach/repository"
)

// layer is what changes have written over a snapshot and nobody has sent yet. A nil value is a deleted document.
// What a map holds is never changed, only replaced.
type layer struct {
	records  map[string]*record
	steps    []step
	tallies  repository.Tallies
	users    map[string]*user
	fresh    int64 // users that were not there before
	passes   map[string]*pass
	photos   map[string]*photo
	jobs     map[string]*job
	presets  map[string]*preset
	heads    map[string]*head
	attempts []attempt
	forget   int64 // attempts before it are to be forgotten
	closings map[string]*closing
	entries  map[string]*entry
	pending  []pending
	locks    map[string]bool
}

func newLayer() *layer {
	return &layer{
		records: map[string]*record{}, tallies: repository.Tallies{}, users: map[string]*user{}, passes: map[string]*pass{}, photos: map[string]*photo{},
		jobs: map[string]*job{}, presets: map[string]*preset{}, heads: map[string]*head{},
		closings: map[string]*closing{}, entries: map[string]*entry{}, locks: map[string]bool{},
	}
}

// absorb takes over what a change that succeeded wrote.
func (l *layer) absorb(o *layer) {
	maps.Copy(l.records, o.records)
	maps.Copy(l.users, o.users)
	maps.Copy(l.passes, o.passes)
	maps.Copy(l.photos, o.photos)
	maps.Copy(l.jobs, o.jobs)
	maps.Copy(l.presets, o.presets)
	maps.Copy(l.heads, o.heads)
	maps.Copy(l.closings, o.closings)
	maps.Copy(l.entries, o.entries)
	maps.Copy(l.locks, o.locks)
	l.steps = append(l.steps, o.steps...)
	l.pending = append(l.pending, o.pending...)
	l.attempts = append(l.attempts, o.attempts...)
	l.forget = max(l.forget, o.forget)
	l.fresh += o.fresh
	for k, s := range o.tallies {
		l.tallies[k] = l.tallies[k].Plus(s)
	}
}

// empty says whether nothing was written; locks alone are nothing.
func (l *layer) empty() bool {
	return len(l.records)+len(l.tallies)+len(l.users)+len(l.passes)+len(l.photos)+len(l.closings)+len(l.entries)+len(l.pending) == 0 &&
		len(l.jobs)+len(l.presets)+len(l.heads)+len(l.attempts) == 0
}

// over finds a value in the upper of two layers that has it.
func over[V any](upper, lower map[string]*V, key string) (v *V, known bool) {
	if v, known = upper[key]; !known {
		v, known = lower[key]
	}
	return v, known
}

// latest gives a document as the changes of a transaction have it, nil where there is none. of gives the part of a
// layer that such documents are in.
func latest[D any](ctx context.Context, t *tx, of func(*layer) map[string]*D, collection, key string) (*D, error) {
	if d, known := over(of(t.own), of(t.b.all), key); known {
		return d, nil
	}
	d, found, err := first[D](ctx, t.b.from, collection, byID(key))
	if err != nil || !found {
		return nil, t.b.broken(err)
	}
	return &d, nil
}

// merged gives both layers' values, the upper's over the lower's.
func merged[V any](upper, lower map[string]*V) map[string]*V {
	all := maps.Clone(lower)
	maps.Copy(all, upper)
	return all
}
