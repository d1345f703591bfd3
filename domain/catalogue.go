package domain

import (
	"strconv"
	"strings"
)

// Catalogue is everything a record can name, as in force at one moment. It never changes once made.
type Catalogue struct {
	Vocabularies  map[string]Vocabulary
	Programmes    map[string]Programme
	Campaigns     map[string]Campaign
	Organisations map[string]Organisation
	Gazetteer     *Gazetteer
	Campuses      *CampusRegister
	Figures       map[string]FigureWords // by language
}

// Programme gives a programme by code, or NotFound.
func (c *Catalogue) Programme(code string) (Programme, error) {
	return named(c.Programmes, "programme", code)
}

// Campaign gives a campaign by code, or NotFound.
func (c *Catalogue) Campaign(code string) (Campaign, error) {
	return named(c.Campaigns, "campaign", code)
}

// Organisation gives an organisation by code, or NotFound.
func (c *Catalogue) Organisation(code string) (Organisation, error) {
	return named(c.Organisations, "organisation", code)
}

// Label gives the label of a code of a vocabulary, or the code itself where it is unknown.
func (c *Catalogue) Label(list, code, lang string) string {
	return c.Vocabularies[list].Label(code, lang)
}

func named[T any](m map[string]T, noun, code string) (T, error) {
	v, ok := m[code]
	if !ok {
		return v, Refuse(NotFound, "error.not_found."+noun, "Value", code)
	}
	return v, nil
}

// CheckProgramme refuses, each at its field, a programme that would spoil counting or names: a new code of an unusual
// form, a blank name, an end that is not after the start, a kind, area or owner twice, areas and owners that the
// catalogue does not have. Known says that the code stands already.
func (c *Catalogue) CheckProgramme(p Programme, known bool) []Fault {
	faults := append(checkNewCode("/code", p.Code, known), checkLabels("", p.Zh, p.En)...)
	faults = append(faults, checkDays("/to", p.From, p.To)...)
	faults = append(faults, checkEach("/kinds", p.Kinds, "", func(Kind) bool { return true })...)
	faults = append(faults, checkEach("/areas", p.Areas, "fault.area.unknown", c.HasArea)...)
	return append(faults, checkEach("/owners", p.Owners, "error.not_found.organisation", c.hasOrganisation)...)
}

// CheckCampaign is to a campaign what CheckProgramme is to a programme.
func (c *Catalogue) CheckCampaign(v Campaign, known bool) []Fault {
	faults := append(checkNewCode("/code", v.Code, known), checkLabels("", v.Zh, v.En)...)
	faults = append(faults, checkDays("/to", v.From, v.To)...)
	has := func(code string) bool { _, ok := c.Programmes[code]; return ok }
	return append(faults, checkEach("/programmes", v.Programmes, "error.not_found.programme", has)...)
}

// CheckOrganisation is to an organisation what CheckProgramme is to a programme.
func (c *Catalogue) CheckOrganisation(o Organisation, known bool) []Fault {
	faults := append(checkNewCode("/code", o.Code, known), checkLabels("", o.Zh, o.En)...)
	faults = append(faults, checkDays("/valid_to", o.ValidFrom, o.ValidTo)...)
	if _, err := c.Vocabularies["organisation_type"].Find(o.Type); o.Type != "" && err != nil {
		faults = append(faults, FaultAt("/type", "fault.code.unknown", "Value", o.Type))
	}
	if o.Area != 0 && !c.HasArea(o.Area) {
		faults = append(faults, FaultAt("/area", "fault.area.unknown", "Value", o.Area.String()))
	}
	return faults
}

// HasArea says whether a code is or ever was on the list of areas.
func (c *Catalogue) HasArea(code AreaCode) bool {
	_, ok := c.Gazetteer.versions[code]
	return ok
}

func (c *Catalogue) hasOrganisation(code string) bool { _, ok := c.Organisations[code]; return ok }

// checkEach refuses what stands twice in a list and what is not known, at its place.
func checkEach[T comparable](at string, list []T, unknown string, has func(T) bool) []Fault {
	var faults []Fault
	seen := make(map[T]bool, len(list))
	for i, v := range list {
		if !has(v) {
			faults = append(faults, FaultAt(at+"/"+strconv.Itoa(i), unknown, "Value", v))
		}
		if seen[v] {
			faults = append(faults, FaultAt(at+"/"+strconv.Itoa(i), "fault.unique"))
		}
		seen[v] = true
	}
	return faults
}

// checkNewCode holds new codes to letters that survive addresses, lists parted by commas, and sheets.
func checkNewCode(at, code string, known bool) []Fault {
	strange := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '-' }
	if known || code != "" && strings.IndexFunc(code, strange) < 0 {
		return nil
	}
	return []Fault{FaultAt(at, "fault.code.form", "Value", code)}
}

func checkLabels(at, zh, en string) []Fault {
	var faults []Fault
	if strings.TrimSpace(zh) == "" {
		faults = append(faults, FaultAt(at+"/zh", "fault.required"))
	}
	if strings.TrimSpace(en) == "" {
		faults = append(faults, FaultAt(at+"/en", "fault.required"))
	}
	return faults
}

func checkDays(at string, from, to Date) []Fault {
	if from != 0 && to != 0 && to <= from {
		return []Fault{FaultAt(at, "fault.period")}
	}
	return nil
}
