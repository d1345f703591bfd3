package mongo

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"go.mongodb.org/mongo-driver/bson"

	"outreach/domain"
	"outreach/repository"
	"outreach/repository/body"
)

// inspection reads everything from one snapshot.
type inspection struct{ from *snapshot }

// Inspect is repository.Store's. The snapshot lives as long as the server lets a transaction live.
func (s *Store) Inspect(ctx context.Context, look func(repository.Inspection) error) error {
	if err := s.chain.catchUp(ctx); err != nil {
		return err
	}
	return s.still(ctx, func(from *snapshot) error { return look(inspection{from}) })
}

// Records is repository.Inspection's. Documents come by key, so that a record's standing version, whose key goes on
// where the record's ends, follows its newest one.
func (i inspection) Records(ctx context.Context, take func(a domain.Activity, mismatch error) error) error {
	var held *record
	hand := func() error {
		if held == nil {
			return nil
		}
		a, wrong := held.checked()
		held = nil
		return take(a, wrong)
	}
	err := each(ctx, i.from, records, query{sort: up("_id")}, func(d *version) error {
		if d.Head == 0 && held != nil && held.head.ID == d.ID {
			held.standing = d
			return nil
		}
		if err := hand(); err != nil {
			return err
		}
		if d.Head == 0 {
			return take(domain.Activity{ID: domain.ID(d.ID)}, errors.New("a standing version of no record"))
		}
		held = &record{head: *d}
		return nil
	})
	if err != nil {
		return err
	}
	return hand()
}

// checked puts a record together and compares what its documents say twice.
func (r *record) checked() (domain.Activity, error) {
	a, err := r.head.activity()
	if err != nil {
		return domain.Activity{ID: domain.ID(r.head.ID)}, err
	}
	want, err := recordOf(&a)
	if err != nil {
		return a, err
	}
	wrong := []error{r.head.differs(&want.head)}
	switch {
	case (r.standing == nil) != (want.standing == nil):
		wrong = append(wrong, errors.New("the standing version's document is missing or left over"))
	case r.standing != nil:
		wrong = append(wrong, r.standing.differs(want.standing))
	}
	return a, errors.Join(wrong...)
}

// differs names the fields of a document that are not what its body says.
func (d *version) differs(want *version) error {
	var wrong []error
	if body.Checksum(d.Body) != d.Sum || body.Checksum(d.Standing) != d.StandingSum {
		wrong = append(wrong, errors.New("the body does not have its checksum"))
	}
	have, should := *d, *want
	for _, v := range []*version{&have, &should} { // bytes may differ between programs, what they say may not
		v.Body, v.Standing, v.Sum, v.StandingSum, v.Stamp = nil, nil, 0, 0, 0
	}
	a, b := reflect.ValueOf(have), reflect.ValueOf(should)
	for n := range a.NumField() {
		if x, y := a.Field(n).Interface(), b.Field(n).Interface(); !reflect.DeepEqual(x, y) {
			wrong = append(wrong, fmt.Errorf("field %s is %v where the record says %v", a.Type().Field(n).Name, x, y))
		}
	}
	return errors.Join(wrong...)
}

// Tallies is repository.Inspection's.
func (i inspection) Tallies(ctx context.Context, take func(domain.TallyRow) error) error {
	return eachTally(ctx, i.from, take)
}

// Revisions is repository.Inspection's.
func (i inspection) Revisions(ctx context.Context, take func(domain.Revision) error) error {
	return each(ctx, i.from, history, query{sort: up("_id")}, func(s *step) error {
		r, err := s.revision()
		if err != nil {
			return err
		}
		return take(r)
	})
}

// Events is repository.Inspection's: the chain, and what was logged while the inspection began as its continuation.
func (i inspection) Events(ctx context.Context, take func(domain.Event) error) error {
	var end domain.Event
	err := each(ctx, i.from, events, query{sort: up("_id")}, func(e *event) error {
		end = e.domain()
		return take(end)
	})
	if err != nil {
		return err
	}
	return unchained(ctx, i.from, end.Seq, end.Hash, take)
}

// Faults is repository.Inspection's: indexes that are not there, revisions that belong to no record or were changed
// after they were written, and a chain whose end is not where it says.
func (i inspection) Faults(ctx context.Context) ([]string, error) {
	missing, err := missingIndexes(ctx, i.from.db)
	if err != nil {
		return nil, err
	}
	var faults []string
	for _, i := range missing {
		faults = append(faults, "index "+i.String()+" is missing")
	}
	ids := map[string]bool{}
	err = each(ctx, i.from, records, query{fields: up("id")}, func(d *version) error {
		ids[d.ID] = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = each(ctx, i.from, history, query{}, func(s *step) error {
		if !ids[s.Record] {
			faults = append(faults, "revision "+s.Key+" belongs to no record")
		}
		if body.Checksum(s.Body) != s.Sum {
			faults = append(faults, "revision "+s.Key+" does not have its checksum")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	end, _, err := first[link](ctx, i.from, meta, byID("chain"))
	if err != nil {
		return nil, err
	}
	n, err := count(ctx, i.from, events, bson.D{})
	if err == nil && n != end.Seq {
		faults = append(faults, fmt.Sprintf("the audit chain has %d entries where its end says %d", n, end.Seq))
	}
	return faults, err
}

// Describe is repository.Inspection's. What the server says of itself is no part of a snapshot, and how much room it
// takes may be kept from whom it lets in.
func (i inspection) Describe(ctx context.Context) (repository.Description, error) {
	d := repository.Description{Engine: "MongoDB", Schema: layout}
	var err error
	if d.Records, err = count(ctx, i.from, records, headsOnly()); err != nil {
		return d, err
	}
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	var build struct {
		Version string `bson:"version"`
	}
	if err := i.from.db.RunCommand(ctx, bson.D{{Key: "buildInfo", Value: 1}}).Decode(&build); err != nil {
		return d, translate(err)
	}
	d.Version = build.Version
	var size struct {
		Total float64 `bson:"totalSize"`
	}
	if err := i.from.db.RunCommand(ctx, bson.D{{Key: "dbStats", Value: 1}}).Decode(&size); err == nil {
		d.Bytes = int64(size.Total)
	}
	return d, nil
}
