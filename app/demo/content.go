package demo

import (
	"strconv"
	"time"

	"outreach/domain"
)

// sort of activity: which programme, kind and theme.
type sort struct {
	programme string
	kind      domain.Kind
	theme     string
}

// common draws what all kinds have, for an attendance that was decided elsewhere.
func (g *generator) common(s sort, at site, day domain.Date, heads int) (domain.Content, error) {
	p, err := g.placed(at.area, day)
	if err != nil {
		return domain.Content{}, err
	}
	t := g.codes.Themes[s.theme]
	c := domain.Content{
		Kind: s.kind, Programme: s.programme, Date: day, Minutes: pick(g.dice, t.Minutes), Area: p.Area, Delivery: domain.InPerson,
		Venue: pick(g.dice, t.Venues), Form: pick(g.dice, t.Forms), Topics: g.topics(t), Attendance: domain.PersonTimes(heads),
		Materials: domain.Copies(heads * g.between(40, 210) / 100),
	}
	c.Place = g.spot(p.Area, c.Venue)
	if g.chance(0.6) {
		c.Campaign = g.campaign(s.programme, day)
	}
	g.basis(&c)
	g.parties(&c, p)
	c.Volunteers = g.turnOuts(c.Minutes, g.between(1, 4))
	c.Staff = domain.PersonTimes(g.between(0, 3))
	c.Evidence = g.evidence(day)
	c.Notes = g.words.Mark
	if g.chance(0.3) {
		c.Notes += "\n" + pick(g.dice, g.words.Notes)
	}
	if g.chance(0.12) {
		c.Online = g.reach(day)
	}
	return c, nil
}

func (g *generator) topics(t theme) []string {
	from := g.IntN(len(t.Topics))
	list := make([]string, 0, 3)
	for i := range g.between(1, min(3, len(t.Topics))) {
		list = append(list, t.Topics[(from+i*5)%len(t.Topics)])
	}
	return distinct(list)
}

func distinct(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, v := range list {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// basis draws how the attendance became known.
func (g *generator) basis(c *domain.Content) {
	switch u := g.Float64(); {
	case u < 0.82:
		c.CountBasis, c.CountMethod = domain.Counted, pick(g.dice, g.codes.Methods.Counted)
	case u < 0.97:
		c.CountBasis, c.CountMethod = domain.Estimated, pick(g.dice, g.codes.Methods.Estimated)
	default:
		c.CountBasis = domain.Unknown
	}
}

func (g *generator) parties(c *domain.Content, p domain.Placement) {
	c.Organisations = []domain.Party{{Code: pick(g.dice, g.leads[c.Programme]), Role: domain.RoleLead}}
	if g.chance(0.55) {
		name := filled(pick(g.dice, g.words.Partners), "county", p.Name, "street", pick(g.dice, g.words.Streets))
		c.Organisations = append(c.Organisations, domain.Party{Name: name, Role: pick(g.dice, g.codes.PartnerRoles)})
	}
	if g.chance(0.3) {
		c.Organisations = append(c.Organisations, domain.Party{Code: partnerOf(pick(g.dice, g.codes.PartnerTypes), p.Area), Role: "joint"})
	}
}

func (g *generator) turnOuts(m domain.Minutes, n int) []domain.TurnOut {
	list := make([]domain.TurnOut, n)
	first := g.between(1, 2400)
	for i := range list {
		list[i] = domain.TurnOut{Code: "V" + strconv.Itoa(10000+(first+i*601)%2400), Minutes: m + domain.Minutes(g.between(0, 6)*10)}
	}
	return list
}

func (g *generator) evidence(day domain.Date) []domain.Evidence {
	list := make([]domain.Evidence, g.between(1, 2))
	for i := range list {
		list[i] = domain.Evidence{
			SHA256: g.digest(), Kind: pick(g.dice, g.codes.Evidence), TakenAt: g.moment(day), Consent: pick(g.dice, g.codes.Consent),
		}
	}
	return list
}

// moment draws a moment of a day in Shanghai, between eight and eighteen o'clock.
func (g *generator) moment(day domain.Date) time.Time {
	return day.Time().Add(time.Duration(g.between(0, 10*3600)) * time.Second)
}

func (g *generator) reach(day domain.Date) []domain.Reach {
	p := pick(g.dice, g.codes.Platforms)
	return []domain.Reach{{
		Platform: p[0], Metric: p[1], Value: domain.Count(g.heads(120, 900, 26000)), AsOf: g.moment(day.AddDays(g.between(1, 9))),
	}}
}

// title names an activity by one of its theme's patterns.
func (g *generator) title(patterns string, c *domain.Content, p domain.Placement, school string) string {
	audience := ""
	for code := range c.Audiences { // one at most where patterns name it
		audience = max(audience, code)
	}
	return filled(pick(g.dice, g.words.Titles[patterns]),
		"topic", g.cat.Label("topic", c.PrimaryTopic(), "zh"), "county", p.Name, "place", c.Place, "school", school,
		"audience", g.cat.Label("audience", audience, "zh"), "n", strconv.Itoa(g.between(1, 24)))
}
