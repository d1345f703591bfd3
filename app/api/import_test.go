package api_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"outreach/app/api"
	"outreach/app/job"
	"outreach/domain"
)

const heads = "编号,类型,项目,活动名称,活动日期,时长(分钟),行政区划代码,地点,活动形式,场所类型,开展方式,主题,参与人次,计数方式,主办单位,心情\r\n"

// line is a row of a table: a session in Shenzhen that passes every rule.
func line(id, title, minutes string) string {
	return fmt.Sprintf("%s,教育课堂,星海计划,%s,2022-09-15,%s,440303,桂园街道,讲座,社区,线下,电信网络诈骗,45,实数,某公司,好\r\n", id, title, minutes)
}

func (w *world) upload(who, query string, body any, header map[string]string) reply {
	w.t.Helper()
	all := map[string]string{"Content-Type": "text/csv"}
	maps.Copy(all, header)
	return w.do(ask{who: who, method: "POST", path: "/imports?name=" + query, body: body, header: all})
}

func (w *world) importUntil(who string, id domain.ID, state domain.JobState) api.Import {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; {
		im := parse[api.Import](w.t, w.want(http.StatusOK, ask{who: who, method: "GET", path: "/imports/" + string(id)}).body)
		if im.State == state {
			return im
		}
		if im.State.Ended() || time.Now().After(deadline) {
			w.t.Fatalf("import is %s, not %s: %+v", im.State, state, im.Fault)
		}
		<-time.After(5 * time.Millisecond)
	}
}

func (w *world) begun(r reply) domain.ID {
	w.t.Helper()
	if r.StatusCode != http.StatusAccepted {
		w.t.Fatalf("%d: %s", r.StatusCode, r.body)
	}
	im := parse[api.Import](w.t, r.body)
	if r.Header.Get("Location") != api.Base+"/imports/"+string(im.ID) || im.Step != domain.StepPreview || im.Only != job.Listed {
		w.t.Errorf("%s %+v", r.Header.Get("Location"), im)
	}
	return im.ID
}

// ifMatch is the header of a change made from a revision.
func ifMatch(revision int64) map[string]string {
	return map[string]string{"If-Match": fmt.Sprintf("%q", fmt.Sprint(revision))}
}

func TestATableIsShownMappedAndApplied(t *testing.T) {
	w := newWorld(t)
	file := strings.Replace(heads, "地点", "在哪儿", 1) + line("", "第一课", "60") + line("", "第二课", "许久") + line("", "第三课", "45")
	id := w.begun(w.upload("chelsea", "三月.csv", file, nil))
	im := w.importUntil("chelsea", id, domain.JobReady)
	if im.Result == nil || im.Name != "三月.csv" || im.Result.Counts[job.FateRefused] != 3 || len(im.Result.Fields) < 20 {
		t.Fatalf("%+v", im.Result)
	}
	shown := im.Revision
	words := map[string]any{"mapping": map[string]string{"在哪儿": "place", "心情": ""}, "save": "伙伴的表"}
	w.wantProblem(domain.PreconditionRequired, ask{who: "chelsea", method: "PUT", path: "/imports/" + string(id) + "/mapping", body: words})
	mapped := w.want(http.StatusAccepted, ask{who: "chelsea", method: "PUT", path: "/imports/" + string(id) + "/mapping", body: words, header: ifMatch(shown)})
	if parse[api.Import](t, mapped.body).State != domain.JobWaiting {
		t.Errorf("%s", mapped.body)
	}
	im = w.importUntil("chelsea", id, domain.JobReady)
	for _, c := range im.Result.Columns {
		if want := map[string]string{"在哪儿": "place", "心情": "", "活动名称": "title"}; c.Field != want[c.Heading] && want[c.Heading] != "" || c.Heading == "心情" && c.Read {
			t.Errorf("%+v", c)
		}
	}
	for lang, words := range map[string]string{"zh": "整数", "en": "whole number"} {
		r := w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/imports/" + string(id) + "/rows?fate=refused", header: map[string]string{"Accept-Language": lang}})
		p := parse[api.Page[api.ImportRow]](t, r.body)
		if p.Total != 1 || len(p.Items) != 1 || p.Items[0].Row != 3 || p.Items[0].Reasons[0].Column != "F" || p.Items[0].Reasons[0].Heading != "时长(分钟)" || !strings.Contains(p.Items[0].Reasons[0].Message, words) {
			t.Errorf("%s: %s", lang, r.body)
		}
	}
	first := parse[api.Page[api.ImportRow]](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/imports/" + string(id) + "/rows?limit=2"}).body)
	rest := parse[api.Page[api.ImportRow]](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/imports/" + string(id) + "/rows?limit=2&cursor=" + first.Next}).body)
	if len(first.Items) != 2 || len(rest.Items) != 1 || rest.Next != "" || rest.Total != 3 {
		t.Errorf("%+v %+v", first, rest)
	}
	w.wantProblem(domain.Malformed, ask{who: "chelsea", method: "GET", path: "/imports/" + string(id) + "/rows?cursor=next"})
	apply := ask{who: "chelsea", method: "POST", path: "/imports/" + string(id) + "/apply", body: map[string]any{}}
	w.wantProblem(domain.PreconditionRequired, apply)
	apply.header = ifMatch(shown) // what the table was before the mapping
	w.wantProblem(domain.Conflict, apply)
	apply.header, apply.body = ifMatch(im.Revision), map[string]any{"only": "all"}
	w.wantProblem(domain.Conflict, apply)
	apply.body = map[string]any{}
	w.want(http.StatusAccepted, apply)
	im = w.importUntil("chelsea", id, domain.JobDone)
	if !im.Result.Applied || im.Result.Counts[job.FateNew] != 2 {
		t.Errorf("%+v", im.Result)
	}
	list := parse[api.Page[api.Activity]](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/activities"}).body)
	if list.Total != 2 || list.Items[0].Place != "桂园街道" {
		t.Errorf("%+v", list)
	}
	r := w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/imports/" + string(id) + "/refused.xlsx"})
	if _, err := zip.NewReader(bytes.NewReader(r.body), int64(len(r.body))); err != nil {
		t.Error(err)
	}
	for lang, words := range map[string]string{"zh": "被拒绝的行", "en": "Refused rows"} {
		r := w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/imports/" + string(id) + "/refused.xlsx?lang=" + lang, header: map[string]string{"Accept-Language": "fr"}})
		name, err := url.QueryUnescape(r.Header.Get("Content-Disposition"))
		if err != nil || !strings.Contains(name, words) {
			t.Errorf("%s: %s (%v)", lang, name, err)
		}
	}
	again := w.importUntil("chelsea", w.begun(w.upload("chelsea", "三月.csv", file, nil)), domain.JobReady)
	if again.Result.Counts[job.FateSame] != 2 || again.Result.Preset == "" {
		t.Errorf("again: %+v", again.Result)
	}
	presets := parse[api.Presets](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/presets?kind=mapping"}).body)
	if len(presets.Items) != 1 || presets.Items[0].Mapping["在哪儿"] != "place" {
		t.Errorf("%+v", presets)
	}
	all := parse[api.Imports](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/imports"}).body)
	if len(all.Items) != 2 {
		t.Errorf("%d imports", len(all.Items))
	}
	w.wantProblem(domain.NotFound, ask{who: "erin", method: "GET", path: "/imports/" + string(id)})
	w.wantProblem(domain.NotFound, ask{who: "erin", method: "GET", path: "/imports/" + string(id) + "/rows"})
	w.wantProblem(domain.NotFound, ask{who: "erin", method: "GET", path: "/imports/" + string(id) + "/refused.xlsx"})
	w.wantProblem(domain.NotFound, ask{who: "erin", method: "POST", path: "/imports/" + string(id) + "/apply", body: map[string]any{}, header: ifMatch(im.Revision)})
	w.want(http.StatusNoContent, ask{who: "chelsea", method: "DELETE", path: "/imports/" + string(id)})
	w.wantProblem(domain.NotFound, ask{who: "chelsea", method: "GET", path: "/imports/" + string(id)})
}

func TestASavedMappingIsReplacedByTheNextOfTheSameHeadings(t *testing.T) {
	w := newWorld(t)
	file := strings.Replace(heads, "地点", "在哪儿", 1) + line("", "第一课", "60")
	id := w.begun(w.upload("chelsea", "x", file, nil))
	ready := func() int64 { return w.importUntil("chelsea", id, domain.JobReady).Revision }
	save := func(name, heading, field string) ask {
		return ask{who: "chelsea", method: "PUT", path: "/imports/" + string(id) + "/mapping", header: ifMatch(ready()), body: map[string]any{
			"mapping": map[string]string{heading: field}, "save": name,
		}}
	}
	held := func() []api.Preset {
		return parse[api.Presets](t, w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/presets?kind=mapping"}).body).Items
	}
	w.want(http.StatusAccepted, save("错的", "在哪儿", "notes"))
	w.want(http.StatusAccepted, save("对的", "在哪儿", "place"))
	if list := held(); len(list) != 1 || list[0].Name != "对的" || list[0].Mapping["在哪儿"] != "place" {
		t.Fatalf("%+v", list)
	}
	again := w.importUntil("chelsea", w.begun(w.upload("chelsea", "x", file, nil)), domain.JobReady)
	if again.Result.Preset != held()[0].ID || again.Result.Counts[job.FateNew] != 1 {
		t.Errorf("%+v", again.Result)
	}

	for n := range 99 { // until there is no room: that is told before the table is read otherwise
		body := map[string]any{"kind": "mapping", "name": fmt.Sprint(n), "mapping": map[string]string{fmt.Sprint("列", n): "title"}}
		w.want(http.StatusCreated, ask{who: "chelsea", method: "POST", path: "/presets", body: body})
	}
	before := ready()
	w.wantProblem(domain.Conflict, save("多的", "心情", "notes"))
	if after := ready(); after != before {
		t.Errorf("refused, and the table was compared anew: %d, %d", before, after)
	}
	w.want(http.StatusAccepted, save("又一次", "在哪儿", "place"))
}

func TestTheEventsOfAnImportTellOfItsPreview(t *testing.T) {
	w := newWorld(t)
	id := w.begun(w.upload("erin", "x", heads+line("", "第一课", "60"), nil))
	res, err := http.DefaultClient.Do(w.request(ask{who: "erin", method: "GET", path: "/imports/" + string(id) + "/events"}))
	if err != nil {
		t.Fatal(err)
	}
	last := ""
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			last = data
		}
	}
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	if im := parse[api.Import](t, []byte(last)); im.State != domain.JobReady || im.Result == nil || im.Result.Counts[job.FateNew] != 1 {
		t.Errorf("the last event: %s", last)
	}
}

func TestATableIsTakenAsItComesInAndBounded(t *testing.T) {
	w := newWorld(t)
	large := append([]byte("\x89PNG"), make([]byte, 8<<20+1<<19)...) // taken in whole, and looked at by its job only
	for name, c := range map[string]struct {
		status int
		do     func() reply
	}{
		"larger than any other body":   {http.StatusAccepted, func() reply { return w.upload("erin", "x", large, nil) }},
		"in chunks":                    {http.StatusAccepted, func() reply { return w.chunks("erin", "/imports?name=x", "text/csv", large) }},
		"over the limit":               {http.StatusRequestEntityTooLarge, func() reply { return w.upload("erin", "x", append(large, large...), nil) }},
		"over the limit, in chunks":    {http.StatusRequestEntityTooLarge, func() reply { return w.chunks("erin", "/imports?name=x", "text/csv", append(large, large...)) }},
		"another body in chunks, over": {http.StatusRequestEntityTooLarge, func() reply { return w.chunks("erin", "/closings", "application/json", large) }},
		"empty":                        {http.StatusBadRequest, func() reply { return w.upload("erin", "x", []byte{}, nil) }},
		"a form": {http.StatusUnsupportedMediaType, func() reply {
			return w.upload("erin", "x", "x", map[string]string{"Content-Type": "multipart/form-data; boundary=x"})
		}},
		"compressed": {http.StatusUnsupportedMediaType, func() reply { return w.upload("erin", "x", "x", map[string]string{"Content-Encoding": "gzip"}) }},
		"without a name": {http.StatusUnprocessableEntity, func() reply {
			return w.do(ask{who: "erin", method: "POST", path: "/imports", body: "x", header: map[string]string{"Content-Type": "text/csv"}})
		}},
		"of one who may not record":    {http.StatusForbidden, func() reply { return w.upload("dan", "x", large, nil) }},
		"of nobody, which is not read": {http.StatusUnauthorized, func() reply { return w.upload("", "x", large, nil) }},
	} {
		r := c.do()
		if r.StatusCode != c.status {
			t.Errorf("%s = %d, want %d: %.200s", name, r.StatusCode, c.status, r.body)
		}
	}
	for path, limit := range map[string]string{"/imports?name=x": "9216 KiB", "/closings": "8192 KiB"} {
		r := w.do(ask{who: "erin", method: "POST", path: path, body: append(large, large...), header: map[string]string{"Content-Type": "text/csv"}})
		if r.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(r.body), limit) {
			t.Errorf("%s: %d %s, want %s", path, r.StatusCode, r.body, limit)
		}
	}
	r := w.raw("POST /api/v1/imports?name=x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 900000000\r\n\r\n")
	if r.StatusCode == http.StatusContinue || r.StatusCode < 400 {
		t.Errorf("a large table is called for: %d", r.StatusCode)
	}
	w.want(http.StatusOK, ask{method: "GET", path: "/health"})
}

// chunks sends a body whose length is not told before.
func (w *world) chunks(who, path, media string, body []byte) reply {
	w.t.Helper()
	req := w.request(ask{who: who, method: "POST", path: path, body: "x", header: map[string]string{"Content-Type": media}})
	req.Body, req.ContentLength, req.GetBody = io.NopCloser(bytes.NewReader(body)), -1, nil
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	got, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		w.t.Error(err)
	}
	return reply{res, got}
}

func TestImportsKeepToTheShapeThatTheAPITakes(t *testing.T) {
	w := newWorld(t)
	id := w.begun(w.upload("erin", "x", heads+line("", strings.Repeat("长", 201), "60")+line("", "短", "100001"), nil))
	w.importUntil("erin", id, domain.JobReady)
	p := parse[api.Page[api.ImportRow]](t, w.want(http.StatusOK, ask{who: "erin", method: "GET", path: "/imports/" + string(id) + "/rows?fate=refused"}).body)
	if p.Total != 2 || p.Items[0].Reasons[0].Code != "fault.max_length" || p.Items[0].Reasons[0].Heading != "活动名称" || p.Items[1].Reasons[0].Heading != "时长(分钟)" {
		t.Errorf("%+v", p)
	}
}

func TestAnEmptyTableComesForEveryKind(t *testing.T) {
	w := newWorld(t)
	for _, kind := range domain.Kinds() {
		r := w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/templates/" + string(kind) + ".xlsx?lang=en"})
		if _, err := zip.NewReader(bytes.NewReader(r.body), int64(len(r.body))); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	id := w.begun(w.upload("chelsea", "x.xlsx", w.want(http.StatusOK, ask{who: "chelsea", method: "GET", path: "/templates/visit.xlsx"}).body, nil))
	if im := w.importUntil("chelsea", id, domain.JobReady); im.Result.Rows != 0 || im.Result.Format != "xlsx" {
		t.Errorf("%+v", im.Result)
	}
	w.wantProblem(domain.NotFound, ask{who: "chelsea", method: "GET", path: "/templates/party.xlsx"})
	w.wantProblem(domain.Forbidden, ask{who: "dan", method: "GET", path: "/templates/visit.xlsx"})
}
