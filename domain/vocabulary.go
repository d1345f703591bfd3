package domain

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
	Tags      []string `json:"tags,omitempty"`
	ValidFrom Date     `json:"valid_from,omitzero" validate:"date"`
	ValidTo   Date     `json:"valid_to,omitzero" validate:"date"` // exclusive
	NeedsText bool     `json:"needs_text,omitempty"`              // such as "other": wants words beside it
}

// Label gives the term in a language, "zh" or "en".
func (t Term) Label(lang string) string { return label(lang, t.Zh, t.En) }

// Vocabulary is a list of terms, in printed order.
type Vocabulary struct {
	Name  string `json:"name" validate:"required,max=64"`
	Terms []Term `json:"terms" validate:"max=1000,dive"`
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
