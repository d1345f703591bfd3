package domain

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
	Name  string `json:"name"`
	Until Date   `json:"until"`
}

// Campus is a university or college of the ministry of education's list.
type Campus struct {
	// Code is the ministry's ten digits. Digits three and four are the province that gave the code,
	// which is not always the province the campus stands in.
	Code     string         `json:"code"`
	Name     string         `json:"name"`
	Former   []FormerName   `json:"former,omitempty"`
	Category CampusCategory `json:"category"`
	Level    CampusLevel    `json:"level"`
	Province AreaCode       `json:"province"`
	// Location is the city as the ministry prints it; never a county.
	Location  string `json:"location"`
	ValidFrom Date   `json:"valid_from,omitzero"`
	ValidTo   Date   `json:"valid_to,omitzero"`
	Pinyin    string `json:"pinyin"`
	Initials  string `json:"initials"`
}

// CampusTotal is what the ministry announced with a list.
type CampusTotal struct {
	ListDate Date
	All      int // regular and adult
	Regular  int
}

// CampusRegister is the list of campuses over time. It never changes once made and is safe for concurrent reads.
type CampusRegister struct{}

// NewCampusRegister checks and indexes campuses and the announced totals.
func NewCampusRegister(campuses []Campus, totals []CampusTotal) (*CampusRegister, error) {
	return &CampusRegister{}, nil
}

// ByCode gives a campus by its ten digits, whether or not it still stands. NotFound where there is none.
func (r *CampusRegister) ByCode(code string) (Campus, error) { return Campus{}, nil }

// ByName gives a campus by its present or a former name.
func (r *CampusRegister) ByName(name string) (Campus, error) { return Campus{}, nil }

// Search gives campuses standing on a day whose name, former name, initials or code hold the text.
func (r *CampusRegister) Search(text string, day Date, limit int) []Campus { return nil }

// List gives the campuses standing on a day, by code.
func (r *CampusRegister) List(day Date) []Campus { return nil }

// Denominator gives the announced number of regular universities of the list in force on a day.
func (r *CampusRegister) Denominator(day Date) (Denominator, error) { return Denominator{}, nil }

// Merge gives a register that follows a newer list.
func (r *CampusRegister) Merge(list []Campus, listDate Date) (*CampusRegister, error) { return r, nil }
