package domain

import "slices"

// With gives the gazetteer with areas put in, each replacing one of the same code and first day. It
// refuses what NewGazetteer refuses; g stays as it is.
func (g *Gazetteer) With(areas []Area) (*Gazetteer, error) {
	all := slices.Clone(g.areas)
	for _, a := range areas {
		i := slices.IndexFunc(all, func(b Area) bool { return b.Code == a.Code && b.ValidFrom == a.ValidFrom })
		if i < 0 {
			all = append(all, a)
			continue
		}
		all[i] = a
	}
	return NewGazetteer(all, g.successions)
}

// With gives the register with campuses put in, each replacing one of the same code, and announced totals, each
// replacing one of the same day. It refuses what NewCampusRegister refuses; r stays as it is.
func (r *CampusRegister) With(campuses []Campus, totals []CampusTotal) (*CampusRegister, error) {
	held := slices.DeleteFunc(slices.Clone(r.totals), func(t CampusTotal) bool {
		return slices.ContainsFunc(totals, func(n CampusTotal) bool { return n.ListDate == t.ListDate })
	})
	all := slices.Clone(r.campuses)
	for _, c := range campuses {
		if i, ok := r.byCode[c.Code]; ok {
			all[i] = c
			continue
		}
		all = append(all, c)
	}
	return NewCampusRegister(all, append(held, totals...))
}
