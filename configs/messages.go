package configs

import (
	"embed"
	"encoding/json"
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"outreach/domain"
)

//go:embed messages/zh.json messages/en.json
var messageFiles embed.FS

// Messages are the sentences, headings and labels of every language the ledger speaks. Safe for concurrent use.
type Messages struct {
	matcher language.Matcher
	texts   []domain.Text // in the order of the matcher's tags
}

// Languages lists the languages of the ledger, the one used where a reader names none of them first.
func Languages() []string { return []string{"zh", "en"} }

// LoadMessages reads the embedded messages of both languages.
func LoadMessages() (*Messages, error) {
	bundle := i18n.NewBundle(language.Chinese)
	m := &Messages{}
	var tags []language.Tag
	for _, lang := range Languages() {
		file := "messages/" + lang + ".json"
		if _, err := bundle.LoadMessageFileFS(messageFiles, file); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		raw, err := messageFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var keys map[string]string
		if err := json.Unmarshal(raw, &keys); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		m.texts = append(m.texts, text{lang, i18n.NewLocalizer(bundle, lang), keys})
		tags = append(tags, language.Make(lang))
	}
	m.matcher = language.NewMatcher(tags)
	return m, nil
}

// For gives the messages in the language that an Accept-Language header, or a plain "zh" or "en", prefers.
// A header that is empty, broken or names neither gets the first of Languages.
func (m *Messages) For(acceptLanguage string) domain.Text {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return m.texts[0]
	}
	_, at, confidence := m.matcher.Match(wanted...)
	if confidence == language.No {
		at = 0
	}
	return m.texts[at]
}

// text is one language of the messages.
type text struct {
	lang      string
	localizer *i18n.Localizer
	keys      map[string]string
}

func (t text) Lang() string { return t.lang }

func (t text) Has(key string) bool {
	_, ok := t.keys[key]
	return ok
}

func (t text) T(key string, params map[string]any) string {
	if !t.Has(key) {
		return key
	}
	s, err := t.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: params})
	if err != nil {
		return key
	}
	return s
}
