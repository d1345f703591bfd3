package app

import (
	"context"
	"slices"

	"outreach/domain"
	"outreach/repository"
)

// besideLimit is how many records are shown beside one.
const besideLimit = 20

// Beside is what else happened on a record's day at its place.
type Beside struct {
	Items []Neighbour
	More  int64 // that are not among Items
}

// Neighbour is a record beside another.
type Neighbour struct {
	domain.Activity
	Alike bool // both look like one event
}

// Beside gives the records of the same day and the same county (or city without counties) or campus that the caller
// may see, in any state, newest version each, itself left out: as many as besideLimit, those that look alike first.
func (a *App) Beside(ctx context.Context, caller *Caller, id domain.ID) (Beside, error) {
	rec, err := a.Activity(ctx, caller, id)
	if err != nil || rec.Date == 0 || rec.Area == 0 {
		return Beside{}, err
	}
	f := domain.Filter{Scope: caller.Scope(), Period: domain.Period{From: rec.Date, To: rec.Date.AddDays(1)}}
	near := f
	near.Areas = []domain.AreaCode{rec.Area}
	parts := []domain.Filter{near}
	if campus := rec.Campus(); campus != "" {
		f.Campuses = []string{campus}
		parts = append(parts, f)
	}
	return a.beside(ctx, &rec, parts)
}

// beside puts together what some filters take: the first by area, the others by something else.
func (a *App) beside(ctx context.Context, rec *domain.Activity, parts []domain.Filter) (Beside, error) {
	var alike, others []Neighbour
	seen, total := map[domain.ID]bool{rec.ID: true}, int64(-1) // itself
	for n, part := range parts {
		list, err := a.store.ListActivities(ctx, part, repository.Page{Limit: 100})
		if err != nil {
			return Beside{}, err
		}
		if total += list.Total; n > 0 { // those of the campus in this very county were counted already
			part.Areas = parts[0].Areas
			both, err := a.store.ListActivities(ctx, part, repository.Page{Limit: 1})
			if err != nil {
				return Beside{}, err
			}
			total -= both.Total
		}
		for _, other := range list.Items {
			switch {
			case seen[other.ID]:
			case looksAlike(rec, &other):
				alike = append(alike, Neighbour{other, true})
			default:
				others = append(others, Neighbour{other, false})
			}
			seen[other.ID] = true
		}
	}
	all := append(alike, others...)
	out := Beside{Items: all[:min(besideLimit, len(all))]}
	out.More = max(0, total-int64(len(out.Items)))
	return out, nil
}

func looksAlike(a, b *domain.Activity) bool {
	return a.ID != b.ID && a.Looks() == b.Looks() && slices.Contains(domain.SentIn(), b.Status)
}

// RecordFindings gives what the rules find today in a record that the caller may see, as it stands.
func (a *App) RecordFindings(ctx context.Context, caller *Caller, id domain.ID) ([]domain.Finding, error) {
	rec, err := a.Activity(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	alike, err := a.alike(ctx, caller, &rec)
	return a.checkRecord(&rec, alike), err
}

// alike says whether the caller may see another record that looks like one.
func (a *App) alike(ctx context.Context, caller *Caller, rec *domain.Activity) (bool, error) {
	if rec.Date == 0 || rec.Area == 0 {
		return false, nil
	}
	looks := rec.Looks()
	f := domain.Filter{
		Scope: caller.Scope(), Period: domain.Period{From: rec.Date, To: rec.Date.AddDays(1)}, Areas: []domain.AreaCode{looks.Area},
		Programmes: []string{looks.Programme}, Topics: []string{looks.Topic}, Organisations: []string{looks.Lead}, Statuses: domain.SentIn(),
	}
	list, err := a.store.ListActivities(ctx, f, repository.Page{Limit: 500})
	for i := range list.Items {
		if looksAlike(rec, &list.Items[i]) {
			return true, err
		}
	}
	return false, err
}
