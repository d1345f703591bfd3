package mongo

import (
	"slices"

	"go.mongodb.org/mongo-driver/bson"

	"outreach/domain"
)

// where collects conditions that all must hold. Values only ever stand where a document's value may stand, so no
// text of a caller's can become an operator.
type where struct {
	fields bson.D // conditions of one field each, and the first that any of some must hold: what planners read best
	others bson.A // the rest
}

// filter gives the condition; one that always holds where nothing was asked.
func (w *where) filter() bson.D {
	if len(w.others) == 0 {
		return append(bson.D{}, w.fields...)
	}
	return append(append(bson.D{}, w.fields...), bson.E{Key: "$and", Value: w.others})
}

func (w *where) is(field string, value any) {
	at := slices.IndexFunc(w.fields, func(e bson.E) bool { return e.Key == field })
	if at < 0 {
		w.fields = append(w.fields, bson.E{Key: field, Value: value})
		return
	}
	w.others = append(w.others, bson.D{{Key: field, Value: value}})
}

func (w *where) compare(field, operator string, value any) {
	w.is(field, bson.D{{Key: operator, Value: value}})
}

// nothing adds what no document fulfils.
func (w *where) nothing() { w.compare("_id", "$in", bson.A{}) }

// anyOf adds that one of some conditions holds.
func (w *where) anyOf(list ...bson.D) {
	w.is("$or", list)
}

// among adds that a field holds one of some values; any value where there are none.
func among[T any](w *where, field string, list []T) {
	switch len(list) {
	case 0:
	case 1:
		w.is(field, list[0])
	default:
		w.compare(field, "$in", list)
	}
}

// asked adds everything a filter asks for but its period, whose field differs between collections, and the newest
// version where it names no status.
func (w *where) asked(f *domain.Filter) {
	w.scope(f.Scope, "author")
	w.areas(f.Areas)
	among(w, "programme", f.Programmes)
	among(w, "campaign", f.Campaigns)
	among(w, "kind", f.Kinds)
	among(w, "status", f.Statuses)
	among(w, "delivery", f.Deliveries)
	among(w, "form", f.Forms)
	among(w, "venue", f.Venues)
	among(w, "topic", f.Topics)
	among(w, "lead", f.Organisations)
	among(w, "campus", f.Campuses)
	among(w, "basis", f.Bases)
	among(w, "audiences.code", f.Audiences)
	if f.Author != "" {
		w.is("author", f.Author)
	}
	if f.Except != "" {
		w.compare("author", "$ne", f.Except)
	}
	if f.Fit != nil {
		w.is("fit", *f.Fit)
	}
	if f.Text != "" {
		w.anyOf(holds("$title", f.Text), holds("$place", f.Text))
	}
}

// holds is the condition that a field contains a text, byte by byte.
func holds(field, text string) bson.D {
	at := bson.D{{Key: "$indexOfBytes", Value: bson.A{field, bson.D{{Key: "$literal", Value: text}}}}}
	return bson.D{{Key: "$expr", Value: bson.D{{Key: "$gte", Value: bson.A{at, 0}}}}}
}

// scope adds what the caller may see: any clause; nothing where there is none. person is the field that a clause's
// author is compared with.
func (w *where) scope(s domain.Scope, person string) {
	if s.Everything {
		return
	}
	if len(s.Clauses) == 0 {
		w.nothing()
		return
	}
	clauses := make([]bson.D, 0, len(s.Clauses))
	for _, c := range s.Clauses {
		var in where
		in.areas(c.Areas)
		among(&in, "programme", c.Programmes)
		if c.Author != "" {
			in.is(person, c.Author)
		}
		if c.Approved && person == "author" { // audit entries have no status
			in.is("status", string(domain.Approved))
		}
		clauses = append(clauses, in.filter())
	}
	w.anyOf(clauses...)
}

// areas adds the places that lie in any of some areas of any level. Codes of cities and provinces end in 00
// (GB/T 2260), so others need no look at the levels above.
func (w *where) areas(areas []domain.AreaCode) {
	if !slices.ContainsFunc(areas, func(a domain.AreaCode) bool { return a%100 == 0 }) {
		among(w, "area", areas)
		return
	}
	in := func(field string, list []domain.AreaCode) bson.D {
		return bson.D{{Key: field, Value: bson.D{{Key: "$in", Value: list}}}}
	}
	cities := slices.DeleteFunc(append([]domain.AreaCode{}, areas...), func(a domain.AreaCode) bool { return a == 0 })
	w.anyOf(in("area", areas), in("city", cities), in("province", areas))
}

// period adds the bounds of a period over a field of days, months or years: unit is how many days' numbers one of
// the field's holds (1, 100, 10000).
func (w *where) period(field string, p domain.Period, unit domain.Date) {
	bounds := bson.D{}
	if p.From != 0 {
		bounds = append(bounds, bson.E{Key: "$gte", Value: int32(p.From / unit)})
	}
	if p.To != 0 {
		bounds = append(bounds, bson.E{Key: "$lt", Value: int32(p.To / unit)})
	}
	if len(bounds) > 0 {
		w.is(field, bounds)
	}
}

// versionsWhere gives the condition of a filter over records.
func versionsWhere(f *domain.Filter) *where {
	w := &where{}
	w.period("day", f.Period, 1)
	w.asked(f)
	if len(f.Statuses) == 0 {
		w.is("head", int32(1))
	}
	return w
}

// talliesWhere gives the condition of a filter over a grain's rows.
func talliesWhere(f *domain.Filter, g domain.Grain) *where {
	w := &where{}
	w.is("grain", int32(g))
	if g == domain.GrainYearArea {
		w.period("year", f.Period, 10000)
	} else {
		w.period("month", f.Period, 100)
	}
	w.asked(f)
	return w
}

// headsOnly takes every record once.
func headsOnly() bson.D { return bson.D{{Key: "head", Value: int32(1)}} }
