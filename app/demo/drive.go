package demo

import "outreach/domain"

// drive draws a campus anti-fraud drive for so many heads.
func (g *generator) drive(at site, day domain.Date, heads int) (domain.Content, error) {
	s := sort{Campus, domain.KindDrive, "campus"}
	c, err := g.common(s, at, day, heads)
	if err != nil {
		return c, err
	}
	p, err := g.placed(c.Area, day)
	if err != nil {
		return c, err
	}
	students := heads - g.between(0, max(1, heads/40))
	c.Place = at.campus.Name + pick(g.dice, g.words.Hall)
	c.Audiences = map[string]domain.PersonTimes{domain.AudienceStudents: domain.PersonTimes(students)}
	c.Drive = &domain.DrivePart{
		Campus: at.campus.Code, PoliceUnit: filled(g.words.Police, "county", p.Name), Officers: domain.PersonTimes(g.between(2, 12)),
		Students: domain.PersonTimes(students), Staff: domain.PersonTimes(heads - students),
		Pledges: domain.Count(g.between(0, students)), Entrants: domain.PersonTimes(g.between(0, students/2)),
	}
	c.Organisations = append(c.Organisations, domain.Party{Code: partnerOf("police", c.Area), Role: domain.RolePolice})
	if heads > 1000 && c.CountBasis == domain.Unknown {
		c.CountBasis, c.CountMethod = domain.Counted, pick(g.dice, g.codes.Methods.Counted)
	}
	c.Title = g.title("campus", &c, p, at.campus.Name)
	return c, nil
}
