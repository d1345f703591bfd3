package demo

import "outreach/domain"

// session draws an education session for so many heads, of which elderly are so many.
func (g *generator) session(programme string, at site, day domain.Date, heads, elderly int) (domain.Content, error) {
	s := sort{programme, domain.KindSession, programme}
	c, err := g.common(s, at, day, heads)
	if err != nil {
		return c, err
	}
	g.audiences(&c, s.theme, heads, elderly)
	c.Session = &domain.SessionPart{
		Lecturer: g.name(), Language: pick(g.dice, g.codes.Languages), Questions: domain.Count(g.between(0, max(1, heads/6))),
	}
	if g.chance(0.2) {
		c.Session.Quiz = g.quiz(heads)
	}
	if g.chance(0.3) {
		asked := g.between(heads/3, heads)
		answered := g.between(asked/2, asked)
		c.Session.Satisfaction = &domain.Satisfaction{
			Asked: domain.Persons(asked), Answered: domain.Persons(answered), Satisfied: domain.Persons(g.between(answered*8/10, answered)),
		}
	}
	p, err := g.placed(c.Area, day)
	c.Title = g.title(s.theme, &c, p, "")
	return c, err
}

// audiences fills the "of which" counts; elderly below zero means nobody looked.
func (g *generator) audiences(c *domain.Content, theme string, heads, elderly int) {
	c.Audiences = map[string]domain.PersonTimes{}
	if elderly > 0 {
		c.Audiences[domain.AudienceElderly] = domain.PersonTimes(elderly)
	}
	if code := pick(g.dice, g.codes.Themes[theme].Audiences); code != domain.AudienceElderly {
		c.Audiences[code] = domain.PersonTimes(g.between(heads/4, heads))
	}
	if g.chance(0.15) && elderly < 0 {
		c.Audiences[domain.AudienceMinor] = domain.PersonTimes(g.between(1, max(1, heads/5)))
	}
	if len(c.Audiences) == 0 {
		c.Audiences = nil
	}
}

func (g *generator) quiz(heads int) *domain.Quiz {
	before := g.between(heads/3, heads)
	score := g.between(420, 700)
	return &domain.Quiz{
		PreN: domain.Persons(before), PreMean: float64(score) / 10,
		PostN: domain.Persons(g.between(before*7/10, before)), PostMean: float64(score+g.between(80, 260)) / 10,
	}
}

// online turns an activity into one that was only streamed.
func (g *generator) online(c domain.Content) (domain.Content, error) {
	p, err := g.placed(c.Area, c.Date)
	c.Delivery, c.Form, c.Venue, c.Place = domain.Online, "livestream", "online", ""
	c.Title = g.title("online", &c, p, "")
	c.Materials = 0
	c.Online = []domain.Reach{{Platform: "livestream", Metric: "viewers", Value: domain.Count(c.Attendance), AsOf: g.moment(c.Date.AddDays(1))}}
	return c, err
}
