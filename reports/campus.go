package reports

import (
	"cmp"
	"slices"
	"strings"

	"outreach/domain"
)

// campusDay is one campus, or a school without a code, on one day.
type campusDay struct {
	code, school string
	day          domain.Date
}

// campusRow is what the drives of a campus and day came to, or the total.
type campusRow struct {
	campusDay
	level, place string
	police       []string
	drives       domain.Count
	students     domain.PersonTimes
	staff        domain.PersonTimes
	officers     domain.PersonTimes
	pledges      domain.Count
	entrants     domain.PersonTimes
}

// campusFields are the columns of R9. A drive has no questionnaires of its own: that column is left to fill in.
func campusFields() []field[campusRow] {
	number := func(key string, value func(*campusRow) int64) field[campusRow] {
		return field[campusRow]{col(key, asWhole, 12), func(_ *run, c *campusRow) cell { return whole(value(c)) }}
	}
	return []field[campusRow]{
		{col("campus", asText, 14), func(_ *run, c *campusRow) cell { return words(c.code) }},
		{col("school", asText, 30), func(_ *run, c *campusRow) cell { return words(c.school) }},
		{col("level", asText, 14), func(_ *run, c *campusRow) cell { return words(c.level) }},
		{col("campus_place", asText, 24), func(_ *run, c *campusRow) cell { return words(c.place) }},
		{col("date", asDate, 13), func(_ *run, c *campusRow) cell { return day(c.day) }},
		number("activities", func(c *campusRow) int64 { return int64(c.drives) }),
		number("students", func(c *campusRow) int64 { return int64(c.students) }),
		number("staff", func(c *campusRow) int64 { return int64(c.staff) }),
		{col("police", asText, 30), func(_ *run, c *campusRow) cell { return words(strings.Join(c.police, between)) }},
		number("officers", func(c *campusRow) int64 { return int64(c.officers) }),
		{col("questionnaires", asWhole, 12).toFill(""), func(*run, *campusRow) cell { return cell{} }},
		number("pledges", func(c *campusRow) int64 { return int64(c.pledges) }),
		number("entrants", func(c *campusRow) int64 { return int64(c.entrants) }),
	}
}

// campusRows gives a row a campus and day, by code, school and day, and the total.
func campusRows(r *run, emit func(*campusRow, bool) error) error {
	groups := map[campusDay]*campusRow{}
	total := campusRow{campusDay: campusDay{code: r.t("report.total")}}
	err := r.walk(domain.KindDrive, func(a *domain.Activity) error {
		if a.Drive == nil {
			return nil
		}
		k := campusDay{a.Drive.Campus, a.Drive.School, a.Date}
		if k.code != "" {
			k.school = r.campus(k.code).Name
		}
		g := groups[k]
		if g == nil {
			g = &campusRow{campusDay: k}
			g.level, g.place = r.campusWords(a)
			groups[k] = g
		}
		g.add(a.Drive)
		if unit := a.Drive.PoliceUnit; unit != "" && !slices.Contains(g.police, unit) {
			g.police = append(g.police, unit)
		}
		total.add(a.Drive)
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range sortedKeys(groups, func(a, b campusDay) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.school, b.school), cmp.Compare(a.day, b.day))
	}) {
		if err := emit(groups[k], false); err != nil {
			return err
		}
	}
	return emit(&total, true)
}

func (c *campusRow) add(d *domain.DrivePart) {
	c.drives++
	c.students += d.Students
	c.staff += d.Staff
	c.officers += d.Officers
	c.pledges += d.Pledges
	c.entrants += d.Entrants
}

// campusWords gives the level and place of a drive's campus; a school without a code stands where its record does.
func (r *run) campusWords(a *domain.Activity) (level, place string) {
	c := r.campus(a.Drive.Campus)
	if c.Province == 0 {
		return "", r.area(a.Placed.Province, a.Date).Name + r.area(a.Placed.City, a.Date).Name
	}
	place = r.area(c.Province, r.closing()).Name
	if !strings.Contains(place, c.Location) {
		place += c.Location
	}
	return r.word("level", string(c.Level)), place
}
