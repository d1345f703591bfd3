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
	Except        string // an author whose records are left out
	Text          string // a part of title or place, as typed
	Fit           *bool  // fit to count (Verdict)
}

// Takes says whether a filter takes one version of a record: the plain meaning that every store's
// query must agree with.
func (f *Filter) Takes(a *Activity, v *Version) bool {
	return f.Scope.Takes(a, v) && f.takesStatus(a, v) && f.Period.Contains(v.Date) && v.Placed.In(f.Areas) &&
		f.takesLists(v) && f.takesAudience(v) && (f.Author == "" || f.Author == a.Author) && (f.Except == "" || f.Except != a.Author) &&
		(f.Fit == nil || *f.Fit == v.Verdict.Fit) && takesText(f.Text, v)
}

func (f *Filter) takesLists(v *Version) bool {
	lead, _ := v.Lead()
	return in(f.Kinds, v.Kind) && in(f.Deliveries, v.Delivery) && in(f.Bases, v.CountBasis) &&
		in(f.Programmes, v.Programme) && in(f.Campaigns, v.Campaign) && in(f.Forms, v.Form) && in(f.Venues, v.Venue) &&
		in(f.Topics, v.PrimaryTopic()) && in(f.Organisations, lead.Code) && in(f.Campuses, v.Campus())
}

func (f *Filter) takesStatus(a *Activity, v *Version) bool {
	if len(f.Statuses) == 0 {
		return v == &a.Version
	}
	return slices.Contains(f.Statuses, v.Status)
}

func (f *Filter) takesAudience(v *Version) bool {
	if len(f.Audiences) == 0 {
		return true
	}
	heads := v.Heads()
	return slices.ContainsFunc(f.Audiences, func(code string) bool { return heads[code] > 0 })
}

func takesText(part string, v *Version) bool {
	return part == "" || strings.Contains(v.Title, part) || strings.Contains(v.Place, part)
}

func in[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// Settled gives the filter with what its silence means for a figure cut by some dimensions: approved versions,
// and activities where people met. A cut by status or delivery means every one of them but void.
func (f Filter) Settled(by ...Dimension) Filter {
	if len(f.Statuses) == 0 {
		f.Statuses = []Status{Approved}
		if slices.Contains(by, ByStatus) {
			f.Statuses = []Status{Draft, Submitted, Returned, Approved}
		}
	}
	if len(f.Deliveries) == 0 && !slices.Contains(by, ByDelivery) {
		f.Deliveries = []Delivery{InPerson}
	}
	return f
}

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
