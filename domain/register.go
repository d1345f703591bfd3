package domain

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

// CampusRegister is the list of campuses over time. It never changes once made and is safe for
// concurrent reads.
type CampusRegister struct {
	campuses []Campus // by code
	totals   []CampusTotal
	byCode   map[string]int
	byName   map[string]int
}

// NewCampusRegister checks and indexes campuses and the announced totals. It refuses a campus that does
// not pass its Check, a code twice, and two totals of one day or more regular universities than all.
func NewCampusRegister(campuses []Campus, totals []CampusTotal) (*CampusRegister, error) {
	r := &CampusRegister{
		campuses: slices.Clone(campuses),
		totals:   slices.Clone(totals),
		byCode:   make(map[string]int, len(campuses)),
		byName:   make(map[string]int, len(campuses)),
	}
	slices.SortFunc(r.campuses, func(a, b Campus) int { return cmp.Compare(a.Code, b.Code) })
	slices.SortFunc(r.totals, func(a, b CampusTotal) int { return cmp.Compare(a.ListDate, b.ListDate) })
	for i, c := range r.campuses {
		if faults := c.Check(); len(faults) > 0 {
			return nil, RefuseFields(faults...)
		}
		if _, twice := r.byCode[c.Code]; twice {
			return nil, Refuse(Invalid, "fault.campus.twice", "Value", c.Code)
		}
		r.byCode[c.Code] = i
	}
	for i, t := range r.totals {
		if t.ListDate == 0 || t.Regular > t.All || (i > 0 && r.totals[i-1].ListDate == t.ListDate) {
			return nil, Refuse(Invalid, "fault.campus.total", "Day", t.ListDate.String())
		}
	}
	r.indexNames()
	return r, nil
}

// indexNames lets the present name of a standing campus win over that of a closed one, and both over
// former names.
func (r *CampusRegister) indexNames() {
	for i, c := range r.campuses {
		for _, f := range c.Former {
			r.byName[f.Name] = i
		}
	}
	for _, standing := range []bool{false, true} {
		for i, c := range r.campuses {
			if (c.ValidTo == 0) == standing {
				r.byName[c.Name] = i
			}
		}
	}
}

// ByCode gives a campus by its ten digits, whether or not it still stands. NotFound where there is none.
func (r *CampusRegister) ByCode(code string) (Campus, error) {
	i, ok := r.byCode[code]
	if !ok {
		return Campus{}, Refuse(NotFound, "fault.campus.unknown", "Value", code)
	}
	return r.campuses[i], nil
}

// ByName gives a campus by its present or a former name, written in full. NotFound where there is none.
func (r *CampusRegister) ByName(name string) (Campus, error) {
	i, ok := r.byName[name]
	if !ok {
		return Campus{}, Refuse(NotFound, "fault.campus.unknown", "Value", name)
	}
	return r.campuses[i], nil
}

// Search gives at most limit campuses standing on a day whose name or a former name holds the text, or
// whose code, pinyin or initials begin with it (small letters or capitals): first those whose name begins
// with it, then by code. Empty text takes all.
func (r *CampusRegister) Search(text string, day Date, limit int) []Campus {
	text = strings.ToLower(strings.TrimSpace(text))
	var first, rest []Campus
	for _, c := range r.campuses {
		switch {
		case !c.ValidOn(day):
		case strings.HasPrefix(c.Name, text):
			first = append(first, c)
		case c.matches(text):
			rest = append(rest, c)
		}
	}
	found := append(first, rest...)
	return found[:min(len(found), max(limit, 0))]
}

func (c Campus) matches(text string) bool {
	return strings.Contains(strings.ToLower(c.Name), text) || strings.HasPrefix(c.Code, text) ||
		strings.HasPrefix(c.Pinyin, text) || strings.HasPrefix(c.Initials, text) ||
		slices.ContainsFunc(c.Former, func(f FormerName) bool { return strings.Contains(strings.ToLower(f.Name), text) })
}

// All gives every campus there ever was, by code.
func (r *CampusRegister) All() []Campus { return slices.Clone(r.campuses) }

// List gives the campuses standing on a day, by code.
func (r *CampusRegister) List(day Date) []Campus {
	var list []Campus
	for _, c := range r.campuses {
		if c.ValidOn(day) {
			list = append(list, c)
		}
	}
	return list
}

// Denominator gives the announced number of regular universities of the list in force on a day; its date
// is that of the list. Invalid where the day is before the first list known.
func (r *CampusRegister) Denominator(day Date) (Denominator, error) {
	for _, t := range slices.Backward(r.totals) {
		if t.ListDate <= day {
			return Denominator{Name: DenominatorCampuses, Count: t.Regular, ListDate: t.ListDate}, nil
		}
	}
	return Denominator{}, Refuse(Invalid, "fault.denominator.day", "Day", day.String())
}

// Merge gives a register that follows a newer list of the ministry. Schools new to it stand from the
// list's date, a changed name is kept as a former one until then, and standing schools of a category the
// list covers that are no longer on it end then. An announced total of that date stays; otherwise the
// list is counted. Refused is a list of no date, or not newer than the one the register follows.
func (r *CampusRegister) Merge(list []Campus, listDate Date) (*CampusRegister, error) {
	if listDate <= r.followed() {
		return nil, Refuse(Invalid, "fault.campus.list_date", "Day", listDate.String())
	}
	all := slices.Clone(r.campuses)
	total := CampusTotal{ListDate: listDate, All: len(list)}
	listed := make(map[string]bool, len(list))
	covers := map[CampusCategory]bool{}
	for _, c := range list {
		listed[c.Code], covers[c.Category] = true, true
		if c.Category == CampusRegular {
			total.Regular++
		}
		i, known := r.byCode[c.Code]
		if !known {
			c.ValidFrom = listDate
			all = append(all, c)
			continue
		}
		all[i] = renamed(all[i], c, listDate)
	}
	for i := range r.campuses {
		if all[i].ValidTo == 0 && !listed[all[i].Code] && covers[all[i].Category] {
			all[i].ValidTo = listDate
		}
	}
	if slices.ContainsFunc(r.totals, func(t CampusTotal) bool { return t.ListDate == listDate }) {
		return NewCampusRegister(all, r.totals)
	}
	return NewCampusRegister(all, append(slices.Clone(r.totals), total))
}

// Since gives what differs from an older register: the campuses by code, and the totals by day.
func (r *CampusRegister) Since(old *CampusRegister) ([]Campus, []CampusTotal) {
	campuses := slices.DeleteFunc(slices.Clone(r.campuses), func(c Campus) bool {
		held, err := old.ByCode(c.Code)
		return err == nil && reflect.DeepEqual(held, c)
	})
	totals := slices.DeleteFunc(slices.Clone(r.totals), func(t CampusTotal) bool { return slices.Contains(old.totals, t) })
	return campuses, totals
}

// followed gives the date of the list the campuses come from: the last day on which any of them began,
// ended or changed its name, or else the first list known.
func (r *CampusRegister) followed() Date {
	var last Date
	if len(r.totals) > 0 {
		last = r.totals[0].ListDate
	}
	for _, c := range r.campuses {
		last = max(last, c.ValidFrom, c.ValidTo)
		for _, f := range c.Former {
			last = max(last, f.Until)
		}
	}
	return last
}

// renamed gives a campus as a newer list has it, with the days and names of the older one kept.
func renamed(old, now Campus, listDate Date) Campus {
	now.ValidFrom, now.Former = old.ValidFrom, slices.Clone(old.Former)
	if now.Name != old.Name {
		now.Former = append(now.Former, FormerName{Name: old.Name, Until: listDate})
		return now
	}
	now.Pinyin, now.Initials = cmp.Or(now.Pinyin, old.Pinyin), cmp.Or(now.Initials, old.Initials)
	return now
}
