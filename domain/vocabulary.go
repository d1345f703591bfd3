package domain

import (
	"slices"
	"strconv"
)

// Text gives the messages of one language by key.
type Text interface {
	// Lang gives "zh" or "en".
	Lang() string
	// T gives the message with its placeholders filled; an unknown key comes back as it is.
	T(key string, params map[string]any) string
	// Has says whether there is a message for the key.
	Has(key string) bool
}

// Term is one value of a vocabulary.
type Term struct {
	Code      string   `json:"code" validate:"required,max=64"`
	Zh        string   `json:"zh" validate:"required,max=100"`
	En        string   `json:"en" validate:"required,max=100"`
	Tags      []string `json:"tags,omitempty" validate:"max=20,dive,required,max=64"`
	ValidFrom Date     `json:"valid_from,omitzero" validate:"date"`
	ValidTo   Date     `json:"valid_to,omitzero" validate:"date"` // exclusive
	NeedsText bool     `json:"needs_text,omitempty"`              // such as "other": wants words beside it
	Fixed     bool     `json:"fixed,omitempty"`                   // the program knows the code: it cannot end
}

// Label gives the term in a language, "zh" or "en".
func (t Term) Label(lang string) string { return label(lang, t.Zh, t.En) }

// Vocabulary is a list of terms, in printed order.
type Vocabulary struct {
	Name  string `json:"name" validate:"required,max=64"`
	Terms []Term `json:"terms" validate:"max=1000,dive"`
	// Fixed says that the program itself knows every code of the list: only labels and order can change.
	Fixed bool `json:"fixed,omitempty"`
}

// Find gives a term by code, in use or not; else NotFound.
func (v Vocabulary) Find(code string) (Term, error) {
	for _, t := range v.Terms {
		if t.Code == code {
			return t, nil
		}
	}
	return Term{}, Refuse(NotFound, "error.not_found.term", "Value", code)
}

// Active says whether a code is in use on a day.
func (v Vocabulary) Active(code string, day Date) bool {
	t, err := v.Find(code)
	return err == nil && Period{t.ValidFrom, t.ValidTo}.Contains(day)
}

// Label gives a code's label in a language, or the code itself where it is unknown.
func (v Vocabulary) Label(code, lang string) string {
	t, err := v.Find(code)
	if err != nil {
		return code
	}
	return t.Label(lang)
}

// Marked gives the vocabulary with the marks of what the program knows by its code taken from the built-in one.
func (v Vocabulary) Marked(builtIn Vocabulary) Vocabulary {
	v.Fixed, v.Terms = builtIn.Fixed, slices.Clone(v.Terms)
	for i, t := range v.Terms {
		known, err := builtIn.Find(t.Code)
		v.Terms[i].Fixed = err == nil && known.Fixed
	}
	return v
}

// CheckOver refuses what must not follow a held vocabulary, each at its field: a code that stands twice or is left out
// (records may name it: it ends by a day instead), a new code of an unusual form, a blank label, days that end before they
// begin, and any other change than of labels and order to what the program knows by its code.
func (v Vocabulary) CheckOver(held Vocabulary) []Fault {
	faults := checkNewCode("/name", v.Name, held.Name != "")
	if v.Fixed != held.Fixed {
		faults = append(faults, FaultAt("/fixed", "fault.term.fixed"))
	}
	seen := map[string]bool{}
	for i, t := range v.Terms {
		at := "/terms/" + strconv.Itoa(i)
		was, err := held.Find(t.Code)
		known := err == nil
		faults = append(faults, checkNewCode(at+"/code", t.Code, known)...)
		faults = append(faults, t.check(at)...)
		if seen[t.Code] {
			faults = append(faults, FaultAt(at+"/code", "fault.term.twice", "Value", t.Code))
		}
		if held.Fixed && !known {
			faults = append(faults, FaultAt(at+"/code", "fault.term.fixed"))
		}
		if t.Fixed != was.Fixed {
			faults = append(faults, FaultAt(at+"/fixed", "fault.term.fixed"))
		}
		if held.Fixed || was.Fixed {
			faults = append(faults, t.checkUndated(at)...)
		}
		seen[t.Code] = true
	}
	for _, t := range held.Terms {
		if !seen[t.Code] {
			faults = append(faults, FaultAt("/terms", "fault.term.left_out", "Value", t.Code))
		}
	}
	return faults
}

func (t Term) check(at string) []Fault {
	return append(checkLabels(at, t.Zh, t.En), checkDays(at+"/valid_to", t.ValidFrom, t.ValidTo)...)
}

func (t Term) checkUndated(at string) []Fault {
	var faults []Fault
	if t.ValidFrom != 0 {
		faults = append(faults, FaultAt(at+"/valid_from", "fault.term.fixed"))
	}
	if t.ValidTo != 0 {
		faults = append(faults, FaultAt(at+"/valid_to", "fault.term.fixed"))
	}
	return faults
}
