package domain

import (
	"cmp"
	"slices"
	"strconv"
)

// Waiting is a record that waits for review, by what queues are sorted by.
type Waiting struct {
	ID        ID
	Revision  int64
	Since     Instant // when it was submitted
	Area      AreaCode
	Programme string
	Alike     bool // some other record looks like the same event: their Looks are equal
}

// Looks is what two records of one event have in common. As both are of one area and programme, whoever may review
// one may see the other.
type Looks struct {
	Programme string
	Day       Date
	Area      AreaCode
	Place     string
	Topic     string // primary
	Lead      string // code; "" where the lead has none
}

// Looks gives what a version looks like.
func (v *Version) Looks() Looks {
	lead, _ := v.Lead()
	return Looks{v.Programme, v.Date, v.Placed.Area, v.Place, v.PrimaryTopic(), lead.Code}
}

// SentIn lists the states of versions that are compared by their looks: drafts may yet become anything, and what is
// void is no event.
func SentIn() []Status { return []Status{Submitted, Returned, Approved} }

// What a reviewer is told of: starting values, to be set by programme once there is experience.
const (
	longestMinutes       Minutes     = 8 * 60
	largestEstimate      PersonTimes = 1000
	attendancePerHelper  PersonTimes = 150
	copiesPerAttendance  Copies      = 3
	promptDays                       = 30
	findingKeyOfReviewer             = "rule.review."
)

// CheckRecord gives what the rules find in a submitted record, sorted by field and rule: those of its content
// (CheckContent), and those that ask about its programme, its delay, and whether another record looks alike.
func (b *RuleBook) CheckRecord(a *Activity, alike bool, cat *Catalogue, today Date) []Finding {
	found := b.CheckContent(&a.Content, cat, today)
	add := func(no int, pointer string, params ...any) {
		if r, ok := b.rules[no]; ok && !r.Off {
			found = append(found, Finding{no, r.Grade, FaultAt(pointer, findingKeyOfReviewer+strconv.Itoa(no), params...)})
		}
	}
	if alike {
		add(RuleAlike, "")
	}
	if len(a.Evidence) == 0 {
		add(26, "/evidence")
	}
	checkTimes(a, cat, add)
	checkHeads(a, add)
	checkDrive(&a.Content, add)
	slices.SortStableFunc(found, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(x.Fault.Pointer, y.Fault.Pointer), cmp.Compare(x.Rule, y.Rule))
	})
	return found
}

// checkTimes is rules 13, 33, 34 and 47.
func checkTimes(a *Activity, cat *Catalogue, add func(no int, pointer string, params ...any)) {
	if p, err := cat.Programme(a.Programme); err == nil {
		if !(Period{p.From, p.To}).Contains(a.Date) {
			add(13, "/date", "Value", a.Date.String())
		}
		if a.Minutes < p.MinimumMinutes() {
			add(33, "/minutes", "Value", int64(a.Minutes), "Limit", int64(p.MinimumMinutes()))
		}
	}
	if a.Minutes > longestMinutes {
		add(34, "/minutes", "Value", int64(a.Minutes), "Limit", int64(longestMinutes))
	}
	if a.SubmittedAt == 0 || a.Date == 0 {
		return
	}
	if days := a.SubmittedAt.Day().DaysSince(max(a.Date, a.EndDate)); days > promptDays {
		add(47, "/date", "Value", days, "Limit", promptDays)
	}
}

// checkHeads is rules 38, 39 and 40.
func checkHeads(a *Activity, add func(no int, pointer string, params ...any)) {
	if a.CountBasis == Estimated && a.Attendance > largestEstimate {
		add(38, "/attendance", "Value", int64(a.Attendance), "Limit", int64(largestEstimate))
	}
	helpers := PersonTimes(len(a.Volunteers))
	if a.Kind != KindDrive && helpers > 0 && a.Attendance > attendancePerHelper*helpers {
		add(39, "/volunteers", "Value", int64(a.Attendance/helpers), "Limit", int64(attendancePerHelper))
	}
	if a.Attendance > 0 && int64(a.Materials) > int64(copiesPerAttendance)*int64(a.Attendance) {
		add(40, "/materials", "Value", int64(a.Materials), "Limit", int64(copiesPerAttendance))
	}
}

// checkDrive is rules 16 and 17.
func checkDrive(c *Content, add func(no int, pointer string, params ...any)) {
	if c.Drive == nil {
		return
	}
	if c.Drive.PoliceUnit == "" && !slices.ContainsFunc(c.Organisations, func(p Party) bool { return p.Role == RolePolice }) {
		add(16, "/drive/police_unit")
	}
	if c.Drive.School != "" && c.Drive.Campus == "" && c.Drive.ApprovalNo == "" {
		add(17, "/drive/approval_no")
	}
}

// RuleAlike is the number of the rule about another record that looks alike.
const RuleAlike = 18

// Grade gives the grade of a rule in force; "" for one that is off or unknown.
func (b *RuleBook) Grade(no int) Grade {
	if r, ok := b.rules[no]; ok && !r.Off {
		return r.Grade
	}
	return ""
}

// Grades lists the grades from worst.
func Grades() []Grade { return []Grade{GradeB, GradeA, GradeW, GradeI} }

// Worse says how grades sort from worst; "", which is no finding, comes last.
func (g Grade) Worse(o Grade) int { return g.rank() - o.rank() }

func (g Grade) rank() int {
	if at := slices.Index(Grades(), g); at >= 0 {
		return at
	}
	return len(Grades())
}

// Worst gives the worst grade of findings, "" where there are none.
func Worst(findings []Finding) (worst Grade) {
	for _, f := range findings {
		if f.Grade.Worse(worst) < 0 {
			worst = f.Grade
		}
	}
	return worst
}

// Hindering gives the faults of the findings that block an approval nobody has thought about.
func Hindering(findings []Finding) []Fault {
	var faults []Fault
	for _, f := range findings {
		if f.Grade == GradeA || f.Grade == GradeB {
			faults = append(faults, f.Fault)
		}
	}
	return faults
}
