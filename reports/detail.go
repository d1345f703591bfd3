package reports

import "outreach/domain"

// A detail is a column that R1 prints only where it is asked to and that a table may have besides: what only a session, a visit or a
// drive has, so that records of every kind can be made of rows. A record without that part has a blank there, and a
// blank or 0 makes none.
type detail struct {
	input
	form  form
	value func(*run, *domain.Content) cell
}

// details are the columns of the three kinds, in the order in which forms have them.
func details() []detail {
	return []detail{
		wordOf("lecturer", "/session/lecturer", "", sessionOf, func(s *domain.SessionPart) *string { return &s.Lecturer }),
		wordOf("language", "/session/language", "language", sessionOf, func(s *domain.SessionPart) *string { return &s.Language }),
		wordOf("visit_mode", "/visit/mode", "visit_mode", visitOf, func(v *domain.VisitPart) *string { return &v.Mode }),
		wordOf("street", "/visit/street", "", visitOf, func(v *domain.VisitPart) *string { return &v.Street }),
		wordOf("community", "/visit/community", "", visitOf, func(v *domain.VisitPart) *string { return &v.Community }),
		numberOf("knocked", "/visit/households/knocked", visitOf, func(v *domain.VisitPart) *domain.Households { return &v.Households.Knocked }),
		numberOf("opened", "/visit/households/answered", visitOf, func(v *domain.VisitPart) *domain.Households { return &v.Households.Answered }),
		numberOf("talked", "/visit/households/talked", visitOf, func(v *domain.VisitPart) *domain.Households { return &v.Households.Talked }),
		numberOf("refused", "/visit/households/refused", visitOf, func(v *domain.VisitPart) *domain.Households { return &v.Households.Refused }),
		wordOf("campus", "/drive/campus", "", driveOf, func(d *domain.DrivePart) *string { return &d.Campus }),
		wordOf("school", "/drive/school", "", driveOf, func(d *domain.DrivePart) *string { return &d.School }),
		wordOf("police", "/drive/police_unit", "", driveOf, func(d *domain.DrivePart) *string { return &d.PoliceUnit }),
		numberOf("officers", "/drive/officers", driveOf, func(d *domain.DrivePart) *domain.PersonTimes { return &d.Officers }),
		numberOf("students", "/drive/students", driveOf, func(d *domain.DrivePart) *domain.PersonTimes { return &d.Students }),
		numberOf("staff", "/drive/staff", driveOf, func(d *domain.DrivePart) *domain.PersonTimes { return &d.Staff }),
		numberOf("pledges", "/drive/pledges", driveOf, func(d *domain.DrivePart) *domain.Count { return &d.Pledges }),
		numberOf("entrants", "/drive/quiz_entrants", driveOf, func(d *domain.DrivePart) *domain.PersonTimes { return &d.Entrants }),
		wordOf("approval_no", "/drive/approval_no", "", driveOf, func(d *domain.DrivePart) *string { return &d.ApprovalNo }),
	}
}

func sessionOf(c *domain.Content) **domain.SessionPart { return &c.Session }
func visitOf(c *domain.Content) **domain.VisitPart     { return &c.Visit }
func driveOf(c *domain.Content) **domain.DrivePart     { return &c.Drive }

// own gives a content a part of its own to change; the one it had belongs to others too.
func own[P any](at **P) *P {
	var p P
	if *at != nil {
		p = **at
	}
	*at = &p
	return &p
}

func wordOf[P any](key, pointer, list string, of func(*domain.Content) **P, at func(*P) *string) detail {
	read := func(rd *reader, c *domain.Content, s string) string {
		if list != "" {
			code, ok := rd.code(list, s)
			if !ok {
				return "fault.report.label"
			}
			s = code
		}
		if s != "" || *of(c) != nil {
			*at(own(of(c))) = s
		}
		return ""
	}
	return detail{input{key, pointer, read}, asText, func(r *run, c *domain.Content) cell {
		p := *of(c)
		switch {
		case p == nil:
			return cell{}
		case list != "":
			return words(r.term(list, *at(p)))
		}
		return words(*at(p))
	}}
}

func numberOf[P any, N ~int64](key, pointer string, of func(*domain.Content) **P, at func(*P) *N) detail {
	read := counted(func(c *domain.Content, n int64) {
		if n != 0 || *of(c) != nil {
			*at(own(of(c))) = N(n)
		}
	})
	return detail{input{key, pointer, read}, asWhole, func(_ *run, c *domain.Content) cell {
		if p := *of(c); p != nil {
			return whole(int64(*at(p)))
		}
		return cell{}
	}}
}

// readFields are the columns that a table may have: R1's and those that it prints where it is asked to.
func readFields() []field[activityRow] { return append(activityFields(), moreFields()...) }

// moreFields are the columns that R1 prints only where they are asked for: the details, and who did what when.
func moreFields() []field[activityRow] {
	var list []field[activityRow]
	for _, p := range details() {
		list = append(list, field[activityRow]{col(p.key, p.form, 14), func(r *run, a *activityRow) cell { return p.value(r, &a.Content) }})
	}
	person := func(key string, id func(*activityRow) string) field[activityRow] {
		return field[activityRow]{col(key, asText, 14), func(r *run, a *activityRow) cell { return words(r.person(id(a))) }}
	}
	on := func(key string, at func(*activityRow) domain.Instant) field[activityRow] {
		return field[activityRow]{col(key, asDate, 12), func(_ *run, a *activityRow) cell {
			if i := at(a); i != 0 {
				return day(i.Day())
			}
			return cell{}
		}}
	}
	return append(list,
		person("recorded_by", func(a *activityRow) string { return a.Author }),
		on("recorded_on", func(a *activityRow) domain.Instant { return a.CreatedAt }),
		on("changed_on", func(a *activityRow) domain.Instant { return a.UpdatedAt }),
		on("submitted_on", func(a *activityRow) domain.Instant { return a.SubmittedAt }),
		person("decided_by", func(a *activityRow) string { return a.DecidedBy }),
		on("decided_on", func(a *activityRow) domain.Instant { return a.DecidedAt }),
	)
}

// readInputs are the columns that are taken over, in an order in which each may lean on those before.
func readInputs() []input {
	list := inputs()
	for _, p := range details() {
		list = append(list, p.input)
	}
	return list
}
