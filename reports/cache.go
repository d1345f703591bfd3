package reports

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// chartParts is where a workbook keeps its charts.
const chartParts = "xl/charts/chart"

// caches are the values behind a chart's ranges, by range as the part spells it. excelize leaves them out,
// and a viewer that does not calculate would show an empty chart.
type caches map[string]string

func (c caches) words(ref string, list []string) {
	c[escaped(ref)] = points("strCache", "", len(list), func(i int) string { return list[i] })
}

func (c caches) numbers(ref, format string, list []float64) {
	c[escaped(ref)] = points("numCache", "<formatCode>"+format+"</formatCode>", len(list), func(i int) string { return strconv.FormatFloat(list[i], 'f', -1, 64) })
}

// patch fills the parts that are charts.
func (c caches) patch(part string, content []byte) ([]byte, error) {
	if !strings.HasPrefix(part, chartParts) {
		return content, nil
	}
	return c.fill(content), nil
}

func points(tag, format string, n int, value func(int) string) string {
	var b strings.Builder
	b.WriteString("<" + tag + ">" + format + `<ptCount val="` + strconv.Itoa(n) + `"/>`)
	for i := range n {
		b.WriteString(`<pt idx="` + strconv.Itoa(i) + `"><v>` + escaped(clean(value(i))) + "</v></pt>")
	}
	b.WriteString("</" + tag + ">")
	return b.String()
}

// fill puts the values after every range of a chart part that is known, in place of excelize's empty ones.
func (c caches) fill(part []byte) []byte {
	const empty = "<numCache><formatCode></formatCode></numCache>"
	var out []byte
	for {
		before, rest, found := bytes.Cut(part, []byte("<f>"))
		ref, after, closed := bytes.Cut(rest, []byte("</f>"))
		out = append(out, before...)
		if !found || !closed {
			return append(out, rest...)
		}
		out = append(append(append(out, "<f>"...), ref...), "</f>"...)
		if values, known := c[string(ref)]; known {
			out = append(out, values...)
			after = bytes.TrimPrefix(after, []byte(empty))
		}
		part = after
	}
}

func escaped(s string) string {
	var b bytes.Buffer
	xml.Escape(&b, []byte(s))
	return b.String()
}
