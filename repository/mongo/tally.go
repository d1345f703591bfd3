package mongo

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"
	driver "go.mongodb.org/mongo-driver/mongo"

	"outreach/domain"
	"outreach/repository"
)

// tallyID is a row's key as text: words are quoted, so that no two keys look alike. The city comes last, so that rows of
// one domain key are neighbours.
func tallyID(k repository.TallyKey) string {
	return fmt.Sprintf("%d/%06d/%06d/%q/%q/%q/%q/%t/%06d", k.Grain, k.Period, k.Area, k.Programme, string(k.Kind), string(k.Delivery), string(k.Status), k.Fit, k.City)
}

// tally is a row as the tallies collection has it. Month is 0 at the grain by years.
type tally struct {
	Key       string `bson:"_id"`
	Grain     int32  `bson:"grain"`
	Month     int32  `bson:"month"`
	Year      int32  `bson:"year"`
	Province  int32  `bson:"province"`
	City      int32  `bson:"city"`
	Area      int32  `bson:"area"`
	Programme string `bson:"programme"`
	Kind      string `bson:"kind"`
	Delivery  string `bson:"delivery"`
	Status    string `bson:"status"`
	Fit       bool   `bson:"fit"`
	Sums      sums   `bson:",inline"`
}

// tallyFields gives what a new row has besides its sums.
func tallyFields(k repository.TallyKey) bson.D {
	month, year := k.Period, k.Period/100
	if k.Grain == domain.GrainYearArea {
		month, year = 0, k.Period
	}
	return bson.D{
		{Key: "grain", Value: int32(k.Grain)},
		{Key: "month", Value: month},
		{Key: "year", Value: year},
		{Key: "province", Value: int32(k.Area.Province())},
		{Key: "city", Value: int32(k.City)},
		{Key: "area", Value: int32(k.Area)},
		{Key: "programme", Value: k.Programme},
		{Key: "kind", Value: string(k.Kind)},
		{Key: "delivery", Value: string(k.Delivery)},
		{Key: "status", Value: string(k.Status)},
		{Key: "fit", Value: k.Fit},
	}
}

func (t *tally) row() domain.TallyRow {
	k := domain.TallyKey{
		Grain: domain.Grain(t.Grain), Period: t.Month, Area: domain.AreaCode(t.Area), Programme: t.Programme, Kind: domain.Kind(t.Kind),
		Delivery: domain.Delivery(t.Delivery), Status: domain.Status(t.Status), Fit: t.Fit,
	}
	if k.Grain == domain.GrainYearArea {
		k.Period = t.Year
	}
	return domain.TallyRow{TallyKey: k, Sums: t.Sums.domain()}
}

// flushTallies adds what the batch came to: however many changes met in one row, it is written once. A row that
// comes to nothing is deleted, so that the collection equals a recount row by row.
func (b *batch) flushTallies(ctx context.Context) error {
	var models, gone []driver.WriteModel
	for _, k := range sortedTallies(b.all.tallies) {
		s := b.all.tallies[k]
		if s == (domain.Sums{}) {
			continue
		}
		more := bson.D{}
		for i, m := range domain.AdditiveMeasures() {
			if v := s.Values()[i]; v != 0 || s.Activities > 0 { // a new row has all of them
				more = append(more, bson.E{Key: string(m), Value: v})
			}
		}
		models = append(models, driver.NewUpdateOneModel().SetFilter(byID(tallyID(k))).SetUpsert(true).
			SetUpdate(bson.D{{Key: "$inc", Value: more}, {Key: "$setOnInsert", Value: tallyFields(k)}}))
		if s.Activities < 0 {
			gone = append(gone, driver.NewDeleteOneModel().SetFilter(bson.D{{Key: "_id", Value: tallyID(k)}, {Key: string(domain.MeasureActivities), Value: int64(0)}}))
		}
	}
	if err := b.write(ctx, tallies, models); err != nil {
		return err
	}
	return b.write(ctx, tallies, gone)
}

func sortedTallies(rows repository.Tallies) []repository.TallyKey {
	keys := make([]repository.TallyKey, 0, len(rows))
	for k := range rows {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b repository.TallyKey) int {
		return cmp.Or(cmp.Compare(a.Grain, b.Grain), strings.Compare(tallyID(a), tallyID(b)))
	})
	return keys
}

// eachTally hands the rows of a snapshot to take in the order of their keys, rows that differ only by city as one.
func eachTally(ctx context.Context, from *snapshot, take func(domain.TallyRow) error) error {
	var held domain.TallyRow
	err := each(ctx, from, tallies, query{sort: up("_id")}, func(t *tally) error {
		r := t.row()
		if r.TallyKey == held.TallyKey {
			held.Sums = held.Sums.Plus(r.Sums)
			return nil
		}
		if held.Grain != domain.GrainNone {
			if err := take(held); err != nil {
				return err
			}
		}
		held = r
		return nil
	})
	if err != nil || held.Grain == domain.GrainNone {
		return err
	}
	return take(held)
}

// Rebuild is repository.Store's: in one transaction it recounts the records and writes what differs.
func (s *Store) Rebuild(ctx context.Context) error {
	return s.writer.alone(ctx, func(ctx context.Context, b *batch) error {
		want := repository.Tallies{}
		err := each(ctx, b.from, records, query{filter: headsOnly()}, func(d *version) error {
			a, err := d.activity()
			if err == nil {
				want.Add(&a)
			}
			return err
		})
		if err != nil {
			return err
		}
		var wrong []driver.WriteModel
		err = each(ctx, b.from, tallies, query{}, func(t *tally) error {
			k := repository.TallyKey{TallyKey: t.row().TallyKey, City: domain.AreaCode(t.City)}
			if _, counted := want[k]; !counted || t.Key != tallyID(k) { // not a row that there should be
				wrong = append(wrong, driver.NewDeleteOneModel().SetFilter(byID(t.Key)))
				return nil
			}
			if b.all.tallies[k] = want[k].Minus(t.Sums.domain()); b.all.tallies[k] == (domain.Sums{}) {
				delete(b.all.tallies, k)
			}
			delete(want, k)
			return nil
		})
		if err != nil {
			return err
		}
		maps.Copy(b.all.tallies, want)
		return b.write(ctx, tallies, wrong)
	})
}
