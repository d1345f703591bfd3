package domain

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
