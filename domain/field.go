package domain

import (
	"strconv"
	"strings"
)

// field is a value of a content with its JSON Pointer.
type field[T any] struct {
	pointer string
	value   T
}

// escapePointer escapes a map key for a JSON Pointer (RFC 6901).
func escapePointer(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

// numbers lists every number of a content.
func (c *Content) numbers() []field[int64] {
	list := []field[int64]{
		{"/minutes", int64(c.Minutes)}, {"/attendance", int64(c.Attendance)}, {"/materials", int64(c.Materials)}, {"/staff", int64(c.Staff)},
	}
	for code, heads := range c.Audiences {
		list = append(list, field[int64]{"/audiences/" + escapePointer(code), int64(heads)})
	}
	for i, v := range c.Volunteers {
		list = append(list, field[int64]{"/volunteers/" + strconv.Itoa(i) + "/minutes", int64(v.Minutes)})
	}
	for i, r := range c.Online {
		list = append(list, field[int64]{"/online/" + strconv.Itoa(i) + "/value", int64(r.Value)})
	}
	return append(list, c.partNumbers()...)
}

func (c *Content) partNumbers() []field[int64] {
	var list []field[int64]
	if s := c.Session; s != nil {
		list = append(list, field[int64]{"/session/sitting", int64(s.Sitting)}, field[int64]{"/session/questions", int64(s.Questions)})
		if q := s.Quiz; q != nil {
			list = append(list, field[int64]{"/session/quiz/pre_n", int64(q.PreN)}, field[int64]{"/session/quiz/post_n", int64(q.PostN)})
		}
		if q := s.Satisfaction; q != nil {
			list = append(list, field[int64]{"/session/satisfaction/asked", int64(q.Asked)},
				field[int64]{"/session/satisfaction/answered", int64(q.Answered)}, field[int64]{"/session/satisfaction/satisfied", int64(q.Satisfied)})
		}
	}
	if v := c.Visit; v != nil {
		h := v.Households
		list = append(list, field[int64]{"/visit/elderly", int64(v.Elderly)}, field[int64]{"/visit/households/knocked", int64(h.Knocked)},
			field[int64]{"/visit/households/answered", int64(h.Answered)}, field[int64]{"/visit/households/talked", int64(h.Talked)},
			field[int64]{"/visit/households/refused", int64(h.Refused)}, field[int64]{"/visit/households/revisited", int64(h.Revisited)})
		for code, n := range v.Help {
			list = append(list, field[int64]{"/visit/help/" + escapePointer(code), int64(n)})
		}
	}
	if d := c.Drive; d != nil {
		list = append(list, field[int64]{"/drive/officers", int64(d.Officers)}, field[int64]{"/drive/students", int64(d.Students)},
			field[int64]{"/drive/staff", int64(d.Staff)}, field[int64]{"/drive/pledges", int64(d.Pledges)}, field[int64]{"/drive/quiz_entrants", int64(d.Entrants)})
	}
	return list
}

// texts lists the free texts of a content, where personal data could be written.
func (c *Content) texts() []struct{ pointer, text string } {
	type text = struct{ pointer, text string }
	list := []text{
		{"/title", c.Title}, {"/place", c.Place}, {"/venue_text", c.VenueText}, {"/notes", c.Notes},
	}
	for i, p := range c.Organisations {
		list = append(list, text{"/organisations/" + strconv.Itoa(i) + "/name", p.Name})
	}
	if c.Visit != nil {
		list = append(list, text{"/visit/street", c.Visit.Street}, text{"/visit/community", c.Visit.Community})
	}
	if c.Drive != nil {
		list = append(list, text{"/drive/school", c.Drive.School}, text{"/drive/police_unit", c.Drive.PoliceUnit})
	}
	return list
}

// code is a coded value with its vocabulary.
type code struct{ pointer, list, value string }

// codes lists the values of a content that must stand in a vocabulary.
func (c *Content) codes() []code {
	list := []code{
		{"/venue", "venue", c.Venue}, {"/form", "form", c.Form}, {"/count_method", "count_method", c.CountMethod},
	}
	for i, t := range c.Topics {
		list = append(list, code{"/topics/" + strconv.Itoa(i), "topic", t})
	}
	for a := range c.Audiences {
		list = append(list, code{"/audiences/" + escapePointer(a), "audience", a})
	}
	for i, p := range c.Organisations {
		list = append(list, code{"/organisations/" + strconv.Itoa(i) + "/role", "role", p.Role})
	}
	for i, r := range c.Online {
		at := "/online/" + strconv.Itoa(i)
		list = append(list, code{at + "/platform", "platform", r.Platform}, code{at + "/metric", "metric", r.Metric})
	}
	for i, e := range c.Evidence {
		at := "/evidence/" + strconv.Itoa(i)
		list = append(list, code{at + "/kind", "evidence_kind", e.Kind}, code{at + "/consent", "consent", e.Consent})
	}
	if c.Session != nil {
		list = append(list, code{"/session/language", "language", c.Session.Language})
	}
	if c.Visit != nil {
		list = append(list, code{"/visit/mode", "visit_mode", c.Visit.Mode})
		for h := range c.Visit.Help {
			list = append(list, code{"/visit/help/" + escapePointer(h), "help", h})
		}
	}
	return list
}

// checkCodes is rule 6: every code stands in its list on the record's day.
func checkCodes(in *inspection) {
	c, cat := in.c, in.cat
	day := c.Date
	if day == 0 {
		day = in.today
	}
	for _, v := range c.codes() {
		if v.value != "" && !cat.Vocabularies[v.list].Active(v.value, day) {
			in.add(6, v.pointer, "Value", v.value)
		}
	}
	for _, r := range []struct {
		pointer, value string
		find           func(string) error
	}{
		{"/programme", c.Programme, func(s string) error { _, err := cat.Programme(s); return err }},
		{"/campaign", c.Campaign, func(s string) error { _, err := cat.Campaign(s); return err }},
		{"/drive/campus", c.Campus(), func(s string) error { _, err := cat.Campuses.ByCode(s); return err }},
	} {
		if r.value != "" && r.find(r.value) != nil {
			in.add(6, r.pointer, "Value", r.value)
		}
	}
	for i, p := range c.Organisations {
		if p.Code == "" {
			continue
		}
		if o, err := cat.Organisation(p.Code); err != nil || !o.ValidOn(day) {
			in.add(6, "/organisations/"+strconv.Itoa(i)+"/code", "Value", p.Code)
		}
	}
}
