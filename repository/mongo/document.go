package mongo

import (
	"fmt"
	"slices"
	"strings"

	"outreach/domain"
	"outreach/repository/body"
)

// sums are the additive measures as a document has them, under the measures' names.
type sums struct {
	Activities       int64 `bson:"activities"`
	Attendance       int64 `bson:"attendance"`
	Elderly          int64 `bson:"elderly"`
	Minors           int64 `bson:"minors"`
	Students         int64 `bson:"students"`
	Volunteers       int64 `bson:"volunteers"`
	VolunteerMinutes int64 `bson:"volunteer_minutes"`
	Materials        int64 `bson:"materials"`
	Households       int64 `bson:"households"`
	Officers         int64 `bson:"officers"`
	Questions        int64 `bson:"questions"`
}

func sumsOf(s domain.Sums) sums {
	v := s.Values()
	return sums{v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10]}
}

func (s sums) domain() domain.Sums {
	return domain.SumsOf([11]int64{
		s.Activities, s.Attendance, s.Elderly, s.Minors, s.Students, s.Volunteers, s.VolunteerMinutes, s.Materials,
		s.Households, s.Officers, s.Questions,
	})
}

// heads is an audience present at an activity.
type heads struct {
	Code  string `bson:"code"`
	Heads int64  `bson:"heads"`
}

// version is a live version as the records collection has it: what is asked about in fields of its own, the whole
// as bytes. A record's newest version bears the record's id and the standing one's bytes too, so that one
// document is the record; the standing version's own document lies beside it for lists and questions.
type version struct {
	Key         string  `bson:"_id"`
	ID          string  `bson:"id"`
	Head        int32   `bson:"head"` // 0 for the approved version that stands beside a newer one
	Revision    int64   `bson:"revision"`
	Author      string  `bson:"author"`
	Day         int32   `bson:"day"`
	Month       int32   `bson:"month"`
	Year        int32   `bson:"year"`
	Province    int32   `bson:"province"`
	City        int32   `bson:"city"`
	Area        int32   `bson:"area"`
	Programme   string  `bson:"programme"`
	Campaign    string  `bson:"campaign"`
	Kind        string  `bson:"kind"`
	Form        string  `bson:"form"`
	Venue       string  `bson:"venue"`
	Topic       string  `bson:"topic"`
	Delivery    string  `bson:"delivery"`
	Basis       string  `bson:"basis"`
	Status      string  `bson:"status"`
	Fit         bool    `bson:"fit"`
	Lead        string  `bson:"lead"`
	Campus      string  `bson:"campus"`
	Audiences   []heads `bson:"audiences"`
	Title       string  `bson:"title"`
	Place       string  `bson:"place"`
	Sums        sums    `bson:",inline"`
	Body        []byte  `bson:"body"`
	Sum         int64   `bson:"crc"`
	Standing    []byte  `bson:"standing,omitempty"`
	StandingSum int64   `bson:"standing_crc,omitempty"`
	Waits       *int64  `bson:"waits,omitempty"` // since when a newest version waits for review: the record's submitted; absent where it does not
	Stamp       int64   `bson:"stamp"`           // of the write, so that whoever changes the record next stamps a later one
}

// standingKey is the key of a record's standing version.
func standingKey(id string) string { return id + "/s" }

// record is what lies in the records collection about one record.
type record struct {
	head     version
	standing *version
}

func recordOf(a *domain.Activity) (*record, error) {
	head, err := versionOf(a, &a.Version)
	if err != nil || a.Standing == nil {
		return &record{head: head}, err
	}
	alone := a.Alone(a.Standing)
	standing, err := versionOf(&alone, a.Standing)
	head.Standing, head.StandingSum = standing.Body, standing.Sum
	return &record{head, &standing}, err
}

func versionOf(a *domain.Activity, v *domain.Version) (version, error) {
	raw, err := body.Pack(a, v)
	if err != nil {
		return version{}, err
	}
	lead, _ := v.Lead()
	d := version{
		Key: standingKey(string(a.ID)), ID: string(a.ID), Revision: v.Revision, Author: a.Author, Day: int32(v.Date), Month: int32(v.Date.Month()),
		Year: int32(v.Date.Year()), Province: int32(v.Placed.Province), City: int32(v.Placed.City), Area: int32(v.Placed.Area),
		Programme: v.Programme, Campaign: v.Campaign, Kind: string(v.Kind), Form: v.Form, Venue: v.Venue, Topic: v.PrimaryTopic(),
		Delivery: string(v.Delivery), Basis: string(v.CountBasis), Status: string(v.Status), Fit: v.Verdict.Fit, Lead: lead.Code,
		Campus: v.Campus(), Audiences: audiences(v), Title: v.Title, Place: v.Place, Sums: sumsOf(v.Sums()), Body: raw, Sum: body.Checksum(raw),
	}
	if v == &a.Version {
		d.Key, d.Head = string(a.ID), 1
		if v.Status == domain.Submitted {
			since := int64(a.SubmittedAt)
			d.Waits = &since
		}
	}
	return d, nil
}

// audiences lists the heads of a version by code.
func audiences(v *domain.Version) []heads {
	list := []heads{}
	for code, n := range v.Heads() {
		list = append(list, heads{code, int64(n)})
	}
	slices.SortFunc(list, func(a, b heads) int { return strings.Compare(a.Code, b.Code) })
	return list
}

// activity puts a record together from its newest version's document.
func (d *version) activity() (domain.Activity, error) {
	return body.Whole(d.Body, d.Standing)
}

// step is a revision as the history collection has it.
type step struct {
	Key    string `bson:"_id"`
	Record string `bson:"record"`
	Number int64  `bson:"number"`
	At     int64  `bson:"at"`
	Actor  string `bson:"actor"`
	Action string `bson:"action"`
	Reason string `bson:"reason"`
	Text   string `bson:"text"`
	Field  string `bson:"field"`
	Digest string `bson:"digest"`
	Body   []byte `bson:"body"`
	Sum    int64  `bson:"crc"`
}

// stepKey numbers revisions so that they sort as text.
func stepKey(id string, number int64) string { return fmt.Sprintf("%s/%012d", id, number) }

func stepOf(a *domain.Activity, r domain.Revision) (step, error) {
	raw, err := body.Pack(a, &r.Version)
	return step{
		Key: stepKey(string(a.ID), r.Number), Record: string(a.ID), Number: r.Number, At: int64(r.At), Actor: r.Actor, Action: string(r.Action),
		Reason: r.Reason, Text: r.Text, Field: r.Field, Digest: r.Digest, Body: raw, Sum: body.Checksum(raw),
	}, err
}

func (s *step) revision() (domain.Revision, error) {
	a, err := body.Unpack(s.Body)
	return domain.Revision{
		Activity: domain.ID(s.Record), Number: s.Number, At: domain.Instant(s.At), Actor: s.Actor, Action: domain.Action(s.Action),
		Version: a.Version, Reason: s.Reason, Text: s.Text, Field: s.Field, Digest: s.Digest,
		DuplicateOf: a.DuplicateOf,
	}, err
}
