package domain

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"time"
)

// Kind says what sort of activity a record holds.
type Kind string

// The three kinds.
const (
	KindSession Kind = "session"
	KindVisit   Kind = "visit"
	KindDrive   Kind = "drive"
)

// Kinds lists the kinds in their printed order.
func Kinds() []Kind { return []Kind{KindSession, KindVisit, KindDrive} }

// Delivery says whether people met in one place.
type Delivery string

// The deliveries. Online activities count as activities and person-times but never cover an area.
const (
	InPerson Delivery = "in_person"
	Online   Delivery = "online"
)

// Basis says how the attendance became known.
type Basis string

// The count bases: counted (roster, scan, ticket), estimated (with a method), unknown.
const (
	Counted   Basis = "counted"
	Estimated Basis = "estimated"
	Unknown   Basis = "unknown"
)

// ID is a client-made UUIDv7 in its canonical lower-case text form; "" means none.
type ID string

// ParseID reads a UUID of version 7 in canonical form; anything else is an Invalid error.
func ParseID(s string) (ID, error) {
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' &&
		s[14] == '7' && (s[19] == '8' || s[19] == '9' || s[19] == 'a' || s[19] == 'b') {
		digits := s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
		if raw, err := hex.DecodeString(digits); err == nil && hex.EncodeToString(raw) == digits {
			return ID(s), nil
		}
	}
	return "", RefuseFields(FaultAt("/id", "fault.uuid", "Value", s))
}

// DerivedID gives the id of a record that came without one, such as a row of a table: from its day and what
// tells it from all others, so that the same row gets the same id however often it comes.
func DerivedID(day Date, from []byte) ID {
	sum := sha256.Sum256(from)
	return idOf(day.Time(), [10]byte(sum[:10]))
}

// Content is what a person says about one activity. It is the same shape on the wire, in the store and
// in the importer (decision 0006). Optional fields that are absent are left out of the JSON.
type Content struct {
	Kind          Kind                   `json:"kind" validate:"required,oneof=session visit drive"`
	Programme     string                 `json:"programme" validate:"max=64"`
	Campaign      string                 `json:"campaign,omitempty" validate:"max=64"`
	Title         string                 `json:"title" validate:"max=200"`
	Date          Date                   `json:"date,omitzero" validate:"date"`
	EndDate       Date                   `json:"end_date,omitzero" validate:"date"`
	Minutes       Minutes                `json:"minutes" validate:"max=100000"`
	Area          AreaCode               `json:"area,omitzero" validate:"area"`
	Place         string                 `json:"place,omitempty" validate:"max=200"`
	Venue         string                 `json:"venue,omitempty" validate:"max=64"`
	VenueText     string                 `json:"venue_text,omitempty" validate:"max=200"`
	Delivery      Delivery               `json:"delivery" validate:"omitempty,oneof=in_person online"`
	Form          string                 `json:"form,omitempty" validate:"max=64"`
	Topics        []string               `json:"topics,omitempty" validate:"max=20,unique,dive,required,max=64"`
	Audiences     map[string]PersonTimes `json:"audiences,omitempty" validate:"max=40,dive,keys,required,max=64,endkeys"`
	Attendance    PersonTimes            `json:"attendance" validate:"max=100000000"`
	CountBasis    Basis                  `json:"count_basis,omitempty" validate:"omitempty,oneof=counted estimated unknown"`
	CountMethod   string                 `json:"count_method,omitempty" validate:"max=64"`
	Materials     Copies                 `json:"materials,omitempty" validate:"max=100000000"`
	Organisations []Party                `json:"organisations,omitempty" validate:"max=40,dive"`
	Volunteers    []TurnOut              `json:"volunteers,omitempty" validate:"max=500,dive"`
	Staff         PersonTimes            `json:"staff,omitempty" validate:"max=1000000"`
	Online        []Reach                `json:"online,omitempty" validate:"max=40,dive"`
	Evidence      []Evidence             `json:"evidence,omitempty" validate:"max=20,dive"`
	Location      *Point                 `json:"location,omitempty"`
	Notes         string                 `json:"notes,omitempty" validate:"max=4000"`
	JointOf       ID                     `json:"joint_of,omitempty" validate:"omitempty,uuid7"`
	Session       *SessionPart           `json:"session,omitempty"`
	Visit         *VisitPart             `json:"visit,omitempty"`
	Drive         *DrivePart             `json:"drive,omitempty"`
}

// Party is an organisation taking part, by catalogue code or, where it has none, by name.
type Party struct {
	Code string `json:"code,omitempty" validate:"max=64"`
	Name string `json:"name,omitempty" validate:"max=200"`
	Role string `json:"role" validate:"required,max=64"`
}

// RoleLead and RolePolice are the roles that counting and rules know by name.
const (
	RoleLead   = "lead"
	RolePolice = "police"
)

// TurnOut is one volunteer serving at one activity.
type TurnOut struct {
	Code    string  `json:"code" validate:"required,max=64"`
	Minutes Minutes `json:"minutes" validate:"max=100000"`
}

// Reach is a typed online metric of one platform at an instant; never part of attendance.
type Reach struct {
	Platform string    `json:"platform,omitempty" validate:"max=64"`
	Metric   string    `json:"metric,omitempty" validate:"max=64"`
	Value    Count     `json:"value" validate:"max=100000000000"`
	AsOf     time.Time `json:"as_of,omitzero"`
}

// Evidence names a photo or document by the SHA-256 of its bytes.
type Evidence struct {
	SHA256  string    `json:"sha256" validate:"len=64,hexadecimal,lowercase"`
	Kind    string    `json:"kind,omitempty" validate:"max=64"`
	TakenAt time.Time `json:"taken_at,omitzero"`
	Consent string    `json:"consent,omitempty" validate:"max=64"`
}

// Point is a check-in position in WGS 84 degrees with its accuracy in metres.
type Point struct {
	Lat      float64 `json:"lat" validate:"min=-90,max=90"`
	Lon      float64 `json:"lon" validate:"min=-180,max=180"`
	Accuracy float64 `json:"accuracy_m,omitempty" validate:"min=0,max=100000"`
}

// SessionPart holds what only an education session has.
type SessionPart struct {
	Lecturer     string        `json:"lecturer,omitempty" validate:"max=100"`
	Language     string        `json:"language,omitempty" validate:"max=64"`
	Sitting      Count         `json:"sitting,omitempty" validate:"max=1000"`
	Questions    Count         `json:"questions,omitempty" validate:"max=1000000"`
	Quiz         *Quiz         `json:"quiz,omitempty"`
	Satisfaction *Satisfaction `json:"satisfaction,omitempty"`
}

// Quiz holds how many took the test before and after, and their mean scores from 0 to 100.
type Quiz struct {
	PreN     Persons `json:"pre_n"`
	PreMean  float64 `json:"pre_mean"`
	PostN    Persons `json:"post_n"`
	PostMean float64 `json:"post_mean"`
}

// Satisfaction holds how many were asked, answered and were satisfied.
type Satisfaction struct {
	Asked     Persons `json:"asked"`
	Answered  Persons `json:"answered"`
	Satisfied Persons `json:"satisfied"`
}

// VisitPart holds what only a home or community visit has. Counts only: no names, ids, door numbers.
type VisitPart struct {
	Mode       string           `json:"mode,omitempty" validate:"max=64"`
	Street     string           `json:"street,omitempty" validate:"max=100"`
	Community  string           `json:"community,omitempty" validate:"max=100"`
	Households HouseholdCounts  `json:"households"`
	Elderly    PersonTimes      `json:"elderly,omitempty" validate:"max=1000000"`
	Help       map[string]Count `json:"help,omitempty" validate:"max=20,dive,keys,required,max=64,endkeys"`
}

// HouseholdCounts says how far the visitors got at the doors: talked ≤ answered ≤ knocked.
type HouseholdCounts struct {
	Knocked   Households `json:"knocked"`
	Answered  Households `json:"answered"`
	Talked    Households `json:"talked"`
	Refused   Households `json:"refused,omitempty"`
	Revisited Households `json:"revisited,omitempty"`
}

// DrivePart holds what only a campus anti-fraud drive has. Head counts only, never pupils' names.
type DrivePart struct {
	Campus     string      `json:"campus,omitempty" validate:"max=10"`
	School     string      `json:"school,omitempty" validate:"max=100"`
	PoliceUnit string      `json:"police_unit,omitempty" validate:"max=100"`
	Officers   PersonTimes `json:"officers,omitempty" validate:"max=100000"`
	Students   PersonTimes `json:"students" validate:"max=10000000"`
	Staff      PersonTimes `json:"staff,omitempty" validate:"max=1000000"`
	Pledges    Count       `json:"pledges,omitempty" validate:"max=10000000"`
	Entrants   PersonTimes `json:"quiz_entrants,omitempty" validate:"max=10000000"`
	ApprovalNo string      `json:"approval_no,omitempty" validate:"max=64"`
}

// Audience codes that measures know by name.
const (
	AudienceElderly  = "elderly"
	AudienceMinor    = "minor"
	AudienceStudents = "univ_student"
)

// Lead gives the organisation that owns the count; none and false unless exactly one party leads.
func (c *Content) Lead() (lead Party, ok bool) {
	for _, p := range c.Organisations {
		if p.Role != RoleLead {
			continue
		}
		if ok {
			return Party{}, false
		}
		lead, ok = p, true
	}
	return lead, ok
}

// PrimaryTopic gives the first topic, or "".
func (c *Content) PrimaryTopic() string {
	if len(c.Topics) == 0 {
		return ""
	}
	return c.Topics[0]
}

// Campus gives the ministry code of a drive's campus, or "".
func (c *Content) Campus() string {
	if c.Drive == nil {
		return ""
	}
	return c.Drive.Campus
}

// Elderly gives the elderly person-times: a visit's own count, else the audience cut.
func (c *Content) Elderly() PersonTimes {
	if c.Visit != nil && c.Visit.Elderly > 0 {
		return c.Visit.Elderly
	}
	return c.Audiences[AudienceElderly]
}

// Students gives the student person-times: a drive's own count, else the audience cut.
func (c *Content) Students() PersonTimes {
	if c.Drive != nil {
		return c.Drive.Students
	}
	return c.Audiences[AudienceStudents]
}

// Heads gives the head counts of the audiences present, as the measures of the same names count them: "of which"
// cuts that may overlap, so they never add up to the attendance.
func (c *Content) Heads() map[string]PersonTimes {
	heads := maps.Clone(c.Audiences)
	if heads == nil {
		heads = map[string]PersonTimes{}
	}
	heads[AudienceElderly], heads[AudienceStudents] = c.Elderly(), c.Students()
	maps.DeleteFunc(heads, func(_ string, n PersonTimes) bool { return n <= 0 })
	return heads
}

// Sums gives what one activity adds to every measure, before asking whether it counts.
func (c *Content) Sums() Sums {
	s := Sums{
		Activities: 1, Attendance: c.Attendance, Elderly: c.Elderly(), Minors: c.Audiences[AudienceMinor],
		Students: c.Students(), Volunteers: PersonTimes(len(c.Volunteers)), Materials: c.Materials,
	}
	for _, v := range c.Volunteers {
		s.VolunteerMinutes += v.Minutes
	}
	if c.Session != nil {
		s.Questions = c.Session.Questions
	}
	if c.Visit != nil {
		s.Households = c.Visit.Households.Talked
	}
	if c.Drive != nil {
		s.Officers = c.Drive.Officers
	}
	return s
}
