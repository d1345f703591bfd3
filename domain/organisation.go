package domain

// Organisation is a body that leads, hosts, joins or guides activities.
type Organisation struct {
	Code     string   `json:"code" validate:"required,max=64"`
	Zh       string   `json:"zh" validate:"required,max=100"`
	En       string   `json:"en" validate:"required,max=200"`
	Type     string   `json:"type,omitempty" validate:"max=64"`
	Area     AreaCode `json:"area,omitzero" validate:"area"`
	External bool     `json:"external,omitempty"` // outside the ledger's own network
	// ValidFrom and ValidTo (exclusive) bound the days on which records may name it; zero: open.
	ValidFrom Date `json:"valid_from,omitzero" validate:"date"`
	ValidTo   Date `json:"valid_to,omitzero" validate:"date"`
}

// Label gives the name in a language, "zh" or "en".
func (o Organisation) Label(lang string) string { return label(lang, o.Zh, o.En) }

// ValidOn says whether records of a day may name the organisation.
func (o Organisation) ValidOn(day Date) bool { return Period{o.ValidFrom, o.ValidTo}.Contains(day) }
