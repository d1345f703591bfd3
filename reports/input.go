package reports

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"outreach/domain"
)

// maxTurnOuts is how many volunteers one record holds (domain.Content.Volunteers).
const maxTurnOuts = 500

// input is how a column of R1 is read back: read puts a cell into a content and gives the key of what is
// wrong with it, "" for nothing. Columns without an input are for reading by people only.
type input struct {
	key, pointer string
	read         func(*reader, *domain.Content, string) string
}

// inputs are the columns that are read, in an order in which each may lean on those before.
func inputs() []input {
	return []input{
		{"kind", "/kind", oneOf(func(c *domain.Content, s string) { c.Kind = domain.Kind(s) }, "kind")},
		{"programme", "/programme", oneOf(func(c *domain.Content, s string) { c.Programme = s }, "programme")},
		{"campaign", "/campaign", oneOf(func(c *domain.Content, s string) { c.Campaign = s }, "campaign")},
		{"title", "/title", typed(func(c *domain.Content, s string) { c.Title = s })},
		{"date", "/date", readDate},
		{"minutes", "/minutes", counted(func(c *domain.Content, n int64) { c.Minutes = domain.Minutes(n) })},
		{"area", "/area", readArea},
		{"place", "/place", typed(func(c *domain.Content, s string) { c.Place = s })},
		{"form", "/form", oneOf(func(c *domain.Content, s string) { c.Form = s }, "form")},
		{"venue", "/venue", readVenue},
		{"delivery", "/delivery", oneOf(func(c *domain.Content, s string) { c.Delivery = domain.Delivery(s) }, "delivery")},
		{"topics", "/topics", readTopics},
		{"audiences", "/audiences", readAudiences},
		{"attendance", "/attendance", counted(func(c *domain.Content, n int64) { c.Attendance = domain.PersonTimes(n) })},
		{"elderly", "/audiences/elderly", counted(setElderly)},
		{"basis", "/count_basis", oneOf(func(c *domain.Content, s string) { c.CountBasis = domain.Basis(s) }, "basis")},
		{"method", "/count_method", oneOf(func(c *domain.Content, s string) { c.CountMethod = s }, "count_method")},
		{"materials", "/materials", counted(func(c *domain.Content, n int64) { c.Materials = domain.Copies(n) })},
		{"volunteers", "/volunteers", readVolunteers},
		{"lead", "/organisations", func(rd *reader, c *domain.Content, s string) string { return readParties(rd, c, s, true) }},
		{"partners", "/organisations", func(rd *reader, c *domain.Content, s string) string { return readParties(rd, c, s, false) }},
		{"notes", "/notes", typed(func(c *domain.Content, s string) { c.Notes = s })},
	}
}

func typed(set func(*domain.Content, string)) func(*reader, *domain.Content, string) string {
	return func(_ *reader, c *domain.Content, s string) string {
		set(c, s)
		return ""
	}
}

// oneOf reads one label or code of a list.
func oneOf(set func(*domain.Content, string), list string) func(*reader, *domain.Content, string) string {
	return func(rd *reader, c *domain.Content, s string) string {
		code, ok := rd.code(list, s)
		if !ok {
			return "fault.report.label"
		}
		set(c, code)
		return ""
	}
}

func counted(set func(*domain.Content, int64)) func(*reader, *domain.Content, string) string {
	return func(_ *reader, c *domain.Content, s string) string {
		n, ok := wholeNumber(s)
		if !ok {
			return "fault.report.number"
		}
		set(c, n)
		return ""
	}
}

// wholeNumber reads a whole number as spreadsheets store and save them; blank is 0.
func wholeNumber(s string) (int64, bool) {
	if s == "" {
		return 0, true
	}
	s = ungrouped(s)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	const exact = 1 << 53 // beyond this a spreadsheet's numbers are not whole any more
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < -exact || f > exact || f != float64(int64(f)) {
		return 0, false
	}
	return int64(f), true
}

// ungrouped takes the commas out of a number with its thousands parted, as a spreadsheet saves it into CSV.
func ungrouped(s string) string {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if i > 0 && len(g) != 3 || len(g) == 0 || len(g) > 3 && len(groups) > 1 {
			return s
		}
	}
	return strings.Join(groups, "")
}

// dayLayouts are how days are written, the last but one as ledgers in Chinese have them; a time of day is left out.
func dayLayouts() []string {
	return []string{time.DateOnly, "2006/1/2", "2006-1-2", "2006.1.2", time.DateTime, "2006/1/2 15:04", "2006\u5e741\u67082\u65e5", "20060102"}
}

func readDate(_ *reader, c *domain.Content, s string) string {
	if s == "" {
		c.Date = 0
		return ""
	}
	for _, layout := range dayLayouts() {
		if t, err := time.Parse(layout, s); err == nil {
			if c.Date = domain.DateOf(t.Date()); c.Date != 0 {
				return ""
			}
		}
	}
	return "fault.report.date"
}

func readArea(_ *reader, c *domain.Content, s string) string {
	if s == "" {
		c.Area = 0
		return ""
	}
	code, err := domain.ParseAreaCode(s)
	if err != nil {
		return "fault.report.area"
	}
	c.Area = code
	return ""
}

// readVenue reads a venue with, in brackets, the words that "other" needs.
func readVenue(rd *reader, c *domain.Content, s string) string {
	if code, ok := rd.code("venue", s); ok {
		c.Venue, c.VenueText = code, ""
		return ""
	}
	word, about, ok := unqualified(s)
	code, known := rd.code("venue", word)
	if !ok || !known {
		return "fault.report.label"
	}
	c.Venue, c.VenueText = code, about
	return ""
}

// unqualified parts a word from what stands in brackets after it.
func unqualified(s string) (word, about string, ok bool) {
	for _, brackets := range [][2]string{{opening, closing}, {"(", ")"}} {
		body, closed := strings.CutSuffix(s, brackets[1])
		if i := strings.LastIndex(body, brackets[0]); closed && i > 0 {
			return strings.TrimSpace(body[:i]), strings.TrimSpace(body[i+len(brackets[0]):]), true
		}
	}
	return s, "", false
}

// several parts a cell into its values.
func several(s string) []string {
	return parted(s, func(c rune) bool { return c == ';' || c == '\uff1b' || c == '\n' })
}

// severalLabels parts at enumeration commas too, but not within a label that has one.
func (rd *reader) severalLabels(list, s string) []string {
	var labels []string
	for _, part := range several(s) {
		if _, known := rd.code(list, strings.TrimRight(part, " 0123456789")); known {
			labels = append(labels, part)
			continue
		}
		labels = append(labels, parted(part, func(c rune) bool { return c == '\u3001' })...)
	}
	return labels
}

func parted(s string, at func(rune) bool) []string {
	var list []string
	for part := range strings.FieldsFuncSeq(s, at) {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

func readTopics(rd *reader, c *domain.Content, s string) string {
	var topics []string
	for _, label := range rd.severalLabels("topic", s) {
		code, ok := rd.code("topic", label)
		if !ok {
			return "fault.report.label"
		}
		topics = append(topics, code)
	}
	c.Topics = topics
	return ""
}

// readAudiences reads "label count; label count".
func readAudiences(rd *reader, c *domain.Content, s string) string {
	heads := map[string]domain.PersonTimes{}
	for _, one := range rd.severalLabels("audience", s) {
		i := strings.LastIndexAny(one, " \u3000:\uff1a")
		if i < 0 {
			return "fault.report.audience"
		}
		n, ok := wholeNumber(strings.TrimLeft(one[i:], " \u3000:\uff1a"))
		if !ok || i+1 >= len(one) {
			return "fault.report.audience"
		}
		code, ok := rd.code("audience", strings.TrimRight(one[:i], " \u3000:\uff1a"))
		if !ok {
			return "fault.report.label"
		}
		heads[code] = domain.PersonTimes(n)
	}
	c.Audiences = heads
	if len(heads) == 0 {
		c.Audiences = nil
	}
	return ""
}

// setElderly changes the elderly where the record keeps them: a visit in its own part, else in the audiences.
func setElderly(c *domain.Content, n int64) {
	if c.Kind == domain.KindVisit {
		visit := domain.VisitPart{}
		if c.Visit != nil {
			visit = *c.Visit
		}
		visit.Elderly = domain.PersonTimes(n)
		c.Visit = &visit
		return
	}
	c.Audiences = maps.Clone(c.Audiences)
	if c.Audiences == nil {
		c.Audiences = map[string]domain.PersonTimes{}
	}
	c.Audiences[domain.AudienceElderly] = domain.PersonTimes(n)
	if n == 0 {
		delete(c.Audiences, domain.AudienceElderly)
	}
}

// unnamedVolunteer begins the code of a volunteer that a table only counts.
const unnamedVolunteer = "unnamed-"

// readVolunteers keeps the volunteers that are there and adds or drops unnamed ones, without minutes, to
// come to the number.
func readVolunteers(_ *reader, c *domain.Content, s string) string {
	n, ok := wholeNumber(s)
	if !ok {
		return "fault.report.number"
	}
	if n < 0 || n > maxTurnOuts {
		return "fault.report.volunteers"
	}
	list := slices.Clone(c.Volunteers[:min(int(n), len(c.Volunteers))])
	for i := len(list); i < int(n); i++ {
		list = append(list, domain.TurnOut{Code: unnamedVolunteer + strconv.Itoa(i+1)})
	}
	c.Volunteers = list
	return ""
}

// readParties reads the leads, or the others with their roles in brackets (joint where there are none), and
// keeps the rest.
func readParties(rd *reader, c *domain.Content, s string, lead bool) string {
	kept := slices.DeleteFunc(slices.Clone(c.Organisations), func(p domain.Party) bool { return (p.Role == domain.RoleLead) == lead })
	var list []domain.Party
	for _, name := range several(s) {
		role := domain.RoleLead
		if !lead {
			name, role = rd.role(name)
		}
		p := domain.Party{Name: name, Role: role}
		if code, ok := rd.code("organisation", name); ok {
			p.Name, p.Code = "", code
		}
		list = append(list, p)
	}
	if lead {
		c.Organisations = append(list, kept...)
	} else {
		c.Organisations = append(kept, list...)
	}
	return ""
}

// role parts an organisation's role from its name; brackets that hold no role belong to the name.
func (rd *reader) role(s string) (name, role string) {
	if name, about, ok := unqualified(s); ok {
		if code, known := rd.code("role", about); known && code != "" && code != domain.RoleLead {
			return name, code
		}
	}
	return s, roleJoint
}
