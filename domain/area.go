package domain

import (
	"fmt"
	"slices"
	"strconv"
)

// AreaCode is a six-digit code of GB/T 2260, such as 440300. The zero code means "none".
type AreaCode int32

// ParseAreaCode reads six digits of which the first is not 0. Anything else is an Invalid error.
func ParseAreaCode(s string) (AreaCode, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || len(s) != 6 || n < 100000 {
		return 0, &Error{Code: Invalid, Key: "fault.area.code", Params: map[string]any{"Value": s}, Err: err}
	}
	return AreaCode(n), nil
}

// Province gives the code of the province the area lies in: the first two digits and four zeros.
func (c AreaCode) Province() AreaCode { return c / 10000 * 10000 }

// String gives the six digits, or "" for the zero code.
func (c AreaCode) String() string {
	if c == 0 {
		return ""
	}
	return fmt.Sprintf("%06d", int32(c))
}

// MarshalText gives the six digits.
func (c AreaCode) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads six digits and nothing else.
func (c *AreaCode) UnmarshalText(b []byte) error {
	v, err := ParseAreaCode(string(b))
	if err != nil {
		return err
	}
	*c = v
	return nil
}

// Level is the rank of an area. It is told by the list, never by the digits of the code or by the
// depth in the tree: 118 counties and districts hang directly on a province.
type Level uint8

// The three levels, from the top. The zero Level is none of them.
const (
	LevelProvince Level = iota + 1
	LevelCity
	LevelCounty
)

// ParseLevel reads "province", "city" or "county". Anything else is an Invalid error.
func ParseLevel(s string) (Level, error) {
	for l := LevelProvince; l <= LevelCounty; l++ {
		if l.String() == s {
			return l, nil
		}
	}
	return 0, Refuse(Invalid, "fault.area.level_name", "Value", s)
}

// String gives "province", "city" or "county", or "" for the zero Level.
func (l Level) String() string {
	switch l {
	case LevelProvince:
		return "province"
	case LevelCity:
		return "city"
	case LevelCounty:
		return "county"
	default:
		return ""
	}
}

// MarshalText gives the level's word.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the level's word.
func (l *Level) UnmarshalText(b []byte) error {
	v, err := ParseLevel(string(b))
	if err != nil {
		return err
	}
	*l = v
	return nil
}

// ClassDistrict is the class of county-level areas that are districts of a city: the one class
// outside the county regions.
const ClassDistrict = "district"

// Area is one province, city (prefecture level) or county (county level) as it stood between two
// days. Its identity is Code and ValidFrom together: a code can go on with another name or territory.
type Area struct {
	Code  AreaCode `json:"code"`
	Name  string   `json:"name"`
	Level Level    `json:"level"`
	// Class is the kind of unit as a code, such as district, county_city, county, autonomous_county,
	// banner, autonomous_banner, special_district, forest_district at county level.
	Class string `json:"class"`
	// Parent is the city or province above; 0 for a province.
	Parent AreaCode `json:"parent,omitzero"`
	// ValidFrom is the first day; zero where the area is older than the list.
	ValidFrom Date `json:"valid_from,omitzero"`
	// ValidTo is the first day on which the area is no longer; zero while it stands.
	ValidTo Date `json:"valid_to,omitzero"`
	// Leaf says that records may be placed here: a county, or a city that has none.
	// The Gazetteer works it out for the day asked; what is given to it is ignored.
	Leaf bool `json:"leaf"`
	// Reachable is false for an area that counts in the official list but cannot be visited.
	Reachable bool `json:"reachable"`
	// Pinyin is the name in letters without tones, words joined.
	Pinyin string `json:"pinyin"`
	// Initials is the first letter of each syllable.
	Initials string `json:"initials"`
}

// ValidOn says whether the area stood on a day.
func (a Area) ValidOn(day Date) bool {
	return a.ValidFrom <= day && (a.ValidTo == 0 || day < a.ValidTo)
}

// Placement is an area that may hold records, by its code and its name of the day, with the areas above it.
type Placement struct {
	Area     AreaCode `json:"area,omitzero"`
	Name     string   `json:"area_name,omitempty"`
	City     AreaCode `json:"city,omitzero"` // the prefecture-level city; 0 where the county hangs directly on the province
	Province AreaCode `json:"province,omitzero"`
}

// In says whether the place lies in any of some areas of any level; every place does where there are none.
func (p Placement) In(areas []AreaCode) bool {
	return len(areas) == 0 || slices.ContainsFunc(areas, func(a AreaCode) bool {
		return a == p.Area || a == p.City && a != 0 || a == p.Province
	})
}

// The names of the denominators that coverage is measured against.
const (
	DenominatorProvinces     = "provinces"      // the 31 provinces of the mainland
	DenominatorPrefectures   = "prefectures"    // all units of level city
	DenominatorCountyLevel   = "county_level"   // all units of level county
	DenominatorCountyRegions = "county_regions" // level county without districts of cities
	DenominatorCampuses      = "campuses"       // regular universities
)

// Denominator is the official number that a coverage is measured against.
type Denominator struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
	// ListDate is the day for which the official list held this number.
	ListDate Date `json:"list_date"`
}
