package domain

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// Grade says what a finding stops: B blocks submit, A blocks approval, W wants an explanation, I informs.
type Grade string

// The grades, from strictest.
const (
	GradeB Grade = "B"
	GradeA Grade = "A"
	GradeW Grade = "W"
	GradeI Grade = "I"
)

// Rule is a data-quality rule as its data file states it: number, grade, whether it is on, and, for rule
// 63, the patterns of personal data. The text is the message "rule.<no>".
type Rule struct {
	No       int       `json:"no"`
	Grade    Grade     `json:"grade"`
	Off      bool      `json:"off,omitempty"`
	Patterns []Pattern `json:"patterns,omitempty"`
}

// Pattern is a regular expression, in the subset that Go and browsers share, of text that must not be
// written down; Kinds restricts it to some kinds of activity (empty: all).
type Pattern struct {
	Name    string `json:"name"`
	Pattern string `json:"pattern"`
	Kinds   []Kind `json:"kinds,omitempty"`
}

// RuleBook is the set of rules in force, ready to check with; immutable.
type RuleBook struct {
	rules    map[int]Rule
	patterns []compiledPattern
}

type compiledPattern struct {
	Pattern
	re *regexp.Regexp
}

// NewRuleBook makes a RuleBook; a pattern that does not compile is an error.
func NewRuleBook(rules []Rule) (*RuleBook, error) {
	b := &RuleBook{rules: make(map[int]Rule, len(rules))}
	for _, r := range rules {
		b.rules[r.No] = r
		for _, p := range r.Patterns {
			re, err := regexp.Compile(p.Pattern)
			if err != nil {
				return nil, fmt.Errorf("rule %d, pattern %s: %w", r.No, p.Name, err)
			}
			b.patterns = append(b.patterns, compiledPattern{p, re})
		}
	}
	return b, nil
}

// Finding is what a rule found at one field.
type Finding struct {
	Rule  int
	Grade Grade
	Fault Fault
}

// Blocking gives the faults of the findings that block a submit.
func Blocking(findings []Finding) []Fault {
	var faults []Fault
	for _, f := range findings {
		if f.Grade == GradeB {
			faults = append(faults, f.Fault)
		}
	}
	return faults
}

// CheckContent runs every rule that needs only the record and its catalogue, as on the day today, and gives all
// findings sorted by field and rule. The server runs it at submit, the importer at preview, and the
// browser runs its twin against the same vectors.
func (b *RuleBook) CheckContent(c *Content, cat *Catalogue, today Date) []Finding {
	in := &inspection{book: b, c: c, cat: cat, today: today}
	for _, check := range []func(*inspection){
		checkRequired, checkDates, checkNumbers, checkAttendance, checkCodes, checkParts, checkSubgroups,
		checkChains, checkArea, checkLead, checkBasis, checkOnline, checkOther, checkPersonal, checkQuiz,
	} {
		check(in)
	}
	slices.SortStableFunc(in.found, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(x.Fault.Pointer, y.Fault.Pointer), cmp.Compare(x.Rule, y.Rule))
	})
	return in.found
}

// inspection is one run over one content.
type inspection struct {
	book  *RuleBook
	c     *Content
	cat   *Catalogue
	today Date
	found []Finding
}

func (in *inspection) add(rule int, pointer string, params ...any) {
	r, ok := in.book.rules[rule]
	if !ok || r.Off {
		return
	}
	in.found = append(in.found, Finding{rule, r.Grade, FaultAt(pointer, "rule."+strconv.Itoa(rule), params...)})
}

// checkRequired is rule 1 of the common fields.
func checkRequired(in *inspection) {
	c := in.c
	for _, f := range []struct {
		pointer string
		empty   bool
	}{
		{"/programme", c.Programme == ""},
		{"/title", c.Title == ""},
		{"/date", c.Date == 0},
		{"/minutes", c.Minutes == 0},
		{"/area", c.Area == 0},
		{"/delivery", c.Delivery == ""},
		{"/form", c.Form == ""},
		{"/venue", c.Venue == "" && c.Delivery == InPerson},
		{"/topics", len(c.Topics) == 0},
		{"/place", c.Place == "" && c.Delivery == InPerson},
	} {
		if f.empty {
			in.add(1, f.pointer)
		}
	}
}

// checkParts is rule 1 of every organisation and of what each kind needs of its own, and refuses a part of
// another kind.
func checkParts(in *inspection) {
	c := in.c
	parts := map[Kind]bool{KindSession: c.Session != nil, KindVisit: c.Visit != nil, KindDrive: c.Drive != nil}
	for _, k := range Kinds() {
		if parts[k] && k != c.Kind {
			in.add(6, "/"+string(k), "Value", string(k))
		}
	}
	for i, p := range c.Organisations {
		if p.Code == "" && p.Name == "" {
			in.add(1, "/organisations/"+strconv.Itoa(i)+"/name")
		}
	}
	switch c.Kind {
	case KindVisit:
		if c.Visit == nil || c.Visit.Mode == "" {
			in.add(1, "/visit/mode")
		}
	case KindDrive:
		if c.Drive == nil || c.Drive.Campus == "" && c.Drive.School == "" {
			in.add(1, "/drive/campus")
		}
	case KindSession:
	}
}

// checkDates is rules 2 and 3.
func checkDates(in *inspection) {
	c := in.c
	if c.Date > in.today {
		in.add(2, "/date", "Value", c.Date.String(), "Limit", in.today.String())
	}
	if c.EndDate > in.today {
		in.add(2, "/end_date", "Value", c.EndDate.String(), "Limit", in.today.String())
	}
	if c.EndDate != 0 && c.EndDate < c.Date {
		in.add(3, "/end_date", "Value", c.EndDate.String(), "Limit", c.Date.String())
	}
}

// checkNumbers is rule 4: no number is negative. Numbers that are not whole never reach here: decoding
// refuses them.
func checkNumbers(in *inspection) {
	for _, n := range in.c.numbers() {
		if n.value < 0 {
			in.add(4, n.pointer, "Value", n.value)
		}
	}
}

// checkAttendance is rule 5: a held activity has somebody present.
func checkAttendance(in *inspection) {
	if in.c.Attendance == 0 {
		in.add(5, "/attendance")
	}
}

// checkSubgroups is rule 7: an "of which" is never more than the whole.
func checkSubgroups(in *inspection) {
	c := in.c
	over := func(pointer string, part PersonTimes) {
		if part > c.Attendance {
			in.add(7, pointer, "Value", int64(part), "Limit", int64(c.Attendance))
		}
	}
	for code, heads := range c.Audiences {
		over("/audiences/"+escapePointer(code), heads)
	}
	if c.Visit != nil {
		over("/visit/elderly", c.Visit.Elderly)
	}
	if c.Drive != nil {
		over("/drive/students", c.Drive.Students)
		over("/drive/staff", c.Drive.Staff)
	}
}

// checkChains is rules 8 and 9: each step of a chain is at most the one before.
func checkChains(in *inspection) {
	if v := in.c.Visit; v != nil {
		h := v.Households
		if h.Talked > h.Answered {
			in.add(8, "/visit/households/talked", "Value", int64(h.Talked), "Limit", int64(h.Answered))
		}
		if h.Answered > h.Knocked {
			in.add(8, "/visit/households/answered", "Value", int64(h.Answered), "Limit", int64(h.Knocked))
		}
	}
	if s := in.c.Session; s != nil && s.Satisfaction != nil {
		q := s.Satisfaction
		if q.Satisfied > q.Answered {
			in.add(9, "/session/satisfaction/satisfied", "Value", int64(q.Satisfied), "Limit", int64(q.Answered))
		}
		if q.Answered > q.Asked {
			in.add(9, "/session/satisfaction/answered", "Value", int64(q.Answered), "Limit", int64(q.Asked))
		}
	}
}

// checkArea is rule 10: the area exists on the day and may hold records.
func checkArea(in *inspection) {
	c := in.c
	if c.Area == 0 || c.Date == 0 {
		return
	}
	if _, err := in.cat.Gazetteer.Place(c.Area, c.Date); err != nil {
		in.add(10, "/area", "Value", c.Area.String(), "Date", c.Date.String())
	}
}

// checkLead is rule 11: exactly one organisation leads.
func checkLead(in *inspection) {
	if _, ok := in.c.Lead(); !ok {
		in.add(11, "/organisations")
	}
}

// checkBasis is rule 12: the count basis is given, and an estimate says its method.
func checkBasis(in *inspection) {
	if in.c.CountBasis == "" {
		in.add(12, "/count_basis")
	}
	if in.c.CountBasis == Estimated && in.c.CountMethod == "" {
		in.add(12, "/count_method")
	}
}

// checkOnline is rule 56: an online metric names its platform, metric and as-of time.
func checkOnline(in *inspection) {
	for i, r := range in.c.Online {
		at := "/online/" + strconv.Itoa(i)
		if r.Platform == "" {
			in.add(56, at+"/platform")
		}
		if r.Metric == "" {
			in.add(56, at+"/metric")
		}
		if r.AsOf.IsZero() {
			in.add(56, at+"/as_of")
		}
	}
}

// checkOther is rule 62: a code that says "other" comes with words.
func checkOther(in *inspection) {
	t, err := in.cat.Vocabularies["venue"].Find(in.c.Venue)
	if err == nil && t.NeedsText && in.c.VenueText == "" {
		in.add(62, "/venue_text")
	}
}

// checkPersonal is rule 63: no personal name, number or door in free text. The finding names the pattern,
// never the text.
func checkPersonal(in *inspection) {
	for _, t := range in.c.texts() {
		for _, p := range in.book.patterns {
			if (len(p.Kinds) == 0 || slices.Contains(p.Kinds, in.c.Kind)) && p.re.MatchString(t.text) {
				in.add(63, t.pointer, "Other", p.Name)
				break
			}
		}
	}
}

// checkQuiz is rule 65: no more tests after than before; means on the 0–100 scale.
func checkQuiz(in *inspection) {
	if in.c.Session == nil || in.c.Session.Quiz == nil {
		return
	}
	q := in.c.Session.Quiz
	if q.PostN > q.PreN {
		in.add(65, "/session/quiz/post_n", "Value", int64(q.PostN), "Limit", int64(q.PreN))
	}
	for _, m := range []struct {
		pointer string
		mean    float64
	}{{"/session/quiz/pre_mean", q.PreMean}, {"/session/quiz/post_mean", q.PostMean}} {
		if m.mean < 0 || m.mean > 100 {
			in.add(65, m.pointer, "Value", m.mean, "Limit", 100)
		}
	}
}
