package demo

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"outreach/domain"
)

//go:embed data/codes.json
var codesFile []byte

// theme is what activities of one sort are about; values repeat where they are more frequent.
type theme struct {
	Forms, Venues, Topics, Audiences []string
	Minutes                          []domain.Minutes
}

// codes are the catalogue codes that records are put together from.
type codes struct {
	Themes    map[string]theme
	Methods   struct{ Counted, Estimated []string }
	Platforms [][2]string
	Evidence  []string
	Consent   []string
	Languages []string
	Modes     []string
	Help      []string

	PartnerRoles  []string          `json:"partner_roles"`
	PartnerTypes  []string          `json:"partner_types"`
	ReturnReasons []string          `json:"return_reasons"`
	VoidReasons   []string          `json:"void_reasons"`
	Provinces     []domain.AreaCode // that xinghai reached in 2022
	NamedCounties []domain.AreaCode `json:"named_counties"`
	NamedCities   []domain.AreaCode `json:"named_cities"`
}

// generator draws records from a catalogue.
type generator struct {
	dice
	cat   *domain.Catalogue
	words *words
	codes *codes

	rare      map[domain.AreaCode]string
	leads     map[string][]string // organisation codes that may lead, by programme
	leafCache map[leafKey][]domain.AreaCode
	campaigns map[campaignKey][]domain.Campaign
}

type campaignKey struct {
	programme string
	month     domain.Month
}

func newGenerator(cat *domain.Catalogue, seed, stream uint64) (*generator, error) {
	w, err := loadWords()
	if err != nil {
		return nil, err
	}
	g := &generator{
		dice: newDice(seed, stream), cat: cat, words: w, codes: &codes{}, rare: map[domain.AreaCode]string{}, leads: map[string][]string{},
		leafCache: map[leafKey][]domain.AreaCode{}, campaigns: map[campaignKey][]domain.Campaign{},
	}
	if err := json.Unmarshal(codesFile, g.codes); err != nil {
		return nil, fmt.Errorf("data/codes.json: %w", err)
	}
	for _, r := range w.Rare {
		g.rare[r.Area] = r.Place
	}
	for _, code := range []string{Xinghai, Campus, Bluevest} {
		p, err := cat.Programme(code)
		if err != nil {
			return nil, fmt.Errorf("demo: %w", err)
		}
		g.leads[code] = g.owners(p)
	}
	return g, nil
}

// The programmes of the worked example.
const (
	Xinghai  = "xinghai"
	Campus   = "campus"
	Bluevest = "bluevest"
)

// owners gives the organisations that may own a count of a programme, by code.
func (g *generator) owners(p domain.Programme) []string {
	if len(p.Owners) > 0 {
		return p.Owners
	}
	var own []string
	for code, o := range g.cat.Organisations {
		if !o.External {
			own = append(own, code)
		}
	}
	slices.Sort(own)
	return own
}

// day draws a day of a year; months weighs them from January.
func (g *generator) day(year int, months []float64) domain.Date {
	month := time.Month(g.weighted(months) + 1)
	last := domain.DateOf(year, month, 28)
	for next := last.AddDays(1); next.Month() == last.Month(); next = last.AddDays(1) {
		last = next
	}
	return domain.DateOf(year, month, g.between(1, int(last)%100))
}

// The months' weights: outreach follows its campaigns and the terms of schools.
func yearRound() []float64 { return []float64{4, 3, 14, 7, 8, 11, 7, 6, 17, 10, 8, 5} }
func termTime() []float64  { return []float64{1, 1, 12, 11, 10, 6, 1, 2, 27, 14, 10, 5} }

// name makes up a person's name.
func (g *generator) name() string {
	return pick(g.dice, g.words.Surnames) + pick(g.dice, g.words.Given)
}

// spot makes up a place in an area: a community, a village, a market or an outlet.
func (g *generator) spot(area domain.AreaCode, venue string) string {
	if rare, ok := g.rare[area]; ok && g.chance(0.3) {
		return rare
	}
	street := pick(g.dice, g.words.Streets)
	pattern := g.words.Community
	switch venue {
	case "village":
		pattern = g.words.Village
	case "market":
		return filled(g.words.Market, "street", street)
	case "outlet":
		return filled(g.words.Outlet, "street", street)
	}
	return street + strings.Replace(pattern, "{name}", pick(g.dice, g.words.Communities), 1)
}

// campaign gives the code of a campaign that a programme's day falls into, or "".
func (g *generator) campaign(programme string, day domain.Date) string {
	key := campaignKey{programme, day.Month()}
	list, ok := g.campaigns[key]
	if !ok {
		for _, c := range g.cat.Campaigns {
			if len(c.Programmes) == 0 || slices.Contains(c.Programmes, programme) {
				list = append(list, c)
			}
		}
		slices.SortFunc(list, func(a, b domain.Campaign) int { return strings.Compare(a.Code, b.Code) })
		g.campaigns[key] = list
	}
	for _, c := range list {
		if (domain.Period{From: c.From, To: c.To}).Contains(day) {
			return c.Code
		}
	}
	return ""
}
