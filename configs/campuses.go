package configs

import (
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"outreach/domain"
)

// Campuses gives the regular universities of the ministry's list of 2021-09-30, which was in force when 2022
// began, and the totals announced with every list since. Later lists come in through ReadCampusList and
// domain.CampusRegister.Merge.
func Campuses() (*domain.CampusRegister, error) {
	campuses, err := listed("data/campuses.csv", campusOf)
	if err != nil {
		return nil, err
	}
	totals, err := listed("data/campus_totals.csv", totalOf)
	if err != nil {
		return nil, err
	}
	return domain.NewCampusRegister(campuses, totals)
}

func campusOf(r row) (domain.Campus, error) {
	c := domain.Campus{
		Code: r.text("code"), Name: r.text("name"), Location: r.text("location"),
		Category: domain.CampusCategory(r.text("category")), Level: domain.CampusLevel(r.text("level")),
		Pinyin: r.text("pinyin"), Initials: r.text("initials"),
	}
	return c, r.read("province", &c.Province)
}

func totalOf(r row) (t domain.CampusTotal, err error) {
	if err = r.read("list_date", &t.ListDate); err != nil {
		return t, err
	}
	if t.All, err = strconv.Atoi(r.text("all")); err != nil {
		return t, err
	}
	t.Regular, err = strconv.Atoi(r.text("regular"))
	return t, err
}

// CampusRefusal is a row of a campus list that was left out.
type CampusRefusal struct {
	Line   int // in the file, the heading being 1
	Name   string
	Faults []domain.Fault
}

// ReadCampusList reads the ministry's list as a CSV with the columns code, name, level, category, location
// and province; pinyin and initials are optional, others are ignored. Rows at fault (a code that is not
// ten digits or comes twice, an unknown level or category, text that is not UTF-8) are refused one by one
// and the rest is read. The error is for a file that is no such list at all. Every campus stands from listDate.
func ReadCampusList(r io.Reader, listDate domain.Date) ([]domain.Campus, []CampusRefusal, error) {
	if listDate == 0 {
		return nil, nil, domain.RefuseFields(domain.FaultAt("/list_date", "fault.required"))
	}
	var campuses []domain.Campus
	var refused []CampusRefusal
	seen := map[string]bool{}
	err := eachRow(r, func(line int, r row) error {
		for _, column := range []string{"code", "name", "level", "category", "location", "province"} {
			if _, ok := r.columns[column]; !ok {
				return domain.RefuseFields(domain.FaultAt("", "fault.campus.column", "Value", column))
			}
		}
		c, err := campusOf(r)
		c.ValidFrom = listDate
		faults := c.Check()
		if err != nil && !slices.ContainsFunc(faults, func(f domain.Fault) bool { return f.Pointer == "/province" }) {
			faults = append(faults, domain.FaultAt("/province", "fault.area.code", "Value", r.text("province")))
		}
		if seen[c.Code] {
			faults = append(faults, domain.FaultAt("/code", "fault.campus.twice", "Value", c.Code))
		}
		if !utf8.ValidString(c.Name) || !utf8.ValidString(c.Location) {
			faults = append(faults, domain.FaultAt("/name", "fault.utf8"))
		}
		if len(faults) > 0 {
			refused = append(refused, CampusRefusal{Line: line, Name: c.Name, Faults: faults})
			return nil
		}
		seen[c.Code] = true
		campuses = append(campuses, c)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return campuses, refused, nil
}
