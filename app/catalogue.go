package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"outreach/domain"
	"outreach/repository"
)

// The catalogue lists that people can put entries into.
const (
	ListVocabulary   = "vocabulary"
	ListProgramme    = "programme"
	ListCampaign     = "campaign"
	ListOrganisation = "organisation"
	ListCampus       = "campus"
	ListCampusTotal  = "campus_total" // by list date
	ListArea         = "area"
)

// PutEntry puts a catalogue entry over the built-in one of the same code; body is its JSON, already
// checked for shape. Only an admin may. ifMatch is the revision that was looked at, 0 for none put yet.
// The counting terms of a programme that has records are fixed.
func (a *App) PutEntry(ctx context.Context, caller *Caller, e repository.Entry) (int64, error) {
	if err := a.PutEntries(ctx, caller, []repository.Entry{e}); err != nil {
		return 0, err
	}
	return e.Revision + 1, nil
}

// PutEntries puts many catalogue entries as PutEntry does, all or none.
func (a *App) PutEntries(ctx context.Context, caller *Caller, entries []repository.Entry) error {
	if err := admin(caller); err != nil {
		return err
	}
	next := slices.Clone(entries)
	for i := range next {
		next[i].Revision++
	}
	held := a.Catalogue()
	before, err := a.standing(ctx, held, next)
	if err != nil {
		return err
	}
	whole, err := overlay(held, next)
	if err != nil {
		return err
	}
	for _, e := range next {
		if err := checkEntry(held, whole, e); err != nil {
			return err
		}
	}
	err = a.store.InTx(ctx, func(ctx context.Context, tx repository.Tx) error {
		for i, e := range next {
			if err := a.putEntry(ctx, tx, caller, e, before[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.loadCatalogue(ctx)
}

// notedEntry is how many bytes of changed members an audit entry holds; of more it names the members.
const notedEntry = 16 << 10

func (a *App) putEntry(ctx context.Context, tx repository.Tx, caller *Caller, e repository.Entry, before []byte) error {
	if err := tx.PutEntry(ctx, e); err != nil {
		return err
	}
	if err := a.keepTerms(ctx, tx, e); err != nil {
		return err
	}
	event := domain.Event{At: a.instant(), Actor: caller.id(), Action: "catalogue.put", Subject: e.List + "/" + e.Code, Revision: e.Revision}
	event, err := told(event, before, e.Body, notedEntry)
	if err != nil {
		return err
	}
	return tx.Log(ctx, event)
}

// standing gives what stands of each entry before it is put, as JSON: what was put last, else what is built in; nil
// where there is neither. Should another be put meanwhile, the store refuses the entry for its revision.
func (a *App) standing(ctx context.Context, held *domain.Catalogue, next []repository.Entry) ([][]byte, error) {
	put, err := a.store.Entries(ctx, "")
	if err != nil {
		return nil, err
	}
	bodies := map[[2]string][]byte{}
	for _, e := range put {
		bodies[[2]string{e.List, e.Code}] = e.Body
	}
	out := make([][]byte, len(next))
	for i, e := range next {
		if body, ok := bodies[[2]string{e.List, e.Code}]; ok {
			out[i] = body
			continue
		}
		if v := builtIn(held, e.List, e.Code); v != nil {
			if out[i], err = json.Marshal(v); err != nil {
				return nil, fmt.Errorf("%s %s: %w", e.List, e.Code, err)
			}
		}
	}
	return out, nil
}

// builtIn gives an entry of the catalogue; nil where it has none, and for areas, of which each span is an entry.
func builtIn(c *domain.Catalogue, list, code string) any {
	var v any
	known := false
	switch list {
	case ListVocabulary:
		v, known = c.Vocabularies[code], len(c.Vocabularies[code].Terms) > 0
	case ListProgramme:
		v, known = find(c.Programmes, code)
	case ListCampaign:
		v, known = find(c.Campaigns, code)
	case ListOrganisation:
		v, known = find(c.Organisations, code)
	case ListCampus:
		campus, err := c.Campuses.ByCode(code)
		v, known = campus, err == nil
	}
	if !known {
		return nil
	}
	return v
}

func find[T any](m map[string]T, code string) (any, bool) {
	v, ok := m[code]
	return v, ok
}

// PutCampuses puts what a newer register differs in over the one in force, as one change, and says how many
// campuses that are.
func (a *App) PutCampuses(ctx context.Context, caller *Caller, newer *domain.CampusRegister) (int, error) {
	held, err := a.store.Entries(ctx, "")
	if err != nil {
		return 0, err
	}
	revision := map[[2]string]int64{}
	for _, e := range held {
		revision[[2]string{e.List, e.Code}] = e.Revision
	}
	campuses, totals := newer.Since(a.Catalogue().Campuses)
	var entries []repository.Entry
	keep := func(list, code string, v any) error {
		body, err := json.Marshal(v)
		entries = append(entries, repository.Entry{List: list, Code: code, Body: body, Revision: revision[[2]string{list, code}]})
		return err
	}
	for _, c := range campuses {
		if err := keep(ListCampus, c.Code, c); err != nil {
			return 0, err
		}
	}
	for _, t := range totals {
		if err := keep(ListCampusTotal, t.ListDate.String(), t); err != nil {
			return 0, err
		}
	}
	return len(campuses), a.PutEntries(ctx, caller, entries)
}

// checkEntry holds an entry to the rules of its noun: held is the catalogue before it, whole the one with it. Areas and
// campuses were held to theirs when the catalogue was made.
func checkEntry(held, whole *domain.Catalogue, e repository.Entry) error {
	var faults []domain.Fault
	switch e.List {
	case ListProgramme:
		_, known := held.Programmes[e.Code]
		faults = whole.CheckProgramme(whole.Programmes[e.Code], known)
	case ListCampaign:
		_, known := held.Campaigns[e.Code]
		faults = whole.CheckCampaign(whole.Campaigns[e.Code], known)
	case ListOrganisation:
		_, known := held.Organisations[e.Code]
		faults = whole.CheckOrganisation(whole.Organisations[e.Code], known)
	case ListVocabulary:
		faults = whole.Vocabularies[e.Code].CheckOver(held.Vocabularies[e.Code])
	case ListCampus:
		if campus, err := whole.Campuses.ByCode(e.Code); err == nil && !whole.HasArea(campus.Province) {
			faults = append(faults, domain.FaultAt("/province", "fault.area.unknown", "Value", campus.Province.String()))
		}
	}
	if len(faults) > 0 {
		return domain.RefuseFields(faults...)
	}
	return nil
}

// keepTerms refuses other counting terms for a programme that has records: figures already counted would
// change in silence. Its end may move over days on which it has none.
func (a *App) keepTerms(ctx context.Context, tx repository.Tx, e repository.Entry) error {
	if e.List != ListProgramme {
		return nil
	}
	held, err := a.Catalogue().Programme(e.Code)
	if missing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	var next domain.Programme
	if err := json.Unmarshal(e.Body, &next); err != nil {
		return fmt.Errorf("programme %s: %w", e.Code, err)
	}
	var faults []domain.Fault
	for _, pointer := range next.OtherTerms(held) {
		var days domain.Period
		key := "fault.terms"
		if pointer == "/to" {
			days, key = next.Between(held), "fault.terms.end"
		}
		used, err := tx.ProgrammeUsed(ctx, e.Code, days)
		if err != nil {
			return err
		}
		if used {
			faults = append(faults, domain.FaultAt(pointer, key, "From", days.From.String(), "To", days.To.String()))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	refusal := domain.Refuse(domain.Conflict, "error.conflict.terms", "Programme", e.Code)
	refusal.Faults = faults
	return refusal
}

// EntryRevision gives the revision of a put entry, 0 where only the built-in one stands.
func (a *App) EntryRevision(ctx context.Context, list, code string) (int64, error) {
	entries, err := a.store.Entries(ctx, list)
	for _, e := range entries {
		if e.Code == code {
			return e.Revision, nil
		}
	}
	return 0, err
}

// Refresh takes over the catalogue entries that other processes have put.
func (a *App) Refresh(ctx context.Context) error { return a.loadCatalogue(ctx) }

// loadCatalogue puts the stored entries over the built-in catalogue.
func (a *App) loadCatalogue(ctx context.Context) error {
	a.loading.Lock() // what was read first must not be kept last
	defer a.loading.Unlock()
	entries, err := a.store.Entries(ctx, "")
	if err != nil {
		return err
	}
	if a.Catalogue() != nil && slices.EqualFunc(entries, a.entries, sameEntry) { // what was worked out by it still holds
		return nil
	}
	next, err := overlay(&a.base, entries)
	if err != nil {
		return err
	}
	a.entries = entries
	for name, v := range next.Vocabularies {
		next.Vocabularies[name] = v.Marked(a.base.Vocabularies[name])
	}
	a.catalogue.Store(next)
	return nil
}

func sameEntry(a, b repository.Entry) bool {
	return a.List == b.List && a.Code == b.Code && a.Revision == b.Revision && bytes.Equal(a.Body, b.Body)
}

// overlay gives a catalogue with entries put over it; the one given stays as it is.
func overlay(base *domain.Catalogue, entries []repository.Entry) (*domain.Catalogue, error) {
	c := *base
	c.Vocabularies, c.Programmes = maps.Clone(base.Vocabularies), maps.Clone(base.Programmes)
	c.Campaigns, c.Organisations = maps.Clone(base.Campaigns), maps.Clone(base.Organisations)
	var areas []domain.Area
	var campuses []domain.Campus
	var totals []domain.CampusTotal
	for _, e := range entries {
		var err error
		switch e.List {
		case ListVocabulary:
			err = put(c.Vocabularies, e)
		case ListProgramme:
			err = put(c.Programmes, e)
		case ListCampaign:
			err = put(c.Campaigns, e)
		case ListOrganisation:
			err = put(c.Organisations, e)
		case ListCampus:
			campuses, err = add(campuses, e)
		case ListCampusTotal:
			totals, err = add(totals, e)
		case ListArea:
			areas, err = add(areas, e)
		default:
			err = domain.Refuse(domain.NotFound, "error.not_found.list", "Value", e.List)
		}
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", e.List, e.Code, err)
		}
	}
	var err error
	if len(areas) > 0 {
		if c.Gazetteer, err = base.Gazetteer.With(areas); err != nil {
			return nil, err
		}
	}
	if len(campuses)+len(totals) > 0 {
		if c.Campuses, err = base.Campuses.With(campuses, totals); err != nil {
			return nil, err
		}
	}
	return &c, nil
}

func put[T any](m map[string]T, e repository.Entry) error {
	var v T
	if err := json.Unmarshal(e.Body, &v); err != nil {
		return err
	}
	m[e.Code] = v
	return nil
}

func add[T any](list []T, e repository.Entry) ([]T, error) {
	var v T
	err := json.Unmarshal(e.Body, &v)
	return append(list, v), err
}
