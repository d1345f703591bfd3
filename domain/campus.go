package domain

import (
	"strconv"
	"strings"
)

// CampusCategory tells regular universities from those for adults.
type CampusCategory string

// The categories of the ministry's list. Only regular universities are the denominator of coverage.
const (
	CampusRegular CampusCategory = "regular"
	CampusAdult   CampusCategory = "adult"
)

// CampusLevel is the degree a campus teaches to.
type CampusLevel string

// The levels of the ministry's list.
const (
	CampusUndergraduate CampusLevel = "undergraduate"
	CampusVocational    CampusLevel = "vocational"
)

// FormerName is a name that a campus bore until a day (exclusive).
type FormerName struct {
	Name  string `json:"name" validate:"max=200"`
	Until Date   `json:"until" validate:"date"`
}

// Campus is a university or college of the ministry of education's list.
type Campus struct {
	// Code is the ministry's ten digits. Digits three and four are the province that gave the code,
	// which is not always the province the campus stands in.
	Code string `json:"code"`
	Name string `json:"name" validate:"max=200"`
	// Former are the names before the present one, oldest first.
	Former   []FormerName   `json:"former,omitempty" validate:"max=50,dive"`
	Category CampusCategory `json:"category"`
	// Level is empty for most adult institutions: the ministry prints none.
	Level    CampusLevel `json:"level"`
	Province AreaCode    `json:"province"`
	// Location is the city as the ministry prints it; never a county.
	Location  string `json:"location" validate:"max=100"`
	ValidFrom Date   `json:"valid_from,omitzero" validate:"date"`
	ValidTo   Date   `json:"valid_to,omitzero" validate:"date"`
	Pinyin    string `json:"pinyin" validate:"max=300"`
	Initials  string `json:"initials" validate:"max=100"`
}

// CampusTotal is what the ministry announced with a list.
type CampusTotal struct {
	ListDate Date `json:"list_date"`
	All      int  `json:"all"` // regular and adult
	Regular  int  `json:"regular"`
}

// Check refuses a code that is not ten digits, a missing name, a category or level the ministry does not
// use, days that end before they begin, and former names without a day or out of order, each at its field.
func (c Campus) Check() []Fault {
	var faults []Fault
	if !campusCode(c.Code) {
		faults = append(faults, FaultAt("/code", "fault.campus.code", "Value", c.Code))
	}
	if strings.TrimSpace(c.Name) == "" {
		faults = append(faults, FaultAt("/name", "fault.required"))
	}
	if c.Category != CampusRegular && c.Category != CampusAdult {
		faults = append(faults, FaultAt("/category", "fault.oneof", "Value", string(c.Category), "Limit", "regular adult"))
	}
	known := c.Level == CampusUndergraduate || c.Level == CampusVocational || (c.Level == "" && c.Category == CampusAdult)
	if !known {
		faults = append(faults, FaultAt("/level", "fault.oneof", "Value", string(c.Level), "Limit", "undergraduate vocational"))
	}
	if c.Province != c.Province.Province() || c.Province == 0 {
		faults = append(faults, FaultAt("/province", "fault.area.level", "Code", c.Province.String()))
	}
	if c.ValidTo != 0 && c.ValidTo <= c.ValidFrom {
		faults = append(faults, FaultAt("/valid_to", "fault.period"))
	}
	return append(faults, c.checkFormer()...)
}

// checkFormer wants former names with the days they ended, oldest first, while the campus stood.
func (c Campus) checkFormer() []Fault {
	var faults []Fault
	last := c.ValidFrom
	for i, f := range c.Former {
		at := "/former/" + strconv.Itoa(i)
		if strings.TrimSpace(f.Name) == "" {
			faults = append(faults, FaultAt(at+"/name", "fault.required"))
		}
		switch {
		case f.Until == 0:
			faults = append(faults, FaultAt(at+"/until", "fault.required"))
		case f.Until <= last || c.ValidTo != 0 && f.Until > c.ValidTo:
			faults = append(faults, FaultAt(at+"/until", "fault.campus.former"))
		}
		last = max(last, f.Until)
	}
	return faults
}

func campusCode(s string) bool {
	return len(s) == 10 && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// ValidOn says whether the campus stood on a day.
func (c Campus) ValidOn(day Date) bool {
	return c.ValidFrom <= day && (c.ValidTo == 0 || day < c.ValidTo)
}

// NameOn gives the name the campus bore on a day.
func (c Campus) NameOn(day Date) string {
	for _, f := range c.Former {
		if day < f.Until {
			return f.Name
		}
	}
	return c.Name
}
