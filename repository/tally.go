package repository

import "outreach/domain"

// TallyKey is a tally row's key with the city of its area, which rides along so that tallies answer by city; 0 at
// the grain by province.
type TallyKey struct {
	domain.TallyKey
	City domain.AreaCode
}

// Tallies are sums on their way into a store's tallies, by row.
type Tallies map[TallyKey]domain.Sums

// Add adds what a record adds to the tallies.
func (t Tallies) Add(a *domain.Activity) { t.change(a, domain.Sums.Plus) }

// Take takes away what a record adds to the tallies.
func (t Tallies) Take(a *domain.Activity) { t.change(a, domain.Sums.Minus) }

func (t Tallies) change(a *domain.Activity, by func(domain.Sums, domain.Sums) domain.Sums) {
	for _, v := range a.Live() {
		alone := domain.Activity{Version: *v}
		for _, row := range domain.TallyRows(&alone) {
			key := TallyKey{TallyKey: row.TallyKey}
			if row.Grain != domain.GrainMonthProvince {
				key.City = v.Placed.City
			}
			t[key] = by(t[key], row.Sums)
		}
	}
}
