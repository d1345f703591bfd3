package domain

// Gazetteer is the list of areas over time: it answers for any day from ListStart. It never changes
// once made and is safe for concurrent reads.
type Gazetteer struct{}

// ListStart is the first day the list answers for.
const ListStart Date = 20191231

// NewGazetteer checks and indexes the areas.
func NewGazetteer(areas []Area, successions []Succession) (*Gazetteer, error) {
	return &Gazetteer{}, nil
}

// At gives the area of a code on a day.
func (g *Gazetteer) At(code AreaCode, day Date) (Area, error) { return Area{}, nil }

// Place gives the area of a code on a day, with those above, where records may be placed in it.
func (g *Gazetteer) Place(code AreaCode, day Date) (Placement, error) { return Placement{}, nil }

// List gives the areas of a level on a day, by code.
func (g *Gazetteer) List(level Level, day Date) []Area { return nil }

// Children gives the areas directly below a code on a day, by code.
func (g *Gazetteer) Children(code AreaCode, day Date) []Area { return nil }

// Count gives the number of areas of a level on a day.
func (g *Gazetteer) Count(level Level, day Date) int { return 0 }

// Counties gives the areas of level county on a day.
func (g *Gazetteer) Counties(day Date) []Area { return nil }

// CountyRegions gives the areas of level county on a day that are not districts of a city.
func (g *Gazetteer) CountyRegions(day Date) []Area { return nil }

// Restate gives the code that an area of one day has on another.
func (g *Gazetteer) Restate(code AreaCode, from, to Date) (AreaCode, bool) { return 0, false }

// Successors gives the areas of a day that hold what was or will be the code's.
func (g *Gazetteer) Successors(code AreaCode, day Date) []Area { return nil }

// Successions gives every change, by day.
func (g *Gazetteer) Successions() []Succession { return nil }

// Denominator gives the official number behind a coverage on a day.
func (g *Gazetteer) Denominator(name string, day Date) (Denominator, error) {
	return Denominator{}, nil
}
