package domain

import "slices"

// DefaultMinutes is how long an activity must last to count unless its programme says otherwise; the
// closest existing system, PEARS, leaves out sessions under 20 minutes.
const DefaultMinutes Minutes = 20

// Programme is a lasting plan that owns activities. Its kinds, days, areas, least minutes and owners are its
// counting terms: they are fixed once it has records (decision 0007).
type Programme struct {
	Code       string     `json:"code" validate:"required,max=64"`
	Zh         string     `json:"zh" validate:"required,max=100"`
	En         string     `json:"en" validate:"required,max=100"`
	Purpose    string     `json:"purpose,omitempty" validate:"max=1000"`
	Kinds      []Kind     `json:"kinds,omitempty" validate:"max=3,dive,oneof=session visit drive"` // empty: all
	From       Date       `json:"from,omitzero" validate:"date"`
	To         Date       `json:"to,omitzero" validate:"date"`                               // exclusive; zero: goes on
	Areas      []AreaCode `json:"areas,omitempty" validate:"max=4000"`                       // aimed at; empty: everywhere
	MinMinutes Minutes    `json:"min_minutes,omitempty" validate:"max=100000"`               // 0: DefaultMinutes
	Owners     []string   `json:"owners,omitempty" validate:"max=1000,dive,required,max=64"` // leads that own a count here; empty: any
}

// Label gives the name in a language, "zh" or "en".
func (p Programme) Label(lang string) string { return label(lang, p.Zh, p.En) }

// MinimumMinutes gives the least minutes of an activity that counts.
func (p Programme) MinimumMinutes() Minutes {
	if p.MinMinutes > 0 {
		return p.MinMinutes
	}
	return DefaultMinutes
}

// Takes says whether an activity of a kind, on a day, belongs to the programme. Areas is where the
// programme aims, not a bound: work elsewhere still counts.
func (p Programme) Takes(k Kind, day Date, _ Placement) bool {
	return in(p.Kinds, k) && Period{p.From, p.To}.Contains(day)
}

// OtherTerms gives the counting terms in which two programmes differ, as JSON Pointers.
func (p Programme) OtherTerms(o Programme) []string {
	var differ []string
	for _, term := range []struct {
		pointer string
		same    bool
	}{
		{"/from", p.From == o.From},
		{"/to", p.To == o.To},
		{"/min_minutes", p.MinimumMinutes() == o.MinimumMinutes()},
		{"/kinds", slices.Equal(p.Kinds, o.Kinds)},
		{"/owners", slices.Equal(p.Owners, o.Owners)},
	} {
		if !term.same {
			differ = append(differ, term.pointer)
		}
	}
	return differ
}

// Between gives the days that only one of two programmes takes, for its end alone; they end on different days.
func (p Programme) Between(o Programme) Period {
	if p.To == 0 || o.To != 0 && o.To < p.To {
		p, o = o, p
	}
	return Period{p.To, o.To}
}

// Campaign is a dated drive inside or across programmes; names, days and slogans change yearly.
type Campaign struct {
	Code       string   `json:"code" validate:"required,max=64"`
	Zh         string   `json:"zh" validate:"required,max=100"`
	En         string   `json:"en" validate:"required,max=200"`
	Slogan     string   `json:"slogan,omitempty" validate:"max=200"`
	From       Date     `json:"from,omitzero" validate:"date"`
	To         Date     `json:"to,omitzero" validate:"date"` // exclusive
	Programmes []string `json:"programmes,omitempty" validate:"max=100,dive,required,max=64"`
}

// Label gives the name in a language, "zh" or "en".
func (c Campaign) Label(lang string) string { return label(lang, c.Zh, c.En) }

func label(lang, zh, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return zh
}
