package reports

import (
	"cmp"
	"slices"

	"outreach/domain"
)

// The tags of venues by which the five kinds of place of a campaign ("five entries") are told apart.
const (
	tagVillage    = "enter_village"
	tagCommunity  = "enter_community"
	tagCampus     = "enter_campus"
	tagEnterprise = "enter_enterprise"
	tagMall       = "enter_mall"
)

func entryTags() []string {
	return []string{tagVillage, tagCommunity, tagCampus, tagEnterprise, tagMall}
}

// campaignRow is what one lead organisation did in one campaign.
type campaignRow struct {
	campaign, unit    string // labels
	staff, attendance domain.PersonTimes
	activities        domain.Count
	entries           map[string]domain.Count // activities by tag of their venue
	materials         domain.Copies
	posts, sent, read domain.Count // of online reach, all deliveries
}

// campaignFields are the columns of R6. What nobody records stays blank, to be filled in.
func campaignFields() []field[campaignRow] {
	number := func(key string, width float64, m domain.Measure, value func(*campaignRow) int64) field[campaignRow] {
		return field[campaignRow]{col(key, asWhole, width).adds(m), func(_ *run, c *campaignRow) cell { return whole(value(c)) }}
	}
	blank := func(key string, f form, width float64) field[campaignRow] {
		return field[campaignRow]{col(key, f, width).toFill(""), func(*run, *campaignRow) cell { return cell{} }}
	}
	fields := []field[campaignRow]{
		{col("unit", asText, 42), func(_ *run, c *campaignRow) cell { return words(c.unit) }},
		{col("campaign", asText, 30), func(_ *run, c *campaignRow) cell { return words(c.campaign) }},
		blank("outlets", asWhole, 13),
		number("staff_times", 14, "", func(c *campaignRow) int64 { return int64(c.staff) }),
		number("offline_activities", 12, domain.MeasureActivities, func(c *campaignRow) int64 { return int64(c.activities) }),
		number("offline_attendance", 12, domain.MeasureAttendance, func(c *campaignRow) int64 { return int64(c.attendance) }),
	}
	for _, tag := range entryTags() {
		fields = append(fields, number(tag, 11, "", func(c *campaignRow) int64 { return int64(c.entries[tag]) }))
	}
	return append(fields,
		number("materials", 13, domain.MeasureMaterials, func(c *campaignRow) int64 { return int64(c.materials) }),
		blank("works", asWhole, 12), blank("press", asWhole, 14),
		number("sent", 13, "", func(c *campaignRow) int64 { return int64(c.sent) }),
		number("posts", 13, "", func(c *campaignRow) int64 { return int64(c.posts) }),
		number("reads", 14, "", func(c *campaignRow) int64 { return int64(c.read) }),
		blank("cost", asDecimal, 14), blank("story", asText, 30), blank("filler", asText, 12), blank("phone", asText, 16),
		blank("signature", asText, 14), blank("filled_on", asDate, 13),
	)
}

// campaignRows gives a row a campaign and lead organisation, the newest campaign first, and their sum.
func campaignRows(r *run, emit func(*campaignRow, bool) error) error {
	type key struct{ campaign, unit string }
	groups := map[key]*campaignRow{}
	total := campaignRow{unit: r.total(), entries: map[string]domain.Count{}}
	err := r.walkAll(func(a *domain.Activity) error {
		if a.Campaign == "" {
			return nil
		}
		lead, _ := a.Lead()
		k := key{a.Campaign, cmp.Or(lead.Code, lead.Name)}
		g := groups[k]
		if g == nil {
			g = &campaignRow{campaign: r.campaign(a.Campaign), unit: cmp.Or(r.organisation(lead), r.t("report.no_place")), entries: map[string]domain.Count{}}
			groups[k] = g
		}
		tags := r.tags("venue", a.Venue)
		g.add(r, a, tags)
		total.add(r, a, tags)
		return nil
	})
	if err != nil {
		return err
	}
	campaigns := r.req.Catalogue.Campaigns
	keys := sortedKeys(groups, func(a, b key) int {
		return cmp.Or(cmp.Compare(campaigns[b.campaign].From, campaigns[a.campaign].From), cmp.Compare(a.campaign, b.campaign), cmp.Compare(a.unit, b.unit))
	})
	for _, k := range keys {
		if err := emit(groups[k], false); err != nil {
			return err
		}
	}
	return emit(&total, true)
}

// add takes up an activity: people and papers where the figures' deliveries take it, online reach always.
func (c *campaignRow) add(r *run, a *domain.Activity, tags []string) {
	for _, o := range a.Online {
		switch o.Metric {
		case metricPosts:
			c.posts += o.Value
		case metricSent:
			c.sent += o.Value
		case metricReads:
			c.read += o.Value
		}
	}
	if !slices.Contains(r.figures.Deliveries, a.Delivery) {
		return
	}
	c.activities++
	c.attendance += a.Attendance
	c.staff += a.Staff
	c.materials += a.Materials
	for _, tag := range tags {
		c.entries[tag]++
	}
}

// tags gives the tags of a vocabulary's term.
func (r *run) tags(list, code string) []string {
	terms := r.req.Catalogue.Vocabularies[list].Terms
	if i := slices.IndexFunc(terms, func(t domain.Term) bool { return t.Code == code }); i >= 0 {
		return terms[i].Tags
	}
	return nil
}
