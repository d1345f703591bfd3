package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"outreach/app/api"
	"outreach/domain"
)

func TestStrictJSONRefusesWhatHasTwoReadings(t *testing.T) {
	w := newWorld(t)
	good, err := json.Marshal(lesson())
	if err != nil {
		t.Fatal(err)
	}
	member := func(text string) string { return strings.Replace(string(good), "{", "{"+text+",", 1) }
	for name, c := range map[string]struct {
		body    string
		pointer string
		key     string
		code    domain.ErrorCode
	}{
		"unknown member":   {member(`"nonsense":1`), "/nonsense", "fault.unknown_member", domain.Malformed},
		"other case":       {member(`"Title":"x"`), "/Title", "fault.unknown_member", domain.Malformed},
		"duplicate name":   {member(`"kind":"visit"`), "/kind", "fault.duplicate_name", domain.Malformed},
		"nested duplicate": {member(`"audiences":{"a":1,"a":2}`), "/audiences/a", "fault.duplicate_name", domain.Malformed},
		"explicit null":    {member(`"campaign":null`), "/campaign", "fault.null", domain.Malformed},
		"null in a list":   {member(`"volunteers":[null]`), "/volunteers/0", "fault.null", domain.Malformed},
		"wrong type":       {member(`"campaign":7`), "/campaign", "fault.type", domain.Malformed},
		"text for number":  {member(`"staff":"7"`), "/staff", "fault.type", domain.Malformed},
		"fraction":         {member(`"staff":7.5`), "/staff", "fault.type", domain.Malformed},
		"overflow":         {member(`"staff":9223372036854775808`), "/staff", "fault.type", domain.Malformed},
		"bad day":          {member(`"end_date":"2022-02-30"`), "/end_date", "fault.date", domain.Invalid},
		"bad area":         {member(`"joint_of":"x"`), "/joint_of", "fault.uuid", domain.Invalid},
		"trailing data":    {string(good) + "{}", "", "fault.syntax", domain.Malformed},
		"cut short":        {string(good[:len(good)-2]), "", "", domain.Malformed},
		"byte order mark":  {"\ufeff" + string(good), "", "fault.syntax", domain.Malformed},
		"bad utf-8":        {member("\"campaign\":\"\xff\""), "/campaign", "fault.syntax", domain.Malformed},
		"lone surrogate":   {member(`"campaign":"\ud800"`), "/campaign", "fault.syntax", domain.Malformed},
		"too deep":         {member(`"audiences":` + strings.Repeat("[", 40) + strings.Repeat("]", 40)), "", "", domain.Malformed},
		"no object":        {`[]`, "", "fault.type", domain.Malformed},
		"nothing":          {``, "", "", domain.Malformed},
		"not a number":     {member(`"staff":NaN`), "", "fault.syntax", domain.Malformed},
	} {
		p := w.wantProblem(c.code, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: c.body})
		if c.key == "" {
			continue
		}
		if len(p.Errors) == 0 || p.Errors[0].Code != c.key || c.pointer != "" && p.Errors[0].Pointer != c.pointer {
			t.Errorf("%s: %+v, want %s at %s", name, p.Errors, c.key, c.pointer)
		}
	}
}

func TestOnlyPlainJSONIsRead(t *testing.T) {
	w := newWorld(t)
	path := "/activities/" + w.id()
	for _, header := range []map[string]string{
		{"Content-Type": "text/plain"},
		{"Content-Type": ""},
		{"Content-Type": "application/x-www-form-urlencoded"},
		{"Content-Type": "application/json; charset=gbk"},
		{"Content-Encoding": "gzip"},
		{"Content-Encoding": "br"},
	} {
		w.wantProblem(domain.UnsupportedMedia, ask{who: "chelsea", method: "PUT", path: path, body: lesson(), header: header})
	}
	w.want(http.StatusCreated, ask{who: "chelsea", method: "PUT", path: path, body: lesson(), header: map[string]string{"Content-Type": "application/json; charset=UTF-8"}})
}

func TestBodiesOverTheLimitAreRefused(t *testing.T) {
	w := newWorld(t)
	w.wantProblem(domain.TooLarge, ask{who: "chelsea", method: "PUT", path: "/activities/" + w.id(), body: with(lesson(), "notes", strings.Repeat("x", 1<<20))})
	w.wantProblem(domain.Malformed, ask{who: "chelsea", method: "POST", path: "/activities/batch", body: `{"items":["` + strings.Repeat("x", 2<<20) + `"]`})
}

func TestQueriesAreReadStrictly(t *testing.T) {
	w := newWorld(t)
	for query, want := range map[string]struct {
		code    domain.ErrorCode
		pointer string
		key     string
	}{
		"nonsense=1":                    {domain.Malformed, "/nonsense", "fault.parameter.unknown"},
		"limit=1&limit=2":               {domain.Malformed, "/limit", "fault.parameter.repeated"},
		"to=":                           {domain.Malformed, "/to", "fault.parameter.empty"},
		"kind=":                         {domain.Malformed, "/kind", "fault.parameter.empty"},
		"limit=x":                       {domain.Invalid, "/limit", "fault.value"},
		"limit=501":                     {domain.Invalid, "/limit", "fault.max"},
		"limit=-1":                      {domain.Invalid, "/limit", "fault.min"},
		"from=2022-13-01":               {domain.Invalid, "/from", "fault.date"},
		"area=44":                       {domain.Invalid, "/area", "fault.area.code"},
		"kind=session,party":            {domain.Invalid, "/kind/1", "fault.oneof"},
		"fit=yes":                       {domain.Invalid, "/fit", "fault.boolean"},
		"from=2022-02-01&to=2022-01-01": {domain.Invalid, "/to", "fault.period"},
		"kind=session,,visit":           {domain.Invalid, "/kind", "fault.parameter.empty"},
	} {
		p := w.wantProblem(want.code, ask{who: "erin", method: "GET", path: "/activities?" + query})
		if len(p.Errors) != 1 || p.Errors[0].Pointer != want.pointer || p.Errors[0].Code != want.key {
			t.Errorf("%s: %+v, want %s at %s", query, p.Errors, want.key, want.pointer)
		}
	}
	for _, query := range []string{"q=%zz", "q=%ff", "cursor=nonsense", "a;b"} {
		w.wantProblem(domain.Malformed, ask{who: "erin", method: "GET", path: "/activities?" + query})
	}
	w.want(http.StatusOK, ask{who: "erin", method: "GET", path: "/activities?kind=session,visit&area=440000,440303&q=%E8%AF%BE&fit=true&limit=5&from=2022-01-01&to=2023-01-01"})
}

func TestProblemsSpeakTheReadersLanguage(t *testing.T) {
	w := newWorld(t)
	told := map[string]api.Problem{}
	for _, lang := range []string{"zh-CN,zh;q=0.9,en;q=0.8", "en-GB,en;q=0.9", "", "fr"} {
		told[lang] = w.wantProblem(domain.Invalid, ask{who: "erin", method: "GET", path: "/activities?limit=501", header: map[string]string{"Accept-Language": lang}})
	}
	zh, en := told["zh-CN,zh;q=0.9,en;q=0.8"], told["en-GB,en;q=0.9"]
	if zh.Title == en.Title || zh.Errors[0].Message == en.Errors[0].Message || !strings.Contains(en.Errors[0].Message, "500") || !strings.Contains(zh.Errors[0].Message, "500") {
		t.Errorf("zh %+v, en %+v", zh, en)
	}
	if told[""].Title != zh.Title || told["fr"].Title != zh.Title {
		t.Errorf("a reader of neither gets %q and %q", told[""].Title, told["fr"].Title)
	}
}

func TestEveryMessageThatProblemsNameExistsInBothLanguages(t *testing.T) {
	for _, code := range []domain.ErrorCode{
		domain.Invalid, domain.Malformed, domain.Unauthenticated, domain.Forbidden, domain.NotFound, domain.MethodNotAllowed, domain.Conflict,
		domain.PeriodClosed, domain.Gone, domain.TooLarge, domain.UnsupportedMedia, domain.PreconditionRequired, domain.RateLimited,
		domain.Unavailable, domain.Internal,
	} {
		for _, lang := range []string{"zh", "en"} {
			text := texts(t).For(lang)
			if !text.Has("problem."+string(code)) || !text.Has("error."+string(code)) {
				t.Errorf("%s has no words for %s", lang, code)
			}
		}
		if code != domain.Internal && api.StatusOf(code) == http.StatusInternalServerError {
			t.Errorf("%s has no status", code)
		}
	}
}
