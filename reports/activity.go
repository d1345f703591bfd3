package reports

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"outreach/domain"
)

// between parts several values in one cell; labels never hold it.
const between = "; "

// Full-width brackets hold what is said about a word, in both languages, so that R1 reads back.
const (
	opening = "\uff08"
	closing = "\uff09"
)

// activityRow is one version of a record with its place in the sheet.
type activityRow struct {
	*domain.Activity
	no int64
}

// activityFields are the columns of R1, in the order that ledgers of this kind have them.
func activityFields() []field[activityRow] {
	text := func(key string, width float64, value func(*run, *activityRow) string) field[activityRow] {
		return field[activityRow]{col(key, asText, width), func(r *run, a *activityRow) cell { return words(value(r, a)) }}
	}
	number := func(key string, width float64, value func(*run, *activityRow) int64) field[activityRow] {
		return field[activityRow]{col(key, asWhole, width), func(r *run, a *activityRow) cell { return whole(value(r, a)) }}
	}
	return []field[activityRow]{
		number("no", 7, func(_ *run, a *activityRow) int64 { return a.no }),
		text("id", 38, func(_ *run, a *activityRow) string { return string(a.ID) }),
		text("kind", 13, func(r *run, a *activityRow) string { return r.word("kind", string(a.Kind)) }),
		text("programme", 14, func(r *run, a *activityRow) string { return r.programme(a.Programme) }),
		text("campaign", 18, func(r *run, a *activityRow) string { return r.campaign(a.Campaign) }),
		text("title", 36, func(_ *run, a *activityRow) string { return a.Title }),
		{col("date", asDate, 12), func(_ *run, a *activityRow) cell { return day(a.Date) }},
		number("minutes", 9, func(_ *run, a *activityRow) int64 { return int64(a.Minutes) }),
		text("province", 16, func(r *run, a *activityRow) string { return r.area(a.Placed.Province, a.Date).Name }),
		text("city", 16, func(r *run, a *activityRow) string { return r.area(a.Placed.City, a.Date).Name }),
		text("county", 18, func(_ *run, a *activityRow) string { return countyOf(a.Placed) }),
		text("area", 12, areaDigits),
		text("place", 30, func(_ *run, a *activityRow) string { return a.Place }),
		text("form", 14, func(r *run, a *activityRow) string { return r.term("form", a.Form) }),
		text("venue", 16, venueName),
		text("delivery", 10, func(r *run, a *activityRow) string { return r.word("delivery", string(a.Delivery)) }),
		text("topics", 26, topicNames),
		text("audiences", 26, audienceCounts),
		number("attendance", 11, func(_ *run, a *activityRow) int64 { return int64(a.Attendance) }),
		number("elderly", 11, func(_ *run, a *activityRow) int64 { return int64(a.Elderly()) }),
		text("basis", 10, func(r *run, a *activityRow) string { return r.word("basis", string(a.CountBasis)) }),
		text("method", 14, func(r *run, a *activityRow) string { return r.term("count_method", a.CountMethod) }),
		number("materials", 11, func(_ *run, a *activityRow) int64 { return int64(a.Materials) }),
		number("volunteers", 11, func(_ *run, a *activityRow) int64 { return int64(len(a.Volunteers)) }),
		text("lead", 24, func(r *run, a *activityRow) string { return partyNames(r, a, true) }),
		text("partners", 30, func(r *run, a *activityRow) string { return partyNames(r, a, false) }),
		number("photos", 8, func(_ *run, a *activityRow) int64 { return int64(len(a.Evidence)) }),
		text("status", 10, func(r *run, a *activityRow) string { return r.word("status", string(a.Status)) }),
		text("counts", 10, func(r *run, a *activityRow) string {
			counts, _ := a.Counts()
			return r.word("yes", strconv.FormatBool(counts))
		}),
		text("because", 26, notCountedBecause),
		number("revision", 9, func(_ *run, a *activityRow) int64 { return a.Revision }),
		text("notes", 36, func(_ *run, a *activityRow) string { return a.Notes }),
	}
}

// activityRows streams one row a version that the filter takes.
func activityRows(r *run, emit func(*activityRow, bool) error) error {
	var row activityRow
	return r.src.WalkActivities(r.ctx, r.req.Filter, r.watched(func(a *domain.Activity) error {
		row.no++
		row.Activity = a
		r.listed.add(a, r.figures.Deliveries)
		return emit(&row, false)
	}))
}

// add takes up a row; it is counted where the figures, which look at some deliveries only, count it.
func (l *listing) add(a *domain.Activity, deliveries []domain.Delivery) {
	l.rows++
	if counts, _ := a.Counts(); counts && slices.Contains(deliveries, a.Delivery) {
		l.counted++
		l.attendance += a.Attendance
	}
}

// countyOf names the county as on the record's day; blank for a city that has none.
func countyOf(p domain.Placement) string {
	if p.Area == p.City {
		return ""
	}
	return p.Name
}

// areaDigits gives the six digits without the formatter that AreaCode.String needs for odd values.
func areaDigits(_ *run, a *activityRow) string {
	if a.Content.Area == 0 {
		return ""
	}
	return strconv.Itoa(int(a.Content.Area))
}

func venueName(r *run, a *activityRow) string {
	return qualified(r.term("venue", a.Venue), a.VenueText)
}

// qualified writes a word with what is said about it.
func qualified(word, about string) string {
	if about == "" {
		return word
	}
	return word + opening + about + closing
}

func topicNames(r *run, a *activityRow) string {
	if len(a.Topics) == 1 {
		return r.term("topic", a.Topics[0])
	}
	line := r.scratch[:0]
	for i, code := range a.Topics {
		if i > 0 {
			line = append(line, between...)
		}
		line = append(line, r.term("topic", code)...)
	}
	return r.line(line)
}

// audienceCounts gives each audience with its head count, the largest first.
func audienceCounts(r *run, a *activityRow) string {
	if len(a.Audiences) == 0 {
		return ""
	}
	codes := slices.AppendSeq(make([]string, 0, 8), maps.Keys(a.Audiences))
	slices.SortFunc(codes, func(x, y string) int {
		return cmp.Or(cmp.Compare(a.Audiences[y], a.Audiences[x]), strings.Compare(x, y))
	})
	line := r.scratch[:0]
	for i, code := range codes {
		if i > 0 {
			line = append(line, between...)
		}
		line = append(line, r.term("audience", code)...)
		line = append(line, ' ')
		line = strconv.AppendInt(line, int64(a.Audiences[code]), 10)
	}
	return r.line(line)
}

// partyNames gives the leads, or all others with their roles; a joint organiser's role is the heading's own.
func partyNames(r *run, a *activityRow, lead bool) string {
	line := r.scratch[:0]
	for _, p := range a.Organisations {
		if (p.Role == domain.RoleLead) != lead {
			continue
		}
		if len(line) > 0 {
			line = append(line, between...)
		}
		line = append(line, r.organisation(p)...)
		if !lead && p.Role != roleJoint {
			line = append(line, opening+r.term("role", p.Role)+closing...)
		}
	}
	return r.line(line)
}

// roleJoint is the role of a joint organiser.
const roleJoint = "joint"

func notCountedBecause(r *run, a *activityRow) string {
	counts, because := a.Counts()
	if counts {
		return ""
	}
	names := make([]string, len(because))
	for i, b := range because {
		names[i] = r.word("because", string(b))
	}
	return strings.Join(names, between)
}
