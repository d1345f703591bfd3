package configs

import "outreach/domain"

// WholeCatalogue gives the built-in catalogue with its areas and campuses: what a new ledger starts from.
func WholeCatalogue() (domain.Catalogue, error) {
	c, err := Catalogue()
	if err != nil {
		return c, err
	}
	if c.Gazetteer, err = Gazetteer(); err != nil {
		return c, err
	}
	c.Campuses, err = Campuses()
	return c, err
}
