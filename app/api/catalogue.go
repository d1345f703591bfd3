package api

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"outreach/app"
	"outreach/domain"
	"outreach/repository"
)

// Entries is a whole list of the catalogue, by code.
type Entries[T any] struct {
	Items []T `json:"items"`
}

// noun is one list of the catalogue whose entries an admin can put.
type noun[T any] struct {
	list string // as the store names it
	path string
	word string // in operation ids
	code func(*T) string
	key  func(*T) string // of the stored entry; nil: code
	find func(*domain.Catalogue, string) (T, error)
	held func(*domain.Catalogue, *T) bool // whether the entry stands already; nil: find knows
}

type codePath struct {
	Code string `path:"code" json:"-" validate:"required,max=64"`
}

type entryInput[T any] struct {
	codePath
	IfMatch *revision `header:"If-Match" json:"-" description:"quoted revision the change was made from; 0 for a built-in entry"`
	Body    T         `body:"" json:"-"`
}

// entries gives the rows that read and put one entry of a list.
func entries[T any](s *Server, n noun[T]) []Operation {
	if n.key == nil {
		n.key = n.code
	}
	if n.held == nil {
		n.held = func(c *domain.Catalogue, v *T) bool { _, err := n.find(c, n.code(v)); return err == nil }
	}
	get := func(ctx context.Context, c *call, in *codePath) (T, error) {
		v, err := n.find(s.app.Catalogue(), in.Code)
		if err != nil {
			return v, err
		}
		held, err := s.app.EntryRevision(ctx, n.list, n.key(&v))
		c.etag(entityTag(held))
		return v, err
	}
	return []Operation{
		op("get"+n.word, "GET "+n.path+"/{code}", me(), "One entry, with its revision as ETag", get),
		op("put"+n.word, "PUT "+n.path+"/{code}", admins(), "Make an entry or change it", n.put(s)).creates(),
	}
}

// put makes or changes an entry. One that stands already, built in or put, needs If-Match.
func (n noun[T]) put(s *Server) func(context.Context, *call, *entryInput[T]) (T, error) {
	return func(ctx context.Context, c *call, in *entryInput[T]) (T, error) {
		v := in.Body
		if n.code(&v) != in.Code {
			return v, domain.RefuseFields(domain.FaultAt("/code", "fault.code.path", "Value", in.Code))
		}
		e := repository.Entry{List: n.list, Code: n.key(&v)}
		held, err := s.app.EntryRevision(ctx, n.list, e.Code)
		if err != nil {
			return v, err
		}
		stands := held > 0 || n.held(s.app.Catalogue(), &v)
		switch {
		case in.IfMatch != nil && int64(*in.IfMatch) != held: // before the rules: they would speak of a version long gone
			return v, domain.Refuse(domain.Conflict, "")
		case in.IfMatch != nil:
			e.Revision = held
		case stands:
			return v, domain.Refuse(domain.PreconditionRequired, "")
		default:
			c.created()
		}
		if e.Body, err = json.Marshal(v); err != nil {
			return v, fmt.Errorf("entry %s: %w", e.Code, err)
		}
		now, err := s.app.PutEntry(ctx, c.caller, e)
		c.etag(entityTag(now))
		return v, err
	}
}

func byCode[T any](m map[string]T, code func(*T) string) Entries[T] {
	return Entries[T]{slices.SortedFunc(maps.Values(m), func(a, b T) int { return cmp.Compare(code(&a), code(&b)) })}
}

func programme(p *domain.Programme) string       { return p.Code }
func campaign(v *domain.Campaign) string         { return v.Code }
func organisation(o *domain.Organisation) string { return o.Code }
func vocabulary(v *domain.Vocabulary) string     { return v.Name }

// Catalogue is what a form names, in one answer: each list as it is answered alone.
type Catalogue struct {
	Programmes    []domain.Programme    `json:"programmes"`
	Campaigns     []domain.Campaign     `json:"campaigns"`
	Organisations []domain.Organisation `json:"organisations"`
	Vocabularies  []domain.Vocabulary   `json:"vocabularies"`
}

func (s *Server) whole(context.Context, *call, *none) (Catalogue, error) {
	c := s.app.Catalogue()
	return Catalogue{
		Programmes: byCode(c.Programmes, programme).Items, Campaigns: byCode(c.Campaigns, campaign).Items,
		Organisations: byCode(c.Organisations, organisation).Items, Vocabularies: byCode(c.Vocabularies, vocabulary).Items,
	}, nil
}

// catalogue gives the rows of the lists.
func (s *Server) catalogue() []Operation {
	rows := []Operation{
		op("listProgrammes", "GET /programmes", me(), "All programmes", func(context.Context, *call, *none) (Entries[domain.Programme], error) {
			return byCode(s.app.Catalogue().Programmes, programme), nil
		}).cached(),
		op("listCampaigns", "GET /campaigns", me(), "All campaigns", func(context.Context, *call, *none) (Entries[domain.Campaign], error) {
			return byCode(s.app.Catalogue().Campaigns, campaign), nil
		}).cached(),
		op("listOrganisations", "GET /organisations", me(), "All organisations", func(context.Context, *call, *none) (Entries[domain.Organisation], error) {
			return byCode(s.app.Catalogue().Organisations, organisation), nil
		}).cached(),
		op("listVocabularies", "GET /vocabularies", me(), "All vocabularies with their terms", func(context.Context, *call, *none) (Entries[domain.Vocabulary], error) {
			return byCode(s.app.Catalogue().Vocabularies, vocabulary), nil
		}).cached(),
		op("catalogue", "GET /catalogue", me(), "Programmes, campaigns, organisations and vocabularies in one answer", s.whole).cached(),
		op("areaHistory", "GET /catalogue/areas", me(), "All areas over all of time, in columns, for a phone to keep", s.areaHistory).cached(),
		op("campusList", "GET /catalogue/campuses", me(), "All campuses, in columns, for a phone to keep", s.campusList).cached(),
		op("listAreas", "GET /areas", me(), "Areas as they stood on a day", s.areas).cached(),
		op("areaPast", "GET /areas/{code}/history", me(), "Every row a code ever had, and what it came from and went into", s.areaPast).cached(),
		op("listCampuses", "GET /campuses", me(), "Campuses by a part of name, initials or code", s.campuses).cached(),
	}
	rows = append(rows, entries(s, noun[domain.Programme]{
		list: app.ListProgramme, path: "/programmes", word: "Programme", code: programme,
		find: (*domain.Catalogue).Programme,
	})...)
	rows = append(rows, entries(s, noun[domain.Campaign]{
		list: app.ListCampaign, path: "/campaigns", word: "Campaign", code: campaign,
		find: (*domain.Catalogue).Campaign,
	})...)
	rows = append(rows, entries(s, noun[domain.Organisation]{
		list: app.ListOrganisation, path: "/organisations", word: "Organisation", code: organisation,
		find: (*domain.Catalogue).Organisation,
	})...)
	rows = append(rows, entries(s, noun[domain.Vocabulary]{
		list: app.ListVocabulary, path: "/vocabularies", word: "Vocabulary", code: vocabulary, find: findVocabulary,
	})...)
	rows = append(rows, entries(s, noun[domain.Campus]{
		list: app.ListCampus, path: "/campuses", word: "Campus", code: func(v *domain.Campus) string { return v.Code },
		find: func(c *domain.Catalogue, code string) (domain.Campus, error) { return c.Campuses.ByCode(code) },
	})...)
	return append(rows, entries(s, s.areaNoun())...)
}

func findVocabulary(c *domain.Catalogue, name string) (domain.Vocabulary, error) {
	v, ok := c.Vocabularies[name]
	if !ok {
		return v, domain.Refuse(domain.NotFound, "error.not_found.list", "Value", name)
	}
	return v, nil
}
