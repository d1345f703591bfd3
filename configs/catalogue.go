package configs

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"

	"outreach/domain"
)

//go:embed data/vocabularies.json data/programmes.json data/campaigns.json data/organisations.json data/figures.json data/headings.json
var catalogueFiles embed.FS

// Catalogue gives what a new ledger can name: the vocabularies, programmes, campaigns and organisations of
// the data files. Organisations marked as a demonstration are made up.
func Catalogue() (domain.Catalogue, error) {
	var c domain.Catalogue
	var err error
	if c.Vocabularies, err = indexed("vocabularies", func(v domain.Vocabulary) string { return v.Name }); err != nil {
		return c, err
	}
	if c.Programmes, err = indexed("programmes", func(p domain.Programme) string { return p.Code }); err != nil {
		return c, err
	}
	if c.Campaigns, err = indexed("campaigns", func(v domain.Campaign) string { return v.Code }); err != nil {
		return c, err
	}
	if c.Organisations, err = indexed("organisations", func(o domain.Organisation) string { return o.Code }); err != nil {
		return c, err
	}
	err = decode("figures", &c.Figures)
	return c, err
}

// Figures gives the rounding words and large units of a language, "zh" or "en".
func Figures(lang string) (domain.FigureWords, error) {
	words := map[string]domain.FigureWords{}
	if err := decode("figures", &words); err != nil {
		return domain.FigureWords{}, err
	}
	w, ok := words[lang]
	if !ok {
		return w, fmt.Errorf("data/figures.json: no language %q", lang)
	}
	return w, nil
}

func indexed[T any](name string, key func(T) string) (map[string]T, error) {
	var list []T
	if err := decode(name, &list); err != nil {
		return nil, err
	}
	m := make(map[string]T, len(list))
	for _, v := range list {
		if _, twice := m[key(v)]; twice {
			return nil, fmt.Errorf("data/%s.json: %q stands twice", name, key(v))
		}
		m[key(v)] = v
	}
	return m, nil
}

// decode reads an embedded file strictly: a misspelt field is an error, not silence.
func decode(name string, into any) error {
	path := "data/" + name + ".json"
	raw, err := catalogueFiles.ReadFile(path)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
