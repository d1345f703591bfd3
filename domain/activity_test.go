package domain_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"outreach/domain"
)

// activity gives an education session in Luohu by li, fit to count.
func activity(status domain.Status) domain.Activity {
	return domain.Activity{
		ID: "01834000-0000-7000-8000-000000000001", Author: "li", Trail: domain.Trail{CreatedAt: 1, UpdatedAt: 1},
		Version: domain.Version{
			Placed: luohu(), Status: status, Revision: 1, Verdict: domain.Verdict{Fit: true},
			Content: domain.Content{
				Kind: domain.KindSession, Programme: "xinghai", Title: "Class", Place: "Guiyuan", Date: 20220915, Minutes: 60, Delivery: domain.InPerson,
				Form: "lecture", Venue: "community", Campaign: "month2022", CountBasis: domain.Counted, Topics: []string{"fraud", "loans"}, Attendance: 45, Materials: 40,
				Audiences:     map[string]domain.PersonTimes{"elderly": 30, "minor": 2, "univ_student": 5, "farmer": 0},
				Organisations: []domain.Party{{Code: "bank", Role: "host"}, {Code: "antgroup", Role: domain.RoleLead}},
				Volunteers:    []domain.TurnOut{{Code: "v1", Minutes: 90}, {Code: "v2", Minutes: 60}}, Session: &domain.SessionPart{Questions: 7},
			},
		},
	}
}

func TestIDsAreUUIDv7InCanonicalForm(t *testing.T) {
	for _, s := range []string{"01834000-0000-7000-8000-000000000001", "ffffffff-ffff-7fff-bfff-ffffffffffff", "00000000-0000-7000-9000-00000000000a", "00000000-0000-7000-a000-000000000000"} {
		if id, err := domain.ParseID(s); err != nil || string(id) != s {
			t.Errorf("%s: %s (%v)", s, id, err)
		}
	}
	for _, s := range []string{
		"", "x", "01834000-0000-4000-8000-000000000001", "01834000-0000-7000-c000-000000000001", "01834000-0000-7000-7000-000000000001", "01834000-0000-7000-8000-00000000000A",
		"01834000-0000-7000-8000-00000000000g", "01834000000070008000000000000001", "{01834000-0000-7000-8000-000000000001}", "01834000-0000-7000-8000_000000000001",
		"01834000-0000-7000-8000-0000000000011", "01834000 0000-7000-8000-000000000001", "01834000-0000 7000-8000-000000000001", "01834000-0000-7000 8000-000000000001",
	} {
		id, err := domain.ParseID(s)
		if domain.CodeOf(err) != domain.Invalid || id != "" {
			t.Errorf("%q: %q (%v)", s, id, err)
		}
	}
}

func TestOneLeadOwnsTheCount(t *testing.T) {
	for _, c := range []struct {
		roles []string
		want  string
	}{{nil, ""}, {[]string{"host"}, ""}, {[]string{"host", "lead"}, "1"}, {[]string{"lead", "police"}, "0"}, {[]string{"lead", "host", "lead"}, ""}} {
		var content domain.Content
		for i, role := range c.roles {
			content.Organisations = append(content.Organisations, domain.Party{Code: string(rune('0' + i)), Role: role})
		}
		if lead, ok := content.Lead(); lead.Code != c.want || ok != (c.want != "") {
			t.Errorf("%v: %v %v", c.roles, lead, ok)
		}
	}
}

func TestSumsOfEachKind(t *testing.T) {
	session := activity(domain.Approved)
	visit := domain.Content{Kind: domain.KindVisit, Attendance: 18, Audiences: map[string]domain.PersonTimes{"elderly": 4}, Visit: &domain.VisitPart{Households: domain.HouseholdCounts{Knocked: 20, Talked: 12}}}
	counted := visit
	counted.Visit = &domain.VisitPart{Elderly: 9}
	drive := domain.Content{Kind: domain.KindDrive, Attendance: 820, Audiences: map[string]domain.PersonTimes{"univ_student": 1}, Drive: &domain.DrivePart{Campus: "4144010590", Students: 800, Officers: 4}}
	for _, c := range []struct {
		content domain.Content
		want    domain.Sums
	}{
		{domain.Content{}, domain.Sums{Activities: 1}},
		{session.Content, domain.Sums{Activities: 1, Attendance: 45, Elderly: 30, Minors: 2, Students: 5, Volunteers: 2, VolunteerMinutes: 150, Materials: 40, Questions: 7}},
		{visit, domain.Sums{Activities: 1, Attendance: 18, Elderly: 4, Households: 12}},
		{counted, domain.Sums{Activities: 1, Attendance: 18, Elderly: 9}},
		{drive, domain.Sums{Activities: 1, Attendance: 820, Students: 800, Officers: 4}},
	} {
		if diff := cmp.Diff(c.want, c.content.Sums()); diff != "" {
			t.Errorf("%s: %s", c.content.Kind, diff)
		}
	}
	if session.PrimaryTopic() != "fraud" || visit.PrimaryTopic() != "" || session.Campus() != "" || drive.Campus() != "4144010590" {
		t.Error("topic or campus")
	}
	if len(domain.Kinds()) != 3 {
		t.Error(domain.Kinds())
	}
}

func TestAbsentFieldsAreLeftOutOfTheJSON(t *testing.T) {
	raw, err := json.Marshal(domain.Content{Kind: domain.KindVisit})
	if want := `{"kind":"visit","programme":"","title":"","minutes":0,"delivery":"","attendance":0}`; err != nil || string(raw) != want {
		t.Errorf("%s (%v)", raw, err)
	}
	want := activity(domain.Draft).Content
	var got domain.Content
	raw, err = json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHeadsAreWhatTheMeasuresOfTheSameNamesCount(t *testing.T) {
	visit := domain.Content{Audiences: map[string]domain.PersonTimes{"elderly": 4, "farmer": 3}, Visit: &domain.VisitPart{Elderly: 9}}
	drive := domain.Content{Drive: &domain.DrivePart{Students: 800}}
	session := activity(domain.Approved).Content
	for _, c := range []struct {
		content domain.Content
		want    map[string]domain.PersonTimes
	}{
		{domain.Content{}, map[string]domain.PersonTimes{}},
		{drive, map[string]domain.PersonTimes{"univ_student": 800}},
		{visit, map[string]domain.PersonTimes{"elderly": 9, "farmer": 3}},
		{session, map[string]domain.PersonTimes{"elderly": 30, "minor": 2, "univ_student": 5}},
	} {
		if diff := cmp.Diff(c.want, c.content.Heads()); diff != "" {
			t.Error(diff)
		}
	}
	if visit.Audiences["elderly"] != 4 || len(session.Audiences) != 4 {
		t.Error("asking changed the record")
	}
}
