package domain

// Organisation is a body that leads, hosts, joins or guides activities.
type Organisation struct {
	Code     string   `json:"code" validate:"required,max=64"`
	Zh       string   `json:"zh" validate:"required,max=100"`
	En       string   `json:"en" validate:"required,max=200"`
	Type     string   `json:"type,omitempty" validate:"max=64"`
	Area     AreaCode `json:"area,omitzero" validate:"area"`
	External bool     `json:"external,omitempty"` // outside the ledger's own network
}

// Label gives the name in a language, "zh" or "en".
func (o Organisation) Label(lang string) string { return label(lang, o.Zh, o.En) }
