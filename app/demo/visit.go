package demo

import "outreach/domain"

// visit draws a home or community visit that met so many elderly people.
func (g *generator) visit(at site, day domain.Date, elderly int) (domain.Content, error) {
	heads := elderly + g.between(0, max(1, elderly/4))
	s := sort{Bluevest, domain.KindVisit, "visit"}
	c, err := g.common(s, at, day, heads)
	if err != nil {
		return c, err
	}
	c.Audiences = map[string]domain.PersonTimes{domain.AudienceElderly: domain.PersonTimes(elderly)}
	talked := g.between(max(1, elderly*6/10), elderly)
	answered := talked + g.between(0, 1+talked/6)
	v := &domain.VisitPart{
		Mode: pick(g.dice, g.codes.Modes), Street: pick(g.dice, g.words.Streets),
		Community: filled(g.words.Community, "name", pick(g.dice, g.words.Communities)), Elderly: domain.PersonTimes(elderly),
		Households: domain.HouseholdCounts{
			Knocked: domain.Households(answered + g.between(0, 1+answered/3)), Answered: domain.Households(answered),
			Talked: domain.Households(talked), Refused: domain.Households(answered - talked),
		},
		Help: map[string]domain.Count{},
	}
	if c.Venue == "home" {
		c.Place = v.Street + v.Community
	}
	for _, h := range g.codes.Help {
		if g.chance(0.4) {
			v.Help[h] = domain.Count(g.between(1, 1+elderly/5))
		}
	}
	if len(v.Help) == 0 {
		v.Help = nil
	}
	c.Visit = v
	p, err := g.placed(c.Area, day)
	c.Title = g.title("visit", &c, p, "")
	return c, err
}
