package sqlite

import (
	"math"
	"slices"

	"outreach/domain"
	"outreach/repository/columns"
)

// noEnd is above every number of a column.
const noEnd = math.MaxInt64

// taken gives the condition of a filter over facts: what versionsWhere gives over the table.
func (v *factsView) taken(f *domain.Filter) columns.Condition {
	all := columns.All{}
	if f.Period != (domain.Period{}) {
		to := int64(f.Period.To)
		if to == 0 {
			to = noEnd
		}
		all = append(all, columns.Between(factDay, int64(f.Period.From), to))
	}
	for _, asked := range []struct {
		column int
		words  []string
	}{
		{factStatus, texts(f.Statuses)},
		{factProgramme, f.Programmes},
		{factCampaign, f.Campaigns},
		{factKind, texts(f.Kinds)},
		{factForm, f.Forms},
		{factVenue, f.Venues},
		{factTopic, f.Topics},
		{factDelivery, texts(f.Deliveries)},
		{factBasis, texts(f.Bases)},
		{factLead, f.Organisations},
		{factCampus, f.Campuses},
	} {
		all = v.among(all, asked.column, asked.words)
	}
	if len(f.Statuses) == 0 {
		all = append(all, columns.In(factHead, columns.NewSet(1)))
	}
	if f.Fit != nil {
		fit := int64(0)
		if *f.Fit {
			fit = 1
		}
		all = append(all, columns.In(factFit, columns.NewSet(fit)))
	}
	all = v.within(all, f.Areas)
	if f.Author != "" {
		all = v.among(all, factAuthor, []string{f.Author})
	}
	if f.Except != "" {
		all = append(all, columns.Not(columns.In(factAuthor, v.set([]string{f.Except}))))
	}
	all = v.scoped(all, f.Scope)
	all = v.came(all, f.Audiences)
	if f.Text != "" {
		having := v.texts.Having(f.Text)
		all = append(all, columns.Any{columns.In(factTitle, having), columns.In(factSpot, having)})
	}
	return all
}

// among adds that a column holds one of some words; nothing where there are none.
func (v *factsView) among(all columns.All, column int, words []string) columns.All {
	if len(words) == 0 {
		return all
	}
	return append(all, columns.In(column, v.set(words)))
}

func (v *factsView) set(words []string) columns.Set {
	ids := make([]int64, len(words))
	for i, word := range words {
		ids[i] = v.words.find(word)
	}
	return columns.NewSet(ids...)
}

// within adds that the place lies in any of some areas; nothing where there are none.
func (v *factsView) within(all columns.All, areas []domain.AreaCode) columns.All {
	if len(areas) == 0 {
		return all
	}
	var in []int64
	for n, place := range v.places {
		if place.In(areas) {
			in = append(in, int64(n))
		}
	}
	return append(all, columns.In(factPlace, columns.NewSet(in...)))
}

// scoped adds what the caller may see.
func (v *factsView) scoped(all columns.All, s domain.Scope) columns.All {
	if s.Everything {
		return all
	}
	clauses := columns.Any{}
	for _, c := range s.Clauses {
		clause := v.among(v.within(columns.All{}, c.Areas), factProgramme, c.Programmes)
		if c.Author != "" {
			clause = v.among(clause, factAuthor, []string{c.Author})
		}
		if c.Approved {
			clause = v.among(clause, factStatus, texts([]domain.Status{domain.Approved}))
		}
		clauses = append(clauses, clause)
	}
	return append(all, clauses)
}

// came adds that any of some audiences came; nothing where there are none.
func (v *factsView) came(all columns.All, audiences []string) columns.All {
	if len(audiences) == 0 {
		return all
	}
	came := columns.Any{}
	for _, code := range audiences {
		if at := slices.Index(v.audiences, code); at >= 0 {
			came = append(came, columns.Between(factAudiences+at, 1, noEnd))
		}
	}
	return append(all, came)
}
