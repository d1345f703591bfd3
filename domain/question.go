package domain

import (
	"slices"
	"strings"
)

// Filter says which versions of records are meant. Empty fields do not restrict. Without Statuses a list
// shows each record's newest version; with them, every live version in one of those states, so that a
// list of approved records has as many rows as the approved total.
type Filter struct {
	Scope         Scope
	Period        Period
	Areas         []AreaCode // of any level
	Programmes    []string
	Campaigns     []string
	Kinds         []Kind
	Statuses      []Status
	Deliveries    []Delivery
	Forms         []string
	Venues        []string
	Topics        []string // primary topic
	Audiences     []string // any of them present
	Organisations []string // lead
	Campuses      []string
	Bases         []Basis
	Author        string
	Text          string // a part of title or place, as typed
	Fit           *bool  // fit to count (Verdict)
}

// Takes says whether a filter takes one version of a record: the plain meaning that every store's
// query must agree with.
func (f *Filter) Takes(a *Activity, v *Version) bool {
	lead, _ := v.Lead()
	return f.Scope.Takes(a, v) && f.Period.Contains(v.Date) && coversArea(f.Areas, v.Placed) &&
		coversCode(f.Programmes, v.Programme) && coversCode(f.Campaigns, v.Campaign) &&
		in(f.Kinds, v.Kind) && f.takesStatus(a, v) && in(f.Deliveries, v.Delivery) &&
		coversCode(f.Forms, v.Form) && coversCode(f.Venues, v.Venue) && coversCode(f.Topics, v.PrimaryTopic()) &&
		f.takesAudience(v) && coversCode(f.Organisations, lead.Code) && coversCode(f.Campuses, v.Campus()) &&
		in(f.Bases, v.CountBasis) && (f.Author == "" || f.Author == a.Author) &&
		(f.Fit == nil || *f.Fit == v.Verdict.Fit) && takesText(f.Text, v)
}

func (f *Filter) takesStatus(a *Activity, v *Version) bool {
	if len(f.Statuses) == 0 {
		return v == &a.Version
	}
	return slices.Contains(f.Statuses, v.Status)
}

func (f *Filter) takesAudience(v *Version) bool {
	return len(f.Audiences) == 0 || slices.ContainsFunc(f.Audiences, func(code string) bool { return v.Audiences[code] > 0 })
}

func takesText(part string, v *Version) bool {
	return part == "" || strings.Contains(v.Title, part) || strings.Contains(v.Place, part)
}

func in[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// Dimension names something a question can be cut by.
type Dimension string

// The dimensions. Topic is the primary topic and audience an "of which" cut without a total.
const (
	ByDay          Dimension = "day"
	ByMonth        Dimension = "month"
	ByQuarter      Dimension = "quarter"
	ByHalf         Dimension = "half"
	ByYear         Dimension = "year"
	ByProvince     Dimension = "province"
	ByCity         Dimension = "city"
	ByCounty       Dimension = "county"
	ByProgramme    Dimension = "programme"
	ByCampaign     Dimension = "campaign"
	ByKind         Dimension = "kind"
	ByForm         Dimension = "form"
	ByVenue        Dimension = "venue"
	ByTopic        Dimension = "topic"
	ByAudience     Dimension = "audience"
	ByOrganisation Dimension = "organisation"
	ByCampus       Dimension = "campus"
	ByBasis        Dimension = "basis"
	ByStatus       Dimension = "status"
	ByDelivery     Dimension = "delivery"
)

// Dimensions lists every dimension.
func Dimensions() []Dimension {
	return []Dimension{
		ByDay, ByMonth, ByQuarter, ByHalf, ByYear, ByProvince, ByCity, ByCounty, ByProgramme, ByCampaign, ByKind, ByForm,
		ByVenue, ByTopic, ByAudience, ByOrganisation, ByCampus, ByBasis, ByStatus, ByDelivery,
	}
}

// Question asks for measures of the fit versions a filter takes, cut by dimensions.
type Question struct {
	Filter
	By       []Dimension
	Measures []Measure
}

// Row is one answer row: the codes of the dimensions asked for, in their order, and the measures in
// theirs. A record without a value for a dimension falls under the empty code.
type Row struct {
	Keys   []string
	Values []int64
}

// Answer is what a question comes to: rows sorted by keys, the totals over all of them (distinct
// measures counted over the whole, not added), and how it was made.
type Answer struct {
	Rows   []Row
	Totals []int64
	Method Method
}

// Method says whether an answer was read from tallies or from the records; both give the same.
type Method string

// The methods.
const (
	FromTallies Method = "tallies"
	FromRecords Method = "records"
)

// Reached is an area or campus that offline activities reached in a period.
type Reached struct {
	Area   AreaCode
	Campus string
	Sums
	First Date // first day with a counted offline activity in the period
	Last  Date
}

// ReachQuestion asks what a filter's fit, in-person activities reached: By is ByProvince, ByCity, ByCounty
// or ByCampus; no status means approved. First and Last are filled only WithDays, which reads the records.
type ReachQuestion struct {
	Filter
	By       Dimension
	WithDays bool
}
