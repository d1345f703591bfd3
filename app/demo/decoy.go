package demo

import (
	"outreach/domain"
)

// decoys are the records around a programme that must not count, and how to draw them.
type decoys struct {
	build   func(at site, day domain.Date) (domain.Content, error)
	year    int
	months  []float64
	in, out []site  // covered, and not covered
	counted int     // the items from e.whole up to here count
	share   float64 // of the usual numbers
}

// decoys adds everything around a programme that a careless count would take in: half of it where nothing
// else was held, so that a wrong count of places shows as well.
func (e *example) decoys(d decoys) error {
	for _, k := range []struct {
		n    int
		year int
		bend func(domain.Content) (domain.Content, Plan, error)
	}{
		{160, d.year, func(c domain.Content) (domain.Content, Plan, error) { return e.halfDone(c), Draft, nil }},
		{240, d.year, func(c domain.Content) (domain.Content, Plan, error) { return c, Submitted, nil }},
		{120, d.year, func(c domain.Content) (domain.Content, Plan, error) { return c, Returned, nil }},
		{70, d.year, func(c domain.Content) (domain.Content, Plan, error) { return c, Void, nil }},
		{150, d.year, func(c domain.Content) (domain.Content, Plan, error) { return e.short(c), Approved, nil }},
		{60, d.year, func(c domain.Content) (domain.Content, Plan, error) { return e.streamedAs(c, Submitted) }},
		{30, d.year, func(c domain.Content) (domain.Content, Plan, error) { return e.streamedAs(e.short(c), Approved) }},
		{110, d.year, func(c domain.Content) (domain.Content, Plan, error) { return e.streamedAs(c, Approved) }},
		{40, d.year + 1, func(c domain.Content) (domain.Content, Plan, error) { return e.streamedAs(c, Approved) }},
	} {
		for i := range int(float64(k.n) * d.share) {
			at := pick(e.dice, d.out)
			if i%2 == 1 {
				at = pick(e.dice, d.in)
			}
			c, err := d.build(at, e.day(k.year, d.months))
			if err != nil {
				return err
			}
			c, plan, err := k.bend(c)
			if err != nil {
				return err
			}
			e.add(c, plan)
		}
	}
	return e.echoes(d)
}

// echoes adds what repeats a record that counts: partners' entries of a joint event, duplicates that a reviewer
// marked, and edits of approved records that nobody has decided yet.
func (e *example) echoes(d decoys) error {
	for i := range int(170 * d.share) {
		of := e.items[e.between(e.whole, d.counted-1)]
		c := of.Content
		c.Organisations = append([]domain.Party{}, c.Organisations...)
		if i%2 == 0 {
			c.JointOf = of.ID
			c.Organisations[0] = domain.Party{Code: partnerOf("community", c.Area), Role: domain.RoleLead}
			e.add(c, Approved)
			continue
		}
		e.add(c, Approved).DuplicateOf = of.ID
	}
	for range int(50 * d.share) {
		of := &e.items[e.between(e.whole, d.counted-1)]
		edit := of.Content
		edit.Attendance += domain.PersonTimes(e.between(3, 40))
		edit.Notes += "\n" + pick(e.dice, e.words.Returns)
		of.Plan, of.Edit = Pending, &edit
	}
	return nil
}

// halfDone takes away what people fill in last.
func (e *example) halfDone(c domain.Content) domain.Content {
	if e.chance(0.5) {
		c.CountBasis, c.CountMethod, c.Evidence = "", "", nil
	}
	if e.chance(0.3) {
		c.Topics, c.Place = nil, ""
	}
	return c
}

// short makes an activity too short to count.
func (e *example) short(c domain.Content) domain.Content {
	c.Minutes = domain.Minutes(e.between(5, 19))
	return c
}

func (e *example) streamedAs(c domain.Content, plan Plan) (domain.Content, Plan, error) {
	c, err := e.online(c)
	return c, plan, err
}

// partnerOf names the organisation of a type in the province of an area.
func partnerOf(kind string, area domain.AreaCode) string {
	return kind + "_" + area.String()[:2]
}
