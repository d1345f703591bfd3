package reports

import (
	"maps"
	"slices"

	"outreach/domain"
)

// code gives the code of a label or code of a list, "" for an empty text. A label that two codes share is
// not known: the code has to be written.
func (rd *reader) code(list, s string) (string, bool) {
	if s == "" {
		return "", true
	}
	known, ok := rd.codes[list]
	if !ok {
		known = rd.labels(list)
		rd.codes[list] = known
	}
	code, ok := known[s] // most labels are folded as they stand
	if !ok {
		code, ok = known[folded(s)]
	}
	return code, ok && code != ""
}

// labels maps every label of a list, in all languages, and every code to the code; "" where two codes share one.
func (rd *reader) labels(list string) map[string]string {
	known := map[string]string{}
	codes := map[string]string{}
	rd.eachTerm(list, func(code string, labels ...string) {
		codes[folded(code)] = code
		for _, l := range labels {
			k := folded(l)
			if was, there := known[k]; there && was != code {
				known[k] = ""
			} else if k != "" {
				known[k] = code
			}
		}
	})
	maps.Copy(known, codes)
	return known
}

// eachTerm hands every code of a list with its labels to add.
func (rd *reader) eachTerm(list string, add func(code string, labels ...string)) {
	cat := rd.req.Catalogue
	switch list {
	case "programme":
		for code, p := range cat.Programmes {
			add(code, p.Zh, p.En)
		}
	case "campaign":
		for code, c := range cat.Campaigns {
			add(code, c.Zh, c.En)
		}
	case "organisation":
		for code, o := range cat.Organisations {
			add(code, o.Zh, o.En)
		}
	case "kind", "delivery", "basis", "status":
		for _, code := range ownCodes(list) {
			for _, text := range rd.req.languages() {
				add(code, text.T("report.value."+list+"."+code, nil))
			}
		}
	default:
		for _, t := range cat.Vocabularies[list].Terms {
			add(t.Code, t.Zh, t.En)
		}
	}
}

// ownCodes are the codes of the lists that the program itself knows.
func ownCodes(list string) []string {
	switch list {
	case "kind":
		return each(domain.Kinds(), func(k domain.Kind) string { return string(k) })
	case "delivery":
		return []string{string(domain.InPerson), string(domain.Online)}
	case "basis":
		return []string{string(domain.Counted), string(domain.Estimated), string(domain.Unknown)}
	default:
		return each(domain.Statuses(), func(s domain.Status) string { return string(s) })
	}
}

// languages are the texts a table may be written in.
func (r Request) languages() []domain.Text {
	if r.Text == nil {
		return r.Languages
	}
	return append(slices.Clone(r.Languages), r.Text)
}

// places finds areas by name as of a day; it holds the days lately asked for.
type places map[domain.Date]map[string][]domain.Area

// place finds the area by the names of province, city and county where the row has no code.
func (rd *reader) place(c *domain.Content, no int, cells []string) (domain.Fault, bool) {
	province, city, county := rd.cell(cells, "province"), rd.cell(cells, "city"), rd.cell(cells, "county")
	name, key := county, "county"
	if county == "" {
		name, key = city, "city"
	}
	if rd.cell(cells, "area") != "" || c.Area != 0 || name == "" || c.Date == 0 {
		return domain.Fault{}, true
	}
	found := slices.DeleteFunc(slices.Clone(rd.named(c.Date)[folded(name)]), func(a domain.Area) bool {
		return !rd.above(a.Code.Province(), c.Date, province) || county != "" && a.Parent != a.Code.Province() && !rd.above(a.Parent, c.Date, city)
	})
	if len(found) != 1 {
		return rd.fault("/area", "fault.report.area", key, no, name), false
	}
	c.Area = found[0].Code
	return domain.Fault{}, true
}

// above says whether an area above bears a name; a blank cell says nothing against it.
func (rd *reader) above(code domain.AreaCode, on domain.Date, name string) bool {
	return name == "" || folded(rd.run.area(code, on).Name) == folded(name)
}

// named gives the areas that may hold records on a day, by name.
func (rd *reader) named(on domain.Date) map[string][]domain.Area {
	const kept = 64 // days; a table is mostly in the order of its days
	if m, ok := rd.places[on]; ok {
		return m
	}
	if len(rd.places) >= kept || rd.places == nil {
		rd.places = places{}
	}
	m := map[string][]domain.Area{}
	for _, level := range []domain.Level{domain.LevelCity, domain.LevelCounty} {
		for _, a := range rd.req.Catalogue.Gazetteer.List(level, on) {
			if a.Leaf {
				m[folded(a.Name)] = append(m[folded(a.Name)], a)
			}
		}
	}
	rd.places[on] = m
	return m
}
